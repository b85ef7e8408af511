"""A published post has an owner who is a post of duty: named, handed over, asked in time, and never nobody."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select, update

from portal.feedback.rules import OutcomeState, Result
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.implementation import actions, queries
from portal.implementation.models import Implementation
from portal.implementation.rules.owners import DUTIES_AT_FIRST, SAID_AT_FIRST, Duty, version_of
from portal.library.search import bound
from portal.notifications import queries as told
from portal.notifications.models import Notice
from portal.people.actions import persons
from portal.people.actions.absences import note_absence
from portal.people.models import Headship, Person, RoleHeld
from portal.people.rules import Role
from portal.reactions import REACTIONS
from portal.submissions.models import Submission
from tests import factories
from tests.factories import Force
from tests.statements import statements

BEGUN = datetime.fromisoformat("2026-01-12T12:00:00+00:00")


@pytest.fixture
def force(db: None) -> Force:
    bound.engine().rebuild(())
    return Force("Northmoor Police")


def follow() -> None:
    """Let everything follow that was written."""
    journal.catch_up(REACTIONS)
    session.expire_all()


def published(by: Person, kind: str = "idea", **changes: object) -> Submission:
    with clock.at(BEGUN):
        post = factories.published(by, kind, **changes)
        follow()
    return post


def found(post: Submission) -> Implementation:
    session.expire_all()
    one = session.get(Implementation, post.id)
    assert one is not None
    return one


def duties(post: Submission) -> str:
    """The version of who sees a post through, as a page shows it."""
    one = queries.implementation(post)
    return version_of(one.duties if one is not None else DUTIES_AT_FIRST)


def words(post: Submission) -> str:
    """The version of what is said of a post on the way, as a page shows it."""
    one = queries.implementation(post)
    return version_of(one.said if one is not None else SAID_AT_FIRST)


def on(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T12:00:00+00:00")


def asks(person: Person) -> list[tuple[str, str]]:
    """What is asked of somebody of where posts stand, and is not answered: words and address."""
    mine = select(Notice).where(Notice.person_id == person.id, Notice.asks, Notice.seen.is_(False))
    told = session.scalars(mine.order_by(Notice.entry)).all()
    there = [(one.words, one.address) for one in told]
    return [one for one in there if "progress" in one[1] or one[1] == "/seeing-through"]


def events(post: Submission) -> list[str]:
    watched = ("owner.", "sponsor.", "progress.", "outcome.")
    return [one.event for one in journal.entries_about(post) if one.event.startswith(watched)]


def test_what_is_published_is_the_innovation_leads_until_an_owner_is_named(force: Force) -> None:
    post = published(force.constable)
    one = found(post)
    assert (one.owner_in_words, one.holder_id) == ("Innovation lead", force.lead.id)
    assert (one.begun_on.isoformat(), str(one.chase_on), one.asked_on) == ("2026-01-12", "2026-04-12", None)
    with transaction():
        actions.name_owner(post, Duty(unit_id=force.division.id), Duty(), seen=duties(post), by=force.lead)
    follow()
    one = found(post)
    assert (one.owner_in_words, one.holder_id) == (f"Head of {force.division.name}", force.inspector.id)
    assert one.sponsor_in_words == "Innovation lead"
    assert events(post) == ["owner.named", "sponsor.named"]
    notices = [one.words for one in told.notices_of(force.inspector)]
    assert "Lena Lead asked you to see “A quiet room for handover” through" in notices
    hears = [one.words for one in told.notices_of(force.constable)]
    assert any("Somebody was named who sees" in words for words in hears)


def test_nobody_else_names_an_owner_or_says_how_it_goes_on(force: Force) -> None:
    post = published(force.constable, co_authors=[force.colleague.email])
    stranger = Force("Southmoor Police").lead
    for somebody in (force.constable, force.colleague, force.sergeant, force.administrator, stranger):
        for act in (
            lambda by: actions.name_owner(post, Duty(), None, seen=duties(post), by=by),
            lambda by: actions.still(post, by=by),
            lambda by: actions.keep_outcome(post, OutcomeState.PLANNED, None, "", by=by),
            lambda by: actions.plan_milestone(post, "A room", clock.today(), by=by),
            lambda by: actions.note(post, {"blockers": "No door."}, seen=words(post), by=by),
            lambda by: actions.reach(post, "ABCD2345", by=by),
        ):
            with pytest.raises(Refused, match=r"sees (the post|it) through"), transaction():
                act(somebody)
    assert events(post) == []


def test_the_head_who_wrote_it_does_not_own_it_and_it_goes_one_higher(force: Force) -> None:
    post = published(force.sergeant)
    with transaction():
        actions.name_owner(post, Duty(unit_id=force.team.id), None, seen=duties(post), by=force.lead)
    assert found(post).holder_id == force.inspector.id


def test_a_unit_elsewhere_owns_nothing_and_neither_does_a_post_that_nobody_could_read_in(
    force: Force,
) -> None:
    post = published(force.constable, sharing="unit")
    other = Force("Southmoor Police")
    with pytest.raises(Refused, match="unit of the organisation"), transaction():
        actions.name_owner(post, Duty(unit_id=other.team.id), None, seen=duties(post), by=force.lead)
    with transaction():  # who is asked there cannot read it, so it comes back to the lead
        actions.name_owner(post, Duty(unit_id=force.office.id), None, seen=duties(post), by=force.lead)
    assert found(post).holder_id == force.lead.id


def test_whoever_comes_into_the_post_of_duty_has_it_and_is_told(force: Force) -> None:
    post, more = published(force.constable), published(force.colleague)
    for one in (post, more):
        with transaction():
            actions.name_owner(one, Duty(unit_id=force.team.id), None, seen=duties(one), by=force.lead)
    follow()
    with transaction():
        persons.end(force.sergeant, by=force.administrator)
    follow()
    assert {found(post).holder_id, found(more).holder_id} == {force.inspector.id}, "it climbs past a vacancy"
    assert next(one.words for one in told.notices_of(force.inspector)).startswith("2 posts are yours")
    newcomer = factories.person(force.team, name="Nell Newcomer")
    with transaction():
        persons.name_head(force.team, newcomer, by=force.administrator)
    follow()
    assert found(post).holder_id == newcomer.id
    with transaction():
        persons.remove_head(force.team, newcomer, by=force.administrator)
    follow()
    assert found(post).holder_id == force.inspector.id
    assert found(post).owner_in_words == f"Head of {force.team.name}", (
        "the owner is the post of duty all along"
    )


def test_leads_leave_and_come_and_nothing_is_ever_nobodys(force: Force) -> None:
    post = published(force.constable)
    second = factories.person(force.office, Role.INNOVATION_LEAD, name="Lou Lead")
    assert found(post).holder_id == force.lead.id, "whoever has it keeps it"
    with transaction():
        persons.end(force.lead, by=force.administrator)
    follow()
    assert found(post).holder_id == second.id
    with transaction():
        persons.take_away(second, Role.INNOVATION_LEAD, by=force.administrator)
    follow()
    holder = session.get_one(Person, found(post).holder_id or 0)
    assert holder.ended_on is None, "somebody who answers for the organisation, until it has a lead"


def test_the_owner_is_asked_after_three_months_and_one_press_answers(force: Force) -> None:
    post = published(force.constable)
    with clock.at(on("2026-02-01")), transaction():
        actions.name_owner(post, Duty(unit_id=force.team.id), None, seen=duties(post), by=force.lead)
        actions.keep_outcome(post, OutcomeState.UNDER_WAY, None, "", by=force.sergeant)
    with clock.at(on("2026-04-11")):
        assert actions.keep_asking() == 0
    with clock.at(on("2026-04-12")):
        assert (actions.keep_asking(), actions.keep_asking()) == (1, 0)
        follow()
        assert asks(force.sergeant) == [
            (
                "“A quiet room for handover” was under way when it was last said. Is it still?",
                f"/library/{post.reference}/progress",
            )
        ]
        assert asks(force.lead) == []
        with transaction():
            actions.still(post, by=session.get_one(Person, force.sergeant.id))
        follow()
        assert asks(force.sergeant) == []
    assert str(found(post).chase_on) == "2026-07-12"
    hears = [one.words for one in told.notices_of(force.constable)]
    assert "“A quiet room for handover” stands where it stood: Under way" in hears


def test_what_an_owner_leaves_unanswered_is_the_leads_too(force: Force) -> None:
    post = published(force.constable)
    with transaction():
        actions.name_owner(post, Duty(unit_id=force.team.id), None, seen=duties(post), by=force.lead)
    with clock.at(on("2026-04-12")):
        actions.keep_asking()
        follow()
    with clock.at(on("2026-04-25")):
        assert actions.keep_asking() == 0
    with clock.at(on("2026-04-26")):
        assert (actions.keep_asking(), actions.keep_asking()) == (1, 0)
        follow()
        (asked,) = asks(force.lead)
        assert asked[1] == "/seeing-through"
        assert asked[0].startswith("1 post of Northmoor Police waits")
        assert [one.submission_id for one in queries.seen_through_by(force.lead).rows] == [post.id]
        with transaction():
            actions.keep_outcome(post, OutcomeState.PILOTED, Result.WORKED, "", by=force.lead)
        assert not found(post).passed_on
    with clock.at(on("2026-07-12")):
        assert actions.keep_asking() == 1, "and it is asked again when the next day comes"


def test_leads_are_asked_of_all_that_is_theirs_at_once(force: Force) -> None:
    for author in (force.constable, force.colleague, force.sergeant):
        published(author)
    with clock.at(on("2026-04-12")):
        assert actions.keep_asking() == 3
        follow()
        assert [words for words, _address in asks(force.lead)] == [
            "3 posts of Northmoor Police wait for somebody to say where they stand"
        ]
    with clock.at(on("2026-04-26")):
        actions.keep_asking()
        follow()
        assert len(asks(force.lead)) == 1, "nobody is told again that they did not answer themselves"


def test_whoever_stands_in_is_asked_while_the_owner_is_away(force: Force) -> None:
    post = published(force.constable)
    with transaction():
        actions.name_owner(post, Duty(unit_id=force.team.id), None, seen=duties(post), by=force.lead)
    day = on("2026-04-12").date()
    with clock.at(on("2026-04-01")), transaction():
        note_absence(
            force.sergeant,
            first_day=day - timedelta(days=5),
            last_day=day + timedelta(days=5),
            deputy=force.inspector,
            by=force.sergeant,
        )
    with clock.at(on("2026-04-12")):
        actions.keep_asking()
        follow()
        assert len(asks(force.sergeant)) == len(asks(force.inspector)) == 1
        with transaction():
            actions.keep_outcome(
                post, OutcomeState.IN_USE, Result.WORKED, "", by=session.get_one(Person, force.inspector.id)
            )
    assert found(post).asked_on is None


@pytest.mark.parametrize("state", [OutcomeState.STOPPED, OutcomeState.NOT_TAKEN_FORWARD])
def test_what_ends_says_why_and_is_asked_about_no_more(force: Force, state: OutcomeState) -> None:
    post = published(force.constable)
    with pytest.raises(Refused, match="why"), transaction():
        actions.keep_outcome(post, state, None, "", by=force.lead)
    with transaction():
        actions.keep_outcome(post, state, None, "There is no room left.", by=force.lead)
    assert found(post).chase_on is None
    with clock.at(on("2028-01-01")):
        assert actions.keep_asking() == 0
    with transaction():
        actions.keep_outcome(post, OutcomeState.PLANNED, None, "", by=force.lead)
    assert found(post).chase_on is not None, "begun again, it is asked about again"


def test_an_impact_case_is_asked_about_until_somebody_evaluated_it(force: Force) -> None:
    post, idea = published(force.constable, "impact-case"), published(force.constable)
    days = []
    for day in ("2026-04-12", "2026-07-12", "2027-01-12", "2027-04-12", "2027-07-12"):
        with clock.at(on(day)):
            actions.keep_asking()
            days.append((found(post).asked_on == on(day).date(), found(idea).asked_on == on(day).date()))
    assert days == [(True, True), (True, True), (True, True), (True, False), (True, False)]
    with clock.at(on("2027-08-01")), transaction():
        actions.keep_outcome(post, OutcomeState.DONE, Result.MIXED, "Half of them.", by=force.lead)
    assert found(post).chase_on is None


def test_what_an_update_evaluates_is_not_asked_about_when_the_day_comes(force: Force) -> None:
    post = published(force.constable, "impact-case")
    with clock.at(on("2027-01-12")):
        actions.keep_asking()
        with transaction():
            actions.keep_outcome(post, OutcomeState.UNDER_WAY, None, "", by=force.lead)
    with transaction():
        details = {**session.get_one(Submission, post.id).details, "step_reached": "share"}
        session.execute(update(Submission).where(Submission.id == post.id).values(details=details))
    session.expire_all()
    with clock.at(on("2027-04-12")):
        actions.keep_asking()
    assert (found(post).chase_on, found(post).asked_on) == (None, None)


def test_milestones_benefit_and_what_is_in_the_way_are_told_to_the_author(force: Force) -> None:
    post = published(force.constable)
    with clock.at(on("2026-02-01")), transaction():
        planned = actions.plan_milestone(post, "The room has a door", on("2026-03-01").date(), by=force.lead)
        actions.reach(post, planned.reference, by=force.lead)
        said = {"expected_benefit": "unit", "expected_cost": "under_1k", "blockers": "No key."}
        actions.note(post, said, seen=words(post), by=force.lead)
        actions.note(post, said, seen=words(post), by=force.lead)  # nothing new is told of
    (one,) = found(post).milestones
    assert (one.done_on, one.said_by_id) == (on("2026-02-01").date(), force.lead.id)
    texts = [entry.facts["text"] for entry in journal.entries_about(post) if entry.event == "progress.noted"]
    assert texts == [
        "By Sunday 1 March: The room has a door",
        "Reached: The room has a door",
        "Benefit expected: a whole unit notices it. Cost expected: under £1,000. In the way: No key.",
    ]
    with transaction():
        actions.reach(post, one.reference, by=force.lead)  # somebody else pressed at the same time
    assert found(post).milestones[0].done_on == on("2026-02-01").date()
    with transaction():
        for _press in range(2):
            actions.reach(post, one.reference, done=False, by=force.lead)
    assert found(post).milestones[0].done_on is None
    assert events(post).count("progress.noted") == 4, "what is said already is told once"
    with transaction():
        actions.drop_milestone(post, one.reference, by=force.lead)
    assert found(post).milestones == []
    with pytest.raises(Refused, match="meanwhile"), transaction():
        actions.reach(post, one.reference, by=force.lead)


def test_of_an_anonymous_post_only_days_are_kept(force: Force) -> None:
    post = published(force.constable)
    unsigned = {"author_id": None, "desk_key": "a-key", "unit_id": None}
    with transaction():
        session.execute(update(Submission).where(Submission.id == post.id).values(unsigned))
    session.expire_all()
    with transaction():
        actions.name_owner(post, Duty(unit_id=force.division.id), None, seen=duties(post), by=force.lead)
        planned = actions.plan_milestone(post, "A form", clock.today(), by=force.lead)
        actions.reach(post, planned.reference, by=force.lead)
    moments = {
        clock.local(one.at).time().isoformat()
        for one in journal.entries_about(post)
        if one.event.startswith(("owner.", "progress."))
    }
    assert moments == {"00:00:00"}


def test_what_came_by_import_gets_an_owner_and_is_asked_about_from_then_on(force: Force) -> None:
    post = published(force.constable)
    with transaction():
        session.delete(found(post))
    with clock.at(on("2026-09-01")):
        assert (actions.keep_asking(), actions.keep_asking()) == (1, 0)
    assert (found(post).holder_id, str(found(post).chase_on)) == (force.lead.id, "2026-12-01")


def test_what_somebody_sees_through_is_read_in_as_many_statements_however_much_it_is(
    force: Force, engine: Engine
) -> None:
    published(force.constable)

    def counted() -> int:
        session.expire_all()
        lead = session.get_one(Person, force.lead.id)
        lead.keep_deputies(lead.deputises_for)  # as of whoever is signed in
        with statements(engine) as asked:
            queries.seen_through_by(lead)
        return len(asked)

    few = counted()
    for _ in range(4):
        published(force.colleague)
    assert counted() == few


def test_no_posts_owner_has_left_after_everybody_has_changed_places(force: Force) -> None:
    posts = [published(force.constable) for _ in range(2)]
    with transaction():
        actions.name_owner(posts[0], Duty(unit_id=force.team.id), None, seen=duties(posts[0]), by=force.lead)
    for leaver in (force.sergeant, force.inspector, force.lead):
        with transaction():
            persons.end(session.get_one(Person, leaver.id), by=force.administrator)
        follow()
        holders = {found(post).holder_id for post in posts}
        assert None not in holders
        gone = select(Person.id).where(Person.id.in_(holders), Person.ended_on.is_not(None))
        assert session.scalars(gone).all() == []
    assert session.scalars(select(Headship.unit_id).where(Headship.person_id == force.lead.id)).all() == []
    assert (
        session.scalars(select(RoleHeld.role).where(RoleHeld.person_id == force.administrator.id)).all() != []
    )
