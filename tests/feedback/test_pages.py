"""What readers say of a post, what is asked and answered, and what the lead keeps."""

import pytest
from lxml import html
from sqlalchemy import select, update

from portal.feedback import actions, queries
from portal.feedback.models import Outcome, Question, Use
from portal.feedback.rules import OutcomeState, UseKind
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.library.search.bound import engine
from portal.people.models import Person
from portal.submissions.models import Submission
from tests import factories
from tests.client import Client
from tests.library import settle


@pytest.fixture
def force(db: None) -> factories.Force:
    engine().rebuild(())
    return factories.Force("Northmoor Police")


@pytest.fixture
def reference(force: factories.Force) -> str:
    found = factories.published(force.constable).reference
    settle()
    return found


def events() -> list[str]:
    return list(session.scalars(select(journal.Entry.event).order_by(journal.Entry.sequence)))


def test_a_reader_says_it_was_of_use_and_takes_it_back(
    client: Client, force: factories.Force, reference: str
) -> None:
    stranger = factories.Force().constable
    client.sign_in(force.colleague)
    address = f"/library/{reference}/response"
    assert client.send(client.get(f"/library/{reference}"), address, kind="used").status_code == 302
    (use,) = session.scalars(select(Use))
    assert (use.kind, use.organisation_id) == ("used", force.organisation.id)
    page = client.get(f"/library/{reference}")
    assert "Used by Northmoor Police" in page.text
    for reader in (force.colleague, force.constable, force.lead, stranger):
        other = client.application.test_client()
        other.sign_in(reader)
        shown = html.document_fromstring(other.get(f"/library/{reference}").text).xpath("string(//main)")
        assert "Northmoor Police" in shown
        assert "Colin Colleague" not in shown, "the organisation is named, as it says before pressing"
    assert client.send(page, address, kind="used").status_code == 302
    assert list(session.scalars(select(Use))) == []
    assert events()[-2:] == ["post.used", "post.response_taken_back"]


def test_whoever_used_it_says_in_a_sentence_what_for(
    client: Client, force: factories.Force, reference: str
) -> None:
    client.sign_in(force.colleague)
    address = f"/library/{reference}/response"
    assert "What did you use it for?" not in client.get(f"/library/{reference}").text
    client.send(client.get(f"/library/{reference}"), address, kind="used")
    page = client.get(f"/library/{reference}")
    assert "What did you use it for?" in page.text
    client.send(page, address, kind="used", reason=" ")
    assert [use.reason for use in session.scalars(select(Use))] == [""], "sent empty, it is not taken back"
    client.send(
        page, address, kind="used", reason="The handover room at Harbour Street.", idempotency_key="2"
    )
    client.send(
        page, address, kind="used", reason="The handover room at Harbour Street.", idempotency_key="3"
    )
    assert "The handover room at Harbour Street." in client.get(f"/library/{reference}").text
    (use,) = session.scalars(select(Use))
    assert use.reason == "The handover room at Harbour Street."


def test_what_came_of_it_is_said_in_the_words_of_its_kind(client: Client, force: factories.Force) -> None:
    case = factories.published(force.constable, "impact-case").reference
    idea = factories.published(force.constable).reference
    settle()
    client.sign_in(force.lead)
    shown = {}
    for reference in (case, idea):
        page = f"/library/{reference}"
        asked = client.get(f"{page}/outcome").text
        client.submit(f"{page}/outcome", state="done", result="mixed", note="")
        settle()
        client.get(page)
        shown[reference] = asked, client.get(page).text, client.get(f"/submissions/{reference}").text
    assert all("Partly overcome" in text or "partly overcome" in text for text in shown[case])
    assert all("Mixed" in text or "mixed" in text for text in shown[idea])
    assert not any("artly overcome" in text for text in shown[idea])
    assert "Mixed, or partly overcome" in client.get("/library").text


def test_a_double_click_says_it_once(client: Client, force: factories.Force, reference: str) -> None:
    client.sign_in(force.colleague)
    page = client.get(f"/library/{reference}")
    for _ in range(2):
        assert client.send(page, f"/library/{reference}/response", kind="useful").status_code == 302
    assert len(list(session.scalars(select(Use)))) == 1


def test_a_misfit_needs_its_reason_beside_the_field(
    client: Client, force: factories.Force, reference: str
) -> None:
    client.sign_in(force.colleague)
    address = f"/library/{reference}/response"
    empty = client.submit(address, kind="did_not_fit", reason="")
    assert empty.status_code == 409
    assert "Say in a sentence why it did not fit" in empty.text
    assert client.submit(address, kind="did_not_fit", reason="We have no front office.").status_code == 302
    assert "We have no front office." in client.get(f"/library/{reference}").text
    assert client.submit(address, kind="nonsense").status_code == 200
    assert len(list(session.scalars(select(Use)))) == 1


