"""The verdict over all runs of the full form: every channel, what is learned, and pairs; and chance, asked often."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.linkage import chance, learned
from tests.linkage.adversary import Scores
from tests.linkage.attack import ALL, LEARNED, PAIRS, Scored, Verdict, judge
from tests.linkage.chance import Judged


@dataclass
class Whole:
    """All runs as one: the scores of each channel below each other, and the question over all items."""

    parts: Sequence[Scored]
    count: int
    seed: int

    def __post_init__(self) -> None:
        self.generator = np.random.default_rng(self.seed)
        self.question = chance.pooled([part.question for part in self.parts])
        self.channels: Mapping[str, Scores] = {
            name: chance.stacked([_or_nothing(part.channels[name], part) for part in self.parts])
            for name in ALL
        }
        self.seen = learned.features(list(self.channels.values()), self.question)
        self.known, self.asked = learned.halves(len(self.question.truth), self.generator)

    def verdict(self, sure: float = chance.SURE, also: int = 0) -> Verdict:
        """Whether anything was found. ``also``: of how many truths drawn anew the same is asked, but for C10."""
        paired, of_pairs = self.paired(also)
        results = [*self.learnt(self.question.truth), *paired]
        verdict = judge(self.parts, self.count, self.seed, results, sure, also)
        verdict.anew.p = np.concatenate([verdict.anew.p, of_pairs])
        return verdict

    def learnt_anew(self, first: int, last: int) -> list[list[float]]:
        """The p-values of C10 for some of the truths that ``verdict`` draws anew."""
        drawn = self.question.draws(self.count, np.random.default_rng(self.seed))[:, first:last]
        return [[one.p for one in self.learnt(truth.astype(np.int64))] for truth in drawn.T]

    def struck_anew(self, verdict: Verdict, learnt: Sequence[Sequence[float]]) -> list[str]:
        """Which rules find something in each of the truths drawn anew: nothing said where it passes."""
        anew, struck = verdict.anew, []
        for number, truth in enumerate(anew.drawn.T):
            found = {
                "(i)": min(chance.holm([*learnt[number], *anew.p[:, number]])) < chance.SURE,
                "(ii) or (iv)": bool(anew.struck[number]),
                "(iii)": self._named_by_chance(truth),
            }
            struck.append(" and ".join(rule for rule, strikes in found.items() if strikes))
        return struck

    def learnt(self, truth: NDArray[np.int64]) -> list[Judged]:
        """C10, with these authors told and asked about."""
        question = replace(self.question, truth=truth)
        score = learned.learned(self.seen, question, self.known, self.seed)
        part = learned.part_of(question, self.asked)
        drawn = part.draws(min(self.count, 9_999), np.random.default_rng(self.seed))
        scores = {"all channels": score[self.asked]}
        return chance.judged(LEARNED, scores, part, chance.Tries(part, drawn), self.generator)[0]

    def paired(self, also: int = 0) -> tuple[list[Judged], NDArray[np.float64]]:
        """C12: whether two posts of one author are told to be so."""
        questions = [part.pairing for part in self.parts]
        if not sum(len(one.truth) for one in questions):
            return [], np.empty((0, also))
        widest = max(one.allowed.shape[1] for one in questions)
        question = chance.pooled(
            [
                replace(one, allowed=_widened(one.allowed, widest), weights=_widened(one.weights, widest))
                for one in questions
            ]
        )
        scores = chance.stacked(
            [
                {name: _widened(score[part.paired], widest) for name, score in part.pairs.items()}
                for part in self.parts
            ]
        )
        tries = chance.Tries(question, question.draws(self.count, self.generator))
        return chance.judged(PAIRS, scores, question, tries, self.generator, also)

    def _named_by_chance(self, truth: NDArray[np.int16]) -> bool:
        """Whether a place names one of these authors together with what they would have posted."""
        begins = 0
        for part in self.parts:
            if any(truth[begins + item] == person for item, person in part.hits):
                return True
            begins += len(part.question.truth)
        return False


def _widened(values: NDArray[Any], columns: int) -> NDArray[Any]:
    """With as many columns as the run that has most items: nobody's fellow is there."""
    return np.pad(values, ((0, 0), (0, columns - values.shape[1])))


def _or_nothing(scores: Scores, part: Scored) -> Scores:
    return scores or {"nothing": np.zeros(part.question.allowed.shape)}
