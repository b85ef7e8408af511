"""An administrator builds a route from an empty page without JavaScript, rehearses and publishes it; posts take it.

Posts on their way keep theirs.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser import DESK, Browse
from tests.journeys.served import Served
from tests.journeys.walking import picture, signed_in

pytestmark = pytest.mark.browser


def stage(page: Page, number: int, name: str, days: int) -> None:
    """Fill in what every stage is asked."""
    at = f"#stages-{number - 1}"
    page.locator(f"{at}-name").fill(name)
    page.locator(f"{at}-limit_days").fill(str(days))


def asked(page: Page, number: int, seat: int, decider: str, **chosen: str) -> None:
    """Say whom a stage asks."""
    at = f"#stages-{number - 1}-asks-{seat - 1}"
    page.locator(f"{at}-decider").select_option(decider)
    if "role" in chosen:
        page.locator(f"{at}-role").select_option(chosen["role"])
    if "person" in chosen:
        page.locator(f"{at}-person").fill(chosen["person"])


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile(name)).first.click()


def test_builds_a_route_from_an_empty_page_and_publishes_it(served: Served, browse: Browse) -> None:
    force = served.force()
    in_flight = served.post(force.constable, factories.sent, title="Sent before the change")
    page = signed_in(browse(DESK, java_script_enabled=False), force.administrator)
    page.get_by_role("link", name="Administration").first.click()
    page.goto("/admin/routes")
    picture(page, "desk-routes")
    page.get_by_role("button", name="Change the routes").click()
    press(page, "Add an empty route")

    page.get_by_label("Name of the route").fill("Ideas for all of policing")
    page.get_by_role("checkbox", name="Ideas").check()
    page.get_by_label("To be shared at least with").select_option("policing")
    press(page, "Add a stage")
    stage(page, 1, "Head of unit", 3)
    asked(page, 1, 1, "unit_head")
    press(page, "Add a stage")
    stage(page, 2, "Panel", 5)
    asked(page, 2, 1, "role", role="innovation-lead")
    press(page, "Ask somebody else too.*stage 2")
    asked(page, 2, 2, "person", person=force.inspector.email)
    press(page, "Ask somebody else too.*stage 2")
    asked(page, 2, 3, "person", person=force.colleague.name)
    page.get_by_role("group", name="Stage 2", exact=True).get_by_label("How many must approve").select_option(
        "2"
    )
    press(page, "Add a stage")
    stage(page, 3, "Data check", 4)
    asked(page, 3, 1, "role", role="data-sharing-officer")
    page.get_by_role("group", name="Stage 3", exact=True).get_by_label("at the same time").check()
    expect(page.get_by_text("Not kept yet.")).to_be_visible()
    press(page, "Draw it as it is now")
    beside = page.get_by_role("list", name="The stages of this route").get_by_role("listitem").nth(2)
    expect(beside).to_contain_text("At the same time")
    expect(beside).to_contain_text("2 of 3 must approve")
    expect(beside).to_contain_text("Data check")
    picture(page, "desk-route-changed")
    press(page, "Keep this route")

    expect(page.get_by_text("No post comes to “Ideas for all of policing”")).to_be_visible()
    page.get_by_role("link", name="The next routes").click()
    for _place in range(3):
        press(page, "Move up.*Ideas for all of policing")
    expect(page.get_by_role("heading", level=2).nth(1)).to_have_text("Ideas for all of policing")
    picture(page, "desk-routes-draft")
    page.get_by_role("link", name="Rehearse them").click()
    picture(page, "desk-routes-rehearsed")
    press(page, "keep this rehearsal")
    page.get_by_role("link", name="Publish them").first.click()
    page.get_by_label("Why is it changed?").fill(
        "What all of policing reads is looked at by more than one of us."
    )
    picture(page, "desk-routes-published")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("The routes are in force.")).to_be_visible()

    constable = signed_in(browse(DESK), force.constable)
    constable.goto(f"/submissions/{in_flight.reference}")
    expect(constable.locator(".route-label")).to_have_text(["Sent", "Head of unit", "Innovation lead"])
    new = served.post(force.constable, factories.sent, title="Sent after the change")
    constable.goto(f"/submissions/{new.reference}")
    for name in ("Sent", "Head of unit", "Panel", "Data check"):
        expect(constable.locator(".route-label").filter(has_text=name).first).to_be_visible()
    near = served.post(force.constable, factories.sent, title="For the force alone", sharing="force")
    constable.goto(f"/submissions/{near.reference}")
    expect(constable.locator(".route-label")).to_have_text(["Sent", "Head of unit", "Innovation lead"])
