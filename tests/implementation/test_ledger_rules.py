"""The ledger of adoption: what use has shown over every combination, and who writes down and confirms what."""

from datetime import date, timedelta
from itertools import combinations_with_replacement, permutations
from types import SimpleNamespace
from typing import Any

import pytest

from portal.feedback.rules import Result
from portal.foundation.errors import Refused
from portal.implementation.rules import ledger as rules
from portal.implementation.rules.ledger import EntryState, How, Place, Shown
from portal.submissions.rules import Status

TODAY = date(2026, 5, 4)
SAID = ("", *Result)


def test_what_use_has_shown_over_all_that_can_be_said_by_home_and_three_places() -> None:
    for count in range(4):
        for elsewhere in combinations_with_replacement(SAID, count):
            for home in SAID:
                shown = {rules.shown_by_use(home, order) for order in permutations(elsewhere)}
                assert shown == {_by_hand(home, elsewhere)}, "the order in which places say it is no matter"


def _by_hand(home: str, elsewhere: tuple[str, ...]) -> Shown:
    everything = [*elsewhere, home]
    worked, failed, mixed = (everything.count(one) for one in (Result.WORKED, Result.DID_NOT, Result.MIXED))
    if mixed or (worked and failed):
        return Shown.MIXED
    if worked:
        return Shown.WORKED if worked == 1 else Shown.WORKED_IN_SEVERAL
    if failed:
        return Shown.DID_NOT
    return Shown.TOO_EARLY if elsewhere or home else Shown.NOTHING


def test_every_value_has_words() -> None:
    assert rules.SHOWN_NAMES.keys() == set(Shown)
    assert rules.HOW_NAMES.keys() == set(How)


def test_of_each_place_the_newest_holds() -> None:
    def entry(organisation: int, unit: int | None, result: str) -> Any:
        return SimpleNamespace(organisation_id=organisation, unit_id=unit, result=result)

    newest_first = [
        entry(1, None, "did_not"),
        entry(1, 5, "worked"),
        entry(1, None, "worked"),
        entry(2, 5, "mixed"),
        entry(1, 5, "did_not"),
    ]
    assert rules.holding(newest_first) == [newest_first[0], newest_first[1], newest_first[3]]


@pytest.mark.parametrize("how", How)
@pytest.mark.parametrize("changed", ["", "Another form."])
@pytest.mark.parametrize("note", ["", "Nobody came."])
def test_what_an_entry_needs(how: How, changed: str, note: str) -> None:
    fine = (how is not How.ADAPTED or bool(changed)) and (how is not How.STOPPED or bool(note))
    if fine:
        assert rules.check_entry(how, TODAY, changed, note, TODAY) == TODAY
        return
    with pytest.raises(Refused):
        rules.check_entry(how, TODAY, changed, note, TODAY)


def test_an_entry_has_a_day_that_has_been_and_a_refusal_a_reason() -> None:
    for since in (None, TODAY + timedelta(days=1)):
        with pytest.raises(Refused, match="since when"):
            rules.check_entry(How.TRIED, since, "", "", TODAY)
    with pytest.raises(Refused, match="Say why"):
        rules.check_refusal(" ")
    rules.check_refusal("That was another unit.")


def person(key: int, *roles: str, heads: tuple[int, ...] = (), **fields: Any) -> Any:
    known = {
        "organisation_id": 7,
        "deputises_for": frozenset(),
        "organisation": SimpleNamespace(id=7, kind="force", region="", reads_policing=True),
        "unit": SimpleNamespace(lineage=(50, 51)),
    }
    return SimpleNamespace(
        id=key, roles=frozenset(roles), headed_unit_ids=frozenset(heads), **(known | fields)
    )


def post(status: str = Status.PUBLISHED, **fields: Any) -> Any:
    known = {
        "author_id": 1,
        "claimed_by_id": None,
        "imported_by_id": None,
        "co_author_ids": frozenset({2}),
        "former_author_ids": frozenset({3}),
        "organisation_id": 8,
        "organisation": SimpleNamespace(id=8, region=""),
        "unit_id": None,
        "status": status,
        "sharing": "policing",
        "sent_sharing": "policing",
        "listed": False,
        "on_trust": False,
        "left_for": None,
    }
    return SimpleNamespace(**(known | fields))


