"""More channels of the adversary: what an item and a person have in common, in bytes, words, sizes and attributes."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tests.linkage.adversary import Case, Matrix, Scores, _nearest, _together, first_seen

RARE = 3
SHINGLE = 6
SIZED = {"row", "mail"}


def _records(case: Case, of: str) -> list[bytes]:
    """All that is stored of each item, or of each person, one after the other."""
    count = case.shape[0] if of == "items" else case.shape[1]
    found: list[set[str]] = [set() for _ in range(count)]
    for dump in case.dumps:
        for place in dump:
            who = getattr(place.found, of)
            if place.data and len(who) == 1 and place.level in {"row", "line"}:
                (one,) = who
                found[one].add(place.data)
    return ["\x1e".join(sorted(parts)).encode() for parts in found]


def shingles(data: bytes) -> NDArray[np.int64]:
    """Every stretch of six bytes, as one number each, each once."""
    if len(data) < SHINGLE:
        return np.empty(0, np.int64)
    read = np.frombuffer(data, np.uint8).astype(np.int64)
    rolled = np.zeros(len(read) - SHINGLE + 1, np.int64)
    for step in range(SHINGLE):
        rolled = rolled * 256 + read[step : len(read) - SHINGLE + 1 + step]
    return np.unique(rolled)


def shared(records: Sequence[bytes]) -> Matrix:
    """How many rare stretches two records have in common, for every two."""
    each = [shingles(record) for record in records]
    values = np.concatenate(each)
    owners = np.concatenate([np.full(len(one), number) for number, one in enumerate(each)])
    inorder = np.lexsort((owners, values))
    values, owners = values[inorder], owners[inorder]
    starts = np.flatnonzero(np.r_[True, values[1:] != values[:-1]])
    lengths = np.diff(np.r_[starts, len(values)])
    common = np.zeros((len(records), len(records)))
    for start, length in zip(starts, lengths, strict=True):
        if 1 < length <= RARE:
            group = owners[start : start + length]
            common[np.ix_(group, group)] += 1
    np.fill_diagonal(common, 0)
    return common


def rare(case: Case) -> Scores:
    """C3: stretches of six bytes that hardly anybody else has."""
    count = case.shape[0]
    common = shared([*_records(case, "items"), *_records(case, "persons")])
    return {"rare stretches": common[:count, count:]}


def attributes(case: Case) -> Scores:
    """C4: whether what the item says of its author is so of the person."""
    same = (case.declared[:, None] == case.forces[None, :]).astype(float)
    return {"force": same}


def sizes(case: Case) -> Scores:
    """C7: how near the size of something stored of the item lies to one of the person's."""
    found: dict[str, tuple[list[set[float]], list[set[float]]]] = {}
    for dump in case.dumps:
        for place in dump:
            if place.level in SIZED:
                items, persons = found.setdefault(
                    place.source,
                    ([set() for _ in range(case.shape[0])], [set() for _ in range(case.shape[1])]),
                )
                for item in place.found.items:
                    items[item].add(float(len(place.data)))
                for person in place.found.persons:
                    persons[person].add(float(len(place.data)))
    of_items = {source: items for source, (items, _) in found.items() if any(items)}
    of_persons = {source: persons for source, (_, persons) in found.items() if any(persons)}
    whole_items, whole_persons = _together(of_items, case.shape[0]), _together(of_persons, case.shape[1])
    scores = {f"{source} of the item": _nearest(items, whole_persons) for source, items in of_items.items()}
    scores |= {
        f"{source} of the person": _nearest(whole_items, people) for source, people in of_persons.items()
    }
    return {name: score for name, score in scores.items() if score.std() > 0}


def searches(case: Case) -> Scores:
    """C8: words that a person searched for, found where nothing of searches should be, when the item came."""
    seen, score = first_seen(case), case.none()
    for number, dump in enumerate(case.dumps):
        for place in dump:
            for person in place.found.sought:
                score[seen == number, person] += 1
    return {"words searched for": score}


def sought(case: Case) -> list[str]:
    """Wherever words that somebody searched for are stored."""
    return [
        f"dump {number}, {place.source}, {place.where}"
        for number, dump in enumerate(case.dumps)
        for place in dump
        if place.found.sought
    ]


