"""What must never be in an answer, whatever was asked: one place that says it of every surface."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time
from typing import Any
from xml.etree import ElementTree as Xml

from lxml import html
from werkzeug.test import TestResponse

from tests.client import PARSER, PICTURES_WITHIN

ANSWERS = {200, 201, 302, 303, 400, 401, 403, 404, 405, 409, 410, 413, 414, 415, 422, 429, 503}
SECONDS = 2.0  # of this process's own time, whatever else the machine is doing
HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Strict-Transport-Security": "max-age=",
}
# What only an inside has: paths, statements, drivers, versions, traces.
INSIDE = re.compile(
    r"Traceback \(most|site-packages|/portal/[a-z_]+/[a-z_/]+\.py|sqlalchemy|psycopg|sqlite3|werkzeug|jinja2|"
    r"\bSELECT [a-z_]+\.|\bINSERT INTO\b|OperationalError|IntegrityError|Python/3"
)
ACTIVE = {
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "applet",
    "base",
    "frame",
    "frameset",
    "meta",
    "math",
}
LEADS = {"href", "src", "action", "formaction", "xlink:href", "srcset", "background", "poster", "data"}
FORBIDDEN = ("javascript:", "vbscript:", "data:", "livescript:", "mocha:")


@contextmanager
def quick(what: str, found: list[str]) -> Iterator[None]:
    """Finds what holds the worker for too long."""
    begun = process_time()
    yield
    spent = process_time() - begun
    if spent > SECONDS:
        found.append(f"{what}: held the worker for {spent:.1f} s")


def harm_in(answer: TestResponse, what: str, *, typed: str = "") -> list[str]:
    """All that is wrong with an answer, in words."""
    found = []
    if answer.status_code not in ANSWERS:
        found.append(f"{what}: answered {answer.status_code}")
    for name, start in HEADERS.items():
        if not answer.headers.get(name, "").startswith(start):
            found.append(f"{what}: the header {name} is {answer.headers.get(name)!r}")
    if "\n" in str(answer.headers).replace("\r\n", "") or "own" in answer.headers.get("Set-Cookie", "").split(
        "="
    ):
        found.append(f"{what}: a header was put in")
    goes_to = answer.headers.get("Location", "/")
    if not goes_to.startswith("/") or goes_to.startswith(("//", "/\\")):
        found.append(f"{what}: leads away, to {goes_to[:80]!r}")
    is_text = answer.mimetype.startswith(("text/", "application/")) and answer.mimetype != "application/pdf"
    text = answer.text if is_text else ""
    if answer.status_code >= 500 and INSIDE.search(text):
        found.append(f"{what}: shows the inside: {INSIDE.search(text)!r}")
    if not text.strip():
        return found
    if answer.mimetype == "text/html":
        found += [f"{what}: {one}" for one in active_in(text)]
        if "7*7" in typed and reckoned(text):
            found.append(f"{what}: a template was run")
    elif answer.mimetype == "application/json":
        json.loads(text)
    elif answer.mimetype == "application/atom+xml":
        Xml.fromstring(text)  # noqa: S314 - our own feed
    return found


def reckoned(text: str) -> bool:
    """Whether a page shows 49 as a word of its own where something typed stands; at 9:49 it says so as a time."""
    return bool(
        re.search(
            r"(?<![\w.#%-])(?<!\d:)49(?![\w.%-]|:\d)",
            html.document_fromstring(text, parser=PARSER).text_content(),
        )
    )


def active_in(page: str) -> list[str]:
    """What a browser would run or follow, in words. The page's own scripts have an address of ours."""
    if not page.strip():
        return []
    document: Any = (
        html.fragment_fromstring(page, create_parent=True, parser=PARSER)
        if "<html" not in page
        else html.document_fromstring(page, parser=PARSER)
    )
    found = []
    for element in document.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in ACTIVE and not _own(element):
            found.append(f"<{element.tag}> in the page: {html.tostring(element)[:100]!r}")
        for name, value in element.attrib.items():
            plain = re.sub(r"[\x00-\x20\x7f]", "", value).casefold()
            if name.startswith("on") or name in {"style", "srcdoc"}:
                found.append(f"<{element.tag} {name}={value[:60]!r}>")
            elif element.tag == "img" and plain.startswith(PICTURES_WITHIN):
                continue
            elif name in LEADS and plain.startswith(FORBIDDEN) and not plain.startswith("data:image/svg"):
                found.append(f"<{element.tag}> leads to {value[:60]!r}")
    return found


def _own(element: Any) -> bool:
    if element.tag == "script":
        return str(element.get("src", "")).startswith("/static/") and not (element.text or "").strip()
    return element.tag == "meta" and element.get("http-equiv") is None
