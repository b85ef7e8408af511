"""An anonymous idea is returned once, changed and published; its author follows it on a phone, by keyboard."""

import re
import secrets
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Response, expect

from tests.browser import DESK, Browse
from tests.journeys.served import Served, Somebody, wait_until
from tests.journeys.walking import picture, signed_in, tab_to

pytestmark = pytest.mark.browser

UNKNOWN = re.compile("We know no post with this code")


def type_into(page: Page, label: str, words: str) -> None:
    tab_to(page, page.get_by_label(label))
    page.keyboard.type(words)


def press(page: Page, button: str) -> None:
    tab_to(page, page.get_by_role("button", name=button, exact=True))
    with page.expect_navigation():
        page.keyboard.press("Enter")


def answer_no(page: Page) -> None:
    """The three questions on sharing, by Tab and Space."""
    for name in ("personal_data", "operational", "third_party"):
        no = page.locator(f"input[name=look-{name}][value=no]")
        tab_to(page, page.locator(f"input[name=look-{name}]").first)
        page.keyboard.press("ArrowDown")
        if not no.is_checked():
            page.keyboard.press("ArrowDown")
        expect(no).to_be_checked()


def come_back(page: Page, code: str) -> None:
    page.goto("/anonymous/receipt")
    type_into(page, "Your code", code)
    press(page, "Show my post")


def reads(page: Page, code: str, words: str) -> None:
    """Come back with the receipt until the page says it."""

    def says() -> bool:
        come_back(page, code)
        picture(page, "desk-own")
        return words in page.locator("main").inner_text()

    wait_until(says, f"“{words}” on the page behind the receipt")


def decide(page: Page, title: str, verdict: str, reason: str = "", summary: str = "") -> None:
    page.goto("/queue")
    page.get_by_role("link", name=title).click()
    page.get_by_role("group", name="What do you decide?").get_by_label(verdict, exact=True).check()
    page.get_by_label("In your words, to the author").fill(reason)
    shown = page.get_by_label("Plain summary for the library")
    if summary and shown.count():
        shown.fill(summary)
    page.get_by_role("button", name="Decide", exact=True).click()
    expect(page.get_by_text(re.compile(f"^(Approved|Sent back).*{re.escape(title)}"))).to_be_visible()


def test_from_the_door_to_the_answer(served: Served, phone_no_script: BrowserContext, browse: Browse) -> None:
    force = served.force()
    served.opens_its_desk(force)
    title = f"A word with the night shift ({secrets.token_hex(3)})"
    colleague = signed_in(browse(DESK), force.colleague)
    door = re.search(r"door code: ([\w ]+)", colleague.locator(".foot-door").inner_text())
    assert door is not None

    cookies: list[str] = []

    def notice(response: Response) -> None:
        if "set-cookie" in response.headers:
            cookies.append(response.url)

    phone_no_script.on("response", notice)
    page = phone_no_script.new_page()
    code = posts(page, title, door[1])
    deciders = {}

    first = wait_until(lambda: served.holder_of(title), "a first decider")
    deciders[first.email] = signed_in(browse(DESK), first)
    deciders[first.email].goto("/queue")
    expect(deciders[first.email].locator("main")).to_contain_text("Posted anonymously")
    decide(deciders[first.email], title, "Ask for changes", "Which nights do you mean, roughly?")

    reads(page, code, "Which nights do you mean, roughly?")
    picture(page, "desk-returned")
    press(page, "Change the text")
    type_into(page, "What would be better?", "Ten minutes at the start of each first night. ")
    press(page, "Check it")
    press(page, "Keep these changes")
    expect(page.get_by_text("Your changes are safe.")).to_be_visible()

    everybody = approve_until_published(served, browse, deciders, title)
    assert len(everybody) >= 2, "two people agreed"
    assert units_of(served, everybody) >= 2, "of different units"
    reads(page, code, "library")
    picture(page, "desk-published")

    asked_and_answered(page, colleague, code, title)
    lead = deciders.get(force.lead.email) or signed_in(browse(DESK), force.lead)
    keeps_outcome(lead, title)
    reads(page, code, "Two shifts do it now.")
    picture(page, "desk-outcome")
    wrong_receipts_look_alike(page)
    assert not cookies, f"the desk set a cookie: {cookies}"
    assert phone_no_script.cookies() == []


