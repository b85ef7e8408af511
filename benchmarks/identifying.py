"""How long it takes to look for identifying details in a text.

    python benchmarks/identifying.py

Ordinary writing, writing full of details, and the texts made to be slow that lie in the folder `shared/inputs/redos`
beside the repository, as far as they are there. A figure is the median of several readings, in milliseconds of CPU for
1,000 characters. The work must grow with the length and no faster: each text is read at 5,000, 10,000 and 50,000
characters, and the last column says how many times as much a character costs in the longest as in the shortest.
Aim: 2 ms for 1,000 characters of ordinary writing, 5 ms for any other text, and a last column near 1.
"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from portal.submissions.identifying import findings  # noqa: E402
from tests.foundation.hostile import INPUTS, slow_strings  # noqa: E402
from tests.submissions.labelled import sentences  # noqa: E402

LENGTHS = (5_000, 10_000, 50_000)
READINGS = 5


def texts() -> dict[str, str]:
    """What is read, by name."""
    both = [*sentences("tuned"), *sentences("held_out")]
    found = {
        "ordinary writing": " ".join(one.text for one in both if not one.details),
        "one detail in each sentence": " ".join(one.text for one in both if one.details),
        "nothing but details": "PC 4471 Smith AB12 CDE M1 1AE 3 May 07700 900123 ",
        "the same in capitals": " ".join(one.text.upper() for one in both),
        "every word in emphasis": " ".join(f"**{word}**" for one in both for word in one.text.split()),
    }
    readme = INPUTS / "redos" / "readme.md"
    if readme.exists():
        words = readme.read_text(encoding="utf-8")
        found["about slow patterns"] = words
        for number, piece in enumerate(re.findall(r"`([^`\n]{3,200})`", words), 1):
            found[f"slow pattern {number}"] = piece + " "
    return found | {f"slow: {name}": text for name, text in slow_strings(10_000).items()}


def cost(text: str) -> float:
    """Milliseconds of CPU for 1,000 characters."""
    taken = []
    for _ in range(READINGS):
        begun = time.process_time()
        findings(text)
        taken.append(time.process_time() - begun)
    return median(taken) * 1_000_000 / len(text)


def main() -> None:
    """Print each text's cost, the ordinary ones first and then the ten dearest of the others."""
    rows = []
    for name, text in texts().items():
        costs = [cost((text * (length // len(text) + 1))[:length]) for length in LENGTHS]
        rows.append((name, costs))
    plain, slow = [row for row in rows if "slow" not in row[0]], [row for row in rows if "slow" in row[0]]
    slow.sort(key=lambda row: -row[1][-1])
    print(
        f"{'ms for 1,000 characters':36}"
        + "".join(f"{f'of {length:,}':>12}" for length in LENGTHS)
        + "   long/short"
    )
    for name, costs in [*plain, *slow[:10]]:
        figures = "".join(f"{figure:12.2f}" for figure in costs)
        print(f"{name:36}{figures}{costs[-1] / costs[0]:13.2f}")
    print(f"{len(slow)} texts made to be slow; the ten dearest are shown.")


if __name__ == "__main__":
    main()
