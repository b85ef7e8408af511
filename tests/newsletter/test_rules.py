"""What a draft holds of a month, and who reads and writes a newsletter."""

from datetime import date, timedelta
from itertools import product
from types import SimpleNamespace

import pytest

from portal.foundation.errors import Refused
from portal.newsletter.rules import (
    DRAFTED_OF_EACH,
    EDITORS,
    ENTRIES_AT_MOST,
    EVERYBODY,
    FOLLOWERS,
    OF_ROLE,
    OF_UNIT,
    Fact,
    Section,
    State,
    audience_in_words,
    check_audience,
    check_room,
    check_whole,
    draft_of,
    introduction_of,
    may_change,
    may_edit,
    may_read,
    may_write,
    months_offered,
    section_of,
)
from portal.people.rules import Role
from portal.people.rules.calendar import months_after

NOVEMBER = date(2026, 11, 1)
OUTCOMES = ("", "worked", "mixed", "too_early", "did_not", "stopped", "not_taken_forward")
KINDS = ("idea", "learning", "impact-case")


def fact(key: int = 1, **changes: object) -> Fact:
    given = {
        "kind": "idea", "title": f"Post {key}", "here": True, "published_on": NOVEMBER, "outcome": "",
    } | changes  # fmt: skip
    return Fact(key, **given)  # type: ignore[arg-type]


def reader(
    *roles: Role, organisation: int = 1, unit: tuple[int, ...] = (10, 11), key: int = 5
) -> SimpleNamespace:
    return SimpleNamespace(
        id=key,
        organisation_id=organisation,
        roles=frozenset(role.value for role in roles),
        unit=SimpleNamespace(lineage=unit),
    )


def newsletter(*audience: str, state: State = State.SENT, organisation: int = 1) -> SimpleNamespace:
    return SimpleNamespace(organisation_id=organisation, state=state, audience=list(audience))


def test_of_everything_that_can_be_known_of_an_item_one_section_is_found_or_none() -> None:
    days = (NOVEMBER - timedelta(days=1), NOVEMBER, date(2026, 11, 30), date(2026, 12, 1))
    for kind, here, day, outcome, used in product(KINDS, (True, False), days, OUTCOMES, ("", "Taken up.")):
        one = fact(kind=kind, here=here, published_on=day, outcome=outcome, taken_up=used)
        found = section_of(one, NOVEMBER)
        new = day.month == 11
        if not new and not used:
            assert found is None
        elif outcome in {"did_not", "stopped", "not_taken_forward"}:
            assert found is Section.DID_NOT
        elif used:
            assert found is Section.USED
        elif not here:
            assert found is Section.ELSEWHERE
        else:
            assert found is (Section.NEW if kind == "idea" else Section.LEARNT)


def test_a_draft_has_its_sections_in_order_the_newest_first_and_no_more_than_is_read() -> None:
    many = [
        fact(place, here=bool(place % 2), published_on=NOVEMBER + timedelta(days=place % 28))
        for place in range(60)
    ]
    drafted = draft_of(many, NOVEMBER)
    assert [one.section for one in drafted] == [Section.NEW] * DRAFTED_OF_EACH + [
        Section.ELSEWHERE
    ] * DRAFTED_OF_EACH
    by_key = {one.key: one for one in many}
    ours = [by_key[one.key].published_on for one in drafted if one.section is Section.NEW]
    assert ours == sorted(ours, reverse=True)
    assert draft_of(reversed(many), NOVEMBER) == drafted, "the same facts make the same draft"
    assert draft_of([], NOVEMBER) == []


def test_who_took_something_up_is_said_where_that_is_the_news() -> None:
    used, failed = fact(1, taken_up="Taken up at Birch."), fact(2, taken_up="x", outcome="did_not")
    assert [(one.section, one.note) for one in draft_of([used, failed], NOVEMBER)] == [
        (Section.USED, "Taken up at Birch."), (Section.DID_NOT, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(("count", "said"), [(0, False), (4, False), (5, True), (9, True)])
def test_the_beginning_of_a_draft_counts_nothing_of_which_there_are_few(count: int, said: bool) -> None:
    facts = [fact(place) for place in range(count)]
    words = introduction_of(facts, NOVEMBER, (count, count))
    assert (f"{count} posts from here" in words) is said
    assert (f"Of {count} authors" in words) is said
    assert introduction_of([fact(here=False, taken_up="Taken up.")], NOVEMBER, (0, 0)) == "1 was taken up."


def test_a_newsletter_is_of_a_month_that_is_over_and_not_written_yet() -> None:
    for day in (date(2026, 1, 1), date(2026, 1, 31), date(2026, 3, 15), date(2026, 12, 31)):
        months = months_offered(day, ())
        assert all(months_after(month, 1) <= day.replace(day=1) for month in months)
        assert [months_after(month, 1) for month in months] == [day.replace(day=1), *months[:-1]]
        assert months_offered(day, months[:1]) == months[1:]


AUDIENCES = (
    (), (EVERYBODY,), (f"{OF_UNIT}11",), (f"{OF_UNIT}12",), (f"{OF_ROLE}guardian",), (FOLLOWERS,),
    (f"{OF_UNIT}12", f"{OF_ROLE}guardian"),
)  # fmt: skip


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("state", State)
def test_who_reads_a_newsletter(audience: tuple[str, ...], state: State) -> None:
    one = newsletter(*audience, state=state)
    gone_out = state is not State.DRAFT
    for role, organisation in product((*Role, None), (1, 2)):
        person = reader(*([role] if role else []), organisation=organisation)
        here = organisation == 1
        keeps = role in EDITORS and here
        among = FOLLOWERS in audience or (
            here
            and (
                EVERYBODY in audience
                or f"{OF_UNIT}11" in audience
                or (f"{OF_ROLE}guardian" in audience and role is Role.GUARDIAN)
            )
        )
        assert may_read(person, one) is (keeps or (gone_out and among))
        assert may_change(person, one) is keeps
        assert may_edit(person, one) is (keeps and state is State.DRAFT)
        assert may_write(person) is (role in EDITORS)


def test_for_whom_it_is_can_be_said_and_is_chosen_from_what_is_offered() -> None:
    offered = [EVERYBODY, FOLLOWERS, f"{OF_UNIT}11", f"{OF_ROLE}guardian"]
    assert check_audience([f"{OF_UNIT}11", EVERYBODY], offered) == [EVERYBODY, f"{OF_UNIT}11"]
    with pytest.raises(Refused):
        check_audience([f"{OF_UNIT}12"], offered)
    said = audience_in_words(offered, "Alder", {11: "Team"})
    assert said == "everybody at Alder, Team, each guardian, those who follow what comes from Alder"
    assert audience_in_words([], "Alder", {}) == ""


def test_what_is_not_whole_does_not_go_out_and_what_is_full_takes_no_more() -> None:
    check_whole(1, [EVERYBODY])
    check_room(ENTRIES_AT_MOST - 1)
    for refused in (
        lambda: check_whole(0, [EVERYBODY]),
        lambda: check_whole(1, []),
        lambda: check_room(ENTRIES_AT_MOST),
    ):
        with pytest.raises(Refused):
            refused()
