"""Reporting, hiding and looking again. Whoever wrote it is always told; who reported it is told to nobody."""

from sqlalchemy import select, update

from portal.conversation.actions.talking import moment_of
from portal.conversation.models import Remark, Report
from portal.conversation.rules.moderating import (
    Reason,
    State,
    check_state,
    check_words,
    may_appeal,
    may_hear,
    may_hide,
    may_report,
)
from portal.foundation import clock, journal
from portal.foundation.database import hold, session
from portal.foundation.errors import GONE, Refused
from portal.people.models import Person

SETTLED = "Somebody else has looked at this already."


def _take(remark: Remark) -> None:
    if not hold(remark):
        raise Refused("This is not there any more.", code=GONE)


def _write(event: str, remark: Remark, by_id: int | None) -> None:
    about = remark.submission or remark.want
    if about is not None:
        journal.write(event, about, by_id=by_id, at=moment_of(about), remark=remark.reference)


def report(remark: Remark, reason: Reason, words: str, *, by: Person) -> None:
    """Say that something should not stand there; said again, the newer words stand. Moderators hear of it.

    The journal does not say who it was. Raises ``Refused`` where it is hidden by now.
    """
    _take(remark)
    if not may_report(by, remark):
        raise Refused("This is not shown to readers any more.", code="already-decided")
    there = session.scalar(select(Report).where(Report.remark_id == remark.id, Report.by_id == by.id))
    if there is None:
        there = Report(remark_id=remark.id, by_id=by.id)
        session.add(there)
    there.reason, there.words, there.said_on, there.settled = reason, words.strip(), clock.today(), False
    session.flush()
    _write("remark.reported", remark, None)


def hide(remark: Remark, reason: Reason, words: str, *, by: Person) -> None:
    """Hide something, with a reason and words to whoever wrote it. All others read the reason in its place.

    Raises ``Refused`` where somebody was quicker, and without words.
    """
    _take(remark)
    check_state(remark.state, State.SHOWN, SETTLED)
    if not may_hide(by, remark):
        raise Refused("You do not look after what is said there.", code="not-yours")
    remark.state, remark.accepted = State.HIDDEN, False
    remark.hidden_words = check_words(words, "words")
    remark.hidden_reason, remark.hidden_by_id, remark.hidden_by = reason, by.id, by
    _settle_reports(remark)
    _write("remark.hidden", remark, by.id)


def let_stand(remark: Remark, *, by: Person) -> None:
    """Look at what was reported, and let it stand. Those who reported it hear that somebody looked."""
    _take(remark)
    check_state(remark.state, State.SHOWN, SETTLED)
    if not may_hide(by, remark):
        raise Refused("You do not look after what is said there.", code="not-yours")
    _settle_reports(remark)
    _write("remark.stands", remark, by.id)


def _settle_reports(remark: Remark) -> None:
    session.execute(update(Report).where(Report.remark_id == remark.id).values(settled=True))


def appeal(remark: Remark, words: str, *, by: Person) -> None:
    """Ask once for somebody else to look again. Raises ``Refused`` where that was done, and without words."""
    _take(remark)
    check_state(remark.state, State.HIDDEN, "You have asked for another look already.")
    if not may_appeal(by, remark):
        raise Refused("Only whoever wrote it asks for another look.", code="not-yours")
    remark.appeal = check_words(words, "words")
    remark.state = State.APPEALED
    _write("remark.appealed", remark, by.id)


def hear(remark: Remark, words: str, *, shows_again: bool, by: Person) -> None:
    """Look again, as somebody else than who hid it, and say why. That is the end of it; whoever wrote it hears.

    Raises ``Refused`` where somebody was quicker, and without words.
    """
    _take(remark)
    check_state(remark.state, State.APPEALED, SETTLED)
    if not may_hear(by, remark):
        raise Refused("Somebody who did not hide it looks again.", code="not-yours")
    remark.heard_words, remark.heard_by_id = check_words(words, "words"), by.id
    remark.state = State.SHOWN_AGAIN if shows_again else State.STAYS_HIDDEN
    _write("remark.shown_again" if shows_again else "remark.stays_hidden", remark, by.id)
