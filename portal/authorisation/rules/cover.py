"""Who has a step instead of somebody who is away, or who did not decide it in time. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from portal.authorisation.rules.holders import Case, Holders, Roster, fit, heads_asked, in_role, is_within
from portal.people.rules import Role

# What is late stays in its own organisation: nobody elsewhere reads a post because somebody here was slow.
LAST_OF_ALL: tuple[Role, ...] = (Role.COVER_POOL, Role.INNOVATION_LEAD, Role.ORGANISATION_ADMINISTRATOR)
# But for what is read before anybody decides: rather somebody elsewhere than those who would decide here.
LAST_TO_READ: tuple[Role, ...] = (Role.NATIONAL_CURATOR, *LAST_OF_ALL)


class Way(StrEnum):
    """As what somebody gets a step instead of another."""

    DELEGATE = "delegate"
    DEPUTY = "deputy"
    FELLOW = "fellow"
    HIGHER = "higher"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Given:
    """Who has a step from now on: those who are asked, the one of them by name, and how they came to it.

    ``away_id`` is whoever it would be, were they there; without a ``way`` they have it all the same.
    """

    holders: Holders
    holder_id: int
    away_id: int | None = None
    way: Way | None = None


def is_reachable(person_id: int, due_on: date | None, roster: Roster) -> bool:
    """Whether somebody is there, or back in time for what is due on a day."""
    back = roster.back_on(person_id)
    return back is None or (due_on is not None and back <= due_on)


def present(
    holders: Holders, holder_id: int, limit_days: int, case: Case, roster: Roster, due_on: date | None = None
) -> Given:
    """Who gets a step: its holder, or whoever stands in for them. One that opens now is due after its limit."""
    due_on = due_on or roster.due_after(holder_id, limit_days)
    return instead(holders, holder_id, due_on, case, roster) or Given(holders, holder_id)


def instead(
    holders: Holders, holder_id: int, due_on: date | None, case: Case, roster: Roster
) -> Given | None:
    """Who has a step instead of its holder: their delegate, or whoever stands in while they are away.

    Nothing where it is theirs. Without a ``way`` they have it although they are away.
    """
    given = _delegated(holders, holder_id, due_on, case, roster)
    if given is not None or is_reachable(holder_id, due_on, roster):
        return given
    return stand_in(holders, holder_id, due_on, case, roster)


def delegate_at_last(person_id: int, case: Case, roster: Roster) -> int | None:
    """Who has what somebody gave away on a route, also where that one has given it further; nobody in a circle.

    What was given away by somebody who wrote the post does not count for it: they would choose who decides on it.
    """
    seen, last = {person_id}, roster.delegate_of(person_id, case.route, case.barred)
    while last is not None and last not in seen:
        further = roster.delegate_of(last, case.route, case.barred)
        if further is None:
            return last
        seen.add(last)
        last = further
    return None


def _delegated(
    holders: Holders, holder_id: int, due_on: date | None, case: Case, roster: Roster
) -> Given | None:
    """Their delegate, where somebody has given such posts away to one who may decide this one and is there."""
    delegate = delegate_at_last(holder_id, case, roster)
    if delegate is None or not roster.is_here(delegate) or not is_reachable(delegate, due_on, roster):
        return None
    without = replace(case, apart=case.apart | {holder_id})
    if not is_within(roster.level_of(delegate), case) or not fit([delegate], without, roster):
        return None
    if not _is_trained(delegate, case, roster):
        return None
    return Given(_by_name(holders, holder_id, delegate, without, roster), delegate, holder_id, Way.DELEGATE)


def stand_in(holders: Holders, away_id: int, due_on: date | None, case: Case, roster: Roster) -> Given:
    """Who has a step instead of its holder who is away: their deputy, a fellow, one higher, the last resort.

    Where really nobody is there it stays with its holder.
    """
    case = replace(case, apart=case.apart | {away_id})
    deputy = roster.deputy_of(away_id, case.barred)
    there = deputy is not None and roster.is_here(deputy) and is_reachable(deputy, due_on, roster)
    able = (
        deputy is not None and is_within(roster.level_of(deputy), case) and _is_trained(deputy, case, roster)
    )
    if deputy is not None and there and able and fit([deputy], case, roster):
        return Given(_by_name(holders, away_id, deputy, case, roster), deputy, away_id, Way.DEPUTY)
    for fellow in fit(_asked(holders, case, roster), case, roster):
        if is_reachable(fellow, due_on, roster):
            return Given(replace(holders, ids=(fellow,)), fellow, away_id, Way.FELLOW)
    for way, tier in _tiers(holders, away_id, case, roster):
        for person in tier.ids:
            if is_reachable(person, due_on, roster):
                return Given(tier, person, away_id, way)
    return Given(holders, away_id, away_id)


def _is_trained(person_id: int, case: Case, roster: Roster) -> bool:
    """Whether somebody may stand in for another: of those who read anonymous posts first only who holds that role."""
    return not case.reading or person_id in in_role(Role.DEIDENTIFIER, case, roster)


def _by_name(holders: Holders, of_id: int, to_id: int, case: Case, roster: Roster) -> Holders:
    """As what somebody has a step in the place of another: by name, unless they are asked there themselves."""
    return replace(holders, ids=(to_id,) if to_id in _asked(holders, case, roster) else (of_id,))


def next_tier(
    holders: Holders, late_id: int, limit_days: int, case: Case, roster: Roster, *, times: int
) -> Given | None:
    """Who has a step next that was not decided in time; nothing at the top. ``times``: how often it went on before.

    A head's goes to the head of the unit above, a role's once to another who holds it, a named person's to
    the head of their unit; each at last to the cover pool, to the innovation lead, and then to an administrator.
    """
    case = replace(case, apart=case.apart | {late_id})

    def in_time(person: int) -> bool:
        return is_reachable(person, roster.due_after(person, limit_days), roster)

    if holders.role and times == 0:
        for fellow in fit(_asked(holders, case, roster), case, roster):
            if in_time(fellow):
                return Given(replace(holders, ids=(fellow,)), fellow, way=Way.FELLOW)
    for way, tier in _tiers(holders, late_id, case, roster):
        for person in tier.ids:
            if in_time(person):
                return Given(tier, person, way=way)
    return None


def _asked(holders: Holders, case: Case, roster: Roster) -> tuple[int, ...]:
    """All who are asked beside the holder: fellow heads of a unit, others in the role."""
    if holders.unit_id is not None:
        return tuple(roster.heads_of(holders.unit_id))
    if holders.role:
        return tuple(in_role(holders.role, case, roster))
    return ()


def _tiers(holders: Holders, holder_id: int, case: Case, roster: Roster) -> Iterator[tuple[Way, Holders]]:
    """Whom a step can go to when nobody who is asked answers, the nearest first. It never comes back down."""
    units: tuple[int, ...] = ()
    if holders.unit_id is not None:
        units = tuple(roster.above(holders.unit_id))
    elif not holders.role:
        own = roster.unit_of(holder_id)
        units = (own, *roster.above(own))
    chosen = False  # an author has put a head out of the way: it goes higher, and to no pool
    for unit_id in units:
        heads = heads_asked(unit_id, case, roster)
        chosen = chosen or len(heads) < len(roster.heads_of(unit_id))
        yield Way.HIGHER, Holders(fit(heads, case, roster), unit_id=unit_id)
    reached = [str(role) for role in (LAST_TO_READ if case.reading else LAST_OF_ALL)]
    after = reached.index(holders.role) + 1 if holders.role in reached else 0
    for role in reached[after + (chosen and after == 0) :]:
        found = fit(roster.in_role(role, case.organisation_id), case, roster)
        yield Way.LAST, Holders(found, role=role)
