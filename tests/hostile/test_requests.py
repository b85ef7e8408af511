"""Requests that no browser would send: odd methods, odd bodies, odd headers, odd addresses, odd JSON."""

import re
from typing import Any

from werkzeug.test import TestResponse

import portal.migrations
from portal.app import create_app
from portal.foundation import config, database
from portal.library.search import bound
from tests.hostile.corpora import (
    EVERYTHING,
    FIRST_DATABASE,
    OWN,
    all_texts,
    bombs,
    lines_of,
    number_for,
    only_on_first,
    some_of,
)
from tests.hostile.harm import HEADERS, harm_in, quick
from tests.hostile.matrix import cells
from tests.hostile.signed_out import IN
from tests.hostile.watching import rows
from tests.hostile.world import World

SOME = "/submissions"
PARAMETERS = (
    "page", "per_page", "sort", "kind", "topic", "organisation", "evidence", "outcome", "year", "match", "state",
    "role",
    "stage", "holder", "text", "version", "next", "as", "below", "waiting", "title", "filter[x]", "q",
)  # fmt: skip
SEARCHES = 400
ROUNDS = 40 if EVERYTHING else 5
# Parts of addresses that a database could answer differently, and those that a page alone has to do with.
FOR_A_DATABASE = ("%00", "a%00b", "%ff%fe", "9" * 40, "-1", "x" * 5000, "%F0%9F%9A%94")
FOR_A_PAGE = ("..%2f..%2fetc", "%0d%0aX:1", "<script>", "None")


def gets(world: World) -> list[tuple[str, str]]:
    """Every page that can be looked at, with somebody who may."""
    found: dict[str, tuple[str, str]] = {}
    with world.app.test_request_context():
        for cell in cells(world):
            if cell.method == "GET" and cell.expected == IN and cell.role != "leaver":
                found.setdefault(cell.endpoint, (cell.role, world.address(cell.endpoint, cell.parts)))
    return list(found.values())


def ask(
    world: World, wrong: list[str], role: str, method: str, address: str, **more: Any
) -> TestResponse | None:
    """One request that does no harm, or what harm it did."""
    what = f"{role}: {method} {address[:90]} {str(more)[:90]}"
    try:
        with quick(what, wrong):
            answer = world.send(role, method, address, **more)
        wrong += harm_in(answer, what, typed=str(more))
    except AssertionError as fault:
        wrong.append(f"{what}: {fault}")
        return None
    return answer


def test_hostile_values_in_every_parameter(world: World) -> None:
    """Each page is sent all parameters at once, which it need not know, each time with other values."""
    wrong: list[str] = []
    for role, address in gets(world):
        for number in range(number_for(world.name, ROUNDS)):
            given = {}
            for name in PARAMETERS:
                of = f"{address.split('/')[1]} {name} {number}"
                given[name] = some_of(OWN if number % 2 else all_texts(), 1, of)[0][:2000]
            with world.apart() as watch:
                ask(world, wrong, role, "GET", address, query_string=given)
                if watch.wrote:
                    wrong.append(f"{address}: reading wrote")
        with world.apart():
            twice = "&".join(f"{name}=1&{name}=zz" for name in PARAMETERS)
            ask(world, wrong, role, "GET", address, query_string=twice)
            numbers = (
                "page=99999999999999999999&version=99999999999999999999&per_page=-5&year=99999999999999999999"
            )
            ask(world, wrong, role, "GET", address, query_string=numbers)
    assert not wrong, f"{len(wrong)} wrong:\n" + "\n".join(sorted(set(wrong))[:60])


def test_hostile_parts_of_every_address(world: World) -> None:
    wrong: list[str] = []
    parts = FOR_A_DATABASE if world.name != FIRST_DATABASE else (*FOR_A_DATABASE, *FOR_A_PAGE)
    for rule in world.app.url_map.iter_rules():
        for argument in rule.arguments:
            for part in parts:
                asked_for = re.escape(argument)
                address = re.sub(rf"<[^>]*\b{asked_for}>", lambda _, part=part: part, rule.rule)
                address = re.sub(r"<(?!script)[^>]+>", "1", address)
                for method in sorted((rule.methods or set()) & {"GET", "POST", "PATCH"}):
                    with world.apart():
                        json_sent = {"json": {}} if address.startswith("/api/") and method != "GET" else {}
                        answer = ask(world, wrong, "system", method, address, **json_sent)
                        if answer is not None and answer.status_code in {200, 201}:
                            wrong.append(f"{method} {address}: found something")
    assert not wrong, f"{len(wrong)} wrong:\n" + "\n".join(sorted(set(wrong))[:60])


def test_hostile_searches(world: World) -> None:
    wrong: list[str] = []
    texts = [*bombs(), *some_of(all_texts(), number_for(world.name, SEARCHES), f"search {world.name}")]
    for place, text in enumerate(texts):
        address = ("/library", "/api/v1/library", "/library.atom", "/api/v1/similar", "/library/similar")[
            place % 5
        ]
        for where in {address, "/library"} if text in bombs() else {address}:
            names = {"title": text[:4000], "text": text} if "similar" in where else {"q": text}
            with world.apart():
                ask(world, wrong, "neighbour", "GET", where, query_string=names)
    assert not wrong, f"{len(wrong)} wrong:\n" + "\n".join(sorted(set(wrong))[:60])


