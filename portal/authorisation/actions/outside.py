"""An organisation lets people outside be asked, says who they are, and ends it again."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, select

from portal.authorisation import rules
from portal.authorisation.actions.asking_outside import close, hold
from portal.authorisation.models import OutsideAsking, OutsideDecider, Step
from portal.authorisation.queries.outside import outside_deciders, works_here
from portal.authorisation.rules.outside import (
    WHAT_LENGTH,
    AskingState,
    Why,
    check_reason_to_switch,
    check_until,
    mailbox,
)
from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.people.actions import hold_settled, settle
from portal.people.models import Organisation, Person
from portal.people.rules.names import checked_email, checked_name
from portal.submissions.models import Submission


def switch_outside(organisation: Organisation, on: bool, why: str, *, by: Person) -> None:
    """Let people outside be asked, or no longer: then every link that is out is closed at once.

    Raises ``Refused`` without a reason, and for whoever does not administer the organisation.
    """
    _check_administers(by, organisation.id)
    check_reason_to_switch(why)
    hold_settled(organisation)
    if organisation.asks_outside == on:
        return
    settle(organisation, asks_outside=on)
    session.flush()
    event = "outside.switched_on" if on else "outside.switched_off"
    journal.write(event, organisation, by_id=by.id, reason=why.strip())
    if not on:
        _close_all(_open(Submission.organisation_id == organisation.id), Why.SWITCHED_OFF, by)


def name_outside(
    organisation: Organisation, *, name: str, what: str, email: str, until: date, by: Person
) -> OutsideDecider:
    """Name somebody outside who may be asked from now on. Raises ``Refused`` where they cannot be."""
    _check_administers(by, organisation.id)
    if not organisation.asks_outside:
        raise Refused("Switch it on first, with a reason.", code="wrong-state")
    name = checked_name(name)
    what = checked_name(what, what="description", field="what", at_most=WHAT_LENGTH)
    email = checked_email(email)
    check_until(until, clock.today())
    box = mailbox(email)
    if works_here(box, organisation.id):
        raise Refused("They have an account here. Put them on a route, or ask them within.", field="email")
    if any(one.mailbox == box and one.ended_on is None for one in outside_deciders(organisation.id)):
        raise Refused("Somebody is named with this address. End that first.", field="email")
    named = OutsideDecider(
        organisation=organisation,
        name=name,
        what=what,
        email=email,
        mailbox=box,
        named_by=by,
        named_on=clock.today(),
        until=until,
    )
    session.add(named)
    session.flush()
    journal.write("outside.named", named, by_id=by.id, until=until.isoformat())
    return named


def end_naming(named: OutsideDecider, *, by: Person) -> None:
    """Name somebody no longer. A link that they still have is closed at once; what they decided stands."""
    _check_administers(by, named.organisation_id)
    if named.ended_on is not None:
        return
    named.ended_on = clock.today()
    journal.write("outside.ended", named, by_id=by.id)
    session.flush()
    _close_all(_open(OutsideAsking.decider_id == named.id), Why.NAMING_ENDED, by)


def _check_administers(by: Person, organisation_id: int) -> None:
    if not rules.may_configure(by, organisation_id):
        raise Refused("Only an administrator of the organisation can do this.", code="not-yours")


def _open(*where: ColumnElement[bool]) -> list[OutsideAsking]:
    of_posts = select(OutsideAsking).join(Step, OutsideAsking.step_id == Step.id).join(Submission)
    is_open = OutsideAsking.state == AskingState.OPEN
    return list(session.scalars(of_posts.where(is_open, *where).order_by(OutsideAsking.step_id)))


def _close_all(askings: Iterable[OutsideAsking], why: Why, by: Person) -> None:
    for asking in askings:
        hold(asking)
        close(asking, why, by_id=by.id)
