"""The search engine alone, in process: how fast, how good.

    python benchmarks/search_engine.py [--engine postgresql] [items ...]        default whoosh, 1000 10000
    python benchmarks/search_engine.py [--engine postgresql] --cranfield

Items are recombined from the sentences of the folder `shared/data` beside the repository, with permissions,
nine facets and years. Questions are mixed: one to four words, phrases, beginnings, exclusions, slips, filters,
newest first. A figure is what one search costs with permission, five facets with counts, and twenty hits.
Every figure is also given as a multiple of a fixed piece of work measured in the same run, because machines
and neighbours differ.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from math import log2
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
DATA = ROOT.parent / "shared" / "data"

from sqlalchemy import text as sql  # noqa: E402

from portal.foundation.database import engine_for  # noqa: E402
from portal.library.search import Document, Engine, Question, Sort  # noqa: E402
from portal.library.search.postgresql_engine import PostgreSQLEngine  # noqa: E402
from portal.library.search.whoosh_engine import WhooshEngine  # noqa: E402
from portal.migrations import METADATA  # noqa: E402
from tests.postgres import postgresql  # noqa: E402

KINDS = ("idea", "learning", "impact-case")
EVIDENCE = ("research", "evaluated_locally", "professional_judgement", "untested")
OUTCOMES = ("planned", "under way", "done", "not taken forward", "stopped")
SECTORS = ("police", "fire", "health", "local government", "charity", "university")
FIVE = ("kind", "topic", "organisation", "evidence", "year")


def rows(name: str) -> Iterator[dict]:
    with (DATA / name).open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def sources() -> tuple[list[str], list[str]]:
    titles, sentences = [], []
    for name in (
        "lessons_nasa_llis/items",
        "lessons_safenet/items",
        "cases_18f_blog/items",
        "ideas_gsa_10x_staff/items",
    ):
        for row in rows(f"{name}.jsonl"):
            titles.append(row["title"])
            sentences += [s.strip() for s in re.split(r"(?<=[.!?])\s+|\n", row["text"]) if 20 < len(s) < 400]
    return titles, sentences


def items(count: int, chance: random.Random, titles: list[str], sentences: list[str]) -> Iterator[Document]:
    forces = [
        (row["code"], row["region"]) for row in rows("vocab_uk_justice_policing/uk_police_forces.jsonl")
    ]
    topics = [f"topic-{n}" for n in range(40)]
    for _ in range(count):
        force, region = chance.choice(forces)
        first, second = chance.choice(titles).split(), chance.choice(titles).split()
        long = max(3, min(60, round(chance.lognormvariate(2.1, 0.6))))
        yield Document(
            id=chance.getrandbits(62) + 1,
            kind=chance.choices(KINDS, (5, 3, 2))[0],
            title=" ".join(first[: len(first) // 2 + 1] + second[len(second) // 2 :]),
            summary=chance.choice(sentences)[:300],
            text=" ".join(chance.choices(sentences, k=long)),
            organisation=force,
            region=region,
            sector=chance.choices(SECTORS, (20, 2, 2, 2, 1, 1))[0],
            topics=tuple(chance.sample(topics, chance.randint(1, 3))),
            evidence=chance.choice(EVIDENCE),
            outcome=chance.choice(OUTCOMES),
            visibility=chance.choices(
                ("policing", "public", f"region:{region}", f"organisation:{force}", f"unit:{force}-1"),
                (60, 12, 10, 12, 6),
            )[0],
            published_on=date(2012, 1, 1) + timedelta(days=chance.randrange(5000)),
        )


def questions(count: int, chance: random.Random, titles: list[str], sentences: list[str]) -> list[Question]:
    reader = frozenset(
        {"public", "policing", "region:North West", "organisation:cheshire", "unit:cheshire-1"}
    )
    asked = []
    for _ in range(count):
        words = re.findall(
            r"[A-Za-z]{3,}", chance.choice(titles if chance.random() < 0.6 else sentences)
        ) or ["risk"]
        text = " ".join(chance.sample(words, min(len(words), chance.choice((1, 2, 2, 3, 3, 4)))))
        draw = chance.random()
        if draw < 0.12 and len(words) > 2:
            at = chance.randrange(len(words) - 1)
            text = f'"{words[at]} {words[at + 1]}"'
        elif draw < 0.2:
            text = f"{text} {chance.choice(words)[:4]}*"
        elif draw < 0.28:
            text = f"{text} -{chance.choice(('safety', 'fire', 'team', 'data'))}"
        elif draw < 0.36:
            at = chance.randrange(len(text))
            text = text[:at] + text[at + 1 :]
        elif draw < 0.4:
            text = ""
        filters: dict[str, tuple[str, ...]] = {}
        if chance.random() < 0.4:
            filters["kind"] = (chance.choice(KINDS),)
        if chance.random() < 0.2:
            filters["evidence"] = tuple(chance.sample(EVIDENCE, 2))
        asked.append(
            Question(
                text,
                reader,
                filters,
                Sort.NEWEST if chance.random() < 0.1 else Sort.RELEVANCE,
                page=chance.choice((1, 1, 1, 1, 2, 5)),
                facets=FIVE,
            )
        )
    return asked


def work() -> float:
    """The fixed piece of work, in milliseconds."""
    times = []
    for _ in range(9):
        start = time.perf_counter()
        sum(len(str(n * n)) for n in range(20_000))
        times.append(time.perf_counter() - start)
    return median(times) * 1000


@contextmanager
def new_engine(name: str) -> Iterator[tuple[Engine, Callable[[], float]]]:
    """An engine without an index, and how many MB its index takes."""
    if name == "postgresql":
        with postgresql() as url:
            database = engine_for(url)
            METADATA.create_all(database)

            def in_tables() -> float:
                with database.connect() as connection:
                    tables = ("search_states", "search_pieces", "search_postings")
                    asked = sql("select pg_total_relation_size(cast(:table as regclass))")
                    return (
                        sum(connection.execute(asked, {"table": table}).scalar_one() for table in tables)
                        / 1e6
                    )

            yield PostgreSQLEngine(database), in_tables
            database.dispose()
        return
    with tempfile.TemporaryDirectory() as folder:

        def in_files() -> float:
            return sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) / 1e6

        yield WhooshEngine(Path(folder) / "index"), in_files


def memory() -> float:
    """What this process holds, in MB."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def speed(name: str, count: int) -> None:
    chance = random.Random(7)
    titles, sentences = sources()
    with new_engine(name) as (engine, megabytes):
        start = time.perf_counter()
        engine.rebuild(items(count, chance, titles, sentences))
        built = time.perf_counter() - start
        size = megabytes()
        before = memory()
        start = time.perf_counter()
        engine.search(Question("first search", frozenset({"policing"})))
        opened = time.perf_counter() - start
        asked = questions(400, chance, titles, sentences)
        base = work()
        print(
            f"{count:>7} items, {name}: rebuilt in {built:.1f} s, {size:.0f} MB, first search {opened * 1000:.0f} ms"
        )
        for name in ("cold", "warm"):
            times = []
            for question in asked:
                start = time.perf_counter()
                engine.search(question)
                times.append((time.perf_counter() - start) * 1000)
            cuts = quantiles(times, n=100)
            print(
                f"        {name}: p50 {cuts[49]:.1f} ms ({cuts[49] / base:.2f} x work), "
                f"p95 {cuts[94]:.1f} ms ({cuts[94] / base:.2f} x), worst {max(times):.1f} ms"
            )
        start = time.perf_counter()
        engine.put(items(1, chance, titles, sentences))
        engine.search(asked[0])
        print(
            f"        put one and find it: {(time.perf_counter() - start) * 1000:.1f} ms; work is {base:.1f} ms"
        )
        print(f"        the process holds {memory() - before:.0f} MB more than before the first search")
        bombs = json.loads((ROOT.parent / "shared/inputs/generated/search_bombs.json").read_text("utf-8"))
        worst = (0.0, "")
        frequent = (
            "the and system fire was were from with crew had not are have that this will which been could"
        )
        hard = [bomb["q"] for bomb in bombs] + [
            frequent, '"of the"', '"to the fire"', "con* pro* com* inc*", " ".join(c * 3 + "*" for c in "abcdef"),
        ]  # fmt: skip
        for text in hard:
            start = time.perf_counter()
            engine.search(Question(text, frozenset({"public", "policing"})))
            worst = max(worst, (time.perf_counter() - start, text[:40]))
        print(f"        worst of {len(hard)} hostile questions, cold: {worst[0] * 1000:.0f} ms, {worst[1]!r}")


