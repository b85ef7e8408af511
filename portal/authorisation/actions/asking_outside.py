"""Somebody outside is asked by a mailed link, shows by a code that it is they, and decides; or the link is closed.

What changes a link holds its post first, so that of two requests at one moment the second finds what the first did.
"""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from portal.authorisation import rules
from portal.authorisation.actions.deciding import Decision, decide
from portal.authorisation.actions.sending import take_hold
from portal.authorisation.models import OutsideAsking, OutsideDecider, Step
from portal.authorisation.queries import outside as links
from portal.authorisation.rules.outside import (
    ASKED_AT_MOST,
    BECAUSE,
    CODE_LASTS,
    CODE_PAUSE,
    CODES_AT_MOST,
    CONFIRMED_FOR,
    QUIETLY,
    TOLD_KINDLY,
    WRONG_AT_MOST,
    AskingState,
    CodeBy,
    Why,
    closed_mail,
    code_mail,
    digits_of,
    is_named,
    last_day_of_link,
    link_mail,
    may_ask_outside,
    may_renew_code,
    may_withdraw_asking,
)
from portal.foundation import clock, idempotency, journal, outbox
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.keys import digest, new_token
from portal.foundation.refusals import ATTEMPT, DONE
from portal.people.actions import hashed, is_of
from portal.people.models import Person

# The codes of refusals that the audit trail keeps, and what a link that is over answers a decision with.
CODE_OF = {Why.DECIDED_INSIDE: "already-decided", Why.TEXT_CHANGED: "old-version"}
NOT_YOURS = "not-yours"
KEPT = frozenset({*CODE_OF.values(), NOT_YOURS})


def hold(asking: OutsideAsking) -> Why | None:
    """Hold the post of a link, see both as they are now, and say why the link cannot be used; nothing where it can."""
    take_hold(asking.step.submission)
    session.refresh(asking)
    return links.why_over_now(asking) if asking.state == AskingState.OPEN else None


def ask_outside(
    step: Step,
    decider: OutsideDecider | None,
    question: str,
    code_by: CodeBy,
    *,
    link_of: Callable[[str], str],
    by: Person,
) -> tuple[OutsideAsking, str]:
    """Mail somebody outside a link to one decision. Returns it, and the code to tell them; empty where it is mailed.

    ``link_of`` makes an address from a secret, which is kept nowhere. Raises ``Refused`` where it is not this person's
    to ask, or whom they name cannot be asked.
    """
    post = step.submission
    take_hold(post)
    if not may_ask_outside(by, step):
        raise Refused("Only whoever decides this can ask somebody outside.", code=NOT_YOURS)
    if step.edit_until is not None:
        raise Refused("Its author has a change before them. Wait for their answer first.", code="wrong-state")
    here = decider is not None and decider.organisation_id == post.organisation_id
    if decider is None or not here or not is_named(decider, clock.today()):
        raise Refused("Choose somebody whom your organisation names.", field="to")
    if links.is_barred_outside(decider, step):
        raise Refused(f"{decider.name} cannot be asked about this. Ask somebody else.", field="to")
    before = links.askings_of(step)
    if any(one.state == AskingState.OPEN for one in before):
        raise Refused("Somebody outside is asked already. Take that link back first.", code="wrong-state")
    if len(before) >= ASKED_AT_MOST:
        raise Refused("This was put to people outside often enough. Decide it inside.", code="wrong-state")
    token, code = new_token(), _new_code() if code_by is CodeBy.TOLD else ""
    asking = OutsideAsking(
        step=step,
        decider=decider,
        asked_by=by,
        asked_at=clock.now(),
        version=post.version,
        question=question.strip(),
        expires_at=_expiry(step),
        key_hash=digest("outside", token),
        code_by=code_by,
        code_hash=hashed(code) if code else "",
    )
    session.add(asking)
    session.flush()
    outbox.put(decider.email, *_link_mail(asking, link_of(token)))
    _note(asking, "outside.asked", by_id=by.id, until=asking.expires_at.isoformat(), code_by=code_by.value)
    return asking, code


def _link_mail(asking: OutsideAsking, link: str) -> tuple[str, str]:
    return link_mail(
        asking.decider.name,
        asking.asked_by.title,
        asking.step.submission.organisation.name,
        link,
        until=clock.day_in_words(last_day(asking)),
        question=asking.question,
        told=asking.code_by == CodeBy.TOLD,
    )


def last_day(asking: OutsideAsking) -> datetime:
    """A moment of the last day on which a link can be used."""
    return asking.expires_at - timedelta(minutes=1)


def _expiry(step: Step) -> datetime:
    """The end of the last day of a link."""
    today = clock.today()
    due_on, goes_on = step.due_on, today
    if due_on is not None and step.holder is not None:
        grace = step.submission.organisation.escalate_after
        goes_on = rules.goes_on_from(due_on, step.given_on or due_on, grace, step.holder.works_on)
    after = last_day_of_link(today, goes_on) + timedelta(days=1)
    return datetime.combine(after, time(), clock.local(clock.now()).tzinfo)


def _new_code() -> str:
    return f"{secrets.randbelow(10**8):08d}"


def renew_code(asking: OutsideAsking, *, by: Person) -> str:
    """Another code to tell whoever was asked; the one before is worth nothing. Raises ``Refused`` for a closed link."""
    why = hold(asking)
    if why is not None or not may_renew_code(by, asking):
        raise Refused("This link is not open any more, or is not yours.", code=NOT_YOURS)
    _check_not_too_many(asking)
    code = _new_code()
    asking.code_hash = hashed(code)
    asking.codes, asking.code_at = asking.codes + 1, clock.now()
    _note(asking, "outside.code_made", by_id=by.id)
    return code


