"""Whether the true author stands out: three statistics for each channel, against what chance alone would give.

Within what is declared - the force, the release an item went out with, and how its author came to the desk - every
candidate was as likely to have been its author as the simulation could make it. So chance is known exactly: the truth
is drawn again, many times, from the same candidates with the same weights (a randomisation test).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.special import gammaincc
from scipy.stats import beta, norm

from tests.linkage.adversary import Matrix, Scores

STATISTICS = ("T1", "T2", "T3")
SURE = 0.01
SAME = 1e-9
STEPS = 4096


@dataclass(frozen=True)
class Question:
    """Whose items these are: who could have written each, how likely each was, and who did."""

    allowed: NDArray[np.bool_]  # whom the adversary considers: all of the force
    weights: Matrix  # how likely each was, given all that is declared
    truth: NDArray[np.int64]
    run: NDArray[np.int64]  # which run each item is of

    def draws(self, count: int, chance: np.random.Generator) -> NDArray[np.int16]:
        """The truth drawn again, ``count`` times: one column each."""
        drawn = np.empty((len(self.truth), count), np.int16)
        for item, weights in enumerate(self.weights):
            steps = np.cumsum(weights / weights.sum())
            steps[-1] = 1.0
            drawn[item] = np.searchsorted(steps, chance.random(count), "right")
        return drawn


@dataclass(frozen=True)
class Judged:
    """One statistic of one channel."""

    channel: str
    statistic: str
    value: float
    expected: float
    p: float
    where: str


def told(score: Matrix, question: Question, chance: np.random.Generator) -> tuple[Matrix, Matrix, Matrix]:
    """What each candidate would count, were they the author: T1 one over the rank, T2 assigned or not, T3 first or not.

    Where several stand equal each counts what the places that they share would count on average.
    """
    allowed = question.allowed
    reciprocal, first = np.zeros(score.shape), np.zeros(score.shape)
    for item, row in enumerate(score):
        mine = np.flatnonzero(allowed[item])
        values = -row[mine]
        inorder = np.sort(values)
        below, upto = np.searchsorted(inorder, values, "left"), np.searchsorted(inorder, values, "right")
        harmonic = np.r_[0.0, np.cumsum(1 / np.arange(1, len(mine) + 1))]
        reciprocal[item, mine] = (harmonic[upto] - harmonic[below]) / (upto - below)
        first[item, mine] = (below == 0) / (upto - below)
    assigned = np.zeros(score.shape)
    spread = np.ptp(score) or 1.0
    worth = np.where(allowed, score / spread + chance.random(score.shape) * 1e-9, -1e6)
    for run in np.unique(question.run):
        of_run = np.flatnonzero(question.run == run)
        items, persons = linear_sum_assignment(-worth[of_run])
        assigned[of_run[items], persons] = 1
    return reciprocal, assigned, first


class Tries:
    """Truths drawn again, laid out so that what they would count is added up quickly: two items at a time."""

    def __init__(self, question: Question, drawn: NDArray[np.int16]) -> None:
        self.count = drawn.shape[1]
        self._pairs = []
        for item in range(0, len(drawn), 2):
            rows = range(item, min(item + 2, len(drawn)))
            could = [np.flatnonzero(question.weights[row]) for row in rows]
            place = np.zeros(self.count, np.int64)
            for row, people in zip(rows, could, strict=True):
                number = np.zeros(question.weights.shape[1], np.int64)
                number[people] = np.arange(len(people))
                place = place * len(people) + number[drawn[row]]
            self._pairs.append((rows, could, place))

    def sums(self, count: Matrix) -> NDArray[np.float64]:
        """For each truth, what its authors count together."""
        found = np.zeros(self.count)
        for rows, could, place in self._pairs:
            table = np.zeros(1)
            for row, people in zip(rows, could, strict=True):
                table = np.add.outer(table, count[row, people]).ravel()
            found += table[place]
        return found


def judged(
    channel: str, scores: Scores, question: Question, tries: Tries, chance: np.random.Generator, also: int = 0
) -> tuple[list[Judged], NDArray[np.float64]]:
    """The three statistics of a channel; and for each the p-values of the first ``also`` drawn truths.

    A channel looks at many places. Of each statistic the most surprising one counts, and chance is given the same
    choice.
    """
    found, nulls = [], []
    counts = {name: told(score, question, chance) for name, score in scores.items()}
    rows = np.arange(len(question.truth))
    for number, statistic in enumerate(STATISTICS):
        best, where, value, mean = -np.inf, "", 0.0, 0.0
        most = np.full(tries.count, -np.inf)
        for name, three in counts.items():
            null = tries.sums(three[number])
            middle, spread = float(null.mean()), float(null.std())
            if spread < SAME:
                continue
            mine = float(three[number][rows, question.truth].sum())
            surprised, surprises = surprise(mine, null, middle, spread)
            most = np.maximum(most, surprises)
            if surprised > best:
                best, where, value, mean = surprised, name, mine, middle
        if best == -np.inf:
            found.append(Judged(channel, statistic, 0.0, 0.0, 1.0, "says nothing of anybody"))
            nulls.append(np.ones(also))
            continue
        inorder = np.sort(most)
        as_much = len(most) - np.searchsorted(inorder, best - SAME, "left")
        found.append(Judged(channel, statistic, value, mean, float(1 + as_much) / (1 + len(most)), where))
        nulls.append((len(most) - np.searchsorted(inorder, most[:also] - SAME, "left")) / len(most))
    return found, np.array(nulls)


def surprise(
    mine: float, null: NDArray[np.float64], middle: float, spread: float
) -> tuple[float, NDArray[np.float64]]:
    """How surprising a value is, and each of the null: minus the logarithm of its tail, under a gamma law with the
    null's first moments.

    It only weighs places of different sorts against each other, so that what is rare and all or nothing does not
    outshout the rest; how often chance is as surprising is then counted, not calculated. So a table of the tail is
    enough, as long as all values are read from the same.
    """
    scaled = (null - middle) / spread
    skew = float((scaled * scaled * scaled).mean())

    def tail(values: NDArray[np.float64]) -> NDArray[np.float64]:
        if skew < 0.05:
            return np.asarray(-norm.logsf(values))
        shape = 4 / skew**2
        above = gammaincc(shape, np.maximum(shape + values * np.sqrt(shape), 0.0))
        return np.asarray(-np.log(np.maximum(above, 1e-300)))

    low, high = float(scaled.min()), float(scaled.max())
    table = tail(np.linspace(low, high, STEPS + 1))
    rises = np.append(np.diff(table), 0.0)

    def read(values: NDArray[np.float64]) -> NDArray[np.float64]:
        place = (values - low) * (STEPS / (high - low))
        whole = np.clip(place.astype(np.int64), 0, STEPS)
        return np.asarray(table[whole] + (place - whole) * rises[whole])

    own = np.array([(mine - middle) / spread])
    inside = low - SAME <= own[0] <= high + SAME
    return float((read if inside else tail)(own)[0]), read(scaled)


def holm(values: Sequence[float]) -> list[float]:
    """P-values adjusted for how many there are (Holm)."""
    inorder = np.argsort(values)
    adjusted, most = [0.0] * len(values), 0.0
    for place, index in enumerate(inorder):
        most = max(most, min(1.0, (len(values) - place) * values[index]))
        adjusted[index] = most
    return adjusted


def upper_bound(hits: float, of: int) -> float:
    """The upper 95 % bound of a share, when so many of so many were hit (Clopper and Pearson)."""
    return float(beta.ppf(0.95, hits + 1, of - hits)) if hits < of else 1.0


def most_under(highest: float, of: int) -> int:
    """The most hits of so many whose upper bound is no higher than this share; -1 where even none is too many."""
    hits = -1
    while hits + 1 < of and upper_bound(hits + 1, of) <= highest:
        hits += 1
    return hits


def most_by_chance(counts: NDArray[np.float64], level: float) -> float:
    """The least number that chance reaches less often than ``level``; the highest that still passes is just below."""
    values = np.sort(np.unique(np.ceil(counts)))
    for value in np.r_[values, values[-1] + 1]:
        if (np.count_nonzero(counts >= value) + 1) / (len(counts) + 1) < level:
            return float(value)
    return float(values[-1] + 1)


def stacked(parts: Sequence[Scores]) -> Scores:
    """The scores of several runs below each other; a place that one run does not have says nothing there."""
    names = {name for part in parts for name in part}
    shapes = [next(iter(part.values())).shape if part else (0, 0) for part in parts]
    return {
        name: np.concatenate(
            [part.get(name, np.zeros(shape)) for part, shape in zip(parts, shapes, strict=True)]
        )
        for name in sorted(names)
    }


def pooled(parts: Sequence[Question]) -> Question:
    """The questions of several runs as one."""
    return Question(
        np.concatenate([part.allowed for part in parts]),
        np.concatenate([part.weights for part in parts]),
        np.concatenate([part.truth for part in parts]),
        np.concatenate([np.full(len(part.truth), number) for number, part in enumerate(parts)]),
    )


def significant(results: Sequence[Judged]) -> Mapping[tuple[str, str], float]:
    """Adjusted p-values by channel and statistic."""
    adjusted = holm([one.p for one in results])
    return {(one.channel, one.statistic): value for one, value in zip(results, adjusted, strict=True)}
