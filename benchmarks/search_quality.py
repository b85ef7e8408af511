"""How good the order of what is found is, asked of the whole portal: documents published, questions to the API.

    python benchmarks/search_quality.py [FOLDER]          default ../shared/data/ir_cranfield

FOLDER holds docs.jsonl (id, title, text), queries.jsonl (id, text) and qrels.tsv (query, document, score above 0 where
it answers). The documents are brought in by `portal import --as-published`, each question is typed as it stands into
`/api/v1/library`, with nothing but a token. nDCG@10 counts an answer as one or nothing; MAP looks at the first 1,000.
The aims: 0.50 and 0.40, on each engine (`PORTAL_SEARCH`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from math import log2
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
CRANFIELD = ROOT.parent / "shared" / "data" / "ir_cranfield"

EMAIL = "reader@force.example"
PAGES, PER_PAGE = 10, 100


def portal(*words: str, typed: str = "") -> str:
    """What a command of the portal says."""
    command = [sys.executable, "-m", "portal", *words]
    return subprocess.run(command, input=typed, text=True, capture_output=True, check=True).stdout


def rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def answers_to(folder: Path) -> dict[str, set[str]]:
    """Which documents answer which question."""
    judged: dict[str, set[str]] = {}
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines()[1:]:
        query, document, score = line.split("\t")
        if int(score) > 0:
            judged.setdefault(query, set()).add(document)
    return judged


def gain(found: Sequence[str], answers: set[str]) -> float:
    """NDCG@10 of one question."""
    reached = sum(1 / log2(place + 2) for place, one in enumerate(found[:10]) if one in answers)
    return reached / sum(1 / log2(place + 2) for place in range(min(10, len(answers))))


def precision(found: Sequence[str], answers: set[str]) -> float:
    """The average precision of one question."""
    hits, total = 0, 0.0
    for place, one in enumerate(found, 1):
        if one in answers:
            hits += 1
            total += hits / place
    return total / len(answers)


def main(folder: Path) -> None:
    portal("init", "--admin-email", EMAIL, "--organisation", "Force", "--admin-password-stdin",
           typed="seven kettles on a lamp post")  # fmt: skip
    begun = time.perf_counter()
    portal("import", str(folder / "docs.jsonl"), "--kind", "idea", "--organisation", "force",
           "--as-published", "--authority", "The collection")  # fmt: skip
    portal("worker", "--once")
    print(f"published and found in {time.perf_counter() - begun:.0f} s")
    token = portal("token", "create", "--person", EMAIL).split()[-1]

    from portal.app import create_app

    client = create_app().test_client()
    headers, answers = {"Authorization": f"Bearer {token}"}, answers_to(folder)
    gains, precisions, times = [], [], []
    for query in rows(folder / "queries.jsonl"):
        wanted = answers.get(query["id"])
        if not wanted:
            continue
        found: list[str] = []
        for number in range(1, PAGES + 1):
            asked = {"q": query["text"], "page": str(number), "per_page": str(PER_PAGE)}
            begun = time.process_time()
            answer = client.get("/api/v1/library", query_string=asked, headers=headers)
            times.append(time.process_time() - begun)
            assert answer.status_code == 200, answer.text
            found += [item["external_id"] for item in answer.json["items"]]
            if number >= answer.json["pages"]:
                break
        gains.append(gain(found, wanted))
        precisions.append(precision(found, wanted))
    print(
        f"{folder.name}, {len(gains)} questions: nDCG@10 {sum(gains) / len(gains):.3f}, "
        f"MAP {sum(precisions) / len(precisions):.3f}; "
        f"{median(times) * 1000:.0f} ms of CPU for 100 results at the median"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as instance:
        os.environ["PORTAL_INSTANCE"] = instance
        main(Path(sys.argv[1]) if sys.argv[1:] else CRANFIELD)
