"""Published first and reviewed after, as the four people read it: author, reviewer, lead and reader."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from flask import Flask

from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.rules import FIRST_CONFIGURATION, Verdict
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.library import actions as library
from portal.notifications import actions as notifications
from portal.notifications.models import Notice
from portal.people.models import Person
from portal.reactions import REACTIONS
from portal.submissions.models import Submission
from portal.submissions.rules import Status
from tests import factories
from tests.authorisation.test_route_pages import press
from tests.client import Client
from tests.factories import Force

REASON = "Name the unit that tried it, and say for how long it was tried."
FOLLOWS = (notifications.tell, library.refresh)
WHAT_FOLLOWS = {event: tuple(one for one in run if one in FOLLOWS) for event, run in REACTIONS.items()}


@pytest.fixture
def force(app: Flask) -> Iterator[Force]:
    with clock.at(datetime.combine(date(2026, 12, 1), time(9), UTC)):
        made = Force()
        factories.trusted(made, until=date(2027, 3, 31))
        yield made


def decide(post: Submission, verdict: Verdict, **more: Any) -> None:
    step = queries.open_step(post)
    assert step is not None
    with transaction():
        actions.decide(step, Decision(verdict, REASON, "not_now", post.version, **more), by=step.holder)


def told(person_id: int) -> list[str]:
    journal.catch_up(WHAT_FOLLOWS)
    return [one.words for one in session.query(Notice).filter_by(person_id=person_id).order_by(Notice.entry)]


def read(client: Client, person: Person, address: str) -> str:
    client.sign_in(person)
    return client.get(address).text


def test_a_card_says_what_until_when_and_by_whom(client: Client, force: Force) -> None:
    account = read(client, force.constable, "/account")
    assert "You may share ideas with your region, or fewer, without waiting, until 31 March 2027." in account
    assert "It is read after, by the innovation lead" in account
    assert "Set by Ada Administrator on Tuesday 1 December." in account
    assert "What you may share" in client.get("/share/idea").text
    assert "What you may share" not in client.get("/share/learning").text
    factories.publish(force, FIRST_CONFIGURATION)
    assert "What you may share" not in client.get("/account").text


def test_its_author_knows_before_sending_and_after(client: Client, force: Force) -> None:
    post = factories.checked_draft(force.constable)
    address = f"/submissions/{post.reference}"
    assert "It is in the library the moment you send it, and is read after." in read(
        client, force.constable, f"{address}/check"
    )
    with transaction():
        session.get_one(Submission, post.id).share_check = {}
    assert "answer the three questions about sharing with no" in client.get(f"{address}/check").text
    sent = factories.sent_on_trust(force.constable)
    shown = client.get(f"/submissions/{sent.reference}").text
    assert "on trust." in shown
    assert "Lena Lead (innovation lead) reviews it after" in shown
    assert "You hear either way." in shown
    assert "Lena Lead (innovation lead) reviews it by" in client.get("/submissions").text
    decide(sent, Verdict.RETURN)
    shown = client.get(f"/submissions/{sent.reference}").text
    assert "It stays in the library as you sent it, for 5 working days at most." in shown
    assert "It stays in the library meanwhile." in client.get("/submissions").text


def test_who_reviews_is_told_what_it_is_and_can_take_it_out(client: Client, force: Force) -> None:
    post = factories.sent_on_trust(force.constable)
    journal.catch_up(WHAT_FOLLOWS)
    assert told(force.lead.id)[0].startswith("An idea is in the library on trust, and waits for your review")
    step = queries.open_step(post)
    assert step is not None
    client.sign_in(force.lead)
    shown = client.get(f"/steps/{step.reference}")
    assert "It is in the library already, on trust." in shown.text
    assert f"/library/{post.reference}" in shown.text
    assert "In the library, on trust" in client.get("/queue").text
    assert "In the library, on trust" in client.get("/triage").text
    address, answer = f"/steps/{step.reference}", {"verdict": "return", "reason": REASON, "take_out": "y"}
    preview = client.submit(address, do="preview", **answer)
    assert "Until somebody has approved it, it is not in the library." in preview.text
    client.submit(address, do="decide", **answer)
    session.expire_all()
    post = session.get_one(Submission, post.id)
    assert (post.status, post.on_trust) == (Status.RETURNED, False)
    assert client.get(f"/library/{post.reference}").status_code == 404


def test_readers_see_that_nobody_has_reviewed_it_yet_and_then_that_somebody_has(
    client: Client, force: Force
) -> None:
    post, author_id = factories.sent_on_trust(force.constable), force.constable.id
    journal.catch_up(WHAT_FOLLOWS)
    item = f"/library/{post.reference}"
    shown = read(client, force.colleague, item)
    assert "Nobody has reviewed it yet: Lena Lead does, by" in shown
    listed = client.get("/library").text
    assert post.title in listed
    assert ", not reviewed yet" in listed
    decide(post, Verdict.APPROVE)
    journal.catch_up(WHAT_FOLLOWS)
    assert ", not reviewed yet" not in client.get("/library").text
    assert ", and reviewed on Tuesday 1 December." in client.get(item).text
    assert told(author_id)[-1].endswith("It stays in the library")


def test_a_reader_elsewhere_is_not_told_who_reviews_it(client: Client, force: Force) -> None:
    post = factories.sent_on_trust(force.constable, sharing="region")
    journal.catch_up(WHAT_FOLLOWS)
    elsewhere = factories.person(factories.unit("Team", factories.organisation()))
    shown = read(client, elsewhere, f"/library/{post.reference}")
    assert "somebody there (innovation lead) does" in shown
    assert "Lena" not in shown


def test_what_is_being_changed_is_read_as_it_was_sent(client: Client, force: Force) -> None:
    post = factories.sent_on_trust(force.constable, details={"better": "A door that shuts."})
    decide(post, Verdict.RETURN)
    with transaction():
        post = session.get_one(Submission, post.id)
        post.details = {"better": "Nothing that anybody should read yet."}
        post.title = "A new title"
        post.version += 1
    journal.catch_up(WHAT_FOLLOWS)
    shown = read(client, force.colleague, f"/library/{post.reference}")
    assert "its author is making it" in shown
    assert "A quiet room" in shown
    assert "Nothing that anybody should read yet." not in shown


def test_declined_its_author_reads_that_it_is_out(client: Client, force: Force) -> None:
    post = factories.sent_on_trust(force.constable)
    decide(post, Verdict.DECLINE)
    shown = read(client, force.constable, f"/submissions/{post.reference}")
    assert "and took it out of the library" in shown
    assert "It is read before it is in the library then." in shown
    assert "list-declined" not in shown


def test_what_left_the_library_is_told_to_its_author_and_the_lead(client: Client, force: Force) -> None:
    post = factories.sent_on_trust(force.constable)
    decide(post, Verdict.RETURN)
    with clock.at(datetime.combine(date(2026, 12, 20), time(9), UTC)):
        actions.keep_time()
        assert "left the library, because it was not changed in time" in told(force.constable.id)[-1]
        assert "because its author did not change it in time" in told(force.lead.id)[-1]
        shown = read(client, force.constable, f"/submissions/{post.reference}")
        assert "Until somebody has approved it, it is not in the library." in shown


def test_an_administrator_gives_trust_with_a_day_and_without_script(client: Client, force: Force) -> None:
    factories.publish(force, FIRST_CONFIGURATION)
    client.sign_in(force.administrator)
    with transaction():
        draft = actions.begin_draft(force.organisation, by=force.administrator)
    address = f"/admin/routes/{draft.reference}"
    trusted = {"do": "adopt-trusted-publisher", "people": force.constable.name}
    assert "Say until which day you trust them." in client.submit(address, **trusted).text
    client.submit(address, **trusted, until="2027-03-31")
    sentence = "Its posts are published at once, until 31 March 2027, and reviewed after."
    assert sentence in client.get(address).text
    routes = queries.draft_of(force.organisation.id).configuration.routes
    builder = f"{address}/{next(at for at, one in enumerate(routes) if one.name == 'Trusted publisher')}"
    shown = client.get(builder)
    assert sentence in shown.text
    assert "The author sends it, and it is in the library" in shown.text
    press(client, shown, "save", builder, until="")
    assert "Say until which day" in client.get(builder).text
    press(client, client.get(builder), "save", builder, until="2027-05-31")
    session.expire_all()
    route = queries.draft_of(force.organisation.id).configuration.route("Trusted publisher")
    assert (route.publish_first, route.until) == (True, date(2027, 5, 31))
    assert route.conditions.authors == (force.constable.id,)


def test_a_lead_sees_who_publishes_first(client: Client, force: Force) -> None:
    factories.trusted(force, authors=(force.constable.id,), until=date(2027, 3, 31))
    shown = read(client, force.lead, "/triage/people")
    assert "Who publishes first" in shown
    assert "by Amina Constable" in shown
    assert "published at once, until 31 March 2027" in shown
    factories.publish(force, FIRST_CONFIGURATION)
    assert "Who publishes first" not in client.get("/triage/people").text


def test_a_rehearsal_says_what_would_be_published_at_once(client: Client, force: Force) -> None:
    factories.sent_on_trust(force.constable)
    published = queries.published(force.organisation.id)
    assert published is not None
    shown = read(client, force.administrator, f"/admin/routes/{published.reference}/rehearse")
    assert "Published at once, and reviewed after" in shown
