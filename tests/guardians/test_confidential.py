"""The whole way of a confidential post: written, decided on, opened by two or by consent, told, destroyed."""

import re

import pytest
from sqlalchemy import func, select

from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.journal import Entry
from portal.guardians import actions, queries
from portal.guardians.models import Opening, SealedIdentity
from portal.people.actions import end
from portal.people.models import Person
from portal.submissions.models import Submission
from portal.submissions.rules import author_shown_to
from tests.client import Client
from tests.factories import decided
from tests.guardians.conftest import ANSWER, FIRST, REASON, SECOND, Confident, catch_up


def another(client: Client, person: Person) -> Client:
    """Another browser, in which somebody else is signed in."""
    made = client.application.test_client()
    assert isinstance(made, Client)
    return made.sign_in(person)


def asked(client: Client, confident: Confident, reference: str, then: str = "guardian") -> str:
    """The first guardian asks. Returns the address of the request."""
    page = f"/guardian/posts/{reference}"
    answer = client.sign_in(confident.guardian).submit(page, ground="safeguarding", reason=REASON, then=then)
    assert answer.status_code == 302, answer.text
    return answer.location


def test_two_guardians_together_read_who_wrote_it_and_the_author_is_told(
    confident: Confident, client: Client
):
    code, post = confident.arrived(client)
    author, reference = confident.author, post.reference
    assert post.confidential
    assert author_shown_to(confident.desk.force.lead, post).words.startswith("Confidential author, called ")
    there = asked(client, confident, reference)
    catch_up()

    second = another(client, confident.second)
    assert "asks a second guardian" in second.get("/notices").text
    answered = second.submit(f"{there}/answer", page=there, answer=ANSWER, password=SECOND, then="agree")
    assert answered.status_code == 302, answered.text
    assert author.name not in second.get(there).text

    shown = client.submit(f"{there}/read", page=there, password=FIRST)
    assert shown.status_code == 200
    assert author.name in shown.text
    assert author.email in shown.text
    again = client.get(there)
    assert author.name not in again.text
    assert "The name was read" in again.text

    catch_up()
    own = confident.desk.client().own(code).text
    first, lasting = "a guardian, has read who you are, on ", "Whoever else would read it has to ask again."
    for told in (
        first,
        "Why: somebody may come to harm.",
        "A second guardian agreed",
        REASON,
        ANSWER,
        lasting,
    ):
        assert told in own, told


def test_the_record_says_who_when_and_why_and_never_the_name(confident: Confident, client: Client):
    _code, post = confident.arrived(client)
    there = asked(client, confident, post.reference)
    second = another(client, confident.second)
    second.submit(f"{there}/answer", page=there, answer=ANSWER, password=SECOND, then="agree")
    client.submit(f"{there}/read", page=there, password=FIRST)
    rows = session.scalars(
        select(Entry).where(Entry.event.startswith("identity.")).order_by(Entry.sequence)
    ).all()
    assert [row.event for row in rows] == ["identity.asked", "identity.approved", "identity.opened"]
    assert [row.by_id for row in rows] == [confident.guardian.id, confident.second.id, confident.guardian.id]
    assert rows[0].facts["reason"] == REASON
    assert rows[1].facts["answer"] == ANSWER
    for row in rows:
        assert confident.author.name not in str(row.facts)
        assert confident.author.email not in str(row.facts)
    trail = another(client, confident.desk.force.administrator).get("/admin/audit")
    assert confident.guardian.name in trail.text
    assert "Read who wrote it" in trail.text


def test_a_second_guardian_who_says_no_opens_nothing_and_the_author_is_told(
    confident: Confident, client: Client
):
    code, post = confident.arrived(client)
    there = asked(client, confident, post.reference)
    second = another(client, confident.second)
    second.submit(
        f"{there}/answer", page=there, answer="Professional standards can ask by code.", then="refuse"
    )
    read = client.post(f"{there}/read", data={"csrf_token": _token(client), "password": FIRST})
    assert read.status_code == 409
    assert "refused, and the author is told" in client.get(there).text
    catch_up()
    assert "A second guardian did not agree" in confident.desk.client().own(code).text


