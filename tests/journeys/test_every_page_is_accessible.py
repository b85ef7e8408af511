"""Every page that a role can reach: WCAG 2.2 AA, no sideways scroll, light enough, and legible at 200 %."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import html
from playwright.sync_api import Page

from tests import factories
from tests.browser import DESK, PHONE, Browse, check_accessible
from tests.journeys.lived_in import live_in
from tests.journeys.served import Served, wait_until
from tests.journeys.walking import beyond_the_edge, signed_in

MOST_BYTES = 100 * 1024
NARROW = PHONE | {"viewport": {"width": 320, "height": 640}}
ROLES = ("constable", "sergeant", "lead", "data_officer", "administrator", "curator")
ADDRESS = re.compile(r'(?:href|action)="(/[^"#]*)')
# Addresses that differ only in what they show: one of each shape is looked at.
SHAPE = re.compile(
    r"(?<=/)(?=[0-9a-z-]*\d)[0-9a-z-]{8,9}(?=/|$)|(?<=/units/)[^/]+|(?<=/people/)(?!new|import)[^/]+"
)
# A page that is built of the same elements as one that was looked at for another role has nothing new to find.
LOOKED_AT: set[tuple[str, frozenset[tuple[str, ...]]]] = set()
ELSEWHERE = ("/static/", "/sign-out", "/library.atom", "/api/")

pytestmark = pytest.mark.browser


def shape_of(address: str) -> str:
    parts = urlsplit(address)
    return SHAPE.sub("*", parts.path)


def look_of(text: str) -> frozenset[tuple[str, ...]]:
    """The sorts of element that a page is built of, whatever is written in them."""
    document: Any = html.document_fromstring(text)
    return frozenset(
        (element.tag, *(element.get(name, "") for name in ("class", "type", "role")))
        for element in document.iter()
        if isinstance(element.tag, str)
    )


def pages_within_reach(page: Page, starts: list[str]) -> Iterator[tuple[str, str]]:
    """One address of every shape that can be reached by links from some pages, and what it answers."""
    seen: set[str] = set()
    waiting = list(starts)
    while waiting:
        address = waiting.pop(0)
        shape = shape_of(address)
        if shape in seen or address.startswith(ELSEWHERE):
            continue
        seen.add(shape)
        answer = page.request.get(address, max_redirects=0)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        if answer.status in {301, 302, 405}:
            continue
        assert answer.status == 200, f"{address} is linked and answers {answer.status}"
        text = answer.text()
        yield address, text
        waiting += [found.replace("&amp;", "&") for found in ADDRESS.findall(text)]


@pytest.fixture(scope="session")
def lived_in(served: Served) -> Any:
    """A force in which there is something of everything."""
    force = served.force()
    served.opens_its_desk(force)
    waiting = served.post(force.constable, factories.sent)
    served.post(force.constable, factories.draft, "learning")
    done = served.post(force.constable, factories.published, "impact-case")
    served.post(force.sergeant, factories.sent, "learning")
    force.starts = ["/", "/library", f"/library/{done.reference}", f"/submissions/{waiting.reference}"]
    force.starts += live_in(served, force)
    return force


@pytest.mark.parametrize("role", ROLES)
def test_for(role: str, served: Served, lived_in: Any, browse: Browse) -> None:
    context = browse(PHONE)
    page = signed_in(context, getattr(lived_in, role))
    wait_until(lambda: page.request.get(lived_in.starts[2]).ok, "the published post")
    starts = [start for start in lived_in.starts if page.request.get(start).ok]
    faults: list[str] = []
    found = 0
    desk = signed_in(browse(DESK), getattr(lived_in, role))
    for address, text in pages_within_reach(page, starts):
        found += 1
        look = (shape_of(address), look_of(text))
        if look in LOOKED_AT:
            continue
        LOOKED_AT.add(look)
        faults += faults_on(page, address)
        if len(LOOKED_AT) % 5 == 0:
            page.emulate_media(color_scheme="dark")
            faults += faults_on(page, address, "dark")
            page.emulate_media(color_scheme="light")
            faults += faults_on(desk, address, "desk")
    assert found >= 12, f"only {found} pages were found"
    assert not faults, "\n".join(faults)


def test_every_page_that_it_begins_with_is_open_to_somebody(
    served: Served, lived_in: Any, browse: Browse
) -> None:
    shut = set(lived_in.starts)
    for role in ("lead", "constable", "administrator", "curator"):
        page = signed_in(browse(PHONE), getattr(lived_in, role))
        wait_until(lambda page=page: page.request.get(lived_in.starts[2]).ok, "the published post")
        shut = {start for start in shut if not page.request.get(start).ok}
    assert shut == set()


def test_for_whoever_is_not_signed_in(served: Served, lived_in: Any, browse: Browse) -> None:
    page = browse(NARROW).new_page()
    starts = [
        "/sign-in",
        "/help",
        "/accessibility",
        "/privacy",
        "/anonymous",
        "/anonymous/idea",
        "/anonymous/receipt",
    ]
    faults = [fault for address, _ in pages_within_reach(page, starts) for fault in faults_on(page, address)]
    assert not faults, "\n".join(faults)


def faults_on(page: Page, address: str, how: str = "") -> list[str]:
    """All that is wrong with a page, opened with an empty cache."""
    page.goto(address)
    found = []
    try:
        check_accessible(page)
    except AssertionError as fault:
        found.append(f"{how} {fault}")
    size = page.viewport_size
    assert size is not None
    for width in (size["width"], 320) if size["width"] < 500 else (size["width"],):
        page.set_viewport_size({"width": width, "height": size["height"]})
        beyond = beyond_the_edge(page)
        if beyond:
            found.append(f"{address} scrolls sideways at {width} pixels, by {beyond}")
    page.set_viewport_size(size)
    return found


def test_each_page_weighs_little(served: Served, lived_in: Any, browse: Browse) -> None:
    heavy = []
    context = browse(DESK)
    signed_in(context, lived_in.lead)
    for address in ("/", "/library", lived_in.starts[2], "/triage", "/share/learning", "/anonymous/idea"):
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})
        sizes: list[float] = []
        network.on(
            "Network.loadingFinished", lambda event, sizes=sizes: sizes.append(event["encodedDataLength"])
        )
        page.goto(address, wait_until="networkidle")
        if sum(sizes) > MOST_BYTES:
            heavy.append(f"{address}: {sum(sizes):,.0f} bytes")
        assert len(sizes) >= 3, f"{address}: page, style and script were counted"
        page.close()
    assert not heavy, "\n".join(heavy)


def test_text_may_be_twice_as_large_and_focus_is_seen(served: Served, lived_in: Any, browse: Browse) -> None:
    """At 200 % a page of 1280 pixels has the room of 640: nothing may be cut off or pushed out to the side."""
    page = signed_in(
        browse(DESK | {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}), lived_in.lead
    )
    for address in ("/", "/share/idea", "/library", lived_in.starts[2], "/triage"):
        page.goto(address)
        assert not beyond_the_edge(page), f"{address} scrolls sideways at 200 %"
        for _ in range(8):
            page.keyboard.press("Tab")
            assert page.evaluate(FOCUS_IS_SEEN), (
                f"{address}: {page.evaluate('document.activeElement.outerHTML')}"
            )


# Focused is something that is on the screen, marked by an outline, a shadow or a ground of its own.
FOCUS_IS_SEEN = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  const marked = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  return one !== document.body && marked && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
}"""
