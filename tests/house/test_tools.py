"""The tools that other tests lean on work on this machine."""

import pytest
from playwright.sync_api import BrowserContext, expect
from sqlalchemy import create_engine, text

from tests.browser import DESK, Browse, check_accessible

PAGE = "data:text/html,<!doctype html><html lang=en><meta name=viewport content=width=device-width>\
<title>A page</title><main><h1>A page</h1>{}</main></html>"


def test_a_real_postgresql_answers(postgresql_url: str) -> None:
    engine = create_engine(postgresql_url)
    with engine.connect() as connection:
        version = connection.execute(text("show server_version_num")).scalar_one()
        safe = connection.execute(text("show fsync")).scalar_one()
    engine.dispose()
    assert int(version) >= 180000
    assert safe == "off"


@pytest.mark.browser
def test_a_phone_is_narrow_and_is_touched(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto(PAGE.format("<p>Words</p>"))
    assert page.evaluate("[innerWidth, navigator.maxTouchPoints > 0]") == [390, True]


@pytest.mark.browser
def test_a_page_that_all_can_use_passes(desk: BrowserContext) -> None:
    page = desk.new_page()
    page.goto(PAGE.format("<label>Name <input></label>"))
    check_accessible(page)


@pytest.mark.browser
def test_a_page_that_not_all_can_use_fails_with_the_place(desk: BrowserContext) -> None:
    page = desk.new_page()
    page.goto(PAGE.format("<input id=nameless>"))
    with pytest.raises(AssertionError, match="nameless"):
        check_accessible(page)


@pytest.mark.browser
def test_without_script_nothing_runs(desk_no_script: BrowserContext, phone_no_script: BrowserContext) -> None:
    for context in (desk_no_script, phone_no_script):
        page = context.new_page()
        page.goto(PAGE.format("<script>document.title = 'Changed'</script><p>The end</p>"))
        expect(page.get_by_text("The end")).to_be_visible()
        expect(page).to_have_title("A page")


@pytest.mark.browser
def test_each_person_of_a_story_has_a_browser_of_their_own(browse: Browse) -> None:
    first, second = browse(DESK), browse(DESK)
    first.add_cookies([{"name": "who", "value": "constable", "url": "http://portal.example"}])
    assert first.cookies() != []
    assert second.cookies() == []
