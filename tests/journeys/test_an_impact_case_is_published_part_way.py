"""An impact case is shared at its second step of four, says so everywhere, and its author carries on from there."""

import re
import secrets
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESK, PHONE, Browse
from tests.journeys.served import Served, wait_until
from tests.journeys.walking import answer_share_check, choose, picture, signed_in

pytestmark = pytest.mark.browser

TOO_EARLY = "A mistake can be called overcome once what you did has been evaluated."
STEP = "2 of 4: approach chosen"
LATER = "3 of 4: tried and evaluated"


def write(page: Page, title: str) -> None:
    page.goto("/share/impact-case")
    page.get_by_label("Give it a title").fill(title)
    page.get_by_label("What went wrong?").fill("Property bags were sealed before they were counted.")
    choose(page, "How far have you got?", STEP)
    page.get_by_label("What did you decide to do, and on what evidence?").fill("Count twice, as banks do.")
    page.get_by_label("Has it been overcome?").select_option(label="Overcome")
    picture(page, "case-written")
    page.get_by_role("button", name="Read it through").click()


def test_at_its_second_step(served: Served, browse: Browse) -> None:
    force, other = served.force(), served.force()
    title = f"Count before sealing ({secrets.token_hex(3)})"
    page = signed_in(browse(PHONE), force.constable)
    write(page, title)
    expect(page.get_by_text(TOO_EARLY)).to_be_visible()
    expect(page.get_by_role("button", name="Send it")).to_have_count(0)
    picture(page, "case-too-early")
    page.get_by_role("link", name=re.compile(TOO_EARLY)).click()
    expect(page.locator("#overcome")).to_be_in_viewport()
    page.get_by_label("Has it been overcome?").select_option(label="Not answered")
    page.get_by_role("button", name="Read it through").click()
    answer_share_check(page)
    choose(page, "How far may it be shared?", "All of policing and its partners here")
    page.get_by_label("Sum it up in a sentence or two").fill(
        "Bags are counted by two people before they are sealed."
    )
    page.get_by_role("button", name="Send it").click()
    expect(page.locator(".status-sentence")).to_contain_text("Sent. ")
    expect(page.locator(".route-label")).to_have_text(
        ["Sent", "Head of unit", "Innovation lead", "Data check"]
    )

    approved_by_all(force, browse, title, STEP)

    reader = signed_in(browse(DESK), other.constable)
    wait_until(lambda: title in reader.request.get("/library?sort=newest").text(), "the case in the library")
    reader.goto("/library?sort=newest")
    card = reader.locator(".result").filter(has_text=title)
    expect(card).to_contain_text(STEP)
    card.get_by_role("link", name=title).click()
    expect(reader.locator(".caption")).to_contain_text(STEP)
    expect(reader.locator("main")).not_to_contain_text("Overcome")
    picture(reader, "case-item")

    carries_on(page, title)
    reader.reload()
    expect(reader.locator(".caption")).to_contain_text(STEP)
    approved_by_all(force, browse, title, LATER)
    wait_until(lambda: LATER in reader.request.get(reader.url).text(), "the update in the library")
    reader.reload()
    expect(reader.locator("main")).to_contain_text("Nothing was missing in a year.")
    picture(reader, "case-updated")


def carries_on(page: Page, title: str) -> None:
    page.goto("/submissions")
    page.get_by_role("link", name=title).click()
    page.get_by_role("button", name="Update it").click()
    choose(page, "How far have you got?", LATER)
    page.get_by_label("How do you know whether it worked?").fill("Nothing was missing in a year.")
    page.get_by_label("Has it been overcome?").select_option(label="Overcome")
    page.get_by_role("button", name="Save this part").nth(2).click()
    expect(page.locator("[data-saving]")).to_contain_text("Saved at ")
    page.get_by_role("button", name="Read it through").click()
    answer_share_check(page)
    page.get_by_role("button", name="Send it").click()
    expect(page.locator(".status-sentence")).to_contain_text("Sent. ")
    picture(page, "case-update-sent")


def approved_by_all(force: Any, browse: Browse, title: str, step: str) -> None:
    for person in (force.sergeant, force.lead, force.data_officer):
        decider = signed_in(browse(DESK), person)
        decider.goto("/queue")
        decider.get_by_role("link", name=title).click()
        expect(decider.locator(".caption")).to_contain_text(step)
        decider.get_by_role("group", name="What do you decide?").get_by_label("Approve", exact=True).check()
        decider.get_by_role("button", name="Decide", exact=True).click()
        expect(decider.get_by_text(re.compile("^Approved"))).to_be_visible()
    expect(decider.get_by_text("Approved, and in the library now")).to_be_visible()
