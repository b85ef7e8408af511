"""What passes between the desk and the rest of the portal: posts out, in shuffled batches; news back.

Run by the worker alone. The desk's own pages never come here, so they never reach the portal's database.
"""

import logging
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from sqlalchemy import select

from portal.anonymous import queries, rules
from portal.anonymous.models import Item, Notice, Waiting, at_the_desk, desk
from portal.anonymous.release import confidential, files
from portal.anonymous.release.board import put_up_board
from portal.anonymous.release.circles import about_shown
from portal.anonymous.release.designating import new_designation
from portal.anonymous.release.news import letter, take_back, tell_again, tell_author, told_of
from portal.anonymous.release.notices import note, put_up, put_up_notices
from portal.anonymous.rules import Act, Became, State
from portal.authorisation import actions as authorisation
from portal.feedback import actions as feedback
from portal.feedback import queries as feedback_queries
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.journal import entries_about
from portal.people import queries as people
from portal.submissions import queries as submissions
from portal.submissions import rules as life
from portal.submissions.models import Submission
from portal.submissions.rules import Status

__all__ = ["empty_desk", "files", "put_up_board", "put_up_notices", "release", "tell_again", "tell_author"]

LAST_BATCH = "last batch"
WAITS_LONGER = "waits longer"

Struck = Mapping[str, str | int]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Passing:
    """One thing on its way from the desk, with the text that its post had when it was taken up."""

    key: str
    item: str
    act: str
    what: Mapping[str, Any]
    organisation: str
    kind: str
    text: Mapping[str, Any]
    claim: str


def release(apart: Collection[str] = ()) -> int:
    """Pass on all that waits, in random order, in one transaction. Returns how many things were passed on.

    But for what waits longer: that of the organisations ``apart``.

    Safe to repeat after a crash at any point: a post is known by its key, a change by the key of what waited,
    an answer by its question and words, and a post is taken back once. What cannot be passed on keeps waiting,
    with all that follows it for the same post, and holds up nothing else.
    """
    if not (passing := _take_up(apart)):
        return 0
    became: dict[str, Became] = {}
    held_up = set[str]()
    with transaction():
        there = select(Submission.id).where(Submission.desk_key.in_([one.item for one in passing]))
        session.execute(there.order_by(Submission.id).with_for_update())  # so nobody waits crosswise
        for one in passing:
            became[one.key] = Became.FAILED if one.item in held_up else _tried(one)
            if became[one.key] is Became.FAILED:
                held_up.add(one.item)
    return _put_away(passing, became)


def _take_up(apart: Collection[str]) -> list[Passing]:
    """All that waits, shuffled; of one post in the order in which things happen to it: ``Act`` says which.

    From here on a post counts as passed on: taking it back must follow it.
    """
    with at_the_desk():
        waiting = select(Waiting, Item).join(Item, Item.key == Waiting.item)
        rows = desk.execute(waiting.where(Item.organisation.not_in(apart))).all()
        for one, item in rows:
            if one.act == Act.FILE and item.state == State.HELD:
                item.state = State.RELEASED
        passing = [
            Passing(one.key, item.key, one.act, one.what, item.organisation, item.kind, item.text, item.claim)
            for one, item in rows
        ]
    secrets.SystemRandom().shuffle(passing)
    return sorted(passing, key=lambda one: tuple(Act).index(Act(one.act)))


def _put_away(passing: Sequence[Passing], became: Mapping[str, Became]) -> int:
    left_behind = []
    arrived = files.arrived(one.item for one in passing)
    with at_the_desk():
        for one in passing:
            item = desk.get_one(Item, one.item)
            there = desk.get(Waiting, one.key)
            if became[one.key] is Became.FAILED:
                if one.act == Act.FILE and item.state == State.RELEASED:
                    item.state = State.HELD
                left_behind.append(one.key)
                continue
            if one.act == Act.WITHDRAW and became[one.key] is Became.TOO_LATE:
                item.state = State.RELEASED  # the page says again where it stands
            files.let_go(item, arrived)
            if one.act == Act.WITHDRAW and became[one.key] is Became.PASSED:
                files.forget(item)
            if there is not None:
                if one.act == Act.ANSWER_EDIT and became[one.key] is Became.TOO_LATE:
                    letter(item, "edit.overtaken", {})
                if one.act == Act.CHANGE and became[one.key] is Became.TOO_LATE:
                    take_back(item)
                if became[one.key] is Became.PASSED:
                    _say_it_passed(item, one)
                desk.delete(there)
        note(queries.LEFT_BEHIND, {"keys": sorted(left_behind)})
    return sum(each is Became.PASSED for each in became.values())


def _say_it_passed(item: Item, one: Passing) -> None:
    if one.act == Act.ANSWER:
        letter(item, "author.answered", {name: one.what[name] for name in ("question", "text")})
    # Put away only after a crash, a change may have been told of already, and have been answered since.
    elif one.act == Act.CHANGE and not told_of(one.key):
        letter(item, "author.changed", {})


def _tried(one: Passing) -> Became:
    try:
        with session.begin_nested():
            return _pass_on(one)
    except Exception as error:  # noqa: BLE001 - whatever it was, it is noted and tried again, and the others go on
        log.error("something at the desk cannot be passed on: %s", type(error).__name__)
        return Became.FAILED


