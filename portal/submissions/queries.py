"""What can be asked about posts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.foundation import journal
from portal.foundation.database import session
from portal.foundation.differences import Change, difference
from portal.foundation.keys import read_reference
from portal.foundation.markdown import to_html
from portal.foundation.text import BadText
from portal.people.models import Person
from portal.submissions import rules
from portal.submissions.kinds import CONSENTS, KINDS, Field, FieldType
from portal.submissions.models import Attachment, Submission, Topic, Version, submission_topics, wrote
from portal.submissions.rules import BACK_WITH_AUTHOR, Sharing, Status

_FILED_FOR_ALL = and_(
    Submission.id == submission_topics.c.submission_id,
    Submission.status == Status.PUBLISHED,
    Submission.sharing.in_((Sharing.POLICING, Sharing.PUBLIC)),
)
_SEEN_BY_OTHERS = or_(Version.sent_at.is_not(None), Version.published_at.is_not(None))


def submission(reference: str) -> Submission | None:
    """The post with this reference, as it is typed or spoken."""
    return session.scalar(select(Submission).where(Submission.reference == read_reference(reference)))


def attachment(reference: str, file: str) -> Attachment | None:
    """One file of a post."""
    found = session.scalar(select(Attachment).where(Attachment.reference == read_reference(file)))
    return found if found is not None and found.submission.reference == read_reference(reference) else None


def written_by(person: Person) -> Sequence[Submission]:
    """All that somebody wrote, alone or with others: newest first."""
    newest = (Submission.begun_on.desc(), Submission.sent_at.desc().nulls_last(), Submission.id)
    updated = selectinload(Submission.updates).load_only(Submission.reference, Submission.title)
    asked = (
        select(Submission)
        .where(wrote(person.id))
        .order_by(*newest)
        .options(joinedload(Submission.holder), updated)
    )
    return session.scalars(asked).unique().all()


@dataclass(frozen=True, slots=True)
class Ended:
    """When the way of a post came to its end, and when what is in the library was last brought up to date."""

    at: datetime
    updated_at: datetime | None


_ENDS = ("submission.published", "submission.updated", "submission.declined", "submission.withdrawn")


def ended(posts: Collection[Submission]) -> Mapping[int, Ended]:
    """For each of these posts that came to an end: when."""
    if not posts:
        return {}
    told = (
        select(journal.Entry.subject_id, journal.Entry.event, func.max(journal.Entry.at))
        .where(journal.Entry.subject_kind == Submission.__tablename__, journal.Entry.event.in_(_ENDS))
        .where(journal.Entry.subject_id.in_([post.id for post in posts]))
        .group_by(journal.Entry.subject_id, journal.Entry.event)
    )
    moments: dict[int, dict[str, datetime]] = {}
    for key, event, at in session.execute(told):
        moments.setdefault(key, {})[event] = at
    return {key: Ended(max(at.values()), at.get("submission.updated")) for key, at in moments.items()}


def open_update_of(post: Submission) -> Submission | None:
    """The update of a published post that is being written or decided on, if there is one."""
    ended = (Status.WITHDRAWN, Status.TAKEN_UP)
    return session.scalar(
        select(Submission).where(Submission.updates_id == post.id, Submission.status.not_in(ended))
    )


def topics() -> Sequence[Topic]:
    """The topics that new posts can be filed under, by name."""
    return session.scalars(select(Topic).where(Topic.retired_on.is_(None)).order_by(Topic.name)).all()


def all_topics() -> Sequence[Topic]:
    """All topics, the retired among them, by name."""
    return session.scalars(select(Topic).order_by(Topic.name)).all()


def topic(slug: str) -> Topic | None:
    """The topic with this short name."""
    return session.scalar(select(Topic).where(Topic.slug == slug))


@dataclass(frozen=True, slots=True)
class KeptTopic:
    """A topic, and how many posts of the library are filed under it that all of policing may read."""

    topic: Topic
    posts: int


def topics_kept() -> list[KeptTopic]:
    """All topics with how many posts are filed under each that all of policing may read, by name.

    Whoever keeps the topics reads no more of posts than others: a count of all would tell them of drafts.
    """
    filed = select(func.count()).where(_FILED_FOR_ALL, submission_topics.c.topic_id == Topic.id)
    counted = session.execute(select(Topic, filed.scalar_subquery()).order_by(Topic.name))
    return [KeptTopic(topic, posts) for topic, posts in counted]


def filed_under(topic: Topic) -> int:
    """How many posts are filed under a topic that all of policing may read."""
    filed = select(func.count()).where(_FILED_FOR_ALL, submission_topics.c.topic_id == topic.id)
    return session.scalar(filed) or 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What was last said of a post that came back: the words, whose they are, and when.

    ``verdict`` is what became of it: returned, declined or taken out.
    """

    verdict: Status
    reason: str
    who: str
    at: datetime


