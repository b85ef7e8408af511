"""How a post would go today: the same choice of holders that it meets on its way, made ahead. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from portal.authorisation.rules.cover import Given, present
from portal.authorisation.rules.holders import Case, Roster, holders_of
from portal.authorisation.rules.plan import StagePlan
from portal.foundation.errors import Refused


def foreseen(stages: Sequence[StagePlan], case: Case, roster: Roster) -> list[list[Given | str]]:
    """For each stage, who would have each of its steps were all approved in turn; or the sentence why nobody would.

    It is what opening the steps one after the other does: those of one stage are never the same person.
    """
    found: list[list[Given | str]] = []
    for stage in stages:
        seats: list[Given | str] = []
        here = case
        for ask in stage.asks:
            try:
                holders = holders_of(ask, here, roster)
            except Refused as refused:
                seats.append(refused.message)
                continue
            given = present(holders, holders.ids[0], stage.limit_days, here, roster)
            seats.append(given)
            spoken = (*here.decided_by, given.holder_id)
            here = replace(here, barred=here.barred | {given.holder_id}, decided_by=spoken)
        case = replace(case, decided_by=here.decided_by)
        found.append(seats)
    return found
