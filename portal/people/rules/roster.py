"""A file of people, read row by row: every bad row is named by its line and its reason. Pure."""

import csv
import re
from dataclasses import dataclass

from portal.foundation.errors import Refused
from portal.foundation.text import BadText, plain_line
from portal.people.rules import Role
from portal.people.rules.names import checked_email, checked_name, email_key

COLUMNS = ("email", "name", "organisation", "unit", "parent_unit", "rank", "roles")
NEEDED = COLUMNS[:4]
ROWS_AT_MOST = 50_000
LINE_AT_MOST = 5_000
HEAD = "head"
NO_ROLES = "none"

_LINE_END = re.compile(r"\r\n|\n|\r")
_GUARD = re.compile(r"^'(?=[=+\-@\t\r])")  # what our own exports put before a cell that could be a formula


@dataclass(frozen=True, slots=True)
class Row:
    """One person as the file has them. ``roles`` is nothing where the file does not say."""

    line: int
    email: str
    name: str
    organisation: str
    unit: str
    parent_unit: str = ""
    rank: str = ""
    roles: frozenset[tuple[Role, str]] | None = None
    head: bool = False


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Roster:
    """A file as it was read. ``named`` holds every address in it, those of bad rows too."""

    rows: tuple[Row, ...]
    bad: tuple[BadRow, ...]
    named: frozenset[str]
    unread: int  # bad rows of which not even the address can be told
    ignored: tuple[str, ...]  # columns that mean nothing here


def decoded(data: bytes) -> str:
    """The text of a file in any of the encodings that spreadsheets write."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read(text: str) -> Roster:
    """Read a file of people. Raises ``Refused`` where it has no usable first line; bad rows only count as such."""
    lines = _LINE_END.split(text.removeprefix("\ufeff"))
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is None:
        raise Refused("The file is empty.", field="file")
    delimiter = max((",", ";", "\t"), key=lines[first].count)
    columns = [_column(cell) for cell in _cells(lines[first], delimiter)]
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise Refused(
            f"The first line must name the columns {', '.join(NEEDED)}. Not there: {', '.join(missing)}.",
            field="file",
        )
    if len(lines) - first > ROWS_AT_MOST:
        raise Refused(f"The file has more than {ROWS_AT_MOST:,} rows. Cut it in two.", field="file")
    rows: list[Row] = []
    bad: list[BadRow] = []
    seen: dict[str, int] = {}
    unread = 0
    for number, line in enumerate(lines[first + 1 :], start=first + 2):
        if not line.strip(delimiter + " \t"):
            continue
        email = ""
        try:
            cells = _cells(line, delimiter)
            values = dict(zip(columns, (_cell(cell) for cell in cells), strict=False))
            email = email_key(checked_email(values.get("email", "")))
            if email in seen:
                raise Refused(f"Line {seen[email]} has the same address.")
            seen[email] = number
            rows.append(_row(number, values))
        except (Refused, BadText) as error:
            bad.append(BadRow(number, str(error)))
            unread += not email
    ignored = tuple(sorted({name for name in columns if name and name not in COLUMNS}))
    return Roster(tuple(rows), tuple(bad), frozenset(seen), unread, ignored)


def _column(cell: str) -> str:
    name = re.sub(r"[\s_-]+", "_", cell.strip().lower())
    return {"e_mail": "email", "organization": "organisation", "grade": "rank"}.get(name, name)


def _cells(line: str, delimiter: str) -> list[str]:
    """One line's cells. Each line is read by itself, so that an open quotation mark spoils no other."""
    if len(line) > LINE_AT_MOST:
        raise Refused(f"The line is longer than {LINE_AT_MOST:,} characters.")
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        raise Refused("A quotation mark is opened and not closed, or stands inside a cell.") from None


def _cell(cell: str) -> str:
    return _GUARD.sub("", plain_line(cell))


def _row(line: int, values: dict[str, str]) -> Row:
    roles, head = _roles(values.get("roles", ""))
    parent = values.get("parent_unit", "")
    return Row(
        line=line,
        email=checked_email(values["email"]),
        name=checked_name(values.get("name", "")),
        organisation=checked_name(values.get("organisation", ""), what="name of the organisation"),
        unit=checked_name(values.get("unit", ""), what="name of the unit"),
        parent_unit=checked_name(parent, what="name of the unit above") if parent else "",
        rank=values.get("rank", ""),
        roles=roles,
        head=head,
    )


def _roles(cell: str) -> tuple[frozenset[tuple[Role, str]] | None, bool]:
    """The roles in a cell, and whether ``head`` is among them; ``topic-lead:drones`` names the topic."""
    names = [name.strip().lower() for name in cell.split(";") if name.strip()]
    if not names:
        return None, False
    roles = set()
    for name in names:
        role, _, topic = name.partition(":")
        if name in {HEAD, NO_ROLES}:
            continue
        if role not in {known.value for known in Role} or (topic and role != Role.TOPIC_LEAD):
            raise Refused(f"There is no role called “{name[:60]}”.")
        if role == Role.TOPIC_LEAD and not topic.strip():
            raise Refused("A topic lead's topic comes after a colon, as in topic-lead:drones.")
        roles.add((Role(role), topic.strip()[:60]))
    return frozenset(roles), HEAD in names
