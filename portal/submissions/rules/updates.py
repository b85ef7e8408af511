"""What an update would change of the published post that it updates. Pure."""

from collections.abc import Mapping
from typing import Any


def joining(update: Any) -> list[Any]:
    """Whom an update would add to the authors of the post that it updates: nobody who wrote that leaves them."""
    wrote = {update.updates.author_id, *update.updates.co_author_ids}
    authors = (update.author, *update.co_authors)
    return [person for person in authors if person is not None and person.id not in wrote]


def may_leave(person: Any, post: Any) -> bool:
    """A co-author may take their own name off, but not while the post is kept by them, or where an update follows it.

    Whoever wrote a published post is among the authors of its update for as long as they are among the post's.
    """
    follows = post.updates is not None and person.id in {post.updates.author_id, *post.updates.co_author_ids}
    return person.id in post.co_author_ids and person.id != post.holder_id and not follows


def changes_nothing(update: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether the library would be the same with an update as without: its text, authors, files and answers.

    ``before`` and ``after`` are the texts of the published post and of the update.
    """
    there = update.updates
    asked = [name for name in ("share_check", "kept_words") if update.share_check]
    return (
        {**before, "topics": sorted(before["topics"])} == {**after, "topics": sorted(after["topics"])}
        and not joining(update)
        and {file.stored_as for file in there.files} == {file.stored_as for file in update.files}
        and all(getattr(there, name) == getattr(update, name) for name in asked)
        and (update.author_id != there.author_id or update.show_grade == there.show_grade)
    )
