"""Several posts decided in the same words: one by one, under every guard, and each is told what became of it."""

import re
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.rules import Ask, Criterion, Decider, StagePlan, Verdict
from portal.authorisation.rules.several import AT_MOST, Chosen, read_chosen, why_by_itself
from portal.feedback import actions as feedback
from portal.foundation import refusals
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.journal import Entry
from portal.people.rules import Role
from portal.submissions import actions as posts
from portal.submissions.actions import Content
from portal.submissions.models import Submission
from tests import factories
from tests.factories import Force
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("db")

WHY = "Say where it was tried, and for how long."
PLACE = "/queue/several"


@pytest.fixture
def force(app):
    return Force()


def three(force):
    return [factories.sent(force.constable, title=title) for title in ("Batteries", "Torches", "Radios")]


def box(post):
    return Chosen(queries.open_step(post).reference, post.version).typed


def again(post):
    return session.get_one(Submission, post.id)


def look(client, boxes, verdict="approve"):
    return client.get(PLACE, query_string={"verdict": verdict, "chosen": boxes})


def send(client, shown, boxes, verdict="approve", **fields):
    return client.send(shown, PLACE, verdict=verdict, chosen=boxes, **fields)


def kept():
    rows = session.scalars(select(Entry).where(Entry.event == refusals.ATTEMPT)).all()
    return [(one.subject_kind, one.facts["permission"], one.facts["code"]) for one in rows]


def test_three_that_wait_are_chosen_looked_at_and_approved_one_by_one(client, force):
    sent = three(force)
    boxes = [box(post) for post in sent]
    client.sign_in(force.sergeant)
    queue = client.get("/queue").text
    assert all(f'value="{one}" form="several"' in queue for one in boxes)
    shown = look(client, boxes)
    assert "Approve 3 posts" in shown.text
    assert "Amina Constable" in shown.text
    assert f"Version {sent[0].version}." in shown.text
    told = client.get(send(client, shown, boxes[:2], reason="Good, all of them.").location).text
    assert "2 of 2 are decided." in told
    assert told.count("Approved. Lena Lead has it now, until") == 2
    holders = [queries.open_step(again(post)).holder_id for post in sent]
    assert holders == [force.lead.id, force.lead.id, force.sergeant.id]


@pytest.mark.parametrize(
    ("verdict", "status", "words"),
    [("return", "returned", "Sent back, with your words."), ("decline", "declined", "Its author reads why.")],
)
def test_what_is_sent_back_or_declined_needs_words_that_fit_all(client, force, verdict, status, words):
    sent = three(force)
    boxes = [box(post) for post in sent]
    shown = look(client.sign_in(force.sergeant), boxes, verdict)
    empty = send(client, shown, boxes, verdict, reason="No.")
    assert empty.status_code == 409
    assert "They read exactly these words." in empty.text
    assert "Batteries" in empty.text
    done = send(client, empty, boxes, verdict, reason=WHY, code="not_now")
    assert client.get(done.location).text.count(words) == 3
    assert {again(post).status for post in sent} == {status}


def test_the_same_page_sent_twice_decides_once_and_answers_the_same(client, force):
    boxes = [box(post) for post in three(force)]
    shown = look(client.sign_in(force.sergeant), boxes)
    first, second = (send(client, shown, boxes) for _ in range(2))
    assert first.location == second.location
    told = client.get(second.location).text
    assert "3 of 3 are decided." in told
    assert "already decided" not in told
    events = [entry.event for entry in session.scalars(select(Entry))]
    assert events.count("submission.approved") == 3
    assert refusals.ATTEMPT not in events
    assert client.sign_in(force.lead).get(first.location).status_code == 404


def test_what_was_decided_or_changed_meanwhile_is_told_and_noted_and_holds_up_nothing(client, force):
    batteries, torches, radios = sent = three(force)
    boxes = [box(post) for post in sent]
    shown = look(client.sign_in(force.sergeant), boxes)
    factories.decided(again(batteries), Verdict.APPROVE)
    factories.decided(again(torches), Verdict.RETURN)
    with transaction():
        mine = again(torches)
        posts.save(mine, Content(body="Nine minutes, not twenty."), seen=mine.version, by=mine.author)
        actions.send(mine, by=mine.author)
    told = client.get(send(client, shown, boxes).location).text
    assert "Not all of them were decided" in told
    assert "1 of 3 is decided." in told
    assert "already decided by Sam Sergeant at" in told
    assert "The text was changed since" in told
    assert queries.open_step(again(radios)).holder_id == force.lead.id
    assert queries.open_step(again(torches)).holder_id == force.sergeant.id
    assert sorted(kept()) == [
        ("steps", "step.answer", "already-decided"),
        ("steps", "step.answer", "old-version"),
    ]


def test_what_is_not_mine_is_refused_or_not_even_named(client, force):
    mine, hers = factories.sent(force.constable), factories.sent(force.sergeant, title="Of the sergeant")
    far = factories.sent(Force().constable, title="Of another force")
    boxes = [box(post) for post in (mine, hers, far)]
    shown = look(client.sign_in(force.sergeant), boxes)
    assert "Of another force" not in shown.text
    assert "It waits for you no longer." in shown.text
    assert "One is not here any more." in shown.text
    told = client.get(send(client, shown, boxes).location).text
    assert "1 of 3 is decided." in told
    assert "Of another force" not in told
    assert {again(post).status for post in (hers, far)} == {"waiting"}
    assert ("steps", "step.answer", "hidden") in kept()


