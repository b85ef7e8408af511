"""The desk as an author meets it: without a script, a session or a name."""

import logging
import re
from typing import Any

import pytest
from lxml import html
from sqlalchemy import select

from portal.anonymous import actions, application, queries, release, rules
from portal.anonymous.application import Bucket
from portal.anonymous.models import Item, desk
from portal.authorisation.rules import Verdict
from portal.feedback import actions as feedback
from portal.foundation.database import session, transaction
from portal.submissions.models import Topic
from tests import factories
from tests.anonymous.conftest import LOOK, WORDS, AtDesk
from tests.anonymous.test_release import news, post_of
from tests.client import hidden_fields


def stored() -> list[Item]:
    """All that the desk holds."""
    desk.rollback()
    return list(desk.scalars(select(Item)))


def test_the_desk_says_what_it_keeps_and_cannot_hide(at_desk: AtDesk):
    shown = at_desk.client().get("/anonymous")
    for words in ("What we keep", "What we do not keep", "What we cannot hide", "/anonymous/impact-case"):
        assert words in shown.text
    assert "/anonymous/learning" not in shown.text
    assert at_desk.client().get("/anonymous/learning").status_code == 404


@pytest.mark.parametrize(
    "address", ["/anonymous", "/anonymous/", "/anonymous/idea", "/anonymous/impact-case"]
)
def test_its_pages_open(at_desk: AtDesk, address: str):
    assert at_desk.client().get(address).status_code == 200


def test_leaving_clears_what_the_browser_kept(at_desk: AtDesk):
    shown = at_desk.client().get("/anonymous/leave")
    assert shown.headers["Clear-Site-Data"] == '"cache"'


def test_a_post_is_checked_then_filed_and_its_receipt_is_in_the_body_alone(at_desk: AtDesk):
    client = at_desk.client()
    checked = client.checked(at_desk.door)
    assert "Look at it once more" in checked.text
    assert stored() == []
    filed = client.kept(checked)
    code = hidden_fields(filed, "/anonymous/receipt")["code"]
    spoken = " ".join(f"<span>{group}</span>" for group in rules.spoken_receipt(code))
    assert spoken in filed.text
    assert "Nobody, including us, can find it for you." in filed.text
    assert (
        code not in filed.request.url + str(filed.headers) + re.findall("<title>(.*)</title>", filed.text)[0]
    )
    assert [item.text["title"] for item in stored()] == [WORDS["title"]]


def test_a_double_click_is_one_post_with_one_receipt(at_desk: AtDesk):
    client = at_desk.client()
    checked = client.checked(at_desk.door)
    first, second = client.kept(checked), client.kept(checked)
    assert first.text == second.text
    assert len(stored()) == 1


def test_a_receipt_that_was_not_made_here_files_nothing(at_desk: AtDesk):
    client = at_desk.client()
    shown = client.kept(client.checked(at_desk.door), receipt=actions.new_receipt())
    assert shown.status_code == 422
    assert "open for a long time" in shown.text
    assert stored() == []
    assert "Keep this code" in client.kept(shown).text


@pytest.mark.parametrize("door", ["", "AAAAAA", "7" * 400, "\u202e", "café"])
def test_the_door_opens_to_its_code_only(at_desk: AtDesk, door: str):
    shown = at_desk.client().checked(door)
    assert shown.status_code == 422
    assert "foot of a page" in shown.text or "Shorten this" in shown.text
    assert WORDS["body"] in shown.text


def test_what_is_missing_is_named_and_what_was_typed_is_kept(at_desk: AtDesk):
    shown = at_desk.client().checked(at_desk.door, better="", title="")
    assert shown.status_code == 422
    assert "Give it a title, so that others can find it." in shown.text
    assert WORDS["body"] in shown.text


def test_marked_details_go_or_stay_and_each_must_be_answered(at_desk: AtDesk):
    client = at_desk.client()
    body = "PC Smith rang 07700 900123 about the room."
    checked = client.checked(at_desk.door, body=body)
    assert checked.text.count('class="finding"') == 2
    unanswered = client.kept(checked)
    assert unanswered.status_code == 422
    assert "goes or stays" in unanswered.text
    client.kept(unanswered, **{"finding-0": "keep", "finding-1": "accept"})
    assert stored()[0].text["body"] == "PC Smith rang [phone number] about the room."


