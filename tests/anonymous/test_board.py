"""The news board: the same page for everybody, which changes with the batches and says nothing else."""

import re
from datetime import UTC, datetime, timedelta

from portal.anonymous import actions, release, rules
from portal.anonymous.models import Item, desk
from portal.authorisation.rules import Verdict
from portal.foundation import clock
from tests import factories
from tests.anonymous.conftest import AtDesk
from tests.anonymous.test_release import filed, news, post_of

CODE = re.compile(r"\b[0-9A-Z]{4} [0-9A-Z]{4}\b")


def shown(at_desk: AtDesk) -> list[str]:
    page = at_desk.client().get("/anonymous/news")
    assert page.status_code == 200
    return CODE.findall(page.text)


def test_a_news_code_is_short_of_one_form_and_leads_to_no_receipt() -> None:
    receipts = [actions.new_receipt() for _ in range(300)]
    codes = {rules.news_code(receipt) for receipt in receipts}
    assert len(codes) == 300
    assert all(CODE.fullmatch(code) for code in codes)
    assert not any(code.replace(" ", "") in receipt for code in codes for receipt in receipts)
    assert rules.news_code(receipts[0]) == rules.news_code(receipts[0])


def test_a_code_stands_there_once_its_author_was_told_something_and_a_batch_went(at_desk: AtDesk) -> None:
    receipt, quiet = filed(at_desk), filed(at_desk, title="Of this nothing is told")
    release.empty_desk(())
    news()
    release.empty_desk(())
    assert shown(at_desk) == []  # that it was passed on is its author's own doing
    factories.decided(post_of(receipt), Verdict.RETURN, "Say where the room is, please.")
    news()
    assert shown(at_desk) == []  # told, but no batch since
    release.empty_desk(())
    assert shown(at_desk) == [rules.news_code(receipt)]
    assert rules.news_code(quiet) not in shown(at_desk)


def test_codes_stand_in_their_own_order_and_go_after_two_weeks(at_desk: AtDesk) -> None:
    for number in range(12):
        filed(at_desk, title=f"Post number {number}")
    today = clock.today()
    with actions.at_the_desk():
        for number, item in enumerate(desk.query(Item)):
            item.told = (today - timedelta(days=number + 5)).isoformat()
    release.put_up_board()
    codes = shown(at_desk)
    assert codes == sorted(codes)
    assert len(codes) == 10  # told 5 to 14 days ago


def test_by_the_clock_it_changes_at_set_hours_only(at_desk: AtDesk) -> None:
    def at(hour: int, minute: int) -> None:
        with clock.at(datetime(2026, 1, 15, hour, minute, tzinfo=UTC)):
            release.empty_desk(at_desk.settings.release)

    at(5, 0)
    receipt = filed(at_desk)
    with actions.at_the_desk():
        desk.query(Item).one().told = "2026-01-15"
    at(5, 40)
    assert shown(at_desk) == []
    at(6, 0)
    assert shown(at_desk) == [rules.news_code(receipt)]
    with actions.at_the_desk():
        desk.query(Item).one().told = ""
    at(7, 0)
    assert shown(at_desk) == [rules.news_code(receipt)]


def test_it_is_the_same_for_everybody_and_takes_nothing_in(at_desk: AtDesk) -> None:
    client = at_desk.client()
    first, second = client.get("/anonymous/news"), at_desk.client().get("/anonymous/news?code=7K2M")
    assert first.text == second.text
    assert "<form" not in first.text
    assert client.post("/anonymous/news").status_code == 404


def test_only_the_pages_of_a_receipt_lead_there(at_desk: AtDesk) -> None:
    client = at_desk.client()
    receipt = client.filed(at_desk.door)
    own = client.own(receipt)
    assert "/anonymous/news" in own.text
    assert rules.news_code(receipt) in own.text
    for address in ("/anonymous", "/anonymous/idea", "/anonymous/receipt", "/anonymous/leave"):
        assert "/anonymous/news" not in client.get(address).text
    checked = client.checked(at_desk.door)
    filed_page = client.kept(checked)
    assert "/anonymous/news" in filed_page.text
    assert CODE.search(filed_page.text)
