"""From the desk to the portal and back: shuffled batches out, news in, and nobody named anywhere."""

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import pytest
from sqlalchemy import select

from portal.anonymous import actions, queries, release, rules
from portal.anonymous.actions import at_the_desk
from portal.anonymous.models import Item, Waiting, desk
from portal.authorisation import queries as ways
from portal.authorisation.rules import Ask, Decider, StagePlan, Verdict
from portal.feedback import actions as feedback
from portal.feedback.rules import OutcomeState, Result, UseKind
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.people.rules import Role
from portal.submissions.models import Submission
from tests import factories
from tests.anonymous.conftest import AtDesk
from tests.factories import Force

TEXT = {
    "title": "A quiet room for handover",
    "summary": "A quiet room makes handover shorter.",
    "body": "Handover in the corridor takes twenty minutes.",
    "details": {"better": "A room with a door."},
    "sharing": "policing",
}
HOURS = (time(6), time(14))


def filed(at_desk: AtDesk, **changes: Any) -> str:
    receipt = actions.new_receipt()
    with at_the_desk():
        actions.file(receipt, at_desk.force.organisation.code, "idea", TEXT | changes)
    return receipt


def own_of(receipt: str) -> queries.Own:
    desk.rollback()
    post = queries.own(receipt)
    assert post is not None
    return post


def post_of(receipt: str) -> Submission:
    session.expire_all()
    return session.scalars(select(Submission).where(Submission.desk_key == own_of(receipt).item.key)).one()


def news() -> None:
    """Let the author hear of all that happened."""
    journal.catch_up(dict.fromkeys(rules.TOLD, (release.tell_author,)))


def read(receipt: str) -> list[str]:
    """The sentences on the author's page, oldest first."""
    return [told.sentence for told in reversed(queries.told(own_of(receipt)))]


def drawn(receipt: str) -> list[str]:
    """The way of a post as its page draws it."""
    return [f"{step['label']}: {step['state']}" for step in queries.way_of(own_of(receipt))]


def test_the_whole_way_of_a_post(at_desk: AtDesk):
    receipt = filed(at_desk)
    assert queries.standing(own_of(receipt), "").sentence == "It is safe here, and nobody has read it yet."
    assert release.release() == 1
    news()
    post = post_of(receipt)
    assert (post.status, post.author_id, post.unit_id, post.title) == ("waiting", None, None, TEXT["title"])

    factories.decided(post, Verdict.RETURN, "Say where the room is.")
    news()
    stands = queries.standing(own_of(receipt), "")
    assert (stands.sentence, stands.reason) == ("You are asked to change it.", "Say where the room is.")
    with at_the_desk():
        actions.change(receipt, {"body": "In the old interview room."})
    assert queries.standing(own_of(receipt), "").sentence == "Your changes are safe here."
    release.release()
    news()
    post = post_of(receipt)
    assert (post.status, post.body, post.version) == ("waiting", "In the old interview room.", 2)

    deciders = []
    while (step := ways.open_step(post)) is not None:
        assert step.holder is not None
        deciders.append(step.holder)
        factories.decided(post, Verdict.APPROVE, "Good.")
    assert post.status == "published"
    assert len({decider.id for decider in deciders}) >= 2
    assert len({decider.unit_id for decider in deciders}) >= 2
    with transaction():
        feedback.keep_outcome(
            post, OutcomeState.DONE, Result.WORKED, "Two rooms opened.", by=at_desk.force.lead
        )
    with transaction():
        reader = Force().constable
        feedback.respond(post, UseKind.USED, "", by=reader)
    news()

    own = own_of(receipt)
    stands = queries.standing(own, "")
    assert (stands.sentence, stands.reference) == ("It is in the library.", post.reference)
    assert [step["state"] for step in queries.way_of(own)][-1] == "done"
    said = read(receipt)
    assert said[-2:] == [
        "What became of it: done (worked).",
        f"{reader.organisation.name}: we used this.",
    ]
    names = [person.name for person in (*deciders, reader, at_desk.force.lead)]
    kept = str([letter.what for letter in own_of(receipt).letters])
    assert not any(name in kept for name in names)
    assert {str(decider.id) for decider in deciders}.isdisjoint(kept.replace('"', " ").split())


