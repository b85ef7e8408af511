"""What fails on the way from the desk, or is broken off there: nothing is lost, and nothing is done twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from typing import Any

import pytest
from sqlalchemy import text, update

from portal.anonymous import actions, queries, release
from portal.anonymous.actions import at_the_desk
from portal.anonymous.models import Waiting, desk
from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.feedback import actions as feedback
from portal.feedback.models import Question
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.journal import entries_about
from portal.operation.checking import results
from portal.people.models import Person
from tests import factories
from tests.anonymous.conftest import AtDesk
from tests.anonymous.test_release import filed, news, own_of, post_of, read


@contextmanager
def out_of_reach(table: str) -> Iterator[None]:
    """For a while the portal's database cannot do what it should."""
    session.rollback()
    with transaction():
        session.execute(text(f"alter table {table} rename to {table}_away"))
    try:
        yield
    finally:
        session.rollback()
        with transaction():
            session.execute(text(f"alter table {table}_away rename to {table}"))


def returned(at_desk: AtDesk) -> str:
    receipt = filed(at_desk)
    release.release()
    factories.decided(post_of(receipt), Verdict.RETURN, "Say where the room is.")
    news()
    return receipt


def asked(receipt: str, by: Person) -> Question:
    with transaction():
        question = feedback.ask(post_of(receipt), "Which station was it?", by=by)
    news()
    return question


def left_behind(at_desk: AtDesk) -> str:
    """What `portal check` says of the desk."""
    desk.rollback()
    return dict(results(at_desk.settings))["The anonymous desk passes on what it holds"]


def test_a_change_that_fails_once_waits_and_arrives(at_desk: AtDesk):
    receipt = filed(at_desk)
    release.release()
    factories.decided(post_of(receipt), Verdict.DECLINE, "We have no room to spare.", "not_now")
    news()
    with at_the_desk():
        actions.change(receipt, {"body": "In the old interview room."})
    with transaction():  # for a moment nobody is there who could decide
        session.execute(update(Person).values(ended_on=clock.today()))
    assert release.release() == 0
    assert [one.act for one in own_of(receipt).waiting] == ["change"]
    assert queries.standing(own_of(receipt), "").sentence == "Your changes are safe here."
    assert "left fewer than 5 behind" in left_behind(at_desk)
    assert queries.left_behind()[0] == 1
    with transaction():
        session.execute(update(Person).values(ended_on=None))
    assert release.release() == 1
    assert (post_of(receipt).status, post_of(receipt).body) == ("waiting", "In the old interview room.")
    assert not left_behind(at_desk)


def test_an_answer_that_fails_once_waits_and_arrives(at_desk: AtDesk):
    receipt = filed(at_desk)
    release.release()
    question = asked(receipt, at_desk.force.lead)
    with at_the_desk():
        actions.answer(receipt, question.reference, "The one by the river.")
    with out_of_reach("answers"):
        assert release.release() == 0
    assert [one.act for one in own_of(receipt).waiting] == ["answer"]
    assert "Your answer was passed on." not in read(receipt)
    assert queries.left_behind()[0] == 1
    assert release.release() == 1
    session.expire_all()
    assert [given.text for given in question.answers] == ["The one by the river."]
    assert read(receipt)[-1] == "Your answer was passed on."


def test_taking_back_that_fails_once_waits_and_arrives(at_desk: AtDesk):
    receipt = filed(at_desk)
    release.release()
    news()
    with at_the_desk():
        actions.withdraw(receipt)
    with out_of_reach("steps"):
        assert release.release() == 0
    assert queries.standing(own_of(receipt), "").sentence == "You took it back."
    assert [one.act for one in own_of(receipt).waiting] == ["withdraw"]
    assert release.release() == 1
    assert post_of(receipt).status == "withdrawn"


def test_what_follows_something_that_failed_waits_with_it_and_holds_up_no_other_post(at_desk: AtDesk):
    receipt = filed(at_desk)
    release.release()
    question = asked(receipt, at_desk.force.lead)
    factories.decided(post_of(receipt), Verdict.RETURN, "Say where the room is.")
    news()
    other = filed(at_desk, title="Another idea")
    with at_the_desk():
        actions.change(receipt, {"body": "In the old interview room."})
        actions.answer(receipt, question.reference, "The one by the river.")
        item = queries.own(receipt).item
        item.text = item.text | {"sharing": "nobody knows"}  # what the portal's table does not take
    assert release.release() == 1
    assert post_of(other).status == "waiting"
    assert post_of(receipt).status == "returned"
    assert {one.act for one in own_of(receipt).waiting} == {"change", "answer"}
    assert queries.left_behind()[0] == 2
    with at_the_desk():
        item = queries.own(receipt).item
        item.text = item.text | {"sharing": "force"}
    assert release.release() == 2
    assert post_of(receipt).status == "waiting"
    events = [entry.event for entry in entries_about(post_of(receipt))]
    assert events[-2:] == ["submission.sent_again", "question.answered"]


