"""A change to the text of a post without a name: read at the desk, accepted, declined or lapsed there."""

from datetime import timedelta

import pytest

from portal.anonymous import actions, queries, release, rules
from portal.anonymous.models import at_the_desk
from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.actions import Decision
from portal.authorisation.rules import StepState, Verdict
from portal.foundation import clock, journal
from portal.foundation.database import transaction
from portal.foundation.errors import Refused
from portal.submissions.models import Submission
from tests import factories
from tests.anonymous.conftest import AtDesk
from tests.anonymous.test_release import filed, news, own_of, post_of, read

CHANGE = {
    "title": "A quiet room at the front office",
    "summary": "A room with a door.",
    "body": "It takes nine minutes.",
    "details": {"better": "A room with a door, and a sign on it."},
}


def waiting(at_desk: AtDesk) -> tuple[str, Submission]:
    receipt = filed(at_desk)
    release.release()
    news()
    return receipt, post_of(receipt)


def propose(post: Submission, **change: object) -> str:
    """Put a change to its author. Returns the mark of it."""
    step = ways.open_step(post)
    assert step is not None
    decision = Decision(Verdict.APPROVE, "Shorter, and then yes.", seen=post.version)
    with transaction():
        assert step.holder is not None
        authorisation.propose_edit(step, decision, CHANGE | change, by=step.holder)
    news()
    return str(step.reference)


def mark(receipt: str) -> str:
    change = queries.open_change(own_of(receipt))
    assert change is not None
    return str(change["change"]["mark"])


def say(receipt: str, read: str, *, accepts: bool, why: str = "") -> None:
    with at_the_desk():
        actions.answer_edit(receipt, read, accepts=accepts, why=why)


def test_accepted_by_receipt_it_counts_as_approved_with_the_next_batch(at_desk: AtDesk) -> None:
    receipt, post = waiting(at_desk)
    reference = propose(post)
    stands = queries.standing(own_of(receipt), "")
    assert stands.sentence == "You are asked to accept a change to the text."
    assert "You have until" in stands.more
    say(receipt, mark(receipt), accepts=True)
    assert post_of(receipt).body != CHANGE["body"], "nothing moves before the batch"
    assert queries.open_change(own_of(receipt)) is None, "it is answered once"
    assert queries.standing(own_of(receipt), "by 06:00").sentence == "Your answer is safe here."
    assert release.release() == 1
    news()
    post = post_of(receipt)
    step = ways.step(reference)
    assert step is not None
    assert (step.state, step.edit["state"]) == (StepState.APPROVED, "accepted")
    assert {name: getattr(post, name) for name in CHANGE} == CHANGE
    assert post.status == "waiting", "the second of two deciders is still to come"
    assert "You accepted the change to the text." in read(receipt)
    assert {name: own_of(receipt).item.text[name] for name in CHANGE} == CHANGE
    (told,) = [one for one in journal.entries_about(post) if one.event == "edit.accepted"]
    assert (told.by_id, told.at) == (None, clock.midnight()), "the day, and no more"


def test_declined_by_receipt_it_is_with_whoever_decides_again(at_desk: AtDesk) -> None:
    receipt, post = waiting(at_desk)
    reference, before = propose(post), post.body
    say(receipt, mark(receipt), accepts=False, why="It is not at the front office.")
    release.release()
    news()
    step = ways.step(reference)
    assert step is not None
    assert (step.state, step.edit["state"], step.edit["why"]) == (
        StepState.OPEN,
        "declined",
        "It is not at the front office.",
    )
    assert post_of(receipt).body == before
    assert own_of(receipt).item.text["body"] == before
    assert queries.open_change(own_of(receipt)) is None
    assert queries.standing(own_of(receipt), "").sentence == "It is being read."


