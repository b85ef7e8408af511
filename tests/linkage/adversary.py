"""The adversary: lays all that the dumps say side by side, and scores every person as the author of every item.

Each channel gives matrices, one for each place where it could leak: the score of a person for an item, higher for more
likely. Which of them the true author stands out in is for ``statistics`` to find; nothing here knows who it is.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tests.linkage.evidence import EXACT, Place
from tests.linkage.known import Found, Known

Matrix = NDArray[np.float64]
Scores = dict[str, Matrix]
PAGE_LEVELS = {"record", "block", "left over", "remains"}
FAR = 40 * 86400.0
FEW = 3
ROUNDED = (3600.0, 60.0)


@dataclass
class Case:
    """What the adversary works on. ``came`` is, for each item, between which two releases it must have been written."""

    known: Known
    dumps: Sequence[Sequence[Place]]
    forces: NDArray[np.int64]  # of each person
    declared: NDArray[np.int64]  # the force of each item, which it says itself
    came: Sequence[tuple[float, float]]
    texts: Sequence[str]
    shape: tuple[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self.shape = (len(self.declared), len(self.forces))

    def none(self) -> Matrix:
        """Scores that say nothing."""
        return np.zeros(self.shape)


def is_exact(place: Place) -> bool:
    """Whether what is named here together belongs together: a row, a record, a line, a mail, the name of a file.

    What names many is a list: that two stand in it links them no more than any other two.
    """
    few = len(place.found.persons) <= FEW and len(place.found.items) <= FEW
    return few and place.level in EXACT


def hits(case: Case) -> dict[tuple[int, int], list[str]]:
    """Every exact co-location of an item with a person: where."""
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for number, dump in enumerate(case.dumps):
        for place in dump:
            if place.found.persons and place.found.items and (is_exact(place) or _is_block(place)):
                said = "+".join(sorted(place.found.decoders)) or "plain"
                for item in place.found.items:
                    for person in place.found.persons:
                        found[item, person].append(f"dump {number}, {place.source}, {place.where} ({said})")
    return found


def _is_block(place: Place) -> bool:
    return place.level == "shown" and len(place.found.persons) <= FEW and len(place.found.items) <= FEW


def exact(case: Case) -> Scores:
    """C0: named together in one row, record, line or mail; on one page of a database; or in what was left there.

    Of what PostgreSQL left, much lies on one page: there it counts too who is named close by, and with how many others.
    """
    together, near, left, close = case.none(), case.none(), case.none(), case.none()
    for dump in case.dumps:
        pages: dict[str, Found] = defaultdict(Found)
        for place in dump:
            if is_exact(place):
                _count(together, place.found)
            if place.level in {"left over", "remains"}:
                _count(left, place.found)
            if place.level == "close":
                _count(close, place.found, 1 / len(place.found.persons))
            if place.level in PAGE_LEVELS:
                page = place.where.partition("+")[0]
                pages[page] |= place.found
        for found in pages.values():
            _count(near, found, 1 / max(len(found.persons), 1))
    return {
        "together": together,
        "on one page": near,
        "near each other in what was left over": left,
        "close to each other in what was left over": close,
    }


def _count(score: Matrix, found: Found, much: float = 1.0) -> None:
    for item in found.items:
        for person in found.persons:
            score[item, person] += much


def _moments(case: Case, of: str) -> dict[str, list[set[float]]]:
    """For each source of times, the moments attached to each item or to each person."""
    count = case.shape[0] if of == "items" else case.shape[1]
    found: dict[str, list[set[float]]] = {}
    for dump in case.dumps:
        for place in dump:
            who = getattr(place.found, of)
            if place.level == "shown":
                continue
            for name, moments in place.times.items():
                if moments and who:
                    sets = found.setdefault(f"{place.source}.{name}", [set() for _ in range(count)])
                    for one in who:
                        sets[one].update(moments)
    return found


def times(case: Case) -> Scores:
    """C1: how near a moment of the item lies to one of the person; and whether the person was about when it came."""
    of_items = {name: _in_the_middle(sets) for name, sets in _moments(case, "items").items()}
    of_persons = _moments(case, "persons")
    whole_items, whole_persons = _together(of_items, case.shape[0]), _together(of_persons, case.shape[1])
    scores = {f"{source} of the item": _nearest(items, whole_persons) for source, items in of_items.items()}
    for source, persons in of_persons.items():
        scores[f"{source} of the person"] = _nearest(whole_items, persons)
        scores[f"about when it came: {source}"] = _about(case, persons)
    return {name: score for name, score in scores.items() if score.std() > 0}


def _in_the_middle(sets: list[set[float]]) -> list[set[float]]:
    """Where moments were rounded down, to the hour or the minute: the middle of what each may have been."""
    grain = next((grain for grain in ROUNDED if all(one % grain == 0 for one in set().union(*sets))), 0.0)
    return [{moment + grain / 2 for moment in moments} for moments in sets]


def _together(sources: Mapping[str, Sequence[set[float]]], count: int) -> list[set[float]]:
    """What all sources together say of each."""
    return [set[float]().union(*(sets[one] for sets in sources.values())) for one in range(count)]


def _nearest(items: Sequence[set[float]], persons: Sequence[set[float]]) -> Matrix:
    """Minus the least distance between any value of an item and any of a person; ``FAR`` where either has none."""
    score = np.full((len(items), len(persons)), -FAR)
    having = [number for number, values in enumerate(items) if values]
    if not having:
        return score
    mine = np.concatenate([np.fromiter(items[number], float) for number in having])
    starts = np.cumsum([0, *(len(items[number]) for number in having[:-1])])
    for person, values in enumerate(persons):
        if values:
            theirs = np.sort(np.fromiter(values, float))
            after = np.searchsorted(theirs, mine)
            low = np.abs(mine - theirs[np.maximum(after - 1, 0)])
            high = np.abs(mine - theirs[np.minimum(after, len(theirs) - 1)])
            score[having, person] = -np.minimum.reduceat(np.minimum(low, high), starts)
    return score


def _about(case: Case, persons: Sequence[set[float]]) -> Matrix:
    """How many traces of a person lie in the hours in which the item must have been written."""
    score = case.none()
    begins, ends = np.array(case.came).T
    for person, moments in enumerate(persons):
        theirs = np.sort(np.fromiter(moments, float))
        upto = np.searchsorted(theirs, [begins, ends], "right")
        score[:, person] = upto[1] - upto[0]
    # Few being about says more than many.
    busy = np.maximum(np.count_nonzero(score, axis=1, keepdims=True), 1)
    return np.sign(score) * np.log(1 + case.shape[1] / busy) + score * 1e-6


def orders(case: Case) -> Scores:
    """C2: how near the item's place in any order lies to one of the person's, in that order or in that of time."""
    places: dict[str, tuple[list[tuple[float, int]], list[tuple[float, int]]]] = {}
    seen: set[tuple[str, int]] = set()
    for dump in case.dumps:
        fresh = set()
        for place in dump:
            for name, value in place.orders.items():
                key = f"{place.source}.{name}"
                items, persons = places.setdefault(key, ([], []))
                for item in place.found.items:
                    if (key, item) not in seen:  # where it lay when it was first there
                        items.append((value, item))
                        fresh.add((key, item))
                persons += [(value, person) for person in place.found.persons]
        seen |= fresh
    arrival = _arrivals(case)
    scores = {}
    for key, (items, persons) in places.items():
        values = sorted({value for value, _ in (*items, *persons)})
        if len({item for _, item in items}) < 3 or len(values) < len(items) / 2:
            continue  # too few, or no order
        rank = {value: place / len(values) for place, value in enumerate(values)}
        if persons:
            scores[key] = _adjacent(
                case, [(rank[v], i) for v, i in items], [(rank[v], p) for v, p in persons]
            )
        scores[f"{key}, laid along time"] = _adjacent(case, _quantiles(items), arrival)
    return {name: score for name, score in scores.items() if score.std() > 0}


def _quantiles(values: Iterable[tuple[float, int]]) -> list[tuple[float, int]]:
    """Each one's place in an order, by its first value, between 0 and 1."""
    first = {one: value for value, one in sorted(values, reverse=True)}
    inorder = sorted(first, key=lambda one: first[one])
    return [(place / len(inorder), one) for place, one in enumerate(inorder)]


