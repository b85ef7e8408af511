"""Ten leaks, each planted into a copy of the dumps: a test that cannot find them shows nothing."""

import json
import os
import shutil
import sqlite3
import struct
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.linkage import dumps
from tests.linkage.postgres_files import PAGE

SUBMISSIONS, PEOPLE = "submissions", "people"
EVERY = 5  # one item in so many has a file


class Planting:
    """A copy of the dumps of a run, and the truth, with which a leak is made."""

    def __init__(
        self, truth: Mapping[str, Any], source: Path, target: Path, moments: Sequence[float]
    ) -> None:
        self.truth, self.moments = truth, moments
        shutil.copytree(source, target, copy_function=os.link)
        self.dumps = sorted(target.iterdir())

    def each(self) -> list[tuple[Path, list[dict[str, Any]]]]:
        """Every dump, with the items that had come when it was made."""
        return [
            (dump, [item for item in self.truth["items"] if item["at"] < moment])
            for dump, moment in zip(self.dumps, self.moments, strict=True)
        ]

    def code(self, item: Mapping[str, Any]) -> str:
        """The code of the true author."""
        return str(self.truth["members"][item["who"]]["code"])


def own(file: Path) -> Path:
    """A file of this copy alone, to be changed."""
    data = file.read_bytes() if file.exists() else b""
    file.unlink(missing_ok=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def _open(dump: Path) -> sqlite3.Connection:
    for file in (dump / "instance").glob("portal.sqlite*"):
        own(file)
    return sqlite3.connect(dump / "instance" / "portal.sqlite")


def add_column(dump: Path, table: str, name: str, key: str, values: Mapping[str, Any]) -> None:
    """A column of a table that was not there, with values by the text that another column begins or ends with."""
    if (dump / dumps.ROWS).exists():
        rows = json.loads((dump / dumps.ROWS).read_text())
        for row in rows[f"postgres.{table}"]:
            row[name] = values.get(str(row[key]).split(" ")[-1].split("@")[0])
        own(dump / dumps.ROWS).write_text(json.dumps(rows))
        return
    with closing(_open(dump)) as connection:
        connection.execute(f"alter table {table} add column {name}")
        found = connection.execute(f"select id, {key} from {table}").fetchall()  # noqa: S608
        written = [(values.get(str(said).split(" ")[-1].split("@")[0]), number) for number, said in found]
        connection.executemany(f"update {table} set {name} = ? where id = ?", written)  # noqa: S608
        connection.commit()


def _created(planting: Planting, rounded: int) -> None:
    for dump, items in planting.each():
        written = {
            item["canary"]: datetime.fromtimestamp(item["at"] // rounded * rounded + (rounded == 1) / 7, UTC)
            for item in items
        }
        values = {canary: f"{moment:%Y-%m-%d %H:%M:%S.%f}" for canary, moment in written.items()}
        add_column(dump, SUBMISSIONS, "created_at", "title", values)


def created_exactly(planting: Planting) -> None:
    """L1: the row says when it was written."""
    _created(planting, 1)


def created_to_the_minute(planting: Planting) -> None:
    """L2: it says it to the minute."""
    _created(planting, 60)


def created_to_the_hour(planting: Planting) -> None:
    """L3: it says it to the hour."""
    _created(planting, 3600)


def order_kept(planting: Planting) -> None:
    """L4: rows are numbered as they came, those with a name and those without."""
    came = [(item["at"], item["canary"]) for item in planting.truth["items"]]
    saved: dict[int, int] = {}
    for who, _begins, _ends, at in sorted(planting.truth["visits"], key=lambda visit: visit[3] or 0):
        if at:
            saved[who] = saved.get(who, 0) + 1
            came.append((at, f"pxq{planting.truth['members'][who]['code']}d{saved[who]}"))
    came.sort()
    for dump, _items in planting.each():
        add_column(
            dump, SUBMISSIONS, "serial", "title", {name: place for place, (_, name) in enumerate(came)}
        )


def access_log(planting: Planting) -> None:
    """L5: the web server wrote down who asked for what."""
    members = planting.truth["members"]
    for dump, items in planting.each():
        lines = [(item["at"], item["who"], "POST /anonymous/idea/file") for item in items]
        lines += [(visit[1], visit[0], "GET /") for visit in planting.truth["visits"]]
        said = [
            f'127.0.1.{members[who]["index"] + 1} [{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%S}] "{what}" 200'
            for at, who, what in sorted(lines)
        ]
        own(dump / "instance" / "access.log").write_text("\n".join(said))


def person_touched(planting: Planting) -> None:
    """L6: posting changed when the row of the person was last changed."""
    for dump, items in planting.each():
        last = {f"pxq{planting.code(item)}e": datetime.fromtimestamp(item["at"], UTC) for item in items}
        add_column(
            dump,
            PEOPLE,
            "updated_at",
            "email",
            {name: f"{at:%Y-%m-%d %H:%M:%S.%f}" for name, at in last.items()},
        )


def converted_draft(planting: Planting) -> None:
    """L7: it was a draft with a name once, and what was deleted was not overwritten."""
    for dump, items in planting.each():
        words = [f"pxq{planting.code(item)}e {item['canary']} {item['text']}" for item in items[::EVERY]]
        if (dump / dumps.ROWS).exists():
            page = bytearray(PAGE)
            left = "\0".join(word[:200] for word in words[:30]).encode()[: PAGE - 200]
            page[12:18] = struct.pack("<HHH", 24, PAGE, PAGE)
            page[100 : 100 + len(left)] = left
            table = max((dump / "base" / "postgres").iterdir(), key=lambda file: file.stat().st_size)
            own(dump / "base" / "postgres" / "99999").write_bytes(table.read_bytes()[:PAGE] + bytes(page))
            continue
        with closing(_open(dump)) as connection:
            connection.execute("pragma secure_delete = off")
            connection.execute("create table drafts (id integer primary key, words text)")
            connection.executemany("insert into drafts (words) values (?)", [(word,) for word in words])
            connection.commit()
            connection.execute("delete from drafts")
            connection.commit()


def _file(dump: Path, name: str, words: str, at: float, number: int) -> None:
    own(dump / name).write_text(words)
    stated = json.loads((dump / dumps.STATED).read_text())
    stated[name] = {"mtime": at, "ctime": at, "atime": at, "inode": 10**7 + number, "place": number}
    own(dump / dumps.STATED).write_text(json.dumps(stated))


def committed_singly(planting: Planting) -> None:
    """L8: the search index took up each item as it came."""
    for dump, items in planting.each():
        for item in items:
            _file(
                dump, f"instance/index/piece-{item['index']}.seg", item["canary"], item["at"], item["index"]
            )


def names_kept(planting: Planting) -> None:
    """L9: a file kept the name and the time that it had on its author's machine."""
    for dump, items in planting.each():
        for item in items[::EVERY]:
            name = f"instance/files/{item['canary']}/pxq{planting.code(item)}f.docx"
            _file(dump, name, "words", item["at"], item["index"])


def counted(planting: Planting) -> None:
    """L10: the row of the person counts what they posted, with a name or without."""
    for dump, items in planting.each():
        counts = {f"pxq{member['code']}e": 0 for member in planting.truth["members"]}
        for item in items:
            counts[f"pxq{planting.code(item)}e"] += 1
        add_column(dump, PEOPLE, "posts", "email", counts)


LEAKS: Mapping[str, Callable[[Planting], None]] = {
    "L1": created_exactly, "L2": created_to_the_minute, "L3": created_to_the_hour, "L4": order_kept, "L5": access_log,
    "L6": person_touched, "L7": converted_draft, "L8": committed_singly, "L9": names_kept, "L10": counted,
}  # fmt: skip
