"""You said, we did: every published post has its answer, as each reader may see it, and no unit's page narrows."""

from itertools import product

import pytest
from lxml import html
from sqlalchemy import Engine, update
from werkzeug.test import TestResponse

from portal.feedback.rules import ENDED, OutcomeState
from portal.foundation.database import session, transaction
from portal.implementation import actions
from portal.library.queries import you_said as asked
from portal.library.rules import you_said as rules
from portal.library.rules.you_said import Answer
from portal.people.models import Person
from portal.submissions import actions as posts
from portal.submissions.models import Submission
from tests import factories
from tests.client import Client
from tests.factories import Force, Verdict
from tests.library import settle
from tests.statements import statements

CROWD = 5


@pytest.fixture
def crowded(force: Force) -> Force:
    """A force in which the division, with its team, has a page, and no smaller unit."""
    with transaction():
        force.organisation.settings = {"crowd": CROWD}
    factories.person(force.division)
    return force


def item(by: Person, state: OutcomeState | None, force: Force, **changes: object) -> str:
    post = factories.published(by, **changes)
    if state is not None:
        note = f"What we know of {state}."
        with transaction():
            actions.keep_outcome(post, state, None, note, by=session.get_one(Person, force.lead.id))
    reference = post.reference
    settle()
    return reference


def answers(person: Person, show: Answer, unit: str = "", code: str = "") -> tuple[list[str], dict[str, int]]:
    somebody = session.get_one(Person, person.id)
    home = asked.home_of(somebody, code, unit)
    found = asked.answers(somebody, home, show)
    return [line.card.reference for line in found.lines], {one: n for one, n in found.counts.items() if n}


def text_of(page: TestResponse) -> str:
    main = html.document_fromstring(page.text).xpath("//main")[0]
    return " ".join(main.text_content().split())


def test_every_state_has_one_answer() -> None:
    for declined, state in product((True, False), ("", *OutcomeState)):
        expected = Answer.OPEN
        if declined or state in ENDED:
            expected = Answer.NOT_DONE
        elif state in {"piloted", "in_use", "done"}:
            expected = Answer.DONE
        elif state:
            expected = Answer.UNDER_WAY
        assert rules.answer_of(declined, state) is expected
    assert rules.ANSWER_NAMES.keys() == set(Answer)
    assert [rules.has_page(people, 10) for people in (0, 9, 10, 11)] == [False, False, True, True]


def test_the_database_answers_as_the_rule_does(force: Force) -> None:
    references = {state: item(force.constable, state, force) for state in (None, *OutcomeState)}
    for state, reference in references.items():
        (listed,) = [one for one in Answer if reference in answers(force.colleague, one)[0]]
        assert listed is rules.answer_of(declined=False, outcome=state or "")
    _lines, counts = answers(force.colleague, Answer.OPEN)
    assert counts == {Answer.DONE: 3, Answer.UNDER_WAY: 2, Answer.NOT_DONE: 2, Answer.OPEN: 1}


def test_what_was_not_done_says_why(client: Client, force: Force) -> None:
    item(force.constable, OutcomeState.STOPPED, force)
    declined = factories.decided(factories.sent(force.colleague), Verdict.DECLINE, "It was tried in 2019.")
    with transaction():
        declined.left_for = declined.sharing
        posts.list_as_declined(declined, True, by=session.get_one(Person, force.colleague.id))
    settle()
    client.sign_in(force.colleague)
    page = text_of(client.get("/you-said?show=not-done"))
    assert "What we know of stopped." in page
    assert "It was tried in 2019." in page
    assert "Not done, and why" in page


def test_each_reader_counts_what_they_may_read(force: Force) -> None:
    stranger = Force("Southmoor Police").constable
    here = force.organisation.code
    item(force.constable, OutcomeState.DONE, force)
    item(force.constable, OutcomeState.DONE, force, sharing="force")
    item(force.constable, OutcomeState.DONE, force, sharing="unit")
    seen = {
        who.name: answers(who, Answer.DONE, code=here)[1].get(Answer.DONE)
        for who in (force.colleague, force.data_officer, stranger)
    }
    assert seen == {"Colin Colleague": 3, "Dev Dataofficer": 2, stranger.name: 1}


def test_what_left_the_library_a_moment_ago_is_not_counted(force: Force) -> None:
    reference = item(force.constable, OutcomeState.DONE, force)
    with transaction():
        session.execute(
            update(Submission).where(Submission.reference == reference).values(status="taken_out")
        )
    session.expire_all()
    assert answers(force.colleague, Answer.DONE) == ([], {})


def test_a_unit_has_a_page_where_enough_work_and_only_for_those_who_work_there(crowded: Force) -> None:
    somebody = session.get_one(Person, crowded.colleague.id)
    assert [unit.id for unit in asked.home_of(somebody, "", "").units] == [crowded.division.id]
    small = asked.home_of(somebody, "", crowded.team.reference)
    assert small.unit is None, "asked for by its address, it is the whole organisation all the same"
    stranger = session.get_one(Person, Force("Southmoor Police").constable.id)
    elsewhere = asked.home_of(stranger, crowded.organisation.code, crowded.division.reference)
    assert (elsewhere.organisation.id, elsewhere.unit, elsewhere.units) == (crowded.organisation.id, None, [])


def test_no_post_without_a_name_and_none_that_is_decided_blind_stands_with_a_unit(crowded: Force) -> None:
    named = item(crowded.constable, OutcomeState.DONE, crowded)
    nameless = item(crowded.colleague, OutcomeState.DONE, crowded)
    blind = item(crowded.colleague, OutcomeState.DONE, crowded)
    with transaction():
        whole = update(Submission)
        session.execute(
            whole.where(Submission.reference == nameless).values(author_id=None, desk_key="a-key")
        )
        session.execute(whole.where(Submission.reference == blind).values(blind=True))
    session.expire_all()
    assert set(answers(crowded.inspector, Answer.DONE)[0]) == {named, nameless, blind}
    assert answers(crowded.inspector, Answer.DONE, crowded.division.reference) == ([named], {Answer.DONE: 1})


def test_it_costs_as_many_statements_however_much_was_said(force: Force, engine: Engine) -> None:
    item(force.constable, OutcomeState.DONE, force)

    def counted() -> int:
        session.expire_all()
        somebody = session.get_one(Person, force.colleague.id)
        assert somebody.unit.lineage
        with statements(engine) as said:
            asked.answers(somebody, asked.home_of(somebody, "", ""), Answer.DONE)
        return len(said)

    few = counted()
    for _ in range(4):
        item(force.colleague, OutcomeState.DONE, force)
    assert counted() == few


def test_the_page_turns_and_shrugs_at_what_is_typed_into_its_address(client: Client, force: Force) -> None:
    item(force.constable, OutcomeState.PLANNED, force)
    client.sign_in(force.colleague)
    assert "A quiet room for handover" in text_of(client.get("/you-said?show=under-way&page=999999"))
    nothing = text_of(client.get("/you-said?show=nonsense&page=-1&organisation=none&unit=zzzzzzzz"))
    assert "Nothing stands here that you can read" in nothing
    assert "Northmoor Police" in nothing