def test_of_two_steps_of_one_name_each_is_called_by_its_place(at_desk: AtDesk):
    force = at_desk.force
    lead = Ask(Decider.ROLE, role=Role.INNOVATION_LEAD)
    factories.configured(force, StagePlan("Check", (lead, lead), 3, needed=2), anonymous=True)
    receipt = filed(at_desk)
    release.release()
    factories.decided(post_of(receipt), Verdict.APPROVE, "Good.")
    news()
    factories.decided(post_of(receipt), Verdict.APPROVE, "Good as well.")
    news()
    first, voice, yes, _published = own_of(receipt).letters
    assert first.what["waits_at"] == "first reader"
    assert (voice.what["step"], yes.what["step"]) == ("first reader", "second reader")
    assert [state for _name, state in voice.what["way"]] == ["approved", "open"]


def test_a_declined_post_says_why_and_may_be_changed(at_desk: AtDesk):
    receipt = filed(at_desk)
    release.release()
    factories.decided(post_of(receipt), Verdict.DECLINE, "We have no room to spare.", "not_now")
    news()
    stands = queries.standing(own_of(receipt), "")
    assert (stands.reason, stands.why) == (
        "We have no room to spare.",
        "Not now: other work has to come first",
    )
    assert drawn(receipt) == ["Kept at the desk: done", "First reader: stopped", "Second reader: skipped"]
    assert queries.may_change(own_of(receipt))
    assert not queries.may_withdraw(own_of(receipt))


def test_a_post_that_came_back_is_drawn_with_its_author_and_its_change_at_the_desk(at_desk: AtDesk):
    receipt = filed(at_desk)
    release.release()
    factories.decided(post_of(receipt), Verdict.RETURN, "How large is the room?")
    news()
    assert queries.standing(own_of(receipt), "").heading == "What should change"
    ahead = ["Second reader: next", "In the library: next"]
    back = ["Kept at the desk: done", "First reader: back"]
    assert drawn(receipt) == [*back, "Back with you: now", *ahead]
    with at_the_desk():
        actions.change(receipt, TEXT | {"body": "It has nine square metres."})
    assert drawn(receipt) == [*back, "Kept at the desk again: now", *ahead]
    release.release()
    news()
    assert drawn(receipt) == ["Kept at the desk: done", "First reader: now", *ahead]


def test_taken_back_before_it_is_passed_on_nothing_ever_arrives(at_desk: AtDesk):
    receipt = filed(at_desk)
    with at_the_desk():
        actions.withdraw(receipt)
    assert own_of(receipt).item.text == {"title": ""}
    assert release.release() == 0
    assert session.scalar(select(Submission).where(Submission.desk_key.is_not(None))) is None
    assert queries.standing(own_of(receipt), "").sentence == "You took it back."
    with pytest.raises(Refused), at_the_desk():
        actions.withdraw(receipt)


def test_taken_back_after_it_was_passed_on_it_ends_there_too(at_desk: AtDesk):
    receipt = filed(at_desk)
    release.release()
    with at_the_desk():
        actions.withdraw(receipt)
    release.release()
    news()
    assert post_of(receipt).status == "withdrawn"
    assert ways.open_step(post_of(receipt)) is None
    assert read(receipt)[-1] == "It was withdrawn."


def test_taken_back_too_late_the_page_says_where_it_stands(at_desk: AtDesk):
    receipt = filed(at_desk)
    release.release()
    with at_the_desk():
        actions.withdraw(receipt)
    post = post_of(receipt)
    while ways.open_step(post) is not None:
        factories.decided(post, Verdict.APPROVE, "Good.")
    release.release()
    news()
    assert queries.standing(own_of(receipt), "").sentence == "It is in the library."


