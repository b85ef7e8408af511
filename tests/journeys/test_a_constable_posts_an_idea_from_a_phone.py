"""A constable posts an idea from a phone; it is authorised, found, asked about and used; the constable reads it all."""

import re
import secrets
import time
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import DESK, PHONE, Browse, check_accessible
from tests.journeys.conftest import DATABASES
from tests.journeys.served import Served, wait_until
from tests.journeys.walking import answer_share_check, choose, picture, signed_in, tab_to

FOUND_WITHIN_SECONDS = 2.0

pytestmark = pytest.mark.browser


def share_an_idea(page: Page, title: str) -> str:
    """From the start page to the status sentence. Gives the address of the post."""
    page.goto("/")
    page.get_by_role("link", name=re.compile("^An idea")).click()
    expect(page).to_have_url(re.compile("/share/idea"))
    page.get_by_label("Give it a title").fill(title)
    page.get_by_label("What is the problem, or the idea?").fill(
        "Van keys are signed out in a book at the far end of the yard. It takes twenty minutes a shift. "
        "Whoever wants to try it can ring me on 07700 900123."
    )
    page.get_by_label("What would be better?").fill(
        "A board of numbered hooks by the door. Three minutes instead."
    )
    picture(page, "phone-idea-written")
    page.get_by_role("button", name="Read it through").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Read it through, then send it")
    expect(page.get_by_role("heading", name="One detail that might identify somebody")).to_be_visible()
    expect(page.locator("mark").filter(has_text="07700 900123")).to_be_visible()
    picture(page, "phone-idea-check")
    page.locator(".finding").get_by_role("radio").first.check()
    answer_share_check(page)
    choose(page, "How far may it be shared?", "All of policing and its partners here")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return page.url


def approve_by_keyboard(page: Page, title: str) -> None:
    """From the start page to a decision, without a mouse."""
    page.goto("/queue")
    tab_to(page, page.get_by_role("link", name=title))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    picture(page, "desk-decide")
    first = page.get_by_role("group", name="What do you decide?").get_by_role("radio").first
    tab_to(page, first)
    page.keyboard.press("Space")
    expect(first).to_be_checked()
    reason = page.get_by_label("In your words, to the author")
    tab_to(page, reason)
    page.keyboard.type("Try it on one shift first, and count the minutes.")
    preview = page.get_by_role("button", name="See what the author will read")
    tab_to(page, preview)
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="What the author will read")).to_contain_text("count the minutes")
    picture(page, "desk-decide-preview")
    tab_to(page, page.get_by_role("button", name="Decide", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("^Approved: "))).to_be_visible()


def approve_with_summary(page: Page, title: str, summary: str) -> float:
    """The innovation lead's yes, which publishes. Gives the moment of the answer."""
    page.goto("/queue")
    page.get_by_role("link", name=title).click()
    page.get_by_role("group", name="What do you decide?").get_by_role("radio").first.check()
    page.get_by_label("Plain summary for the library").fill(summary)
    picture(page, "desk-decide-last")
    page.get_by_role("button", name="Decide", exact=True).click()
    expect(page.get_by_text(re.compile("^Approved, and in the library now"))).to_be_visible()
    return time.monotonic()


def found_after(page: Page, word: str, title: str, since: float) -> float:
    """Ask the search until it is there, then look at it. Gives the seconds it took to be found."""
    wait_until(lambda: "1 post" in page.request.get(f"/library?q={word}").text(), f"{title} in the library")
    seconds = time.monotonic() - since
    page.goto(f"/library?q={word}")
    expect(page.get_by_role("link", name=title)).to_have_count(1)
    return seconds