def test_before_it_is_posted_one_can_read_it_with_what_was_changed(at_desk: AtDesk):
    client = at_desk.client()
    checked = client.checked(at_desk.door, body="PC Smith rang 07700 900123 about the room.")
    assert "Nothing is changed in it yet." in checked.text
    hidden = hidden_fields(checked, "/anonymous/idea/file")
    chosen = {"finding-0": "accept", "finding-1": "keep"}
    shown = client.post("/anonymous/idea", data={**hidden, **LOOK, **chosen, "then": "check"})
    document = html.document_fromstring(shown.text)
    (read,) = document.xpath("//*[@id='as-read']")
    assert "An officer rang 07700 900123 about the room." in read.text_content()
    assert read.xpath(".//del")[0].text_content() == "[taken out: PC Smith]"
    assert read.xpath("following::button[@value='keep']"), "it stands above the button"
    assert stored() == []
    client.kept(shown, **chosen)
    assert stored()[0].text["body"] == "An officer rang 07700 900123 about the room."


def test_topics_are_folded_away(at_desk: AtDesk):
    session.add(Topic(slug="dogs", name="Dogs"))
    session.commit()
    release.put_up_notices()
    document = html.document_fromstring(at_desk.client().checked(at_desk.door).text)
    assert document.xpath("//input[@name='look-topics']/ancestor::details[not(@open)]")


def test_the_three_questions_must_be_answered_and_the_answers_are_kept(at_desk: AtDesk):
    client = at_desk.client()
    checked = client.checked(at_desk.door)
    unanswered = client.kept(checked, **{"look-operational": "", "look-third_party": ""})
    assert unanswered.status_code == 422
    for question in ("would it help an offender", "does it criticise a colleague"):
        assert f"Answer yes or no: {question}" in unanswered.text
    client.kept(checked, **{"look-operational": "yes", "look-sharing": "region"})
    text = stored()[0].text
    assert text["share_check"] == {"personal_data": "no", "operational": "yes", "third_party": "no"}
    assert text["sharing"] == "region"


@pytest.mark.parametrize("far", ["unit", "public", "everywhere"])
def test_it_is_shared_no_further_and_no_nearer_than_offered(at_desk: AtDesk, far: str):
    client = at_desk.client()
    assert client.kept(client.checked(at_desk.door), **{"look-sharing": far}).status_code == 422
    assert stored() == []


def test_going_back_to_the_text_loses_nothing(at_desk: AtDesk):
    client = at_desk.client()
    checked = client.checked(at_desk.door)
    carried = hidden_fields(checked, "/anonymous/idea/file")
    back = client.post(
        "/anonymous/idea", data={**carried, **LOOK, "look-sharing": "policing", "then": "back"}
    )
    assert back.status_code == 200
    assert WORDS["body"] in back.text
    again = {**hidden_fields(back, "/anonymous/idea"), **WORDS, "door": at_desk.door, "then": "check"}
    looked = client.post("/anonymous/idea", data=again)
    assert re.search(r'value="policing" checked', looked.text)


def test_the_way_back_shows_where_it_stands_and_lets_the_author_act(at_desk: AtDesk):
    client = at_desk.client()
    code = client.filed(at_desk.door)
    assert "nobody has read it yet" in client.own(code.lower()).text
    release.release()
    post = post_of(code)
    with transaction():
        question = feedback.ask(post, "Which <b>station</b>?", by=at_desk.force.lead)
    factories.decided(post, Verdict.RETURN, "Say where the room is, please.")
    news()
    own = client.own(code)
    assert "Say where the room is, please." in own.text
    assert "Which &lt;b&gt;station&lt;/b&gt;?" in own.text
    assert not any(person in own.text for person in ("Sam Sergeant", "Lena Lead", "Lars Otherlead"))

    answered = {"code": code, "question": question.reference, f"{question.reference}-answer": "By the river."}
    assert "Your answer is safe" in client.post("/anonymous/receipt/answer", data=answered).text
    assert "has been answered" in client.post("/anonymous/receipt/answer", data=answered).text

    opened = client.post("/anonymous/receipt/change", data={"code": code})
    assert WORDS["body"] in opened.text
    typed = {**WORDS, "body": "In the old interview room.", "code": code}
    checked = client.post("/anonymous/receipt/change", data={**typed, "then": "check"})
    saved = client.kept(checked, "/anonymous/receipt/change")
    assert "Your changes are safe." in saved.text
    release.release()
    assert post_of(code).body == "In the old interview room."
    refused = client.post("/anonymous/receipt/change", data={"code": code})
    assert "nobody asks now" in refused.text

    assert "You took it back." in client.post("/anonymous/receipt/withdraw", data={"code": code}).text
    assert "You took it back." in client.own(code).text


def test_an_empty_answer_is_refused_and_a_code_in_it_too(at_desk: AtDesk):
    client = at_desk.client()
    code = client.filed(at_desk.door)
    release.release()
    with transaction():
        question = feedback.ask(post_of(code), "Which station?", by=at_desk.force.lead)
    news()
    for typed, said in (("  ", "Type your answer."), (f"It is {code.lower()}", "Your code is in the text.")):
        answer = {"code": code, "question": question.reference, f"{question.reference}-answer": typed}
        assert said in client.post("/anonymous/receipt/answer", data=answer).text
    assert queries.posts_waiting() == 0