def test_the_lead_keeps_what_became_of_it(client: Client, force: factories.Force, reference: str) -> None:
    client.sign_in(force.lead)
    address = f"/library/{reference}/outcome"
    refused = client.submit(address, state="stopped", result="did_not", note="")
    assert refused.status_code == 409
    assert "Tell the author why" in refused.text
    assert client.submit(address, state="done", result="worked", note="Nine minutes now.").status_code == 302
    settle()
    text = client.get(f"/library/{reference}").text
    assert "Nine minutes now." in text
    assert client.submit(address, state="nonsense").status_code == 422
    assert [outcome.state for outcome in session.scalars(select(Outcome))] == ["done"]


def test_a_question_is_asked_and_answered(client: Client, force: factories.Force, reference: str) -> None:
    client.sign_in(force.colleague)
    assert client.submit(f"/library/{reference}/questions", question=" ").status_code == 409
    assert client.submit(f"/library/{reference}/questions", question="Who pays?").status_code == 302
    question = session.scalars(select(Question)).one().reference
    address = f"/library/{reference}/questions/{question}/answer"
    assert client.get(address).status_code == 403
    client.delete_cookie("portal")
    client.sign_in(force.constable)
    assert client.submit(address, answer="The front office does.").status_code == 302
    text = client.get(f"/library/{reference}").text
    assert text.index("Who pays?") < text.index("The front office does.")
    entry = session.scalars(select(journal.Entry).order_by(journal.Entry.sequence.desc()).limit(1)).one()
    assert entry.event == "question.answered"
    assert entry.facts["asked_by"] == str(force.colleague.id)


def test_doors(client: Client, force: factories.Force, reference: str) -> None:
    narrow = factories.published(session.get_one(Person, force.constable.id), sharing="force").reference
    with transaction():
        post = session.scalars(select(Submission).where(Submission.reference == reference)).one()
        asked = actions.ask(post, "Who pays?", by=session.get_one(Person, force.colleague.id)).reference
    elsewhere = factories.Force()
    settle()
    expected = {  # of: the author, a reader, the lead, another force's lead
        f"/library/{reference}/response": (403, 200, 200, 200),
        f"/library/{reference}/questions": (403, 200, 200, 200),
        f"/library/{reference}/outcome": (403, 403, 200, 403),
        f"/library/{reference}/questions/{asked}/answer": (200, 403, 200, 403),
        f"/library/{reference}/questions/zzzzzzzz/answer": (404, 404, 404, 404),
        f"/library/{narrow}/response": (403, 200, 200, 404),
        f"/library/{narrow}/questions": (403, 200, 200, 404),
        f"/library/{narrow}/outcome": (403, 403, 200, 404),
    }
    for place, person in enumerate((force.constable, force.colleague, force.lead, elsewhere.lead)):
        client.delete_cookie("portal")
        client.sign_in(person)
        for address, answers in expected.items():
            assert client.get(address).status_code == answers[place], (person.name, address)


def test_of_an_anonymous_post_nothing_is_kept_finer_than_a_day(force: factories.Force) -> None:
    post = factories.published(force.constable)
    with transaction():
        session.execute(
            update(Submission).where(Submission.id == post.id).values(author_id=None, desk_key="a-key")
        )
    session.refresh(post)
    with transaction():
        question = actions.ask(post, "How many?", by=force.colleague)
        given = actions.answer_from_desk(question, "Nine.")
        actions.keep_outcome(post, OutcomeState.PLANNED, None, "", by=force.lead)
        actions.keep_outcome(post, OutcomeState.UNDER_WAY, None, "", by=force.lead)
        actions.respond(post, UseKind.USEFUL, "", by=force.colleague)
    midnight = clock.midnight()
    assert (given.by_id, given.answered_at, question.asked_at) == (None, midnight, midnight)
    since = [
        entry
        for entry in journal.entries_about(post)
        if entry.event.split(".")[0] in {"question", "outcome", "post"}
    ]
    assert len(since) == 5
    assert {entry.at for entry in since} == {midnight}
    about = queries.about(post)
    assert about.outcome is not None
    assert about.outcome.state == "under_way"
    assert len(about.outcomes) == 1


def test_a_named_author_does_not_answer_through_the_desk(force: factories.Force) -> None:
    post = factories.published(force.constable)
    with transaction():
        question = actions.ask(post, "How many?", by=force.colleague)
        with pytest.raises(Refused, match="under their name"):
            actions.answer_from_desk(question, "Nine.")
    assert question.answers == []
