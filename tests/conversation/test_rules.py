"""Who answers, who keeps, who is asked, and what is hidden: the rules, without a database."""

from datetime import date, timedelta
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest

from portal.conversation import rules
from portal.conversation.rules import moderating, routing
from portal.conversation.rules.moderating import Reason, State
from portal.conversation.rules.routing import ASKED_AT_MOST, Because
from portal.following.rules.wants import Shown
from portal.foundation.errors import Refused
from portal.people.rules import Role

DAY = date(2026, 12, 14)
ASKER, DEPUTY, OTHER = 1, 2, 3


def somebody(key: int, *roles: Role, home: int = 1, reads: bool = True) -> Any:
    organisation = SimpleNamespace(
        id=home, region="", kind="police-force", reads_policing=reads, parent_id=None
    )
    return SimpleNamespace(
        id=key,
        roles=frozenset(roles),
        organisation_id=home,
        organisation=organisation,
        unit=SimpleNamespace(lineage=()),
        deputises_for=frozenset(),
        ended_on=None,
    )


def wanted(*, enough: bool = False, to_all: bool = True, state: str = "open", shown: str = Shown.NAME) -> Any:
    want = SimpleNamespace(
        asked_by_id=ASKER, to_all=to_all, state=state, organisation_id=1, shown=shown, submission=None
    )
    return SimpleNamespace(
        asked_by_id=ASKER,
        deputy_id=DEPUTY,
        enough=enough,
        question=None,
        want=want,
        post=None,
        implementation=None,
    )


@pytest.mark.parametrize(
    ("enough", "to_all", "state"),
    list(product((True, False), (True, False), ("open", "answered", "closed"))),
)
def test_who_reads_and_answers_what_is_wanted(enough: bool, to_all: bool, state: str) -> None:
    talk = wanted(enough=enough, to_all=to_all, state=state)
    is_open = state == "open"
    for role, key in product(
        (None, Role.INNOVATION_LEAD, Role.TOPIC_LEAD, Role.NATIONAL_CURATOR), (ASKER, DEPUTY, OTHER)
    ):
        person = somebody(key, *([role] if role else []))
        reads = to_all or role is not None or key == ASKER
        assert rules.may_read(person, talk) is reads
        assert rules.may_answer(person, talk) is (reads and is_open and not enough and key != ASKER)
        assert rules.may_say_the_same(person, talk) is (reads and is_open and key != ASKER)
        assert rules.may_keep(person, talk) is (reads and key in {ASKER, DEPUTY})
        assert rules.may_accept(person, talk) is rules.may_keep(person, talk)


def test_a_partner_that_does_not_read_what_is_for_policing_does_not_read_what_is_asked_of_it() -> None:
    partner = somebody(OTHER)
    partner.organisation.kind = "partner"
    partner.organisation.reads_policing = False
    assert not rules.may_read(partner, wanted())


def test_a_budget_is_kept_to_the_last_answer() -> None:
    for budget in (1, 2, rules.BUDGET, rules.BUDGET_AT_MOST):
        told = 0
        while rules.is_told(told, budget):
            assert rules.is_last_told(told, budget) is (told == budget - 1)
            told += 1
        assert told == budget


@pytest.mark.parametrize("budget", [0, -1, rules.BUDGET_AT_MOST + 1])
def test_a_budget_that_cannot_be_meant_is_refused(budget: int) -> None:
    with pytest.raises(Refused, match="from 1 to 50"):
        rules.check_budget(budget)


def test_who_may_be_a_deputy() -> None:
    talk = wanted()
    rules.check_names_deputy(talk, ASKER)
    rules.check_deputy(somebody(OTHER), ASKER, reads=True)
    with pytest.raises(Refused, match="Only whoever asked"):
        rules.check_names_deputy(talk, DEPUTY)
    with pytest.raises(Refused, match="would learn that it is you"):
        rules.check_names_deputy(wanted(shown=Shown.ORGANISATION), ASKER)
    with pytest.raises(Refused, match="nobody with this address"):
        rules.check_deputy(None, ASKER, reads=False)
    with pytest.raises(Refused, match="nobody with this address"):
        rules.check_deputy(somebody(OTHER), ASKER, reads=False)
    with pytest.raises(Refused, match="somebody else than yourself"):
        rules.check_deputy(somebody(ASKER), ASKER, reads=True)


