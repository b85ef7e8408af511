"""One attack: from the folder of a run to what the adversary found, and whether chance alone would have found as much.

The truth is read here and nowhere before: it draws up the question, after all scores stand.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.linkage import chance, likeness
from tests.linkage.adversary import CHANNELS, Case, Scores, hits
from tests.linkage.chance import Judged, Question
from tests.linkage.evidence import Place, Window, evidence_of, rows_of
from tests.linkage.known import Known
from tests.linkage.living import TRUTH
from tests.linkage.population import AFTER_DRAFT, FROM_TINY, SIGNED_IN, moment

ALL = {**CHANNELS, **likeness.LIKENESSES}
TOGETHER, PAIRS, LEARNED = "all together", "C12 pairing", "C10 learned"
LEAST_CANDIDATES = 10
# Rule (iv): how far the upper bound of first places may lie above what chance gives, and how often chance alone may
# break that where it is said at all.
SURPLUS, BY_LUCK = 0.035, 0.005


@dataclass
class Scored:
    """What the adversary made of one run, before the truth is known; and the question that the truth makes of it."""

    channels: dict[str, Scores]
    pairs: Scores
    hits: Mapping[tuple[int, int], list[str]]
    sought: list[str]
    question: Question
    pairing: Question
    paired: NDArray[np.int64]  # the items that it asks about


@dataclass
class Anew:
    """The same asked of some of the truths drawn anew, which only chance can find."""

    drawn: NDArray[np.int16]  # one column for each truth
    p: NDArray[np.float64]  # of each channel and statistic
    struck: NDArray[np.bool_]  # whether the true author stood first too often, or too far in front


@dataclass
class Verdict:
    """What was found, and whether it is more than chance and what is declared would give."""

    results: list[Judged]
    adjusted: Mapping[tuple[str, str], float]
    faults: list[str]
    first: float  # how often the true author stood first, over all channels together
    items: int
    by_chance: float
    least_by_luck: float
    upper: float
    bounded: bool  # whether the items are enough for the upper bound to say anything
    anew: "Anew"
    exact: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return not self.faults

    def stored(self) -> dict[str, Any]:
        """All of it as plain values."""
        rows = [asdict(one) | {"adjusted": self.adjusted[one.channel, one.statistic]} for one in self.results]
        return {
            "passed": self.passed, "faults": self.faults, "first": self.first, "items": self.items,
            "by_chance": self.by_chance, "too_many": self.least_by_luck, "upper_95": self.upper,
            "bounded": self.bounded, "exact": self.exact[:50], "channels": rows,
        }  # fmt: skip


def window_of(truth: Mapping[str, Any]) -> Window:
    """The days of a run."""
    last = max([*truth["batches"], *(item["at"] for item in truth["items"])])
    return Window(moment(0, 0).timestamp(), last + 2 * 86400, [tuple(one) for one in truth["passed"]])


class Reader:
    """The adversary's desk: what is known beforehand, and what was read before, for one run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.truth: dict[str, Any] = json.loads((folder / TRUTH).read_text())
        self.known = Known(
            [one["code"] for one in self.truth["members"]], [one["canary"] for one in self.truth["items"]]
        )
        self.window = window_of(self.truth)
        self.kept: dict[Any, list[Place]] = {}

    def scored(self, dumps: Path | None = None) -> Scored:
        """Read the dumps, and score everybody."""
        truth, folders = self.truth, sorted((dumps or self.folder / "dumps").iterdir())
        self.known.learn(row for dump in folders for row in rows_of(dump))
        case = Case(
            self.known,
            [evidence_of(dump, self.known, self.window, self.kept) for dump in folders],
            np.array([one["force"] for one in truth["members"]]),
            np.array([one["force"] for one in truth["items"]]),
            [_came(item, truth) for item in truth["items"]],
            [item["text"] for item in truth["items"]],
        )
        return Scored(
            {name: score(case) for name, score in ALL.items()},
            likeness.pairs(case),
            hits(case),
            likeness.sought(case),
            _question(truth),
            *_pairing(truth),
        )


def _came(item: Mapping[str, Any], truth: Mapping[str, Any]) -> tuple[float, float]:
    """Between which two releases an item came: declared, for whoever holds the journal sees them."""
    batches = truth["batches"]
    if item["batch"] < 0:
        return batches[-1], batches[-1] + 86400
    return (batches[item["batch"] - 1] if item["batch"] else batches[0] - 86400), batches[item["batch"]]


def _question(truth: Mapping[str, Any]) -> Question:
    """Who could have written each item, and how likely each was, as the plan drew them."""
    members, items = truth["members"], truth["items"]
    allowed = np.array([[member["force"] == item["force"] for member in members] for item in items])
    allowed[:, truth["claimants"]] = False
    weights = np.zeros(allowed.shape)
    for number, item in enumerate(items):
        begin, end = _came(item, truth)
        for who, came, went, drafted in truth["visits"]:
            if item["coupling"] == AFTER_DRAFT and drafted and begin < drafted + 60 and drafted + 300 > begin:
                weights[number, who] += max(0.0, min(end, drafted + 300) - max(begin, drafted + 60)) / 240
            elif item["coupling"] == SIGNED_IN:
                span = went - came
                inside = min(end, went - span * 0.05) - max(begin, came + span * 0.05)
                weights[number, who] += max(0.0, inside) / span
        if item["coupling"] == FROM_TINY:
            weights[number] = [member["tiny"] for member in members]
        elif item["coupling"] not in {AFTER_DRAFT, SIGNED_IN}:
            weights[number] = 1.0
    weights *= allowed
    for number, item in enumerate(items):
        weights[number, item["who"]] = max(weights[number, item["who"]], 1e-3)
    return Question(allowed, weights, np.array([one["who"] for one in items]), np.zeros(len(items), int))


