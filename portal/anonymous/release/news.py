"""News on its way back to the desk: what happened to an anonymous post, for its author and without names."""

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import exists, select

from portal.anonymous import queries, rules
from portal.anonymous.models import Item, Letter, at_the_desk, desk
from portal.anonymous.release import confidential
from portal.anonymous.rules import Act
from portal.authorisation import queries as ways
from portal.authorisation.models import Step
from portal.authorisation.rules import can_go_further
from portal.authorisation.rules.edits import edit_waits, mark_of
from portal.foundation import clock
from portal.foundation.database import session
from portal.foundation.journal import Entry
from portal.foundation.keys import digest
from portal.foundation.sealing import sealed
from portal.submissions.models import Submission
from portal.submissions.rules import Status


def tell_author(entries: Sequence[Entry]) -> None:
    """Reaction: put what happened to anonymous posts on their receipt pages. Each entry once, however often run."""
    about = {entry.subject_id for entry in entries if entry.subject_kind == "submissions"}
    nameless = select(Submission).where(Submission.id.in_(about), Submission.desk_key.is_not(None))
    posts = {post.id: post for post in session.scalars(nameless)}
    if not posts:
        return
    with at_the_desk():
        for entry in entries:
            post = posts.get(entry.subject_id) if entry.subject_kind == "submissions" else None
            item = desk.get(Item, post.desk_key) if post is not None else None
            if item is None or post is None or entry.event not in rules.TOLD or _said_by_author(entry):
                continue
            what: dict[str, Any] = {
                name: entry.facts[name] for name in rules.TOLD[entry.event] if entry.facts.get(name)
            }
            if entry.event == "submission.sent":
                what["designation"] = post.designation
            if entry.event in rules.IN_LIBRARY:
                what |= _in_library(post, item, entry)
            if entry.event == "edit.proposed":
                what |= _change_proposed(post, entry)
            if entry.event == "edit.accepted":
                _take_up_change(item, post, entry)
            if entry.event == "identity.destroyed":
                confidential.forget(item)
            what |= _further(post)
            steps = ways.present_steps(post)
            if _reads_first(post, entry):
                what[rules.READS] = True
            what |= {name: _called(post, entry, name) for name in rules.NAMES_A_STEP if name in what}
            if entry.event.startswith(
                ("submission.", "step.answered", "step.lapsed", "step.skipped", "step.added")
            ):
                what["way"] = [
                    [name, step.state] for name, step in zip(rules.readers(steps), steps, strict=True)
                ]
            # Known by a digest: the journal's own number would be a serial among the desk's rows.
            letter(item, entry.event, what, key=_known_by(item, entry))


def _in_library(post: Submission, item: Item, entry: Entry) -> dict[str, Any]:
    """Where a post is read, and, once it is published, what became of it that its author did not ask for."""
    told: dict[str, Any] = {"reference": post.reference}
    if entry.event != "submission.published":
        return told
    if post.sharing != item.text.get("sharing", post.sharing):
        told["narrowed_to"] = post.sharing
    if post.edited_because:
        told["edited_because"] = post.edited_because
    if post.summed_up:
        told["summed_up"] = post.summary
    return told


def _further(post: Submission) -> dict[str, Any]:
    """Whether its author may ask for somebody else to decide; or why not, where they are told no."""
    if can_go_further(post):
        return {"further": True}
    why = ways.why_no_further(post) if post.status == Status.DECLINED else ""
    return {"settled": why} if why else {}


def _known_by(item: Item, entry: Entry) -> str:
    return digest("letter", item.key, str(entry.sequence))[:32]


def _change_proposed(post: Submission, entry: Entry) -> dict[str, Any]:
    """The text of a change that waits for its author; nothing once it does not."""
    steps: Sequence[Step] = post.steps  # type: ignore[attr-defined] # the other end of Step.submission
    named = next((step for step in steps if step.reference == entry.facts.get("of_step")), None)
    if named is None or not edit_waits(named):
        return {}
    edit = named.edit
    change = {"step": named.reference, "mark": mark_of(edit), "text": edit["text"]}
    # What whoever reads a post first says to its author stands nowhere else.
    return {"change": change, "reason": edit["reason"]} if edit["reason"] else {"change": change}


def _reads_first(post: Submission, entry: Entry) -> bool:
    """Whether an entry tells of the reading before anybody decides: of its step, else of the one it waits at."""
    which = entry.facts.get("of_step") or entry.facts.get("at_step")
    steps: Sequence[Step] = post.steps  # type: ignore[attr-defined] # the other end of Step.submission
    return any(step.reference == which and step.reads_first for step in steps)


def _take_up_change(item: Item, post: Submission, entry: Entry) -> None:
    """What the author accepted is their text at the desk too, from when they are first told of it."""
    told = desk.get(Letter, _known_by(item, entry)) is not None
    if told or any(one.act == Act.CHANGE for one in queries.waiting_of(item.key)):
        return
    item.text = {**item.text, **post.words}


def take_back(item: Item) -> None:
    """A change that came too late was read by nobody: the text at the desk is again the one that is read."""
    post = session.scalar(select(Submission).where(Submission.desk_key == item.key))
    if post is not None:
        item.text = {**item.text, **post.words}
    letter(item, "author.overtaken", {})


def tell_again() -> None:
    """Tell authors what a desk that was brought back does not hold, because it was copied first.

    Whatever they were told before stands there already, known by its digest.
    """
    nameless = select(Submission.id).where(Submission.desk_key.is_not(None))
    told = select(Entry).where(Entry.subject_kind == "submissions", Entry.subject_id.in_(nameless))
    tell_author(session.scalars(told.order_by(Entry.sequence)).all())


def _called(post: Submission, entry: Entry, name: str) -> str:
    """What the step that an entry names is called at the desk: by its place, whatever its own name."""
    which = entry.facts.get(rules.NAMES_A_STEP[name])
    steps: Sequence[Step] = post.steps  # type: ignore[attr-defined] # the other end of Step.submission
    named = next((step for step in steps if step.reference == which), None)
    if named is None:
        return "reader"
    of_round = [step for step in steps if step.round == named.round]
    return rules.readers(of_round)[of_round.index(named)]


def _said_by_author(entry: Entry) -> bool:
    """An answer from the desk is on the author's page since it was passed on."""
    return entry.event == "question.answered" and entry.by_id is None


def letter(item: Item, event: str, what: Mapping[str, Any], key: str = "") -> None:
    """Put a letter on the page of an author, unless the one with this key is there."""
    key = key or secrets.token_hex(16)
    if desk.get(Letter, key) is not None:
        return
    day = clock.today().isoformat()
    there = desk.scalars(select(Letter.place).where(Letter.item == item.key, Letter.day == day)).all()
    if event not in rules.OWN_DOING:
        item.told = day
    place = f"{max((int(number) for number in there), default=0) + 1:04d}"
    desk.add(
        Letter(
            key=key,
            item=item.key,
            day=day,
            place=place,
            settles=what.get("from_desk", ""),
            under_seal=sealed(item.mailbox, json.dumps({"event": event, "what": dict(what)}).encode()),
        )
    )
    desk.flush()


def told_of(waited: str) -> bool:
    """Whether the author was told what became of something that waited at the desk, by its key."""
    return desk.scalar(select(exists().where(Letter.settles == waited))) or False
