"""What passes between the desk and the rest of the portal: posts out, in shuffled batches; news back.

Run by the worker alone. The desk's own pages never come here, so they never reach the portal's database.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from sqlalchemy import select

from portal.anonymous import queries, rules
from portal.anonymous.actions import at_the_desk
from portal.anonymous.models import Item, Letter, Notice, Waiting, desk
from portal.anonymous.rules import Act, State
from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.feedback import actions as feedback
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry
from portal.people import queries as people
from portal.submissions import queries as submissions
from portal.submissions import rules as life
from portal.submissions.kinds import KINDS
from portal.submissions.models import Submission
from portal.submissions.rules import Status

# What an author may know of what happened to their post: these facts, and never who did it.
TOLD: Mapping[str, tuple[str, ...]] = {
    "submission.sent": ("waits_at", "due_on"),
    "submission.sent_again": ("waits_at", "due_on"),
    "submission.approved": ("step", "reason", "waits_at", "due_on"),
    "submission.returned": ("step", "reason"),
    "submission.declined": ("step", "reason", "code"),
    "submission.published": (),
    "submission.withdrawn": (),
    "step.handed_on": ("waits_at", "due_on"),
    "question.asked": ("question", "text"),
    "question.answered": ("question", "text"),
    "outcome.kept": ("state", "result", "note"),
    "post.used": ("kind", "organisation", "reason"),
}


def release() -> int:
    """Pass on all that waits, in random order, in one transaction. Returns how many things were passed on.

    Safe to repeat after a crash: a post is known by its key, an answer by its own.
    """
    waiting = list(desk.scalars(select(Waiting)))
    secrets.SystemRandom().shuffle(waiting)
    if not waiting:
        return 0
    with transaction():
        for one in waiting:
            item = desk.get(Item, one.item)
            if item is not None:
                _pass_on(item, one)
    with at_the_desk():
        for one in waiting:
            item = desk.get(Item, one.item)
            if item is not None and item.state == State.HELD:
                item.state = State.RELEASED
            if item is not None and one.act == Act.ANSWER:
                _letter(item, "author.answered", {"question": one.what["question"], "text": one.what["text"]})
            desk.delete(one)
    return len(waiting)


def _pass_on(item: Item, one: Waiting) -> None:
    post = session.scalar(select(Submission).where(Submission.desk_key == item.key))
    if one.act == Act.FILE and post is None:
        _set_off(item)
    elif post is None:
        return
    elif one.act == Act.CHANGE and post.status in {Status.RETURNED, Status.DECLINED}:
        _fill(post, item.text)
        post.version += 1
        authorisation.set_off(post, by_id=None)
    elif one.act == Act.ANSWER:
        feedback.answer_from_desk(one.what["question"], one.what["text"], key=one.key)
    elif one.act == Act.WITHDRAW and post.status in life.WITHDRAWABLE:
        authorisation.withdraw_from_desk(post)


def _set_off(item: Item) -> None:
    organisation = people.organisation(item.organisation)
    if organisation is None:
        return
    post = Submission(
        kind=item.kind,
        organisation_id=organisation.id,
        organisation=organisation,
        desk_key=item.key,
        status=Status.DRAFT,
        begun_on=clock.today(),
    )
    _fill(post, item.text)
    session.add(post)
    session.flush()
    authorisation.set_off(post, by_id=None)


def _fill(post: Submission, text: Mapping[str, Any]) -> None:
    for name in ("title", "summary", "body", "sharing", "evidence", "share_check"):
        if text.get(name) is not None:
            setattr(post, name, text[name])
    post.details = dict(text.get("details") or {})
    chosen = set(text.get("topics") or ())
    post.topics = [topic for topic in submissions.topics() if topic.slug in chosen]


def tell_author(entries: Sequence[Entry]) -> None:
    """Reaction: put what happened to anonymous posts on their receipt pages. Each entry once, however often run."""
    with at_the_desk():
        for entry in entries:
            post = session.get(Submission, entry.subject_id) if entry.subject_kind == "submissions" else None
            item = desk.get(Item, post.desk_key) if post is not None and post.desk_key else None
            if item is None or post is None or entry.event not in TOLD:
                continue
            what = {name: entry.facts[name] for name in TOLD[entry.event] if entry.facts.get(name)}
            if entry.event == "submission.published":
                what["reference"] = post.reference
            _letter(item, entry.event, what, key=f"{entry.sequence:032x}")


def _letter(item: Item, event: str, what: Mapping[str, Any], key: str | None = None) -> None:
    key = key or secrets.token_hex(16)
    if desk.get(Letter, key) is not None:
        return
    day = clock.today().isoformat()
    there = desk.scalars(select(Letter.place).where(Letter.item == item.key, Letter.day == day)).all()
    place = f"{max((int(number) for number in there), default=0) + 1:04d}"
    desk.add(Letter(key=key, item=item.key, event=event, day=day, place=place, what=dict(what)))
    desk.flush()


def put_up_notices() -> None:
    """Tell the desk which organisations take anonymous posts of which kinds, and what the topics are."""
    taking: dict[str, Any] = {}
    for organisation in people.organisations():
        kinds = [kind for kind in KINDS if ways.takes_anonymous(organisation.id, kind)]
        taking[organisation.code] = {"name": organisation.name, "kinds": kinds}
    topics = {"topics": [[topic.slug, topic.name] for topic in submissions.topics()]}
    with at_the_desk():
        for name, value in (("organisations", taking), ("topics", topics)):
            notice = desk.get(Notice, name)
            if notice is None:
                desk.add(Notice(name=name, value=value))
            elif notice.value != value:
                notice.value = value


def empty_desk(hours: Sequence[time]) -> int:
    """Release what waits where a set hour has struck or enough has gathered. Without hours: at once."""
    slot = rules.slot_of(clock.local(clock.now()), hours) if hours else ""
    last = desk.get(Notice, "last batch")
    count = queries.waiting_count()
    if hours and not rules.release_is_due(count, slot, last.value["slot"] if last else ""):
        desk.rollback()
        return 0
    released = release()
    if hours:
        with at_the_desk():
            if last is None:
                desk.add(Notice(name="last batch", value={"slot": slot}))
            else:
                last.value = {"slot": slot}
    return released
