"""An administrator builds a route of three stages from an empty page; a post travels it while its deciders are away.

First over Christmas, with the leave of whoever decides first; then an illness; then people who say nothing.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from portal.people.rules import Role
from tests import factories
from tests.browser import DESK, PHONE, Browse
from tests.journeys.clocked import Clocked
from tests.journeys.served import Somebody
from tests.journeys.walking import answer_share_check, choose, picture, signed_in

pytestmark = pytest.mark.browser

TITLE = "Numbered hooks for van keys"
ROUTE = "Ideas, looked at together"


def on(day: str, hour: int = 9) -> datetime:
    """A quarter to some hour of that winter."""
    return datetime.fromisoformat(day).replace(hour=hour - 1, minute=45, tzinfo=UTC)


@pytest.fixture
def clocked(tmp_path: Path, empty_database: str) -> Iterator[Clocked]:
    """A portal of its own, before Christmas 2026: the 25th is a Friday, and Monday 28 stands for the 26th."""
    with Clocked(tmp_path, empty_database, on("2026-12-21", 8)).running() as portal:
        yield portal


@pytest.fixture
def base_url(clocked: Clocked) -> str:
    """Addresses are of this portal."""
    return clocked.url


@pytest.fixture
def force(clocked: Clocked) -> Any:
    """The force of every story, and whom this one needs beside: each of them by what they do in it."""
    made = clocked.force("Alder Police")
    with clocked.at_hand():
        office = made.made.office
        beside = {
            "second": factories.person(office, Role.ORGANISATION_ADMINISTRATOR, name="Una Undersecretary"),
            "head": factories.person(office, heads=office, name="Helen Head"),
            "expert": factories.person(office, name="Nora Nightshift"),
            "stand_in": factories.person(office, name="Olga Officer"),
            "pool": factories.person(office, name="Paul Pool"),
        }
        for role, person in beside.items():
            setattr(made, role, Somebody(person.name, person.email, person.reference))
    return made


def test_a_route_holds(clocked: Clocked, force: Any, browse: Browse) -> None:
    administrator = signed_in(browse(DESK), force.administrator)
    gives_the_pool(administrator, force.pool)
    builds(administrator)
    rehearses_and_mends(administrator, force)
    publishes(administrator, signed_in(browse(DESK), force.second))

    clocked.catches_up()
    author = signed_in(browse(PHONE), force.constable)
    sends(author)
    by_holiday(clocked, force, author, browse)
    by_illness(clocked, force, author, browse)
    author = past_silence(clocked, force, browse)
    author.reload()
    expect(author.locator(".status-sentence")).to_have_text("In the library since Wednesday 6 January.")
    all_is_told(clocked, force, author)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile(name)).first.click()


def gives_the_pool(page: Page, person: Somebody) -> None:
    """Whoever takes what nobody else can."""
    page.goto(f"/admin/people/{person.reference}")
    page.get_by_text("Give a role").click()
    page.get_by_label("Role", exact=True).select_option("cover-pool")
    press(page, "Give this role")
    expect(page.locator("main")).to_contain_text("Cover pool.")


def stage(page: Page, number: int, name: str, days: int) -> None:
    page.locator(f"#stages-{number - 1}-name").fill(name)
    page.locator(f"#stages-{number - 1}-limit_days").fill(str(days))


def asked(page: Page, number: int, seat: int, decider: str, role: str = "", person: str = "") -> None:
    at = f"#stages-{number - 1}-asks-{seat - 1}"
    page.locator(f"{at}-decider").select_option(decider)
    if role:
        page.locator(f"{at}-role").select_option(role)
    if person:
        page.locator(f"{at}-person").fill(person)


def builds(page: Page) -> None:
    page.goto("/admin/routes")
    press(page, "Change the routes")
    page.get_by_label("A change of the routes needs two administrators").check()
    press(page, "Keep these")
    press(page, "Begin with an empty page")
    expect(page.get_by_text("There is no route.")).to_be_visible()
    picture(page, "route-1-draft-empty")
    press(page, "Add an empty route")
    picture(page, "route-2-route-empty")
    page.get_by_label("Name of the route").fill(ROUTE)
    page.get_by_role("checkbox", name="Ideas").check()
    press(page, "Add a stage")
    stage(page, 1, "Sergeant", 5)
    asked(page, 1, 1, "unit_head")
    press(page, "Add a stage")
    stage(page, 2, "Data check", 3)
    asked(page, 2, 1, "role", role="data-sharing-officer")
    press(page, "Add a stage")
    stage(page, 3, "Panel", 3)
    asked(page, 3, 1, "role", role="innovation-lead")
    press(page, "Ask somebody else too.*stage 3")
    asked(page, 3, 2, "head_above")
    press(page, "Ask somebody else too.*stage 3")
    asked(page, 3, 3, "role", role="professional-standards")
    panel = page.get_by_role("group", name="Stage 3", exact=True)
    panel.get_by_label("How many must approve").select_option(label="2 of 3")
    panel.get_by_label("One who declines ends it").uncheck()
    page.get_by_label("Nobody decides at two stages of it").check()
    picture(page, "route-3-route-built")
    press(page, "Keep this route")
    drawn = page.get_by_role("list", name=f"The stages of {ROUTE}")
    expect(drawn).to_contain_text("2 of 3 must approve")
    picture(page, "route-4-draft-one")


def rehearses_and_mends(page: Page, force: Any) -> None:
    """Two things are wrong: other kinds have no route, and a seat of the panel is one that nobody holds."""
    page.get_by_role("link", name=re.compile("^Rehearse")).click()
    expect(page.locator(".rehearsal-lost")).to_contain_text("Some impact cases would have no route.")
    expect(page.get_by_role("button", name=re.compile("keep this rehearsal"))).to_have_count(0)
    worth = page.locator(".rehearsal-part").filter(has=page.get_by_role("heading", name="Worth a look"))
    expect(worth).to_contain_text("Nobody could decide as professional standards, so it falls to Paul Pool.")
    picture(page, "route-5-rehearsed-dead")
    page.get_by_role("link", name="Change the routes").click()
    press(page, "Add it.*Secondment learning")
    press(page, "Add it.*Impact case with data check")
    page.get_by_role("link", name=f"Change {ROUTE}").click()
    asked(page, 3, 3, "person", person=force.expert.name)
    press(page, "Keep this route")
    page.get_by_role("link", name=re.compile("^Rehearse")).first.click()
    expect(page.locator(".rehearsal-lost")).to_have_count(0)
    picture(page, "route-6-rehearsed")
    press(page, "keep this rehearsal")


def publishes(page: Page, other: Page) -> None:
    page.get_by_role("link", name="Publish them").first.click()
    page.get_by_label("Why is it changed?").fill("An idea is judged by three, not by one.")
    picture(page, "route-7-publish")
    page.get_by_role("button", name="Propose it", exact=True).click()
    expect(page.locator("main")).to_contain_text("Another administrator has to publish it too.")
    other.goto("/admin/routes")
    expect(other.locator("main")).to_contain_text("An idea is judged by three, not by one.")
    picture(other, "route-8-proposed")
    other.get_by_role("link", name="Look at what would change").click()
    picture(other, "route-9-second")
    other.get_by_role("button", name="Publish", exact=True).click()
    expect(other.get_by_text("The routes are in force.")).to_be_visible()
    other.get_by_role("link", name="Earlier versions").click()
    expect(other.locator(".version").first).to_contain_text("proposed by Ada Administrator")
    picture(other, "route-10-history")


def sends(page: Page) -> None:
    page.goto("/share/idea")
    page.get_by_label("Give it a title").fill(TITLE)
    page.get_by_label("What is the problem, or the idea?").fill("Van keys are signed out in a book, far off.")
    page.get_by_label("What would be better?").fill("A board of numbered hooks by the door.")
    page.get_by_role("button", name="Read it through").click()
    answer_share_check(page)
    choose(page, "How far may it be shared?", "All of policing and its partners here")
    page.get_by_role("button", name="Send it").click()
    # Five working days: the 25th and the 28th are bank holidays.
    expect(page.locator(".status")).to_contain_text("You will hear by Wednesday 30 December")
    expect(page.locator(".status-sentence")).to_contain_text("Sam Sergeant")


def approves(page: Page, words: str) -> None:
    page.goto("/queue")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("group", name="What do you decide?").get_by_label("Approve", exact=True).check()
    page.get_by_label("In your words, to the author").fill(words)
    summary = page.get_by_label("Plain summary for the library")
    if summary.count():
        summary.fill("Numbered hooks by the door save twenty minutes a shift.")
    picture(page, f"post-decide-{words[:4].strip().lower()}")
    page.get_by_role("button", name="Decide", exact=True).click()
    expect(page.get_by_text(re.compile("^Approved"))).to_be_visible()


def is_away(page: Page, first: str, last: str, deputy: Somebody) -> None:
    page.get_by_label("First day away").fill(first)
    page.get_by_label("Last day away").fill(last)
    chosen = page.get_by_label("Who decides meanwhile")
    chosen.select_option(chosen.locator("option").filter(has_text=deputy.name).get_attribute("value"))
    page.get_by_role("button", name="Note these days").click()
    expect(page.get_by_text(f"{deputy.name} decides meanwhile.").first).to_be_visible()


def by_holiday(clocked: Clocked, force: Any, author: Page, browse: Browse) -> None:
    """Leave is noted in advance; on its first day the deputy has the post, long before it is late."""
    sergeant = signed_in(browse(DESK), force.sergeant)
    sergeant.goto("/account/away")
    is_away(sergeant, "2026-12-23", "2027-01-03", force.colleague)
    picture(sergeant, "post-1-leave")
    clocked.goes_to(on("2026-12-22"))
    author.reload()
    expect(author.locator(".status-sentence")).to_contain_text("Sam Sergeant")
    clocked.goes_to(on("2026-12-23"))
    author.reload()
    expect(author.locator(".status-sentence")).to_contain_text("Colin Colleague")
    expect(author.locator(".status")).to_contain_text("Wednesday 30 December")
    expect(author.locator(".timeline")).to_contain_text("Sam Sergeant is away until Monday 4 January.")
    picture(author, "post-2-covered")
    approves(signed_in(browse(DESK), force.colleague), "We lose those minutes on nights too.")


def by_illness(clocked: Clocked, force: Any, author: Page, browse: Browse) -> None:
    """A head notes it for whoever is ill, on a phone without JavaScript; what they hold moves at once."""
    clocked.goes_to(on("2026-12-29"))
    author.reload()
    expect(author.locator(".status-sentence")).to_contain_text("Dev Dataofficer")
    head = signed_in(browse(PHONE, java_script_enabled=False), force.head)
    head.goto("/account")
    picture(head, "post-3-account")
    head.get_by_role("link", name="Note it for them").click()
    head.get_by_role("link", name="Dev Dataofficer").click()
    is_away(head, "2026-12-29", "2027-01-08", force.stand_in)
    picture(head, "post-4-ill")
    clocked.catches_up()
    author.reload()
    expect(author.locator(".status-sentence")).to_contain_text("Olga Officer")
    approves(signed_in(browse(PHONE, java_script_enabled=False), force.stand_in), "No names in it.")
    clocked.catches_up()


def past_silence(clocked: Clocked, force: Any, browse: Browse) -> Page:
    """One of three approves. The others are reminded before, on and after the day; then it goes on to the next."""
    clocked.goes_to(on("2026-12-30"))
    approves(signed_in(browse(DESK), force.lead), "Good. The others have a word too.")
    silent = (force.inspector, force.expert)
    for day, said in (
        ("2026-12-31", "is due on Monday 4 January"),
        ("2027-01-04", "is due today"),
        ("2027-01-05", "was due on Monday 4 January"),
        ("2027-01-06", "was not decided in time and went on to somebody else"),
    ):
        clocked.goes_to(on(day))
        for person in silent:
            newest = clocked.mail_to(person)[0]
            assert newest.written_at.date().isoformat() == day
            assert said in newest.subject
    for person in (force.pool, force.head):
        assert "passed to you, because it was not decided in time" in clocked.mail_to(person)[0].subject
    author = signed_in(browse(PHONE), force.constable)
    author.goto("/submissions")
    author.get_by_role("link", name=TITLE).click()
    expect(author.locator(".timeline")).to_contain_text(
        "Iris Inspector did not answer in time, so we have passed it to Paul Pool, who has until Monday 11 January."
    )
    picture(author, "post-5-escalated")
    approves(signed_in(browse(DESK), force.pool), "Try it on one shift first.")
    clocked.catches_up()
    return author


TOLD = (
    "You sent it. It went to Sam Sergeant.",
    "Sam Sergeant is away until Monday 4 January. We have passed it to their deputy, Colin Colleague.",
    "Colin Colleague approved it. It went to Dev Dataofficer.",
    "We lose those minutes on nights too.",
    "Dev Dataofficer is away until Monday 11 January. We have passed it to their deputy, Olga Officer.",
    "Olga Officer approved it. It went to Lena Lead.",
    "Lena Lead approved it. Others decide with them.",
    "Iris Inspector did not answer in time, so we have passed it to Paul Pool",
    "Nora Nightshift did not answer in time, so we have passed it to Helen Head",
    "Helen Head need not answer any more: the others who were asked have decided.",
    "Paul Pool approved it.",
    "Try it on one shift first.",
    "It is in the library.",
)


def all_is_told(clocked: Clocked, force: Any, author: Page) -> None:
    panel = author.locator(".route-step").filter(has_text="Panel")
    expect(panel.get_by_role("listitem")).to_have_text(
        [
            re.compile("Lena Lead approved"),
            re.compile("Paul Pool approved"),
            re.compile("Helen Head need not"),
        ]
    )
    for words in TOLD:
        expect(author.locator(".timeline")).to_contain_text(words)
    expect(author.locator("main")).not_to_contain_text("Once you send it")
    picture(author, "post-6-published")
    mail = [f"{one.subject} {one.text}" for one in clocked.mail_to(force.constable)]
    for words in (
        "Colin Colleague (sergeant) approved",
        "It goes on to Lena Lead (panel), who has until Monday 4 January, and to 2 others",
        "is away. You can read who decides now",
        "was not decided in time and went on to somebody else",
        "Paul Pool (panel) approved",
    ):
        assert any(words in subject for subject in mail), f"{words} in {mail}"