def style(case: Case) -> Scores:
    """C9, a control: how alike the words of the item and of the person's named posts are. All come from one list."""
    words: list[list[str]] = [[] for _ in range(case.shape[1])]
    for place in case.dumps[-1]:
        if place.source == "portal.submissions" and len(place.found.persons) == 1 and not place.found.items:
            (person,) = place.found.persons
            words[person].append(place.data)
    grams = [Counter(_threes(text)) for text in (*case.texts, *(" ".join(parts) for parts in words))]
    numbers = {three: number for number, three in enumerate(sorted(set().union(*grams)))}
    counts = np.zeros((len(grams), len(numbers)))
    for row, found in enumerate(grams):
        counts[row, [numbers[three] for three in found]] = list(found.values())
    counts /= np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1.0)
    return {"three letters": counts[: case.shape[0]] @ counts[case.shape[0] :].T}


def _threes(text: str) -> list[str]:
    return [text[place : place + 3] for place in range(len(text) - 2)]


def shown(case: Case) -> Scores:
    """C11: the same of what administrators are shown: named in one block, or a page that changed when the item came."""
    together = case.none()
    blocks: dict[str, list[list[set[str]]]] = {}
    for number, dump in enumerate(case.dumps):
        for place in dump:
            if place.level != "shown":
                continue
            for person in place.found.persons:
                for item in place.found.items:
                    together[item, person] += 1
                sets = blocks.setdefault(
                    place.source, [[set() for _ in range(case.shape[1])] for _ in case.dumps]
                )
                sets[number][person].add(place.data)
    seen, scores = first_seen(case), {"together": together}
    for source, dumps in blocks.items():
        score = case.none()
        for number in range(1, len(dumps)):
            changed = np.array(
                [was != now for was, now in zip(dumps[number - 1], dumps[number], strict=True)]
            )
            score[seen == number] = changed * np.log(case.shape[1] / max(changed.sum(), 1))
        scores[f"changed {source}"] = score
    return {name: score for name, score in scores.items() if name == "together" or score.std() > 0}


def pairs(case: Case) -> Scores:
    """C12: how alike two items are: what is rare and common to both, and how near each other they lie in any order."""
    common = shared(_records(case, "items"))
    scores = {"rare stretches": common}
    places: dict[str, list[set[float]]] = defaultdict(lambda: [set() for _ in range(case.shape[0])])
    for dump in case.dumps:
        for place in dump:
            for name, value in place.orders.items():
                for item in place.found.items:
                    places[f"{place.source}.{name}"][item].add(value)
    for name, sets in places.items():
        if sum(map(bool, sets)) > 2:
            near = _nearest(sets, sets)
            np.fill_diagonal(near, near.min())
            scores[name] = near
    return {name: score for name, score in scores.items() if score.std() > 0}


def ranked(scores: Iterable[Scores], allowed: NDArray[np.bool_]) -> Matrix:
    """How far up each person stands for each item, over all that was scored: between 0 and 1, ties in the middle."""
    total, count = np.zeros(allowed.shape), 0
    for channel in scores:
        for score in channel.values():
            total += percentiles(score, allowed)
            count += 1
    return total / max(count, 1)


def percentiles(score: Matrix, allowed: NDArray[np.bool_]) -> Matrix:
    """Where each candidate of an item stands among its candidates: near 1 for the likeliest, ties in the middle."""
    found = np.zeros(score.shape)
    for item, row in enumerate(score):
        mine = np.flatnonzero(allowed[item])
        values = row[mine]
        inorder = np.sort(values)
        below, upto = np.searchsorted(inorder, values, "left"), np.searchsorted(inorder, values, "right")
        found[item, mine] = (below + upto) / 2 / len(mine)
    return found


LIKENESSES: Mapping[str, Callable[[Case], Scores]] = {
    "C3 co-occurrence": rare,
    "C4 attributes": attributes,
    "C7 sizes": sizes,
    "C8 searches": searches,
    "C9 style": style,
    "C11 administrators": shown,
}
