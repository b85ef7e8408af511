"""The whole way of an anonymous author: on a phone, without JavaScript, with the keyboard alone, axe on every page.

After the address of the desk nothing is clicked and no address is typed: Tab, Enter, Space, arrows and typing. The
same phone is signed in to the portal all the while, as a phone may well be. What others do meanwhile is done by the
actions behind their pages, which have journeys of their own.
"""

import json
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import select

from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.actions import Decision
from portal.authorisation.rules import Verdict
from portal.feedback import actions as feedback
from portal.feedback.queries import asked_before_publication
from portal.feedback.rules import OutcomeState, Result
from portal.foundation import database
from portal.foundation.database import transaction
from portal.people import actions as people
from portal.people.models import Person
from portal.people.rules.establishment import Band
from portal.submissions.models import Submission
from tests import factories
from tests.browser import PHONE, Browse, check_accessible
from tests.hostile.unnamed import picture as photograph
from tests.journeys.served import Served, wait_until
from tests.journeys.walking import beyond_the_edge, picture, tab_to

pytestmark = pytest.mark.browser

TYPED = "On Friday 13 November at 02:10 PC 4411 Harris heard of the change by rumour, in Mill Lane."
CHANGE = {
    "title": "",
    "summary": "Tell the night shift first.",
    "body": "The night shift hears of changes last.",
}
MOST_BYTES = 100 * 1024
MOST_TABS = 160


