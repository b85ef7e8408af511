"""The audit trail as an operator meets it: kept checkpoints, a cut end, words that are erased."""

import sqlite3
from contextlib import closing

from tests.operation.conftest import Instance


def on_trail(instance: Instance) -> str:
    """What the check of the trail says."""
    said = instance.portal("check")
    (line,) = [line for line in said.lines if "The audit trail is whole" in line]
    return line


def behind_its_back(instance: Instance, *statements: str) -> None:
    with closing(sqlite3.connect(instance.folder / "portal.sqlite")) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


def test_a_cut_end_is_named_by_the_next_check(filled: Instance) -> None:
    assert on_trail(filled).startswith("ok")
    kept = (filled.folder / "checkpoints.txt").read_text()
    assert kept.count("\n") == 1
    assert on_trail(filled).startswith("ok")
    assert (filled.folder / "checkpoints.txt").read_text() == kept, "the same end is kept once"
    behind_its_back(
        filled,
        "delete from journal where sequence = (select entry from seals order by number desc limit 1)",
        "delete from seals where number = (select max(number) from seals)",
    )
    assert "was handed out and is not there: the end of the trail after row" in on_trail(filled)
    said = filled.portal("trail", "verify")
    assert said.code == 1
    assert "was cut off" in said.out
    assert (filled.folder / "checkpoints.txt").read_text() == kept, "a trail that is not whole adds nothing"


def test_words_are_erased_by_command_and_by_hand_that_shows(filled: Instance) -> None:
    assert filled.portal("trail", "erase", "1", "--reason", "request 7").code == 0
    assert filled.portal("trail", "verify").code == 0
    assert filled.portal("trail", "erase", "99999", "--reason", "request 8").code == 1
    behind_its_back(filled, """update journal set facts = '{"erased": "request 9"}' where sequence = 2""")
    assert "Row 2 (seal 2, " in on_trail(filled)
