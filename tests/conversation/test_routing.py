"""What nobody answered goes to a few who know, each with the reason; nobody else learns who was asked."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.conversation import actions, queries
from portal.conversation.queries import Asked
from portal.conversation.rules.routing import ASKED_AT_MOST
from portal.feedback import actions as feedback
from portal.following import actions as following
from portal.following.rules.wants import Shown
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.implementation import actions as implementation
from portal.implementation import queries as ledger
from portal.implementation.actions import Said
from portal.implementation.rules.ledger import How, Place
from portal.library.queries import Asked as Wish
from portal.notifications import queries as notices
from portal.people.models import Person
from portal.people.rules import Role
from portal.submissions.models import Submission
from tests import factories
from tests.client import Client
from tests.conversation.people import browser, now, told
from tests.factories import Force
from tests.notifications.mondays import work

HANDOVER = Wish(filters={"topic": ("handover",)})
ASKS = "Nobody has answered a question about “A quiet room for handover” yet, and you may know."


def asks(person: Person) -> list[str]:
    return [words for words in told(person) if words.startswith("Nobody has answered")]


def because(client: Client, person: Person, reference: str) -> str:
    page = browser(client, person).get(f"/asked/{reference}").text
    begins = page.find("You are asked because")
    return page[begins : page.find(".", begins) + 1] if begins >= 0 else ""


@pytest.fixture
def follower(there: Force) -> Person:
    """Somebody who follows the topic."""
    with transaction():
        following.follow(HANDOVER, by=there.inspector)
    return there.inspector


@pytest.fixture
def leads_topic(here: Force) -> Person:
    """Somebody who leads it."""
    lead = factories.person(here.office, Role.TOPIC_LEAD)
    with transaction():
        lead.roles_held[0].topic = "handover"
    return lead


@pytest.fixture
def adopter(post: Submission, there: Force) -> Person:
    """Somebody who wrote down that it was taken up in another force."""
    with transaction():
        team = Place(there.organisation.id, there.team.id)
        entry = implementation.note_adoption(post, team, Said(How.ADOPTED, clock.today()), by=there.colleague)
        implementation.confirm(entry, by=now(there.sergeant))
    work()
    assert ledger.ledger_of(post).entries
    return there.colleague


def test_after_some_days_those_who_know_are_asked_and_read_why(
    client: Client,
    asked: Asked,
    follower: Person,
    leads_topic: Person,
    adopter: Person,
    here: Force,
    there: Force,
) -> None:
    reference = asked.reference
    with clock.later(days=4):
        assert actions.keep_going() == 0
    with clock.later(days=5):
        assert actions.keep_going() == 1
        assert actions.keep_going() == 0, "once"
        work()
        for person in (follower, leads_topic, adopter):
            assert [words.startswith(ASKS) for words in asks(person)] == [True]
        for person in (here.colleague, there.constable):
            assert asks(person) == []
    assert because(client, follower, reference) == "You are asked because you follow Handover."
    assert because(client, leads_topic, reference) == "You are asked because you lead the topic Handover."
    assert (
        because(client, adopter, reference)
        == "You are asked because you wrote down that it was taken up where you work."
    )
    assert (
        because(client, here.constable, reference)
        == "You are asked because you wrote the post, or answer for it."
    )
    assert because(client, here.colleague, reference) == ""
    (entry,) = session.scalars(select(journal.Entry).where(journal.Entry.event == "question.put_to_others"))
    assert (entry.by_id, entry.facts) == (None, {"question": reference}), "who follows what stands nowhere"


def test_an_answer_ends_what_they_were_asked(asked: Asked, follower: Person, here: Force) -> None:
    with clock.later(days=5):
        actions.keep_going()
        work()
        assert notices.unseen(now(follower)) == 1
        with transaction():
            found = queries.asked(asked.reference)
            assert found is not None
            actions.answer(found, "Canteen.", by=now(here.colleague))
        work()
        assert notices.unseen(now(follower)) == 0


def test_whoever_may_not_read_it_is_not_asked(here: Force, there: Force, follower: Person) -> None:
    narrow = factories.published(here.constable, topics=["handover"], sharing="force")
    work()
    with transaction():
        feedback.ask(narrow, "How long was it?", by=here.colleague)
    with clock.later(days=6):
        actions.keep_going()
        work()
    assert asks(follower) == []
    assert queries.waiting_for(now(follower)) == ([], [])


def test_never_many_are_asked(asked: Asked, there: Force) -> None:
    many = [factories.person(there.team) for _number in range(ASKED_AT_MOST + 4)]
    with transaction():
        for person in many:
            following.follow(HANDOVER, by=person)
    with clock.later(days=5):
        actions.keep_going()
        work()
    assert sum(bool(asks(person)) for person in many) == ASKED_AT_MOST


def test_the_page_of_questions_shows_each_what_they_may_know_of(
    client: Client, asked: Asked, follower: Person, here: Force, there: Force
) -> None:
    words = "How did you find a room?"
    for person, shown in (
        (follower, True),
        (here.constable, True),
        (here.colleague, False),
        (there.constable, False),
    ):
        assert (words in browser(client, person).get("/questions").text) is shown


def test_what_is_asked_of_everybody_is_found_and_answered_by_everybody(
    client: Client, here: Force, there: Force
) -> None:
    with transaction():
        want = following.ask_for(
            Wish(q="boots"), "Has anybody boots that stay dry?", Shown.NAME, by=here.constable, to_all=True
        )
        silent = following.ask_for(Wish(q="hats"), "Hats that stay dry.", Shown.NAME, by=here.constable)
    reference, hidden = want.reference, silent.reference
    client.sign_in(now(there.colleague))
    page = client.get("/questions")
    assert "Has anybody boots that stay dry?" in page.text
    assert "Hats" not in page.text
    assert client.get(f"/asked/{hidden}").status_code == 404
    shown = client.get(f"/asked/{reference}")
    answer = client.send(shown, f"/asked/{reference}/answer", answer="The walkers' shop in Alder has them.")
    assert answer.status_code == 302
    assert "The walkers&#39; shop in Alder has them." in client.get(f"/asked/{reference}").text
    work()
    assert notices.notices_of(now(here.constable))[0].words == "Colin Colleague answered what you asked for"
    assert notices.notices_of(now(here.constable))[0].address == f"/asked/{reference}"


def test_what_waits_is_said_on_the_day_it_is_due(asked: Asked) -> None:
    assert isinstance(asked.asked_on, date)
    assert asked.asked_on == clock.today()


def test_no_more_is_looked_at_than_is_worked_through(asked: Asked, post: Submission, there: Force) -> None:
    with transaction():
        feedback.ask(post, "Who cleaned it?", by=now(there.inspector))
    assert [len(queries.unanswered(clock.now(), at_most)) for at_most in (1, 2, 3)] == [1, 2, 2]
