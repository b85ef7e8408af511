"""What somebody else does at one moment, or what others do not show, changes nothing that anybody reads of meetings."""

from datetime import timedelta
from importlib import import_module

import pytest
from sqlalchemy import update

from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.leadership import actions, queries
from portal.leadership.models import AgendaEntry, AgreedAction
from tests import factories
from tests.factories import Force
from tests.leadership.test_meetings import again, agreed_in, called, tabled, words


def test_nothing_of_which_something_came_leaves_an_agenda(force: Force) -> None:
    made = called(force.lead)
    first, second = (tabled(made, factories.published(force.constable), force.lead) for _number in range(2))
    one = agreed_in(made, force.lead, about=first)
    with pytest.raises(Refused, match="agreed on it"), transaction():
        actions.take_off(first, by=again(force.lead))
    assert session.get_one(AgreedAction, one.id).entry_id == first.id

    def taken_off_while_it_is_decided() -> None:
        assert second.decision == ""
        decided = update(AgendaEntry).where(AgendaEntry.id == second.id)
        said = decided.values(decision="We do it.", decided_on=clock.today())
        session.execute(said.execution_options(synchronize_session=False))
        actions.take_off(second, by=again(force.lead))

    with pytest.raises(Refused, match="decided on"), transaction():
        taken_off_while_it_is_decided()


def test_meetings_that_are_not_shown_take_no_room(force: Force, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("portal.leadership.queries.meetings"), "MEETINGS_SHOWN", 1)
    shown = called(force.inspector)
    with transaction():
        far = words(held_on=clock.today() + timedelta(days=90))
        kept = actions.call(far, by=again(force.inspector))
        over = words(held_on=clock.today() - timedelta(days=1))
        actions.call(over, by=again(force.inspector))
    assert [one.id for one in queries.meetings(again(force.constable)).coming] == [shown.id]
    assert queries.meetings(again(force.constable)).past == []
    with transaction():
        actions.show(kept, by=again(force.inspector))
    assert [one.id for one in queries.meetings(again(force.lead)).coming] == [shown.id], "the next one first"
