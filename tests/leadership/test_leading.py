"""The page of a leader: for whom it is, what stands on it, and what moves nothing there."""

import itertools
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from portal import reactions
from portal.authorisation.rules import Verdict
from portal.feedback import actions as feedback
from portal.feedback.rules import OutcomeState
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.implementation import actions as implementation
from portal.implementation.actions import Said
from portal.implementation.rules.ledger import How, Place
from portal.implementation.rules.owners import SAID_AT_FIRST, version_of
from portal.leadership import queries
from portal.leadership.queries.leading import Part
from portal.leadership.rules.leading import (
    SENIOR_LEVEL,
    Reason,
    Worth,
    best_reasons,
    counted_in_words,
    is_leader,
    looks_at_all,
    whole_weeks,
)
from portal.people.actions.structure import give_first_grades
from portal.people.models import Grade, Person
from portal.people.rules import Role
from portal.submissions.models import Submission
from portal.submissions.rules import Status
from tests import factories
from tests.client import Client
from tests.factories import Force
from tests.statements import READS_AND_WRITES, statements

A_WEEK = 7


def somebody(*roles: Role, level: int = 0, heads: frozenset[int] = frozenset()) -> SimpleNamespace:
    return SimpleNamespace(roles=frozenset(roles), level=level, headed_unit_ids=heads)


def test_leaders_are_leads_heads_and_senior_ranks_and_nobody_else() -> None:
    for role, level, heads in itertools.product(Role, range(13), (frozenset(), frozenset({1}))):
        one = somebody(role, level=level, heads=heads)
        of_all = role is Role.INNOVATION_LEAD or level >= SENIOR_LEVEL
        assert looks_at_all(one) == of_all
        assert is_leader(one) == (of_all or bool(heads))


@pytest.mark.parametrize("day", range(2, 16))
def test_figures_are_of_whole_weeks_up_to_the_last_sunday(day: int) -> None:
    today = date(2026, 3, day)
    since, until = whole_weeks(today)
    assert until.weekday() == since.weekday() == 0
    assert until - since == timedelta(weeks=4)
    assert timedelta() <= today - until < timedelta(weeks=1)


def test_each_post_is_thanked_for_its_best_reason_and_counted_once() -> None:
    used = Reason(1, Worth.USED, "Cedar")
    stopped, new = Reason(2, Worth.STOPPED), Reason(3, Worth.PUBLISHED)
    best = best_reasons([Reason(1, Worth.PUBLISHED), stopped, used, new])
    assert best == [used, stopped, new]
    assert best[0].words == "Taken up by Cedar"
    assert counted_in_words(best) == "1 taken up elsewhere, 1 stopped honestly, 1 published"
    assert counted_in_words([]) == ""


def settle() -> None:
    journal.catch_up(reactions.REACTIONS)
    session.expire_all()


def page_of(person: Person, shown: int = 50) -> queries.Leading:
    found = queries.leading(session.get_one(Person, person.id), shown)
    session.rollback()
    return found


def published(by: Person, title: str, **changes: object) -> Submission:
    post = factories.published(by, title=title, **changes)
    settle()
    return post


def titles(part: Part) -> list[str]:
    return [line.words for line in part.lines]


def test_what_comes_this_week_moves_nothing_until_the_week_is_over(force: Force) -> None:
    before = page_of(force.lead)
    published(force.constable, "A quiet room")
    factories.nameless(force, "idea")
    settle()
    same = page_of(force.lead)
    assert (same.thanks, same.counted) == (before.thanks, before.counted)
    with clock.later(days=A_WEEK):
        later = page_of(force.lead)
    assert titles(later.thanks) == ["A quiet room"]
    assert later.counted == "1 published"


def test_what_was_stopped_or_taken_up_comes_first_and_says_so(force: Force) -> None:
    new, stopped, used = (published(force.constable, title) for title in ("New", "Ended", "Used"))
    with transaction():
        lead = session.get_one(Person, force.lead.id)
        implementation.keep_outcome(stopped, OutcomeState.STOPPED, None, "The rota has no room.", by=lead)
        other = session.get_one(Person, force.sergeant.id)
        team = Place(force.organisation.id, force.team.id)
        entry = implementation.note_adoption(used, team, Said(How.ADOPTED, clock.today()), by=other)
        implementation.confirm(entry, by=session.get_one(Person, force.inspector.id))
    settle()
    with clock.later(days=A_WEEK):
        found = page_of(force.lead)
    assert titles(found.thanks) == ["Used", "Ended", new.title]
    assert found.thanks.lines[0].why.startswith("Taken up by Team")
    assert found.thanks.lines[1].why == "Stopped, and it says why"


