"""The text of a post: begun, saved, looked at once more, and kept version by version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.foundation.keys import digest, new_reference, read_reference
from portal.people.models import Person
from portal.submissions import queries, rules
from portal.submissions.actions.keepers import keep_former
from portal.submissions.actions.moving import take_hold
from portal.submissions.actions.versions import Sheet, keep_version, last_version
from portal.submissions.kinds import KINDS
from portal.submissions.models import Submission, Topic
from portal.submissions.rules import Status

CO_AUTHORS_AT_MOST = 10
MARK_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Content:
    """All that an author types in a post. What is left out stays as it is when a post is changed."""

    title: str | None = None
    summary: str | None = None
    body: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    evidence: str | None = None
    sharing: str | None = None
    show_grade: bool | None = None
    topics: Sequence[str] | None = None
    co_authors: Sequence[str] | None = None  # addresses, codes, or marks of those named already
    differs: str | None = None  # from what the library holds, for whoever decides

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was typed or chosen of the text."""
        texts = (self.title, self.summary, self.body)
        return not any((text or "").strip() for text in texts) and not any(self.details.values())


def begin(
    kind: str,
    content: Content,
    *,
    by: Person,
    reference: str = "",
    automatic: bool = False,
    sheet: Sheet | None = None,
) -> Submission:
    """Start a draft. Raises ``Refused`` for a kind that is not there, and where nothing was typed.

    ``reference`` is the one that the empty page was given, so that saving it again finds the same draft.
    """
    if kind not in KINDS:
        raise Refused("There is no such kind of post.", field="kind", code="unknown-kind")
    if content.is_empty:
        raise Refused(rules.NOTHING_TYPED, field="title", code="missing")
    post = draft_by(by, kind, home=by, reference=reference or new_reference())
    try:
        with session.begin_nested():
            session.add(post)
            _apply(post, content, by)
    except IntegrityError:
        # The same page saved itself at this very moment: its draft is there now.
        there = queries.submission(reference)
        if there is None or not rules.may_edit(by, there):
            raise
        return save(there, content, seen=there.version, by=by, automatic=automatic, sheet=sheet)
    keep_version(post, by_id=by.id, automatic=automatic, sheet=sheet)
    journal.write("submission.begun", post, by_id=by.id)
    note_co_authors(post, frozenset(), by=by)
    return post


def draft_by(by: Person, kind: str, *, home: Person | Submission, **given: Any) -> Submission:
    """A draft of somebody's, in their own hands. It belongs where ``home`` does: whoever writes it, or what it updates.

    ``given`` are the other columns that it begins with. It is not stored yet.
    """
    return Submission(
        kind=kind,
        organisation_id=home.organisation_id,
        organisation=home.organisation,
        unit_id=home.unit_id,
        author_id=by.id,
        author=by,
        holder_id=by.id,
        status=Status.DRAFT,
        begun_on=clock.today(),
        **{"details": {}, **given},
    )


def save(
    post: Submission,
    content: Content,
    *,
    seen: int,
    by: Person,
    automatic: bool = False,
    sheet: Sheet | None = None,
) -> Submission:
    """Change the text of a post that may be changed.

    Raises ``Refused`` where it may not, and where it was changed elsewhere since version ``seen``. Of one
    page the later save wins: an automatic one that arrives after it changes nothing.
    """
    take_hold(post)
    last = last_version(post) if sheet is not None else None
    if sheet is None or last is None or (last.sheet, last.number) != (sheet.key, post.version):
        return _change(post, content, seen=seen, by=by, automatic=automatic, sheet=sheet)
    if automatic and sheet.turn < last.turn:
        return post
    last.turn = max(last.turn, sheet.turn)
    return _change(post, content, seen=post.version, by=by, automatic=automatic, sheet=sheet)


