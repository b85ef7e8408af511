"""When something breaks: a kind page, nothing of the inside, nothing typed lost; reading goes on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.exc import DataError, IntegrityError, InternalError, OperationalError
from werkzeug.exceptions import ImATeapot

from tests.hostile.harm import INSIDE, harm_in
from tests.hostile.watching import rows
from tests.hostile.world import World

pytestmark = pytest.mark.both

SECRET = "/srv/secret/place.py SELECT people.password_hash FROM people"
TYPED = "Words that took a while to find."


def broken(error: type[Exception]) -> Exception:
    if issubclass(error, (DataError, IntegrityError, InternalError, OperationalError)):
        return error(SECRET, {}, Exception(SECRET))
    if error is UnicodeDecodeError:
        return UnicodeDecodeError("utf-8", SECRET.encode(), 0, 1, SECRET)
    return error(SECRET)


FAULTS = [
    ValueError, KeyError, TypeError, AttributeError, RuntimeError, OSError, PermissionError, MemoryError,
    RecursionError, TimeoutError, NotImplementedError, AssertionError, ZeroDivisionError, UnicodeDecodeError,
    OperationalError, IntegrityError, DataError, InternalError, ImATeapot,
]  # fmt: skip


@contextmanager
def breaking(world: World, endpoint: str, error: type[Exception]) -> Iterator[None]:
    """A page that breaks in this way."""

    def view(**_parts: object) -> str:
        raise broken(error)

    kept: Callable[..., object] = world.app.view_functions[endpoint]
    world.app.view_functions[endpoint] = view
    try:
        yield
    finally:
        world.app.view_functions[endpoint] = kept  # type: ignore[assignment]


@pytest.mark.parametrize("error", FAULTS, ids=lambda error: error.__name__)
def test_whatever_breaks_the_page_says_nothing_of_the_inside(world: World, error: type[Exception]) -> None:
    before = rows(world.connection)
    for endpoint, address in (
        ("submissions.new", "/share/idea"),
        ("authorisation_api.begin", "/api/v1/submissions"),
    ):
        with breaking(world, endpoint, error), world.apart() as watch:
            client = world.app.test_client(use_cookies=False)
            response_class_open = super(type(client), client).open  # the strict browser would stop at the 500
            headers = {"Cookie": world.cookies["author"], **world.bearers["author"]}
            answer = response_class_open(
                address,
                method="POST",
                data={"csrf_token": world.tokens["author"], "title": TYPED, "password": "tea kettle"},
                headers=headers,
            )
            assert answer.status_code in {400, 418, 500, 503}
            assert "secret" not in answer.text
            assert not INSIDE.search(answer.text)
            assert "tea kettle" not in answer.text
            if address.startswith("/api/"):
                assert set(answer.get_json()["error"]) == {"code", "message", "field"}
            else:
                assert TYPED in answer.text
                assert "csrf_token" not in answer.text.split("<main")[1]
            assert not watch.changed(before)


@contextmanager
def read_only(world: World) -> Iterator[None]:
    """A database that takes nothing."""
    sqlite = world.connection.dialect.name == "sqlite"
    with world.apart():
        world.connection.exec_driver_sql("PRAGMA query_only = ON" if sqlite else "SET TRANSACTION READ ONLY")
        try:
            yield
        finally:
            if sqlite:
                world.connection.exec_driver_sql("PRAGMA query_only = OFF")


READ = (
    "/",
    "/library",
    "/share",
    "/submissions",
    "/queue",
    "/notices",
    "/account",
    "/help",
    "/library.atom",
    "/health",
)


def test_while_nothing_can_be_saved_reading_goes_on(world: World) -> None:
    before = rows(world.connection)
    draft, item = world.posts["draft"].reference, world.posts["for_policing"].reference
    with read_only(world):
        for address in (*READ, f"/submissions/{draft}", f"/submissions/{draft}/edit", f"/library/{item}"):
            assert world.send("author", "GET", address).status_code == 200, address
        assert world.send("author", "GET", "/api/v1/library").status_code == 200
    assert rows(world.connection) == before


def test_while_nothing_can_be_saved_what_is_typed_is_given_back(world: World) -> None:
    draft, item = world.posts["draft"].reference, world.posts["for_policing"].reference
    step = world.steps["waiting", 0]
    asked = (
        (
            "author",
            f"/submissions/{draft}/edit",
            {"title": TYPED, "version": str(world.posts["draft"].version)},
        ),
        ("author", "/share/idea", {"title": TYPED}),
        ("neighbour", f"/library/{item}/questions", {"question": TYPED}),
        ("lead", f"/library/{item}/outcome", {"state": "planned", "note": TYPED, "outcome": "planned"}),
        (
            "head",
            f"/steps/{step}",
            {"verdict": "return", "reason": TYPED, "version": str(world.posts["waiting"].version)},
        ),
    )
    for role, address, given in asked:
        with read_only(world):
            answer = world.send(role, "POST", address, data=given)
        assert TYPED in answer.text, address
        assert answer.status_code in {503, 422}, (address, answer.status_code)
        assert harm_in(answer, address) == []
    with read_only(world):
        answer = world.send("author", "POST", "/api/v1/submissions", json={"kind": "idea", "title": TYPED})
        assert answer.status_code == 503
        assert answer.get_json()["error"]["code"] == "cannot-save"
