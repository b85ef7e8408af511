"""The hierarchy as truth tables: no database, every case that can be counted."""

from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product

import pytest

from portal.authorisation import rules
from portal.authorisation.rules import Ask, Case, Decider, Foreseen, StepState, Verdict
from portal.foundation.errors import Refused
from portal.people.rules import Role
from portal.people.rules.calendar import OFFICE_HOURS, working_day_after
from portal.submissions.rules import Status

HEAD = Ask(Decider.UNIT_HEAD)
ABOVE = Ask(Decider.HEAD_ABOVE)
LEAD = Ask(Decider.ROLE, role=Role.INNOVATION_LEAD)
DATA = Ask(Decider.ROLE, role=Role.DATA_SHARING_OFFICER)
NAMED = Ask(Decider.PERSON, person_id=9)
HEAD_OF = Ask(Decider.HEAD_OF, unit_id=200)
AT_LEAST = Ask(Decider.HEAD_ABOVE, lowest=6)

FORCE, DIVISION, TEAM = 100, 200, 300
CONSTABLE, SERGEANT, INSPECTOR, CHIEF, LEADER, OFFICER, ADMIN = 1, 2, 3, 4, 5, 6, 7


TODAY = date(2026, 11, 23)


@dataclass
class Roster:
    """Who is there, as a test says it."""

    heads: dict[int, list[int]] = field(default_factory=dict)
    roles: dict[str, list[int]] = field(default_factory=dict)
    units: dict[int, int] = field(default_factory=dict)
    left: set[int] = field(default_factory=set)
    away: dict[int, date] = field(default_factory=dict)
    deputies: dict[int, int] = field(default_factory=dict)
    levels: dict[int, int] = field(default_factory=dict)
    given: dict[tuple[int, str], int] = field(default_factory=dict)
    leads: dict[int, frozenset[str]] = field(default_factory=dict)  # the topics of topic leads
    namers: dict[int, int] = field(
        default_factory=dict
    )  # who named a deputy or a delegate; else they themselves

    def heads_of(self, unit_id):
        return [one for one in self.heads.get(unit_id, []) if one not in self.left]

    def in_role(self, role, organisation_id, topics=()):
        held = [one for one in self.roles.get(role, []) if one not in self.left]
        if role != Role.TOPIC_LEAD:
            return held
        return [one for one in held if not self.leads.get(one, frozenset()).isdisjoint(topics)]

    def is_here(self, person_id):
        return person_id not in self.left

    def unit_of(self, person_id):
        return self.units.get(person_id, person_id)

    def level_of(self, person_id):
        return self.levels.get(person_id, 0)

    def above(self, unit_id):
        upwards = [TEAM, DIVISION, FORCE]
        return upwards[upwards.index(unit_id) + 1 :] if unit_id in upwards else []

    def back_on(self, person_id):
        return self.away.get(person_id)

    def deputy_of(self, person_id, not_by=()):
        return None if self.namers.get(person_id) in not_by else self.deputies.get(person_id)

    def delegate_of(self, person_id, route, not_by=()):
        if self.namers.get(person_id) in not_by:
            return None
        return self.given.get((person_id, route), self.given.get((person_id, "")))

    def deputies_of(self, people):
        deputies = {to for person, to in self.deputies.items() if person in people}
        return frozenset(deputies | {to for (person, _route), to in self.given.items() if person in people})

    def named_by(self, people):
        return frozenset(
            {to for person, to in self.deputies.items() if person in people and self._by(person) in people}
            | {
                to
                for (person, _), to in self.given.items()
                if person in people and self._by(person) in people
            }
        )

    def _by(self, person):
        return self.namers.get(person, person)

    def due_after(self, person_id, working_days):
        return working_day_after(TODAY, working_days, OFFICE_HOURS.works_on)


def roster(**changes):
    full = {
        "heads": {TEAM: [SERGEANT], DIVISION: [INSPECTOR], FORCE: [CHIEF]},
        "roles": {
            Role.INNOVATION_LEAD: [LEADER],
            Role.DATA_SHARING_OFFICER: [OFFICER],
            Role.ORGANISATION_ADMINISTRATOR: [ADMIN],
        },
    }
    return Roster(**(full | changes))


