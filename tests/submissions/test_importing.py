"""Posts from a file: every row comes in or is named with its reason, and the same file again changes nothing."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.authorisation import queries as ways
from portal.foundation import journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.foundation.journal import Entry
from portal.library.models import Publication
from portal.reactions import REACTIONS
from portal.submissions.importing import Order, Report, bring_in
from portal.submissions.models import Submission, Version
from portal.submissions.rules import Status
from tests.factories import Force

pytestmark = pytest.mark.usefixtures("db")


def row(number: int, **changes: Any) -> dict[str, Any]:
    text = f"What happened\nKey {number} was left in the door.\n\nLesson learned\nLook twice."
    return {
        "id": f"K-{number}",
        "title": f"A key in a door, no. {number}",
        "text": text,
        "date": "2024-03-01",
    } | changes


def written(folder: Path, rows: list[Any], name: str = "rows.jsonl") -> Path:
    path = folder / name
    path.write_bytes(
        b"".join(one if isinstance(one, bytes) else json.dumps(one).encode() + b"\n" for one in rows)
    )
    return path


def order(force: Force, kind: str = "impact-case", **more: Any) -> Order:
    return Order(force.organisation, kind, force.lead, **more)


def run(path: Path, wanted: Order) -> Report:
    *_, last = bring_in(path, wanted)
    return last


def test_who_brought_posts_in_is_kept_and_tags_of_no_topic_are_counted(tmp_path):
    force = Force()
    path = written(tmp_path, [row(1, tags=["Lost keys", "doors"]), row(2, tags="doors; doors "), row(3)])
    report = run(path, order(force, by=force.data_officer))
    assert (report.added, dict(report.unknown_tags)) == (3, {"Lost keys": 1, "doors": 3})
    posts = session.scalars(select(Submission)).all()
    assert {(post.imported_by_id, post.holder_id) for post in posts} == {(force.data_officer.id,) * 2}
    said = session.scalars(select(Entry.by_id).where(Entry.event == "submission.imported")).all()
    assert said == [force.data_officer.id] * 3
    again = run(path, order(force))
    assert (again.there_already, dict(again.unknown_tags)) == (3, {})
    assert run(written(tmp_path, [row(9)]), order(force)).added == 1
    post = session.scalars(select(Submission).where(Submission.external_id == "K-9")).one()
    assert (post.imported_by_id, post.holder_id) == (None, force.lead.id)


def test_evidence_of_no_kind_is_counted_and_taken_as_untested(tmp_path):
    force = Force()
    said = ("research", "A trial", "A trial", "", None, ["research"])
    path = written(tmp_path, [row(number, evidence=words) for number, words in enumerate(said)])
    report = run(path, order(force))
    assert report.added == len(said)
    assert dict(report.unknown_evidence) == {"A trial": 2, "['research']": 1}
    kept = session.scalars(select(Submission.evidence).order_by(Submission.external_id)).all()
    assert kept == ["research", *["untested"] * 5]
    assert not run(path, order(force)).unknown_evidence


def everything() -> list[tuple[Any, ...]]:
    columns = (
        Submission.external_id, Submission.title, Submission.summary, Submission.body, Submission.details,
        Submission.status, Submission.begun_on, Submission.evidence,
    )  # fmt: skip
    return [tuple(found) for found in session.execute(select(*columns).order_by(Submission.external_id))]


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    force, path = Force(), written(tmp_path, [row(number) for number in range(250)])
    first = run(path, order(force))
    assert (first.added, first.there_already, first.left_out) == (250, 0, [])
    before, entries = everything(), session.scalar(select(func.count(Entry.sequence)))
    again = run(path, order(force))
    assert (again.added, again.there_already, again.left_out) == (0, 250, [])
    assert everything() == before
    assert session.scalar(select(func.count(Entry.sequence))) == entries
    assert session.scalar(select(func.count(Version.id))) == 250


def test_the_order_of_the_rows_does_not_matter(tmp_path: Path) -> None:
    force, rows = Force(), [row(number) for number in range(120)]
    half = written(tmp_path, rows[60:], "half.jsonl")
    run(half, order(force))
    assert run(written(tmp_path, rows[::-1]), order(force)).added == 60
    assert session.scalar(select(func.count(Submission.id))) == 120


BAD: list[tuple[str, Any, str]] = [
    ("not JSON", b"{not json\n", "not a line of JSON"),
    ("a list", [1, 2], "not a JSON object"),
    ("no id", row(1, id=None), "needs an id"),
    ("an id that is none", row(1, id={"a": 1}), "needs an id"),
    ("a long id", row(1, id="x" * 121), "needs an id"),
    ("an id twice", row(1000), "stands in line 1 already"),
    ("no title", row(1, title=" "), "no title"),
    ("a title that is a number", row(1, title=7), "have to be words"),
    ("NUL", row(1, text="a\x00b"), "cannot be kept"),
    ("NUL in its id", row(1, id="a\x00b"), "cannot be kept"),
    ("half a character", b'{"id": "s", "title": "t", "text": "\\ud800"}\n', "cannot be kept"),
    ("half a character in its title", b'{"id": "s2", "title": "\\ud800"}\n', "cannot be kept"),
    ("NUL in a field", row(1, causes="a\x00b"), "cannot be kept"),
    ("a hundred thousand characters", row(1, text="word " * 20_000), "may have 60000"),
    ("a field too long", row(1, causes="x" * 20_001), "cannot be saved"),
    ("a field of another sort", row(1, step_reached=["identify"]), "cannot be saved"),
    ("a bad date", row(1, date="01/02/2024"), "not written like"),
    ("a date to come", row(1, date="2999-01-01"), "in the future"),
    ("bytes that are no UTF-8", b'{"id": "s3", "title": "caf\xe9"}\n', "not a line of JSON"),
]


def test_every_bad_row_is_named_by_its_line_and_the_others_come_in(tmp_path: Path) -> None:
    force, rows, bad_lines = Force(), [row(1000)], []
    for number, (_name, bad, _reason) in enumerate(BAD):
        rows.append(bad | {"id": f"bad-{number}"} if isinstance(bad, dict) and bad["id"] == "K-1" else bad)
        bad_lines.append(len(rows))
        rows += [row(2000 + 10 * number + more) for more in range(5)]
    report = run(written(tmp_path, rows), order(force))
    assert report.added == 1 + 5 * len(BAD)
    assert [line for line, _reason in report.left_out] == bad_lines
    for (name, _bad, wanted), (_line, reason) in zip(BAD, report.left_out, strict=True):
        assert wanted in reason, name


def test_a_table_comes_in_as_its_lines_do(tmp_path: Path) -> None:
    force, other = Force(), Force()
    rows = [row(number, causes="Nobody looked.", evidence="untested") for number in range(30)]
    rows[3] |= {"title": "=1+1 is a formula", "text": '-5 degrees,\n"cold" and; wet'}
    run(written(tmp_path, rows), order(force))
    table = tmp_path / "rows.csv"
    with table.open("w", newline="", encoding="utf-8-sig") as file:
        cells = csv.DictWriter(file, list(rows[0]))
        cells.writeheader()
        # as our own export writes them: a sign before what a spreadsheet would calculate
        cells.writerows(
            {name: f"'{value}" if value.startswith(("=", "-")) else value for name, value in one.items()}
            for one in rows
        )
    report = run(table, order(other))
    assert (report.added, report.left_out) == (30, [])
    of = lambda who: [  # noqa: E731 - one question asked twice
        (post.external_id, post.title, post.summary, post.body, post.details, post.begun_on)
        for post in session.scalars(
            select(Submission)
            .where(Submission.organisation_id == who.organisation.id)
            .order_by(Submission.external_id)
        )
    ]
    assert of(force) == of(other)


def test_bad_rows_of_a_table_are_named_by_the_line_they_begin_in(tmp_path: Path) -> None:
    table = tmp_path / "rows.csv"
    table.write_bytes(
        b'id,title,text\na,First,"two\nlines"\nb,,no title\nc,caf\xe9,bytes\nd,More,text,cells\ne,Last,"open\n'
    )
    report = run(table, order(Force()))
    assert [line for line, _ in report.left_out] == [4, 5, 6]
    assert report.added == 2


def test_a_table_without_the_columns_it_needs_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "rows.csv"
    table.write_text("name,text\na,b\n", "utf-8")
    with pytest.raises(Refused, match="no column id and title"):
        run(table, order(Force()))


def test_drafts_wait_for_triage_and_are_nowhere_in_the_library(tmp_path: Path) -> None:
    force = Force()
    run(written(tmp_path, [row(number) for number in range(20)]), order(force))
    journal.catch_up(REACTIONS)
    assert {post.status for post in session.scalars(select(Submission))} == {Status.DRAFT}
    assert session.scalar(select(func.count(Publication.submission_id))) == 0
    assert ways.without_one_holder() == []


def test_what_somebody_vouches_for_is_published_with_its_own_day(tmp_path: Path) -> None:
    force = Force()
    wanted = order(force, published=True, authority="The Review Board")
    run(written(tmp_path, [row(number) for number in range(3)]), wanted)
    journal.catch_up(REACTIONS)
    items = session.scalars(select(Publication)).all()
    assert {str(item.published_on) for item in items} == {"2024-03-01"}
    assert {post.authority for post in session.scalars(select(Submission))} == {"The Review Board"}
    assert "What happened" not in items[0].summary
    assert "<h3>What happened</h3>" in items[0].sections[0][2]


def test_a_title_that_is_cut_stands_whole_above_the_text(tmp_path: Path) -> None:
    long = "A title that goes on " * 10
    run(written(tmp_path, [row(1, title=long)]), order(Force()))
    post = session.scalars(select(Submission)).one()
    assert len(post.title) <= 150
    assert long.strip() in post.body
