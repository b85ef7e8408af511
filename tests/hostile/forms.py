"""The forms that the product shows, read from its own pages: a new field is attacked without a word here."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lxml import html
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests.client import PARSER
from tests.hostile.matrix import cells
from tests.hostile.signed_out import IN
from tests.hostile.world import World

# Whose pages are looked through: between them they are shown every form.
READERS = ("author", "co_author", "lead", "head", "neighbour", "administrator", "system", "nobody")
ENOUGH = 3  # things of one sort, for one reader to have been shown every form that stands on their pages
IN_EVERY_STATE = {"posts.show"}  # whose forms differ with the state of the thing: each of them is looked at
OURS = {"csrf_token", "idempotency_key"}
WORDS = "Handover in a quiet room"


@dataclass(frozen=True)
class Field:
    """One field of a form: its name, its sort, what it holds and what is offered."""

    name: str
    sort: str  # text | area | hidden | choice | box | file
    value: str
    offered: tuple[str, ...] = ()

    @property
    def is_typed(self) -> bool:
        """Whether anything can be typed in it."""
        return self.sort in {"text", "area", "email", "password", "number", "date", "search"}

    @property
    def alike(self) -> str:
        """What the same field of another row is called too: the third stage of a route asks what the first does."""
        return re.sub(r"\d+", "#", self.name)

    def filled(self) -> str:
        """Something that belongs there."""
        if self.value:
            return self.value
        if self.offered:
            return next((one for one in self.offered if one), "")
        if self.sort == "email":
            return "somebody@force.example"
        return {"number": "3", "date": "2026-11-20"}.get(self.sort, WORDS if self.is_typed else "")


@dataclass(frozen=True)
class Form:
    """A form somebody is shown: where it stands, where it goes, and its fields."""

    role: str
    page: str
    endpoint: str
    action: str
    method: str
    fields: tuple[Field, ...]

    @property
    def name(self) -> str:
        """The form in words, for a finding."""
        return f"{self.role}: form of {self.endpoint}"

    @property
    def attacked(self) -> list[Field]:
        """Each field that is ours to ask for, and of rows that are alike those of one."""
        asked = [field for field in self.fields if field.name not in OURS and field.sort != "file"]
        return list({field.alike: field for field in reversed(asked)}.values())[::-1]

    def filled(self, **instead: Any) -> dict[str, Any]:
        """The form as somebody would send it, with some values put in the place of others."""
        given: dict[str, Any] = {}
        for field in self.fields:
            if field.name in OURS or field.sort in {"file", "box"}:
                continue
            given[field.name] = field.filled()
        return given | instead


def forms_of(world: World, page: TestResponse, role: str) -> Iterator[Form]:
    """The forms on a page."""
    if page.mimetype != "text/html" or not page.data:
        return
    document: Any = html.document_fromstring(page.text, parser=PARSER)
    routes = world.app.url_map.bind("localhost")
    for form in document.xpath("//form"):
        method = form.get("method", "get").upper()
        action = form.get("action") or page.request.full_path.rstrip("?")
        try:
            endpoint, _parts = routes.match(urlsplit(action).path, method=method)
        except HTTPException:
            continue
        yield Form(role, page.request.full_path.rstrip("?"), endpoint, action, method, tuple(_fields(form)))


def _fields(form: Any) -> Iterator[Field]:
    seen: set[str] = set()
    for element in form.xpath(".//input[@name]|.//textarea[@name]|.//select[@name]|.//button[@name]"):
        name, sort = element.get("name"), element.get("type", "text")
        if name in seen:
            continue
        seen.add(name)
        if element.tag == "textarea":
            yield Field(name, "area", (element.text or "").removeprefix("\n"))
        elif element.tag == "select":
            offered = tuple(element.xpath(".//option/@value"))
            chosen = element.xpath(".//option[@selected]/@value")
            yield Field(name, "choice", chosen[0] if chosen else "", offered)
        elif element.tag == "button":
            yield Field(name, "hidden", element.get("value", ""))
        elif sort in {"radio", "checkbox"}:
            same = form.xpath(".//input[@name=$name]", name=name)
            offered = tuple(one.get("value", "on") for one in same)
            chosen = [one.get("value", "on") for one in same if one.get("checked") is not None]
            yield Field(name, "choice" if sort == "radio" else "box", chosen[0] if chosen else "", offered)
        else:
            yield Field(name, sort, element.get("value", ""))


def found_forms(world: World) -> list[Form]:
    """Every form of the product once, as the first of the readers who is shown it sees it."""
    if world.forms:
        return world.forms
    found: dict[tuple[str, frozenset[str]], Form] = {}
    with world.app.test_request_context():
        pages = [
            (cell.role, cell.endpoint, world.address(cell.endpoint, cell.parts))
            for cell in cells(world)
            if cell.method == "GET" and cell.expected == IN and cell.role in READERS
        ]
    several = f"{world.steps['at_lead', 1]}:{world.posts['at_lead'].version}"
    pages.append(("lead", "authorisation.look_at_several", f"/queue/several?verdict=return&chosen={several}"))
    order = {role: place for place, role in enumerate(READERS)}
    seen: Counter[tuple[str, str]] = Counter()
    for role, endpoint, address in sorted(pages, key=lambda page: order[page[0]]):
        seen[role, endpoint] += 1
        if seen[role, endpoint] > ENOUGH and endpoint not in IN_EVERY_STATE:
            continue
        if address.startswith(("/api/", "/health")):
            continue
        for form in forms_of(world, world.send(role, "GET", address), role):
            found.setdefault((form.endpoint, frozenset(field.alike for field in form.fields)), form)
    world.forms = list(found.values())
    return world.forms
