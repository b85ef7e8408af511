"""The verdict over all runs of the full form: every channel, what is learned, and pairs; and chance, asked often."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tests.linkage import chance, learned
from tests.linkage.adversary import Scores
from tests.linkage.attack import ALL, LEARNED, PAIRS, Scored, Verdict, judge
from tests.linkage.chance import Judged

RELABELLED = 200
NULL_SHARE = 0.99


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

    def verdict(self, sure: float = chance.SURE) -> Verdict:
        """Whether anything was found."""
        more = [*self.learnt(self.question.truth), *self.paired()]
        return judge(self.parts, self.count, self.seed, more, sure)

    def learnt(self, truth: NDArray[np.int64]) -> list[Judged]:
        """C10, with these authors told and asked about."""
        question = replace(self.question, truth=truth)
        score = learned.learned(self.seen, question, self.known, self.seed)
        part = learned.part_of(question, self.asked)
        drawn = part.draws(min(self.count, 9_999), np.random.default_rng(self.seed))
        scores = {"all channels": score[self.asked]}
        return chance.judged(LEARNED, scores, part, drawn, self.generator)[0]

    def paired(self) -> list[Judged]:
        """C12: whether two posts of one author are told to be so."""
        questions = [part.pairing for part in self.parts]
        if not sum(len(one.truth) for one in questions):
            return []
        question = chance.pooled(questions)
        scores = chance.stacked(
            [{name: score[part.paired] for name, score in part.pairs.items()} for part in self.parts]
        )
        drawn = question.draws(self.count, self.generator)
        return chance.judged(PAIRS, scores, question, drawn, self.generator)[0]

    def passed_when_relabelled(self, times: int = RELABELLED) -> float:
        """In what share of truths drawn anew nothing is found: the scores are the same, the authors are not."""
        drawn = self.question.draws(max(self.count, times), self.generator)
        found = [
            chance.judged(name, scores, self.question, drawn, self.generator)[1]
            for name, scores in self.channels.items()
        ]
        nulls = np.concatenate(found)[:, :times]
        passed = 0
        for number in range(times):
            again = [one.p for one in self.learnt(drawn[:, number].astype(np.int64))]
            passed += min(chance.holm([*nulls[:, number].tolist(), *again])) >= chance.SURE
        return passed / times


def _or_nothing(scores: Scores, part: Scored) -> Scores:
    return scores or {"nothing": np.zeros(part.question.allowed.shape)}