def test_a_question_is_answered_once_and_by_the_day(at_desk: AtDesk):
    receipt = filed(at_desk)
    release.release()
    with transaction():
        question = feedback.ask(post_of(receipt), "Which station was it?", by=at_desk.force.lead)
    news()
    own = own_of(receipt)
    assert [asked["text"] for asked in queries.open_questions(own)] == ["Which station was it?"]
    with at_the_desk():
        actions.answer(receipt, question.reference, "The one by the river.")
    assert not queries.open_questions(own_of(receipt))
    with pytest.raises(Refused), at_the_desk():
        actions.answer(receipt, question.reference, "Again.")
    release.release()
    news()
    session.expire_all()
    assert [(given.by_id, given.text) for given in question.answers] == [(None, "The one by the river.")]
    assert question.answers[0].answered_at == clock.midnight()
    assert read(receipt).count("Your answer was passed on.") == 1
    assert "A question was answered." not in read(receipt)


def test_the_author_writes_again_once_the_answer_is_passed_on_until_the_post_is_closed(at_desk: AtDesk):
    receipt = filed(at_desk)
    release.release()
    post = post_of(receipt)
    with transaction():
        first = feedback.ask(post, "Which station was it?", by=at_desk.force.lead)
        feedback.ask(post, "And since when?", by=at_desk.force.lead)
    news()
    assert len(queries.open_questions(own_of(receipt))) == 2
    said = ["The one by the river.", "Do you mean the old one?"]
    for text in said:
        with at_the_desk():
            actions.answer(receipt, first.reference, text)
        assert not queries.more_to_say(own_of(receipt))
        release.release()
        assert [one["question"] for one in queries.more_to_say(own_of(receipt))] == [first.reference]
    session.expire_all()
    assert sorted(given.text for given in first.answers) == sorted(said)
    shown = at_desk.client().own(receipt).text
    assert "Write again about a question that you answered" in shown
    assert "And since when?" in shown
    factories.decided(post_of(receipt), Verdict.DECLINE)
    news()
    assert queries.more_to_say(own_of(receipt)) == []


def test_a_receipt_answers_no_question_of_another_post(at_desk: AtDesk):
    mine, other = filed(at_desk), filed(at_desk, title="Another idea")
    release.release()
    with transaction():
        question = feedback.ask(post_of(other), "Where?", by=at_desk.force.lead)
    news()
    with pytest.raises(Refused), at_the_desk():
        actions.answer(mine, question.reference, "Here.")
    assert own_of(mine).item.key != own_of(other).item.key


def test_a_batch_broken_off_between_its_two_commits_arrives_once(
    at_desk: AtDesk, monkeypatch: pytest.MonkeyPatch
):
    receipts = [filed(at_desk, title=f"Idea {number}") for number in range(4)]

    def breaks(*_: Any) -> int:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(release, "_put_away", breaks)
        with pytest.raises(ConnectionError):
            release.release()
    assert len({post_of(receipt).id for receipt in receipts}) == 4
    with at_the_desk():  # and meanwhile one author changes their mind
        actions.withdraw(receipts[0])
    release.release()
    assert release.release() == 0
    posts = session.scalars(select(Submission).where(Submission.desk_key.is_not(None))).all()
    assert len(posts) == 4
    assert post_of(receipts[0]).status == "withdrawn"


def test_an_answer_broken_off_between_its_two_commits_arrives_once(
    at_desk: AtDesk, monkeypatch: pytest.MonkeyPatch
):
    receipt = filed(at_desk)
    release.release()
    with transaction():
        question = feedback.ask(post_of(receipt), "Which station?", by=at_desk.force.lead)
    news()
    with at_the_desk():
        actions.answer(receipt, question.reference, "By the river.")

    def breaks(*_: Any) -> int:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(release, "_put_away", breaks)
        with pytest.raises(ConnectionError):
            release.release()
    release.release()
    session.expire_all()
    assert len(question.answers) == 1