def test_whoever_asked_cannot_answer_themselves(confident: Confident, client: Client):
    _code, post = confident.arrived(client)
    there = asked(client, confident, post.reference)
    data = {"csrf_token": _token(client), "answer": ANSWER, "password": FIRST, "then": "agree"}
    assert client.post(f"{there}/answer", data=data).status_code == 403
    assert session.scalars(select(Opening.state)).one() == "waiting"


def test_a_wrong_passphrase_opens_nothing_and_says_so(confident: Confident, client: Client):
    _code, post = confident.arrived(client)
    there = asked(client, confident, post.reference)
    second = another(client, confident.second)
    wrong = second.submit(f"{there}/answer", page=there, answer=ANSWER, password=FIRST, then="agree")
    assert wrong.status_code == 409
    assert "not the passphrase of this key" in wrong.text
    assert FIRST not in wrong.text
    second.submit(f"{there}/answer", page=there, answer=ANSWER, password=SECOND, then="agree")
    assert client.submit(f"{there}/read", page=there, password=SECOND).status_code == 409
    assert client.submit(f"{there}/read", page=there, password=FIRST).status_code == 200


def test_the_same_answer_sent_twice_is_given_once(confident: Confident, client: Client):
    _code, post = confident.arrived(client)
    there = asked(client, confident, post.reference)
    second = another(client, confident.second)
    shown = second.get(there)
    said = {"answer": ANSWER, "password": SECOND, "then": "agree"}
    first, again = (second.send(shown, f"{there}/answer", **said) for _ in range(2))
    assert (first.status_code, again.status_code) == (302, 302)
    assert session.scalar(select(func.count()).where(Entry.event == "identity.approved")) == 1


def test_without_the_token_of_the_form_nothing_happens(confident: Confident, client: Client):
    _code, post = confident.arrived(client)
    there = asked(client, confident, post.reference)
    second = another(client, confident.second)
    sent = second.post(f"{there}/answer", data={"answer": ANSWER, "password": SECOND, "then": "agree"})
    assert sent.status_code == 400
    assert session.scalars(select(Opening.state)).one() == "waiting"


def test_with_the_author_s_consent_the_guardian_who_asked_reads_it_alone(
    confident: Confident, client: Client
):
    code, post = confident.arrived(client)
    there = asked(client, confident, post.reference, then="author")
    catch_up()
    desk = confident.desk.client()
    own = desk.own(code)
    assert "May a guardian read who you are?" in own.text
    assert REASON in own.text
    opening = there.rpartition("/")[2]
    kept = desk.post("/anonymous/receipt/consent", data={"code": code, "question": opening, "then": "agree"})
    assert "You agree. That is passed on" in kept.text
    assert "May a guardian read" not in kept.text
    catch_up()
    shown = client.submit(f"{there}/read", page=there, password=FIRST)
    assert confident.author.name in shown.text
    assert "You agreed that Gwen Guardian reads" in desk.own(code).text


def test_an_author_who_says_no_stays_sealed(confident: Confident, client: Client):
    code, post = confident.arrived(client)
    there = asked(client, confident, post.reference, then="author")
    catch_up()
    desk, opening = confident.desk.client(), there.rpartition("/")[2]
    desk.post("/anonymous/receipt/consent", data={"code": code, "question": opening, "then": "no"})
    catch_up()
    assert "The author said no" in client.get(there).text
    again = desk.post("/anonymous/receipt/consent", data={"code": code, "question": opening, "then": "agree"})
    assert "Nobody asks that any more" in again.text


@pytest.mark.parametrize("role", ["lead", "administrator", "data_officer", "sergeant", "constable"])
def test_nobody_else_learns_that_there_is_such_a_page(confident: Confident, client: Client, role: str):
    _code, post = confident.arrived(client)
    there = asked(client, confident, post.reference)
    other = another(client, getattr(confident.desk.force, role))
    assert other.get(f"/guardian/posts/{post.reference}").status_code == 404
    assert other.get(there).status_code == 404
    assert other.get("/guardian").status_code == 403


