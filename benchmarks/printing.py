"""What making a PDF costs: ordinary posts, the longest, and texts made to be slow.

    python benchmarks/printing.py

A figure is the median of several readings, in milliseconds of CPU, without the request around it; the first of all is
named apart, for it reads the fonts. Aim: 150 ms for a post of 60,000 characters of ordinary writing, and at most ten
times as much for 60,000 characters of any other that the sanitiser lets through.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from portal.foundation import paper  # noqa: E402
from portal.foundation.markdown import to_html  # noqa: E402
from portal.foundation.paper import Document, Heading, from_html, plain  # noqa: E402

LONGEST = 60_000
READINGS = 5
ORDINARY = "We tried a quieter room for the handover, and asked everybody each week what it changed. "


def filled(piece: str, length: int = LONGEST) -> str:
    """One piece again and again."""
    return (piece * (length // len(piece) + 1))[:length].rsplit("\n", 1)[0]


def texts() -> dict[str, str]:
    """What is made, by name."""
    return {
        "3,000 characters": filled(ORDINARY * 5 + "\n\n", 3_000),
        "60,000 characters": filled(ORDINARY * 5 + "\n\n"),
        "60,000, all one word": "x" * LONGEST,
        "60,000, letters that no font has": filled("漢字 "),
        "60,000, a table of four columns": "| a | b | c | d |\n|---|---|---|---|\n"
        + filled("| one cell of many words | two words | three | a last cell of it |\n", 55_000),
        "two thousand cells": "| a | b |\n|---|---|\n" + "| x | y |\n" * 1_000,
        "two thousand links": filled("[a](https://example.org/a) ", 54_000),
        "a list of four thousand": "- a\n" * 4_000,
    }


def main() -> None:
    begun = time.process_time()
    paper.pdf(Document("First", (Heading(1, plain("First")),)))
    print(f"{'the first of a process':<36}{(time.process_time() - begun) * 1000:8.0f} ms")
    for name, text in texts().items():
        document = Document("Title", from_html(to_html(text)))
        taken = []
        for _ in range(READINGS):
            begun = time.process_time()
            made = paper.pdf(document)
            taken.append(time.process_time() - begun)
        print(f"{name:<36}{median(taken) * 1000:8.0f} ms {len(made) / 1000:8.0f} kB")


if __name__ == "__main__":
    main()
