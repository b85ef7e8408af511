"""Posts and decisions for other programs."""

import json

import pytest

from portal.authorisation import actions, queries
from portal.authorisation.rules import HEAD_STAGE, Ask, Conditions, Criterion, Decider, StagePlan, Verdict
from portal.authorisation.rules.story import STORY
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.files import CleanFile
from portal.foundation.journal import Entry
from portal.people.actions import tokens
from portal.people.models import Person
from portal.people.rules import Role
from portal.people.rules.scopes import Scope
from portal.submissions import actions as posts
from portal.submissions.models import Submission
from tests import factories
from tests.factories import Force

pytestmark = pytest.mark.usefixtures("db")

IDEA = {
    "kind": "idea",
    "title": "A quiet room for handover",
    "summary": "A quiet room next to the front office makes handover shorter.",
    "body": "Handover in the corridor takes twenty minutes.",
    "details": {"better": "A room with a door."},
    "sharing": "policing",
}


CHECKED = {"share_check": {"personal_data": "no", "operational": "no", "third_party": "no"}}


def token(person):
    with transaction():
        secret = tokens.create_token(person, [Scope.READ, Scope.WRITE], days=1, label="Test")
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def force(app):
    return Force()


def test_a_post_is_begun_changed_sent_decided_and_read(client, force):
    author, sergeant = token(force.constable), token(force.sergeant)
    begun = client.post("/api/v1/submissions", json=IDEA, headers=author)
    assert begun.status_code == 201
    assert begun.json["status"] == "draft"
    place = f"/api/v1/submissions/{begun.json['reference']}"
    changed = client.patch(place, json={"title": "A room", "version": begun.json["version"]}, headers=author)
    assert changed.json["version"] == begun.json["version"] + 1
    assert client.patch(place, json={"title": "Old", "version": 1}, headers=author).status_code == 409
    sent = client.post(f"{place}/send", json=CHECKED, headers=author)
    assert (sent.json["status"], sent.json["waiting_for"]) == ("waiting", "Sam Sergeant")
    waiting = client.get("/api/v1/steps?waiting=me", headers=sergeant).json["items"]
    assert [item["submission"]["title"] for item in waiting] == ["A room"]
    decide = f"/api/v1/steps/{waiting[0]['reference']}/decide"
    answer = {"verdict": "approve", "reason": "", "version": waiting[0]["version"]}
    assert client.post(decide, json=answer, headers=sergeant).status_code == 200
    again = client.post(decide, json=answer, headers=sergeant)
    assert (again.status_code, again.json["error"]["code"]) == (409, "already-decided")
    read = client.get(place, headers=author).json
    assert read["waiting_for"] == "Lena Lead"
    assert [entry["event"] for entry in read["timeline"]][-1] == "submission.approved"


def test_a_published_post_is_brought_up_to_date_by_its_authors(client, force):
    post, sent = factories.published(force.constable), factories.sent(force.constable)
    author, sergeant, colleague = (token(one) for one in (force.constable, force.sergeant, force.colleague))
    reference = post.reference
    door, too_early = (f"/api/v1/submissions/{one.reference}/update" for one in (post, sent))
    assert [client.post(door, headers=who).status_code for who in (colleague, sergeant)] == [404, 403]
    assert client.post(too_early, headers=author).status_code == 403
    begun = client.post(door, headers=author)
    assert (begun.status_code, begun.json["status"]) == (201, "draft")
    again = client.post(door, headers=author)
    assert (again.status_code, again.json["reference"]) == (200, begun.json["reference"])
    place = f"/api/v1/submissions/{begun.json['reference']}"
    newer = {"title": "A warm room", "version": begun.json["version"]}
    assert client.patch(place, json=newer, headers=author).status_code == 200
    assert client.post(f"{place}/send", json=CHECKED, headers=author).json["status"] == "waiting"
    read = client.get(place, headers=sergeant).json
    assert (read["updates"], read["title"]) == (reference, "A warm room")


def test_the_same_key_again_gives_the_first_answer_again(client, force):
    author = force.constable.id
    headers = token(force.constable) | {"Idempotency-Key": "one"}
    first, second = (client.post("/api/v1/submissions", json=IDEA, headers=headers) for _ in range(2))
    assert (first.json, first.status_code) == (second.json, second.status_code)
    assert session.query(Submission).filter_by(author_id=author).count() == 1


def test_who_may_not_is_told_so_and_who_may_not_know_is_told_nothing(client, force):
    post = factories.sent(force.constable)
    step, version = queries.open_step(post).reference, post.version
    decide, place = f"/api/v1/steps/{step}/decide", f"/api/v1/submissions/{post.reference}"
    keys = {name: token(getattr(force, name)) for name in ("constable", "colleague", "lead", "sergeant")}
    answer = {"verdict": "approve", "version": version}
    assert client.post(decide, json=answer, headers=keys["constable"]).status_code == 403
    assert client.post(decide, json=answer, headers=keys["lead"]).status_code == 403
    assert client.post(decide, json=answer, headers=keys["colleague"]).status_code == 404
    assert client.get(place, headers=keys["colleague"]).status_code == 404
    assert client.get("/api/v1/steps").status_code == 401
    old = client.post(decide, json=answer | {"version": version - 1}, headers=keys["sergeant"])
    assert (old.status_code, old.json["error"]["code"]) == (409, "old-version")
    silent = client.post(decide, json=answer | {"verdict": "decline"}, headers=keys["sergeant"])
    assert (silent.status_code, silent.json["error"]["field"]) == (400, "reason")


