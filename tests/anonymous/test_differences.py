"""Whoever reads every number before and after one anonymous post learns nothing of a unit from what moved."""

import re

import pytest
from flask import Flask

from portal.anonymous import queries, release
from portal.anonymous.rules import few
from portal.foundation import journal
from portal.operation.checking import results
from portal.people.models import Person
from portal.people.rules import Role
from portal.reactions import REACTIONS
from tests import factories
from tests.anonymous.conftest import AtDesk
from tests.anonymous.test_release import filed
from tests.client import Client

# What differs at every look: tokens, keys of forms, and the moment at which harvesters are answered.
NOISE = re.compile(r'((?:name="(?:csrf_token|idempotency_key)" value="|<responseDate>))[^"<]*')
NUMBER = re.compile(r"\d[\d,]*")


@pytest.mark.parametrize(("posts", "said"), [(0, "fewer than 5"), (4, "fewer than 5"), (5, "5"), (12, "12")])
def test_a_few_posts_are_no_number(posts: int, said: str):
    assert few.told(posts) == said


def pages_of(app: Flask, who: Person) -> dict[str, str]:
    """Every page, feed and file without a place in its address, as somebody reads it."""
    client = app.test_client()
    assert isinstance(client, Client)
    client.sign_in(who)
    seen = {}
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments and not rule.rule.startswith("/static"):
            answer = client.get(rule.rule)
            if answer.status_code == 200:
                seen[rule.rule] = NOISE.sub(r"\1", answer.data.decode(errors="replace"))
    return seen


def every_number(at_desk: AtDesk, app: Flask, readers: dict[str, Person]) -> dict[str, dict[str, str]]:
    """All that all of them read, and what `portal check` says."""
    found = {name: pages_of(app, person) for name, person in readers.items()}
    found["check"] = dict(results(at_desk.settings))
    return found


@pytest.fixture
def readers(at_desk: AtDesk) -> dict[str, Person]:
    """One of every sort that reads numbers."""
    force = at_desk.force
    return {
        "member": force.constable,
        "head of a unit": force.sergeant,
        "head of a division": force.inspector,
        "lead": force.lead,
        "administrator": force.administrator,
        "system administrator": factories.person(force.office, Role.SYSTEM_ADMINISTRATOR),
    }


def test_no_number_moves_when_a_post_arrives_and_none_of_a_unit_when_it_is_passed_on(
    at_desk: AtDesk, app: Flask, readers: dict[str, Person]
):
    units = [at_desk.force.team.name, at_desk.force.division.name, at_desk.force.office.name]
    before = every_number(at_desk, app, readers)
    assert "/triage" in before["lead"]
    assert "/admin/units" in before["administrator"]
    filed(at_desk)
    assert every_number(at_desk, app, readers) == before
    assert queries.posts_waiting() == 1
    release.release()
    journal.catch_up(REACTIONS)
    after = every_number(at_desk, app, readers)
    moved = {
        (name, address)
        for name, pages in after.items()
        for address, text in pages.items()
        if before[name].get(address) != text
    }
    assert ("lead", "/triage") in moved, "the organisation's own list has one more"
    for name, address in moved:
        lines = zip(_by_line(before[name][address]), _by_line(after[name][address]), strict=False)
        for line_before, line_after in lines:
            if any(unit in line_after for unit in units):
                assert NUMBER.findall(line_before) == NUMBER.findall(line_after), (name, address, line_after)
    assert not {
        address for name, address in moved if name in {"member", "head of a unit", "head of a division"}
    }


def _by_line(text: str) -> list[str]:
    return text.splitlines()
