"""The linkage attack in its short form (anonymity.md): sixty people, forty items, four dumps, and planted leaks."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.conftest import DATABASES
from tests.linkage import runs
from tests.linkage.attack import Reader, judge
from tests.linkage.planted import LEAKS, Planting

SCALE = {"sqlite": "short", "postgresql": "smaller"}
SEED, OTHER_SEED = 1, 2
TRIED, TRIED_LONGER = 4_999, 99_999
# Chance passes for a leak here 12 times in 1,000 at most (1 % over all channels, and twice one in a thousand for the
# true author in front). Another population that lives by itself must then show one too, 7 times in 1,000 by chance:
# together less than once in 10,000 runs. Places that name both are no chance, and fail at once.
SURE_AGAIN = 0.005
# What forty items of one run show each time: far beyond chance, or by names. Times and orders that tell an author only
# by being near (L1 to L4, L8) are at the edge of what forty show, and are for the full form.
FOUND_IN_SHORT = {"sqlite": ("L5", "L7", "L10"), "postgresql": ("L6", "L9")}


@pytest.mark.slow
@pytest.mark.parametrize("database", DATABASES)
def test_nobody_is_linked_to_what_they_posted_and_planted_leaks_are_found(
    database: str, tmp_path: Path
) -> None:
    """One test, for one run is lived for both: a leak that is not found would make the first half worth nothing."""
    reader = Reader(runs.lived(SCALE[database], SEED, database, tmp_path / "once"))
    scored = reader.scored()
    verdict = judge([scored], TRIED, SEED)
    assert verdict.items == 40
    assert sum(item["batch"] >= 0 for item in reader.truth["items"]) > 30, "most of them left the desk"
    assert len(set(reader.known.things.values())) == 40, "the adversary has found every one"
    assert reader.truth["happened"]["answers"] + reader.truth["happened"]["changes"] > 2
    if not verdict.passed and not verdict.exact:
        other = Reader(runs.lived(SCALE[database], OTHER_SEED, database, tmp_path / "again"))
        verdict = judge([other.scored()], TRIED_LONGER, SEED, sure=SURE_AGAIN)
    assert verdict.passed, "\n".join([*verdict.faults, *verdict.exact[:20]])
    assert missed(FOUND_IN_SHORT[database], reader, SCALE[database]) == []


def missed(names: Sequence[str], reader: Reader, scale: str) -> list[str]:
    """Which of these leaks, each planted into copies of the dumps, the adversary does not find."""
    found = []
    for name in names:
        target = reader.folder / name
        LEAKS[name](Planting(reader.truth, reader.folder / "dumps", target, runs.dump_moments(scale)))
        if judge([reader.scored(target)], TRIED, SEED).passed:
            found.append(f"{name} {LEAKS[name].__name__}")
    return found
