"""How many people work where, and how many an anonymous author stands among."""

from collections.abc import Mapping

from sqlalchemy import delete

from portal.foundation import journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.people import queries, rules
from portal.people.actions.settling import hold_settled, settle
from portal.people.models import Establishment, Organisation, Person
from portal.people.rules.establishment import Band, check_crowd, check_number, check_quiet


def keep_figures(
    organisation: Organisation, figures: Mapping[str, Mapping[Band, int]], *, by: Person
) -> None:
    """Say how many people of each band work in units, by the references of these; an empty mapping takes them back.

    Raises ``Refused`` for a unit of another organisation, and for what is no number of people.
    """
    _check_keeper(organisation, by)
    units = queries.units_of(organisation.id)
    known = {unit.reference: unit.id for unit in units}
    if not set(figures) <= set(known):
        raise Refused("Choose units of this organisation.")
    before = queries.figures_of(units).heads
    changed = {code: dict(heads) for code, heads in figures.items() if dict(heads) != before.get(code, {})}
    for code, heads in changed.items():
        session.execute(delete(Establishment).where(Establishment.unit_id == known[code]))
        session.add_all(
            Establishment(unit_id=known[code], band=band.value, headcount=check_number(number))
            for band, number in heads.items()
        )
    if changed:
        session.flush()
        journal.write("organisation.figures_changed", organisation, by_id=by.id, units=str(len(changed)))


def keep_crowd(organisation: Organisation, *, crowd: int, quiet_below: int, by: Person) -> None:
    """Say how many people whatever is shown of an anonymous author describes, and below how many a week is quiet.

    Raises ``Refused`` beyond bounds.
    """
    _check_keeper(organisation, by)
    kept = {"crowd": check_crowd(crowd), "quiet_below": check_quiet(quiet_below)}
    hold_settled(organisation)
    if (organisation.crowd, organisation.quiet_below) != (crowd, quiet_below):
        settle(organisation, **kept)
        journal.write(
            "organisation.crowd_changed", organisation, by_id=by.id, crowd=crowd, quiet_below=quiet_below
        )


def _check_keeper(organisation: Organisation, by: Person) -> None:
    if not rules.administers(by, organisation.id):
        raise Refused("Only an administrator of the organisation can change this.", code="not-yours")