def test_what_failed_and_was_taken_back_since_is_not_left_behind(at_desk: AtDesk):
    receipt = filed(at_desk)
    with at_the_desk():
        item = queries.own(receipt).item
        item.organisation = "closed-since"
    release.release()
    assert queries.left_behind()[0] == 1
    with at_the_desk():
        actions.withdraw(receipt)
    assert not left_behind(at_desk)


def test_nobody_hides_among_posts_that_were_left_behind(at_desk: AtDesk):
    def at(hour: int) -> int:
        with clock.at(datetime(2026, 1, 15, hour, tzinfo=UTC)):
            return release.empty_desk((time(6), time(14)))

    for receipt in [filed(at_desk) for _ in range(3)]:
        with at_the_desk():
            item = queries.own(receipt).item
            item.organisation = "closed-since"
    assert at(5) == 0
    assert at(6) == 0
    assert queries.left_behind()[0] == 3
    alone = filed(at_desk, title="Alone")
    assert at(7) == 0
    assert own_of(alone).item.state == "held"
    assert at(14) == 1
    assert post_of(alone).status == "waiting"


def test_what_came_too_late_is_put_away(at_desk: AtDesk):
    receipt = returned(at_desk)
    with at_the_desk():
        actions.change(receipt, {"body": "In the old interview room."})
    with transaction():  # and meanwhile it was taken up again as it was
        authorisation.set_off(post_of(receipt), by_id=None)
    assert release.release() == 0
    assert not own_of(receipt).waiting
    assert not left_behind(at_desk)


def broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pass on what waits, and be cut off before it is put away."""

    def breaks(*_: Any) -> int:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(release, "_put_away", breaks)
        with pytest.raises(ConnectionError):
            release.release()


def test_a_change_broken_off_between_its_two_commits_arrives_once(
    at_desk: AtDesk, monkeypatch: pytest.MonkeyPatch
):
    receipt = returned(at_desk)
    with at_the_desk():
        actions.change(receipt, {"body": "In the old interview room."})
    broken_off(monkeypatch)
    assert (post_of(receipt).status, post_of(receipt).version) == ("waiting", 2)
    factories.decided(post_of(receipt), Verdict.RETURN, "Say how large it is.")
    news()
    assert release.release() == 1
    assert (post_of(receipt).status, post_of(receipt).version) == ("returned", 2)
    stands = queries.standing(own_of(receipt), "")
    assert (stands.sentence, stands.reason) == ("You are asked to change it.", "Say how large it is.")
    assert queries.may_change(own_of(receipt))

    with at_the_desk():  # and the next change is one of its own
        actions.change(receipt, {"body": "In the old interview room, of four metres by five."})
    assert release.release() == 1
    assert (post_of(receipt).status, post_of(receipt).version) == ("waiting", 3)


def test_a_change_broken_off_before_its_author_heard_of_it_is_told_once(
    at_desk: AtDesk, monkeypatch: pytest.MonkeyPatch
):
    receipt = returned(at_desk)
    with at_the_desk():
        actions.change(receipt, {"body": "In the old interview room."})
    broken_off(monkeypatch)
    assert release.release() == 1
    assert not queries.may_change(own_of(receipt))
    news()
    assert read(receipt)[-2:] == ["Your changed text was passed on.", "It waits again, for its first reader."]


def test_taking_back_broken_off_between_its_two_commits_happens_once(
    at_desk: AtDesk, monkeypatch: pytest.MonkeyPatch
):
    receipt = filed(at_desk)
    release.release()
    with at_the_desk():
        actions.withdraw(receipt)
    broken_off(monkeypatch)
    news()
    assert release.release() == 1
    news()
    assert read(receipt).count("It was withdrawn.") == 1
    assert queries.standing(own_of(receipt), "").sentence == "You took it back."
    assert ways.open_step(post_of(receipt)) is None


def test_the_key_of_a_change_leads_nowhere_once_it_is_put_away(at_desk: AtDesk):
    receipt = returned(at_desk)
    with at_the_desk():
        actions.change(receipt, {"body": "In the old interview room."})
    key = own_of(receipt).waiting[0].key
    release.release()
    facts = [entry.facts for entry in entries_about(post_of(receipt))]
    assert [fact["from_desk"] for fact in facts if "from_desk" in fact] == [key]
    assert desk.get(Waiting, key) is None
