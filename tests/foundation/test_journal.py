"""What follows from a change happens after it, at least once, and holds up nothing else when it fails."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.foundation import clock, health, journal
from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry
from tests import factories

pytestmark = pytest.mark.usefixtures("db")


class Follower:
    """A reaction that remembers what it was handed, and fails as long as it is told to."""

    __name__ = "follower"

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.fails_at: set[str] = set()

    def __call__(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            if entry.facts["name"] in self.fails_at:
                raise RuntimeError("something is wrong with this one")
        self.seen += [entry.facts["name"] for entry in entries]


@pytest.fixture
def follower() -> Follower:
    made = factories.organisation()
    with transaction():
        for name in "abc":
            journal.write("tried", made, name=name)
    return Follower()


def due() -> dict[str, Entry]:
    session.expire_all()
    waiting = select(Entry).where(Entry.event == "tried", Entry.due_at.is_not(None))
    return {entry.facts["name"]: entry for entry in session.scalars(waiting)}


def test_everything_is_followed_once_in_order(follower: Follower) -> None:
    journal.catch_up({"tried": (follower,)})
    journal.catch_up({"tried": (follower,)})
    assert follower.seen == ["a", "b", "c"]


def test_nothing_follows_from_what_was_not_kept(follower: Follower) -> None:
    journal.catch_up({"tried": (follower,)})
    made = factories.organisation()
    with pytest.raises(ZeroDivisionError), transaction():  # noqa: PT012 - written, then broken
        journal.write("tried", made, name="d")
        raise ZeroDivisionError
    journal.catch_up({"tried": (follower,)})
    assert "d" not in follower.seen


def test_one_that_fails_holds_up_no_other_and_is_tried_after_pauses_that_grow(follower: Follower) -> None:
    follower.fails_at = {"b"}
    other = Follower()
    moment, pauses = clock.now(), []
    for _ in range(12):
        with clock.at(moment):
            journal.catch_up({"tried": (follower, other)})
        waiting = due()
        assert set(waiting) == {"b"}
        again = waiting["b"].due_at
        assert again is not None
        pauses.append(again - moment)
        moment = again
    assert set(follower.seen) == {"a", "c"}
    assert other.seen.count("a") == 1
    assert pauses == sorted(pauses)
    assert pauses[0] < pauses[2] < pauses[-1] == journal.LONGEST_PAUSE
    assert "fails again and again" in " ".join(health.trouble())
    with clock.at(moment - timedelta(seconds=1)):
        journal.catch_up({"tried": (follower,)})
    follower.fails_at = set()
    with clock.at(moment):
        journal.catch_up({"tried": (follower,)})
    assert follower.seen.count("b") == 1
    assert due() == {}


def test_killed_before_and_after_a_reaction_nothing_is_lost(
    follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(_entries: Sequence[Entry]) -> None:
        raise Killed

    with pytest.raises(Killed):
        journal.catch_up({"tried": (die,)})
    assert set(due()) == {"a", "b", "c"}
    with pytest.raises(Killed):
        journal.catch_up({"tried": (follower, die)})
    assert set(due()) == {"a", "b", "c"}, "done and not marked: it is done again"
    journal.catch_up({"tried": (follower,)})
    assert follower.seen == ["a", "b", "c"] * 2
    assert due() == {}


def test_an_event_that_nothing_follows_from_is_done(follower: Follower) -> None:
    journal.catch_up({})
    assert due() == {}
