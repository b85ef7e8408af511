"""A hundred answers to somebody who can take in ten: ten notices, and all hundred to read, in groups."""

import re

import pytest
from sqlalchemy import Engine, select

from portal.conversation import actions, queries
from portal.conversation.actions import OF_POST
from portal.conversation.models import Remark, SameHere, Talk
from portal.conversation.queries import Asked
from portal.conversation.rules import COMMENTS_AT_MOST
from portal.feedback import actions as feedback
from portal.feedback import queries as became
from portal.following import actions as following
from portal.following.rules.wants import Shown
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.errors import GONE, Refused
from portal.home.queries import waiting_for
from portal.library import actions as library
from portal.library import queries as items
from portal.library.queries import Asked as Wish
from portal.notifications.models import Notice
from portal.people import actions as people
from portal.people.models import Person
from portal.submissions.models import Submission
from tests import factories
from tests.client import Client
from tests.conversation.people import now, told
from tests.factories import Force
from tests.notifications.mondays import work
from tests.statements import statements

THEMES = (
    "We took the old interview room and put a door in.",
    "Ask estates for the cupboard behind custody, they cleared ours in a week.",
    "The canteen is empty between six and seven, we book it for handover.",
    "Our superintendent gave up her office at every change of shift.",
)
MANY, BUDGET = 100, 10


def again(asked: Asked) -> Asked:
    session.expire_all()
    found = queries.asked(asked.reference)
    assert found is not None
    return found


def say(asked: Asked, by: Person, text: str) -> Remark:
    with transaction():
        return actions.answer(again(asked), text, by=now(by))


def answered_by_many(asked: Asked, force: Force, number: int = MANY) -> list[Person]:
    """So many colleagues each answer with one of a few thoughts, in words of their own."""
    by = [factories.person(force.team) for _number in range(number)]
    for place, person in enumerate(by):
        say(asked, person, f"{THEMES[place % len(THEMES)]} That was station {place}.")
    return by


def test_a_hundred_answers_to_a_budget_of_ten(
    client: Client, asked: Asked, there: Force, here: Force
) -> None:
    with transaction():
        actions.arrange(asked, BUDGET, here.colleague.email, by=now(there.constable))
    answered_by_many(asked, there)
    work()
    heard = told(there.constable)
    assert len(heard) == BUDGET
    assert "That is as many as you wished to hear of" in heard[0]
    deputy, named = told(here.colleague)
    assert deputy.startswith(
        "There are more answers to a question about “A quiet room for handover” than Amina"
    )
    assert named.startswith("Amina Constable named you to take the answers")
    reference = asked.reference
    client.sign_in(now(there.constable))
    read: set[str] = set()
    groups: set[str] = set()
    first = client.get(f"/asked/{reference}")
    assert "100 answers from others who know, in 4 groups" in first.text
    for number in range(1, 6):
        page = client.get(f"/asked/{reference}?page={number}").text
        read |= set(re.findall(r"That was station (\d+)\.", page))
        groups |= set(re.findall(r"<h3 class=\"group-heading\">(\d+ say much the same)", page))
    assert len(read) == MANY
    assert groups == {"25 say much the same"}


def test_what_those_who_answer_for_the_post_say_counts_against_the_budget_too(
    asked: Asked, there: Force, here: Force
) -> None:
    with transaction():
        actions.arrange(asked, 2, "", by=now(there.constable))
    for number in range(3):
        with transaction():
            question = became.question(asked.post.reference, asked.reference) if asked.post else None
            assert question is not None
            feedback.answer(question, f"Ours is number {number}.", by=now(here.constable))
        work()
    say(asked, here.colleague, "We use the canteen.")
    work()
    assert len(told(there.constable)) == 2


def test_a_page_of_a_hundred_asks_the_database_as_often_as_one_of_ten(
    client: Client, engine: Engine, asked: Asked, there: Force
) -> None:
    def asks() -> int:
        client.get(f"/asked/{asked.reference}")
        session.remove()
        with statements(engine) as said:
            client.get(f"/asked/{asked.reference}")
        return len(said)

    answered_by_many(asked, there, 5)
    client.sign_in(now(there.constable))
    few = asks()
    answered_by_many(asked, there, 30)
    assert asks() == few


def test_whoever_has_enough_is_answered_no_more(asked: Asked, there: Force, here: Force) -> None:
    say(asked, here.colleague, "We use the canteen.")
    with transaction():
        actions.switch_enough(again(asked), enough=True)
    with pytest.raises(Refused, match="has enough answers"):
        say(asked, here.inspector, "We do too.")
    work()
    assert not [one for one in waiting_for(now(here.constable)) if "question" in one.words]
    with transaction():
        actions.switch_enough(again(asked), enough=False)
    say(asked, here.inspector, "We do too.")


def test_nobody_answers_the_same_question_again_and_again(asked: Asked, here: Force) -> None:
    for number in range(3):
        say(asked, here.colleague, f"Here is another thought: {number}.")
    with pytest.raises(Refused, match="given 3 answers"):
        say(asked, here.colleague, "And one more.")


def test_what_helped_is_said_by_whoever_asked_and_its_writer_hears(
    asked: Asked, there: Force, here: Force
) -> None:
    one, other = say(asked, here.colleague, "Canteen."), say(asked, here.inspector, "Cupboard.")
    for remark in (one, other):
        with transaction():
            actions.accept(again(asked), remark.reference, by=now(there.constable))
    assert [one.accepted for one in session.scalars(select(Remark).order_by(Remark.number))] == [False, True]
    work()
    assert told(here.inspector)[0] == (
        "Your answer to a question about “A quiet room for handover” helped whoever asked"
    )
    assert not became.waiting_for_author(here.constable.id), "its author is waited for no more"
    with transaction():
        actions.accept(again(asked), other.reference, by=now(there.constable))
    assert not any(session.scalars(select(Remark.accepted)))
    assert became.waiting_for_author(here.constable.id)


