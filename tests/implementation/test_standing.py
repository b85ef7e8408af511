"""Where a post stands is said of a text, holds for it and for no newer one, and is told once."""

import pytest

from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.feedback.rules import OutcomeState, Result
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.implementation import actions, queries
from portal.library.search import bound
from portal.people.models import Person
from portal.submissions.actions import Content, begin_update, save
from tests import factories
from tests.factories import Force
from tests.implementation.test_actions import events, follow, found, on, published


def new_force() -> Force:
    bound.engine().rebuild(())
    return Force("Northmoor Police")


def test_still_needs_something_that_stands(db: None) -> None:
    force = new_force()
    post = published(force.constable)
    with pytest.raises(Refused, match="Nothing has been said"), transaction():
        actions.still(post, by=force.lead)


def test_still_is_told_once_a_day_unless_somebody_asks(db: None) -> None:
    force = new_force()
    post = published(force.constable)
    with clock.at(on("2026-03-01")), transaction():
        actions.keep_outcome(post, OutcomeState.UNDER_WAY, None, "", by=force.lead)
        for _press in range(3):
            actions.still(post, by=force.lead)
    assert events(post) == ["outcome.kept", "progress.confirmed"]
    for day, in_all in (("2026-03-02", 2), ("2026-04-12", 3)):
        with clock.at(on(day)):
            actions.keep_asking()
            for _press in range(2):
                with transaction():
                    actions.still(post, by=force.lead)
        assert events(post).count("progress.confirmed") == in_all, day
    assert found(post).asked_on is None


def test_what_ended_is_asked_about_again_once_its_text_is_a_new_one(db: None) -> None:
    force = new_force()
    post = published(force.constable)
    with clock.at(on("2026-02-01")), transaction():
        actions.keep_outcome(
            post, OutcomeState.STOPPED, Result.DID_NOT, "There is no room left.", by=force.lead
        )
    assert (found(post).chase_on, queries.state_of(post)[:2]) == (None, ("stopped", "did_not"))
    with clock.at(on("2026-03-01")):
        with transaction():
            renewed = begin_update(post, by=session.get_one(Person, force.constable.id))
            save(
                renewed, Content(body="It was moved to the front."), seen=renewed.version, by=force.constable
            )
            authorisation.send(renewed, by=force.constable)
        while ways.open_step(renewed) is not None:
            factories.decided(renewed, Verdict.APPROVE)
        follow()
        assert str(found(post).chase_on) == "2026-04-12"
        assert queries.state_of(post) == ("", "", frozenset({"did_not"}))
        with pytest.raises(Refused, match="older text"), transaction():
            actions.still(post, by=session.get_one(Person, force.lead.id))
    with clock.at(on("2026-04-12")):
        assert actions.keep_asking() == 1
        follow()
    assert found(post).asked_on == on("2026-04-12").date()