def test_a_guardian_who_decides_on_the_post_or_stands_in_it_does_not_open_it(
    confident: Confident, client: Client
):
    _code, post = confident.arrived(client)
    with transaction():
        step = ways.open_step(session.get_one(Submission, post.id))
        assert step is not None
        step.holder = session.get_one(Person, confident.second.id)
        step.handed_on = True
    client.sign_in(confident.second)
    assert client.get(f"/guardian/posts/{post.reference}").status_code == 404
    first = another(client, confident.guardian)
    shown = first.get(f"/guardian/posts/{post.reference}")
    assert "No second guardian can answer here" in shown.text
    refused = first.submit(f"/guardian/posts/{post.reference}", ground="law", reason=REASON, then="guardian")
    assert refused.status_code == 409
    with transaction():
        session.get_one(Submission, post.id).body = "Sgt Guardian looked on."
    assert first.get(f"/guardian/posts/{post.reference}").status_code == 404


def test_a_guardian_who_has_read_the_name_never_decides_on_the_post(confident: Confident, client: Client):
    _code, post = confident.arrived(client)
    there = asked(client, confident, post.reference)
    second = another(client, confident.second)
    second.submit(f"{there}/answer", page=there, answer=ANSWER, password=SECOND, then="agree")
    client.submit(f"{there}/read", page=there, password=FIRST)
    step = ways.open_step(session.get_one(Submission, post.id))
    assert step is not None
    guardian = session.get_one(Person, confident.guardian.id)
    with pytest.raises(Refused, match="cannot decide on this"), transaction():
        authorisation.hand_on(step, guardian, by=confident.desk.force.administrator)
    assert "The name was read" in client.get(there).text


def test_a_guardian_who_left_can_open_nothing_and_one_alone_is_no_two(confident: Confident, client: Client):
    _code, post = confident.arrived(client)
    reference = post.reference
    with transaction():
        by = session.get_one(Person, confident.desk.force.administrator.id)
        end(session.get_one(Person, confident.second.id), by=by)
    catch_up()
    client.sign_in(confident.guardian)
    assert "No second guardian can answer here" in client.get(f"/guardian/posts/{reference}").text
    assert "No confidential posts are taken just now" in client.get("/guardian").text
    author = another(client, confident.author)
    page = author.get("/account/confidential").text
    assert "takes no confidential posts just now" in page
    assert 'name="envelope"' not in page


def test_the_name_is_destroyed_at_closure_when_the_author_asked(confident: Confident, client: Client):
    code, post = confident.arrived(client, **{"look-destroy": "y"})
    there = asked(client, confident, post.reference)
    decided(session.get_one(Submission, post.id), Verdict.DECLINE)
    catch_up()
    catch_up()
    assert session.scalar(select(func.count()).select_from(SealedIdentity)) == 0
    assert session.scalars(select(Opening.state)).one() == "ended"
    assert "destroyed before it was read" in client.get(there).text
    own = confident.desk.client().own(code).text
    assert "Your name was destroyed" in own
    assert "It has been destroyed" in own
    found = session.get_one(Submission, post.id)
    assert author_shown_to(confident.desk.force.lead, found).words.startswith("Confidential author, called ")


def test_else_it_is_destroyed_a_year_after(confident: Confident, client: Client):
    _code, post = confident.arrived(client)
    with transaction():
        authorisation.withdraw_from_desk(session.get_one(Submission, post.id))
    catch_up()
    kept = select(func.count()).select_from(SealedIdentity)
    with clock.later(days=364):
        actions.destroy_due()
        assert session.scalar(kept) == 1
    with clock.later(days=365):
        actions.destroy_due()
        assert session.scalar(kept) == 0
    assert queries.confidence(post.reference) is not None


def _token(client: Client) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/account").text)
    assert found is not None
    return found[1]