class Author:
    """A phone without scripts and with a keyboard, and another browser that shows the same pages to axe."""

    def __init__(self, page: Page, shown: Page) -> None:
        self.page, self.shown = page, shown
        self.looked_at: list[str] = []

    def look(self, name: str) -> None:
        """The page as it stands now: axe finds nothing in it, nothing beyond the edge, and it weighs little."""
        text = self.page.content()
        assert len(text.encode()) < MOST_BYTES, f"{name} has {len(text):,} characters"
        address = f"{self.page.url.rstrip('/')}?looked-at"
        self.shown.route(address, lambda route: route.fulfill(body=text, content_type="text/html"))
        self.shown.goto(address)
        check_accessible(self.shown)
        self.shown.unroute(address)
        assert not beyond_the_edge(self.shown), name
        picture(self.page, f"keys-{len(self.looked_at):02d}-{name}")
        self.looked_at.append(name)

    def reach(self, wanted: Locator) -> None:
        """Go there by Tab, and see where one is."""
        tab_to(self.page, wanted, presses=MOST_TABS)

    def type(self, label: str, words: str) -> None:
        """Type into a field."""
        self.reach(self.page.get_by_label(label))
        self.page.keyboard.type(words)

    def press(self, name: str | re.Pattern[str], role: Any = "button", look: str = "") -> None:
        """Press a button, or follow a link, and look at what comes."""
        self.reach(self.page.get_by_role(role, name=name, exact=isinstance(name, str)).first)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        if look:
            self.look(look)

    def unfold(self, words: str) -> None:
        """Open what is folded."""
        self.reach(self.page.locator("summary", has_text=words))
        self.page.keyboard.press("Enter")

    def choose(self, wanted: Locator) -> None:
        """Choose one of several, by Tab to the first of them, then by arrows or Space."""
        name = wanted.get_attribute("name")
        first = self.page.locator(f"input[name='{name}']")
        self.reach(first.locator("visible=true").first)
        self.page.keyboard.press("Space")
        for _ in range(first.count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        expect(wanted).to_be_checked()

    def come_back(self, code: str) -> None:
        """From the start of the desk to the post, with the code."""
        self.page.goto("/anonymous")
        self.press("I have a code", "link")
        self.type("Your code", code)
        self.press("Show my post")

    def reads(self, code: str, words: str, look: str) -> None:
        """Come back until the page says it."""

        def says() -> bool:
            self.come_back(code)
            return words in self.page.locator("main").inner_text()

        wait_until(says, f"“{words}” on the page behind the receipt")
        self.look(look)


class Others:
    """What others do with the post, by the actions behind their pages."""

    def __init__(self, served: Served, title: str) -> None:
        self.served, self.title = served, title

    def do(self, deed: Callable[[Submission], Any]) -> Any:
        """Do something with the post as it is now, once it is there."""
        with self.served.at_hand():
            found = select(Submission).where(Submission.title == self.title)

            def there() -> Submission | None:
                database.session.rollback()
                return database.session.scalars(found).one_or_none()

            return deed(wait_until(there, "the post in the portal"))

    def ask(self, post: Submission) -> None:
        """Whoever has it asks its author."""
        step = ways.open_step(post)
        assert step is not None
        with transaction():
            feedback.ask(post, "Which nights do you mean, roughly?", by=step.holder, deciding=True)  # type: ignore[arg-type]

    def propose(self, post: Submission) -> None:
        """Whoever has it would approve it in other words."""
        step = ways.open_step(post)
        assert step is not None
        decision = Decision(Verdict.APPROVE, "Shorter, and then yes.", seen=post.version)
        text = CHANGE | {"title": self.title, "details": dict(post.details)}
        with transaction():
            authorisation.propose_edit(step, decision, text, by=step.holder)  # type: ignore[arg-type]

    def approve_all(self, post: Submission) -> None:
        """Everybody who is asked says yes."""
        while ways.open_step(post) is not None:
            factories.decided(post, Verdict.APPROVE)

    def keep_outcome(self, post: Submission) -> None:
        """The lead says what became of it."""
        lead = database.session.scalars(
            select(Person).where(
                Person.name == "Lena Lead", Person.unit.has(organisation_id=post.organisation_id)
            )
        ).one()
        with transaction():
            feedback.keep_outcome(post, OutcomeState.DONE, Result.WORKED, "Two shifts do it now.", by=lead)


@pytest.fixture
def force(served: Served) -> Any:
    """A force large enough that an author may say something about themselves, with its desk open."""
    force = served.force()
    with served.at_hand(), transaction():
        made: SimpleNamespace = force.made
        figures = {
            made.team.reference: {Band.CONSTABLE: 40, Band.SUPERVISOR: 20},
            made.office.reference: {Band.STAFF: 60, Band.CONSTABLE: 12},
        }
        people.keep_figures(made.organisation, figures, by=made.administrator)
    served.opens_its_desk(force)
    return force


def test_from_the_door_code_to_the_claim(
    served: Served, force: Any, phone_no_script: BrowserContext, browse: Browse, tmp_path: Path
) -> None:
    title = f"A word with the night shift {secrets.token_hex(3)}"
    author = Author(phone_no_script.new_page(), browse(PHONE).new_page())
    others = Others(served, title)

    door = signs_in(author, force.constable)
    code, news = posts(author, title, door, tmp_path)
    proves(author, served, code, title, tmp_path)

    others.do(others.ask)
    author.reads(code, "Which nights do you mean, roughly?", "asked")
    author.type("Your answer", "Most of them.")
    author.press("Answer", look="answered")
    expect(author.page.get_by_text("Your answer is safe.")).to_be_visible()
    wait_until(lambda: others.do(has_an_answer), "the answer")

    others.do(others.propose)
    author.reads(code, "What would change", "edit-proposed")
    author.press("Accept it", look="edit-accepted")
    expect(author.page.get_by_text("You accept it.")).to_be_visible()
    wait_until(lambda: others.do(lambda post: post.body == CHANGE["body"]), "the accepted text")
    others.do(others.approve_all)

    author.page.goto("/anonymous")
    board_says(author, code, news)
    others.do(others.keep_outcome)
    author.reads(code, "Two shifts do it now.", "outcome")
    claims(author, title)
    assert len(author.looked_at) == len(set(author.looked_at)) >= 18, author.looked_at


def has_an_answer(post: Submission) -> bool:
    """Whether the author's answer has come out of the desk."""
    return any(question.answers for question in asked_before_publication(post))


def signs_in(author: Author, person: Any) -> str:
    """Sign in on the phone, and read today's door code at the foot of the page."""
    author.page.goto("/sign-in")
    author.type("E-mail address", person.email)
    author.type("Password", factories.PASSWORD)
    author.press("Sign in")
    found = re.search(r"door code: ([\w ]+)", author.page.locator(".foot-door").inner_text())
    assert found is not None
    return found[1]


def posts(author: Author, title: str, door: str, folder: Path) -> tuple[str, str]:
    """Write, take the checker's difference, say a little about oneself, add a picture, post. The codes."""
    page = author.page
    page.goto("/anonymous")
    author.look("start")
    author.press(re.compile("^An idea"), "link", look="write")
    author.press("Check it", look="write-again")
    author.type("Give it a title", title)
    author.type("What is the problem, or the idea?", TYPED)
    author.type("What would be better?", "Somebody tells them first.")
    author.type("Today's door code", door)
    author.press("Check it", look="check")

    for place in range(page.locator("input[type=radio][value=accept]").count()):
        author.choose(page.locator("input[type=radio][value=accept]").nth(place))
    author.unfold("Say something about yourself")
    author.reach(page.get_by_label("Your rank or staff group"))
    page.keyboard.type("Con")
    author.press("Show how many people that is", look="meter")
    expect(page.locator(".meter")).to_contain_text("describes about")
    read = page.locator("#as-read .preview").inner_text()
    assert "Harris" not in read
    assert "In November" in read
    for name in ("personal_data", "operational", "third_party"):
        author.choose(page.locator(f"input[name=look-{name}][value=no]"))
    file = folder / "Constable notes.png"
    file.write_bytes(photograph("Amina Constable"))
    author.reach(page.locator("input[type=file]"))
    with page.expect_file_chooser() as opened:
        page.keyboard.press("Enter")
    opened.value.set_files(file)
    author.press("Post it without my name", look="receipt")
    code = " ".join(page.locator(".receipt-code").inner_text().split())
    news = " ".join(page.locator(".news-code").first.inner_text().split())
    author.press("I have my code. Look at my files", look="files")
    expect(page.locator("main")).to_contain_text("attachment-1.png")
    author.press("Back to my post", look="own")
    assert code.replace(" ", "") not in page.url
    author.press("Leave now", "link", look="left")
    return code, news


def proves(author: Author, served: Served, code: str, title: str, folder: Path) -> None:
    """Download a proof for one person, who checks it without the portal."""
    author.reads(code, "It is being read.", "being-read")
    author.unfold("Prove to one person that you wrote it")
    author.press(re.compile("What it shows"), "link", look="about-proofs")
    key = re.search(r"--key ([0-9a-f]+)", author.page.locator(".long-code").inner_text())
    assert key is not None
    author.come_back(code)
    author.unfold("Prove to one person that you wrote it")
    author.look("proof-unfolded")
    author.type("Who is it for?", "the promotion board")
    author.reach(author.page.get_by_role("button", name="Download the proof"))
    with author.page.expect_download() as download:
        author.page.keyboard.press("Enter")
    proof = folder / "proof.json"
    download.value.save_as(proof)
    assert code.replace(" ", "") not in proof.read_text("utf-8").upper()
    assert json.loads(proof.read_text("utf-8"))
    said = served.command("verify-proof", str(proof), "--key", key[1])
    assert title in said
    assert "the promotion board" in said


def board_says(author: Author, code: str, news: str) -> None:
    """The news code stands on the board, and the post says that it is in the library."""
    author.reads(code, "It is in the library.", "published")

    def stands() -> bool:
        author.come_back(code)
        author.press("the news board", "link")
        return news in " ".join(author.page.locator("main").inner_text().split())

    wait_until(stands, "the news code on the board")
    author.look("news")


def claims(author: Author, title: str) -> None:
    """Read the claim code at the desk, leave it, and claim the post where one is signed in."""
    page = author.page
    author.unfold("Put your name to it")
    author.look("claim-code")
    claim = " ".join(page.locator("details[open] .receipt-code").inner_text().split())
    author.press("Leave now", "link")
    author.press("Go to the start page", "link")
    author.unfold("Menu")
    author.press(re.compile("^Amina"), "link")
    author.press("Claim a post", "link", look="claim")
    author.type("code", claim)
    author.press("Show me what follows", look="claim-look")
    expect(page.locator("main")).to_contain_text("This cannot be undone.")
    expect(page.locator("main")).to_contain_text(title)
    author.press("Yes, put my name to it", look="claimed")
    expect(page.locator("main")).to_contain_text(title)
