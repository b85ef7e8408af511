"""Whatever is done to the audit trail behind the portal's back shows, and where."""

import random
from collections.abc import Callable

import pytest
from sqlalchemy import delete, insert, select, update

from portal.foundation import audit, clock, journal
from portal.foundation.audit import FIRST, Checkpoint, Seal
from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry
from tests import factories

pytestmark = pytest.mark.usefixtures("db")

KEY = audit.key_from("a key that only the tests know, long enough")
ROWS = 30


@pytest.fixture
def trail() -> list[int]:
    """A sealed trail, and the sequence numbers of its rows."""
    force = factories.organisation()
    with transaction():
        for number in range(ROWS):
            journal.write(
                "test.happened", force, by_id=number + 1, number=number, words="naïve “quoted” words"
            )
    audit.seal(KEY)
    return list(
        session.scalars(select(Entry.sequence).where(Entry.event == "test.happened").order_by(Entry.sequence))
    )


def fault(*known: Checkpoint) -> str:
    session.expire_all()
    return audit.verify(KEY, known)


def test_a_trail_that_nobody_touched_is_whole(trail: list[int]) -> None:
    assert trail
    assert fault(audit.checkpoint()) == ""


def test_running_reactions_is_no_change(trail: list[int]) -> None:
    session.execute(update(Entry).values(due_at=None, attempts=3))
    assert fault() == ""
    assert trail


def test_sealing_again_adds_nothing_and_new_rows_go_on_the_end(trail: list[int]) -> None:
    before = audit.checkpoint()
    assert audit.seal(KEY) == 0
    with transaction():
        journal.write("test.happened_later", factories.organisation())
    assert audit.seal(KEY) == 1
    assert audit.checkpoint().number == before.number + 1
    assert fault(before) == ""
    assert trail


CHANGES: dict[str, Callable[[], object]] = {
    "event": lambda: "test.invented",
    "subject_kind": lambda: "people",
    "subject_id": lambda: random.Random(1).getrandbits(60),  # noqa: S311 - a test's own number
    "by_id": lambda: None,
    "facts": lambda: {"number": "another"},
    "at": lambda: clock.now().replace(year=2001),
}


@pytest.mark.parametrize("column", list(CHANGES))
@pytest.mark.parametrize("place", [0, ROWS // 2, ROWS - 1])
def test_a_changed_row_is_named(trail: list[int], column: str, place: int) -> None:
    session.execute(update(Entry).where(Entry.sequence == trail[place]).values({column: CHANGES[column]()}))
    assert fault().startswith(f"Row {trail[place]} ")


def test_a_row_taken_out_with_its_seal_is_noticed(trail: list[int]) -> None:
    number = session.scalars(select(Seal.number).where(Seal.entry == trail[5])).one()
    session.execute(delete(Seal).where(Seal.entry == trail[5]))
    session.execute(delete(Entry).where(Entry.sequence == trail[5]))
    assert fault() == f"Seal {number} is missing: rows were taken out of the trail."


def test_a_row_put_in_between_is_noticed(trail: list[int]) -> None:
    session.execute(delete(Seal).where(Seal.entry == trail[4]))
    assert fault()


def test_a_row_that_turns_up_far_below_is_never_sealed_and_is_named(trail: list[int]) -> None:
    organisation = session.get_one(Entry, trail[0]).subject_id
    row = {
        "at": clock.now(),
        "event": "test.forged",
        "subject_kind": "organisations",
        "facts": {},
        "attempts": 0,
    }
    session.execute(insert(Entry).values(row | {"sequence": -audit.SIDE_BY_SIDE, "subject_id": organisation}))
    session.commit()
    assert audit.seal(KEY) == 0
    assert "without a seal" in fault()


def test_words_erased_as_the_law_may_ask_leave_the_rest_of_the_trail_whole(trail: list[int]) -> None:
    entry = session.get_one(Entry, trail[6])
    entry.facts = {audit.ERASED: "asked for by the author"}
    session.flush()
    assert fault() == ""
    entry.by_id = 99
    session.flush()
    assert fault().startswith(f"Row {trail[6]} ")


def test_two_rows_that_changed_places_are_noticed(trail: list[int]) -> None:
    one, two = (session.get_one(Entry, key) for key in trail[7:9])
    one.facts, two.facts = two.facts, one.facts
    session.flush()
    assert fault().startswith(f"Row {trail[7]} ")


def test_a_cut_tail_is_noticed_by_a_checkpoint_kept_outside(trail: list[int]) -> None:
    kept = audit.checkpoint()
    session.execute(delete(Seal).where(Seal.entry.in_(trail[-3:])))
    session.execute(delete(Entry).where(Entry.sequence.in_(trail[-3:])))
    assert fault() == ""  # which is why checkpoints are handed out
    assert "the end of the trail was cut off" in fault(kept)


def test_a_trail_made_anew_without_the_key_is_noticed(trail: list[int]) -> None:
    session.execute(update(Entry).where(Entry.sequence == trail[3]).values(by_id=7))
    session.execute(delete(Seal))
    session.commit()
    audit.seal(audit.key_from("another key, of somebody who came from outside"))
    assert fault()


def test_a_trail_made_anew_with_the_stolen_key_is_noticed_by_a_checkpoint(trail: list[int]) -> None:
    kept = audit.checkpoint()
    session.execute(update(Entry).where(Entry.sequence == trail[3]).values(by_id=7))
    session.execute(delete(Seal))
    session.commit()
    audit.seal(KEY)
    assert fault() == ""
    assert "the trail was made anew" in fault(kept)


def test_a_thousand_tamperings_are_all_noticed_at_their_row(trail: list[int]) -> None:
    """Each byte of what a row says is under its seal: checked on the seals themselves, which is quick."""
    chance = random.Random(20)  # noqa: S311 - the same tamperings at every run
    seals = {one.entry: one for one in session.scalars(select(Seal))}
    missed = 0
    for _ in range(1000):
        entry = session.get_one(Entry, chance.choice(trail))
        found = seals[entry.sequence]
        before = session.scalar(select(Seal.mark).where(Seal.number == found.number - 1)) or FIRST
        column = chance.choice(["event", "by_id", "subject_id", "facts"])
        kept = getattr(entry, column)
        if isinstance(kept, str):
            place = chance.randrange(len(kept))
            changed: object = kept[:place] + chr(ord(kept[place]) ^ 1) + kept[place + 1 :]
        elif isinstance(kept, int):
            changed = kept ^ (1 << chance.randrange(40))
        else:
            changed = {**kept, "number": chance.randrange(10**6) + ROWS}
        setattr(entry, column, changed)
        with session.no_autoflush:
            missed += (
                audit.mark_of(KEY, found.number, before, entry, audit.digest_of(KEY, entry)) == found.mark
            )
        setattr(entry, column, kept)
    session.rollback()
    assert missed == 0


def test_a_checkpoint_is_written_down_and_read_again() -> None:
    point = Checkpoint(12, "ab" * 32)
    assert Checkpoint.read(str(point)) == point
    for wrong in ("", "12", "12:xyz", "x:" + "ab" * 32, "12:" + "AB" * 32):
        with pytest.raises(ValueError, match="not a checkpoint"):
            Checkpoint.read(wrong)
