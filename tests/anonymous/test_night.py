"""What the night does at the desk: the same rows, in an order that says nothing (anonymity.md, channel 4)."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import inspect, select, text

from portal.anonymous import actions, queries
from portal.anonymous.models import DeskBase, Item, desk
from portal.foundation import clock
from portal.operation import nightly
from portal.operation.working import Worker
from tests.anonymous.conftest import AtDesk
from tests.anonymous.test_store import filed

POSTS = 24


def content(at_desk: AtDesk) -> dict[str, list[tuple[object, ...]]]:
    with at_desk.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in DeskBase.metadata.sorted_tables
        }


def shuffle() -> None:
    with actions.at_the_desk():
        actions.shuffle()
    desk.remove()


def note(day: date) -> None:
    with actions.at_the_desk():
        actions.note_night_done(day)


def in_place(at_desk: AtDesk) -> list[str]:
    """The keys of all posts as they follow each other on PostgreSQL's disk."""
    with at_desk.engine.connect() as connection:
        return list(connection.scalars(text("select key from items order by ctid")))


def test_every_row_is_kept_and_nothing_else_is_there(at_desk: AtDesk):
    for number in range(3):
        filed(at_desk, title=f"Hooks for keys, number {number}")
    before = content(at_desk)
    tables = set(inspect(at_desk.engine).get_table_names())
    shuffle()
    assert content(at_desk) == before
    assert set(inspect(at_desk.engine).get_table_names()) == tables


def test_rows_lie_in_another_order_than_they_came_and_were_written_at_one_moment(at_desk: AtDesk):
    if at_desk.engine.dialect.name != "postgresql":
        pytest.skip("SQLite keeps these rows by their random keys")
    came = []
    for number in range(POSTS):
        desk.add(
            Item(
                key=f"{number:032x}", lookup=f"lookup {number}", organisation="northshire", kind="idea",
                state="held", mailbox="", news="", told="", claim="", text={},
            )
        )  # fmt: skip
        desk.commit()
        came.append(f"{number:032x}")
    assert in_place(at_desk) == came, "without it the order of the disk is that in which they came"
    orders = set()
    for _night in range(3):
        shuffle()
        orders.add(tuple(in_place(at_desk)))
    assert len(orders) == 3
    assert tuple(came) not in orders
    with at_desk.engine.connect() as connection:
        assert connection.scalar(text("select count(distinct xmin::text) from items")) == 1


def test_the_day_of_the_last_night_is_noted_and_no_hour(at_desk: AtDesk):
    assert queries.night_done_on() is None
    note(date(2026, 11, 21))
    note(date(2026, 11, 22))
    assert queries.night_done_on() == date(2026, 11, 22)
    assert "last night" in str(content(at_desk)["notices"])


@pytest.mark.parametrize(
    ("now", "done_on", "due"),
    [
        ("2026-11-22 03:00", None, True),
        ("2026-11-22 02:59", None, False),
        ("2026-11-22 12:00", "2026-11-21", True),  # it was switched off at three
        ("2026-11-22 23:59", "2026-11-22", False),
    ],
)
def test_it_is_done_once_a_day_and_made_up_for(at_desk: AtDesk, now: str, done_on: str | None, due: bool):
    if done_on:
        note(date.fromisoformat(done_on))
    assert nightly.is_due(datetime.fromisoformat(now)) is due


def test_the_worker_does_the_work_of_each_night(at_desk: AtDesk):
    worker = Worker(at_desk.settings)
    nine = clock.now().replace(hour=9)
    for morning in (nine, nine + timedelta(days=1)):
        with clock.at(morning):
            worker.all_that_is_due()
            assert queries.night_done_on() == clock.today()
    with clock.at(nine + timedelta(days=2) - timedelta(hours=8)):
        worker.all_that_is_due()
        assert queries.night_done_on() == clock.today() - timedelta(days=1), (
            "at one in the morning it is not time yet"
        )
