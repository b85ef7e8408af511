"""An administrator changes a route without JavaScript; posts on their way keep theirs, new posts take the new one."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser import DESK, Browse
from tests.journeys.served import Served
from tests.journeys.walking import picture, signed_in

pytestmark = pytest.mark.browser


def test_adds_a_stage_moves_it_and_saves(served: Served, browse: Browse) -> None:
    force = served.force()
    in_flight = served.post(force.constable, factories.sent, title="Sent before the change")
    page = signed_in(browse(DESK, java_script_enabled=False), force.administrator)
    page.get_by_role("link", name="Administration").first.click()
    picture(page, "desk-administration")
    page.goto("/admin/routes")
    picture(page, "desk-routes")
    page.get_by_role("link", name="Change the route of ideas").click()
    page.get_by_role("button", name="Add a stage").click()
    added = page.get_by_role("group", name="Stage 3", exact=True)
    added.get_by_label("Name of the stage").fill("Data sharing")
    added.get_by_label("Who decides").select_option(
        label=page.locator("#stages-2-decider option[value=role]").inner_text()
    )
    added.get_by_label("Which role").select_option("data-sharing-officer")
    added.get_by_label("What they are asked").fill("May this be shared?")
    added.get_by_label("Working days they have").fill("2")
    page.get_by_role("button", name=re.compile(r"Earlier\s*: stage 3")).click()
    expect(
        page.get_by_role("group", name="Stage 2", exact=True).get_by_label("Name of the stage")
    ).to_have_value("Data sharing")
    expect(page.get_by_text("Not saved yet.")).to_be_visible()
    expect(page.locator(".rehearsal")).to_contain_text(force.data_officer.name)
    picture(page, "desk-route-changed")
    page.get_by_role("button", name="Save the route").click()
    expect(page.get_by_text("Saved. Ideas sent from now on take this route.")).to_be_visible()

    constable = signed_in(browse(DESK), force.constable)
    constable.goto(f"/submissions/{in_flight.reference}")
    expect(constable.locator(".route-label")).to_have_text(["Sent", "Head of unit", "Innovation lead"])
    new = served.post(force.constable, factories.sent, title="Sent after the change")
    constable.goto(f"/submissions/{new.reference}")
    expect(constable.locator(".route-label")).to_have_text(
        ["Sent", "Head of unit", "Data sharing", "Innovation lead"]
    )
    constable.goto("/share/idea")
    expect(constable.get_by_text(re.compile(f"Then {force.data_officer.name}"))).to_be_visible()