def case(barred=(CONSTABLE,), **changes):
    return Case(
        **({"organisation_id": 1, "lineage": (FORCE, DIVISION, TEAM), "barred": frozenset(barred)} | changes)
    )


@pytest.mark.parametrize(
    ("ask", "case", "roster", "holders", "note"),
    [
        (HEAD, case(), roster(), (SERGEANT,), ""),
        (HEAD, case((SERGEANT,)), roster(), (INSPECTOR,), rules.AUTHOR_HEADS),
        (HEAD, case((SERGEANT, INSPECTOR)), roster(), (CHIEF,), rules.AUTHOR_HEADS),
        (HEAD, case(), roster(heads={DIVISION: [INSPECTOR]}), (INSPECTOR,), rules.WENT_HIGHER),
        (HEAD, case(), roster(left={SERGEANT}), (INSPECTOR,), rules.WENT_HIGHER),
        (HEAD, case(), roster(heads={TEAM: [SERGEANT, 22]}), (SERGEANT, 22), ""),
        (HEAD, case(lineage=()), roster(), (LEADER,), rules.NO_UNIT),
        (HEAD, case(), roster(heads={}), (LEADER,), rules.PASSED_ON),
        (ABOVE, case(), roster(), (INSPECTOR,), ""),
        (ABOVE, case(lineage=(FORCE,)), roster(), (LEADER,), rules.PASSED_ON),
        (LEAD, case(), roster(), (LEADER,), ""),
        (LEAD, case((LEADER,)), roster(), (ADMIN,), rules.PASSED_ON),
        (DATA, case(), roster(left={OFFICER}), (LEADER,), rules.PASSED_ON),
        (NAMED, case(), roster(), (9,), ""),
        (NAMED, case(), roster(left={9}), (LEADER,), rules.PASSED_ON),
        (NAMED, case((9,)), roster(), (LEADER,), rules.PASSED_ON),
        (HEAD_OF, case(lineage=()), roster(), (INSPECTOR,), ""),
        (HEAD_OF, case((INSPECTOR,)), roster(), (CHIEF,), rules.AUTHOR_HEADS),
        (AT_LEAST, case(), roster(levels={INSPECTOR: 5, CHIEF: 8}), (CHIEF,), ""),
        (AT_LEAST, case(), roster(levels={INSPECTOR: 6, CHIEF: 8}), (INSPECTOR,), ""),
        (replace(DATA, highest=4), case(), roster(levels={OFFICER: 5}), (LEADER,), rules.PASSED_ON),
    ],
)
def test_there_is_always_somebody_who_may(ask, case, roster, holders, note):
    found = rules.holders_of(ask, case, roster)
    assert (found.ids, found.note) == (holders, note)


def test_somebody_who_has_decided_is_asked_again_only_where_nobody_else_is_in_that_post():
    both = roster(roles={Role.INNOVATION_LEAD: [SERGEANT, LEADER]})
    assert rules.holders_of(LEAD, case(decided_by=(SERGEANT,)), both).ids == (LEADER,)
    alone = roster(roles={Role.INNOVATION_LEAD: [SERGEANT], Role.ORGANISATION_ADMINISTRATOR: [ADMIN]})
    assert rules.holders_of(LEAD, case(decided_by=(SERGEANT,)), alone).ids == (SERGEANT,)


def test_of_an_anonymous_post_the_first_two_deciders_are_of_different_units_and_nobody_decides_twice():
    office = {LEADER: 1, OFFICER: 1, SERGEANT: 2, ADMIN: 3}
    nameless = {"anonymous": True, "barred": ()}
    first = rules.holders_of(LEAD, case(**nameless), roster(units=office))
    assert first.ids == (LEADER,)
    second = rules.holders_of(DATA, case(**nameless, decided_by=(LEADER,)), roster(units=office))
    assert second.ids == (ADMIN,), "the data-sharing officer sits in the unit that has decided"
    third = rules.holders_of(DATA, case(**nameless, decided_by=(SERGEANT, LEADER)), roster(units=office))
    assert third.ids == (OFFICER,), "two units have decided, so a third decider may be of either"
    alone = roster(roles={Role.INNOVATION_LEAD: [LEADER]}, heads={}, units=office)
    with pytest.raises(Refused, match="Nobody is there"):
        rules.holders_of(LEAD, case(**nameless, decided_by=(LEADER,)), alone)


