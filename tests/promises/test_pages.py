"""What is promised and kept, as a constable, a decider, a lead and an administrator read it."""

from sqlalchemy import Engine

from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.people.models import Organisation, Person
from portal.promises import queries
from portal.promises.rules import Standard
from portal.reactions import REACTIONS
from tests import factories
from tests.client import Client
from tests.factories import Force
from tests.statements import statements


def settle() -> None:
    journal.catch_up(REACTIONS)
    session.expire_all()


def test_everybody_reads_what_is_promised_and_how_it_was_kept(client: Client, force: Force) -> None:
    post = factories.sent(force.constable)
    factories.decided(post, Verdict.DECLINE)
    settle()
    with clock.later(days=7):
        shown = client.sign_in(force.colleague).get("/promise").text
    assert "Somebody says that they have it within 2 working days." in shown
    assert "1 of 1" in shown
    assert "Needs a word now" not in shown
    assert "Change what is promised" not in shown


def test_the_author_reads_what_they_were_promised_and_a_stranger_does_not(
    client: Client, force: Force
) -> None:
    post = factories.sent(force.constable)
    settle()
    page, sergeant = f"/submissions/{post.reference}", force.sergeant.id
    assert "We promise a first answer by Monday 9 March" in client.sign_in(force.constable).get(page).text
    assert "What you were promised" not in client.sign_in(session.get_one(Person, sergeant)).get(page).text


def test_a_decider_says_that_they_have_it_from_the_page_of_the_decision(client: Client, force: Force) -> None:
    post = factories.sent(force.constable)
    step = ways.open_step(post)
    assert step is not None
    page = f"/steps/{step.reference}"
    assert "Not today? Tell its author that you have it" in client.sign_in(force.sergeant).get(page).text
    done = client.submit(f"{page}/acknowledge", page=f"{page}/acknowledge", words="On Thursday.")
    assert done.location == page
    shown = client.get(page).text
    assert "Its author is told that you have it." in shown
    assert "Not today?" not in shown
    settle()
    told = client.sign_in(force.constable).get(f"/submissions/{post.reference}").text
    assert "On Thursday." in told
    assert "Somebody had it on Monday 2 March" in told


def test_too_many_words_are_kept_and_said_beside_the_field(client: Client, force: Force) -> None:
    post = factories.sent(force.constable)
    step = ways.open_step(post)
    assert step is not None
    page = f"/steps/{step.reference}/acknowledge"
    shown = client.sign_in(force.sergeant).submit(page, page=page, words="w" * 301)
    assert "Use at most 300 characters." in shown.text
    assert "w" * 301 in shown.text
    assert not queries.acknowledged(post)


def test_a_lead_tells_the_authors_of_several_from_triage(client: Client, force: Force) -> None:
    waiting = [factories.sent(force.constable, title=f"Idea {number}") for number in range(2)]
    chosen = [post.reference for post in waiting]
    done = client.sign_in(force.lead).submit("/triage", page="/triage", chosen=chosen, do="acknowledge")
    assert "The authors of 2 posts are told." in client.get(done.location).text
    assert all(queries.acknowledged(post) for post in waiting)


def test_a_lead_reads_which_posts_need_a_word_here_and_on_the_start_page(
    client: Client, force: Force
) -> None:
    late = factories.sent(force.constable, title="An idea that waits")
    with clock.later(days=2):
        near = factories.sent(force.colleague, title="A newer idea")
    places = [f"/submissions/{post.reference}" for post in (late, near)]
    sergeant = force.sergeant.id
    with clock.later(days=3):
        settle()
        shown = client.sign_in(force.lead).get("/promise").text
        assert "1 post needs a word by the next working day and 1 waits longer than promised." in shown
        assert shown.index("An idea that waits") < shown.index("A newer idea")
        assert all(place in shown for place in places)
        start = client.get("/").text
        assert "authors need a word by the next working day" in start
        assert "1 longer than promised" in start
        assert "need a word" not in client.sign_in(session.get_one(Person, sergeant)).get("/").text
        other = Force("Southmoor Police")
        assert "An idea that waits" not in client.sign_in(other.lead).get("/promise").text


def test_a_post_that_is_read_first_is_on_the_list_without_its_words(client: Client, force: Force) -> None:
    post = factories.nameless(force)
    with transaction():
        post.unread = True
    title, reference = post.title, post.reference
    settle()
    with clock.later(days=3):
        shown = client.sign_in(force.lead).get("/promise").text
        assert "Without a name: it is read first" in shown
        assert title not in shown
        assert reference not in shown


def test_the_lists_ask_as_often_for_many_as_for_one(client: Client, force: Force, engine: Engine) -> None:
    def asked(page: str) -> int:
        with statements(engine, {"SELECT"}) as told:
            client.sign_in(force.lead).get(page)
        return len(told)

    colleague = force.colleague.id
    factories.sent(force.constable)
    settle()
    with clock.later(days=3):
        before = asked("/promise")
        for number in range(5):
            factories.sent(session.get_one(Person, colleague), title=f"Idea {number}")
        settle()
    with clock.later(days=9):
        assert asked("/promise") <= before


def test_an_administrator_says_what_is_promised_and_nobody_else_finds_the_page(
    client: Client, force: Force
) -> None:
    page, here = "/promise/standard", force.organisation.id
    assert client.sign_in(force.sergeant).get(page).status_code == 403
    shown = client.sign_in(force.administrator).submit(
        page, page=page, acknowledged="6", answered="5", decided="20"
    )
    assert "This cannot come sooner than what is promised before it." in shown.text
    done = client.submit(page, page=page, acknowledged="1", answered="3", decided="10")
    assert done.location == "/promise"
    assert "A first answer comes within 3 working days" in client.get("/promise").text
    assert queries.standard_of(session.get_one(Organisation, here)) == Standard(1, 3, 10)