def test_words_that_name_what_is_hidden_find_nothing_of_it(world: World) -> None:
    hidden = [known.reference for name, known in world.posts.items() if not name.startswith("for_")]
    for text in (
        "status:draft",
        "author:*",
        "id:*",
        "reference:*",
        "visibility:*",
        "NOT zzz",
        "*",
        "draft",
        "waiting",
        "returned",
    ):
        for address in ("/library", "/library.atom", "/api/v1/library"):
            found = world.send("partner", "GET", address, query_string={"q": text}).text
            assert not [one for one in hidden if one in found], (address, text)
            assert world.posts["for_policing"].reference not in found, (address, text)


def test_after_signing_in_nobody_is_led_away(world: World) -> None:
    wrong = []
    from tests.factories import PASSWORD

    for text in ["https://evil.example", "//evil.example", *some_of(lines_of("crlf"), 12, "redirect")]:
        with world.apart():
            given = {"email": world.people["neighbour"].email, "password": PASSWORD, "next": text}
            answer = world.send("nobody", "POST", "/sign-in", data=given)
            wrong += harm_in(answer, f"next={text!r}")
            if answer.status_code == 302 and not re.match(r"/(?![/\\])", answer.headers["Location"]):
                wrong.append(f"next={text!r}: {answer.headers['Location']!r}")
    assert not wrong, "\n".join(wrong)


def test_methods_that_nothing_answers_to(world: World) -> None:
    """The map of addresses refuses them, before anything is loaded."""
    only_on_first(world.name)
    wrong: list[str] = []
    for role, address in gets(world):
        for method in ("TRACE", "PUT", "DELETE", "PATCH", "PROPFIND", "FOO"):
            with world.apart() as watch:
                more = {"json": {}} if address.startswith("/api/") else {}
                answer = ask(world, wrong, role, method, address, **more)
                if watch.wrote or (answer is not None and answer.status_code < 400):
                    wrong.append(f"{method} {address}: answered")
        answer = ask(world, wrong, role, "HEAD", address)
        if answer is not None and answer.data:
            wrong.append(f"HEAD {address}: has a body")
    assert not wrong, "\n".join(sorted(set(wrong))[:60])


def test_links_are_built_from_the_address_in_the_settings(world: World) -> None:
    """No statement is built from the header that is lied in."""
    only_on_first(world.name)
    spoofed = {
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "Forwarded": "host=evil.example",
    }
    for role, address in gets(world):
        answer = world.send(role, "GET", address, headers=spoofed)
        assert b"evil.example" not in answer.data, address
        assert "evil.example" not in answer.headers.get("Location", ""), address
    with world.apart():
        world.send(
            "nobody",
            "POST",
            "/sign-in/forgotten",
            data={"email": world.people["author"].email},
            headers=spoofed,
        )
        from sqlalchemy import text

        mails = world.connection.execute(text("select * from outbox")).all()
        assert "evil.example" not in repr(mails)


def test_a_post_from_another_site_is_not_taken(world: World) -> None:
    before = rows(world.connection)
    address = f"/submissions/{world.posts['waiting'].reference}/withdraw"
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site", "Origin": "null"}):
        with world.apart() as watch:
            answer = world.app.test_client(use_cookies=False).post(
                address, data={}, headers={"Cookie": world.cookies["author"], **headers}
            )
            assert answer.status_code == 400
            assert not watch.changed(before)


def test_a_token_of_a_program_opens_no_page_and_a_cookie_no_interface(world: World) -> None:
    client = world.app.test_client(use_cookies=False)
    assert client.get("/account", headers=world.bearers["author"]).status_code == 302
    theirs = client.get("/api/v1/library", headers={"Cookie": world.cookies["author"]})
    assert theirs.get_json() == client.get("/api/v1/library").get_json()  # what every visitor is answered
    answer = client.get("/api/v1/similar", headers={"Cookie": world.cookies["author"]})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    for odd in (
        "Bearer",
        "Bearer ",
        "Basic YTpi",
        "Bearer é",
        "Bearer a b",
        "bearer " + "x" * 9000,
        "\u00ff",
    ):
        assert client.get("/api/v1/library", headers={"Authorization": odd}).status_code == 401, odd


def test_every_answer_carries_its_headers(world: World) -> None:
    client = world.app.test_client(use_cookies=False)
    odd = [
        ("GET", "/nowhere"),
        ("POST", "/sign-in"),
        ("PUT", "/"),
        ("GET", "/static/nowhere.css"),
        ("GET", "/api/v1/nowhere"),
    ]
    for method, address in [
        *odd,
        ("GET", "/sign-in"),
        ("GET", "/health"),
        ("GET", "/"),
        ("GET", "/static/robots.txt"),
    ]:
        answer = client.open(address, method=method)
        for name, start in HEADERS.items():
            assert answer.headers.get(name, "").startswith(start), (address, name)
        assert "no-store" in answer.headers.get("Cache-Control", "") or address.startswith("/static/"), (
            address
        )
        assert "Server" not in answer.headers


def test_over_https_the_cookie_is_bound_to_the_host(
    settings: config.Settings, world: World, tmp_path: Any
) -> None:
    bind, index = database.session.registry().get_bind(), (bound._folder, bound._database)
    try:
        whole = config.load(
            {
                "PORTAL_INSTANCE": str(tmp_path),
                "PORTAL_SECRET_KEY": settings.secret_key,
                "PORTAL_URL": "https://portal.example",
            }
        )
        secure = create_app(whole)
        portal.migrations.METADATA.create_all(database.session.registry().get_bind())
        database.session.remove()
        answer = secure.test_client().get("/sign-in", base_url="https://portal.example")
    finally:
        database.bind(bind)
        bound.bind(*index)
        database.session.remove()
    cookies = answer.headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        for part in ("; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"):
            assert part in cookie
        assert "Domain" not in cookie
    assert answer.status_code == 200
    assert "__Host-" in cookies[0]
