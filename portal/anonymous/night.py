"""What the desk does at night: its rows are written anew in an order that means nothing (anonymity.md, design 7)."""

from datetime import date

from sqlalchemy import text

from portal.anonymous.models import DeskBase, Notice, at_the_desk, desk

LAST_NIGHT = "last night"


def shuffle() -> None:
    """Write every table of the desk anew in random order, on PostgreSQL; all in one transaction.

    There a row keeps its place and the number of the transaction that wrote it (``ctid``, ``xmin``). SQLite keeps
    rows of these tables by their keys, which are random, and has neither.
    """
    if desk.get_bind().dialect.name != "postgresql":
        return
    names = [table.name for table in DeskBase.metadata.sorted_tables]
    with at_the_desk():
        for name in names:
            desk.execute(text(f"create temporary table mixed_{name} on commit drop as table {name}"))
        desk.execute(
            text(f"truncate {', '.join(names)}")
        )  # new files: nothing of the old order is left in them
        for name in names:
            desk.execute(text(f"insert into {name} select * from mixed_{name} order by random()"))  # noqa: S608


def done_on() -> date | None:
    """The day on which the night's work was last done."""
    notice = desk.get(Notice, LAST_NIGHT)
    return date.fromisoformat(notice.value["day"]) if notice is not None else None


def note_done(day: date) -> None:
    """Note that the night's work of this day is done."""
    with at_the_desk():
        desk.merge(Notice(name=LAST_NIGHT, value={"day": day.isoformat()}))
