"""The pages of those who decide, as each role meets them."""

import pytest

from portal.authorisation import actions, queries
from portal.authorisation.rules import Verdict
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.reactions import REACTIONS
from portal.submissions import actions as posts
from portal.submissions.actions import Content
from portal.submissions.models import Submission
from tests import factories
from tests.factories import Force
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("db")

WHY = "Say where it was tried, and for how long."


@pytest.fixture
def force(app):
    return Force()


def again(post):
    """The post as it is now: each request ends the session in which a test loaded it."""
    return session.get_one(Submission, post.id)


def address(post):
    return f"/steps/{queries.open_step(post).reference}"


def test_a_queue_without_posts_says_so(client, force):
    assert "Nothing waits for you." in client.sign_in(force.constable).get("/queue").text


def test_the_queue_shows_what_is_late(client, force):
    with clock.later(days=-10):
        factories.sent(force.constable, title="Batteries swapped at handover")
    shown = client.sign_in(force.sergeant).get("/queue").text
    assert "Batteries swapped at handover" in shown
    assert "days late" in shown
    assert "data-keys" in shown


def test_a_decider_clears_three_and_each_leads_to_the_next(client, force):
    for title in ("First", "Second", "Third"):
        factories.sent(force.constable, title=title)
    client.sign_in(force.sergeant)
    place = f"/steps/{queries.waiting_for(force.sergeant)[0].reference}"
    for _ in range(3):
        answer = client.submit(place, verdict="approve", do="decide")
        assert answer.status_code == 302
        place = answer.location
        assert "Lena Lead has it now, until" in client.get(place).text
    assert place == "/queue"


def test_what_the_author_will_read_is_shown_before_it_is_decided(client, force):
    post = factories.sent(force.constable)
    client.sign_in(force.sergeant)
    shown = client.submit(address(post), verdict="return", reason=WHY, do="preview")
    assert shown.status_code == 200
    assert "Sam Sergeant asks for a change." in shown.text
    assert "It comes straight back to Sam Sergeant." in shown.text
    assert again(post).status == "waiting"


def test_a_refusal_without_a_reason_keeps_the_page_and_says_what_is_missing(client, force):
    post = factories.sent(force.constable)
    client.sign_in(force.sergeant)
    shown = client.submit(address(post), verdict="decline", reason="No.", do="decide")
    assert shown.status_code == 422
    assert "Choose the reason that comes closest." in shown.text
    assert "They read exactly these words." in shown.text
    assert "No.</textarea>" in shown.text


def test_whoever_is_too_late_is_told_who_decided_and_keeps_their_words(client, force):
    post = factories.sent(force.constable)
    client.sign_in(force.sergeant)
    place = address(post)
    page = client.get(place)
    factories.decided(again(post), Verdict.APPROVE)
    late = client.send(page, place, verdict="return", reason=WHY, do="decide")
    assert late.status_code == 409
    assert "already decided by Sam Sergeant at" in late.text
    assert WHY in late.text


def test_a_text_that_changed_meanwhile_is_read_again_before_it_is_decided(client, force):
    post = factories.sent(force.constable)
    client.sign_in(force.sergeant)
    place = address(post)
    page = client.get(place)
    factories.decided(again(post), Verdict.RETURN)
    with transaction():
        mine = again(post)
        posts.save(mine, Content(body="Nine minutes, not twenty."), seen=mine.version, by=mine.author)
        actions.send(mine, by=mine.author)
    old = client.send(page, place, verdict="approve", reason="Good, thank you.", do="decide")
    assert old.status_code == 409
    assert "The text was changed since you opened it" in old.text
    assert "Good, thank you." in old.text
    assert "What changed since you asked for a change" in old.text
    assert client.send(old, place, verdict="approve", do="decide").status_code == 302


def test_the_last_decider_is_asked_for_the_summary_that_the_author_did_not_give(client, force):
    post = factories.sent(force.constable, summary="")
    factories.decided(again(post), Verdict.APPROVE)
    client.sign_in(force.lead)
    shown = client.get(address(post)).text
    assert "Handover in the corridor takes twenty minutes, and half of it is lost.</textarea>" in shown
    empty = client.submit(address(post), verdict="approve", summary="", do="decide")
    assert empty.status_code == 409
    assert "Sum it up" in empty.text
    told = "summed it up, as you had left that to them: “A quiet room.” Readers see that it is not yours."
    looked = client.submit(address(post), verdict="approve", summary="A quiet room.", do="preview")
    assert f"Lena Lead {told}" in looked.text
    assert (
        client.submit(address(post), verdict="approve", summary="A quiet room.", do="decide").status_code
        == 302
    )
    assert (again(post).status, again(post).summary) == ("published", "A quiet room.")
    journal.catch_up(REACTIONS)
    client.sign_in(force.constable)
    mine = client.get(f"/submissions/{post.reference}").text
    assert "Its summary is not yours" in mine
    assert "Lena Lead summed it up" in " ".join(mine.split())
    assert "Summed up by whoever approved it" in client.get(f"/library/{post.reference}").text


def test_a_step_is_handed_to_a_colleague_and_taken_by_a_lead(client, force):
    post = factories.sent(force.constable)
    client.sign_in(force.sergeant)
    place = f"{address(post)}/hand-on"
    assert client.submit(place, to=force.inspector.reference, reason="").status_code == 302
    assert again(post).holder_id == force.inspector.id
    client.submit("/sign-out", page="/queue")
    client.sign_in(force.lead)
    page = client.get(address(post))
    assert client.send(page, f"{address(post)}/take").status_code == 302
    assert again(post).holder_id == force.lead.id


