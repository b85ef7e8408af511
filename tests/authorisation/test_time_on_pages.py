"""What pages say of time: whose it is, how long an author has waited, what comes first, and what is usual."""

from datetime import UTC, datetime

import pytest

from portal.authorisation import actions, queries
from portal.authorisation.rules import Verdict
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.people.rules.waits import CASES_AT_LEAST
from portal.submissions.models import Submission
from tests import factories
from tests.factories import Force

pytestmark = pytest.mark.usefixtures("db")


def december(day):
    """A day before Christmas 2026: the 1st is a Tuesday."""
    return clock.at(datetime(2026, 12, day, 10, tzinfo=UTC))


def again(post):
    return session.get_one(Submission, post.id)


def address(post):
    return f"/steps/{queries.open_step(again(post)).reference}"


def test_a_new_holder_is_told_their_own_time_and_what_the_author_has_waited(client):
    force = Force()
    with december(1):
        post = factories.sent(force.constable)
    with december(3):
        client.sign_in(force.sergeant)
        shown = client.get(address(post)).text
        assert "Came to you on Tuesday 1 December; 1 working day to answer, until Friday 4 December." in shown
        client.submit(f"{address(post)}/hand-on", to=force.inspector.reference, reason="")
    with december(4):
        client.sign_in(force.inspector)
        shown = client.get(address(post)).text
        assert "Came to you on Thursday 3 December; an answer is due today." in shown
        assert "Its author has been waiting 3 working days in all." in shown
        assert "1 day, <span" in client.get("/queue").text
        assert "Sent 3 working days ago" in client.get("/queue").text


def test_whoever_is_given_it_late_is_not_blamed(client):
    force = Force()
    with december(1):
        post = factories.sent(force.constable)
    with december(7), transaction():
        actions.hand_on(queries.open_step(again(post)), force.inspector, by=force.lead)
    with december(7):
        client.sign_in(force.inspector)
        shown = client.get(address(post)).text
        assert "Came to you today; an answer was due on Friday 4 December, before that." in shown


def test_a_post_that_came_back_says_so_beside_its_age(client):
    force = Force()
    with december(1):
        post = factories.decided(factories.sent(force.constable), Verdict.RETURN)
    with december(3), transaction():
        actions.send(again(post), by=again(post).author)
    with december(3):
        client.sign_in(force.sergeant)
        shown = client.get(address(post)).text
        assert "Its author first sent it 2 working days ago, and has changed it since." in shown


def test_what_was_passed_on_late_stands_before_what_is_due_sooner(client):
    force = Force()
    with december(1):
        late = factories.sent(force.constable, title="Passed on late")
    with december(8):
        factories.sent(force.constable, title="Due sooner")
    with december(10):
        assert actions.keep_time()
        assert queries.open_step(again(late)).due_on > clock.today()
        client.sign_in(force.lead)
        shown = client.get("/triage").text
        assert "by the day on which its author should first have had an answer" in shown
        assert shown.index("Passed on late</a>") < shown.index("Due sooner</a>")
        assert "should first have had an answer" not in client.get("/triage?sort=title").text


def test_late_is_what_its_author_should_have_had_by_now_whoever_has_it(client):
    force = Force()
    with december(1):
        late = factories.sent(force.constable, title="Passed on late")
    with december(8):
        factories.sent(force.constable, title="In good time")
    with december(10):
        actions.keep_time()
        assert queries.open_step(again(late)).due_on > clock.today()
        assert queries.overview(again(late).organisation_id).counts["late"] == 1
        client.sign_in(force.lead)
        shown = client.get("/triage?state=late").text
        assert "Passed on late</a>" in shown
        assert "In good time</a>" not in shown


def test_what_is_due_today_is_not_late():
    force = Force()
    with december(1):
        post = factories.sent(force.constable)
    for day, late in ((4, 0), (7, 1)):
        with december(day):
            assert queries.overview(post.organisation_id).counts["late"] == late


def test_usual_is_said_of_what_has_happened_often_enough_and_of_nothing_else(client):
    force = Force()
    for _ in range(CASES_AT_LEAST):
        with december(1):
            post = factories.sent(force.constable)
        with december(2):
            factories.decided(post, Verdict.APPROVE)
    with december(10):
        post = factories.sent(force.constable)
        other = factories.sent(force.constable, "learning")
        client.sign_in(force.constable)
        shown = client.get(f"/submissions/{post.reference}").text
        assert "has it now and usually answers within 1 working day, in nine cases out of ten." in shown
        shown = client.get(f"/submissions/{other.reference}").text
        assert "has it now, with 3 working days to answer." in shown
        assert "usually" not in shown


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sharing": "policing"}, "All of policing and its partners here can read it."),
        ({"sharing": "region"}, "It was meant for a region, and"),
        ({"sharing": "unit"}, "and the units below it, can read it."),
        ({"sharing": "force"}, "can read it."),
    ],
)
def test_the_last_decider_reads_who_can_read_it_now(client, changes, said):
    force = Force()
    with transaction():
        force.organisation.region = ""
    post = factories.decided(factories.sent(force.constable, **changes), Verdict.APPROVE)
    client.sign_in(force.lead)
    client.submit(address(post), verdict="approve", do="decide")
    shown = client.get("/queue").text
    assert said in shown
    assert f'<a href="/library/{post.reference}">{post.title}</a>' in shown