def _change(
    post: Submission,
    content: Content,
    *,
    seen: int,
    by: Person,
    automatic: bool = False,
    sheet: Sheet | None = None,
) -> Submission:
    if not rules.may_edit(by, post):
        raise Refused("This post cannot be changed as it stands now.", code="wrong-state")
    rules.check_version(post, seen)
    before = queries.text_now(post), post.co_author_ids
    _apply(post, content, by)
    if (queries.text_now(post), post.co_author_ids) != before:
        post.version += 1
        keep_version(post, by_id=by.id, automatic=automatic, sheet=sheet)
    note_co_authors(post, before[1], by=by)
    return post


def leave(post: Submission, *, by: Person) -> None:
    """A co-author takes their own name off a post, and off the open update of it; the others who wrote it are told.

    Raises ``Refused`` where they are no co-author, or look after the post since its author has left.
    """
    take_hold(post)
    if not rules.may_leave(by, post):
        raise Refused("You can take your name off where you are a co-author.", code="wrong-state")
    for one in filter(None, (post, queries.open_update_of(post))):
        if by.id not in one.co_author_ids:
            continue
        one.co_authors = [person for person in one.co_authors if person.id != by.id]
        keep_former(one, [by])
        if one.status in rules.EDITABLE:
            one.version += 1
            keep_version(one, by_id=by.id)
    journal.write("co_author.left", post, by_id=by.id)


def note_co_authors(post: Submission, before: frozenset[int], *, by: Person, **facts: Any) -> None:
    """Note in the journal who writes a post with its author since now, and who no longer does: it gives them rights."""
    for event, keys in (
        ("co_author.added", post.co_author_ids - before),
        ("co_author.removed", before - post.co_author_ids),
    ):
        for key in sorted(keys):
            journal.write(event, post, by_id=by.id, person_id=str(key), **facts)
    keep_former(post, [session.get_one(Person, key) for key in before - post.co_author_ids])


def set_share_check(post: Submission, answers: Mapping[str, str], kept_words: Sequence[str]) -> None:
    """Keep the outcome of "Can I share this?" and the identifying details that the author chose to keep."""
    questions = {name for name, _question, _advice in rules.SHARE_CHECK}
    if set(answers) != questions or not set(answers.values()) <= {"yes", "no"}:
        raise Refused("Answer all three questions.", field="personal_data")
    post.share_check = dict(answers)
    post.kept_words = list(kept_words)


def answer_share_check(
    post: Submission, answers: Mapping[str, Any], *, by: Person, of_other_words: bool = False
) -> None:
    """Answer some of "Can I share this?", or all; what was answered stays. Raises ``Refused`` as ``save`` does.

    But for a no that was said ``of_other_words``: it is open again, and left open it counts as a yes (requirement 139).
    """
    take_hold(post)
    if not rules.may_edit(by, post):
        raise Refused("This post cannot be changed as it stands now.", code="wrong-state")
    stays = {name: said for name, said in post.share_check.items() if not of_other_words or said != "no"}
    if {**stays, **answers} != post.share_check:
        post.share_check = {**stays, **answers}


def settle(
    post: Submission,
    content: Content,
    *,
    choices: Mapping[int, str],
    answers: Mapping[str, str],
    seen: int,
    by: Person,
    keep_rest: bool = False,
) -> list[rules.Marked]:
    """Keep what was said at the last look: which marked details go and which stay, the answers, how far to share.

    ``choices`` says ``accept`` or ``keep`` by place in ``rules.marked(post)``. Returns the details of which
    nothing has been said. Raises ``Refused`` where the text is another than the one that was looked at.
    """
    take_hold(post)
    rules.check_version(post, seen)
    found = rules.marked(post)
    said = [choices.get(place) or ("keep" if keep_rest else "") for place in range(len(found))]
    kept = [detail.words for detail, choice in zip(found, said, strict=True) if choice == "keep"]
    gone = [detail for detail, choice in zip(found, said, strict=True) if choice == "accept"]
    there = {detail.words for detail in found if detail not in gone}
    text = rules.without(post, gone)
    for name in ("summary", "differs"):  # typed on the same page: what was just typed stands
        typed = getattr(content, name)
        if typed is not None and typed != getattr(post, name):
            text[name] = typed
    _change(post, replace(content, **text), seen=seen, by=by)
    post.kept_words = sorted(there.intersection([*post.kept_words, *kept]))
    if len(answers) == len(rules.SHARE_CHECK):
        set_share_check(post, answers, post.kept_words)
    left = rules.marked(post) if text else found
    return [detail for detail in left if detail.words not in post.kept_words]


