"""Has this been tried? What is alike, what came of it and why, while a post is typed and before it is sent."""

import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.feedback import actions as feedback
from portal.feedback.rules import OutcomeState, Result
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.library import queries
from portal.library.rules.tried import NOTHING_SAID, REASON_SHOWN, came_of_it, reason_in_list
from portal.people.actions.tokens import create_token
from portal.people.models import Person
from portal.people.rules.scopes import Scope
from portal.submissions import actions as submissions
from portal.submissions import queries as writings
from portal.submissions.models import Submission
from tests import factories
from tests.client import Client
from tests.library import settle
from tests.statements import READS_AND_WRITES, statements

WHY_DECLINED = "Two stations tried it, and nobody had the key at night."
WHY_STOPPED = "The room was needed for the cells, so it stopped in March."
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HEADING = "Before you send it: this sounds alike"


@pytest.mark.parametrize(
    ("kind", "declined", "state", "result", "own", "words"),
    [
        ("idea", True, "done", "worked", "", "Not taken forward"),
        ("idea", False, "stopped", "", "", "Stopped"),
        ("idea", False, "done", "did_not", "", "Did not work"),
        ("impact-case", False, "done", "worked", "did_not", "Overcome"),
        ("impact-case", False, "", "", "mixed", "Partly overcome, as its author saw it"),
        ("idea", False, "", "", "", NOTHING_SAID),
    ],
)
def test_what_came_of_it_in_words(
    kind: str, declined: bool, state: str, result: str, own: str, words: str
) -> None:
    assert came_of_it(kind, declined=declined, state=state, result=result, own_answer=own) == words


def test_every_state_and_result_that_can_be_kept_has_words() -> None:
    for state in OutcomeState:
        for result in ("", *Result):
            assert came_of_it("idea", declined=False, state=state, result=result, own_answer="")


def test_a_reason_is_cut_between_words_and_no_shorter_than_it_must_be() -> None:
    assert reason_in_list(" Too\n dear. ") == "Too dear."
    exact = ("word " * 60)[:REASON_SHOWN]
    assert reason_in_list(exact) == " ".join(exact.split())
    cut = reason_in_list("night " * 100)
    assert cut.endswith("night…")
    assert REASON_SHOWN - len("night ") <= len(cut) <= REASON_SHOWN
    assert reason_in_list("x" * 500) == "x" * (REASON_SHOWN - 1) + "…"


def left_as_declined(by: Person, **changes: object) -> str:
    """A post that was not taken forward, and that its author left in the library."""
    post = factories.decided(factories.sent(by, **changes), Verdict.DECLINE, WHY_DECLINED)
    with transaction():
        submissions.list_as_declined(post, True, by=by)
    return post.reference


def stopped(force: factories.Force) -> str:
    """A published post that was stopped."""
    post = factories.published(force.constable)
    with transaction():
        feedback.keep_outcome(post, OutcomeState.STOPPED, Result.MIXED, WHY_STOPPED, by=force.lead)
    return post.reference


def test_each_says_what_came_of_it_why_and_when(force: factories.Force) -> None:
    with clock.at(NOON):
        declined = left_as_declined(force.constable)
        gone = stopped(force)
        plain = factories.published(force.constable).reference
        case = factories.published(
            force.constable, "impact-case", title="A quiet room for handover was not enough",
            details={"step_reached": "evaluate", "overcome": "partly"},
        ).reference  # fmt: skip
        settle()
    found = {
        one.alike.reference: one
        for one in queries.similar(
            session.get_one(Person, force.colleague.id), "A quiet room for handover", ""
        )
    }
    assert set(found) == {declined, gone, plain, case}
    assert {one.said_on for one in found.values()} == {date(2026, 3, 2)}
    told = {reference: (one.came_of_it, one.reason) for reference, one in found.items()}
    assert told == {
        declined: ("Not taken forward", WHY_DECLINED),
        gone: ("Stopped, mixed", WHY_STOPPED),
        plain: (NOTHING_SAID, ""),
        case: ("Partly overcome, as its author saw it", ""),
    }


def test_the_piece_beside_a_post_and_the_interface_say_the_same(
    client: Client, force: factories.Force
) -> None:
    with clock.at(NOON):
        declined, gone = left_as_declined(force.constable), stopped(force)
        settle()
    client.sign_in(force.colleague)
    shown = client.get("/library/similar?title=A+quiet+room+for+handover").text
    for words in (WHY_DECLINED, WHY_STOPPED, "Not taken forward", "Stopped, mixed", "2 March 2026"):
        assert words in shown
    with transaction():
        secret = create_token(force.colleague, [Scope.READ], days=9, label="reads")
    answer = client.get(
        "/api/v1/similar?title=A+quiet+room+for+handover", headers={"Authorization": f"Bearer {secret}"}
    )
    items = {one["reference"]: one for one in answer.get_json()["items"]}
    assert items[declined]["status"] == "declined"
    assert (items[declined]["came_of_it"], items[declined]["reason"]) == ("Not taken forward", WHY_DECLINED)
    assert (items[gone]["status"], items[gone]["outcome"]) == ("published", "mixed")
    assert items[gone]["reason"] == WHY_STOPPED
    assert items[gone]["said_on"] == "2026-03-02"