def _pass_on(one: Passing) -> Became:
    """Bring one thing to the portal, unless it is there."""
    post = session.scalar(select(Submission).where(Submission.desk_key == one.item))
    if one.act == Act.FILE:
        return Became.PASSED if post is not None else _set_off(one)
    if post is None:
        return Became.PASSED if one.act == Act.WITHDRAW else Became.FAILED
    if one.act == Act.ANSWER:
        return _answer(post, one.what["question"], one.what["text"])
    if one.act == Act.ANSWER_EDIT:
        return _answer_edit(post, one)
    if one.act == Act.GO_FURTHER:
        return _go_further(post, one)
    if one.act == Act.CONSENT:
        return Became.PASSED if confidential.pass_answer(post, one.what) else Became.TOO_LATE
    authorisation.take_hold(post)
    if one.act == Act.CHANGE:
        return _change(post, one)
    if post.status in life.WITHDRAWABLE:
        authorisation.withdraw_from_desk(post)
        files.take_away(post)
    return Became.PASSED if post.status == Status.WITHDRAWN else Became.TOO_LATE


def _change(post: Submission, one: Passing) -> Became:
    if any(entry.facts.get("from_desk") == one.key for entry in entries_about(post)):
        return Became.PASSED
    if post.status not in {Status.RETURNED, Status.DECLINED, Status.TAKEN_OUT}:
        return Became.TOO_LATE
    _fill(post, one.text)
    files.bring(post, one.item)
    post.version += 1
    authorisation.set_off(post, by_id=None, from_desk=one.key)
    return Became.PASSED


def _go_further(post: Submission, one: Passing) -> Became:
    if any(entry.facts.get("from_desk") == one.key for entry in entries_about(post)):
        return Became.PASSED
    went = authorisation.go_further_from_desk(post, one.what["text"], key=one.key)
    return Became.PASSED if went else Became.TOO_LATE


def _answer_edit(post: Submission, one: Passing) -> Became:
    if any(entry.facts.get("from_desk") == one.key for entry in entries_about(post)):
        return Became.PASSED
    what = one.what
    in_time = authorisation.answer_edit_from_desk(
        post, what["step"], read=what["read"], accepts=what["accepts"], why=what["text"], key=one.key
    )
    return Became.PASSED if in_time else Became.TOO_LATE


def _answer(post: Submission, reference: str, text: str) -> Became:
    question = feedback_queries.question(post.reference, reference)
    if question is None:
        return Became.TOO_LATE
    if not any(given.by_id is None and given.text == text.strip() for given in question.answers):
        feedback.answer_from_desk(question, text)
    return Became.PASSED


def _set_off(one: Passing) -> Became:
    organisation = people.organisation(one.organisation)
    if organisation is None:
        return Became.FAILED
    post = Submission(
        kind=one.kind,
        organisation_id=organisation.id,
        organisation=organisation,
        desk_key=one.item,
        designation=new_designation(),
        claim_mark=one.claim,
        confidential="envelope" in one.what,
        status=Status.DRAFT,
        begun_on=clock.today(),
    )
    _fill(post, one.text)
    post.about = about_shown(organisation, one.text.get("about") or {})
    session.add(post)
    session.flush()
    files.bring(post, one.item)
    confidential.keep(post, one.what)
    authorisation.set_off(post, by_id=None)
    return Became.PASSED


def _fill(post: Submission, text: Mapping[str, Any]) -> None:
    for name in ("title", "summary", "body", "sharing", "evidence", "share_check"):
        if text.get(name) is not None:
            setattr(post, name, text[name])
    post.details = dict(text.get("details") or {})
    chosen = set(text.get("topics") or ())
    post.topics = [topic for topic in submissions.all_topics() if topic.slug in chosen]


def empty_desk(hours: Sequence[time]) -> int:
    """Release what waits where a set hour has struck, or a full one and enough waits. Without hours: at once."""
    if not hours:
        desk.rollback()
        done = release() if queries.posts_waiting() else 0
        put_up_board()
        return done
    now = rules.struck(clock.local(clock.now()), hours)
    notice = desk.get(Notice, LAST_BATCH)
    last = notice.value if notice is not None else now
    apart = _waiting_longer(now, last, hours) if last != now else frozenset()
    posts, (_things, left_behind) = queries.posts_waiting(apart), queries.left_behind(apart)
    desk.rollback()
    # An hour that struck is over, whether anything waited or not: what arrives after it waits for the next.
    if notice is None or last != now:
        put_up(LAST_BATCH, now)
    is_due = rules.release_is_due(posts, now, last, left_behind)
    done = release(apart) if is_due else 0
    if is_due or notice is None or rules.set_hour_struck(now, last):
        put_up_board()
    return done


def _waiting_longer(now: Struck, last: Struck, hours: Sequence[time]) -> frozenset[str]:
    """The organisations whose posts wait for a later batch, for hardly anybody has been about there.

    Since when is noted at set hours alone, and to the set hour: finer, it would tell when something came.
    """
    notice = desk.get(Notice, WAITS_LONGER)
    before = notice.value if notice is not None else {}
    waiting = queries.waited_for()
    desk.rollback()
    quiet = {one.code for one in people.organisations() if one.code in waiting and people.about(one).quiet}
    if rules.set_hour_struck(now, last):
        struck_before = {name: last[name] for name in ("day", "set")}
        since = {code: before.get(code, struck_before) for code in sorted(quiet)}
        quiet = {code for code in quiet if rules.waits_longer(now, since[code], hours)}
        before = since
    kept = {code: struck for code, struck in before.items() if code in quiet}
    if kept or notice is not None:
        put_up(WAITS_LONGER, kept)
    return frozenset(quiet)
