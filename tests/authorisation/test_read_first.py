"""An anonymous post is read by somebody trained before anybody decides on it, or learns more than that it is there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.authorisation import actions, queries, rules
from portal.authorisation.actions import Decision
from portal.authorisation.rules import Ask, Decider, StagePlan, StepState, Verdict, may_decide
from portal.authorisation.rules.edits import EditState, mark_of
from portal.authorisation.rules.reading import because_in_words
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.people import actions as people
from portal.people.models import Headship, Person
from portal.people.rules import Role
from portal.submissions import queries as writings
from portal.submissions.models import Submission, Version
from tests import factories

LEAD = StagePlan("Lead", (Ask(Decider.ROLE, role=Role.INNOVATION_LEAD),), 3)
DATA = StagePlan("Data", (Ask(Decider.ROLE, role=Role.DATA_SHARING_OFFICER),), 3)
BETTER = {
    "title": "A child was graded too low",
    "summary": "The history was not read.",
    "body": "It was the ninth time.",
}
WHY = "its author did not answer, and it named a street"


@pytest.fixture
def force(force):
    """Somebody reads anonymous posts first, and people of different units decide."""
    force.reader = factories.person(force.office, Role.DEIDENTIFIER, name="Rhoda Reader")
    force.other_lead = factories.person(force.division, Role.INNOVATION_LEAD, name="Lars Otherlead")
    factories.configured(force, LEAD, DATA, kind="impact-case", anonymous=True)
    return force


def opened(post):
    found = [step for step in queries.present_steps(post) if step.state == StepState.OPEN]
    assert len(found) == 1, "while it is read first no other step is open"
    return found[0]


def passed_on(post, by):
    with transaction():
        actions.decide(opened(post), Decision(Verdict.APPROVE, seen=post.version), by=by)


def propose(post, by, reason="Without the street nobody knows where it was."):
    with transaction():
        step = opened(post)
        actions.propose_edit(step, Decision(Verdict.APPROVE, reason, seen=post.version), BETTER, by=by)
    return step


def answer(post, step, *, accepts, why=""):
    with transaction():
        return actions.answer_edit_from_desk(
            post, step.reference, read=mark_of(step.edit), accepts=accepts, why=why, key="k"
        )


def test_whoever_holds_the_role_has_it_before_anybody_decides(force):
    post = factories.nameless(force)
    step = opened(post)
    assert (step.name, step.holder, step.reads_first, post.unread) == ("Read first", force.reader, True, True)
    for person in (force.lead, force.other_lead, force.data_officer, force.administrator, force.sergeant):
        assert not rules.may_know_of(person, post)
        assert not may_decide(person, step)
    assert rules.may_know_of(force.reader, post)
    passed_on(post, force.reader)
    assert not post.unread
    assert opened(post).name == "Lead"
    assert rules.may_know_of(force.lead, post)


def test_whoever_reads_it_first_decides_nothing(force):
    with transaction():
        people.grant(force.reader, Role.INNOVATION_LEAD, by=force.administrator)
    post = factories.nameless(force)
    step = opened(post)
    for verdict in (Verdict.RETURN, Verdict.DECLINE):
        said = Decision(verdict, "It is not a good idea, and here is why.", "other", seen=post.version)
        with pytest.raises(Refused, match="for those who decide"), transaction():
            actions.decide(step, said, by=force.reader)
    passed_on(post, force.reader)
    assert opened(post).holder != force.reader
    assert not may_decide(force.reader, opened(post))


def test_two_people_of_different_units_decide_all_the_same(force):
    """Whoever reads first is of the innovation lead's unit: it counts for nothing."""
    post = factories.nameless(force)
    passed_on(post, force.reader)
    first = opened(post)
    assert rules.may_decide(force.lead, first)
    with transaction():
        if first.holder != force.lead:
            actions.take(first, by=force.lead)
        actions.decide(first, Decision(Verdict.APPROVE, seen=post.version), by=force.lead)
    second = opened(post)
    assert second.holder.unit_id != force.lead.unit_id
    assert not may_decide(force.data_officer, second), "of the unit of the first decider"


def test_nobody_holds_the_role_so_a_curator_reads_it_and_never_nobody(force):
    with transaction():
        people.take_away(force.reader, Role.DEIDENTIFIER, by=force.administrator)
    post = factories.nameless(force)
    step = opened(post)
    assert step.asked_role == Role.NATIONAL_CURATOR
    assert step.holder.unit.organisation_id != force.organisation.id
    for curator in session.scalars(select(Person).where(Person.roles_held.any(role=Role.NATIONAL_CURATOR))):
        with transaction():
            curator.ended_on = clock.today()
    with transaction():
        actions.hand_over(step.holder_id)
    assert opened(post).holder in {force.lead, force.other_lead}
    passed_on(post, opened(post).holder)
    assert opened(post).holder not in {None, queries.present_steps(post)[0].verdicts[-1].by}