ELSEWHERE = {"organisation_id": 9, "organisation": SimpleNamespace(id=9, kind="force", region="")}
HEAD, HEAD_ABOVE, OTHER_HEAD = person(10, heads=(51,)), person(11, heads=(50,)), person(12, heads=(52,))
LEAD, LEAD_ELSEWHERE = person(13, "innovation-lead"), person(14, "innovation-lead", **ELSEWHERE)
ASKED, FOR_ASKED = person(15, **ELSEWHERE), person(16, deputises_for=frozenset({15}))
RECORDER, FOR_RECORDER = person(17, heads=(51,)), person(18, heads=(51,), deputises_for=frozenset({17}))
WROTE = [person(key, "innovation-lead", heads=(51,)) for key in (1, 2, 3)]
FOR_AUTHOR = person(19, "innovation-lead", deputises_for=frozenset({1}))
READER = person(20)
EVERYBODY = [
    HEAD, HEAD_ABOVE, OTHER_HEAD, LEAD, LEAD_ELSEWHERE, ASKED, FOR_ASKED, RECORDER, FOR_RECORDER, *WROTE, FOR_AUTHOR,
    READER,
]  # fmt: skip


def entry(state: str = EntryState.WAITING, **fields: Any) -> Any:
    known = {
        "noted_by_id": 17,
        "holder_id": 15,
        "organisation_id": 7,
        "state": state,
        "submission": post(),
        "unit": SimpleNamespace(lineage=(50, 51)),
    }
    return SimpleNamespace(**(known | fields))


@pytest.mark.parametrize("state", EntryState)
def test_who_confirms_an_entry_of_a_unit(state: EntryState) -> None:
    may = [one for one in EVERYBODY if rules.may_confirm(one, entry(state))]
    asked = [HEAD, HEAD_ABOVE, LEAD, ASKED, FOR_ASKED]
    assert may == (asked if state is EntryState.WAITING else [])


def test_an_entry_of_the_whole_organisation_is_no_head_of_units_to_confirm() -> None:
    whole = entry(unit=None)
    assert [one for one in EVERYBODY if rules.may_confirm(one, whole)] == [LEAD, ASKED, FOR_ASKED]


def test_nobody_confirms_or_learns_of_an_entry_of_what_they_cannot_read() -> None:
    hidden = entry(submission=post(sharing="force", sent_sharing="force"))
    gone = entry(submission=post(Status.TAKEN_OUT))
    for one in EVERYBODY:
        for what in (hidden, gone):
            assert not rules.may_confirm(one, what)
            assert not rules.may_know_of(one, what)


def test_who_knows_of_an_entry_before_readers_do() -> None:
    knows = [one for one in EVERYBODY if rules.may_know_of(one, entry())]
    assert knows == [HEAD, HEAD_ABOVE, LEAD, ASKED, FOR_ASKED, RECORDER]
    confirmed = entry(EntryState.CONFIRMED, holder_id=None)
    assert [one for one in EVERYBODY if rules.may_know_of(one, confirmed)] == [LEAD, RECORDER]


@pytest.mark.parametrize("state", EntryState)
def test_only_whoever_wrote_it_down_takes_it_back(state: EntryState) -> None:
    may = [one for one in EVERYBODY if rules.may_take_back(one, entry(state))]
    assert may == ([RECORDER] if state is not EntryState.REFUSED else [])


@pytest.mark.parametrize("status", Status)
def test_readers_write_down_what_was_done_with_a_published_post_and_its_authors_do_not(
    status: Status,
) -> None:
    may = [one for one in EVERYBODY if rules.may_note(one, post(status))]
    others = [one for one in EVERYBODY if one not in (*WROTE, FOR_AUTHOR)]
    assert may == (others if status is Status.PUBLISHED else [])


def test_somebody_speaks_for_their_unit_those_above_and_their_organisation() -> None:
    own = (50, 51)
    for place, anybody, lead in (
        (Place(7), True, True),
        (Place(7, 51), True, True),
        (Place(7, 50), True, True),
        (Place(7, 52), False, True),
        (Place(8), False, False),
        (Place(8, 51), False, False),
    ):
        assert rules.may_note_for(READER, place, own) is anybody
        assert rules.may_note_for(LEAD, place, own) is lead
