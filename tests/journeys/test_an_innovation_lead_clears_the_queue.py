"""A lead narrows the queue, takes several posts at once, hands on, keeps outcomes and answers a question."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser import DESK, Browse, check_accessible
from tests.journeys.served import Served, wait_until
from tests.journeys.walking import picture, signed_in

pytestmark = pytest.mark.browser


def test_clears_the_queue(served: Served, browse: Browse) -> None:
    force, other = served.force(), served.force()
    ideas = [served.post(force.constable, factories.sent, title=f"Idea number {n}") for n in (1, 2, 3)]
    case = served.post(force.colleague, factories.sent, "impact-case")
    done = served.post(force.constable, factories.published, title="Boots by the back door")
    lead = signed_in(browse(DESK), force.lead)
    lead.goto("/triage")
    picture(lead, "desk-triage")
    check_accessible(lead)
    lead.get_by_label("Kind").select_option("idea")
    lead.get_by_role("button", name="Show these").click()
    expect(lead.get_by_role("link", name=case.title)).to_have_count(0)
    for post in ideas[:2]:
        lead.get_by_label(f"Choose {post.title}").check()
    lead.get_by_role("button", name="Take them myself").click()
    expect(lead.get_by_text("2 posts are with you now.")).to_be_visible()
    expect(lead.get_by_label("Kind")).to_have_value("idea")
    lead.get_by_label(f"Choose {ideas[2].title}").check()
    name = f"{force.inspector.name}"
    option = lead.locator("#to option").filter(has_text=name).first
    lead.get_by_label("Hand them on to").select_option(option.get_attribute("value"))
    lead.get_by_role("button", name="Hand them on").click()
    expect(lead.get_by_text(f"One post is with {name} now.")).to_be_visible()
    picture(lead, "desk-triage-handed-on")
    lead.get_by_label("With", exact=True).select_option(label=name)
    lead.get_by_role("button", name="Show these").click()
    expect(lead.locator(".queue-post a")).to_have_text([ideas[2].title])

    item = f"/library/{done.reference}"
    inspector = signed_in(browse(DESK), other.inspector)
    wait_until(lambda: inspector.request.get(item).ok, "the post in the library")
    inspector.goto(item)
    inspector.get_by_label("Ask the author").fill("Which door?")
    inspector.get_by_role("button", name="Ask", exact=True).click()
    wait_until(lambda: "Which door?" in lead.request.get(item).text(), "the question")
    lead.goto(item)
    lead.get_by_role("link", name="Answer this question").click()
    lead.get_by_label("Your answer").fill("The one by the cells.")
    lead.get_by_role("button", name="Answer").click()
    expect(lead.locator("#questions")).to_contain_text("The one by the cells.")
    lead.get_by_role("link", name="Say what became of it").click()
    lead.get_by_role("button", name="Keep it").click()
    expect(lead.locator(".govuk-error-summary")).to_contain_text("Choose where it has got to")
    lead.get_by_role("group", name="Where has it got to?").get_by_label("Done", exact=True).check()
    lead.get_by_role("group", name="What came of it?").get_by_label("Mixed", exact=True).check()
    lead.get_by_label("In a sentence or two").fill("Dry boots on nights, wet ones on days.")
    picture(lead, "desk-outcome-form")
    lead.get_by_role("button", name="Keep it").click()
    expect(lead.locator(".came-of-it")).to_contain_text("Mixed")
    picture(lead, "desk-item-with-outcome")

    constable = signed_in(browse(DESK), force.constable)
    wait_until(
        lambda: re.search("news of what became of", constable.request.get("/notices").text()),
        "the author's notice",
    )