def test_nothing_that_the_reader_may_not_see_is_shown_or_changes_what_is(
    client: Client, force: factories.Force
) -> None:
    seen = left_as_declined(force.constable, sharing="policing")
    settle()
    stranger = factories.Force().constable
    draft = factories.draft(stranger)
    address = f"/submissions/{draft.reference}/check"
    client.sign_in(stranger)
    before = {page: bare(client.get(page).text) for page in (address, "/library/similar?title=quiet+room")}
    factories.published(force.constable, sharing="force")
    factories.published(force.constable, "impact-case", title="Quiet room for handover", sharing="unit")
    factories.decided(factories.sent(force.constable), Verdict.DECLINE)  # nobody left it in the library
    factories.draft(force.constable)
    settle()
    assert (seen in before[address]) == (HEADING in before[address])
    for page, was in before.items():
        assert bare(client.get(page).text) == was


def bare(page: str) -> str:
    """A page without what differs each time that it is shown."""
    return re.sub(r'value="[\w.-]{16,}"|nonce="[^"]+"', "", page)


def test_before_it_is_sent_the_author_reads_what_sounds_alike_and_is_not_stopped(
    client: Client, force: factories.Force
) -> None:
    reference = left_as_declined(force.constable)
    settle()
    post = factories.draft(force.colleague, title="A quiet room for the handover of shifts")
    address, key = f"/submissions/{post.reference}/check", post.id
    client.sign_in(force.colleague)
    shown = client.get(address)
    assert HEADING in shown.text
    assert f'href="/library/{reference}"' in shown.text
    assert WHY_DECLINED in shown.text
    no = dict.fromkeys(("personal_data", "operational", "third_party"), "no")
    done = client.submit(address, then="send", sharing="policing", evidence="untested", **no)
    assert done.location == f"/submissions/{post.reference}"
    sent = session.get_one(Submission, key)
    assert (sent.status, sent.differs) == ("waiting", "")


def test_how_it_differs_is_kept_with_the_post_and_read_by_whoever_decides_alone(
    client: Client, force: factories.Force
) -> None:
    left_as_declined(force.constable)
    settle()
    post = factories.draft(force.colleague)
    address, key = f"/submissions/{post.reference}/check", post.id
    client.sign_in(force.colleague)
    words = "Ours is at the front, and the desk has the key <b>all night</b>."
    refused = client.submit(address, then="send", sharing="policing", evidence="untested", differs=words)
    assert refused.status_code == 422
    assert "<textarea" in refused.text
    assert "the desk has the key &lt;b&gt;all night" in refused.text
    no = dict.fromkeys(("personal_data", "operational", "third_party"), "no")
    client.submit(address, then="send", sharing="policing", evidence="untested", differs=words, **no)
    sent = session.get_one(Submission, key)
    assert sent.differs == words
    step = ways.open_step(sent)
    assert step is not None
    client.sign_in(force.sergeant)
    assert "How its author says it differs" in (decide := client.get(f"/steps/{step.reference}").text)
    assert "the desk has the key &lt;b&gt;all night" in decide
    while ways.open_step(post_of(key)) is not None:
        factories.decided(post_of(key), Verdict.APPROVE)
    settle()
    client.sign_in(force.constable)
    assert "has the key" not in client.get(f"/library/{post_of(key).reference}").text


def post_of(key: int) -> Submission:
    return session.get_one(Submission, key)


def test_too_many_words_on_how_it_differs_are_kept_and_refused_beside_the_field(
    client: Client, force: factories.Force
) -> None:
    left_as_declined(force.constable)
    settle()
    post = factories.draft(force.colleague)
    client.sign_in(force.colleague)
    answer = client.submit(f"/submissions/{post.reference}/check", then="later", differs="long " * 200)
    assert "Shorten this to at most 600 characters." in answer.text
    assert "long long" in answer.text


def test_where_nothing_sounds_alike_nothing_is_said_and_what_was_typed_before_stays(
    client: Client, force: factories.Force
) -> None:
    settle()
    post = factories.draft(force.colleague)
    address = f"/submissions/{post.reference}/check"
    client.sign_in(force.colleague)
    assert "sounds-alike" not in client.get(address).text
    with transaction():
        there = writings.submission(post.reference)
        assert there is not None
        submissions.save(
            there,
            submissions.Content(differs="Only ours has a door."),
            seen=there.version,
            by=force.colleague,
        )
    shown = client.get(address).text
    assert "Only ours has a door." in shown
    assert HEADING not in shown


def test_an_update_is_not_held_against_what_it_updates(client: Client, force: factories.Force) -> None:
    post = factories.published(force.constable)
    settle()
    with transaction():
        there = writings.submission(post.reference)
        assert there is not None
        update = submissions.begin_update(there, by=session.get_one(Person, force.constable.id)).reference
    client.sign_in(force.constable)
    assert HEADING not in client.get(f"/submissions/{update}/check").text


def test_a_post_left_as_declined_and_sent_again_is_not_like_itself(
    client: Client, force: factories.Force
) -> None:
    reference = left_as_declined(force.constable)
    settle()
    client.sign_in(force.constable)
    assert HEADING not in client.get(f"/submissions/{reference}/check").text


def test_more_that_is_alike_asks_the_database_no_more_often(client: Client, engine: Engine) -> None:
    force = factories.Force()
    left_as_declined(force.constable)
    stopped(force)
    factories.published(force.constable, "impact-case", title="A quiet room for handover")
    settle()
    client.sign_in(force.colleague)
    address = "/library/similar?title=A+quiet+room+for+handover"

    def asks() -> list[str]:
        client.get(address)
        session.remove()
        with statements(engine, READS_AND_WRITES) as said:
            client.get(address)
        return [one for one in said if "synonym_rings" not in one]

    few = asks()
    assert len(few) <= 5, "\n\n".join(
        few
    )  # who asks, what is alike, why declined, what was kept, own answers
    left_as_declined(force.constable)
    stopped(force)
    settle()
    assert len(asks()) == len(few)