def test_news_told_twice_is_read_once(at_desk: AtDesk):
    receipt = filed(at_desk)
    release.release()
    entries = journal.entries_about(post_of(receipt))
    release.tell_author(entries)
    release.tell_author(entries)
    assert read(receipt) == ["It was passed on, and waits for its first reader."]


def test_one_that_cannot_be_passed_on_holds_up_nothing_else(at_desk: AtDesk):
    stuck, fine = filed(at_desk, title="Stuck"), filed(at_desk)
    with at_the_desk():
        item = queries.own(stuck).item
        item.organisation = "closed-since"
    assert release.release() == 1
    assert post_of(fine).status == "waiting"
    assert own_of(stuck).item.state == "held"
    assert queries.posts_waiting() == 1


def test_a_batch_is_passed_on_in_another_order_than_it_came(at_desk: AtDesk):
    titles = [f"Idea {number:02d}" for number in range(12)]
    receipts = [filed(at_desk, title=title) for title in titles]
    release.release()
    of_posts = select(journal.Entry.subject_id).where(journal.Entry.event == "submission.sent")
    order = list(session.scalars(of_posts.order_by(journal.Entry.sequence)))
    arrived = [post_of(receipt).id for receipt in receipts]
    assert sorted(order) == sorted(arrived)
    assert order != arrived  # one time in 479 million


def test_the_desk_is_emptied_at_set_hours_and_never_as_something_arrives(at_desk: AtDesk):
    def at(hour: int, minute: int) -> int:
        with clock.at(datetime(2026, 1, 15, hour, minute, tzinfo=UTC)):
            return release.empty_desk(HOURS)

    assert at(5, 0) == 0  # nothing waits
    assert at(6, 0) == 0  # nor now, but the hour has struck
    filed(at_desk)
    assert at(6, 1) == 0
    filed(at_desk)
    filed(at_desk)
    assert at(6, 2) == 0
    assert at(7, 0) == 3
    filed(at_desk)
    assert at(8, 0) == 0
    assert at(14, 0) == 1


def test_what_was_passed_on_shows_no_time_but_the_day(at_desk: AtDesk):
    receipt = filed(at_desk)
    release.release()
    post = post_of(receipt)
    assert post.sent_at == clock.midnight()
    assert all(version.saved_at == clock.midnight() for version in post.versions)
    assert all(entry.at == clock.midnight() for entry in journal.entries_about(post))
    assert all(entry.by_id is None for entry in journal.entries_about(post))


def test_an_organisation_that_stops_taking_posts_keeps_those_it_has(at_desk: AtDesk):
    receipt, waiting = filed(at_desk), actions.new_receipt()
    force = at_desk.force
    factories.publish(force, replace(ways.configuration_of(force.organisation.id), anonymous=frozenset()))
    release.put_up_notices()
    assert queries.kinds_taken() == ()
    with pytest.raises(Refused), at_the_desk():
        actions.file(waiting, force.organisation.code, "idea", TEXT)
    assert release.release() == 1
    assert post_of(receipt).status == "waiting"


@pytest.mark.parametrize("where", ["title", "body", "summary", "better"])
def test_a_text_that_holds_its_own_receipt_is_refused(at_desk: AtDesk, where: str):
    receipt = actions.new_receipt()
    spoken = f"It is {receipt[:9].lower()}-{receipt[9:]}."
    text = TEXT | ({"details": {"better": spoken}} if where == "better" else {where: spoken})
    with pytest.raises(Refused, match="Your code is in the text"), at_the_desk():
        actions.file(receipt, at_desk.force.organisation.code, "idea", text)
    assert desk.scalar(select(Waiting)) is None


def test_the_same_receipt_again_is_the_same_post(at_desk: AtDesk):
    receipt = filed(at_desk)
    with at_the_desk():
        again = actions.file(
            receipt, at_desk.force.organisation.code, "idea", TEXT | {"title": "Other words"}
        )
    assert again.text["title"] == TEXT["title"]
    assert len(desk.scalars(select(Item)).all()) == 1