def _arrivals(case: Case) -> list[tuple[float, int]]:
    """The traces of people in the order of time, between 0 and 1."""
    found = _moments(case, "persons")
    events = sorted(
        {(moment, who) for sets in found.values() for who, moments in enumerate(sets) for moment in moments}
    )
    return [(place / len(events), who) for place, (_, who) in enumerate(events)]


def _adjacent(case: Case, items: Iterable[tuple[float, int]], persons: Iterable[tuple[float, int]]) -> Matrix:
    mine: list[set[float]] = [set() for _ in range(case.shape[0])]
    theirs: list[set[float]] = [set() for _ in range(case.shape[1])]
    for value, item in items:
        mine[item].add(value)
    for value, person in persons:
        theirs[person].add(value)
    return _nearest(mine, theirs)


def first_seen(case: Case) -> NDArray[np.int64]:
    """In which dump each item is found first."""
    seen = np.full(case.shape[0], len(case.dumps))
    for number, dump in reversed(list(enumerate(case.dumps))):
        for place in dump:
            for item in place.found.items:
                seen[item] = number
    return seen


def changes(case: Case) -> Scores:
    """C5: whether anything of the person changed between the two dumps between which the item came."""
    kept: dict[str, list[list[set[str]]]] = {}
    for number, dump in enumerate(case.dumps):
        for place in dump:
            if place.found.persons and place.level in {"row", "line", "shown", "file"}:
                sets = kept.setdefault(
                    place.source, [[set() for _ in range(case.shape[1])] for _ in case.dumps]
                )
                for person in place.found.persons:
                    sets[number][person].add(place.data or place.where)
    seen = first_seen(case)
    scores = {}
    for source, dumps in kept.items():
        score = case.none()
        for number in range(1, len(dumps)):
            changed = np.array(
                [was != now for was, now in zip(dumps[number - 1], dumps[number], strict=True)]
            )
            score[seen == number] = changed * np.log(case.shape[1] / max(changed.sum(), 1))
        scores[source] = score
    return {name: score for name, score in scores.items() if score.std() > 0}


