"""Every address that answers somebody who looks, found from the application itself, so that a new page is found too.

What a page is about is whatever its own door loads: each reference that is stored anywhere is tried at it. A page
with a part in its address that no row of ``PARTS`` fills makes ``unfilled`` say so.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from werkzeug.routing import Rule

from portal.foundation import access
from portal.foundation.database import session
from portal.migrations import METADATA
from portal.submissions.kinds import KINDS
from tests.hostile.world import World

PROBES = 40  # references of one table that are tried before it is taken not to be what a page is about
LONE = {"kind", "token", "file", "sheet", "place", "role", "what"}


@dataclass(frozen=True)
class Place:
    """One address, and which way the post went that it is about, if it is about one."""

    endpoint: str
    address: str
    about: str
    thing: Any

    @property
    def name(self) -> str:
        """The place in words."""
        return f"{self.address} ({self.endpoint}{', ' + self.about if self.about else ''})"


def get_rules(world: World) -> list[Rule]:
    """Every rule that answers to GET."""
    found = [rule for rule in world.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    return sorted(found, key=lambda rule: (rule.endpoint, rule.rule))


def loader_of(world: World, rule: Rule) -> Callable[..., Any] | None:
    """What the door of a page loads, or nothing where it is about nothing."""
    found = inspect.getclosurevars(world.app.view_functions[rule.endpoint]).nonlocals.get("on")
    assert found is None or callable(found)
    return found


def references() -> dict[str, list[str]]:
    """Every reference that is stored, by its table, in an order that says nothing."""
    stored = {}
    for table in METADATA.sorted_tables:
        for name in ("reference", "code", "slug"):
            if name in table.c:
                found = sorted({str(one) for one in session.scalars(select(table.c[name]))})
                stored[f"{table.name}.{name}"] = sorted(found, key=lambda one: sha256(one.encode()).digest())
    return stored


class Finder:
    """Finds the places of the pages, once for each loader."""

    def __init__(self, world: World, told: Callable[[Any], str]) -> None:
        self.world, self.told = world, told
        self.stored = references()
        self.loaded: dict[tuple[Any, frozenset[str]], list[tuple[dict[str, Any], Any]]] = {}

    def places(self, rule: Rule) -> list[Place]:
        """Every address of a rule."""
        loader = loader_of(self.world, rule)
        if loader is None:
            found = [(parts, None) for parts in self._lone(rule)]
        else:
            key = (loader, frozenset(rule.arguments))
            if key not in self.loaded:
                self.loaded[key] = list(self._things(loader, sorted(rule.arguments)))
            found = self.loaded[key]
        return [
            Place(rule.endpoint, self.world.address(rule.endpoint, parts), self.told(thing), thing)
            for parts, thing in found
        ]

    def _lone(self, rule: Rule) -> Iterator[dict[str, Any]]:
        if not rule.arguments:
            yield {}
        elif "kind" in rule.arguments:
            yield from ({"kind": kind} for kind in KINDS)
        elif rule.arguments <= {"token", "file"}:
            yield {name: {"token": self.world.link, "file": "none"}[name] for name in rule.arguments}
        elif rule.arguments <= LONE:
            yield dict.fromkeys(rule.arguments, "stale")

    def _things(self, loader: Any, names: list[str]) -> Iterator[tuple[dict[str, Any], Any]]:
        """Whatever a loader finds, with the parts of the address that it was found by."""
        if names == ["key"]:
            table = METADATA.tables["grades"]
            tried: list[list[dict[str, Any]]] = [
                [{"key": key} for key in session.scalars(select(table.c.id))]
            ]
        elif len(names) == 1:
            tried = [[{names[0]: one} for one in stored] for stored in self.stored.values()]
        elif "place" in names:
            tried = [[{"reference": one, "place": 0} for one in stored] for stored in self.stored.values()]
        else:
            tried = self._pairs(next(name for name in names if name != "reference"))
        for every in tried:
            yield from self._of_table(loader, every)

    def _of_table(self, loader: Any, every: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], Any]]:
        hit = False
        for number, parts in enumerate(every):
            if not hit and number >= PROBES:
                return
            thing = loader(**parts)
            if thing is not None:
                hit = True
                yield parts, thing

    def _pairs(self, other: str) -> list[list[dict[str, Any]]]:
        """Posts with whatever belongs to them and has a reference of its own."""
        posts = METADATA.tables["submissions"]
        found = []
        for table in METADATA.sorted_tables:
            if "submission_id" in table.c and "reference" in table.c:
                both = select(posts.c.reference, table.c.reference).join(
                    table, table.c.submission_id == posts.c.id
                )
                found.append([{"reference": one, other: two} for one, two in session.execute(both)])
        return found


def let_in(world: World, roles: list[str]) -> Callable[[str, Place], bool]:
    """Whether somebody gets in at a place, as the boards in the hall say."""
    readers: dict[str, Any] = {}
    knows: dict[tuple[str, int], bool] = {}
    board = world.app.extensions["access"]
    for role in roles:
        headers = {"Cookie": world.cookies[role]}
        with world.app.test_request_context(headers=headers):
            readers[role] = access.reader()

    def gets_in(role: str, place: Place) -> bool:
        permission = world.app.view_functions[place.endpoint].permission  # type: ignore[attr-defined]
        reader = readers[role]
        if permission == access.PUBLIC:
            return True
        if reader is None:
            return False
        if place.thing is None:
            return access.allowed(board, reader, permission, None)
        key = (role, id(place.thing))
        if key not in knows:
            rule = board.sees.get(type(place.thing))
            knows[key] = rule is not None and rule(reader, place.thing)
        return knows[key] and access.allowed(board, reader, permission, place.thing)

    return gets_in
