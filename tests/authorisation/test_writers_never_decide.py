"""Nobody decides on their own words, nor chooses who does: however they left them, and whatever they head or hold."""

import pytest

from portal.authorisation import actions, rules
from portal.authorisation.rules import Verdict
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.people import actions as people
from portal.people.models import Headship, RoleHeld
from portal.people.rules import Role
from portal.submissions import actions as posts
from portal.submissions.actions import Content
from tests import factories
from tests.authorisation.test_standing_in import (
    LAST,
    agree,
    approve,
    away,
    december,
    give,
    holders,
    open_steps,
)
from tests.factories import Force

pytestmark = pytest.mark.usefixtures("db")


@pytest.mark.parametrize("how", ["left", "taken off", "update", "deputy"])
def test_whoever_wrote_it_once_never_decides_on_it(how):
    force = Force()
    with december(14):
        post = factories.draft(force.constable, co_authors=[force.sergeant.email])
        if how == "taken off":
            with transaction():
                posts.save(post, Content(co_authors=[]), seen=post.version, by=force.constable)
        with transaction():
            actions.send(post, by=force.constable)
        if how != "taken off":
            with transaction():
                posts.leave(post, by=force.sergeant)
        assert post.co_author_ids == frozenset()
        barred = force.sergeant
        if how == "update":
            factories.decided(post, Verdict.APPROVE)
            factories.decided(post, Verdict.APPROVE)
            with transaction():
                post = posts.begin_update(post, by=force.constable)
            with transaction():
                posts.save(post, Content(body="And doors."), seen=post.version, by=force.constable)
            with transaction():
                actions.send(post, by=force.constable)
        if how == "deputy":
            away(force.sergeant, deputy=force.inspector)
            assert actions.keep_time() == 1
            barred = force.inspector
        assert barred.id not in holders(post)
        assert agree() == set()
        with pytest.raises(Refused, match="not yours"):
            approve(open_steps(post)[0], barred)
        with pytest.raises(Refused, match="wrote it or brought it in"), transaction():
            actions.hand_on(open_steps(post)[0], barred, by=force.lead)


def test_whoever_looked_after_an_imported_draft_never_decides_on_it():
    force = Force()
    other = factories.person(force.division, Role.INNOVATION_LEAD, name="Lars Otherlead")
    with december(14):
        post = factories.draft(force.constable)
        with transaction():
            post.author, post.author_id, post.external_id = None, None, "K-1"
        for lead in (force.lead, other):
            with transaction():
                actions.take_on(post, by=lead)
        with transaction():
            actions.send(post, by=other)
        assert holders(post).isdisjoint({force.lead.id, other.id})
        assert agree() == set()
        with pytest.raises(Refused, match="not yours"):
            approve(open_steps(post)[0], force.lead)


@pytest.mark.parametrize("how", ["absence", "delegation"])
def test_whom_its_author_names_to_stand_in_for_a_decider_does_not_decide_on_it(how):
    force = Force()
    with december(14):
        mine = factories.draft(force.constable, co_authors=[force.lead.email])
        with transaction():
            actions.send(mine, by=force.constable)
        other = factories.sent(force.constable)
        holder = force.sergeant
        assert holders(mine) == holders(other) == {holder.id}
        if how == "absence":
            with transaction():
                session.add(RoleHeld(person_id=force.lead.id, role=Role.ORGANISATION_ADMINISTRATOR))
                session.flush()
                session.expire(force.lead, ["roles_held"])
                people.note_absence(
                    holder, first_day=clock.today(), last_day=LAST, deputy=force.colleague, by=force.lead
                )
        else:
            give(holder, force.colleague, by=force.lead, reason="She asked for it.")
        actions.keep_time()
        assert force.colleague.id not in holders(mine)
        assert force.colleague.id in holders(other), "it counts for what others wrote"


def test_nobody_names_themselves_to_stand_in_for_somebody_else():
    force = Force()
    with december(14), pytest.raises(Refused, match="Nobody gives themselves"), transaction():
        people.note_absence(
            force.sergeant, first_day=clock.today(), last_day=LAST, deputy=force.inspector, by=force.inspector
        )


def test_who_brought_it_in_or_stands_in_for_its_author_does_not_choose_who_decides():
    force = Force()
    with december(14):
        away(force.constable, deputy=force.lead)
        step = open_steps(factories.sent(force.constable))[0]
        assert not rules.may_hand_on(force.lead, step)
        with pytest.raises(Refused, match="not yours"), transaction():
            actions.hand_on(step, force.inspector, by=force.lead)


def test_whoever_takes_a_step_that_was_not_theirs_decides_at_no_other():
    force = Force()
    with december(14):
        post = factories.sent(force.constable)
        with transaction():
            actions.take(open_steps(post)[0], by=force.lead)
        assert agree() == set()
        approve(open_steps(post)[0], force.lead)
        assert force.lead.id not in holders(post), "two people decide, though the lead alone is asked next"
        assert agree() == set()
        with pytest.raises(Refused, match="not yours"):
            approve(open_steps(post)[0], force.lead)


def test_a_fellow_head_who_takes_a_step_was_asked_too():
    force = Force()
    with transaction():
        session.add(Headship(person_id=force.colleague.id, unit_id=force.team.id, place=2))
    session.refresh(force.colleague)
    with december(14):
        post = factories.sent(force.constable)
        with transaction():
            actions.take(open_steps(post)[0], by=force.colleague)
        assert open_steps(post)[0].taken_by_id is None


def test_nobody_is_given_a_second_step_that_they_are_not_asked_at():
    force = Force()
    with december(14):
        post = factories.sent(force.constable)
        approve(open_steps(post)[0], force.sergeant)
        with pytest.raises(Refused, match="nobody decides on it twice"), transaction():
            actions.hand_on(
                open_steps(post)[0], force.sergeant, by=force.lead, reason="I am away from tomorrow."
            )


def test_whoever_names_a_conflict_of_somebody_else_does_not_decide_instead():
    force = Force()
    with december(14):
        post = factories.sent(force.constable)
        for person in (force.sergeant, force.inspector):
            with transaction():
                actions.declare_conflict(
                    open_steps(post)[0], person, "They are married to each other.", by=force.lead
                )
            assert force.lead.id not in holders(post)
            assert agree() == set()


def test_who_wrote_what_was_taken_back_decides_on_no_copy_of_it():
    force = Force()
    with december(14):
        post = factories.draft(force.constable, co_authors=[force.sergeant.email])
        with transaction():
            actions.send(post, by=force.constable)
        with transaction():
            actions.withdraw(post, by=force.constable)
        with transaction():
            made = posts.copy(post, by=force.constable)
        assert made.tried_before
        with transaction():
            actions.send(made, by=force.constable)
        assert holders(made) == {force.inspector.id}
        assert agree() == set()
