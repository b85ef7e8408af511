"""The linkage attack in its short form (anonymity.md): sixty people, forty items, four dumps, and planted leaks."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.conftest import DATABASES
from tests.linkage import runs
from tests.linkage.attack import Reader, judge
from tests.linkage.planted import LEAKS, Planting

SCALE = {"sqlite": "short", "postgresql": "smaller"}
SEED = 1
TRIED, TRIED_LONGER = 4_999, 99_999
# Some of what forty items of one run suffice to find each time; an hour's rounding (L3) takes the full form, and so
# does the order of rows (L4), which one run in some does not find.
FOUND_IN_SHORT = {"sqlite": ("L1", "L5", "L7", "L10"), "postgresql": ("L6", "L9")}


@pytest.mark.slow
@pytest.mark.parametrize("database", DATABASES)
def test_nobody_is_linked_to_what_they_posted_and_planted_leaks_are_found(
    database: str, tmp_path: Path
) -> None:
    """One test, for one run is lived for both: a leak that is not found would make the first half worth nothing."""
    reader = Reader(runs.lived(SCALE[database], SEED, database, tmp_path))
    scored = reader.scored()
    verdict = judge([scored], TRIED, SEED)
    assert verdict.items == 40
    assert sum(item["batch"] >= 0 for item in reader.truth["items"]) > 30, "most of them left the desk"
    assert len(set(reader.known.things.values())) == 40, "the adversary has found every one"
    if (
        not verdict.passed
    ):  # one time in a hundred chance looks like this; one in a thousand, when it is tried longer
        verdict = judge([scored], TRIED_LONGER, SEED, sure=0.001)
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
