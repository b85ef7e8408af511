"""Who decides in whose place: deputies of authors never do, work is given away for a time, a pool takes the rest."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from portal.authorisation import actions, queries, rules
from portal.authorisation.actions import Decision
from portal.authorisation.models import Conflict, Step
from portal.authorisation.rules import Ask, Decider, StagePlan, StepState, Verdict
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.notifications.models import Notice
from portal.people import actions as people
from portal.people.models import Headship, Person
from portal.people.rules import Role
from portal.reactions import REACTIONS
from tests import factories
from tests.factories import Force

pytestmark = pytest.mark.usefixtures("db")

LAST = date(2026, 12, 18)


def december(day):
    return clock.at(datetime(2026, 12, day, 9, tzinfo=UTC))


def away(person, *, deputy=None, last=LAST):
    with transaction():
        people.note_absence(person, first_day=clock.today(), last_day=last, deputy=deputy, by=person)


def give(person, to, *, by=None, last=LAST, **terms):
    with transaction():
        days = {"first_day": terms.pop("first", clock.today()), "last_day": last}
        return actions.give_away(person, to, by=by or person, **days, **terms)


def approve(step, by):
    with transaction():
        actions.decide(step, Decision(Verdict.APPROVE, seen=step.submission.version), by=by)


def open_steps(post):
    return [step for step in queries.present_steps(post) if step.state == StepState.OPEN]


def holders(post):
    return {step.holder_id for step in open_steps(post)}


def events(post):
    return [entry.event for entry in journal.entries_about(post)]


def agree():
    """The rule, the queue and the look for what is held in vain say the same of everybody."""
    session.expire_all()
    steps = session.scalars(select(Step).where(Step.state == StepState.OPEN)).all()
    for person in session.scalars(select(Person)):
        may = {step.id for step in steps if rules.may_decide(person, step)}
        assert {step.id for step in queries.waiting_for(person)} == may, person.name
    vain = {step.id for step in steps if not rules.may_decide(step.holder, step)}
    assert {key for key, _post in session.execute(queries.held_in_vain())} == vain
    return vain


def panel(*asks, **terms):
    return StagePlan("Panel", asks, 5, "Is it any good?", **terms)


LEADS = Ask(Decider.ROLE, role=Role.INNOVATION_LEAD)
READERS = Ask(Decider.ROLE, role=Role.FRONT_LINE_READER)


@pytest.mark.parametrize("how", ["absence", "delegation", "another route"])
def test_whoever_stands_in_for_an_author_never_decides_and_what_they_hold_goes_on(how):
    force = Force()
    with december(14):
        post = factories.sent(force.constable)
        assert holders(post) == {force.sergeant.id}
        if how == "absence":
            away(force.constable, deputy=force.sergeant)
        else:
            give(
                force.constable,
                force.sergeant,
                route="Learning from placements" if how == "another route" else "",
            )
        assert agree() == {open_steps(post)[0].id}
        with pytest.raises(Refused, match="not yours"):
            approve(open_steps(post)[0], force.sergeant)
        assert queries.without_one_holder() == [post.reference]
        assert actions.keep_time() == 1
        assert actions.keep_time() == 0
        assert holders(post) == {force.inspector.id}
        assert agree() == set()
        assert queries.without_one_holder() == []
        with pytest.raises(Refused, match="stands in for whoever did"), transaction():
            actions.hand_on(open_steps(post)[0], force.sergeant, by=force.inspector)
    with december(21):
        assert holders(factories.sent(force.constable)) == {force.sergeant.id}, "it is over"


@pytest.mark.parametrize("role", ["co-author", "importer"])
def test_whoever_stands_in_for_a_co_author_or_who_brought_it_in_never_decides(role):
    force = Force()
    with december(14):
        away(force.colleague, deputy=force.sergeant)
        post = factories.draft(force.constable)
        with transaction():
            if role == "co-author":
                post.co_authors = [force.colleague]
            else:
                post.imported_by_id = force.colleague.id
        with transaction():
            actions.send(post, by=force.constable)
        assert holders(post) == {force.inspector.id}
        assert agree() == set()


def test_what_comes_is_given_away_for_one_route_and_moves_at_the_next_look():
    force = Force()
    with december(14):
        held, learning = factories.sent(force.constable), factories.sent(force.constable, "learning")
        give(force.sergeant, force.colleague, route="Ideas")
        journal.catch_up(REACTIONS)
        assert (holders(held), holders(learning)) == ({force.colleague.id}, {force.sergeant.id})
        step = open_steps(held)[0]
        assert step.note == "Colin Colleague decides in place of Sam Sergeant at present."
        assert step.due_on == date(2026, 12, 17), "the day that was promised stays"
        new = factories.sent(force.constable)
        assert holders(new) == {force.colleague.id}
        assert actions.keep_time() == 0
        agree()
        with pytest.raises(Refused, match="You have given such posts to Colin Colleague"), transaction():
            actions.take(open_steps(new)[0], by=force.sergeant)
        approve(open_steps(new)[0], force.colleague)
        told = [notice.words for notice in session.query(Notice).filter_by(person_id=force.colleague.id)]
        assert any("passed to you" in words for words in told)
        assert events(held)[-1] == "step.handed_on"
        assert "step.covered" not in {*events(held), *events(new)}, "nobody is away"
    with december(21):
        assert holders(factories.sent(force.constable)) == {force.sergeant.id}
        assert holders(held) == {force.colleague.id}, "nothing is pulled back"


def test_what_is_given_further_goes_to_the_last_and_in_a_circle_to_nobody():
    force = Force()
    with december(14):
        give(force.sergeant, force.colleague)
        give(force.colleague, force.inspector)
        assert holders(factories.sent(force.constable)) == {force.inspector.id}
        give(force.inspector, force.sergeant)
        post = factories.sent(force.constable)
        assert holders(post) == {force.sergeant.id}
        actions.keep_time()
        assert actions.keep_time() == 0


def test_a_delegate_who_wrote_it_is_away_or_has_left_is_passed_over():
    force = Force()
    with december(14):
        give(force.sergeant, force.constable)
        assert holders(factories.sent(force.constable)) == {force.sergeant.id}
        away(force.constable)
        assert holders(factories.sent(force.colleague)) == {force.sergeant.id}
        assert queries.without_one_holder() == []


def test_giving_away_is_kept_to_those_who_may_and_to_what_can_be_meant():
    force, other = Force(), Force()
    with december(14):
        for by in (force.inspector, force.lead, force.administrator):
            with transaction():
                actions.end_delegation(
                    give(force.sergeant, force.colleague, by=by, reason="Ill at present"), by=by
                )
        refusals = [
            ({"by": force.data_officer, "reason": "x"}, force.colleague, "Only they themselves"),
            ({"by": force.inspector}, force.colleague, "in a few words why"),
            ({"by": force.lead, "reason": "Mine now"}, force.lead, "Nobody gives themselves"),
            ({}, force.sergeant, "Choose a colleague"),
            ({}, other.sergeant, "same organisation"),
            ({"route": "No such"}, force.colleague, "no such route"),
            ({"last": date(2026, 12, 1)}, force.colleague, "before the first"),
        ]
        for terms, to, words in refusals:
            with pytest.raises(Refused, match=words):
                give(force.sergeant, to, **terms)
        give(force.sergeant, force.colleague)
        with pytest.raises(Refused, match="goes to Colin Colleague already"):
            give(force.sergeant, force.inspector, first=date(2026, 12, 18))
        entries = [(one.event, one.facts["to_id"]) for one in journal.entries_about(force.sergeant)]
        assert entries == [
            *[("delegation.given", str(force.colleague.id)), ("delegation.ended", str(force.colleague.id))]
            * 3,
            ("delegation.given", str(force.colleague.id)),
        ]


def test_the_cover_pool_takes_what_nobody_else_can_before_the_lead_does():
    force = Force()
    pool = factories.person(force.office, Role.COVER_POOL)
    with december(14):
        for head in (force.sergeant, force.inspector):
            away(head)
        post = factories.sent(force.constable)
        assert holders(post) == {pool.id}
        assert agree() == set()
        with transaction():
            force.division.path, force.team.path = force.division.path, force.team.path
            session.query(Headship).delete()
        nobody = factories.sent(force.colleague)
        assert holders(nobody) == {pool.id}
        own = factories.sent(pool)
        assert holders(own) == {force.lead.id}


def test_whoever_holds_a_seat_that_they_may_not_decide_any_more_holds_it_no_longer():
    force = Force()
    second = factories.person(force.team, Role.FRONT_LINE_READER)
    third = factories.person(force.division, Role.FRONT_LINE_READER)
    beside = (panel(READERS), StagePlan("Also", (READERS,), 5, beside=True))
    factories.configured(force, *beside, four_eyes=True)
    with december(14):
        post = factories.sent(force.constable)
        first, other = open_steps(post)
        assert holders(post) == {second.id, third.id}
        approve(first, other.holder)  # a fellow in the role answers what somebody else holds
        assert agree() == {other.id}, "with four eyes they hold what they may not decide"
        journal.catch_up(REACTIONS)
        assert agree() == set()
        assert holders(post) == {({second.id, third.id} - {first.verdicts[0].by_id}).pop()}
        assert queries.without_one_holder() == []


@pytest.mark.parametrize("gone", ["away", "left", "moved", "gave away"])
def test_a_seat_of_a_panel_goes_to_somebody_who_has_no_other(gone):
    force = Force()
    readers = [factories.person(force.office, Role.FRONT_LINE_READER) for _each in range(3)]
    factories.configured(force, panel(READERS, READERS, needed=2))
    with december(14):
        post = factories.sent(force.constable)
        mine, _theirs = open_steps(post)
        free = next(one for one in readers if one.id not in holders(post))
        beside = next(one for one in readers if one.id in holders(post) and one.id != mine.holder_id)
        holder = mine.holder
        if gone == "away":
            away(holder, deputy=beside, last=date(2026, 12, 31))
        elif gone == "gave away":
            give(holder, beside)
        with transaction():
            if gone == "left":
                holder.ended_on = clock.today()
            if gone in {"left", "moved"}:
                holder.roles_held = []
        actions.keep_time()
        assert actions.keep_time() == 0
        expected = holder.id if gone == "gave away" else free.id
        assert holders(post) == {beside.id, expected}, "nobody holds two seats of one stage"
        assert agree() == set()
        assert queries.without_one_holder() == []
        approve(open_steps(post)[0], open_steps(post)[0].holder)
        approve(open_steps(post)[0], open_steps(post)[0].holder)
        assert post.status == "published"


def declare(step, person, *, by=None, reason="I helped to set it up."):
    with transaction():
        actions.declare_conflict(step, person, reason, by=by or person)


def test_whoever_should_not_decide_says_so_and_it_goes_on_at_once():
    force = Force()
    post = factories.sent(force.constable)
    step = open_steps(post)[0]
    with pytest.raises(Refused) as refused:
        declare(step, force.sergeant, reason=" ")
    assert refused.value.field == "reason"
    declare(step, force.sergeant)
    assert holders(post) == {force.inspector.id}
    assert agree() == set()
    assert not rules.may_know_of(force.sergeant, post), "nor may they read more than others"
    for refusal in (lambda: declare(step, force.sergeant), lambda: approve(step, force.sergeant)):
        with pytest.raises(Refused, match="not yours"):
            refusal()
    with pytest.raises(Refused, match="asked not to"), transaction():
        actions.hand_on(step, force.sergeant, by=force.inspector)
    assert events(post)[-2:] == ["conflict.declared", "step.handed_on"]
    assert "set it up" not in "".join(str(one.facts) for one in journal.entries_about(post))
    story = queries.story_of(post, force.constable)
    assert any(one.event == "conflict.declared" and one.who == "Sam Sergeant" for one in story)
    journal.catch_up(REACTIONS)
    told = [notice.words for notice in session.query(Notice).filter_by(person_id=force.lead.id)]
    assert any("asked not to decide" in words for words in told), told
    (kept,) = session.scalars(select(Conflict))
    assert (kept.person_id, kept.reason) == (force.sergeant.id, "I helped to set it up.")


def test_a_lead_says_it_of_somebody_else_and_nobody_else_does():
    force = Force()
    post = factories.sent(force.constable)
    step = open_steps(post)[0]
    for by in (force.inspector, force.constable, force.administrator):
        with pytest.raises(Refused, match="not yours"):
            declare(step, force.sergeant, by=by)
    declare(step, force.inspector, by=force.lead)
    assert holders(post) == {force.sergeant.id}
    declare(step, force.sergeant, by=force.lead)
    assert holders(post) == {force.administrator.id}, "whoever names others does not decide instead of them"
    assert len(queries.conflicts_of(post)) == 2


def test_where_nobody_else_is_left_it_is_refused_and_stays():
    force = Force()
    post = factories.sent(force.constable)
    step = open_steps(post)[0]
    for person in (force.inspector, force.lead, force.administrator):
        with transaction():
            person.ended_on, person.headships, person.roles_held = clock.today(), [], []
    with pytest.raises(Refused, match="Nobody else is there"):
        declare(step, force.sergeant)
    session.rollback()
    assert holders(post) == {force.sergeant.id}
    assert session.scalars(select(Conflict)).all() == []
    assert agree() == set()


def test_a_seat_that_is_given_up_for_a_conflict_goes_to_somebody_who_has_no_other():
    force = Force()
    readers = [factories.person(force.office, Role.FRONT_LINE_READER) for _each in range(3)]
    factories.configured(force, panel(READERS, READERS, needed=2))
    post = factories.sent(force.constable)
    step = open_steps(post)[0]
    free = next(one for one in readers if one.id not in holders(post))
    beside = holders(post) - {step.holder_id}
    declare(step, step.holder)
    assert holders(post) == {free.id, *beside}
    assert agree() == set()