def counters(case: Case) -> Scores:
    """C6: any number in a row of the person's that rises between the two dumps between which the item came."""
    seen = first_seen(case)
    told: dict[str, list[dict[int, list[float]]]] = {}
    for number, dump in enumerate(case.dumps):
        for place in dump:
            if len(place.found.persons) == 1 and place.level == "row":
                (person,) = place.found.persons
                for name, value in place.numbers.items():
                    sets = told.setdefault(f"{place.source}.{name}", [{} for _ in case.dumps])
                    sets[number].setdefault(person, []).append(value)
    scores = {name: _risen(case, values, seen) for name, values in told.items()}
    return {name: score for name, score in scores.items() if score.std() > 0}


def _risen(case: Case, values: Sequence[Mapping[int, list[float]]], seen: NDArray[np.int64]) -> Matrix:
    score = case.none()
    for number in range(1, len(values)):
        for person, now in values[number].items():
            was = values[number - 1].get(person)
            if was and len(was) == len(now) == 1 and now[0] > was[0]:
                score[seen == number, person] = now[0] - was[0]
    return score


CHANNELS: Mapping[str, Callable[[Case], Scores]] = {
    "C0 exact": exact,
    "C1 time": times,
    "C2 order": orders,
    "C5 snapshots": changes,
    "C6 counters": counters,
}
