"""Where two administrators publish routes: the others hear of a proposal, and its proposer of how it ended."""

from dataclasses import replace
from typing import Any

import pytest

from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.rules import FIRST_CONFIGURATION
from portal.foundation import journal
from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry
from portal.notifications import actions as notifications
from portal.notifications import queries
from portal.notifications.models import Notice
from portal.people.models import Person
from portal.people.rules import Role
from tests import factories
from tests.factories import Force
from tests.notifications.mondays import catch_up, hour, mails, work

pytestmark = pytest.mark.usefixtures("db", "monday")


@pytest.fixture
def force(db: Any) -> Force:
    return Force("Northshire Police")


@pytest.fixture
def other(force: Force) -> Person:
    return factories.person(force.office, Role.ORGANISATION_ADMINISTRATOR, name="Bea Second")


def proposed(force: Force) -> Any:
    """A draft that its administrator proposes."""
    by = force.administrator
    with transaction():
        draft = authorisation.begin_draft(force.organisation, by=by)
        after = replace(FIRST_CONFIGURATION, two_publish=True)
        authorisation.change_draft(draft, after, seen=draft.version, by=by)
        authorisation.note_rehearsed(draft, seen=draft.version, by=by)
        assert not authorisation.publish(draft, "Two look at every change.", seen=draft.version, by=by)
    return draft


def told(person: Person) -> list[tuple[str, str, bool]]:
    catch_up()
    return [(one.words, one.address, one.seen) for one in queries.notices_of(person)]


def test_the_others_are_asked_in_the_mail_of_the_day_and_the_proposer_is_not(
    force: Force, other: Person
) -> None:
    draft = proposed(force)
    words = (
        "Ada Administrator proposes other routes for Northshire Police. They wait for a second administrator"
    )
    assert told(other) == [(words, f"/admin/routes/{draft.reference}/publish", False)]
    assert told(force.administrator) == told(force.lead) == []
    with hour(1):
        work()
    (mail,) = mails(other)
    assert words.startswith(mail.subject)
    assert f"/admin/routes/{draft.reference}/publish" in mail.text


def test_where_nobody_else_administers_it_those_of_the_service_are_asked(force: Force) -> None:
    keeper = factories.person(Force().office, Role.SYSTEM_ADMINISTRATOR)
    proposed(force)
    assert [seen for _words, _address, seen in told(keeper)] == [False]


def test_the_proposer_hears_that_it_is_in_force_and_nobody_is_asked_any_more(
    force: Force, other: Person
) -> None:
    third = factories.person(force.office, Role.ORGANISATION_ADMINISTRATOR)
    draft = proposed(force)
    catch_up()
    with transaction():
        assert authorisation.publish(draft, "Two look at every change.", seen=draft.version, by=other)
    history = f"/admin/routes/history?organisation={force.organisation.code}"
    news = "Bea Second put the routes in force that you proposed"
    assert told(force.administrator) == [(news, history, False)]
    over = "put the routes in force that Ada Administrator proposed"
    assert told(other) == [(f"You {over}", history, True)]
    assert told(third) == [(f"Bea Second {over}", history, True)]
    with hour(1):
        work()
    assert [mail.subject for mail in mails(force.administrator)] == [news]
    assert mails(other) == mails(third) == []
    before = session.query(Notice).count()
    notifications.tell_administrators(session.query(Entry).order_by(Entry.sequence).all())
    assert session.query(Notice).count() == before


def test_the_proposer_hears_that_it_was_discarded_or_changed(force: Force, other: Person) -> None:
    draft = proposed(force)
    with transaction():
        after = replace(FIRST_CONFIGURATION, anonymous=frozenset(), two_publish=True)
        authorisation.change_draft(draft, after, seen=draft.version, by=other)
    changed = "Bea Second changed the routes that you proposed, so they are proposed no longer"
    assert [words for words, _address, _seen in told(force.administrator)] == [changed]
    assert told(other) == [], "by the time it was told, nobody was asked any more"
    again = proposed(force)
    catch_up()
    with transaction():
        authorisation.discard_draft(again, seen=again.version, by=other)
    assert ways.draft_of(force.organisation.id) is None
    assert told(force.administrator)[0][0] == "Bea Second discarded the routes that you proposed"
    assert told(other)[0][0] == "You discarded the routes that Ada Administrator proposed"


def test_what_one_discards_of_their_own_is_no_news(force: Force, other: Person) -> None:
    draft = proposed(force)
    catch_up()
    with transaction():
        authorisation.discard_draft(draft, seen=draft.version, by=force.administrator)
    assert told(force.administrator) == []
    assert told(other)[0][2], "nothing is asked of them any more"
    entries = [entry.event for entry in journal.entries_of("configurations", draft.id)]
    assert entries == ["routes.proposed", "routes.discarded"]