def _apply(post: Submission, content: Content, by: Person) -> None:
    if content.topics is not None:
        post.topics = _topics(content.topics, post)
    if content.co_authors is not None:
        post.co_authors = _people(content.co_authors, post, by)
    for name in ("title", "summary", "body", "evidence", "sharing", "show_grade", "differs"):
        value = getattr(content, name)
        if value is not None:
            setattr(post, name, value)
    if content.details:
        post.details = {**post.details, **rules.checked_details(post.kind, content.details)}


def _topics(slugs: Sequence[str], post: Submission) -> list[Topic]:
    """The topics of these names that are offered; what a post is filed under already it can keep."""
    found = session.scalars(select(Topic).where(Topic.slug.in_(slugs))).all() if slugs else ()
    return [topic for topic in found if topic.retired_on is None or topic in post.topics]


def co_author_mark(person: Person, post: Submission) -> str:
    """What stands for a co-author on the pages of this one post. It names nobody anywhere else."""
    return digest("co-author", post.reference, str(person.id))[:MARK_LENGTH]


def named_by_address(person: Person, post: Submission, by: Person) -> bool:
    """Whether one of the authors may name the other by an address: all work where the post was written."""
    return person.organisation_id == post.organisation_id == by.organisation_id


def _people(typed: Sequence[str], post: Submission, by: Person) -> list[Person]:
    """Those whom these addresses, codes and marks name.

    An organisation is its own directory, so its addresses are enough. Of who works elsewhere an address tells
    nothing, right or wrong, and to whom it tells nothing either: whoever does gives the code that only their own
    account page shows. Whoever wrote a published post stays among the authors of its update, and whoever keeps a
    post whose author has left among its.
    """
    marked = {co_author_mark(person, post): person for person in post.co_authors}
    keys = {one if one in marked else _key(one): one for one in map(str.strip, typed)}
    keys.pop("", None)
    if len(keys) > CO_AUTHORS_AT_MOST:
        raise Refused(f"Name at most {CO_AUTHORS_AT_MOST} co-authors.", field="co_authors")
    named = marked | {person.reference: person for person in _wrote(post)}
    named |= {person.email_key: person for person in _wrote(post) if named_by_address(person, post, by)}
    if not keys.keys() <= named.keys():
        meant = or_(Person.email_key.in_(keys), Person.reference.in_(keys))
        for person in session.scalars(select(Person).where(meant, Person.ended_on.is_(None))):
            named[person.reference] = person
            if named_by_address(person, post, by):
                named[person.email_key] = person
    unknown = [one for key, one in keys.items() if key not in named]
    if unknown:
        here = by.organisation_id == post.organisation_id
        raise Refused(
            f"We know nobody at {post.organisation.short_name} by {', '.join(sorted(unknown))}. Check the address. "
            "Somebody who works elsewhere tells you the code on their account page: type that."
            if here
            else f"We know nobody by {', '.join(sorted(unknown))}. You work elsewhere, so type the code that whoever "
            "you name finds on their account page.",
            field="co_authors",
        )
    before = _wrote(post.updates) if post.updates is not None else []
    before += [person for person in post.co_authors if person.id == post.holder_id]
    people = {person.id: person for person in (*(named[key] for key in keys), *before)}
    return [person for person in people.values() if person.id != post.author_id]


def _key(typed: str) -> str:
    return typed.casefold() if "@" in typed else read_reference(typed)


def _wrote(post: Submission) -> list[Person]:
    return [person for person in (post.author, *post.co_authors) if person is not None]
