"""A thousand tamperings of the audit trail: each is noticed, and the first bad row is named. No database."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from portal.foundation import audit
from portal.foundation.audit import ERASED, FIRST, WORDS_ERASED, Checkpoint

KEY = audit.key_from("a key that only the tests know, long enough")
ANOTHER = audit.key_from("what somebody uses who has the database and no key")
ROWS = 60
TAMPERINGS = 1000
EVERY = 10  # rows between two checkpoints that were handed out
MORNING = datetime(2026, 11, 2, 8, tzinfo=UTC)
EVENTS = ("submission.approved", "step.handed_on", "step.escalated", "route.changed", "attempt.refused")


@dataclass(frozen=True)
class Row:
    sequence: int
    at: datetime
    event: str
    subject_kind: str
    subject_id: int
    by_id: int | None
    facts: dict[str, Any]


@dataclass(frozen=True)
class Sealed:
    number: int
    entry: int
    facts: str
    mark: str


@dataclass
class Trail:
    """What lies in the two tables, and the checkpoints that lie elsewhere."""

    rows: dict[int, Row]
    seals: list[Sealed]
    known: list[Checkpoint] = field(default_factory=list)

    def joined(self) -> Iterator[tuple[Sealed, Row | None]]:
        for one in sorted(self.seals, key=lambda one: one.number):
            yield one, self.rows.get(one.entry)

    def fault(self) -> str:
        return audit.first_fault(KEY, self.joined(), self.known)

    def seal_from(self, place: int, key: bytes) -> None:
        """Seal all rows anew from a place on, as somebody would who wants to hide what they did there."""
        kept = self.seals[:place]
        before = kept[-1].mark if kept else FIRST
        for number, one in enumerate(self.seals[place:], place + 1):
            row = self.rows[one.entry]
            facts = audit.digest_of(key, row)
            before = audit.mark_of(key, number, before, row, facts)
            kept.append(Sealed(number, row.sequence, facts, before))
        self.seals = kept


def whole() -> Trail:
    """A trail as the worker seals it; like PostgreSQL's, with sequence numbers that were never used."""
    rows = {}
    for number in range(ROWS):
        sequence = 3 * number + 1
        facts = {"reason": f"Because of “{number}”.", "step": number % 3, "code": ""}
        by = None if number % 7 == 0 else 100 + number % 5
        at = MORNING + timedelta(minutes=number)
        event, kind = EVENTS[number % len(EVENTS)], ("submissions", "routes", "steps")[number % 3]
        rows[sequence] = Row(sequence, at, event, kind, 5000 + number // 4, by, facts)
    trail = Trail(rows, [Sealed(0, sequence, "", "") for sequence in sorted(rows)])
    trail.seal_from(0, KEY)
    trail.known = [Checkpoint(one.number, one.mark) for one in trail.seals if one.number % EVERY == 0]
    return trail


def flipped(value: Any, chance: Random) -> Any:
    """Another value of the same sort, as little different as can be."""
    if value is None:
        return chance.getrandbits(40)
    if isinstance(value, int):
        return value ^ (1 << chance.randrange(40))
    if isinstance(value, datetime):
        return value + timedelta(microseconds=chance.choice((-1, 1)) * chance.randrange(1, 10**9))
    if isinstance(value, dict):
        name = chance.choice(sorted(value))
        other = chance.choice(("change", "take out", "add"))
        if other == "take out":
            return {key: kept for key, kept in value.items() if key != name}
        return {**value, (name if other == "change" else "more"): flipped(value[name] or "x", chance)}
    place = chance.randrange(len(value))
    return value[:place] + chr(ord(value[place]) ^ 1) + value[place + 1 :]


# Each tampers with a trail at a place, and returns how the sentence that names the place has to begin.
Tampering = Callable[[Trail, int, Random], str]


def edit_row(trail: Trail, place: int, chance: Random) -> str:
    row = trail.rows[trail.seals[place].entry]
    column = chance.choice(("at", "event", "subject_kind", "subject_id", "by_id", "facts"))
    changed = flipped(getattr(row, column), chance)
    if column == "by_id" and row.by_id is not None and chance.random() < 0.3:
        changed = None
    trail.rows[row.sequence] = replace(row, **{column: changed})
    return f"Row {row.sequence} (seal {place + 1}"


def edit_sequence(trail: Trail, place: int, _chance: Random) -> str:
    sequence = trail.seals[place].entry
    trail.rows[sequence + 1] = replace(trail.rows.pop(sequence), sequence=sequence + 1)
    return f"Row {sequence} (seal {place + 1}) is gone"


def edit_sequence_and_seal(trail: Trail, place: int, chance: Random) -> str:
    edit_sequence(trail, place, chance)
    found = trail.seals[place]
    trail.seals[place] = replace(found, entry=found.entry + 1)
    return f"Row {found.entry + 1} (seal {place + 1}, "


def edit_seal(trail: Trail, place: int, chance: Random) -> str:
    column, found = chance.choice(("facts", "mark")), trail.seals[place]
    trail.seals[place] = replace(found, **{column: flipped(getattr(found, column), chance)})
    return f"Row {found.entry} (seal {place + 1}, "


def edit_number(trail: Trail, place: int, _chance: Random) -> str:
    trail.seals[place] = replace(trail.seals[place], number=10 * ROWS)
    return f"Seal {place + 1} is missing: what followed row {before(trail, place)} "


def before(trail: Trail, place: int) -> int:
    return trail.seals[place - 1].entry if place else 0


def blank_words(trail: Trail, place: int, chance: Random) -> str:
    row = trail.rows[trail.seals[place].entry]
    more = {} if chance.random() < 0.5 else {"reason": "Something else."}
    trail.rows[row.sequence] = replace(row, facts={ERASED: "as the law asks", **more})
    return f"Row {row.sequence} (seal {place + 1}, "


def delete_row(trail: Trail, place: int, _chance: Random) -> str:
    sequence = trail.seals[place].entry
    del trail.rows[sequence]
    return f"Row {sequence} (seal {place + 1}) is gone"


def delete_seal(trail: Trail, place: int, _chance: Random) -> str:
    place = min(place, ROWS - 2)
    expected = f"Seal {place + 1} is missing: what followed row {before(trail, place)} "
    del trail.seals[place]
    return expected


def delete_both(trail: Trail, place: int, chance: Random) -> str:
    place = min(place, ROWS - 4)
    expected = f"Seal {place + 1} is missing: what followed row {before(trail, place)} "
    for _ in range(chance.randint(1, 3)):
        del trail.rows[trail.seals.pop(place).entry]
    return expected


def delete_and_close_up(trail: Trail, place: int, _chance: Random) -> str:
    """A row is taken out, and those behind it are counted anew."""
    place = min(place, ROWS - 2)
    del trail.rows[trail.seals.pop(place).entry]
    trail.seals[place:] = [replace(one, number=one.number - 1) for one in trail.seals[place:]]
    return f"Row {trail.seals[place].entry} (seal {place + 1}, "


def insert(trail: Trail, place: int, chance: Random) -> str:
    """A forged row between two, with a seal that is somebody's own or a copy of one that was there."""
    found = trail.seals[place]
    forged = replace(trail.rows[found.entry], sequence=found.entry + 1, event="submission.approved", by_id=7)
    trail.rows[forged.sequence] = forged
    facts = audit.digest_of(ANOTHER, forged)
    mark = audit.mark_of(ANOTHER, place + 2, found.mark, forged, facts)
    made = replace(found, entry=forged.sequence)
    if chance.random() < 0.5:
        made = replace(made, facts=facts, mark=mark)
    later = [replace(one, number=one.number + 1) for one in trail.seals[place + 1 :]]
    trail.seals[place + 1 :] = [replace(made, number=place + 2), *later]
    return f"Row {forged.sequence} (seal {place + 2}, "


def swap_rows(trail: Trail, place: int, chance: Random) -> str:
    one, two = sorted((place, (place + chance.randrange(1, ROWS)) % ROWS))
    first, second = trail.rows[trail.seals[one].entry], trail.rows[trail.seals[two].entry]
    if chance.random() < 0.5:
        first, second = replace(first, facts=second.facts), replace(second, facts=first.facts)
    else:
        first, second = (
            replace(second, sequence=first.sequence),
            replace(first, sequence=second.sequence),
        )
    trail.rows |= {first.sequence: first, second.sequence: second}
    return f"Row {first.sequence} (seal {one + 1}, "


def swap_seals(trail: Trail, place: int, chance: Random) -> str:
    """Two rows change their places in the chain."""
    one, two = sorted((place, (place + chance.randrange(1, ROWS)) % ROWS))
    first, second = trail.seals[one], trail.seals[two]
    trail.seals[one], trail.seals[two] = replace(second, number=one + 1), replace(first, number=two + 1)
    return f"Row {second.entry} (seal {one + 1}, "


def cut_tail(trail: Trail, place: int, _chance: Random) -> str:
    place = max(1, place)
    last = before(trail, place)
    for one in trail.seals[place:]:
        del trail.rows[one.entry]
    del trail.seals[place:]
    lost = (place // EVERY + 1) * EVERY
    return f"Seal {lost} was handed out and is not there: the end of the trail after row {last} "


def chain_anew(trail: Trail, place: int, chance: Random) -> str:
    edit_row(trail, place, chance)
    trail.seal_from(place, ANOTHER)
    return f"Row {trail.seals[place].entry} (seal {place + 1}, "


def chain_anew_with_the_key(trail: Trail, place: int, chance: Random) -> str:
    """Whoever has the key is found at the next checkpoint that was handed out."""
    edit_row(trail, place, chance)
    trail.seal_from(place, KEY)
    told = -(-(place + 1) // EVERY) * EVERY
    return f"Row {trail.seals[told - 1].entry} (seal {told}) is not the one whose seal was handed out"


KINDS: tuple[Tampering, ...] = (
    edit_row, edit_sequence, edit_sequence_and_seal, edit_seal, edit_number, blank_words, delete_row, delete_seal,
    delete_both, delete_and_close_up, insert, swap_rows, swap_seals, cut_tail, chain_anew, chain_anew_with_the_key,
)  # fmt: skip


def test_a_trail_that_nobody_touched_is_whole() -> None:
    assert whole().fault() == ""


def test_a_thousand_tamperings_are_all_noticed_and_the_first_bad_row_is_named() -> None:
    chance = Random(20)  # noqa: S311 - the same tamperings at every run
    untouched, tried = whole(), Counter[str]()
    unnoticed, misnamed = [], []
    for number in range(TAMPERINGS):
        tamper = KINDS[number % len(KINDS)]
        trail = Trail(dict(untouched.rows), list(untouched.seals), untouched.known)
        expected = tamper(trail, chance.randrange(ROWS), chance)
        same = trail.rows == untouched.rows and trail.seals == untouched.seals
        assert not same, f"{tamper.__name__} changed nothing"
        said = trail.fault()
        if not said:
            unnoticed.append((number, tamper.__name__))
        elif not said.startswith(expected):
            misnamed.append((number, tamper.__name__, said, expected))
        tried[tamper.__name__] += 1
    assert unnoticed == []
    assert misnamed == []
    assert tried.total() == TAMPERINGS
    assert min(tried.values()) >= TAMPERINGS // len(KINDS)


def test_a_cut_tail_and_a_stolen_key_show_by_checkpoints_alone() -> None:
    """What no chain can show by itself: that is why checkpoints are handed out."""
    chance = Random(7)  # noqa: S311 - the same at every run
    for tamper in (cut_tail, chain_anew_with_the_key):
        trail = whole()
        trail.known = []
        tamper(trail, 31, chance)
        assert trail.fault() == ""


def test_words_erased_are_fine_where_a_row_says_so_for_the_same_reason() -> None:
    trail = whole()
    row = trail.rows[trail.seals[12].entry]
    trail.rows[row.sequence] = replace(row, facts={ERASED: "request 7"})
    told = Row(
        1000,
        MORNING + timedelta(days=1),
        WORDS_ERASED,
        "journal",
        row.sequence,
        None,
        {"reason": "request 7"},
    )
    trail.rows[told.sequence] = told
    trail.seals.append(Sealed(0, told.sequence, "", ""))
    facts = audit.digest_of(KEY, told)
    mark = audit.mark_of(KEY, ROWS + 1, trail.seals[-2].mark, told, facts)
    trail.seals[-1] = Sealed(ROWS + 1, told.sequence, facts, mark)
    assert trail.fault() == ""
    trail.rows[row.sequence] = replace(row, facts={ERASED: "another reason"})
    assert trail.fault().startswith(f"Row {row.sequence} (seal 13, ")
    trail.rows[row.sequence] = replace(row, facts={ERASED: "request 7"})
    trail.rows[told.sequence] = replace(told, facts={ERASED: "request 7"})
    assert trail.fault().startswith(f"Row 1000 (seal {ROWS + 1}, ")