def test_where_nobody_at_all_may_decide_it_says_so():
    with pytest.raises(Refused, match="administrator to name somebody"):
        rules.holders_of(HEAD, case(), Roster())


@pytest.mark.parametrize("length", range(6))
def test_where_a_post_stands_for_every_sequence_of_steps(length):
    ends = {
        StepState.DECLINED: Status.DECLINED,
        StepState.RETURNED: Status.RETURNED,
        StepState.CLOSED: Status.WITHDRAWN,
        StepState.OPEN: Status.WAITING,
        StepState.AHEAD: Status.WAITING,
    }
    for states in product(StepState, repeat=length):
        stands = rules.standing([Foreseen(place, place, state) for place, state in enumerate(states)])
        first = next((place for place, state in enumerate(states) if state in ends), None)
        if first is None:
            assert stands == rules.Standing(Status.PUBLISHED)
        else:
            assert stands == rules.Standing(ends[states[first]], first)


@dataclass
class Somebody:
    """A person as the rules see them."""

    id: int
    unit_id: int = TEAM
    organisation_id: int = 1
    roles: frozenset[str] = frozenset()
    headed_unit_ids: frozenset[int] = frozenset()
    level: int = 0
    deputises_for: frozenset[int] = frozenset()
    led_topics: frozenset[str] = frozenset()


@dataclass
class Post:
    """A post as the rules see it."""

    status: str = Status.WAITING
    author_id: int | None = CONSTABLE
    desk_key: str | None = None
    designation: str | None = None
    confidential: bool = False
    claimed_by_id: int | None = None
    claimed_by: None = None
    imported_by_id: int | None = None
    holder_id: int | None = SERGEANT
    organisation_id: int = 1
    co_author_ids: frozenset[int] = frozenset({11})
    former_author_ids: frozenset[int] = frozenset()
    conflicted_ids: frozenset[int] = frozenset()
    conflict_namer_ids: frozenset[int] = frozenset()
    unread: bool = False
    steps: tuple = ()


@dataclass
class Step:
    """A step as the rules see it."""

    submission: Post
    state: str = StepState.OPEN
    position: int = 0
    holder_id: int | None = SERGEANT
    handed_on: bool = False
    unit_id: int | None = TEAM
    asked_role: str = ""
    decider_ids: frozenset[int] = frozenset()
    decider_units: frozenset[int] = frozenset()
    refuser_ids: frozenset[int] = frozenset()
    round: int = 1
    stage: int = 0
    four_eyes: bool = False
    lowest: int = 0
    highest: int = 0
    skipped_by_id: int | None = None
    taken_by_id: int | None = None
    reads_first: bool = False


def waiting(**changes):
    post = Post()
    step = Step(post, **changes)
    post.steps = (step,)
    return step


LEAD_HERE = Somebody(LEADER, roles=frozenset({Role.INNOVATION_LEAD}))
PEOPLE = {
    "author": Somebody(CONSTABLE),
    "co-author": Somebody(11),
    "author who heads the unit": Somebody(CONSTABLE, headed_unit_ids=frozenset({TEAM})),
    "holder": Somebody(SERGEANT, headed_unit_ids=frozenset({TEAM})),
    "holder who heads it no longer": Somebody(SERGEANT),
    "fellow head": Somebody(22, headed_unit_ids=frozenset({TEAM})),
    "head of another unit": Somebody(23, headed_unit_ids=frozenset({DIVISION})),
    "colleague": Somebody(24),
    "lead": LEAD_HERE,
    "lead of another force": Somebody(25, organisation_id=2, roles=frozenset({Role.INNOVATION_LEAD})),
    "administrator": Somebody(ADMIN, roles=frozenset({Role.ORGANISATION_ADMINISTRATOR})),
    "administrator elsewhere": Somebody(
        26, organisation_id=2, roles=frozenset({Role.ORGANISATION_ADMINISTRATOR})
    ),
    "data officer": Somebody(OFFICER, roles=frozenset({Role.DATA_SHARING_OFFICER})),
}


