"""What those who decide ask an author before they decide, and what the author answers."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update

from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.feedback import actions as feedback
from portal.feedback import queries as feedback_queries
from portal.feedback.models import Question
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.people.models import Person
from portal.people.rules import Role
from portal.reactions import REACTIONS
from portal.submissions.models import Submission
from tests import factories
from tests.factories import Force
from tests.library import settle

pytestmark = pytest.mark.usefixtures("db")

ASKED = "Who keeps the key of the room at night?"


@pytest.fixture
def force(app):
    return Force()


def step_of(post):
    return ways.open_step(session.get_one(Submission, post.id))


def address(post):
    return f"/steps/{step_of(post).reference}"


def answer(post):
    """Its author answers the first question that waits."""
    post = session.get_one(Submission, post.id)
    open_questions = [one for one in feedback_queries.asked_before_publication(post) if not one.answers]
    with transaction():
        feedback.answer(open_questions[0], "The front office.", by=session.get_one(Person, post.author_id))


def test_a_decider_asks_and_the_author_answers_while_the_post_stays_where_it_is(client, force):
    post = factories.sent(force.constable)
    due_on = step_of(post).due_on
    client.sign_in(force.sergeant)
    page = client.get(address(post))
    assert "answers on the page of the post. The clock stands until they answer, for at most" in page.text
    client.send(page, f"{address(post)}/questions", question=ASKED)
    shown = client.get(address(post)).text
    assert ASKED in shown
    assert "Not answered yet." in shown
    client.delete_cookie("portal")
    client.sign_in(force.constable)
    own = client.get(f"/submissions/{post.reference}")
    assert own.text.count(ASKED) == 2, "in the conversation, and in what happened"
    question = session.scalars(select(Question)).one().reference
    place = f"/library/{post.reference}/questions/{question}/answer"
    assert client.send(own, place, answer="The front office.").location == f"/submissions/{post.reference}"
    own = client.get(f"/submissions/{post.reference}").text
    assert own.count("The front office.") == 2
    client.delete_cookie("portal")
    client.sign_in(force.sergeant)
    journal.catch_up(REACTIONS)
    assert "The front office." in client.get(address(post)).text
    assert (step_of(post).due_on, step_of(post).holder_id) == (due_on, force.sergeant.id)


def test_what_was_asked_waits_for_its_author_on_the_start_page_in_my_posts_and_on_the_post(client, force):
    post = factories.sent(force.constable, co_authors=[force.colleague.email])
    other = factories.sent(force.constable, title="A second thought about rooms")
    with transaction():
        feedback.ask(post, ASKED, by=force.sergeant)
    own = f"/submissions/{post.reference}"
    writers = [force.constable.id, force.colleague.id]
    for person in writers:
        client.sign_in(session.get_one(Person, person))
        start = client.get("/").text
        assert "question waits for your answer" in start
        assert f'href="{own}#questions"' in start
        assert "A question waits for your answer" in client.get("/submissions").text
        assert "A question waits for your answer." in client.get(own).text
    client.sign_in(force.sergeant)
    for page in ("/", own):
        assert "for your answer" not in client.get(page).text
    with transaction():
        feedback.ask(session.merge(other), "Which rooms?", by=session.merge(force.sergeant))
        feedback.ask(session.merge(post), "And by day?", by=session.merge(force.sergeant))
    client.sign_in(session.get_one(Person, writers[0]))
    start = client.get("/").text
    assert (
        '<span class="waiting-count">3</span> <span class="waiting-words">questions wait for your answer'
        in start
    )
    assert "2 questions wait for your answer" in client.get("/submissions").text
    with transaction():
        for one in session.scalars(select(Question)):
            feedback.answer(one, "The front office.", by=session.get_one(Person, writers[0]))
    for page in ("/", "/submissions", own):
        assert "for your answer" not in client.get(page).text


def test_a_question_from_the_library_waits_too_and_one_about_a_post_taken_back_is_over(client, force):
    read, waiting = factories.published(force.constable), factories.sent(force.constable)
    with transaction():
        feedback.ask(read, ASKED, by=force.colleague)
        feedback.ask(waiting, ASKED, by=force.sergeant)
        authorisation.withdraw(waiting, by=force.constable)
    reference = read.reference
    settle()
    client.sign_in(force.constable)
    start = client.get("/").text
    assert '<span class="waiting-count">1</span> <span class="waiting-words">question waits' in start
    assert f'href="/library/{reference}#questions"' in start


def test_only_whoever_decides_asks_before_it_is_decided(client, force):
    post = factories.sent(force.constable)
    place = f"{address(post)}/questions"
    for person, status in ((force.sergeant, 200), (force.constable, 403), (force.lead, 403)):
        client.delete_cookie("portal")
        client.sign_in(person)
        assert client.get(place).status_code == status, person.name
    client.delete_cookie("portal")
    client.sign_in(force.inspector)
    assert client.get(place).status_code == 404


def test_an_empty_question_is_asked_for_beside_its_field(client, force):
    post = factories.sent(force.constable)
    client.sign_in(force.sergeant)
    empty = client.submit(f"{address(post)}/questions", question=" ")
    assert empty.status_code == 409
    assert 'id="question-error"' in empty.text
    assert list(session.scalars(select(Question))) == []


def test_of_an_anonymous_author_it_says_where_the_question_lies(client, force):
    post = factories.sent(force.constable)
    with transaction():
        nameless = {"author_id": None, "desk_key": "a-key"}
        session.execute(update(Submission).where(Submission.id == post.id).values(**nameless))
    client.sign_in(force.sergeant)
    assert "lies at the anonymous desk until they look" in client.get(address(post)).text


def test_what_was_asked_before_publication_does_not_stand_in_the_library(client, force):
    post = factories.sent(force.constable)
    client.sign_in(force.sergeant)
    client.submit(f"{address(post)}/questions", question=ASKED)
    while step_of(post) is not None:
        factories.decided(session.get_one(Submission, post.id), Verdict.APPROVE)
    settle()
    assert ASKED not in client.get(f"/library/{post.reference}").text


def asked_and_published(force, *texts, **changes) -> tuple[str, list[str]]:
    """The reference of a published post, and where each of what its decider had asked is answered."""
    post = factories.sent(force.constable, **changes)
    with transaction():
        asked = [feedback.ask(post, text, by=force.sergeant).reference for text in texts]
    while ways.open_step(post) is not None:
        factories.decided(post, Verdict.APPROVE)
    reference = post.reference
    settle()
    return reference, [f"/library/{reference}/questions/{one}/answer" for one in asked]


def test_a_late_answer_leads_its_author_and_the_lead_to_where_it_stands(client, force):
    people = [force.constable.id, force.lead.id]
    reference, doors = asked_and_published(force, ASKED, "How large is it?")
    own = f"/submissions/{reference}"
    for person, door in zip(people, doors, strict=True):
        client.sign_in(session.get_one(Person, person))
        page = client.get(door)
        assert f'href="{own}#questions"' in page.text
        answered = client.send(page, door, answer=f"It is in safe {person}.")
        assert answered.location == f"{own}#questions"
        assert f"It is in safe {person}." in client.get(own).text


def test_what_was_asked_before_publication_is_only_theirs_who_read_the_post_then(client, force):
    _reference, (door,) = asked_and_published(force, ASKED, sharing="policing")
    other = Force()
    curator = factories.person(other.division, Role.NATIONAL_CURATOR)
    for person in (force.colleague, other.constable, curator):
        client.sign_in(person)
        assert client.get(door).status_code == 404, person.name
    for person, status in ((force.sergeant, 403), (force.constable, 200), (force.lead, 200)):
        client.sign_in(person)
        assert client.get(door).status_code == status, person.name


def test_who_reads_no_posts_of_the_force_goes_back_to_the_library(client, force):
    post = factories.published(force.constable, sharing="policing")
    with transaction():
        asked = feedback.ask(post, ASKED, by=force.colleague).reference
    reference = post.reference
    settle()
    client.sign_in(factories.person(Force().division, Role.NATIONAL_CURATOR))
    door = f"/library/{reference}/questions/{asked}/answer"
    assert f'href="/library/{reference}"' in client.get(door).text


def on(day):
    return clock.at(datetime(2026, 11, day, 9, tzinfo=UTC))


def ask(client, post):
    client.sign_in(step_of(post).holder)
    assert client.submit(f"{address(post)}/questions", question=ASKED).status_code == 302


def test_the_clock_stands_while_the_author_is_asked_and_goes_on_with_the_answer(client, force):
    with on(16):  # a Monday
        post = factories.sent(force.constable)
        before = step_of(post).due_on
        assert before == date(2026, 11, 19)
    with on(17):
        ask(client, post)
        assert step_of(post).due_on == date(2026, 11, 24), "a whole limit later, at the latest"
        assert "Its author is asked" in client.get("/queue").text
    with on(18):
        assert authorisation.keep_time() == 0, "the day before it would have been due nobody is reminded"
        answer(post)
        journal.catch_up(REACTIONS)
        assert step_of(post).due_on == date(2026, 11, 20), "a working day later: so long it stood"
        ask(client, post)
        assert step_of(post).due_on == date(2026, 11, 20), "it stands once"
        assert "The clock stood once already" in client.get(address(post)).text
    with on(19):
        assert authorisation.keep_time() == 1
        assert authorisation.keep_time() == 0
    told = [entry.event for entry in journal.entries_about(post)]
    assert told.count("step.clock_stopped") == told.count("step.clock_went_on") == 1
    assert told[-1] == "step.reminded"


def test_a_question_that_nobody_answers_holds_up_nothing_for_good(client, force):
    with on(16):
        post = factories.sent(force.constable)
        ask(client, post)
        assert step_of(post).due_on == date(2026, 11, 24)
    with clock.at(datetime(2026, 12, 8, 9, tzinfo=UTC)):
        assert authorisation.keep_time() == 1
        step = step_of(post)
        assert step.holder_id != force.sergeant.id, "it went to the next in line"
        assert (step.stopped_on, step.due_before) == (None, None)


def test_with_several_questions_the_clock_goes_on_with_the_last_answer(client, force):
    with on(16):
        post = factories.sent(force.constable)
        ask(client, post)
        ask(client, post)
    with on(17):
        answer(post)
        journal.catch_up(REACTIONS)
        assert step_of(post).due_on == date(2026, 11, 24)
    with on(18):
        answer(post)
        journal.catch_up(REACTIONS)
        assert step_of(post).due_on == date(2026, 11, 23)
