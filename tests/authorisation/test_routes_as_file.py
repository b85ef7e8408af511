"""The routes as a file on pages: downloaded, brought back, and taken only once what it changes was shown."""

from io import BytesIO
from typing import Any

import pytest

from portal.authorisation import queries
from portal.authorisation.rules.readable import read
from tests import factories
from tests.authorisation.drafts import now, place_of
from tests.client import hidden_fields
from tests.factories import Force

SIX = "limit_days = 6"


@pytest.fixture
def text(client: Any, force: Force) -> str:
    """What is in force, as it is downloaded."""
    answer = client.sign_in(force.administrator).get("/admin/routes.toml")
    assert answer.mimetype == "application/toml"
    assert f"routes-{force.organisation.code}.toml" in answer.headers["Content-Disposition"]
    return str(answer.text)


def test_what_is_downloaded_says_what_is_in_force(force: Force, text: str) -> None:
    directory = queries.directory_of(force.organisation.id)
    assert read(text, directory) == queries.configuration_of(force.organisation.id)


def test_a_changed_text_is_shown_before_it_is_taken(client: Any, draft: Any, text: str) -> None:
    place = f"{place_of(draft)}/file"
    assert "Show what it would change" in client.get(place).text
    was = now(draft).configuration
    changed = text.replace("limit_days = 5", SIX)
    blind = client.submit(place, text=changed, do="take")
    assert blind.status_code == 200, "what it changes was not shown"
    assert now(draft).configuration == was
    shown = client.submit(place, text=changed, do="look")
    assert "What it would change in the draft" in shown.text
    assert "Make it the draft" in shown.text
    assert now(draft).configuration == was
    swapped = client.send(shown, place, text=changed.replace(SIX, "limit_days = 7"), do="take")
    assert swapped.status_code == 200, "another text than the one that was shown"
    assert now(draft).configuration == was
    forged = client.post(
        place, data=hidden_fields(shown, place) | {"text": changed, "shown": "é", "do": "take"}
    )
    assert forged.status_code == 200, "what was not shown is shown again, whatever is sent for its mark"
    taken = client.send(shown, place, text=changed, do="take")
    assert taken.location == place_of(draft)
    assert {stage.limit_days for route in now(draft).configuration.routes for stage in route.stages} == {3, 6}
    assert queries.configuration_of(draft.organisation_id) == was, "nothing is in force"


def test_a_file_is_brought_and_what_is_none_is_refused(client: Any, draft: Any, text: str) -> None:
    place = f"{place_of(draft)}/file"
    page = client.get(place)
    changed = text.replace("limit_days = 5", SIX).encode()
    brought = client.send(page, place, file=(BytesIO(changed), "r.toml"), do="look")
    assert "Make it the draft" in brought.text
    assert SIX in brought.text
    for content, words in (
        (b"\xff", "no text in UTF-8"),
        (b"routes = [", "This is no TOML file"),
        (b"#" * 80_001, "too large"),
        (b"[[routes]]\nname = 'R'\nturbo = true", "means nothing"),
    ):
        refused = client.send(page, place, file=(BytesIO(content), "r.toml"), do="look")
        assert refused.status_code == 409
        assert words in refused.text
    same = client.submit(place, text=text, do="look")
    assert "Nothing: it says what the draft says." in same.text
    assert "Make it the draft" not in same.text
    empty = client.submit(place, text="", do="look")
    assert "Some ideas would have no route." in empty.text


def test_two_who_bring_one_at_one_time_and_who_may_not(
    client: Any, force: Force, draft: Any, text: str
) -> None:
    place = f"{place_of(draft)}/file"
    changed = text.replace("limit_days = 5", SIX)
    first = client.submit(place, text=changed, do="look")
    client.submit(place_of(draft), do="new")
    late = client.send(first, place, text=changed, do="take")
    assert late.status_code == 409
    assert len(now(draft).configuration.routes) == 4
    client.sign_in(force.lead)
    assert client.get("/admin/routes.toml").status_code == 403
    assert client.get(place).status_code == 404
    client.sign_in(factories.Force().administrator)
    assert client.get(place).status_code == 404
