"""What reaches the desk of a request: nothing that could name somebody."""

from collections.abc import Iterable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import Client as PlainClient
from werkzeug.test import EnvironBuilder

from portal.anonymous.application import Dispatcher, stripped
from portal.foundation.database import session
from portal.people.models import SignIn
from tests import factories
from tests.anonymous.conftest import AtDesk

NAMING = {
    "Cookie": "portal=whoever",
    "Authorization": "Bearer secret",
    "User-Agent": "Canary/1.0",
    "Referer": "http://localhost/submissions",
    "Accept-Language": "en-GB-canary",
    "X-Forwarded-For": "10.1.2.3",
    "X-Real-Ip": "10.1.2.3",
    "Forwarded": "for=10.1.2.3",
    "X-Client-Cert": "canary",
    "Sec-Ch-Ua": "canary",
    "If-Modified-Since": "canary",
}


class Seen:
    """An application that remembers what it was given."""

    def __init__(self) -> None:
        self.environs: list[dict[str, Any]] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Remember, and answer."""
        self.environs.append(environ)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"seen"]


def asked(path: str, host: str = "portal.example") -> dict[str, Any]:
    """A request with all that a browser and a proxy may say of somebody."""
    builder = EnvironBuilder(path, base_url=f"http://{host}", headers=NAMING, method="POST", data={"a": "b"})
    builder.environ_base = {"REMOTE_ADDR": "10.1.2.3", "REMOTE_PORT": "5", "REMOTE_USER": "amina"}
    return builder.get_environ() | {"gunicorn.socket": "canary", "SSL_CLIENT_S_DN": "canary"}


def sent(path: str, host: str = "portal.example", own: str = "") -> tuple[Seen, Seen, str]:
    """What the portal and the desk saw of a request, and the status."""
    portal, desk, statuses = Seen(), Seen(), []
    answer = Dispatcher(portal, desk, own)(
        asked(path, host), lambda status, _headers: statuses.append(status)
    )
    assert isinstance(answer, list)
    return portal, desk, statuses[0]


@pytest.mark.parametrize("path", ["/anonymous", "/anonymous/", "/anonymous/idea/file", "/anonymous/nothing"])
def test_the_desk_sees_nobody(path: str):
    portal, desk, _status = sent(path)
    assert not portal.environs
    seen = str({name: value for name, value in desk.environs[0].items() if not name.startswith("wsgi.")})
    for canary in ("whoever", "secret", "Canary", "canary", "10.1.2.3", "amina", "/submissions"):
        assert canary not in seen
    assert desk.environs[0]["REMOTE_ADDR"] == desk.environs[0]["HTTP_USER_AGENT"] == ""


@pytest.mark.parametrize("path", ["/", "/anonymously", "/library", "/ANONYMOUS", "/x/anonymous"])
def test_the_portal_gets_the_rest_untouched(path: str):
    portal, desk, _status = sent(path)
    assert not desk.environs
    assert portal.environs[0]["HTTP_COOKIE"] == "portal=whoever"


@pytest.mark.parametrize("host", ["desk.example", "DESK.example", "desk.example:8443"])
def test_a_host_of_its_own_is_the_desk_and_nothing_else(host: str):
    for path in ("/library", "/sign-in", "/anonymous"):
        portal, desk, _status = sent(path, host, own="desk.example")
        assert not portal.environs
        assert "HTTP_COOKIE" not in desk.environs[0]
    portal, desk, _status = sent("/static/built/portal.css", host, own="desk.example")
    assert not desk.environs
    assert "HTTP_COOKIE" not in portal.environs[0]
    assert sent("/", host, own="desk.example")[2] == "302 Found"


def test_another_host_is_not_the_desk():
    assert sent("/library", "portal.example", own="desk.example")[0].environs


def test_what_is_let_through_is_enough_to_read_a_form():
    environ = stripped(asked("/anonymous/idea"))
    assert environ["CONTENT_LENGTH"] == "3"
    assert environ["wsgi.input"].read() == b"a=b"


def test_somebody_signed_in_posts_and_their_session_is_neither_read_nor_refreshed(
    app: Flask, at_desk: AtDesk
):
    person = factories.person(at_desk.force.team)
    browser = app.test_client().sign_in(person)
    cookie = browser.get_cookie("portal")
    assert cookie is not None
    sessions = session.execute(select(SignIn.__table__)).all()
    both = PlainClient(Dispatcher(app, at_desk.app))
    both.set_cookie("portal", cookie.value)
    shown = both.get("/anonymous")
    assert "Set-Cookie" not in shown.headers
    assert person.name not in shown.text
    assert "Vary" not in shown.headers
    assert both.get("/").status_code == 200  # the same cookie, at the portal
    assert session.execute(select(SignIn.__table__)).all() == sessions


def test_everybody_in_an_organisation_reads_the_same_door_code(app: Flask, at_desk: AtDesk):
    spoken = f"Today&#39;s door code: {at_desk.door[:3]} {at_desk.door[3:]}"
    for person in (at_desk.force.constable, at_desk.force.administrator):
        assert spoken in app.test_client().sign_in(person).get("/").text
    elsewhere = factories.Force().constable
    assert spoken not in app.test_client().sign_in(elsewhere).get("/").text
    assert "door code" not in app.test_client().get("/sign-in").text