@pytest.mark.parametrize(
    ("who", "decides", "reads", "hands_on", "knows"),
    [
        ("author", False, False, False, True),
        ("co-author", False, False, False, True),
        ("author who heads the unit", False, False, False, True),
        ("holder", True, True, True, True),
        ("holder who heads it no longer", False, False, False, False),
        ("fellow head", True, True, True, True),
        ("head of another unit", False, False, False, False),
        ("colleague", False, False, False, False),
        ("lead", False, True, True, True),
        ("lead of another force", False, False, False, False),
        ("administrator", False, False, True, True),
        ("administrator elsewhere", False, False, False, False),
        ("data officer", False, False, False, False),
    ],
)
def test_who_may_do_what_with_a_waiting_post(who, decides, reads, hands_on, knows):
    person, step = PEOPLE[who], waiting()
    assert rules.may_decide(person, step) is decides
    assert rules.may_read_step(person, step) is reads
    assert rules.may_hand_on(person, step) is hands_on
    assert rules.may_know_of_step(person, step) is knows


def test_a_role_is_asked_in_its_own_organisation_and_a_national_one_everywhere():
    here = waiting(unit_id=None, asked_role=Role.DATA_SHARING_OFFICER, holder_id=OFFICER)
    assert rules.may_decide(PEOPLE["data officer"], here)
    assert not rules.may_decide(
        Somebody(30, organisation_id=2, roles=frozenset({Role.DATA_SHARING_OFFICER})), here
    )
    national = waiting(unit_id=None, asked_role=Role.NATIONAL_CURATOR, holder_id=31)
    assert rules.may_decide(
        Somebody(31, organisation_id=2, roles=frozenset({Role.NATIONAL_CURATOR})), national
    )


def test_whom_a_colleague_named_needs_no_post():
    assert rules.may_decide(PEOPLE["colleague"], waiting(holder_id=24, handed_on=True))
    assert not rules.may_decide(PEOPLE["colleague"], waiting(holder_id=24))


@pytest.mark.parametrize("state", [state for state in StepState if state is not StepState.OPEN])
def test_only_an_open_step_is_decided_and_handed_on(state):
    step = waiting(state=state)
    for person in PEOPLE.values():
        assert not rules.may_decide(person, step)
        assert not rules.may_hand_on(person, step)


def test_whoever_has_decided_may_read_on_and_others_may_not():
    step = waiting(state=StepState.APPROVED, decider_ids=frozenset({24}))
    assert rules.may_know_of(PEOPLE["colleague"], step.submission)
    assert not rules.may_know_of(Somebody(29), step.submission)


def test_nobody_but_its_author_knows_of_a_draft_and_leads_of_an_imported_one():
    post = Post(status=Status.DRAFT)
    assert [who for who, person in PEOPLE.items() if rules.may_know_of(person, post)] == [
        "author",
        "co-author",
        "author who heads the unit",
    ]
    imported = Post(status=Status.DRAFT, author_id=None, co_author_ids=frozenset(), imported_by_id=None)
    assert [who for who, person in PEOPLE.items() if rules.may_know_of(person, imported)] == ["lead"]


@pytest.mark.parametrize("verdict", [Verdict.RETURN, Verdict.DECLINE])
def test_what_sends_a_post_back_is_said_in_words(verdict):
    with pytest.raises(Refused) as refused:
        rules.check_reason(verdict, "  No.  ", "other")
    assert refused.value.field == "reason"
    rules.check_reason(verdict, "It is being done already, ask Sgt Hall.", "already_done")