def test_it_is_asked_once_and_in_time_what_came_of_the_answers() -> None:
    after, until = rules.ASKED_BACK_AFTER.days, rules.ASKED_BACK_UNTIL.days
    for days, asked, said in product(range(until + 3), (True, False), (True, False)):
        due = rules.is_asked_back(DAY - timedelta(days=days), DAY, asked=asked, said=said)
        assert due is (after <= days <= until and not asked and not said)
    assert not rules.is_asked_back(None, DAY, asked=False, said=False)


def test_whoever_is_nearest_is_asked_first_and_never_many() -> None:
    known = {
        Because.FOLLOWS: [9, 8, 7, 6],
        Because.LEADS_TOPIC: [5, 4],
        Because.ADOPTED: [3, 3, 2],
        Because.SEES_IT_THROUGH: [1],
    }
    assert routing.asked(known, {2}) == [1, 3, 5, 4, 9]
    assert len(routing.asked(known, ())) == ASKED_AT_MOST
    assert routing.asked({}, ()) == []


def test_everybody_who_is_asked_reads_why() -> None:
    said = {because: routing.because_in_words(because, "Handover") for because in Because}
    assert len(set(said.values())) == len(Because)
    assert all(words.startswith("You are asked because you ") for words in said.values())
    assert said[Because.FOLLOWS] == "You are asked because you follow Handover."


def test_what_nobody_answered_goes_on_once_after_some_days() -> None:
    for days, answered, routed in product(range(9), (True, False), (True, False)):
        due = routing.is_due(DAY - timedelta(days=days), DAY, answered=answered, routed=routed)
        assert due is (days >= routing.AFTER.days and not answered and not routed)


def remark(state: State, *, hidden_by: int | None = None) -> Any:
    want = SimpleNamespace(asked_by_id=ASKER, organisation_id=1)
    return SimpleNamespace(by_id=OTHER, state=state, submission=None, want=want, hidden_by_id=hidden_by)


@pytest.mark.parametrize("state", list(State))
def test_who_may_do_what_with_what_somebody_said(state: State) -> None:
    lead, second = somebody(10, Role.INNOVATION_LEAD), somebody(11, Role.INNOVATION_LEAD)
    elsewhere = somebody(12, Role.INNOVATION_LEAD, home=2)
    curator = somebody(13, Role.NATIONAL_CURATOR, home=2)
    own, asker = somebody(OTHER, Role.INNOVATION_LEAD), somebody(ASKER, Role.INNOVATION_LEAD)
    reader = somebody(20)
    one = remark(state, hidden_by=None if state == State.SHOWN else lead.id)
    readable = state in {State.SHOWN, State.SHOWN_AGAIN}
    assert moderating.may_report(reader, one) is readable
    assert not moderating.may_report(own, one)
    for person, moderates in (
        (lead, True),
        (curator, True),
        (elsewhere, False),
        (own, False),
        (asker, False),
        (reader, False),
    ):
        assert moderating.moderates(person, one) is moderates
        assert moderating.may_hide(person, one) is (moderates and state == State.SHOWN)
    assert moderating.may_appeal(own, one) is (state == State.HIDDEN)
    assert not moderating.may_appeal(reader, one)
    for person, hears in (
        (lead, False),
        (second, True),
        (elsewhere, True),
        (curator, True),
        (own, False),
        (asker, False),
    ):
        assert moderating.may_hear(person, one) is (hears and state == State.APPEALED)


def test_all_others_read_that_something_was_hidden_and_why_but_nothing_of_it() -> None:
    for reason in Reason:
        assert (
            moderating.hidden_in_words(reason).startswith("Hidden by a moderator: it ")
            or reason is Reason.OTHER
        )
    with pytest.raises(Refused, match="Say why"):
        moderating.check_words("  ", "words")
