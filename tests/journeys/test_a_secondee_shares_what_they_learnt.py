"""A secondee writes over two sessions, loses neither a word nor the thread, is asked for a change, and is published."""

import re
import secrets
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser import DESK, Browse
from tests.journeys.served import Served, wait_until
from tests.journeys.walking import answer_share_check, choose, picture, signed_in

pytestmark = pytest.mark.browser


def begin(page: Page, title: str) -> None:
    """What is typed first saves itself, and says so."""
    page.goto("/share/learning")
    page.get_by_label("Give it a title").fill(title)
    choose(page, "Type of placement", "Insight")
    page.get_by_label("Who hosted you?").fill("A harbour authority")
    page.get_by_label("What? What did you do and see there?").fill(
        "I sat with the duty harbour master for a month."
    )
    expect(page.locator("[data-saving]")).to_contain_text("Saved at ")


def is_signed_out_in_the_middle(page: Page, elsewhere: Page) -> None:
    """Every session ends; what is typed after that waits, and is sent after signing in again."""
    elsewhere.goto("/account")
    elsewhere.get_by_role("button", name="Sign out everywhere").click()
    expect(elsewhere.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.get_by_label("So what? Why does it matter here?").fill(
        "Nobody there ever acts on a message heard once."
    )
    expect(page.locator("[data-saving]")).to_contain_text("You have been signed out.")
    picture(page, "learning-signed-out")
    page.get_by_role("button", name="Save and carry on later").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in again")


def sign_in_again(page: Page, email: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed in again")
    picture(page, "learning-signed-in-again")
    page.get_by_role("button", name="Send it again").click()


def finish(page: Page, title: str) -> None:
    """The second session: all is there; a length out of the usual is remarked on and stops nobody."""
    page.goto("/submissions")
    page.get_by_role("link", name=re.compile(f"Carry on writing {re.escape(title)}")).click()
    expect(page.get_by_label("What? What did you do")).to_have_value(
        "I sat with the duty harbour master for a month."
    )
    expect(page.get_by_label("So what? Why")).to_have_value("Nobody there ever acts on a message heard once.")
    expect(page.get_by_label("Who hosted you?")).to_have_value("A harbour authority")
    page.get_by_label("First day").fill("2026-03-02")
    page.get_by_label("Last day").fill("2026-03-29")
    page.get_by_label("Now what? What have you changed").fill("Our control room reads messages back.")
    page.get_by_label("Their words 1").fill("You say it, I say it, then we both know it.")
    picture(page, "learning-written")
    page.get_by_role("button", name="Read it through").click()
    expect(page.get_by_text("Say for each person you quote how they agreed to appear.")).to_be_visible()
    page.get_by_role("link", name="Say for each person you quote").first.click()
    page.get_by_label("How they agreed to appear 1").select_option(label="By role only")
    page.get_by_role("button", name="Read it through").click()
    page.get_by_text("Good to know before it is published").click()
    expect(
        page.get_by_text(re.compile("That is 28 days. An insight here usually takes 1 to 14 days"))
    ).to_be_visible()
    page.get_by_label("Keep it", exact=True).first.check() if page.locator(".finding").count() else None
    answer_share_check(page)
    choose(page, "How far may it be shared?", "All of policing and its partners here")
    page.get_by_label("Sum it up in a sentence or two").fill("Reading a message back costs two seconds.")
    picture(page, "learning-check")
    page.get_by_role("button", name="Send it").click()
    expect(page.locator(".status-sentence")).to_contain_text("Sent. ")


def is_asked_for_a_change(sergeant: Page, page: Page, title: str) -> None:
    sergeant.goto("/queue")
    sergeant.get_by_role("link", name=title).click()
    sergeant.get_by_role("group", name="What do you decide?").get_by_label(
        "Ask for changes", exact=True
    ).check()
    sergeant.get_by_label("In your words, to the author").fill("Say how the control room took it.")
    sergeant.get_by_role("button", name="Decide", exact=True).click()
    expect(sergeant.get_by_text(re.compile("^Sent back: "))).to_be_visible()
    page.reload()
    expect(page.locator(".status")).to_contain_text("asks for a change")
    expect(page.locator("main")).to_contain_text("Say how the control room took it.")
    picture(page, "learning-returned")
    page.get_by_role("link", name="Change it", exact=True).click()
    page.get_by_label("Now what? What have you changed").fill("Our control room reads messages back, gladly.")
    page.get_by_role("button", name="Read it through").click()
    expect(page.locator("input[name=personal_data][value=no]")).to_be_checked()
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator(".status")).to_contain_text("has it now")


def test_over_two_sessions(served: Served, browse: Browse) -> None:
    force = served.force()
    title = f"Say it back ({secrets.token_hex(3)})"
    page = signed_in(browse(DESK), force.constable)
    begin(page, title)
    is_signed_out_in_the_middle(page, signed_in(browse(DESK), force.constable))
    sign_in_again(page, force.constable.email)
    expect(
        page.get_by_text(re.compile(r"Saved at \d\d:\d\d\. You can carry on whenever you like\."))
    ).to_be_visible()
    finish(page, title)

    sergeant = signed_in(browse(DESK), force.sergeant)
    is_asked_for_a_change(sergeant, page, title)
    sergeant.goto("/queue")
    sergeant.get_by_role("link", name=title).click()
    expect(sergeant.locator(".changes h3")).to_have_text(["What has changed, or should"])
    expect(sergeant.locator(".difference ins")).to_contain_text("gladly")
    expect(sergeant.locator(".checked strong")).to_have_text(["No", "No", "No"])
    picture(sergeant, "learning-differences")
    lead = signed_in(browse(DESK), force.lead)
    for decider in (sergeant, lead):
        decider.goto("/queue")
        decider.get_by_role("link", name=title).click()
        decider.get_by_role("group", name="What do you decide?").get_by_label("Approve", exact=True).check()
        decider.get_by_role("button", name="Decide", exact=True).click()
        expect(decider.get_by_text(re.compile("^Approved(: |, and in the library)"))).to_be_visible()
    prints_on_two_pages(page, title)


def prints_on_two_pages(page: Page, title: str) -> Any:
    reference = page.url.rpartition("/")[2]
    item = f"/library/{reference}"
    wait_until(lambda: page.request.get(item).ok, "the post in the library")
    page.goto(item)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    picture(page, "learning-item")
    paper = page.pdf(format="A4")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 2
