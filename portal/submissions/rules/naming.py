"""Who a post appears to be by, for whoever reads it. The one gate through which any author's name passes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.people.rules import SomePerson
from portal.people.rules.establishment import said_in_words
from portal.submissions.rules.life import SomePost, is_in_library


@dataclass(frozen=True, slots=True)
class AuthorShown:
    """Who a post appears to be by. ``words`` always says something: its author, where, and those who wrote it too.

    ``name`` is its author's alone, ``names`` are those of all who wrote it; both are empty where nobody is named.
    ``hidden``: they are kept from this reader, and so is all that leads to them, like their unit.
    ``called``: the two words by which an anonymous author is known in a conversation.
    """

    words: str
    name: str = ""
    person_id: int | None = None
    names: str = ""
    hidden: bool = False
    called: str = ""


def author_shown_to(person: SomePerson | None, post: SomePost) -> AuthorShown:
    """The one function that yields an author's name. Every page, feed, mail and file takes only what it yields.

    What an anonymous author says about themselves is for whoever decides, and for the library where they wish so. The
    rank is shown where the author chose so (requirement 42), and nobody else's with it. A visitor of the public layer
    is told the organisation only, and who decides blind nothing of either.
    """
    if post.desk_key is not None:
        return _of_the_desk(person, post)
    if post.author is None:
        vouched = (
            post.authority if person is not None else ""
        )  # it may name somebody, and was typed for colleagues
        return AuthorShown(vouched or post.organisation.name)
    if person is None:
        return AuthorShown(f"A member of {post.organisation.name}")
    if post.is_blind_to(person):
        return AuthorShown("Author not shown", hidden=True)
    name = post.author.title if post.show_grade else post.author.name
    others = tuple(one.name for one in post.co_authors)
    also = f", with {_listed(others)}" if others else ""
    return AuthorShown(
        f"{name}, {post.organisation.short_name}{also}", name, post.author_id, _listed((name, *others))
    )


def _of_the_desk(person: SomePerson | None, post: SomePost) -> AuthorShown:
    """Who wrote what was posted anonymously or in confidence: a designation, and a name once they have claimed it.

    Their rank is never shown: nobody asked them.
    """
    called = post.designation or ""
    if post.claimed_by is None:
        words = f"Posted anonymously as {called}" if called else "Posted anonymously"
        if post.confidential:
            words = f"Confidential author, called {called}" if called else "Confidential author"
        return AuthorShown(f"{words}{_about(person, post)}", called=called)
    if person is None:
        return AuthorShown(f"A member of {post.organisation.name}")
    if post.is_blind_to(person):
        return AuthorShown("Author not shown", hidden=True, called=called)
    name = post.claimed_by.name
    return AuthorShown(
        f"{name}, {post.claimed_by.organisation.short_name}", name, post.claimed_by_id, name, called=called
    )


def _about(person: SomePerson | None, post: SomePost) -> str:
    about = post.about
    kept_back = is_in_library(post) and not about.get("library")
    if not about or kept_back or person is None or post.is_blind_to(person):
        return ""
    return f", by {said_in_words(about['band'], about['unit'])}"


def file_name_shown_to(person: SomePerson | None, file: Any) -> str:
    """What a file of a post is called. Its own name may hold its author's, so who decides blind is given a number."""
    post = file.submission
    if not author_shown_to(person, post).hidden:
        return str(file.name)
    place = [one.reference for one in post.attachments].index(file.reference) + 1
    _name, dot, ending = file.name.rpartition(".")
    return f"file-{place}{dot}{ending if dot else ''}"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
