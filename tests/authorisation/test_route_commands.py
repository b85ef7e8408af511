"""Routes in the terminal: written to one file, and a file made the draft."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from portal.authorisation import actions, queries
from portal.authorisation.cli import routes as command
from portal.authorisation.rules import (
    FIRST_CONFIGURATION,
    Ask,
    Conditions,
    Configuration,
    Decider,
    RoutePlan,
    StagePlan,
)
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.people.actions import give_first_grades
from tests import factories
from tests.factories import Force


@pytest.fixture
def force(db: Any) -> Force:
    return Force("Northshire Police")


def run(*words: str) -> Result:
    return CliRunner().invoke(command, list(words), catch_exceptions=False)


def named_everywhere(force: Force) -> Configuration:
    """A configuration that names a person, a unit and a rank."""
    with transaction():
        give_first_grades()
    session.commit()
    level, _name = queries.levels()[2]
    asks = (
        Ask(Decider.PERSON, person_id=force.inspector.id),
        Ask(Decider.HEAD_OF, unit_id=force.team.id),
        Ask(Decider.HEAD_ABOVE, lowest=level),
    )
    panel = RoutePlan(
        "Panel", (StagePlan("Three", asks, 4, needed=2),), Conditions(authors=(force.constable.id,))
    )
    return Configuration((panel, *FIRST_CONFIGURATION.routes), FIRST_CONFIGURATION.anonymous)


def test_what_is_exported_is_imported_as_the_very_same_draft(force: Force, tmp_path: Path) -> None:
    configuration = named_everywhere(force)
    factories.publish(force, configuration)
    file = tmp_path / "routes.toml"
    assert f"The routes of Northshire Police are in {file}." in run("export", "--to", str(file)).output
    text = file.read_text("utf-8")
    assert run("export").output == text
    assert force.inspector.email in text
    assert f"{force.division.name} / {force.team.name}" in text
    assert f'lowest = "{queries.levels()[2][1]}"' in text
    file.write_text(text.replace("limit_days = 4", "limit_days = 6"), "utf-8")
    said = run("import", str(file)).output
    assert "4 routes are the draft of Northshire Police now. They are not in force." in said
    assert "rehearses and publishes them" in said
    draft = queries.draft_of(force.organisation.id)
    assert draft is not None
    assert draft.configuration.routes[0].stages[0].limit_days == 6
    assert draft.configuration.routes[1:] == configuration.routes[1:]
    assert draft.begun_by_id is None
    assert queries.configuration_of(force.organisation.id) == configuration


def test_a_file_takes_the_place_of_a_draft_and_says_its_faults(force: Force, tmp_path: Path) -> None:
    with transaction():
        draft = actions.begin_draft(force.organisation, by=force.administrator)
        actions.note_rehearsed(draft, seen=draft.version, by=force.administrator)
    was = draft.version
    file = tmp_path / "routes.toml"
    file.write_text('[[routes]]\nname = "Empty"\n', "utf-8")
    said = run("import", str(file)).output
    assert "Before they can be used: “Empty” needs at least one stage" in said
    now = queries.draft_of(force.organisation.id)
    assert now is not None
    session.refresh(now)
    assert (now.id, now.version) == (draft.id, was + 1)
    assert now.rehearsed_version == was


def test_what_cannot_be_a_draft_changes_nothing(force: Force, tmp_path: Path) -> None:
    stranger = Force()
    file = tmp_path / "routes.toml"
    wrong = {
        b"routes = [": "This is no TOML file",
        b"\xff": "no text in UTF-8",
        b"#" * 1_000_001: "too large",
        f'[[routes]]\nname = "R"\n[routes.conditions]\nauthors = ["{stranger.lead.email}"]\n'.encode(): "Nobody here",
    }  # fmt: skip
    for content, words in wrong.items():
        file.write_bytes(content)
        with pytest.raises(Refused, match=words):
            run("import", str(file), "--organisation", force.organisation.code)
    assert queries.draft_of(force.organisation.id) is None
    with pytest.raises(Refused, match="Say whose routes with --organisation"):
        run("export")
    with pytest.raises(Refused, match="No organisation has the code mars"):
        run("export", "--organisation", "mars")
