"""Whether a right receipt can be told from a wrong one by the time its answer takes; and whether receipts are random.

    python benchmarks/receipts.py [tries] [receipts]         default 500 1000000

First: as many right receipts as wrong ones, turn by turn in one run, through the whole desk application on SQLite:
five posts of ordinary length, with one letter and with twelve, and wrong receipts of which everything is right but
that nobody was given them. Shown are the medians, their difference and its 99 % interval (by drawing the tries anew),
and Welch's t. The aim is a difference of medians of at most 5 ms (channel 38).

What it shows: on this machine, in process, for posts as long as these, one answer does not tell which it was. What it
does not show: that there is no difference at all. Both paths ask the same statements, derive the same keys, open as
many seals and make the same two pages (``tests/anonymous/test_receipts.py`` counts them), but a long post takes longer
to write out than a short one, and whoever asks a hundred thousand times averages that out. It tells them nothing new:
to get the longer answer they need the right receipt, and then they read the post.

Then: a million receipts, all different; the chi-square of their symbols against evenness, of all places together and
of the worst alone; and how many single wrong symbols and swapped neighbours the check symbol finds, in a sample.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections import Counter
from math import sqrt
from pathlib import Path
from statistics import fmean, median, variance
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

AIM_MS = 5.0
WARM_UP = 20
DRAWN_ANEW = 2000
LETTERS = (1, 12)
WORST_OF_31 = 61.1  # chi-square with 31 degrees of freedom is above this once in a thousand
WORST_OF_806 = 935.0  # and with 26 times as many, above this


def desk_with_posts(folder: Path) -> tuple[Any, list[str]]:
    """The desk on an empty database, with a few posts of ordinary length, and their receipts."""
    from portal.anonymous import actions
    from portal.anonymous.models import DeskBase, Item, Notice, at_the_desk, desk
    from portal.anonymous.release.news import letter
    from portal.app import create_desk
    from portal.foundation import config

    config.write_first_settings(folder)
    app = create_desk(config.load())
    DeskBase.metadata.create_all(desk.get_bind())
    receipts = []
    with at_the_desk():
        kinds = {"name": "Force of the clock", "kinds": ["idea"]}
        desk.add(Notice(name="organisations", value={"clock": kinds}))
        desk.flush()
        for number in range(5):
            receipts.append(actions.new_receipt())
            item: Item = actions.file(
                receipts[-1],
                "clock",
                "idea",
                {
                    "title": f"A quiet room {number}",
                    "body": "Handover in the corridor takes twenty minutes, and half of it is lost. " * 6,
                    "details": {"better": "A room with a door. We tried it for a week."},
                    "sharing": "force",
                },
            )
            for _ in range(LETTERS[number % 2]):
                letter(
                    item, "submission.sent", {"waits_at": "first reader", "way": [["first reader", "open"]]}
                )
    return app, receipts


def answered(client: Any, code: str) -> tuple[float, bytes]:
    """The milliseconds that an answer takes, and the answer."""
    begun = time.perf_counter()
    page = client.post("/anonymous/receipt", data={"code": code}).data
    return (time.perf_counter() - begun) * 1000, page


def drawn_anew(right: list[float], wrong: list[float]) -> tuple[float, float]:
    """The 99 % interval of the difference of medians, by drawing the tries anew."""
    draw = random.Random(1).choices
    gaps = sorted(
        median(draw(right, k=len(right))) - median(draw(wrong, k=len(wrong))) for _ in range(DRAWN_ANEW)
    )
    return gaps[DRAWN_ANEW // 200], gaps[-DRAWN_ANEW // 200]


def by_the_clock(folder: Path, tries: int) -> bool:
    """Measure and print; whether the aim is met."""
    from portal.anonymous import actions
    from portal.anonymous.application import Bucket

    Bucket.take = lambda *_: True  # type: ignore[method-assign] # it holds back whoever asks this often
    app, receipts = desk_with_posts(folder)
    client = app.test_client()
    right: list[float] = []
    wrong: list[float] = []
    sizes = set()
    for number in range(tries + WARM_UP):
        pair = [(right, receipts[number % len(receipts)]), (wrong, actions.new_receipt())]
        for times, code in pair if number % 2 else reversed(pair):
            taken, page = answered(client, code)
            sizes.add(len(page))
            assert (b"We know no post" in page) is (times is wrong)
            if number >= WARM_UP:
                times.append(taken)
    gap = median(right) - median(wrong)
    low, high = drawn_anew(right, wrong)
    welch = (fmean(right) - fmean(wrong)) / sqrt(variance(right) / tries + variance(wrong) / tries)
    print(f"{tries} right: median {median(right):.2f} ms; {tries} wrong: median {median(wrong):.2f} ms")
    print(f"difference of medians {gap:+.2f} ms (99 %: {low:+.2f} to {high:+.2f}), aim {AIM_MS:.0f} ms")
    print(f"Welch's t of the means {welch:+.2f}; lengths of the answers: {sorted(sizes)}")
    return abs(gap) <= AIM_MS and len(sizes) == 1


def by_chance(count: int) -> bool:
    """Make receipts and look at their symbols; whether nothing is odd about them."""
    from portal.anonymous import actions, rules

    seen: set[str] = set()
    places = [Counter[str]() for _ in range(rules.RECEIPT_LENGTH)]
    for _ in range(count):
        receipt = actions.new_receipt()
        seen.add(receipt)
        for place, symbol in zip(places, receipt, strict=False):
            place[symbol] += 1
    even = count / 32
    squares = [sum((place[symbol] - even) ** 2 / even for symbol in rules.ALPHABET) for place in places]
    found = asked = 0
    for receipt in list(seen)[:200]:
        for place in range(len(receipt) - 1):
            swapped = receipt[:place] + receipt[place : place + 2][::-1] + receipt[place + 2 :]
            others = [receipt[:place] + one + receipt[place + 1 :] for one in rules.ALPHABET]
            wrong = [one for one in (swapped, *others) if one != receipt]
            asked += len(wrong)
            found += sum(rules.read_receipt(one) is None for one in wrong)
    print(f"{count:,} receipts, {len(seen):,} different")
    print(
        f"chi-square of the symbols: {sum(squares):.0f} of 806 degrees of freedom (odd above {WORST_OF_806:.0f});"
    )
    print(f"worst of 26 places {max(squares):.1f} of 31 (for one place odd above {WORST_OF_31})")
    print(f"wrong symbols and swaps found: {found:,} of {asked:,}")
    return len(seen) == count and sum(squares) < WORST_OF_806 and found == asked


def main(tries: int, receipts: int) -> int:
    """Measure both."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PORTAL_INSTANCE"] = folder
        clock = by_the_clock(Path(folder), tries)
    chance = by_chance(receipts)
    return 0 if clock and chance else 1


if __name__ == "__main__":
    sys.exit(main(*(int(given) for given in (*sys.argv[1:], *("500", "1000000")[len(sys.argv) - 1 :]))))
