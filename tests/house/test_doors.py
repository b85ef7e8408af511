"""Every page has a door, every door is used, and looking changes nothing."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.app import create_app
from portal.foundation import access, config, database
from portal.library.search import bound
from portal.navigation import MENU
from portal.policy import POLICY, SEES

PORTAL = Path(__file__).parents[2] / "portal"
SAFE = {"GET", "HEAD", "OPTIONS"}
ASKED = re.compile(r"""\bmay\(\s*["']([a-z-]+\.[a-z-]+)["']""")


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on a database that is never asked; whatever was bound before is bound again."""
    earlier = database.session.session_factory.kw.get("bind")
    folder_of_index, database_of_index = bound._folder, bound._database
    folder = tmp_path_factory.mktemp("doors")
    yield create_app(config.load({"PORTAL_INSTANCE": str(folder), "PORTAL_SECRET_KEY": "x" * 40}))
    database.session.remove()
    database.session.configure(bind=earlier)
    if folder_of_index is not None:
        bound.bind(folder_of_index, database_of_index)


def permissions(portal: Flask) -> dict[str, str]:
    """The permission of each page."""
    views = portal.view_functions.items()
    return {endpoint: getattr(view, "permission", "") for endpoint, view in views if endpoint != "static"}


def test_a_page_without_a_permission_stops_the_start(portal: Flask) -> None:
    bare = Flask("bare")
    access.bind(bare, portal.extensions["access"])
    bare.add_url_rule("/open", "open", lambda: "")
    with pytest.raises(access.Undeclared, match="open"):
        access.check_declared(bare)


def test_a_permission_nobody_declared_stops_the_start(portal: Flask) -> None:
    bare = Flask("bare")
    access.bind(bare, portal.extensions["access"])
    bare.add_url_rule("/odd", "odd", access.requires("tea.brew")(lambda: ""))
    with pytest.raises(access.Undeclared, match=r"odd \(tea.brew\)"):
        access.check_declared(bare)


def test_every_page_asks_for_a_permission_there_is(portal: Flask) -> None:
    known = set(POLICY) | {access.PUBLIC, access.SIGNED_IN}
    assert {endpoint for endpoint, name in permissions(portal).items() if name not in known} == set()


def test_every_permission_is_asked_for_by_a_page_or_a_template(portal: Flask) -> None:
    asked = set(permissions(portal).values()) | {permission for _label, _endpoint, permission in MENU}
    for file in [*PORTAL.rglob("*.html"), *PORTAL.rglob("*.py")]:
        asked |= set(ASKED.findall(file.read_text("utf-8")))
    assert set(POLICY) - asked == set()


def test_what_pages_are_about_has_a_rule_for_who_may_know_of_it() -> None:
    assert all(callable(rule) for rule in SEES.values())
    assert SEES


def test_no_address_that_changes_something_is_reached_by_looking(portal: Flask) -> None:
    deeds = re.compile(
        r"/(take|remove|close|return|seen|keep|autosave|send|decide|sign-out\S*|list-declined)$"
    )
    reached = [
        rule.rule
        for rule in portal.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and deeds.search(rule.rule)
    ]
    assert reached == []


def test_every_page_answers_to_methods_that_it_names(portal: Flask) -> None:
    for rule in portal.url_map.iter_rules():
        assert (rule.methods or set()) <= SAFE | {"POST", "PATCH"}, rule.rule
