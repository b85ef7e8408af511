"""A sergeant leaves while holding a post; two people decide at one moment. No post is ever without a holder."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser import DESK, Browse
from tests.journeys.served import Served, wait_until
from tests.journeys.walking import picture, signed_in

pytestmark = pytest.mark.browser


def test_when_a_sergeant_leaves_somebody_else_holds_the_post(served: Served, browse: Browse) -> None:
    force = served.force()
    post = served.post(force.constable, factories.sent)
    sergeant = signed_in(browse(DESK), force.sergeant)
    sergeant.goto("/queue")
    expect(sergeant.get_by_role("link", name=post.title)).to_be_visible()

    administrator = signed_in(browse(DESK), force.administrator)
    administrator.goto(f"/admin/people/{force.sergeant.reference}/end")
    expect(administrator.locator("main")).to_contain_text("handed on to whoever stands in for them")
    administrator.get_by_role("button", name="End the account").click()
    expect(administrator.locator("main")).to_contain_text("They left on")
    picture(administrator, "desk-sergeant-left")

    sergeant.goto("/queue")
    expect(sergeant.get_by_role("heading", level=1)).to_have_text("Sign in")

    constable = signed_in(browse(DESK), force.constable)
    address = f"/submissions/{post.reference}"
    wait_until(lambda: force.inspector.name in constable.request.get(address).text(), "another holder")
    constable.goto(address)
    expect(constable.locator(".status-sentence")).to_contain_text(force.inspector.name)
    picture(constable, "desk-other-holder")
    inspector = signed_in(browse(DESK), force.inspector)
    inspector.goto("/queue")
    inspector.get_by_role("link", name=post.title).click()
    expect(inspector.get_by_role("button", name="Decide", exact=True)).to_be_visible()


def test_of_two_decisions_at_one_moment_the_second_is_told_whose_was_first(
    served: Served, browse: Browse
) -> None:
    force = served.force()
    post = served.post(force.constable, factories.sent)
    here, there = (signed_in(browse(DESK), force.sergeant) for _ in range(2))
    for page, words in ((here, "Good: try it."), (there, "Not yet, I think.")):
        page.goto(post.step)
        page.get_by_role("group", name="What do you decide?").get_by_role("radio").first.check()
        page.get_by_label("In your words, to the author").fill(words)
    here.get_by_role("button", name="Decide", exact=True).click()
    expect(here.get_by_text(re.compile("^Approved: "))).to_be_visible()
    there.get_by_role("button", name="Decide", exact=True).click()
    expect(there.locator("main")).to_contain_text("lready")
    expect(there.locator("main")).to_contain_text(force.sergeant.name)
    expect(there.get_by_label("In your words, to the author")).to_have_value("Not yet, I think.")
    picture(there, "desk-second-decision")
