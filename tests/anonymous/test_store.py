"""What lies on the disk after somebody posted: no receipt, no time, no order, no person."""

import base64
import re
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, inspect, select, text

from portal import migrations
from portal.anonymous import actions, release, rules
from portal.anonymous.models import DeskBase, desk, engine_for
from portal.authorisation.rules import Verdict
from portal.foundation.database import session
from tests import factories
from tests.anonymous.conftest import AtDesk
from tests.anonymous.test_release import filed, news, own_of, post_of

FINER_THAN_A_DAY = re.compile(rb"\d\d:\d\d|\d{4}-\d\d-\d\d[T ]\d|\b1[6-9]\d{8,14}\b")


def everything(at_desk: AtDesk) -> bytes:
    """All that the desk's database holds: its files byte by byte, and every value of every row."""
    desk.remove()
    with at_desk.engine.connect() as connection:
        rows = [
            tuple(row)
            for table in DeskBase.metadata.sorted_tables
            for row in connection.execute(select(table))
        ]
    files = sorted(at_desk.file.parent.glob("anonymous.sqlite*")) if at_desk.file else []
    return repr(rows).encode() + b"".join(file.read_bytes() for file in files)


def forms_of(receipt: str) -> list[bytes]:
    """A receipt as it might have slipped in: whole, without its check symbol, spoken, and in other writings."""
    number = 0
    for symbol in receipt[:-1]:
        number = number * 32 + rules.ALPHABET.index(symbol)
    raw = number.to_bytes(17, "big")
    written = [receipt[:-1], "-".join(rules.spoken_receipt(receipt)), " ".join(rules.spoken_receipt(receipt))]
    forms = [form.encode() for each in written for form in (each, each.lower())]
    forms += [raw, raw[::-1], raw.hex().encode(), raw.hex().upper().encode(), str(number).encode()]
    forms += [form for each in (receipt, receipt[:-1]) for form in (each.encode().hex().encode(),)]
    return [*forms, *(base64.b64encode(form).rstrip(b"=")[:-1] for form in (*forms[:2], raw))]


def lived(at_desk: AtDesk) -> str:
    """A post that was filed, passed on, returned, changed, and asked about."""
    receipt = filed(at_desk)
    release.release()
    factories.decided(post_of(receipt), Verdict.RETURN, "Say where the room is.")
    news()
    with actions.at_the_desk():
        actions.change(receipt, {"body": "In the old interview room."})
    return receipt


def test_what_the_author_is_told_cannot_be_read_there_and_opens_by_receipt(at_desk: AtDesk):
    receipt = lived(at_desk)
    told = own_of(receipt).letters
    assert [letter.what.get("reason") for letter in told] == [None, "Say where the room is."]
    kept = everything(at_desk)
    assert b"Say where the room is." not in kept
    assert b"submission.returned" not in kept


def test_no_form_of_a_receipt_is_stored(at_desk: AtDesk):
    receipt = lived(at_desk)
    stored = everything(at_desk)
    assert b"old interview room" in stored
    assert [form for form in forms_of(receipt) if form in stored] == []


def test_nothing_stored_is_finer_than_a_day(at_desk: AtDesk):
    lived(at_desk)
    release.empty_desk(at_desk.settings.release)
    assert FINER_THAN_A_DAY.findall(everything(at_desk)) == []


def test_what_was_taken_back_is_gone_from_the_file(at_desk: AtDesk):
    receipt = filed(at_desk, body="A sentence with a canary in it")
    assert b"canary" in everything(at_desk)
    with actions.at_the_desk():
        actions.withdraw(receipt)
    assert b"canary" not in everything(at_desk)


def test_every_key_is_random_and_no_column_counts(at_desk: AtDesk):
    lived(at_desk)
    found = inspect(at_desk.engine)
    for table in DeskBase.metadata.sorted_tables:
        sorts = {column["name"]: str(column["type"]) for column in found.get_columns(table.name)}
        assert set(sorts.values()) - {sorts.get("content")} == {"TEXT"}
        assert sorts.get("content") in {None, "BLOB", "BYTEA"}
        if table.name != "notices":
            with at_desk.engine.connect() as connection:
                keys = connection.scalars(select(table.c.key)).all()
            assert all(re.fullmatch("[0-9a-f]{32}", key) and len(set(key)) > 4 for key in keys)


def test_the_files_keep_no_order_of_arrival(at_desk: AtDesk):
    if at_desk.file is None:
        pytest.skip("rows without numbers are SQLite's")
    with at_desk.engine.connect() as connection:
        tables = connection.execute(text("select name, sql from sqlite_master where type = 'table'")).all()
        assert all("WITHOUT ROWID" in sql and "STRICT" in sql for _name, sql in tables)
        assert connection.scalar(text("pragma secure_delete")) == 1
        assert connection.scalar(text("pragma journal_mode")) == "delete"
        assert connection.scalar(text("pragma synchronous")) == 2


def test_the_migrations_make_what_the_models_say(desk_url: str):
    engine = engine_for(desk_url)
    described = []
    for make in (
        lambda: DeskBase.metadata.create_all(engine),
        lambda: migrations.bring_up_to_date(engine, DeskBase.metadata, "desk"),
    ):
        DeskBase.metadata.drop_all(engine)
        make()
        described.append(_described(engine))
    with engine.begin() as connection:
        connection.execute(text("drop table alembic_version"))
    engine.dispose()
    assert described[0] == described[1]


def _described(engine: Engine) -> dict[str, Any]:
    found = inspect(engine)
    names = [table.name for table in DeskBase.metadata.sorted_tables]
    described: dict[str, Any] = {
        name: (
            [(column["name"], str(column["type"]), column["nullable"]) for column in found.get_columns(name)],
            found.get_pk_constraint(name),
            found.get_unique_constraints(name),
            sorted((str(index["name"]), str(index["column_names"])) for index in found.get_indexes(name)),
        )
        for name in names
    }
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            made = connection.execute(text("select name, sql from sqlite_master where sql is not null"))
            described["sql"] = {name: sql for name, sql in made if name != "alembic_version"}
    return described


def test_posting_touches_nothing_of_the_portal(at_desk: AtDesk):
    """The rows of people are the same byte for byte; no journal entry, no mail, no post, no statement at all."""
    before, door = _rows(), at_desk.door
    assert before["people"]
    statements: list[str] = []
    connection = session.connection()
    session.rollback()

    def note(_connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(connection.engine, "before_cursor_execute", note)
    try:
        client = at_desk.client()
        code = client.filed(door)
        client.own(code)
    finally:
        event.remove(connection.engine, "before_cursor_execute", note)
    assert statements == []
    assert _rows() == before


def _rows() -> dict[str, list[Any]]:
    """Every row of the portal's own database, as it is stored."""
    stored = {table.name: session.execute(select(table)).all() for table in migrations.METADATA.sorted_tables}
    return {name: sorted(map(repr, rows)) for name, rows in stored.items()}
