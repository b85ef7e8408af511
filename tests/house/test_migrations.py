"""An empty database that has taken every step has the tables that the models speak of."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, MetaData, inspect, text

from portal import migrations
from portal.anonymous import models as anonymous
from portal.foundation import database
from tests.conftest import DATABASES
from tests.house import migration

BOTH = {"staff": migrations.METADATA, "desk": anonymous.DeskBase.metadata}
ENGINES = {"staff": database.engine_for, "desk": anonymous.engine_for}


@pytest.fixture(params=DATABASES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.sqlite"
        return
    url = sa.make_url(request.getfixturevalue("postgresql_url"))
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("drop database if exists steps with (force)"))
        connection.execute(text("create database steps"))
    yield url.set(database="steps").render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text("drop database steps with (force)"))
    engine.dispose()


@pytest.fixture(params=list(BOTH))
def steps(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty(empty_url: str, steps: str) -> Iterator[Engine]:
    engine = ENGINES[steps](empty_url)
    yield engine
    engine.dispose()


def test_all_steps_together_make_what_the_models_want(empty: Engine, steps: str) -> None:
    migrations.bring_up_to_date(empty, BOTH[steps], steps)
    with empty.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), BOTH[steps])
    assert found == [], "run: make migration TITLE=…"


def test_every_rule_that_the_database_keeps_has_the_name_and_words_of_the_models(
    empty: Engine, steps: str, empty_url: str
) -> None:
    migrations.bring_up_to_date(empty, BOTH[steps], steps)
    by_steps = kept_rules(empty)
    command.downgrade(migrations.configuration(empty, BOTH[steps], steps), "base")
    BOTH[steps].create_all(empty)
    assert by_steps == kept_rules(empty)
    assert steps == "desk" or "ck_submissions_anonymous_has_no_author" in by_steps["submissions"]


def kept_rules(engine: Engine) -> dict[str, dict[str, Any]]:
    """Checks, uniques, keys and foreign keys by table and name: Alembic compares no checks."""
    seen = inspect(engine)
    return {
        table: {
            **{str(check["name"]): check["sqltext"] for check in seen.get_check_constraints(table)},
            **{str(unique["name"]): unique["column_names"] for unique in seen.get_unique_constraints(table)},
            **{
                str(key["name"]): (key["constrained_columns"], key["referred_table"], key["options"])
                for key in seen.get_foreign_keys(table)
            },
            "key": seen.get_pk_constraint(table)["constrained_columns"],
        }
        for table in seen.get_table_names()
        if table != "alembic_version"
    }


def test_steps_go_up_down_and_up_again(empty: Engine, steps: str) -> None:
    configuration = migrations.configuration(empty, BOTH[steps], steps)
    migrations.bring_up_to_date(empty, BOTH[steps], steps)
    first = kept_rules(empty)
    command.downgrade(configuration, "base")
    assert kept_rules(empty) == {}
    command.upgrade(configuration, "head")
    assert kept_rules(empty) == first
    there, wanted = migrations.reached(empty, BOTH[steps], steps)
    assert there == wanted is not None


def test_taking_all_steps_again_changes_nothing(empty: Engine, steps: str) -> None:
    migrations.bring_up_to_date(empty, BOTH[steps], steps)
    before = kept_rules(empty)
    migrations.bring_up_to_date(empty, BOTH[steps], steps)
    assert kept_rules(empty) == before


# ------------------------------------------------------------ what a step may rely on

CHANGE = """
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    with op.batch_alter_table("parents") as table:
        table.alter_column("name", type_=sa.String(80), nullable=False)
    {then}


def downgrade():
    pass
"""
FIRST = """
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("parents", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(20)))
    op.create_table(
        "children",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("parent_id", sa.Integer, sa.ForeignKey("parents.id", ondelete="CASCADE")),
    )


def downgrade():
    pass
"""


def a_family(url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A database at its first step, with a row that points at another."""
    monkeypatch.setattr(
        migrations, "FOLDER", _steps_in(folder, Path(migrations.__file__).parent, {"0001.py": FIRST})
    )
    engine = database.engine_for(url)
    migrations.bring_up_to_date(engine, MetaData(), "staff")
    with engine.begin() as connection:
        connection.execute(text("insert into parents (id, name) values (1, 'a')"))
        connection.execute(text("insert into children (id, parent_id) values (1, 1)"))
    return engine


def _steps_in(folder: Path, real: Path, written: dict[str, str]) -> Path:
    (folder / "staff").mkdir(parents=True)
    for name in ("env.py", "script.py.mako"):
        (folder / name).write_text((real / name).read_text("utf-8"), "utf-8")
    for name, words in written.items():
        (folder / "staff" / name).write_text(words, "utf-8")
    return folder


def test_changing_a_table_keeps_the_rows_that_point_at_it(
    empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = a_family(empty_url, tmp_path / "steps", monkeypatch)
    (tmp_path / "steps/staff/0002.py").write_text(CHANGE.format(then="pass"), "utf-8")
    migrations.bring_up_to_date(engine, MetaData(), "staff")
    with engine.connect() as connection:
        assert connection.scalar(text("select count(*) from children")) == 1
        if engine.dialect.name == "sqlite":
            assert connection.scalar(text("pragma foreign_keys")) == 1, "the switch is thrown back"
    engine.dispose()


@pytest.mark.parametrize("then", ["raise KeyboardInterrupt", 'op.execute("delete from parents")'])
def test_a_step_that_fails_leaves_everything_as_it_was(
    empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, then: str
) -> None:
    engine = a_family(empty_url, tmp_path / "steps", monkeypatch)
    if engine.dialect.name == "postgresql" and "delete" in then:
        then += '; op.execute("select 1/0")'  # there the delete itself takes the child along, as it should
    before = kept_rules(engine)
    (tmp_path / "steps/staff/0002.py").write_text(CHANGE.format(then=then), "utf-8")
    with pytest.raises((KeyboardInterrupt, RuntimeError, sa.exc.DBAPIError)):
        migrations.bring_up_to_date(engine, MetaData(), "staff")
    assert kept_rules(engine) == before
    with engine.connect() as connection:
        assert connection.scalar(text("select count(*) from children")) == 1
        assert connection.scalar(text("select version_num from alembic_version")) == "0001"
    engine.dispose()


def test_the_tool_finds_nothing_to_write() -> None:
    before = sorted(migration.STEPS.glob("*.py"))
    try:
        assert migration.write("Nothing to write") is None
    finally:
        assert sorted(migration.STEPS.glob("*.py")) == before