@pytest.mark.parametrize("served", DATABASES, indirect=True)
def test_with_every_convenience(
    served: Served, browse: Browse, record_property: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    force, other = served.force(), served.force()
    served.wants_each_mail_at_once(force.constable, other.inspector)
    word = f"keyhooks{secrets.token_hex(3)}"
    title = f"Numbered hooks for van keys ({word})"
    constable = signed_in(browse(PHONE), force.constable)
    picture(constable, "phone-start")
    check_accessible(constable)
    post = share_an_idea(constable, title)
    expect(constable.locator(".status-sentence")).to_contain_text("Sent. ")
    expect(constable.locator(".status-sentence")).to_contain_text(force.sergeant.name)
    expect(constable.locator(".status")).to_contain_text("You will hear by ")
    expect(constable.locator("main")).not_to_contain_text("07700 900123")
    picture(constable, "phone-post-sent")

    sergeant = signed_in(browse(DESK), force.sergeant)
    approve_by_keyboard(sergeant, title)

    lead = signed_in(browse(DESK), force.lead)
    inspector = signed_in(browse(DESK), other.inspector)
    inspector.goto(f"/library?q={word}")
    expect(inspector.get_by_role("link", name=title)).to_have_count(0)
    picture(inspector, "desk-nothing-found")
    approved = approve_with_summary(lead, title, "Numbered hooks by the door save a shift seventeen minutes.")
    seconds = found_after(inspector, word, title, approved)
    record_property("searchable_after_seconds", round(seconds, 2))
    with capsys.disabled():
        print(f" [found by search {seconds:.2f} s after approval] ", end="")  # noqa: T201 - a figure that is asked for
    assert seconds <= FOUND_WITHIN_SECONDS

    picture(inspector, "desk-found")
    inspector.get_by_role("link", name=title).click()
    expect(
        inspector.get_by_text("Numbered hooks by the door save a shift seventeen minutes.")
    ).to_be_visible()
    inspector.get_by_label("Ask the author").fill("Did you number the spare keys too?")
    inspector.get_by_role("button", name="Ask", exact=True).click()
    expect(inspector.get_by_text("Asked. You will hear when it is answered")).to_be_visible()
    inspector.get_by_role("button", name="We used this").click()
    expect(inspector.get_by_role("button", name="We used this", pressed=True)).to_be_visible()
    picture(inspector, "desk-item")
    check_accessible(inspector)

    hears_and_answers(constable, served, force, title)
    inspector.reload()
    expect(inspector.locator("#questions")).to_contain_text("Yes, in red.")
    reads_all_of_it(constable, post, other)
    check_accessible(constable)
    wait_until(
        lambda: any("was answered" in one.subject for one in served.mail_to(other.inspector)),
        "the answer's mail",
    )


def hears_and_answers(page: Page, served: Served, force: Any, title: str) -> None:
    """Notices and mail come; the question is answered from the notice."""

    def notices() -> str:
        page.goto("/notices")
        return page.locator("main").inner_text()

    wait_until(lambda: "asked about" in notices(), "a notice of the question")
    for words in ("approved", "is in the library", "told you what use"):
        assert words in notices()
    picture(page, "phone-notices")
    wait_until(lambda: len(served.mail_to(force.constable)) >= 3, "the constable's mail")
    subjects = " | ".join(f"{one.subject} {one.text}" for one in served.mail_to(force.constable))
    assert "is in the library" in subjects
    assert "asked about" in subjects
    page.get_by_role("link", name=re.compile("asked about")).first.click()
    picture(page, "phone-asked")
    answer = page.get_by_role("link", name="Answer this question")
    if not answer.count():
        page.get_by_role("link", name="Open it in the library").click()
    answer.click()
    page.get_by_label("Your answer").fill("Yes, in red.")
    page.get_by_role("button", name="Answer").click()
    expect(page.locator("#questions")).to_contain_text("Yes, in red.")


def reads_all_of_it(page: Page, post: str, other: Any) -> None:
    """The author's own page tells the whole story."""
    page.goto(post)
    main = page.locator("main")
    for words in (
        "In the library since",
        "count the minutes",
        "Did you number the spare keys too?",
        "Yes, in red.",
        other.name,
    ):
        expect(main).to_contain_text(words)
    picture(page, "phone-post-whole-story")


def test_with_javascript_off(served: Served, phone_no_script: BrowserContext, browse: Browse) -> None:
    force, other = served.force(), served.force()
    served.wants_each_mail_at_once(force.constable, other.inspector)
    word = f"noscript{secrets.token_hex(3)}"
    title = f"Numbered hooks without script ({word})"
    plain = {"java_script_enabled": False}
    constable = signed_in(phone_no_script, force.constable)
    post = share_an_idea(constable, title)
    expect(constable.locator(".status-sentence")).to_contain_text("Sent. ")

    sergeant = signed_in(browse(DESK, **plain), force.sergeant)
    sergeant.goto("/queue")
    sergeant.get_by_role("link", name=title).click()
    sergeant.get_by_role("group", name="What do you decide?").get_by_role("radio").first.check()
    sergeant.get_by_label("In your words, to the author").fill(
        "Try it on one shift first, and count the minutes."
    )
    sergeant.get_by_role("button", name="Decide", exact=True).click()
    expect(sergeant.get_by_text(re.compile("^Approved: "))).to_be_visible()

    lead = signed_in(browse(DESK, **plain), force.lead)
    approved = approve_with_summary(lead, title, "Numbered hooks by the door save a shift seventeen minutes.")
    inspector = signed_in(browse(PHONE, **plain), other.inspector)
    found_after(inspector, word, title, approved)
    inspector.get_by_role("link", name=title).click()
    inspector.get_by_label("Ask the author").fill("Did you number the spare keys too?")
    inspector.get_by_role("button", name="Ask", exact=True).click()
    inspector.get_by_role("button", name="We used this").click()
    expect(inspector.get_by_role("button", name="We used this", pressed=True)).to_be_visible()
    picture(inspector, "phone-item-no-script")
    hears_and_answers(constable, served, force, title)
    reads_all_of_it(constable, post, other)