def test_a_deputy_who_is_not_trained_does_not_read_it(force):
    other = factories.person(force.division, Role.DEIDENTIFIER, name="Rory Reader")
    with transaction():
        for person in (force.reader,):
            people.note_absence(
                person,
                first_day=clock.today(),
                last_day=clock.today() + timedelta(days=20),
                deputy=force.colleague,
                by=person,
            )
    post = factories.nameless(force)
    assert opened(post).holder == other
    with pytest.raises(Refused, match="reads anonymous posts first"), transaction():
        actions.hand_on(opened(post), force.colleague, by=other)


def test_whoever_heads_a_unit_does_not_read_first_for_it_may_be_its_authors(force):
    with transaction():
        people.grant(force.inspector, Role.DEIDENTIFIER, by=force.administrator)
    session.expire_all()
    post = factories.nameless(force)
    assert opened(post).holder == force.reader
    assert not may_decide(force.inspector, opened(post))
    assert not queries.waiting_for(force.inspector)
    with pytest.raises(Refused, match="reads anonymous posts first"), transaction():
        actions.hand_on(opened(post), force.inspector, by=force.reader)
    with transaction():  # who has it when they come to head a unit has it still
        session.add(Headship(person_id=force.reader.id, unit_id=force.office.id))
    session.expire_all()
    assert may_decide(force.reader, opened(post))
    assert queries.waiting_for(force.reader) == [opened(post)]
    assert actions.keep_time() == 0
    assert Role.NATIONAL_CURATOR in opened(factories.nameless(force)).holder.roles


@pytest.fixture
def no_holidays_ahead() -> Iterator[None]:
    """A Monday after which no bank holiday comes for seven weeks."""
    with clock.at(datetime(2026, 11, 2, 9, tzinfo=UTC)):
        yield


@pytest.mark.usefixtures("no_holidays_ahead")
def test_late_it_goes_to_another_reader_then_to_a_curator(force):
    other = factories.person(force.division, Role.DEIDENTIFIER, name="Rory Reader")
    post = factories.nameless(force)
    first = opened(post).holder
    start = clock.now()
    met = []
    for weeks in range(1, 6):
        with clock.at(start + timedelta(weeks=weeks)):
            actions.keep_time()
            met.append(opened(post).holder)
    assert met[0] == ({force.reader, other} - {first}).pop()
    assert Role.NATIONAL_CURATOR in met[1].roles
    assert not rules.can_go_further(post), "nobody further on reads first instead"


def test_what_the_author_accepts_is_the_first_text_that_others_read(force):
    post = factories.nameless(force)
    typed = post.body
    step = propose(post, force.reader)
    assert not rules.may_know_of(force.lead, post)
    assert answer(post, step, accepts=True)
    assert (post.body, post.version, post.unread, post.edited_because) == (BETTER["body"], 2, False, "")
    read = writings.versions_shown_to(force.lead, post)
    assert [one.number for one in read] == [2]
    kept = session.scalars(select(Version.text).where(Version.submission_id == post.id)).all()
    assert typed in {text["body"] for text in kept}
    told = " ".join(str(entry.facts) for entry in journal.entries_about(post))
    assert typed not in told
    assert "street" not in told, "what was said to the author stays between the two"
    assert queries.present_steps(post)[0].verdicts[-1].reason == ""


def test_what_the_author_declines_is_passed_on_as_they_wrote_it_and_never_changed_without_them(force):
    post = factories.nameless(force)
    step = propose(post, force.reader)
    assert answer(post, step, accepts=False, why="I want the street in it, it is mine.")
    with pytest.raises(Refused, match="did not answer"), transaction():
        actions.edit_without_author(step, WHY, seen=post.version, by=force.reader)
    assert "the street" not in " ".join(str(entry.facts) for entry in journal.entries_about(post))
    passed_on(post, force.reader)
    assert (post.version, post.body, post.edited_because) == (1, factories.IMPACT_CASE.body, "")