def last_answer(post: Submission) -> Answer | None:
    """Why a post came back to its author; nothing where it did not."""
    if post.status not in {Status.RETURNED, Status.DECLINED, Status.TAKEN_OUT}:
        return None
    event = f"submission.{post.status}"
    said = [entry for entry in journal.entries_about(post) if entry.event == event]
    if not said:
        return None
    by = session.get(Person, said[-1].by_id) if said[-1].by_id else None
    return Answer(Status(post.status), said[-1].facts.get("reason", ""), by.title if by else "", said[-1].at)


def advice_on(post: Submission) -> list[str]:
    """Sentences that may help an author and stop nobody. Usual lengths are the organisation's own (row 5)."""
    usual = {**rules.USUAL_DAYS, **_configured_days(post.organisation.settings)}
    return rules.warnings_about(post.described, post.details, usual)


def _configured_days(settings: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    return {name: (int(days[0]), int(days[1])) for name, days in settings.get("usual_days", {}).items()}


@dataclass(frozen=True, slots=True)
class Part:
    """One answer as it is read: the heading it stands under, the question, and the answer as clean HTML."""

    name: str
    section: str
    label: str
    html: Markup


def parts(kind_slug: str, text: Mapping[str, Any]) -> list[Part]:
    """A text as people read it, part by part, in the order of its form. What was left empty is left out."""
    kind = KINDS[kind_slug]
    details = text["details"]
    asked = [(kind.body, text["body"].strip() and rendered(text["body"]))]
    asked += [(field, _shown(field, details[field.name])) for field in kind.fields if details.get(field.name)]
    read = [Part(field.name, field.section, field.label, html) for field, html in asked if html]
    order = {section: place for place, section in enumerate(kind.sections)}
    return sorted(read, key=lambda part: order[part.section])


def rendered(markdown: str) -> Markup:
    """Markdown as clean HTML; as it was typed where it is more than can be rendered."""
    try:
        return Markup(to_html(markdown))  # noqa: S704 - sanitised there
    except BadText:
        return Markup("<p>{}</p>").format(markdown)


@dataclass(frozen=True, slots=True)
class Compared:
    """One part of a text in two versions, as runs of words that stayed, went or came."""

    label: str
    runs: list[tuple[Change, str]]


def versions_shown_to(person: Person, post: Submission) -> Sequence[Version]:
    """The versions a person may read, newest first.

    Its authors read all of them. Others read what was sent or published: what an author took out before
    sending is nobody's business.
    """
    kept = select(Version).where(Version.submission_id == post.id).order_by(Version.number.desc())
    if not rules.is_author(person, post):
        kept = kept.where(_SEEN_BY_OTHERS)
    return session.scalars(kept).all()


def text_shown_to(person: Person, post: Submission) -> Mapping[str, Any]:
    """The text of a post as this person may read it.

    What came back is a draft again in its authors' hands: until they send it, others read what was last sent.
    """
    if post.status in BACK_WITH_AUTHOR and not rules.writes(person, post):
        seen = next(iter(versions_shown_to(person, post)), None)
        if seen is not None:
            return {**text_now(post), **seen.text}  # versions kept by the first builds say less
    return text_now(post)


def files_shown_to(person: Person, post: Submission) -> list[Attachment]:
    """The files of a post as this person may see them: those that belong to the text they read."""
    return post.files if rules.writes(person, post) else post.files_shared


def text_shared(post: Submission) -> Mapping[str, Any]:
    """The text of a post as everybody who finds it reads it: as it was last sent, while its authors change it again."""
    if post.status not in BACK_WITH_AUTHOR:
        return text_now(post)
    sent = select(Version).where(Version.submission_id == post.id, _SEEN_BY_OTHERS)
    last = session.scalars(sent.order_by(Version.number.desc()).limit(1)).first()
    return {**text_now(post), **last.text} if last is not None else text_now(post)


def last_sent(post: Submission) -> int | None:
    """The version of a post that was last sent; nothing where none was."""
    sent = select(func.max(Version.number)).where(
        Version.submission_id == post.id, Version.sent_at.is_not(None)
    )
    return session.scalar(sent)


def text_now(post: Submission) -> dict[str, Any]:
    """The text of a post as a version keeps it, with its topics and what deciders judge it by.

    So whoever decides is told when a post was meant to go further than what they read said.
    """
    return post.words | {
        "evidence": str(post.evidence or ""),
        "sharing": str(post.sharing or ""),
        "topics": [[topic.slug, topic.name] for topic in post.topics],
    }


_JUDGED_BY: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("How far it is shared", "sharing", {value.value: words for value, words in rules.SHARING_NAMES.items()}),
    ("Evidence", "evidence", {value.value: words for value, words in rules.EVIDENCE_NAMES.items()}),
)