def cranfield(name: str) -> None:
    numbers = {row["id"]: number for number, row in enumerate(rows("ir_cranfield/docs.jsonl"), 1)}
    judged: dict[str, dict[int, int]] = {}
    for line in (DATA / "ir_cranfield/qrels.tsv").read_text().splitlines()[1:]:
        query, document, score = line.split("\t")
        if int(score) > 0:
            judged.setdefault(query, {})[numbers[document]] = 1
    with new_engine(name) as (engine, _megabytes):
        engine.rebuild(
            Document(
                numbers[row["id"]], "idea", row["title"], "", row["text"], "x", "public", date(2020, 1, 1)
            )
            for row in rows("ir_cranfield/docs.jsonl")
        )
        gains, precisions = [], []
        for row in rows("ir_cranfield/queries.jsonl"):
            relevant = judged.get(row["id"])
            if not relevant:
                continue
            found: list[int] = []
            for page in range(1, 11):
                answer = engine.search(Question(row["text"], frozenset({"public"}), page=page, per_page=100))
                found += [hit.id for hit in answer.hits]
            gain = sum(1 / log2(place + 2) for place, one in enumerate(found[:10]) if one in relevant)
            best = sum(1 / log2(place + 2) for place in range(min(10, len(relevant))))
            gains.append(gain / best)
            hits, precision = 0, 0.0
            for place, one in enumerate(found, 1):
                if one in relevant:
                    hits += 1
                    precision += hits / place
            precisions.append(precision / len(relevant))
        print(
            f"Cranfield, {name}, {len(gains)} questions: nDCG@10 {sum(gains) / len(gains):.3f}, "
            f"MAP {sum(precisions) / len(precisions):.3f}"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="How fast and how good the search engine is.")
    parser.add_argument("--engine", choices=("whoosh", "postgresql"), default="whoosh")
    parser.add_argument("--cranfield", action="store_true", help="only how good it is")
    parser.add_argument("items", nargs="*", type=int, default=[1000, 10000])
    wanted = parser.parse_args()
    if not wanted.cranfield:
        for size in wanted.items:
            speed(wanted.engine, size)
    cranfield(wanted.engine)