def alone(force, **terms):
    ask = tuple(Ask(Decider.PERSON, person_id=one.id) for one in terms.pop("who", [force.sergeant]))
    factories.configured(force, StagePlan("Check", ask, 5, needed=len(ask), **terms))
    return factories.sent(force.constable)


@pytest.mark.parametrize(
    ("verdict", "why", "terms"),
    [
        ("approve", "This step has a checklist.", {"checklist": ("No name",)}),
        ("decline", "This step has a score sheet.", {"criteria": (Criterion("Benefit"),)}),
        ("decline", "your no would end it for all of them", {"who": "two"}),
    ],
)
def test_what_asks_for_more_than_words_is_decided_by_itself(client, force, verdict, why, terms):
    who = [force.sergeant, force.inspector] if "who" in terms else [force.sergeant]
    post = alone(force, **({} if "who" in terms else terms), who=who)
    (step,) = [one for one in queries.present_steps(post) if one.holder_id == force.sergeant.id]
    boxes = [Chosen(step.reference, post.version).typed]
    shown = look(client.sign_in(force.sergeant), boxes, verdict)
    assert why in shown.text
    assert "Decide it by itself" in shown.text
    with_token = client.get(f"/steps/{step.reference}")
    fields = {"reason": WHY, "code": "not_now", "csrf_token": token(with_token)}
    done = client.post(PLACE, data={"verdict": verdict, "chosen": boxes, **fields})
    assert why in client.get(done.location).text
    assert again(post).status == "waiting"
    assert kept() == []


def token(shown):
    return re.search(r'name="csrf_token" value="([^"]+)"', shown.text)[1]


def test_a_question_a_change_and_a_yes_on_sharing_stand_against_it(client, force):
    asked, edited, sensitive = three(force)
    boxes = [box(post) for post in (asked, edited, sensitive)]
    with transaction():
        feedback.ask(asked, "Where was it tried?", by=force.sergeant)
        step = queries.open_step(edited)
        text = {"title": "Shorter", "summary": "", "body": "Shorter."}
        actions.propose_edit(step, Decision(Verdict.APPROVE, seen=edited.version), text, by=force.sergeant)
        sensitive.share_check = {"personal_data": "yes"}
    shown = look(client.sign_in(force.sergeant), boxes).text
    assert "Its author was asked something, and has not answered yet." in shown
    assert "Its author has a change to the text before them." in shown
    assert "Its author answered Yes to a question on sharing." in shown
    assert "none of these" in shown
    assert f'value="{boxes[1]}"' not in client.get("/queue").text


def test_what_is_in_the_library_on_trust_is_sent_back_by_itself_only():
    post = SimpleNamespace(on_trust=True, updates_id=None, share_check={}, summary="A room.")
    step = SimpleNamespace(
        state="open", edit={}, criteria=[], checklist=[], veto=True, reads_first=False, submission=post
    )
    facts = {"last": False, "seats": 1, "asked": False}
    assert "whether it stays" in why_by_itself(step, Verdict.RETURN, **facts)
    assert why_by_itself(step, Verdict.APPROVE, **facts) == ""


def test_the_last_approval_says_that_it_publishes_and_wants_its_summary(client, force):
    factories.configured(force, StagePlan("Lead", (Ask(Decider.ROLE, role=Role.INNOVATION_LEAD),), 5))
    whole, bare = factories.sent(force.constable), factories.sent(force.constable, summary="", title="Bare")
    boxes = [box(post) for post in (whole, bare)]
    shown = look(client.sign_in(force.lead), boxes)
    assert "Your yes puts it in the library." in shown.text
    assert "it has no summary yet" in shown.text
    told = client.get(send(client, shown, boxes[:1]).location).text
    assert "Approved, and in the library now." in told
    assert again(whole).status == "published"


def test_nothing_chosen_and_too_much_chosen_are_said(client, force):
    three(force)
    client.sign_in(force.sergeant)
    empty = look(client, [])
    assert empty.status_code == 422
    assert "tick the box before each" in empty.text
    assert "Choose what you decide" in client.get(PLACE, query_string={"verdict": "burn"}).text
    assert send(client, client.get("/queue"), [], "burn").status_code in {400, 422}
    many = [f"step{number}:1" for number in range(AT_MOST + 1)]
    assert "at most 100 posts at once" in look(client, many).text
    with pytest.raises(Refused):
        read_chosen(["k7m29qxt", ":3", "k7m29qxt:-1", "k7m29qxt:²"])
    assert read_chosen(["a:1", "a:2"]) == [Chosen("a", 1)]


def test_looking_at_many_asks_the_database_as_often_as_looking_at_few(client, engine, force):
    counted = []
    boxes = [box(post) for post in three(force)]
    client.sign_in(force.sergeant)
    look(client, boxes)
    for number in (3, 9):
        boxes += [box(factories.sent(force.constable)) for _ in range(number - len(boxes))]
        session.remove()
        with statements(engine) as said:
            assert look(client, boxes).status_code == 200
        counted.append(len(said))
    assert counted[0] == counted[1]
