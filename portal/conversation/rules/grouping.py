"""Which answers say much the same, by the words they share. Pure, and explained wherever it shows.

``stems`` are what the forms of an answer's words have in common, without the little words: whoever asks for a grouping
hands them in, as the search has them.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

SHARED_AT_LEAST = 3
HALF = 2  # of the words of the shorter answer one in so many is shared
SHOWN_WORDS = 6

RULE = (
    f"Answers stand together where they share at least {SHARED_AT_LEAST} words, and at least half of the words of the "
    "shorter one, with the first of their group. Forms of a word count as one, and little words do not count. "
    "Answers that are the same are always together. Nothing is left out."
)


@dataclass(frozen=True, slots=True)
class Worded:
    """An answer by its key: each stem with the word as it was written."""

    key: Hashable
    stems: Mapping[str, str]


@dataclass(slots=True)
class Group:
    """Answers that say much the same: the first one given, then the others; and the words that all of them share."""

    keys: list[Hashable]
    first: Mapping[str, str]
    shared: list[str] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        """The words that all of the group share, as the first one wrote them, few enough to read."""
        return [self.first[stem] for stem in self.shared[:SHOWN_WORDS]]


def are_alike(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two answers say much the same."""
    shared = len(one.keys() & other.keys())
    if one.keys() == other.keys():
        return shared > 0
    return shared >= SHARED_AT_LEAST and shared * HALF >= min(len(one), len(other))


def grouped(answers: Sequence[Worded]) -> list[Group]:
    """The answers in groups, each in the order in which it began; what is like nothing before it begins one."""
    groups: list[Group] = []
    for answer in answers:
        for group in groups:
            if are_alike(group.first, answer.stems):
                group.keys.append(answer.key)
                group.shared = [stem for stem in group.shared if stem in answer.stems]
                break
        else:
            groups.append(Group([answer.key], answer.stems, list(answer.stems)))
    return groups