def test_not_answered_it_lapses_where_the_author_reads_it(
    at_desk: AtDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt, post = waiting(at_desk)
    propose(post)
    step = ways.open_step(post)
    assert step is not None
    assert step.edit_until is not None
    (asked,) = [one for one in journal.entries_about(post) if one.event == "edit.proposed"]
    assert asked.facts["until"] == (step.edit_until - rules.LONGEST_WAIT).isoformat(), "to pass it on"
    later = clock.now() + timedelta(days=(step.edit_until - clock.today()).days + 1)
    monkeypatch.setattr(clock, "now", lambda: later)
    read_mark = mark(receipt)
    assert authorisation.lapse_edits() == 1
    say(receipt, read_mark, accepts=True)
    release.release()
    news()
    post = post_of(receipt)
    assert (post.status, post.version) == ("waiting", 1)
    assert "The change to the text lapsed. It is read again as you wrote it." in read(receipt)
    assert any("came too late" in one for one in read(receipt))
    assert queries.open_change(own_of(receipt)) is None


def test_who_read_another_change_accepts_nothing(at_desk: AtDesk) -> None:
    receipt, post = waiting(at_desk)
    propose(post)
    first = mark(receipt)
    say(receipt, first, accepts=False)
    release.release()
    news()
    propose(post_of(receipt), body="Something else altogether.")
    with pytest.raises(Refused, match="Another change"):
        say(receipt, first, accepts=True)
    say(receipt, mark(receipt), accepts=True)
    release.release()
    assert post_of(receipt).body == "Something else altogether."


def test_decided_otherwise_meanwhile_the_answer_comes_too_late(at_desk: AtDesk) -> None:
    receipt, post = waiting(at_desk)
    propose(post)
    say(receipt, mark(receipt), accepts=True)
    factories.decided(post_of(receipt), Verdict.DECLINE)
    release.release()
    news()
    post = post_of(receipt)
    assert (post.status, post.version) == ("declined", 1)
    assert own_of(receipt).item.text["body"] != CHANGE["body"]
    assert queries.standing(own_of(receipt), "").sentence == "It was not taken forward."


def test_a_batch_that_is_passed_on_again_after_a_crash_accepts_once(at_desk: AtDesk) -> None:
    receipt, post = waiting(at_desk)
    propose(post)
    say(receipt, mark(receipt), accepts=True)
    (passing,) = release._take_up(())
    with transaction():
        assert release._pass_on(passing) is release._pass_on(passing)
    events = [one.event for one in journal.entries_about(post_of(receipt))]
    assert events.count("edit.accepted") == 1


def test_a_text_changed_at_the_desk_later_is_not_put_back_by_old_news(at_desk: AtDesk) -> None:
    receipt, post = waiting(at_desk)
    propose(post)
    say(receipt, mark(receipt), accepts=True)
    release.release()
    news()
    factories.decided(post_of(receipt), Verdict.RETURN)
    news()
    with at_the_desk():
        actions.change(receipt, {"body": "In the old interview room."})
    release.tell_again()
    assert own_of(receipt).item.text["body"] == "In the old interview room."


def test_the_page_shows_what_differs_and_takes_the_answer(at_desk: AtDesk) -> None:
    receipt, post = waiting(at_desk)
    propose(post)
    client = at_desk.client()
    shown = client.post("/anonymous/receipt", data={"code": receipt}).text
    assert "What would change" in shown
    assert "<ins>" in shown
    assert "Shorter, and then yes." in shown
    assert "What would be better?" in shown
    holder = post.holder
    assert holder is not None
    assert holder.name not in shown
    data = {"code": receipt, "mark": mark(receipt), "then": "decline", "why": f"My code is {receipt}"}
    refused = client.post("/anonymous/receipt/proposed", data=data).text
    assert "Your code is in the text" in refused
    data |= {"why": "", "then": "accept"}
    assert "You accept it." in client.post("/anonymous/receipt/proposed", data=data).text
    again = client.post("/anonymous/receipt/proposed", data=data).text
    assert "This change waits no longer." in again
