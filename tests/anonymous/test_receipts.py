"""Receipts, right and wrong: one answer for all that is none, the same work for each, and no way round."""

import importlib
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from portal.anonymous import actions, queries, release, rules
from portal.anonymous.models import Item, desk
from portal.anonymous.views import alike
from portal.authorisation.rules import Verdict
from portal.feedback import actions as feedback
from portal.foundation.database import transaction
from tests import factories
from tests.anonymous.conftest import WORDS, AtDesk
from tests.anonymous.test_release import TEXT, filed, news, post_of
from tests.statements import statements

OWN = importlib.import_module("portal.anonymous.queries.own")
FILLING = re.compile(r"<!-- [A-Za-z0-9+/=]* -->")
ACTS = ("", "/change", "/answer", "/further", "/proposed", "/withdraw")


@contextmanager
def derivations(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is derived from a receipt, and which seals are tried, inside."""
    done: list[str] = []
    derived, opened = rules.derived, OWN.opened

    def counted(receipt: str, purpose: str) -> str:
        done.append(purpose)
        return derived(receipt, purpose)

    def tried(seed: bytes, under_seal: str) -> bytes:
        done.append("opened")
        return opened(seed, under_seal)

    with monkeypatch.context() as patched:
        patched.setattr(rules, "derived", counted)
        patched.setattr(OWN, "opened", tried)
        yield done


def lookalike() -> str:
    """A receipt of which everything is right but that nobody was given it."""
    return actions.new_receipt()


@pytest.mark.parametrize("act", ACTS)
def test_whatever_is_no_receipt_gets_one_answer_but_for_what_was_typed(at_desk: AtDesk, act: str) -> None:
    client = at_desk.client()
    client.filed(at_desk.door)
    answers, lengths = set(), set()
    for number in range(24):
        typed = lookalike() if number % 3 else ("", "nothing", "U" * 27, "é" * 27, "1" * 27)[number // 3 % 5]
        shown = client.post(f"/anonymous/receipt{act}", data={"code": typed, "question": "x"})
        said = FILLING.sub("", shown.text)
        answers.add((shown.status_code, said.replace(f'value="{typed}"', "", 1), shown.headers["Refresh"]))
        lengths.add(len(shown.data))
    assert len(answers) == 1
    assert "We know no post with this code" in answers.pop()[1]
    assert lengths == {rules.STEP}


def test_right_and_wrong_are_of_one_length_and_take_the_same_work(
    at_desk: AtDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = at_desk.client()
    right = client.filed(at_desk.door)
    release.release()
    news()
    work, sizes, names = [], [], []
    for code in (right, lookalike(), "nothing"):
        desk.remove()
        with (
            derivations(monkeypatch) as done,
            statements(at_desk.engine, {"SELECT", "INSERT", "UPDATE"}) as said,
        ):
            shown = client.own(code)
        work.append((done, said))
        sizes.append(len(shown.data))
        names.append(set(shown.headers.keys()))
    assert work[0] == work[1] == work[2]
    assert work[0][0].count("opened") == OWN.OPENED_TOGETHER
    assert sizes == [rules.STEP] * 3
    assert names[0] == names[1] == names[2]


def test_a_wrong_code_is_answered_with_a_page_of_ordinary_length_made_and_thrown_away(
    at_desk: AtDesk, caplog: pytest.LogCaptureFixture
) -> None:
    shown = at_desk.client().own(lookalike())
    assert "ordinary length" not in shown.text
    assert "corridor" not in shown.text
    assert queries.nobodys().item.key not in {item.key for item in desk.query(Item)}


def test_a_page_is_filled_up_to_whole_steps_with_what_does_not_repeat() -> None:
    for length in (0, 100, rules.STEP - 30, rules.STEP, rules.STEP + 1, 3 * rules.STEP - 5):
        page = f"<body>{'é' * (length // 2)}</body></html>"
        padded = rules.padded(page)
        assert len(padded.encode()) % rules.STEP == 0
        assert len(padded.encode()) - len(page.encode()) < rules.STEP + 10
        assert FILLING.sub("", padded) == page
    noise = FILLING.findall(rules.padded("<body></body>"))[0]
    assert len({noise[place : place + 8] for place in range(0, len(noise), 8)}) == -(-len(noise) // 8)


def test_a_page_with_a_code_leaves_by_itself_and_says_so(at_desk: AtDesk) -> None:
    client = at_desk.client()
    checked = client.checked(at_desk.door)
    assert "Refresh" not in checked.headers
    shown = client.kept(checked)
    code = re.findall(r'name="code" value="(\w+)"', shown.text)[0]
    for page in (shown, client.own(code), client.post("/anonymous/receipt/change", data={"code": code})):
        assert page.headers["Refresh"] == "1200;url=/anonymous/leave"
        assert "leaves by itself 20 minutes after it was opened" in page.text
    assert alike.IDLE_SECONDS == 1200
    left = client.get("/anonymous/leave")
    assert left.headers["Clear-Site-Data"] == '"cache"'
    assert "leaves by itself after 20 minutes" in left.text
    assert "Refresh" not in client.get("/anonymous/receipt").headers


def test_the_journey_leaves_no_receipt_in_an_address_a_title_a_header_or_a_log(
    at_desk: AtDesk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = at_desk.client()
    shown = client.kept(client.checked(at_desk.door))
    code = re.findall(r'name="code" value="(\w+)"', shown.text)[0]
    seen = [shown, *(client.post(f"/anonymous/receipt{act}", data={"code": code}) for act in ACTS)]
    seen.append(client.get("/anonymous/leave"))
    for page in seen:
        title = re.findall("<title>(.*?)</title>", page.text)[0]
        places = [
            page.request.url,
            title,
            str(page.headers),
            *re.findall(r'(?:href|action|src)="([^"]*)"', page.text),
        ]
        for form in {
            code,
            code.lower(),
            "-".join(rules.spoken_receipt(code)),
            " ".join(rules.spoken_receipt(code)),
        }:
            assert not [place for place in places if form in place]
            assert form not in caplog.text
            assert not any(form in cookie for cookie in page.headers.getlist("Set-Cookie"))


def test_the_receipt_of_one_post_does_nothing_to_another(at_desk: AtDesk) -> None:
    first, second = filed(at_desk), filed(at_desk, title="Another one altogether")
    release.release()
    with transaction():
        asked = feedback.ask(post_of(second), "Which station?", by=at_desk.force.lead)
    news()
    client = at_desk.client()
    swapped = {"code": first, "question": asked.reference, f"{asked.reference}-answer": "At mine."}
    for item in [found.key for found in desk.query(Item)]:
        for name in ("item", "key", "lookup", "post", "reference"):
            shown = client.post("/anonymous/receipt/answer", data={**swapped, name: item})
            assert "has been answered" in shown.text
    client.post("/anonymous/receipt/withdraw", data={"code": first, "reference": post_of(second).reference})
    release.release()
    assert post_of(second).status == "waiting"
    assert json.dumps(WORDS["title"]) not in client.own(second).text


def test_a_withdrawn_post_says_on_which_day(at_desk: AtDesk) -> None:
    code = filed(at_desk)
    release.release()
    with actions.at_the_desk():
        actions.withdraw(code)
    release.release()
    news()
    shown = at_desk.client().own(code)
    assert "You took it back." in shown.text
    day = queries.told(queries.own(code))[0].when  # type: ignore[arg-type] # it is there
    assert f"It was withdrawn on {day}" in shown.text


def test_there_is_no_way_back_without_the_receipt(at_desk: AtDesk) -> None:
    by_receipt = {rule.rule for rule in at_desk.app.url_map.iter_rules() if "receipt" in rule.rule}
    assert by_receipt
    words = ("recover", "forgot", "lost", "reset", "remind", "resend", "find")
    assert not [
        rule.rule for rule in at_desk.app.url_map.iter_rules() if any(word in rule.rule for word in words)
    ]
    code, client = at_desk.client().filed(at_desk.door), at_desk.client()
    for address in sorted(by_receipt):
        assert code not in client.get(address).text
        assert (
            WORDS["title"]
            not in client.post(address, data={"title": WORDS["title"], "door": at_desk.door}).text
        )
    assert "Nobody can find it for you" in client.get("/anonymous/receipt").text


def test_the_text_is_changed_only_when_asked_and_each_version_is_kept(at_desk: AtDesk) -> None:
    code = filed(at_desk)
    release.release()
    news()
    client = at_desk.client()
    typed = {**WORDS, "body": "Not asked for.", "code": code, "then": "keep"}
    assert "nobody asks now" in client.post("/anonymous/receipt/change", data=typed).text
    factories.decided(post_of(code), Verdict.RETURN, "Say where the room is, please.")
    news()
    with actions.at_the_desk():
        actions.change(
            code, {"body": "In the old interview room.", "author": "me", "organisation": "fenland"}
        )
    release.release()
    post = post_of(code)
    assert [version.text["body"] for version in sorted(post.versions, key=lambda one: one.number)][-2:] == [
        TEXT["body"],
        "In the old interview room.",
    ]
    assert post.organisation.code == at_desk.force.organisation.code
    assert post.author_id is None


def test_every_spelling_of_a_receipt_opens_the_one_post_and_nothing_else_does(at_desk: AtDesk) -> None:
    client = at_desk.client()
    code = client.filed(at_desk.door)
    wide = {ord(symbol): chr(ord(symbol) + 0xFEE0) for symbol in rules.ALPHABET}
    spellings = [code.lower(), " ".join(code), code.translate(wide), code.replace("0", "O").replace("1", "l")]
    for typed in spellings:
        assert WORDS["title"] in client.own(typed).text
        assert {rules.derived(rules.read_receipt(typed) or "", "lookup")} == {rules.derived(code, "lookup")}
    for typed in (code[:-1], code + "0", code[1:] + code[0], code[:13]):
        assert "We know no post" in client.own(typed).text
