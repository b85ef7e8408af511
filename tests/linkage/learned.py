"""C10: an adversary who knows some of the authors, and learns from them how to find the others."""

import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tests.linkage.adversary import Matrix, Scores
from tests.linkage.chance import Question
from tests.linkage.likeness import percentiles

FEWEST = 10
# Ranks among some seventy candidates, told apart by less than that: the ranker takes what has few values as it is, and
# spends twenty times as long on finding where to cut what has many.
FINE = 200


def halves(count: int, chance: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Two halves of the items, drawn at random: those whose authors are known, and those that are asked about."""
    mixed = chance.permutation(count)
    return np.sort(mixed[: count // 2]), np.sort(mixed[count // 2 :])


def features(channels: Sequence[Scores], question: Question) -> NDArray[np.float64]:
    """Where each candidate of each item stands, in every place of every channel."""
    scores = [score for channel in channels for score in channel.values()]
    return (
        np.round(np.stack([percentiles(score, question.allowed) for score in scores], axis=-1) * FINE) / FINE
    )


def learned(seen: NDArray[np.float64], question: Question, known: NDArray[np.int64], seed: int) -> Matrix:
    """How likely each candidate is the author, for one who was told the authors of the ``known`` items."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    rows, persons = np.nonzero(question.allowed[known])
    said = question.truth[known][rows] == persons
    told = seen[known][rows, persons]
    score = np.zeros(question.allowed.shape)
    if said.sum() < FEWEST or told.shape[1] == 0:
        return score
    ranker = HistGradientBoostingClassifier(
        max_iter=60, max_leaf_nodes=4, learning_rate=0.1, class_weight="balanced", random_state=seed
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of columns in which nothing differs
        ranker.fit(told, said)
        items, people = np.nonzero(question.allowed)
        score[items, people] = ranker.predict_proba(seen[items, people])[:, 1]
    return score


def part_of(question: Question, rows: NDArray[np.int64], truth: NDArray[np.int64] | None = None) -> Question:
    """The question about some of the items."""
    truths = question.truth if truth is None else truth
    return Question(question.allowed[rows], question.weights[rows], truths[rows], question.run[rows])
