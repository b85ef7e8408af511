"""What comes to somebody to decide is given to a colleague for a time, in advance or in illness."""

from datetime import date
from typing import Any

from sqlalchemy import select

from portal.authorisation import queries, rules
from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.people.models import Delegation, Person
from portal.people.rules.calendar import check_absence

REASON_LENGTH = 300
NOT_YOURS = "Only they themselves, a head of their unit, an innovation lead or an administrator can do that."


def give_away(
    person: Person,
    to: Person,
    *,
    first_day: date,
    last_day: date,
    route: str = "",
    reason: str = "",
    by: Person,
) -> Delegation:
    """Let a colleague decide in somebody's place from one day to another: on one route, or on all.

    Raises ``Refused`` where the person may not say so, the colleague cannot, or the same was given away already.
    """
    _check_may(by, person)
    _check_delegate(person, to, by)
    if route and route not in queries.route_names(person.organisation_id):
        raise Refused("There is no such route any more. Choose one from the list.", field="route")
    if by.id != person.id and not reason.strip():
        raise Refused("Say in a few words why. They read it.", field="reason", code="missing")
    # Two notes for one person come one after the other, so that they cannot overlap.
    session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    check_absence(first_day, last_day, (), clock.today())
    same = select(Delegation).where(Delegation.person_id == person.id, Delegation.route == route)
    for other in session.scalars(same):
        if first_day <= other.last_day and other.first_day <= last_day:
            raise Refused(
                f"From {clock.day_in_words(other.first_day)} to {clock.day_in_words(other.last_day)} this goes to "
                f"{other.to.name} already. End that first, or choose other days.",
                field="first_day",
                code="overlaps",
            )
    given = Delegation(
        person=person,
        person_id=person.id,
        to=to,
        to_id=to.id,
        route=route,
        first_day=first_day,
        last_day=last_day,
        reason=reason.strip()[:REASON_LENGTH],
        by_id=by.id,
    )
    session.add(given)
    session.flush()
    journal.write("delegation.given", person, by_id=by.id, **_facts(given))
    return given


def end_delegation(given: Delegation, *, by: Person) -> None:
    """What comes from now on comes to them again. What went to the colleague meanwhile stays there."""
    _check_may(by, given.person)
    journal.write("delegation.ended", given.person, by_id=by.id, **_facts(given))
    session.delete(given)


def _check_may(by: Person, person: Person) -> None:
    if person.ended_on is not None:
        raise Refused(f"{person.name} does not work here any more.")
    if not rules.may_delegate(by, queries.Cover(person)):
        raise Refused(NOT_YOURS, code="not-yours")


def _check_delegate(person: Person, to: Person, by: Person) -> None:
    if to.id == person.id:
        raise Refused("Choose a colleague.", field="to")
    if to.id == by.id:
        raise Refused(
            "Nobody gives themselves what is for somebody else to decide. Choose a colleague.",
            field="to",
            code="own-gain",
        )
    if to.ended_on is not None or to.organisation_id != person.organisation_id:
        raise Refused("Choose somebody who works in the same organisation.", field="to")


def _facts(given: Delegation) -> dict[str, Any]:
    return {
        "to_id": str(given.to_id),
        "route": given.route,
        "first_day": given.first_day.isoformat(),
        "last_day": given.last_day.isoformat(),
    }
