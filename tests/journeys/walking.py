"""What people do in a browser, in a word each."""

import os
import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page

from tests import factories
from tests.journeys.served import Somebody


def signed_in(context: BrowserContext, person: Somebody) -> Page:
    """A page of somebody who has signed in, in a browser of their own."""
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(r"/$"))
    return page


def tab_to(page: Page, wanted: Locator, presses: int = 80) -> None:
    """Go to something by the Tab key alone."""
    for _ in range(presses):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{presses} presses of Tab do not reach {wanted}")


def choose(page: Page, question: str, answer: str) -> None:
    """Answer one question of several choices."""
    page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()


def answer_share_check(page: Page) -> None:
    """Answer "no" to the three questions on sharing."""
    for group in page.get_by_role("group").filter(has=page.locator("input[type=radio][value=no]")).all():
        group.get_by_label("No", exact=True).check()


def picture(page: Page, name: str) -> None:
    """A picture for the eye, where ``PORTAL_PICTURES`` names a folder; nothing otherwise."""
    folder = os.environ.get("PORTAL_PICTURES")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def beyond_the_edge(page: Page) -> str:
    """What of the page lies beyond the right edge of the screen and by how many pixels, or nothing."""
    return str(page.evaluate(BEYOND_THE_EDGE))


# Asked after two frames: a page is laid out anew, in its own time, when its width has changed.
BEYOND_THE_EDGE = """async () => {
  const frame = () => new Promise(drawn => requestAnimationFrame(drawn));
  await frame();
  await frame();
  const room = document.documentElement.clientWidth, by = document.documentElement.scrollWidth - room;
  if (by <= 0) return "";
  const widest = [...document.querySelectorAll("body *")]
    .filter(one => one.getBoundingClientRect().right > room).map(one => one.outerHTML.slice(0, 120));
  return `${by} pixels: ${widest.slice(-3).join(" … ")}`;
}"""