def test_an_answer_of_those_who_answer_for_the_post_can_have_helped(
    asked: Asked, there: Force, here: Force
) -> None:
    question = again(asked).question
    assert question is not None
    with transaction():
        given = feedback.answer(question, "We asked estates.", by=now(here.constable))
        actions.accept(again(asked), f"{OF_POST}1", by=now(there.constable))
    assert session.scalar(select(Talk.accepted_id)) == given.id
    with pytest.raises(Refused, match="not there any more"), transaction():
        actions.accept(again(asked), f"{OF_POST}2", by=now(there.constable))


def test_nobody_says_that_their_own_answer_helped(asked: Asked, there: Force, here: Force) -> None:
    with transaction():
        actions.arrange(again(asked), BUDGET, here.colleague.email, by=now(there.constable))
    own = say(asked, here.colleague, "Canteen.")
    with pytest.raises(Refused, match="Somebody else says"), transaction():
        actions.accept(again(asked), own.reference, by=now(here.colleague))


def test_the_same_is_said_with_one_press_and_taken_back_with_another(asked: Asked, here: Force) -> None:
    given = say(asked, here.colleague, "Canteen.")
    for stands in (True, False, True):
        with transaction():
            assert actions.same_answer(again(asked), given, by=now(here.inspector)) is stands
            assert actions.same_question(again(asked), by=now(here.inspector)) is stands
    own, each = queries.same_of(again(asked), [given.id], here.inspector.id)
    assert (own, each[given.id]) == ((1, True), (1, True))
    with transaction():
        people.end(now(here.inspector), by=now(here.administrator))
    work()
    assert session.scalars(select(SameHere)).all() == [], "whoever left would like to know nothing any more"


def test_what_came_of_the_answers_is_asked_once_and_told_to_those_who_answered(
    asked: Asked, there: Force, here: Force
) -> None:
    say(asked, here.colleague, "Canteen.")
    work()
    with clock.later(days=27):
        assert actions.keep_going() == 0
    with clock.later(days=28):
        assert actions.keep_going() == 1
        assert actions.keep_going() == 0
        work()
        assert told(there.constable)[0].startswith("What did you do with the answers to your question about")
        with transaction():
            actions.say_what_came(again(asked), "We book the canteen now.", by=now(there.constable))
        work()
        assert told(here.colleague)[0].startswith("You can read what came of your answer")
    asks = select(Notice).where(Notice.person_id == there.constable.id, Notice.address.endswith("/done"))
    assert session.scalars(asks).one().seen


def test_whoever_asked_without_a_name_stays_without_one(client: Client, here: Force, there: Force) -> None:
    with transaction():
        want = following.ask_for(
            Wish(q="winter boots"), "Boots that stay dry?", Shown.ORGANISATION, by=here.constable, to_all=True
        )
    reference, name = want.reference, here.constable.name
    found = queries.asked(reference)
    assert found is not None
    say(found, there.colleague, "We buy ours from the walkers' shop.")
    with pytest.raises(Refused, match="would learn that it is you"), transaction():
        actions.arrange(again(found), 5, there.colleague.email, by=now(here.constable))
    with transaction():
        actions.say_what_came(again(found), "We bought six.", by=now(here.constable))
    with transaction():
        actions.accept(again(found), session.scalars(select(Remark.reference)).one(), by=now(here.constable))
    work()
    client.sign_in(now(there.colleague))
    page = client.get(f"/asked/{reference}").text
    assert "Somebody at Northmoor Police" in page
    assert "We bought six." in page
    for words in (page, *told(there.colleague)):
        assert name not in words


def test_a_post_that_left_the_library_takes_its_talk_along(
    client: Client, asked: Asked, post: Submission, here: Force, there: Force
) -> None:
    say(asked, here.colleague, "Canteen.")
    with transaction():
        session.get_one(Submission, post.id).status = "taken_out"
    client.sign_in(now(there.colleague))
    assert client.get(f"/asked/{asked.reference}").status_code == 404


def test_what_is_said_is_judged_as_it_is_when_it_is_said(
    asked: Asked, post: Submission, here: Force, there: Force
) -> None:
    with pytest.raises(Refused, match="not yours to answer"):
        say(asked, there.constable, "I answer myself.")
    with transaction():
        item = items.item(post.reference)
        assert item is not None
        library.take_out(item, "It named somebody.", by=now(here.lead))
    with pytest.raises(Refused) as gone, transaction():
        actions.comment(session.get_one(Submission, post.id), "Too late.", by=now(there.inspector))
    assert gone.value.code == GONE


def test_nobody_drowns_what_all_others_say_of_a_post(post: Submission, there: Force) -> None:
    with transaction():
        for place in range(COMMENTS_AT_MOST):
            actions.comment(post, f"Said {place}.", by=now(there.constable))
    with pytest.raises(Refused, match="20 things"), transaction():
        actions.comment(post, "And again.", by=now(there.constable))
    with transaction():
        actions.comment(post, "We did it too.", by=now(there.inspector))
    assert len(session.scalars(select(Remark)).all()) == COMMENTS_AT_MOST + 1