PLACES = ("/queue", "/triage", "/admin/routes", "{step}", "{step}/hand-on", "{route}")
DOORS = {
    "constable": (200, 403, 403, 403, 403, 404),
    "sergeant": (200, 403, 403, 200, 200, 404),
    "inspector": (200, 403, 403, 404, 404, 404),
    "lead": (200, 200, 403, 200, 200, 404),
    "data_officer": (200, 403, 403, 404, 404, 404),
    "administrator": (200, 403, 200, 403, 200, 200),
}


@pytest.mark.parametrize(("who", "answers"), DOORS.items())
def test_each_role_meets_its_doors(client, force, who, answers):
    post = factories.sent(force.constable)
    with transaction():
        draft = actions.begin_draft(force.organisation, by=force.administrator)
    route = f"/admin/routes/{draft.reference}"
    client.sign_in(getattr(force, who))
    places = [place.format(step=address(post), route=route) for place in PLACES]
    assert tuple(client.get(place).status_code for place in places) == answers
    stranger = Force()
    client.submit("/sign-out", page="/queue")
    client.sign_in(getattr(stranger, who))
    assert [client.get(place).status_code for place in places[3:]] == [404, 404, 404]


def test_nobody_who_is_not_asked_decides(client, force):
    post = factories.sent(force.constable)
    place = address(post)
    for person, status in ((force.constable, 403), (force.lead, 403), (force.inspector, 404)):
        client.sign_in(person)
        page = client.get("/account") if client.get("/account").status_code == 200 else client.get("/queue")
        assert (
            client.send(page, place, verdict="approve", version=post.version, do="decide").status_code
            == status
        )
        client.submit("/sign-out", page="/queue")
    assert queries.open_step(post).verdicts == []


def test_an_administrator_hands_on_without_reading(client, force):
    post = factories.sent(force.constable, title="What nobody else should read")
    client.sign_in(force.administrator)
    shown = client.get(f"{address(post)}/hand-on")
    assert "What nobody else should read" not in shown.text
    client.send(shown, f"{address(post)}/hand-on", to=force.inspector.reference, reason="")
    assert again(post).holder_id == force.inspector.id


def count_queries(client, place):
    """How many statements a page asks of the database."""
    with statements(session.get_bind().engine) as asked:
        answer = client.get(place)
    assert answer.status_code == 200
    return len(asked)


def filled(posts_of_each):
    """A force with so many posts that wait for its lead, that wait for others, and that are back."""
    force = Force()
    for _ in range(posts_of_each):
        factories.decided(factories.sent(force.colleague), Verdict.APPROVE)
        factories.decided(factories.sent(force.constable, "learning"), Verdict.RETURN)
        factories.sent(force.sergeant)
    return force.lead


def test_the_lists_ask_no_more_of_the_database_when_they_are_long(client):
    counts = []
    for lead in (filled(1), filled(8)):
        client.sign_in(lead)
        client.get("/queue")
        counts.append([count_queries(client, place) for place in ("/queue", "/triage")])
        client.submit("/sign-out", page="/queue")
    assert counts[0] == counts[1]


def test_a_lead_narrows_down_takes_and_hands_on(client, force):
    first = factories.sent(force.constable, title="Batteries")
    second = factories.sent(force.constable, "learning", title="Outreach")
    factories.sent(Force().constable, title="Of another force")
    client.sign_in(force.lead)
    everything = client.get("/triage").text
    assert "Batteries" in everything
    assert "Outreach" in everything
    assert "Of another force" not in everything
    only = client.get("/triage?kind=learning&sort=title&page=99&holder=nobody&text=").text
    assert "Outreach" in only
    assert "Batteries" not in only
    assert "No post is like that." in client.get("/triage?text=zzz%25_&state=waiting").text
    page = client.get("/triage")
    client.send(page, "/triage", chosen=[first.reference, second.reference], do="take")
    assert {again(first).holder_id, again(second).holder_id} == {force.lead.id}
    page = client.get("/triage?kind=idea")
    answer = client.send(page, "/triage", chosen=first.reference, to=force.inspector.reference, do="hand-on")
    assert answer.location == "/triage?kind=idea"
    assert again(first).holder_id == force.inspector.id


def test_what_is_wrong_with_a_choice_is_said_beside_it_and_the_choice_is_kept(client, force):
    post = factories.sent(force.constable, title="Batteries")
    client.sign_in(force.lead)
    none = client.send(client.get("/triage?kind=idea"), "/triage", do="take")
    assert none.status_code == 422
    assert none.text.count("Choose the posts first: tick the box before each.") == 2
    nobody = client.send(client.get("/triage?kind=idea"), "/triage", chosen=post.reference, do="hand-on")
    assert nobody.status_code == 422
    assert 'id="to-error"' in nobody.text
    assert f'value="{post.reference}" form="bulk" checked' in nobody.text
    assert client.send(nobody, "/triage", chosen=post.reference, do="take").location == "/triage?kind=idea"


ODD = (
    "page=-1",
    "page=abc",
    "sort=password_hash",
    "state=draft'--",
    "holder=%00",
    "text=%00",
    "kind[]=idea",
    "stage=" + "x" * 3000,
)


@pytest.mark.parametrize("query", ODD)
def test_odd_addresses_of_the_workspace_are_answered(client, force, query):
    assert client.sign_in(force.lead).get(f"/triage?{query}").status_code == 200