def test_unanswered_it_is_passed_on_changed_with_a_reason_that_all_read(force):
    post = factories.nameless(force)
    step = propose(post, force.reader)
    with pytest.raises(Refused, match="did not answer"), transaction():
        actions.edit_without_author(step, WHY, seen=post.version, by=force.reader)
    with clock.at(clock.now() + timedelta(days=15)):
        assert actions.lapse_edits() == 1
        with pytest.raises(Refused, match="Whoever reads the post reads it"), transaction():
            actions.edit_without_author(step, " ", seen=post.version, by=force.reader)
        with pytest.raises(Refused, match="not yours"), transaction():
            actions.edit_without_author(step, WHY, seen=post.version, by=force.lead)
        with transaction():
            actions.edit_without_author(step, WHY, seen=post.version, by=force.reader)
        assert (step.state, step.edit["state"]) == (StepState.APPROVED, EditState.MADE)
        assert (post.body, post.unread, post.edited_because) == (BETTER["body"], False, WHY)
        assert because_in_words(post.edited_because) == f"Edited without the author, because {WHY}."
        assert [one.number for one in writings.versions_shown_to(force.lead, post)] == [2]
        with transaction():
            actions.decide(
                opened(post),
                Decision(Verdict.RETURN, "Say what became of it, please.", seen=post.version),
                by=opened(post).holder,
            )
        with transaction():  # its author writes again, from their own words
            post.body, post.version = "A child was graded low. Now the form asks.", post.version + 1
            actions.set_off(post, by_id=None)
        assert (post.unread, post.edited_because) == (True, "")
        assert opened(post).name == "Read first"
        assert not rules.may_know_of(force.lead, post)
        assert not rules.may_know_of(force.other_lead, post)


def test_taken_back_before_it_was_read_nobody_ever_reads_it(force):
    post = factories.nameless(force)
    with transaction():
        actions.withdraw_from_desk(post)
    for person in (force.lead, force.other_lead, force.administrator, force.reader):
        assert not rules.may_know_of(person, post)
        assert not writings.versions_shown_to(person, post)


def test_sent_again_as_it_was_it_is_not_read_again(force):
    post = factories.nameless(force)
    passed_on(post, force.reader)
    factories.decided(post, Verdict.RETURN)
    with transaction():
        actions.set_off(post, by_id=None)
    assert (post.unread, opened(post).name) == (False, "Lead")


def test_a_change_of_a_decider_that_its_author_accepts_is_not_read_first_again(force):
    post = factories.nameless(force)
    passed_on(post, force.reader)
    step = propose(post, opened(post).holder, "Shorter, and then yes.")
    assert answer(post, step, accepts=True)
    assert (post.unread, opened(post).name) == (False, "Data")


@pytest.mark.parametrize(
    ("kind", "says", "read"),
    [
        ("impact-case", None, True),
        ("idea", None, False),
        ("idea", True, True),
        ("impact-case", False, False),
    ],
)
def test_a_route_says_which_anonymous_posts_are_read_first(force, kind, says, read):
    why = "We have three people, and all of them decide." if says is False else ""
    first = replace(LEAD, limit_days=4)
    factories.configured(force, first, DATA, kind=kind, anonymous=True, read_first=says, why_unread=why)
    post = factories.nameless(force, kind)
    assert post.unread is read
    assert (opened(post).name == "Read first") is read
    named = factories.sent(force.constable, kind)
    assert not named.unread


def test_it_may_be_switched_off_only_with_a_reason(force):
    with pytest.raises(Refused, match="Say why nobody reads anonymous posts"):
        factories.configured(force, LEAD, DATA, kind="impact-case", anonymous=True, read_first=False)
    with pytest.raises(Refused, match="is what the reading before all stages is called"):
        factories.configured(force, LEAD, StagePlan("read first", DATA.asks, 3), kind="impact-case")


def test_a_lead_learns_that_something_is_read_first_and_no_word_of_it(force):
    factories.nameless(force)
    assert queries.unread_in_flight(force.organisation.id) == {"impact-case": 1}
    assert queries.in_flight(force.organisation.id, queries.Wanted()).total == 0
    assert queries.overview(force.organisation.id).counts["waiting"] == 0
    post = session.scalars(select(Submission).where(Submission.unread)).one()
    assert not queries.chosen_steps(force.organisation.id, [post.reference])
    assert queries.waiting_for(force.reader) == [opened(post)]
    assert not queries.waiting_for(force.lead)


def test_what_a_rehearsal_foretells_has_the_reading_before_all_stages(force):
    items = [
        one
        for one in queries.rehearsal(
            force.organisation.id, queries.configuration_of(force.organisation.id)
        ).tried
        if one.item.facts.anonymous and one.item.facts.kind == "impact-case"
    ]
    assert items
    for one in items:
        assert [stage.plan.name for stage in one.stages] == ["Read first", "Lead", "Data"]
        assert one.stages[0].seats[0].given.holder_id == force.reader.id
        assert one.arrives