def _check_not_too_many(asking: OutsideAsking) -> None:
    if asking.codes >= CODES_AT_MOST:
        raise Refused("That was the last code for this link. Ask for another link.", field="code")
    if asking.code_at is not None and clock.now() < asking.code_at + CODE_PAUSE:
        raise Refused("A code was made just now. Wait a minute before you ask for another.", field="code")


def withdraw_asking(asking: OutsideAsking, *, by: Person) -> None:
    """Take a link back. The step is with whoever holds it, as before."""
    hold(asking)
    if not may_withdraw_asking(by, asking):
        raise Refused("This link is not open any more, or is not yours.", code=NOT_YOURS)
    close(asking, Why.WITHDRAWN, by_id=by.id)


def send_code(asking: OutsideAsking) -> None:
    """Mail a code to whoever has a link, in a mail of its own. Raises ``Refused`` where it cannot be, or too often."""
    with transaction():
        why = hold(asking)
        if asking.state != AskingState.OPEN or why is not None:
            raise Refused(TOLD_KINDLY[why or Why.WITHDRAWN], code=NOT_YOURS)
        if asking.code_by != CodeBy.MAILED:
            raise Refused(f"{asking.asked_by.title} tells you the code.", field="code")
        _check_not_too_many(asking)
        code = _new_code()
        asking.code_hash, asking.code_until = hashed(code), clock.now() + CODE_LASTS
        asking.codes, asking.code_at = asking.codes + 1, clock.now()
        outbox.put(asking.decider.email, *code_mail(code))
        _note(asking, "outside.code_sent")


def confirm(asking: OutsideAsking, typed: str) -> str:
    """Take a code. Returns the secret by which this browser is known for two hours; empty where it is wrong.

    A wrong one is counted, and too many close the link.
    """
    with transaction():
        why = hold(asking)
        in_time = asking.code_until is None or clock.now() < asking.code_until
        right = is_of(asking.code_hash, digits_of(typed)) and in_time
        if asking.state != AskingState.OPEN or why is not None:
            return ""
        if not right:
            asking.wrong += 1
            _note(asking, "outside.wrong_code", wrong=asking.wrong)
            if asking.wrong >= WRONG_AT_MOST:
                close(asking, Why.WRONG_CODES)
            return ""
        browser = new_token()
        asking.browser_hash = digest("browser", browser)
        asking.browser_until = clock.now() + CONFIRMED_FOR
        if asking.code_by == CodeBy.MAILED:
            asking.code_hash = ""  # it was good once; another is mailed where it is asked for
        _note(asking, "outside.opened")
        return browser


def decide_outside(asking: OutsideAsking, decision: Decision, *, browser: str) -> None:
    """Take the decision of somebody outside, by the one action that takes every decision; the link is used then.

    Raises ``Refused`` where the link is over or the browser is not the one in which the code was given, and where
    ``decide`` does. What a guard refused stands in the audit trail.
    """
    reference, key = asking.reference, asking.step_id
    try:
        with transaction():
            why = hold(asking)
            if why is not None:
                raise Refused(TOLD_KINDLY[why], code=CODE_OF.get(why, NOT_YOURS))
            if asking.state != AskingState.OPEN or not links.is_confirmed(asking, browser):
                raise Refused("This link was used or closed, or the code is too long ago.", code=NOT_YOURS)
            decision = replace(decision, seen=asking.version)
            decide(asking.step, decision, by=asking.asked_by, outside=asking.decider)
            asking.state, asking.ended_at, asking.code_hash = AskingState.USED, clock.now(), ""
            _note(asking, "outside.answered", verdict=decision.verdict.value)
    except Refused as refused:
        if refused.code in KEPT:
            _keep_refusal(key, reference, refused.code)
        raise


def _keep_refusal(step_id: int, reference: str, code: str) -> None:
    """What somebody outside tried and may not, once a day for a link and a reason; the moment is the day."""
    with transaction():
        claimed = idempotency.claim(ATTEMPT, "outside", reference, code, clock.today().isoformat())
        if claimed.status:
            return
        claimed.status = DONE
        step = session.get_one(Step, step_id)
        journal.write(
            ATTEMPT, step, at=clock.midnight(), permission="step.answer", code=code, asking=reference
        )


def close_over() -> int:
    """Close each link that cannot be used any more, and tell whoever asked. Returns how many there were."""
    closed = 0
    for key in links.open_askings():
        with transaction():
            asking = session.get_one(OutsideAsking, key)
            why = hold(asking)
            if asking.state == AskingState.OPEN and why is not None:
                close(asking, why)
                closed += 1
    return closed


def close(asking: OutsideAsking, why: Why, *, by_id: int | None = None) -> None:
    """Close a link, whoever or whatever ended it. Whoever was asked is told that nothing is expected of them."""
    if asking.state != AskingState.OPEN:
        return
    asking.state, asking.why, asking.ended_at = AskingState.CLOSED, why, clock.now()
    asking.code_hash = ""
    outbox.put(asking.decider.email, *closed_mail(asking.decider.name, asking.asked_by.title, why))
    event = "outside.overtaken" if why in QUIETLY else "outside.closed"
    _note(asking, event, by_id=by_id, why=why.value, said=BECAUSE[why])


def _note(asking: OutsideAsking, event: str, *, by_id: int | None = None, **facts: Any) -> None:
    step = asking.step
    journal.write(
        event,
        step.submission,
        by_id=by_id,
        step=step.name,
        of_step=step.reference,
        at_step=step.reference,
        asking=asking.reference,
        outside_id=str(asking.decider_id),
        asked_by=str(asking.asked_by_id),
        **facts,
    )