def _pairing(truth: Mapping[str, Any]) -> tuple[Question, NDArray[np.int64]]:
    """Which other item each item of somebody who wrote two has for its fellow, among those of its force."""
    items = truth["items"]
    writers = [item["who"] for item in items]
    rows = np.array([number for number, who in enumerate(writers) if writers.count(who) > 1], int)
    force = np.array([item["force"] for item in items])
    allowed = (force[rows, None] == force[None, :]) & (rows[:, None] != np.arange(len(items)))
    fellows = [next(n for n, who in enumerate(writers) if who == writers[row] and n != row) for row in rows]
    question = Question(allowed, allowed.astype(float), np.array(fellows, int), np.zeros(len(rows), int))
    return question, rows


def judge(
    parts: Sequence[Scored],
    count: int,
    seed: int,
    results: Sequence[Judged] = (),
    sure: float = chance.SURE,
    also: int = 0,
) -> Verdict:
    """Whether the adversary did better than chance, over all runs together.

    ``count``: how often chance is tried; ``also``: of how many of those truths the same is asked.
    """
    generator = np.random.default_rng(seed)
    question = chance.pooled([part.question for part in parts])
    drawn = question.draws(count, generator)
    tries = chance.Tries(question, drawn)
    found, nulls = list(results), []
    together = np.concatenate(
        [likeness.ranked(part.channels.values(), part.question.allowed) for part in parts]
    )
    channels = {
        name: chance.stacked([_or_nothing(part.channels[name], part) for part in parts]) for name in ALL
    }
    for name, scores in {**channels, TOGETHER: {"all channels": together}}.items():
        judged, p = chance.judged(name, scores, question, tries, generator, also)
        found += judged
        nulls.append(p)
    _, _, first = chance.told(together, question, generator)
    rows = np.arange(len(question.truth))
    null, places = tries.sums(first), tries.sums(together) / len(rows)
    own, place = float(first[rows, question.truth].sum()), float(together[rows, question.truth].mean())
    rare = [np.count_nonzero(places >= one - chance.SAME) + 1 for one in (place, *places[:also])]
    far = np.array(rare) < 0.001 * (count + 1)
    struck = far[1:] | (null[:also] >= chance.most_by_chance(null, 0.001))
    most = _most_under_bound(null, len(rows))
    if most is not None:
        struck |= null[:also] > most + chance.SAME
    verdict = _verdict(parts, found, own, null, sure)
    verdict.anew = Anew(drawn[:, :also], np.concatenate(nulls), struck)
    if far[0]:
        verdict.faults.append(
            f"(ii) the true author stands at {place:.2f} on average; chance gives {places.mean():.2f}"
        )
    return verdict


def _or_nothing(scores: Scores, part: Scored) -> Scores:
    return scores or {"nothing": np.zeros(part.question.allowed.shape)}


def _verdict(parts: Sequence[Scored], found: list[Judged], first: float, null: Any, sure: float) -> Verdict:
    """The rules of anonymity.md: PASS iff (i) to (v)."""
    adjusted = chance.significant(found)
    items = sum(len(part.question.truth) for part in parts)
    too_many, most = chance.most_by_chance(null, 0.001), _most_under_bound(null, items)
    verdict = Verdict(
        found,
        adjusted,
        [],
        first,
        items,
        float(null.mean()),
        too_many,
        chance.upper_bound(first, items),
        most is not None,
        Anew(np.empty((items, 0), np.int16), np.empty((len(found), 0)), np.empty(0, np.bool_)),
    )
    for one in found:
        if adjusted[one.channel, one.statistic] < sure:
            verdict.faults.append(
                f"(i) {one.channel} {one.statistic}: {one.value:.2f} where chance gives {one.expected:.2f}, "
                f"adjusted p {adjusted[one.channel, one.statistic]:.2g} ({one.where})"
            )
    if first >= too_many:
        verdict.faults.append(
            f"(ii) the true author stood first {first:.1f} times; chance gives {null.mean():.1f}"
        )
    for number, part in enumerate(parts):
        for (item, person), where in part.hits.items():
            if part.question.truth[item] == person:
                verdict.exact += [f"run {number}, item {item}: {one}" for one in where]
        verdict.exact += [f"run {number}, words searched for: {one}" for one in part.sought]
        fewest = part.question.allowed.sum(axis=1).min()
        if fewest < LEAST_CANDIDATES:
            verdict.faults.append(f"(v) an item could only be by one of {fewest}")
    if verdict.exact:
        verdict.faults.append(f"(iii) {len(verdict.exact)} places name both: {verdict.exact[0]}")
    if most is not None and first > most + chance.SAME:
        verdict.faults.append(f"(iv) the upper bound of first places is {verdict.upper:.1%}")
    return verdict


def _most_under_bound(null: NDArray[np.float64], items: int) -> int | None:
    """Rule (iv): how often the true author may stand first. Nothing where too few items are asked about to say it.

    Whether they are enough is known from chance alone: it must hardly ever break the rule by itself.
    """
    most = chance.most_under(float(null.mean()) / items + SURPLUS, items)
    return most if np.count_nonzero(null > most + chance.SAME) <= BY_LUCK * len(null) else None
