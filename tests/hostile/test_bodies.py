"""Bodies that no browser would send, and JSON that no program should: refused, and nothing is changed."""

import json
from typing import Any

import pytest

from tests.hostile.test_requests import ask
from tests.hostile.watching import rows
from tests.hostile.world import World

ODD: dict[str, tuple[Any, str]] = {
    "no boundary": (b"--x\r\n\r\n", "multipart/form-data"),
    "never ends": (
        b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nabc', "multipart/form-data; boundary=x"
    ),
    "10,000 fields": (b"&".join(b"f%d=1" % number for number in range(10_000)), "application/x-www-form-urlencoded"),
    "10,000 parts": (
        b"".join(b'--x\r\nContent-Disposition: form-data; name="f"\r\n\r\n1\r\n' for _ in range(10_000)) + b"--x--\r\n",
        "multipart/form-data; boundary=x",
    ),
    "3 MB": (b"title=" + b"a" * 3_000_000, "application/x-www-form-urlencoded"),
    "13 MB": (b"title=" + b"a" * 13_000_000, "application/x-www-form-urlencoded"),
    "not UTF-8": (b"title=%ff%fe%fd&body=\xff\xfe", "application/x-www-form-urlencoded"),
    "UTF-16": ("title=abc".encode("utf-16"), "application/x-www-form-urlencoded; charset=utf-16"),
    "NUL": (b"title=a%00b&body=%00", "application/x-www-form-urlencoded"),
    "twice": (b"title=one&title=two&body=one&body=two", "application/x-www-form-urlencoded"),
    "JSON": (b'{"title": "a"}', "application/json"),
    "nothing": (b"", ""),
}  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
def test_odd_bodies(world: World, odd: str) -> None:
    body, sort = ODD[odd]
    wrong: list[str] = []
    before = rows(world.connection)
    token = world.tokens["author"].encode()
    for address in (
        "/share/idea",
        f"/submissions/{world.posts['draft'].reference}/edit",
        "/account/password",
        "/sign-in",
    ):
        for with_token in (False, True):
            sent = body + b"&csrf_token=" + token if with_token and "urlencoded" in sort else body
            with world.apart() as watch:
                answer = ask(world, wrong, "author", "POST", address, data=sent, content_type=sort)
                if answer is not None and answer.status_code >= 400 and watch.changed(before):
                    wrong.append(f"{odd} to {address}: {answer.status_code}, and the database changed")
                if not with_token and watch.changed(before):
                    wrong.append(f"{odd} to {address}: changed something without a token")
    assert not wrong, "\n".join(wrong)


JSON = {
    "deep": b'{"kind": "idea", "details": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "twice": b'{"kind": "idea", "title": "a", "title": "b"}',
    "NaN": b'{"kind": "idea", "title": NaN}',
    "1e400": b'{"kind": "idea", "title": 1e400}',
    "a long number": b'{"kind": "idea", "version": ' + b"9" * 100_000 + b"}",
    "10 MB": b'{"kind": "idea", "title": "' + b"a" * 10_000_000 + b'"}',
    "half a character": b'{"kind": "idea", "title": "\\ud800"}',
    "NUL": b'{"kind": "idea", "title": "a\\u0000b"}',
    "not UTF-8": b'{"kind": "idea", "title": "\xff"}',
    "a list": b"[]",
    "nothing": b"",
    "no kind": b"{}",
    "wrong types": json.dumps(
        {"kind": ["idea"], "title": 5, "body": {}, "details": [], "sharing": 1, "topics": "a"}
    ).encode(),
    "wrong details": json.dumps(
        {"kind": "idea", "title": "a", "details": {"better": {"a": 1}, "quotations": [{"x": 1}]}}
    ).encode(),
    "huge details": json.dumps({"kind": "idea", "title": "a", "details": {"better": "a" * 900_000}}).encode(),
    "what is not asked": json.dumps(
        {"kind": "idea", "title": "a", "status": "published", "author_id": 1, "version": 7, "listed": True}
    ).encode(),
}  # fmt: skip


@pytest.mark.parametrize("odd", JSON)
def test_odd_json(world: World, odd: str) -> None:
    wrong: list[str] = []
    before = rows(world.connection)
    draft, step = world.posts["draft"].reference, world.steps["waiting", 0]
    asked = (
        ("author", "POST", "/api/v1/submissions"),
        ("author", "PATCH", f"/api/v1/submissions/{draft}"),
        ("author", "POST", f"/api/v1/submissions/{draft}/send"),
        ("head", "POST", f"/api/v1/steps/{step}/decide"),
    )
    for role, method, address in asked:
        with world.apart() as watch:
            answer = ask(world, wrong, role, method, address, data=JSON[odd], content_type="application/json")
            if answer is None or address.endswith("/send"):
                continue
            if answer.status_code >= 400:
                if set(answer.get_json()["error"]) != {"code", "message", "field"}:
                    wrong.append(f"{address}: an error without its three parts")
                if watch.changed(before):
                    wrong.append(f"{address}: {answer.status_code}, and the database changed")
            elif odd == "what is not asked":
                said = answer.get_json()
                if said["status"] != "draft" or said["version"] == 7:
                    wrong.append(f"{address}: took what it does not ask for: {said}")
            else:
                wrong.append(f"{address}: took {odd}: {answer.text[:80]}")
    assert not wrong, "\n".join(wrong)