def posts(page: Page, title: str, door: str) -> str:
    """Writes, looks again, posts, and keeps the receipt."""
    page.goto("/anonymous")
    picture(page, "desk-start")
    tab_to(page, page.get_by_role("link", name=re.compile("^An idea")))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Post an idea without your name")
    type_into(page, "Give it a title", title)
    type_into(
        page, "What is the problem, or the idea?", "The night shift hears of changes last, and by rumour."
    )
    type_into(page, "What would be better?", "Somebody tells them first. ")
    type_into(page, "Today's door code", door)
    picture(page, "desk-written")
    press(page, "Check it")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look at it once more")
    answer_no(page)
    picture(page, "desk-check")
    press(page, "Post it without my name")
    expect(page.get_by_role("heading", level=1)).to_have_text("It is safe. Keep your code")
    picture(page, "desk-receipt")
    code = " ".join(page.locator(".receipt-code").inner_text().split())
    press(page, "I have it. Show me my post")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your post")
    assert code.replace(" ", "") not in page.url
    return code


def approve_until_published(
    served: Served, browse: Browse, pages: dict[str, Page], title: str
) -> list[Somebody]:
    """Whoever has it says yes, until nobody has it. Gives those who did."""
    said_yes: list[Somebody] = []
    holder = wait_until(lambda: served.holder_of(title), "a decider after the change")
    while holder is not None:
        page = pages.get(holder.email) or signed_in(browse(DESK), holder)
        pages[holder.email] = page
        decide(page, title, "Approve", summary="Tell the night shift of changes before the rumour does.")
        said_yes.append(holder)
        holder = served.holder_of(title)
        assert len(said_yes) < 5, "it never ends"
    return said_yes


def units_of(served: Served, people: list[Somebody]) -> int:
    return len({served.unit_of(person) for person in people})


def asked_and_answered(page: Page, reader: Page, code: str, title: str) -> None:
    """A reader asks; the author answers by receipt; the reader reads the answer."""
    wait_until(lambda: title in reader.request.get("/library?sort=newest").text(), "the post in the library")
    reader.goto("/library?sort=newest")
    reader.get_by_role("link", name=title).click()
    expect(reader.locator("main")).to_contain_text("Posted anonymously")
    reader.get_by_label("Ask the author").fill("Does it need a sergeant?")
    reader.get_by_role("button", name="Ask", exact=True).click()
    reads(page, code, "Does it need a sergeant?")
    picture(page, "desk-question")
    type_into(page, "Your answer", "No, whoever is on.")
    press(page, "Answer")
    expect(page.get_by_text("Your answer is safe.")).to_be_visible()
    address = reader.url.partition("#")[0]
    wait_until(
        lambda: "No, whoever is on." in reader.request.get(address).text(), "the answer in the library"
    )


def keeps_outcome(lead: Page, title: str) -> None:
    lead.goto("/library?sort=newest")
    lead.get_by_role("link", name=title).click()
    lead.get_by_role("link", name=re.compile("what became of it")).click()
    lead.get_by_role("group", name="Where has it got to?").get_by_label("Done", exact=True).check()
    lead.get_by_role("group", name="What came of it?").get_by_label("Worked", exact=True).check()
    lead.get_by_label("In a sentence or two").fill("Two shifts do it now.")
    lead.get_by_role("button", name="Keep it").click()
    expect(lead.get_by_text("Kept. The author will read it")).to_be_visible()


def wrong_receipts_look_alike(page: Page) -> None:
    """A code that nobody has and a line that is no code at all read the same."""
    shown: list[Any] = []
    for code in ("ABCD EFGH JKMN PQRS TVWX YZ01 234", "tea"):
        come_back(page, code)
        expect(page.get_by_text(UNKNOWN).first).to_be_visible()
        shown.append((page.url, page.locator("main").inner_text()))
    assert shown[0] == shown[1]
