"""What a page says stays true while somebody types, and nothing moves away from under the pointer."""

import pytest
from playwright.sync_api import expect

from tests.browser import DESK, Browse
from tests.journeys.served import Served
from tests.journeys.walking import signed_in

pytestmark = pytest.mark.browser


def test_an_error_is_no_longer_said_once_what_was_missing_is_saved(served: Served, browse: Browse) -> None:
    page = signed_in(browse(DESK), served.force().constable)
    page.goto("/share/idea")
    page.get_by_role("button", name="Save and carry on later").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("Nothing is saved yet")
    page.get_by_label("Give it a title").fill("A second key for the store")
    expect(page.locator("[data-saving]")).to_contain_text("Saved at ")
    for old in ("[data-error-summary]", ".govuk-error-message", "[aria-invalid]", ".govuk-input--error"):
        expect(page.locator(old)).to_have_count(0)
    assert not page.title().startswith("Error")


def test_the_skip_link_comes_and_goes_and_the_page_stays_where_it_is(served: Served, browse: Browse) -> None:
    page = signed_in(browse(DESK), served.force().constable)
    page.goto("/library")
    heading = page.get_by_role("heading", level=1)
    before = heading.bounding_box()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    link = page.get_by_role("link", name="Skip to main content").bounding_box()
    assert link is not None
    assert link["y"] >= 0
    assert link["height"] > 20
    assert heading.bounding_box() == before