def test_only_its_author_sends_a_post_and_is_told_where_it_is_too_late(client, force):
    post = factories.draft(force.constable, co_authors=[force.colleague.email])
    place = f"/api/v1/submissions/{post.reference}/send"
    keys = {name: token(getattr(force, name)) for name in ("constable", "colleague", "lead", "sergeant")}
    answers = {name: client.post(place, json=CHECKED, headers=key).status_code for name, key in keys.items()}
    assert answers == {"constable": 200, "colleague": 403, "lead": 403, "sergeant": 403}
    again = client.post(place, headers=keys["constable"])
    assert (again.status_code, again.json["error"]["code"]) == (409, "wrong-state")


def test_programs_are_told_what_the_page_tells_and_no_more(client, force):
    post = factories.draft(force.constable)
    with transaction():
        posts.attach(post, CleanFile("counts.txt", "text/plain", b"nine", ()), "counts", by=force.constable)
        actions.send(post, by=force.constable)
    with clock.later(days=40):
        actions.keep_time()
    factories.decided(post, Verdict.APPROVE)
    reference, written = post.reference, {entry.event for entry in session.query(Entry)}
    assert {"attachment.added", "step.escalated", "submission.approved"} <= written
    told = client.get(f"/api/v1/submissions/{reference}", headers=token(force.constable)).json["timeline"]
    assert {one["event"] for one in told} <= STORY.keys()
    late = next(one for one in told if one["event"] == "step.escalated")
    assert (late["who"], late["holder"], late["reason"]) == ("", "", "")
    page = client.sign_in(session.get_one(Person, force.constable.id)).get(f"/submissions/{reference}").text
    assert page.count('class="timeline-entry"') == len(told)


def test_what_a_program_leaves_open_about_sharing_counts_as_a_yes(client, force):
    factories.configured(
        force,
        StagePlan("Head of unit", (Ask(Decider.UNIT_HEAD),), 3),
        StagePlan(
            "Data check",
            (Ask(Decider.ROLE, role=Role.DATA_SHARING_OFFICER),),
            3,
            only_if=Conditions(answers=("personal_data",)),
        ),
    )
    author, sergeant = token(force.constable), force.sergeant.id
    begun = client.post(
        "/api/v1/submissions", json=IDEA | {"share_check": {"operational": "no"}}, headers=author
    )
    place = f"/api/v1/submissions/{begun.json['reference']}"
    assert client.post(f"{place}/send", headers=author).json["status"] == "waiting"
    (post,) = session.query(Submission)
    assert post.share_check == {
        "operational": "no", "third_party": "unanswered", "personal_data": "unanswered",
    }  # fmt: skip
    assert [step.name for step in queries.present_steps(post)] == ["Head of unit", "Data check"]
    step = queries.open_step(post).reference
    assert (
        client.sign_in(session.get_one(Person, sergeant)).get(f"/steps/{step}").text.count("Not answered")
        == 2
    )


@pytest.mark.parametrize(
    "odd", ["no", ["no"], {"personal_data": True}, {"weather": "no"}, {"operational": {"a": 1}}]
)
def test_odd_answers_about_sharing_are_refused(client, force, odd):
    answer = client.post(
        "/api/v1/submissions", json=IDEA | {"share_check": odd}, headers=token(force.constable)
    )
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "not-valid")
    assert session.query(Submission).count() == 0


DEEP = "[" * 100_000 + "]" * 100_000
BAD_BODIES = {
    "nothing": "",
    "no JSON": "{'a': 1}",
    "no object": "[1]",
    "too deep": '{"kind": ' + DEEP + "}",
    "a name twice": '{"kind": "idea", "kind": "idea"}',
    "no number": '{"kind": "idea", "version": NaN}',
    "too large a number": '{"kind": "idea", "version": 1e400}',
    "a huge number": '{"kind": "idea", "version": ' + "9" * 5000 + "}",
    "half a character": '{"kind": "idea", "title": "\\ud800"}',
    "a NUL": '{"kind": "idea", "title": "\\u0000"}',
    "ten megabytes": '{"kind": "idea", "body": "' + "a" * (10 * 1024 * 1024) + '"}',
    "a wrong type": json.dumps(IDEA | {"title": ["a"]}),
    "details that are none": json.dumps(IDEA | {"details": "better"}),
    "a detail of a wrong type": json.dumps(IDEA | {"details": {"better": {"a": 1}}}),
    "no kind": json.dumps({"title": "A"}),
    "an unknown kind": json.dumps(IDEA | {"kind": "rumour"}),
    "sharing with nobody": json.dumps(IDEA | {"sharing": "nobody"}),
    "a title too long": json.dumps(IDEA | {"title": "a" * 151}),
}


