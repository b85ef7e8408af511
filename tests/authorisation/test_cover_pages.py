"""The pages of cover: who decides in whose place, and what somebody should not decide."""

from datetime import timedelta

import pytest

from portal.authorisation import queries
from portal.authorisation.actions import set_off
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.people.models import Delegation, Person
from portal.submissions.models import Submission
from tests import factories
from tests.client import Client
from tests.factories import Force

pytestmark = pytest.mark.usefixtures("db")


def days(first=0, last=7):
    today = clock.today()
    spoken = [(today + timedelta(days=many)).isoformat() for many in (first, last)]
    return {"first_day": spoken[0], "last_day": spoken[1]}


def conflict_page(post):
    return f"/steps/{queries.open_step(post).reference}/conflict"


def test_somebody_gives_away_what_comes_to_them_and_takes_it_back(client: Client):
    force = Force()
    client.sign_in(force.sergeant)
    assert "Let a colleague decide for some days" in client.get("/account/away").text
    wrong = client.submit("/account/cover", to=force.sergeant.reference, **days())
    assert wrong.status_code != 302
    nobody = client.submit("/account/cover", **days())
    assert "Choose a colleague." in nobody.text
    nothing = client.submit("/account/cover", reason="A course.").text
    for words in ("Choose a colleague.", "Give the first day.", "Give the last day.", "A course."):
        assert words in nothing, "what is missing is said together, and what was typed is kept"
    done = client.submit("/account/cover", to=force.colleague.reference, route="Ideas", **days())
    assert done.status_code == 302
    text = client.get("/account/cover").text
    assert "Colin Colleague, from" in text
    assert "Only “Ideas”." in text
    end = f"/delegations/{session.query(Delegation).one().reference}/end"
    post = factories.sent(force.constable)
    assert post.holder_id == force.colleague.id
    client.sign_in(force.colleague)
    assert "Sam Sergeant, from" in client.get("/account/cover").text
    assert client.submit(end, page="/account/cover").status_code == 404
    client.sign_in(force.sergeant)
    ended = client.submit(end, page="/account/cover")
    assert ended.status_code == 302
    assert session.query(Delegation).count() == 0


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("sergeant", 200),
        ("inspector", 200),  # heads the unit above
        ("lead", 200),
        ("administrator", 200),
        ("colleague", 404),
        ("data_officer", 404),
    ],
)
def test_who_gives_away_what_comes_to_a_constable(client: Client, who, status):
    force = Force()
    client.sign_in(getattr(force, who))
    address = f"/people/{force.constable.reference}/cover"
    assert client.get(address).status_code == status
    if status == 200:
        without = client.submit(address, to=force.colleague.reference, **days())
        assert "in a few words why" in without.text
        said = client.submit(address, to_email=force.colleague.email, reason="On a course", **days())
        assert said.status_code == 302


def test_whoever_is_asked_says_that_they_should_not_decide(client: Client):
    force = Force()
    post = factories.sent(force.constable)
    address, step = conflict_page(post), queries.open_step(post).reference
    for outsider in (force.colleague, force.constable, force.inspector):
        client.sign_in(outsider)
        assert client.get(address).status_code in {403, 404}
    client.sign_in(force.sergeant)
    assert "I should not decide this" in client.get(f"/steps/{step}").text
    assert "Who should not decide on it" not in client.get(address).text
    assert "in a few words why" in client.submit(address, reason="").text
    assert client.submit(address, reason="We share a house.").status_code == 302
    assert client.get(f"/steps/{step}").status_code == 404, "nor do they read it any more"
    client.sign_in(force.constable)
    text = client.get(f"/submissions/{post.reference}").text
    assert "Sam Sergeant asked not to decide on this." in text
    assert "share a house" not in text
    client.sign_in(force.lead)
    text = client.get(address).text
    assert "We share a house." in text
    assert (
        client.submit(address, who=force.inspector.reference, reason="They live there too.").status_code
        == 302
    )
    assert session.get_one(Submission, post.id).holder_id == force.administrator.id, (
        "nobody names and then decides"
    )


def test_of_an_anonymous_post_no_reason_is_asked_and_nobody_reads_who_it_was(client: Client):
    force = Force()
    with transaction():
        post = factories.draft(force.constable)
        post.desk_key, post.author, post.author_id, post.holder_id = "a" * 32, None, None, None
        set_off(post, by_id=None, from_desk="a" * 32)
    address, holder = conflict_page(post), session.get_one(Person, post.holder_id)
    client.sign_in(holder)
    page = client.get(address).text
    assert "no reason is asked and none is kept" in page
    assert 'name="reason"' not in page
    assert client.submit(address).status_code == 302
    (conflict,) = queries.conflicts_of(post)
    assert conflict.reason == ""
    client.sign_in(force.lead)
    text = client.get(f"/submissions/{post.reference}").text
    assert "Somebody asked not to decide on this." in text
    assert f"{holder.name} asked" not in text