def compared(kind_slug: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Compared]:
    """What changed between two texts of one kind, part by part; parts whose words stayed are left out."""
    kind = KINDS[kind_slug]
    named = [("title", "Title"), ("summary", "Summary"), ("body", kind.body.label)]
    pairs = [(label, old[name], new[name]) for name, label in named]
    for field in kind.fields:
        before, after = (_in_words(field, text["details"].get(field.name)) for text in (old, new))
        pairs.append((field.label, before, after))
    for label, name, words in _JUDGED_BY:
        if name in old and name in new:  # versions kept by the first builds say neither
            pairs.append((label, words.get(old[name], ""), words.get(new[name], "")))
    if "topics" in old and "topics" in new:
        before, after = (", ".join(name for _slug, name in text["topics"]) for text in (old, new))
        pairs.append(("Topics", before, after))
    changed = [
        Compared(label, difference(before, after)) for label, before, after in pairs if before != after
    ]
    return [
        part
        for part in changed
        if any(change is not Change.SAME and run.strip() for change, run in part.runs)
    ]


def _in_words(field: Field, value: Any) -> str:
    if field.type is FieldType.QUOTATIONS:
        consents = dict(CONSENTS)
        return "\n\n".join(f"{one['text']}\n{_agreed(consents, one['consent'])}" for one in value or ())
    if field.type is FieldType.CHOICES:
        return ", ".join(field.label_of(one) for one in value or ())
    return field.label_of(value) if value else ""


def _shown(field: Field, value: Any) -> Markup:
    if field.type is FieldType.TEXT:
        return rendered(value)
    if field.type is FieldType.CHOICES:
        return Markup("<p>{}</p>").format(", ".join(field.label_of(one) for one in value))
    if field.type is FieldType.QUOTATIONS:
        consents = dict(CONSENTS)
        lines = (
            Markup("<blockquote><p>{}</p></blockquote><p>{}</p>").format(
                one["text"], _agreed(consents, one["consent"])
            )
            for one in value
        )
        return Markup("").join(lines)
    if field.type is FieldType.DATE:
        day = date.fromisoformat(value)
        return Markup("<p>{}</p>").format(f"{day.day} {day:%B %Y}")
    return Markup("<p>{}</p>").format(field.label_of(value))


def _agreed(consents: Mapping[str, str], consent: str) -> str:
    return f"May appear {consents[consent].lower()}." if consent else "Not asked yet how they want to appear."
