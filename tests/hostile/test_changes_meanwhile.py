"""What changed between looking and sending: a role, a unit, a decision. The page says so and does nothing."""

from collections.abc import Callable

import pytest

from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.actions import Decision
from portal.authorisation.rules import Verdict
from portal.foundation.database import session, transaction
from portal.people.actions.persons import end
from portal.people.models import Headship, Person, Unit
from tests.hostile.forms import Form, forms_of
from tests.hostile.watching import rows
from tests.hostile.world import World


def role_revoked(world: World, role: str) -> None:
    one = world.person(role)
    one.roles_held, one.headships = [], []
    session.commit()


def moved_away(world: World, role: str) -> None:
    one = world.person(role)
    there = world.person("other_force").unit_id
    one.unit_id, one.headships = there, []
    one.unit = session.get_one(Unit, there)
    session.commit()


def left(world: World, role: str) -> None:
    with transaction():
        end(world.person(role), by=world.person("system"))


def decided_by_another(world: World, role: str) -> None:
    step = ways.step(world.steps[AT[role]])
    assert step is not None
    other = Person(
        name="Other Head", email="o@f.example", email_key="o@f.example", unit_id=step.submission.unit_id
    )
    other.roles_held = list(world.person("lead").roles_held and [])
    other.headships = [Headship(unit_id=step.unit_id)] if step.unit_id else []
    session.add(other)
    session.commit()
    by = other if step.unit_id else world.person("importer")
    with transaction():
        authorisation.decide(
            step, Decision(Verdict.RETURN, "Say where it was tried.", seen=step.submission.version), by=by
        )


def withdrawn(world: World, role: str) -> None:
    step = ways.step(world.steps[AT[role]])
    assert step is not None
    with transaction():
        authorisation.withdraw(step.submission, by=world.person("author"))


AT = {"head": ("waiting", 0), "lead": ("at_lead", 1)}
CHANGES: dict[str, tuple[Callable[[World, str], None], set[int]]] = {
    "the role is taken away": (role_revoked, {403, 404}),
    "they move to another force": (moved_away, {403, 404}),
    "they leave": (left, {401}),
    "somebody else decides": (decided_by_another, {409}),
    "its author withdraws it": (withdrawn, {404, 409}),
}


def form_shown(world: World, role: str, address: str, endpoint: str) -> Form:
    page = world.send(role, "GET", address)
    assert page.status_code == 200
    return next(form for form in forms_of(world, page, role) if form.endpoint == endpoint)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("role", AT)
def test_a_decision_is_not_taken_from_a_page_that_time_has_passed(
    world: World, role: str, change: str
) -> None:
    happen, answers = CHANGES[change]
    address = f"/steps/{world.steps[AT[role]]}"
    with world.apart():
        form = form_shown(world, role, address, "authorisation.answer")
        given = form.filled(
            verdict="return", reason="Say where it was tried, and for how long.", code="", do="decide"
        )
        happen(world, role)
        session.remove()
        before = rows(world.connection)
        answer = world.send(role, "POST", address, data=given)
        assert answer.status_code in answers, answer.status_code
        session.remove()
        assert rows(world.connection) == before


@pytest.mark.parametrize("change", ["the role is taken away", "they move to another force", "they leave"])
@pytest.mark.parametrize("deed", ["take", "hand-on"])
def test_a_step_is_not_moved_by_somebody_who_no_longer_may(world: World, change: str, deed: str) -> None:
    happen, answers = CHANGES[change]
    with world.apart():
        happen(world, "lead")
        session.remove()
        before = rows(world.connection)
        given = {"to": world.people["importer"].reference}
        answer = world.send("lead", "POST", f"/steps/{world.steps['waiting', 0]}/{deed}", data=given)
        assert answer.status_code in answers
        session.remove()
        assert rows(world.connection) == before


def test_a_decision_is_not_taken_on_a_text_that_was_changed(world: World) -> None:
    step = world.steps["waiting", 0]
    with world.apart():
        form = form_shown(world, "head", f"/steps/{step}", "authorisation.answer")
        world.post("waiting").version += 1
        session.commit()
        session.remove()
        before = rows(world.connection)
        given = form.filled(verdict="approve", reason="", code="", do="decide")
        assert world.send("head", "POST", f"/steps/{step}", data=given).status_code == 409
        session.remove()
        assert rows(world.connection) == before


def test_of_two_windows_the_second_does_not_overwrite_the_first(world: World) -> None:
    address = f"/submissions/{world.posts['draft'].reference}/edit"
    with world.apart():
        form, other = (form_shown(world, "author", address, "submissions.edit") for _window in range(2))
        assert world.send("author", "POST", address, data=form.filled(title="The first")).status_code == 302
        answer = world.send("author", "POST", address, data=other.filled(title="The second"))
        assert answer.status_code == 409
        assert "The second" in answer.text
        assert world.post("draft").title == "The first"


def test_a_post_sent_meanwhile_is_not_changed_by_an_old_page(world: World) -> None:
    address = f"/submissions/{world.posts['draft'].reference}/edit"
    with world.apart():
        form = form_shown(world, "co_author", address, "submissions.edit")
        with transaction():
            authorisation.send(world.post("draft"), by=world.person("author"))
        session.remove()
        before = rows(world.connection)
        for where in (address, address.replace("/edit", "/autosave"), address.replace("/edit", "/check")):
            assert world.send("co_author", "POST", where, data=form.filled(title="Late")).status_code == 403
        session.remove()
        assert rows(world.connection) == before


def test_an_administrator_who_is_none_any_more_changes_nothing(world: World) -> None:
    address = f"/admin/people/{world.people['same_force'].reference}/edit"
    with world.apart():
        form = form_shown(world, "administrator", address, "people.edit_person")
        role_revoked(world, "administrator")
        session.remove()
        before = rows(world.connection)
        assert (
            world.send("administrator", "POST", address, data=form.filled(name="New Name")).status_code == 404
        )
        session.remove()
        assert rows(world.connection) == before
