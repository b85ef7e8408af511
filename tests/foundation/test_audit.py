"""Whatever is done to the audit trail behind the portal's back shows, and where.

On each real database; a thousand tamperings without one are in test_tampering.
"""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update

from portal.foundation import audit, clock, journal
from portal.foundation.audit import Checkpoint, Seal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.journal import Entry
from tests import factories

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("db")]

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
    assert fault() == f"Seal {number} is missing: what followed row {trail[4]} was taken out of the trail."


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
    assert fault() == f"Row {-audit.SIDE_BY_SIDE} of the journal stands below sealed ones without a seal."


def test_words_erased_as_the_law_may_ask_leave_the_rest_of_the_trail_whole(trail: list[int]) -> None:
    audit.erase(trail[6], "asked for by the author")
    audit.seal(KEY)
    assert fault() == ""
    entry = session.get_one(Entry, trail[6])
    assert entry.facts == {audit.ERASED: "asked for by the author"}
    assert journal.entries_of("journal", trail[6])[0].facts == {"reason": "asked for by the author"}
    entry.by_id = 99
    session.flush()
    assert fault().startswith(f"Row {trail[6]} ")


def test_words_that_somebody_took_out_by_hand_are_named(trail: list[int]) -> None:
    session.get_one(Entry, trail[6]).facts = {audit.ERASED: "nobody asked"}
    session.flush()
    assert fault().startswith(f"Row {trail[6]} ")
    assert "nothing says who erased them" in fault()


@pytest.mark.parametrize(
    ("place", "reason", "words"),
    [(0, " ", "Say why"), (None, "because", "no sealed row"), (1, "because", "holds no words")],
)
def test_only_words_that_are_there_are_erased(
    trail: list[int], place: int | None, reason: str, words: str
) -> None:
    audit.erase(trail[1], "request 1")
    with pytest.raises(Refused, match=words):
        audit.erase(trail[place] if place is not None else 10**6, reason)


def test_checkpoints_are_kept_in_a_file_and_read_again(trail: list[int], tmp_path: Path) -> None:
    file = tmp_path / "checkpoints.txt"
    assert audit.read_checkpoints(file) == []
    assert audit.export_checkpoint(file)
    assert not audit.export_checkpoint(file), "it has not grown"
    assert audit.read_checkpoints(file) == [audit.checkpoint()]
    session.execute(delete(Seal).where(Seal.entry.in_(trail[-3:])))
    session.execute(delete(Entry).where(Entry.sequence.in_(trail[-3:])))
    assert f"the end of the trail after row {trail[-4]} was cut off" in fault(*audit.read_checkpoints(file))


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
    assert f"the end of the trail after row {trail[-4]} was cut off" in fault(kept)


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


def test_a_checkpoint_is_written_down_and_read_again() -> None:
    point = Checkpoint(12, "ab" * 32)
    assert Checkpoint.read(str(point)) == point
    for wrong in ("", "12", "12:xyz", "x:" + "ab" * 32, "12:" + "AB" * 32):
        with pytest.raises(ValueError, match="not a checkpoint"):
            Checkpoint.read(wrong)
