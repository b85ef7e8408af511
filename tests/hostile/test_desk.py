"""The anonymous desk, attacked as the rest is: its fields, its codes, its addresses and its bodies."""

from typing import Any

import pytest
from lxml import html
from werkzeug.test import TestResponse

from portal.anonymous import release, rules
from portal.anonymous.models import desk
from portal.foundation import clock
from tests.hostile.corpora import OWN, all_texts, some_of
from tests.hostile.harm import harm_in, quick
from tests.hostile.test_bodies import ODD
from tests.hostile.world import World

WORDS = {"title": "A quiet room", "body": "Handover takes long.", "better": "A room.", "then": "check"}
ADDRESSES = (
    "", "/leave", "/idea", "/impact-case", "/receipt", "/idea/file", "/receipt/change", "/receipt/answer",
    "/receipt/withdraw",
)  # fmt: skip
POSTS = 110  # fewer than the desk takes in at once from everybody together


def ask(world: World, wrong: list[str], method: str, address: str, **more: Any) -> TestResponse:
    what = f"desk: {method} {address[:60]} {str(more)[:80]}"
    with quick(what, wrong):
        answer = world.desk.test_client(use_cookies=False).open(
            f"/anonymous{address}", method=method, buffered=True, **more
        )
    wrong += harm_in(answer, what, typed=str(more))
    if "Set-Cookie" in answer.headers or "no-store" not in answer.headers.get("Cache-Control", ""):
        wrong.append(f"{what}: leaves something in the browser")
    return answer


@pytest.fixture
def door(world: World) -> str:
    """Today's door code of a force that takes posts without a name."""
    release.put_up_notices()
    desk.remove()
    key = rules.key_for(world.app.config["SETTINGS"].secret_key, "door")
    return rules.door_code(key, world.codes["here"], clock.today())


def fields(page: TestResponse) -> list[str]:
    """Whatever can be sent from a page."""
    names = html.document_fromstring(page.text).xpath("//form[@method='post']//*[@name]/@name")
    return list(dict.fromkeys(names))


def test_hostile_text_in_the_fields_of_the_desk(world: World, door: str) -> None:
    wrong: list[str] = []
    empty = ask(world, wrong, "GET", "/idea")
    assert "title" in fields(empty)
    checked = ask(world, wrong, "POST", "/idea", data={**WORDS, "door": door})
    assert checked.status_code == 200
    assert "look-sharing" in fields(checked)
    names = list(dict.fromkeys([*fields(empty), *fields(checked), "code", "receipt", "mark", "question"]))
    each = max(1, POSTS // len(names))
    for name in names:
        for text in some_of(OWN, each, f"desk {name}") + some_of(all_texts(), 1, f"desk {name}"):
            if len(text) < 60_000:
                ask(world, wrong, "POST", "/idea", data={**WORDS, "door": door, name: text})
    assert not wrong, "\n".join(sorted(set(wrong))[:60])


def test_a_code_that_is_none_opens_nothing(world: World) -> None:
    wrong: list[str] = []
    before = ask(world, wrong, "POST", "/receipt", data={"code": "0" * 27})
    for text in some_of(OWN, 12, "codes"):
        for end in ("", "/change", "/answer", "/withdraw"):
            answer = ask(
                world, wrong, "POST", f"/receipt{end}", data={"code": text, "question": text, "answer": text}
            )
            if answer.status_code != before.status_code:
                wrong.append(f"{end} with {text[:30]!r}: {answer.status_code}, not {before.status_code}")
    assert not wrong, "\n".join(wrong)


def test_odd_addresses_methods_and_bodies_at_the_desk(world: World) -> None:
    wrong: list[str] = []
    for part in (
        "/..%2f..%2fetc",
        "/%00",
        "/<script>",
        "/idea/../receipt",
        "/" + "x" * 4000,
        "/learning/file",
        "/%ff",
    ):
        answer = ask(world, wrong, "GET", part)
        assert answer.status_code in {301, 308, 400, 404, 405}, part
    for address in ADDRESSES:
        for method in ("PUT", "DELETE", "TRACE", "PATCH"):
            assert ask(world, wrong, method, address).status_code in {403, 404, 405, 429}
    for body, sort in ODD.values():
        answer = ask(world, wrong, "POST", "/idea", data=body, content_type=sort)
        if answer.status_code not in {200, 400, 413, 422, 429}:
            wrong.append(f"{sort} {body[:30]!r}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_another_site_posts_nothing_at_the_desk(world: World) -> None:
    wrong: list[str] = []
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert ask(world, wrong, "POST", "/idea", data=WORDS, headers=headers).status_code == 403
    assert not wrong, "\n".join(wrong)
