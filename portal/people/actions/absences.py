"""When somebody is away, who decides for them meanwhile, and on which days an organisation works."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from sqlalchemy import select

from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.people import rules
from portal.people.actions.settling import hold_settled, settle
from portal.people.models import Absence, Organisation, Person
from portal.people.queries import Almanac
from portal.people.rules.calendar import Duty, Nation, check_absence, check_duty, check_worked
from portal.people.rules.mail import MailChoice

EXTRA_HOLIDAYS_AT_MOST = 60
ESCALATE_AT_MOST = 30
NOT_YOURS = "Only they themselves, a head of their unit and an administrator can say when somebody is away."


def note_absence(
    person: Person, *, first_day: date, last_day: date, deputy: Person | None, by: Person
) -> Absence:
    """Note that somebody is away, and who decides for them meanwhile.

    Raises ``Refused`` where the person may not, the days overlap with others, or the deputy cannot be one.
    """
    _check_may(by, person)
    # Two notes for one person come one after the other, so that they cannot overlap.
    session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    theirs = select(Absence).where(Absence.person_id == person.id)
    check_absence(first_day, last_day, session.scalars(theirs), clock.today())
    if deputy is not None:
        _check_deputy(person, deputy, by)
    absence = Absence(
        person=person,
        person_id=person.id,
        first_day=first_day,
        last_day=last_day,
        deputy=deputy,
        deputy_id=deputy.id if deputy else None,
        noted_by_id=by.id,
    )
    session.add(absence)
    session.flush()
    days: dict[str, Any] = {"first_day": first_day.isoformat(), "last_day": last_day.isoformat()}
    journal.write("absence.noted", person, by_id=by.id, **days, deputy_id=str(deputy.id) if deputy else "")
    return absence


def _check_may(by: Person, person: Person) -> None:
    if person.ended_on is not None:
        raise Refused(f"{person.name} does not work here any more.")
    if not rules.may_note_absence(by, Almanac(person)):
        raise Refused(NOT_YOURS, code="not-yours")


def _check_deputy(person: Person, deputy: Person, by: Person) -> None:
    if deputy.id == person.id:
        raise Refused("Nobody is their own deputy. Choose a colleague, or nobody.", field="deputy")
    if deputy.id == by.id:
        raise Refused(
            "Nobody gives themselves what is for somebody else to decide. Choose a colleague, or nobody.",
            field="deputy",
            code="own-gain",
        )
    if deputy.ended_on is not None or deputy.organisation_id != person.organisation_id:
        raise Refused("Choose somebody who works in the same organisation.", field="deputy")


def take_back_absence(absence: Absence, *, by: Person) -> None:
    """Somebody is not away after all, or is back early. What was passed on meanwhile stays where it is."""
    _check_may(by, absence.person)
    days: dict[str, Any] = {
        "first_day": absence.first_day.isoformat(),
        "last_day": absence.last_day.isoformat(),
    }
    journal.write("absence.taken_back", absence.person, by_id=by.id, **days)
    session.delete(absence)


def set_duty(person: Person, duty: Duty, *, by: Person) -> None:
    """Say on which days somebody works. Days that were promised already stay."""
    _check_may(by, person)
    check_duty(duty)
    if duty.stored() != person.duty:
        person.duty = duty.stored()
        journal.write("duty.changed", person, by_id=by.id, duty=duty.words)


def choose_mail(person: Person, choice: MailChoice) -> None:
    """Say how often one is written to.

    The journal does not hear of it: it would keep when somebody was here, and nothing follows from it.
    """
    person.mail = choice


def keep_working_days(
    organisation: Organisation,
    *,
    nation: str,
    extra_holidays: Iterable[date],
    escalate_after: int,
    mail_at: time | None = None,
    worked_holidays: Iterable[date] | None = None,
    by: Person,
) -> None:
    """Say which days an organisation does not work, when what is late goes on, and the hour of the mail of the day.

    ``worked_holidays`` are bank holidays on which people work. Without ``mail_at`` the hour stays as it is, and without
    them those do. Days that were promised already stay.
    """
    if not rules.administers(by, organisation.id):
        raise Refused("Only an administrator of the organisation can change this.", code="not-yours")
    days = sorted({day.isoformat() for day in extra_holidays})
    if len(days) > EXTRA_HOLIDAYS_AT_MOST:
        raise Refused(f"Name at most {EXTRA_HOLIDAYS_AT_MOST} extra days.", field="extra_holidays")
    worked = organisation.worked_holidays if worked_holidays is None else sorted(set(worked_holidays))
    check_worked(Nation(nation), worked)
    if not 1 <= escalate_after <= ESCALATE_AT_MOST:
        raise Refused(f"Choose from 1 to {ESCALATE_AT_MOST} working days.", field="escalate_after")
    hold_settled(organisation)
    kept: dict[str, Any] = {
        "nation": Nation(nation).value,
        "extra_holidays": days,
        "escalate_after": escalate_after,
        "mail_at": (mail_at or organisation.mail_at).isoformat("minutes"),
        "worked_holidays": [day.isoformat() for day in worked],
    }
    if any(organisation.settings.get(name) != value for name, value in kept.items()):
        settle(organisation, **kept)
        journal.write("organisation.working_days_changed", organisation, by_id=by.id, **kept)