@pytest.mark.parametrize("name", BAD_BODIES)
def test_what_cannot_be_read_is_answered_with_a_sentence(client, force, name):
    author = force.constable.id
    headers = token(force.constable) | {"Content-Type": "application/json"}
    answer = client.post("/api/v1/submissions", data=BAD_BODIES[name], headers=headers)
    assert answer.status_code == (413 if name == "ten megabytes" else 400), answer.text
    assert answer.json["error"]["message"].endswith(".")
    assert session.query(Submission).filter_by(author_id=author).count() == 0


def test_a_program_ticks_and_scores_what_a_stage_asks(client, force):
    sheet = (Criterion("Benefit", 2),)
    ask = (Ask(Decider.PERSON, person_id=force.sergeant.id),)
    factories.configured(force, StagePlan("Check", ask, 5, checklist=("No name",), criteria=sheet))
    sergeant, post = token(force.sergeant), factories.sent(force.constable)
    version = post.version
    step = client.get("/api/v1/steps?waiting=me", headers=sergeant).json["items"][0]
    assert (step["checklist"], step["criteria"]) == (["No name"], [{"name": "Benefit", "weight": 2}])
    place, said = f"/api/v1/steps/{step['reference']}/decide", {"verdict": "approve", "version": version}
    assert client.post(place, json=said, headers=sergeant).json["error"]["field"] == "ticked"
    said["ticked"] = ["No name"]
    assert client.post(place, json=said, headers=sergeant).json["error"]["field"] == "scores"
    for wrong in ([], {"Benefit": 3}, {"Benefit": {"score": "3"}}, {"Benefit": {"score": True}}):
        answer = client.post(place, json=said | {"scores": wrong}, headers=sergeant)
        assert answer.status_code == 400
    answer = client.post(place, json=said | {"scores": {"Benefit": {"score": 3}}}, headers=sergeant)
    assert answer.json["state"] == "approved"
    way = client.get(f"/api/v1/submissions/{post.reference}", headers=sergeant).json["way"]
    assert [(one["name"], one["state"]) for one in way] == [("Check", "done")]


def checked_as(client, force, **change):
    """How the questions stand once a draft that was checked is changed by a program, and what is asked of it then."""
    author = token(force.constable)
    begun = client.post("/api/v1/submissions", json=IDEA | CHECKED, headers=author).json
    place = f"/api/v1/submissions/{begun['reference']}"
    change = {"version": begun["version"], **change}
    stands = client.patch(place, json=change, headers=author).json["share_check"]
    assert client.get(place, headers=author).json["share_check"] == stands
    client.post(f"{place}/send", headers=author)
    (post,) = session.query(Submission)
    return set(stands.values()), "Data check" in [step.name for step in queries.present_steps(post)]


NEW = {"body": "Jane Doe of 4 Elm Road told us that it takes twenty minutes."}


@pytest.mark.parametrize(
    ("change", "stands", "asked"),
    [
        (NEW, {"unanswered"}, True),
        ({"title": "Jane Doe’s room"}, {"unanswered"}, True),
        ({"details": {"better": "Ask Jane Doe."}}, {"unanswered"}, True),
        (NEW | CHECKED, {"no"}, False),
        (NEW | {"share_check": {"personal_data": "yes"}}, {"yes", "unanswered"}, True),
        ({"body": IDEA["body"]}, {"no"}, False),
        ({"sharing": "force"}, {"no"}, False),
        ({"share_check": {"personal_data": "yes"}}, {"yes", "no"}, True),
    ],
    ids=["text", "title", "an answer", "with its own no", "with a yes", "the same", "readers", "no words"],
)
def test_a_no_holds_for_the_words_that_it_was_said_of(client, force, change, stands, asked):
    officer = (Ask(Decider.ROLE, role=Role.DATA_SHARING_OFFICER),)
    data = StagePlan("Data check", officer, 3, only_if=Conditions(answers=("personal_data",)))
    factories.configured(force, HEAD_STAGE, data)
    assert checked_as(client, force, **change) == (stands, asked)


def test_a_yes_stays_whatever_is_typed_after_it(client, force):
    author = token(force.constable)
    said = {"share_check": {"personal_data": "yes", "operational": "no", "third_party": "no"}}
    begun = client.post("/api/v1/submissions", json=IDEA | said, headers=author).json
    place = f"/api/v1/submissions/{begun['reference']}"
    changed = client.patch(place, json=NEW | {"version": begun["version"]}, headers=author).json
    assert changed["share_check"] == {
        "personal_data": "yes", "operational": "unanswered", "third_party": "unanswered",
    }  # fmt: skip
