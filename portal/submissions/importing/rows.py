"""The rows of a file that is brought in: JSON Lines or CSV, each as it can be read."""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from portal.foundation.errors import Refused
from portal.foundation.text import plain_line
from portal.submissions.kinds import KINDS, FieldType

ID_LENGTH = 120
LONGEST_CELL = 2_000_000
# How an exported cell is kept from being taken for a formula; taken off again when it comes back.
SAFE_CELL = re.compile(r"'(?=\s*[=+\-@\t\r\n＝＋－＠])")


class RowTrouble(Exception):
    """A row cannot be brought in. The message is the reason, for the person who made the file."""


def rows_of(path: Path, kind: str) -> Iterator[tuple[int, dict[str, Any] | RowTrouble]]:
    """The rows of a file with the lines they begin in. A row that cannot be read comes as its trouble.

    Raises ``Refused`` for a table whose heading lacks ``id`` or ``title``.
    """
    if path.suffix.casefold() == ".csv":
        yield from _table_rows(path, kind)
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, _json_row(line)


def _json_row(line: bytes) -> dict[str, Any] | RowTrouble:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return RowTrouble("it is not a line of JSON")
    return row if isinstance(row, dict) else RowTrouble("it is not a JSON object")


def _table_rows(path: Path, kind: str) -> Iterator[tuple[int, dict[str, Any] | RowTrouble]]:
    lists = {field.name for field in KINDS[kind].fields if field.type is FieldType.CHOICES}
    csv.field_size_limit(LONGEST_CELL)
    # Bytes that are no UTF-8 become halves of characters, so that their row is named and not guessed at.
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        reader = csv.reader(file)
        begins = 1
        try:
            heading = [name.strip() for name in next(reader, [])]
            if missing := {"id", "title"} - set(heading):
                raise Refused(f"{path.name} has no column {' and '.join(sorted(missing))}.")
            begins = reader.line_num + 1
            for cells in reader:
                if any(cells):
                    yield begins, _table_row(heading, cells, lists)
                begins = reader.line_num + 1
        except csv.Error as error:
            yield begins, RowTrouble(f"the file cannot be read from here on: {error}")


def _table_row(heading: list[str], cells: list[str], lists: set[str]) -> dict[str, Any] | RowTrouble:
    if len(cells) > len(heading):
        return RowTrouble("it has more cells than the heading")
    row: dict[str, Any] = {
        name: SAFE_CELL.sub("", cell, count=1) if cell.startswith("'") else cell
        for name, cell in zip(heading, cells, strict=False)
        if cell
    }
    return row | {name: parted(row[name]) for name in lists & set(row)}


def parted(words: str) -> list[str]:
    """What stands in one cell, separated by semicolons."""
    return [word.strip() for word in words.split(";") if word.strip()]


def key_of(row: Mapping[str, Any]) -> str:
    """What a row is known by. Raises ``RowTrouble`` where it has nothing of the sort."""
    given = row.get("id")
    try:
        key = plain_line(str(given)) if isinstance(given, str | int) and not isinstance(given, bool) else ""
    except ValueError as error:
        raise RowTrouble("its id has a character that cannot be kept") from error
    if not key or len(key) > ID_LENGTH:
        raise RowTrouble(f"it needs an id of at most {ID_LENGTH} characters")
    return key