def test_nobody_is_told_to_thank_themselves(force: Force) -> None:
    published(force.sergeant, "Mine")
    with clock.later(days=A_WEEK):
        assert page_of(force.sergeant).thanks.total == 0
        assert titles(page_of(force.inspector).thanks) == ["Mine"]


def test_a_head_sees_what_their_units_wrote_by_name_and_nothing_that_has_none(force: Force) -> None:
    elsewhere = factories.person(force.office)
    published(force.constable, "Of the team")
    published(elsewhere, "Of the office")
    factories.person(force.division, Role.INNOVATION_LEAD)  # nobody decides twice on what has no name
    nameless = factories.nameless(force, "idea", title="Of nobody")
    while nameless.status == Status.WAITING:
        factories.decided(nameless, Verdict.APPROVE)
    settle()
    with clock.later(days=A_WEEK):
        assert titles(page_of(force.sergeant).thanks) == ["Of the team"]
        assert titles(page_of(force.inspector).thanks) == ["Of the team"]
        assert set(titles(page_of(force.lead).thanks)) == {"Of the team", "Of the office", nameless.title}


def test_a_question_that_nobody_answered_stands_there_until_somebody_does(force: Force) -> None:
    post = published(force.constable, "A quiet room")
    with transaction():
        asked = feedback.ask(post, "How long?", by=session.get_one(Person, force.colleague.id))
    assert page_of(force.lead).unanswered.total == 0
    with clock.later(days=A_WEEK):
        found = page_of(force.lead).unanswered
        assert titles(found) == ["A quiet room"]
        assert found.lines[0].href == f"/library/{post.reference}#questions"
        assert page_of(force.sergeant).unanswered.total == 0  # the office owns it
        with transaction():
            feedback.answer(asked, "Nine minutes.", by=session.get_one(Person, force.constable.id))
        assert page_of(force.lead).unanswered.total == 0


def test_what_is_in_the_way_is_stuck_for_whoever_answers_for_it(force: Force) -> None:
    post = published(force.constable, "A quiet room")
    with transaction():
        lead = session.get_one(Person, force.lead.id)
        seen = version_of(SAID_AT_FIRST)
        implementation.note(post, {"blockers": "No key"}, seen=seen, by=lead)
    found = page_of(force.lead).stuck
    assert titles(found) == ["A quiet room"]
    assert found.lines[0].why == "In the way: No key"
    assert page_of(force.sergeant).stuck.total == 0


def test_nothing_that_a_leader_may_not_read_is_there(force: Force) -> None:
    other = Force("Eastvale Police")
    published(other.constable, "Theirs")
    published(force.constable, "Ours")
    senior = factories.person(force.division, grade=_superintendent())
    published(force.constable, "For the team", sharing="unit")
    with clock.later(days=A_WEEK):
        assert titles(page_of(senior).thanks) == ["Ours"]
        assert "Theirs" not in titles(page_of(force.lead).thanks)
        assert set(titles(page_of(force.lead).thanks)) == {"Ours", "For the team"}


def _superintendent() -> Grade:
    with transaction():
        give_first_grades()
    return session.query(Grade).filter_by(name="Superintendent").one()


def test_the_page_shows_two_of_each_and_the_rest_on_request(client: Client, force: Force) -> None:
    for number in range(5):
        published(force.constable, f"Idea {number}")
    with clock.later(days=A_WEEK):
        constable = force.constable.id
        shown = client.sign_in(force.lead).get("/leading").text
        assert "3 more" in shown
        assert "5 published" in shown
        assert "Idea 0" in client.get("/leading?all=yes").text
        assert client.sign_in(session.get_one(Person, constable)).get("/leading").status_code == 403


def test_the_database_is_asked_as_often_for_many_posts_as_for_two(client: Client, force: Force) -> None:
    counts: list[int] = []
    lead, constable = client.sign_in(force.lead), force.constable.id
    with clock.later(days=A_WEEK):
        lead.get("/leading")  # what is kept of a day is asked for once
    for number in range(8):
        published(session.get_one(Person, constable), f"Idea {number}")
        if number in {1, 7}:
            engine = session.get_bind()
            with clock.later(days=A_WEEK), statements(engine, READS_AND_WRITES) as said:
                lead.get("/leading")
            counts.append(len(said))
    assert counts[0] == counts[1]
