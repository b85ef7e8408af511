"""A real browser for tests: the system's Chromium, held by Playwright.

``phone`` and ``desk`` are a person's own browser; ``browse`` opens more of them, one for each person of
a story. A browser in which a script failed, or a style or script did not load, fails its test.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PATIENCE_MILLISECONDS = 30_000
WCAG_22_AA = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")

Browse = Callable[..., BrowserContext]


def chromium_path() -> str:
    """Where the browser is: ``CHROMIUM``, or the first known name on the path."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.fail("No Chromium on this machine: install chromium, or name one in CHROMIUM.", pytrace=False)
    return path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser process for all tests of a worker."""
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def base_url() -> str | None:
    """What addresses such as ``/share`` are relative to. The served portal replaces this."""
    return None


@pytest.fixture
def browse(chromium: Browser, base_url: str | None) -> Iterator[Browse]:
    """Opens a browser with cookies of its own: ``browse(PHONE)``, ``browse(DESK, base_url=…)``."""
    opened: list[BrowserContext] = []
    faults: list[str] = []

    def browse(device: dict[str, Any], **options: Any) -> BrowserContext:
        settings = {"base_url": base_url, "locale": "en-GB", "timezone_id": "Europe/London"}
        context = chromium.new_context(**(settings | device | options))
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        context.on("weberror", lambda error: faults.append(f"{error.page and error.page.url}: {error.error}"))
        context.on("console", lambda line: faults.extend(_complaint(line)))
        context.on("response", lambda response: faults.extend(_missing(response)))
        opened.append(context)
        return context

    yield browse
    for context in opened:
        context.close()
    assert not faults, "\n".join(["The browser complained:", *faults])


@pytest.fixture
def phone(browse: Browse) -> BrowserContext:
    """A phone of a common size, with touch."""
    return browse(PHONE)


@pytest.fixture
def desk(browse: Browse) -> BrowserContext:
    """A desk computer."""
    return browse(DESK)


@pytest.fixture
def phone_no_script(browse: Browse) -> BrowserContext:
    """The phone, with JavaScript off."""
    return browse(PHONE, java_script_enabled=False)


@pytest.fixture
def desk_no_script(browse: Browse) -> BrowserContext:
    """The desk computer, with JavaScript off."""
    return browse(DESK, java_script_enabled=False)


def check_accessible(page: Page) -> None:
    """Fails with every finding that axe has against WCAG 2.2 AA. Wants a browser with JavaScript."""
    options = {"runOnly": {"type": "tag", "values": WCAG_22_AA}, "resultTypes": ["violations"]}
    findings = Axe().run(page, options=options).response["violations"]
    lines = [
        f"- {finding['help']} ({finding['id']}, {finding['impact']})\n    {' '.join(place['html'].split())}"
        for finding in findings
        for place in finding["nodes"]
    ]
    assert not lines, "\n".join([f"{page.url} is not accessible to all:", *lines])


def _complaint(line: Any) -> list[str]:
    """An error in the console, but for what the browser says of an answer: that is judged by ``_missing``."""
    if line.type != "error" or line.text.startswith("Failed to load resource"):
        return []
    return [f"{line.page and line.page.url}: {line.text}"]


def _missing(response: Any) -> list[str]:
    """A style, script, picture or font that did not come. Pages may answer 403 on purpose."""
    kind = response.request.resource_type
    if response.status < 400 or kind in {"document", "fetch", "xhr"} or response.url.endswith("/favicon.ico"):
        return []
    return [f"{response.status} for the {kind} {response.url}"]