@pytest.mark.parametrize("act", ["change", "answer", "withdraw"])
def test_nothing_can_be_done_without_the_code(at_desk: AtDesk, act: str):
    client = at_desk.client()
    client.filed(at_desk.door)
    shown = client.post(f"/anonymous/receipt/{act}", data={"code": actions.new_receipt(), "question": "x"})
    assert "We know no post with this code" in shown.text
    assert stored()[0].state == "held"
    assert client.get(f"/anonymous/receipt/{act}").status_code == 405


def test_the_same_hidden_fields_twice_make_two_posts_only_by_two_checks(at_desk: AtDesk):
    client = at_desk.client()
    first, second = client.filed(at_desk.door), client.filed(at_desk.door)
    assert first != second
    assert len({item.lookup for item in stored()}) == 2


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_a_post_from_another_site_is_not_taken(at_desk: AtDesk, headers: dict[str, str], status: int):
    data = {"code": actions.new_receipt()}
    assert at_desk.client().post("/anonymous/receipt", data=data, headers=headers).status_code == status


def test_a_flood_is_held_back_without_telling_anybody_apart():
    bucket = Bucket(most=3, a_second=1)
    assert [bucket.take(10.0) for _ in range(4)] == [True, True, True, False]
    assert bucket.take(11.1)
    assert not bucket.take(11.2)


def test_a_flood_meets_a_page_that_keeps_what_was_typed(at_desk: AtDesk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Bucket, "take", lambda *_: False)
    shown = at_desk.client().checked(at_desk.door)
    assert shown.status_code == 429
    assert WORDS["body"] in shown.text


def test_more_than_can_be_taken_is_refused_with_a_page(at_desk: AtDesk):
    shown = at_desk.client().checked(at_desk.door, body="a" * 3_000_000)
    assert shown.status_code == 413
    assert "too large" in shown.text


def test_a_fault_keeps_what_was_typed_and_writes_no_word_of_it_to_the_log(
    at_desk: AtDesk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    at_desk.app.config["EXPECTS_FAULT"] = True
    client = at_desk.client()
    canary = "Canary words that nobody else would write"
    checked = client.checked(at_desk.door, body=canary)
    code = hidden_fields(checked, "/anonymous/idea/file")["receipt"]

    def breaks(*given: Any, **more: Any) -> None:
        raise RuntimeError(f"cannot keep {given} {more}")

    monkeypatch.setattr(actions, "file", breaks)
    caplog.set_level(logging.DEBUG)
    shown = client.kept(checked)
    assert shown.status_code == 500
    assert canary in shown.text
    assert "RuntimeError" in caplog.text
    assert canary not in caplog.text
    assert code not in caplog.text
    assert "cannot keep" not in caplog.text


def test_a_database_that_cannot_be_written_loses_nothing(at_desk: AtDesk, caplog: pytest.LogCaptureFixture):
    client = at_desk.client()
    checked = client.checked(at_desk.door)
    desk.remove()
    with at_desk.engine.begin() as connection:
        connection.exec_driver_sql("alter table waiting rename to gone")
    at_desk.app.config["EXPECTS_FAULT"] = True
    shown = client.kept(checked)
    assert shown.status_code in {500, 503}
    assert WORDS["body"] in shown.text
    assert WORDS["body"] not in caplog.text
    with at_desk.engine.begin() as connection:
        connection.exec_driver_sql("alter table gone rename to waiting")
    assert stored() == []
    assert "Keep this code" in client.kept(checked).text


def test_the_desk_has_no_session_and_no_secret_of_the_portal(at_desk: AtDesk):
    assert at_desk.app.secret_key is None
    assert isinstance(at_desk.app.session_interface, application.NoSession)
    assert not hasattr(at_desk.app, "login_manager")
    assert {rule.endpoint.partition(".")[0] for rule in at_desk.app.url_map.iter_rules()} == {"anonymous"}


HOSTILE = (
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "\x00",
    "\udcff",
    "\u202egnp.exe",
    "' or 1=1 --",
    "a" * 70_000,
)


@pytest.mark.parametrize("nasty", HOSTILE)
def test_hostile_words_are_words(at_desk: AtDesk, nasty: str):
    client = at_desk.client()
    client.longest_page, client.verbatim = 500_000, True  # what was typed is shown again, whole
    raw = nasty.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    for data in (
        {"code": raw},
        {**WORDS, "body": raw, "door": at_desk.door, "then": "check"},
        {**WORDS, "title": raw, "door": raw, "then": raw},
    ):
        for address in ("/anonymous/receipt", "/anonymous/idea", "/anonymous/idea/file"):
            shown = client.post(address, data=data)
            assert shown.status_code < 500
            assert "<script>alert" not in shown.text
            assert ">49<" not in shown.text
