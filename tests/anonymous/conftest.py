"""The desk under test: a database of its own beside each of the two, and a browser that looks closely."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, make_url, text
from werkzeug.test import TestResponse

from portal.anonymous import release, rules
from portal.anonymous.models import DeskBase, desk
from portal.app import create_desk
from portal.foundation import clock, config
from portal.foundation.database import session
from portal.people.rules import Role
from tests import factories
from tests.client import LONGEST_PAGE, faults_of, hidden_fields
from tests.factories import Force

WORDS = {
    "title": "A quiet room for handover",
    "body": "Handover in the corridor takes twenty minutes, and half of it is lost.",
    "better": "A room with a door.",
}
LOOK = {
    "look-personal_data": "no",
    "look-operational": "no",
    "look-third_party": "no",
    "look-sharing": "force",
    "look-evidence": "untested",
}


class DeskClient(FlaskClient):
    """A browser at the desk. It accepts no fault in a page, and no cookie."""

    longest_page = LONGEST_PAGE
    verbatim = False

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Open a page and look at it closely."""
        response = super().open(*args, **kwargs)
        assert response.status_code != 500 or self.application.config.get("EXPECTS_FAULT")
        assert "Set-Cookie" not in response.headers
        assert response.headers["Cache-Control"] == "no-store"
        if response.mimetype != "text/html":
            assert "sandbox" in response.headers["Content-Security-Policy"]
            return response
        # The desk has no session to keep a token in: a post carries its own sealed receipt instead.
        faults = [
            fault
            for fault in faults_of(response, longest=self.longest_page, verbatim=self.verbatim)
            if not fault.endswith(" tokens")
        ]
        assert not faults, faults
        return response

    def checked(self, door: str, kind: str = "idea", **typed: str) -> TestResponse:
        """The check page of a post."""
        return self.post(f"/anonymous/{kind}", data={**WORDS, "door": door, "then": "check", **typed})

    def kept(self, shown: TestResponse, address: str = "/anonymous/idea/file", **typed: str) -> TestResponse:
        """Answer a check page."""
        return self.post(address, data={**hidden_fields(shown, address), **LOOK, "then": "keep", **typed})

    def filed(self, door: str, **typed: str) -> str:
        """Post an idea, and come away with its receipt."""
        shown = self.kept(self.checked(door, **typed))
        assert "Keep this code" in shown.text
        return hidden_fields(shown, "/anonymous/receipt")["code"]

    def own(self, code: str) -> TestResponse:
        """The page of the post that a code belongs to."""
        return self.post("/anonymous/receipt", data={"code": code})


@dataclass
class AtDesk:
    """The desk, a force that posts at it, and what lies below."""

    app: Flask
    engine: Engine
    file: Path | None
    force: Force
    settings: config.Settings

    @property
    def door(self) -> str:
        """Today's door code of the force."""
        key = rules.key_for(self.settings.secret_key, "door")
        return rules.door_code(key, self.force.organisation.code, clock.today())

    def client(self) -> DeskClient:
        """A browser at the desk."""
        client = self.app.test_client()
        assert isinstance(client, DeskClient)
        return client


@pytest.fixture
def desk_url(database_url: str, tmp_path: Path) -> str:
    """An empty database for the desk, of the same sort as the portal's."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'anonymous.sqlite'}"
    url = make_url(database_url)
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if not connection.scalar(text("select 1 from pg_database where datname = 'desk'")):
            connection.execute(text("create database desk"))
    engine.dispose()
    return url.set(database="desk").render_as_string(hide_password=False)


@pytest.fixture
def at_desk(app: Flask, settings: config.Settings, desk_url: str, tmp_path: Path) -> Iterator[AtDesk]:
    """The desk, on an empty database, with a force that takes ideas and impact cases."""
    mine = replace(settings, anonymous_database=desk_url)
    before = desk.session_factory.kw["bind"]
    made = create_desk(mine)
    made.test_client_class = DeskClient
    engine = desk.get_bind()
    assert isinstance(engine, Engine)
    DeskBase.metadata.drop_all(engine)
    DeskBase.metadata.create_all(engine)
    force = Force()
    # Two people of different units decide on what is posted anonymously.
    factories.person(force.division, Role.INNOVATION_LEAD, name="Lars Otherlead")
    # That hardly anybody has been about is looked at where that is tested.
    force.organisation.settings = {**force.organisation.settings, "quiet_below": 0}
    session.commit()
    release.put_up_notices()
    release.files.bind(settings.files_folder)
    file = tmp_path / "anonymous.sqlite"
    yield AtDesk(made, engine, file if desk_url.startswith("sqlite") else None, force, mine)
    desk.remove()
    desk.configure(bind=before)  # or whoever asks at the desk next opens a connection here that nobody closes
    engine.dispose()
