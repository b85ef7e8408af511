"""The desk as an application of its own: no session, no sign-in, no word in a log of who or what.

``Dispatcher`` stands in front of both applications and takes off a request all that could name somebody,
before the desk sees it.
"""

import logging
import threading
import time
import traceback
from collections.abc import Iterable
from functools import partial
from typing import Any

from flask import Flask, abort, render_template, request
from flask.sessions import SessionInterface
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from portal.anonymous import rules
from portal.anonymous.models import bind, desk, engine_for
from portal.anonymous.views import Desk, pages
from portal.anonymous.views.uploads import FIELD, DeskRequest, hold_to_measure
from portal.foundation import clock
from portal.foundation.config import Settings
from portal.foundation.pages import MOST_SHOWN_AGAIN, WORDS
from portal.foundation.sealing import signing_key
from portal.guardians.rules import signing_seed
from portal.submissions.rules import FINDING

log = logging.getLogger(__name__)

PLACE = "/anonymous"
STATIC = "/static/"
# Of what a browser sends, what a page needs in order to be answered: nothing here differs between two people.
LET_THROUGH = frozenset(
    "REQUEST_METHOD SCRIPT_NAME PATH_INFO QUERY_STRING CONTENT_TYPE CONTENT_LENGTH SERVER_NAME SERVER_PORT "
    "SERVER_PROTOCOL HTTP_HOST HTTP_ORIGIN HTTP_SEC_FETCH_SITE HTTP_TRANSFER_ENCODING HTTP_EXPECT "
    "HTTP_IF_NONE_MATCH HTTP_ACCEPT_ENCODING HTTP_RANGE RAW_URI REQUEST_URI".split()
)
BLANK = ("REMOTE_ADDR", "HTTP_USER_AGENT", "HTTP_REFERER")
OWN_SITE = frozenset({"same-origin", "none"})
AT_ONCE, A_SECOND = 200, 20  # posts, from everybody together
NOT_SHOWN_AGAIN = frozenset(
    {"receipt", "mark", "code", "door", "then", "question", "file", "turn", "envelope", FIELD}
)


class NoSession(SessionInterface):
    """There is none: what a browser sends is not read, and nothing is sent to it."""

    def open_session(self, app: Flask, request: Any) -> None:
        """Open nothing."""

    def save_session(self, app: Flask, session: Any, response: Any) -> None:
        """Save nothing."""


class Bucket:
    """How much the desk takes in at once, from everybody together: nobody is told apart, nothing is stored."""

    def __init__(self, most: float, a_second: float) -> None:
        self.most, self.a_second = most, a_second
        self.left, self.seen = most, 0.0
        self.turn = threading.Lock()

    def take(self, now: float) -> bool:
        """Take one request at this reading of a steady clock. False where there have been too many."""
        with self.turn:
            self.left = min(self.most, self.left + max(now - self.seen, 0.0) * self.a_second)
            self.seen = now
            if self.left < 1:
                return False
            self.left -= 1
            return True


def build(settings: Settings, template_folder: str, largest_form: int) -> Flask:
    """The desk, bound to its own database and to no other."""
    clock.use_zone(settings.timezone)
    app = Flask(__name__, static_folder=None, template_folder=template_folder)
    app.session_interface = NoSession()
    app.request_class = DeskRequest
    app.config.update(
        WTF_CSRF_ENABLED=False,  # it lives in a session; here a post carries its own sealed receipt
        DESK=Desk(
            rules.key_for(settings.secret_key, "door"),
            rules.key_for(settings.secret_key, "receipt"),
            signing_key(signing_seed(settings.secret_key)),
            settings.release,
            rules.key_for(settings.secret_key, "proof"),
            settings.name,
        ),
    )
    bind(engine_for(settings.anonymous_database))
    app.teardown_appcontext(lambda _error: desk.remove())
    app.register_blueprint(pages)
    bucket = Bucket(AT_ONCE, A_SECOND)

    def guard() -> None:
        """Take no post that another site sends, and not more at once than can be served."""
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            if not _from_here():
                abort(403)
            if not bucket.take(time.monotonic()):
                abort(429)

    app.before_request(partial(hold_to_measure, largest_form))
    app.before_request(guard)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(OperationalError, _answer_database)
    app.register_error_handler(Exception, _answer_fault)
    return app


def _from_here() -> bool:
    """Whether a post comes from the desk's own pages, as far as the browser says.

    Our pages send no referrer, and so browsers say ``null`` for their origin.
    """
    origin = request.headers.get("Origin", "null")
    said = request.headers.get("Sec-Fetch-Site", "same-origin")
    return said in OWN_SITE and (origin == "null" or origin.partition("://")[2] == request.host)


def _answer_http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error
    return _page(status)


def _answer_database(error: OperationalError) -> ResponseReturnValue:
    desk.rollback()
    log.error("the desk's database: %s", type(error.orig).__name__)
    return _page(503)


def _answer_fault(error: Exception) -> ResponseReturnValue:
    desk.rollback()
    # The message of an error, and what stands around it, may hold somebody's words: only the place is kept.
    last = traceback.extract_tb(error.__traceback__)[-1]
    log.error("fault at the desk: %s at %s:%s", type(error).__name__, last.name, last.lineno)
    return _page(500)


def _page(status: int) -> ResponseReturnValue:
    heading, advice = WORDS.get(status, WORDS[400 if status < 500 else 500])
    if status == 404:
        advice = "It may have moved. Begin again at the desk."
    typed = [] if status == 413 else _typed()
    page = render_template("anonymous/error.html", status=status, heading=heading, advice=advice, typed=typed)
    return page, status


def _typed() -> list[tuple[str, str]]:
    """What was typed into the form that could not be taken."""
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:
        return []
    typed = [
        (name, value)
        for name, value in fields
        if name not in NOT_SHOWN_AGAIN and len(value.strip()) > 3 and not name.startswith(FINDING)
    ]
    return typed[:MOST_SHOWN_AGAIN]


class Dispatcher:
    """Sends the desk's addresses to the desk, stripped of all that could name somebody, and all others on."""

    def __init__(self, portal: Any, desk: Any, host: str = "") -> None:
        self.portal, self.desk, self.host = portal, desk, host.casefold()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        own_host = bool(self.host) and _host(environ) == self.host
        if path == PLACE or path.startswith(PLACE + "/"):
            return self.desk(stripped(environ), start_response)
        if not own_host:
            return self.portal(environ, start_response)
        if path.startswith(STATIC):
            return self.portal(stripped(environ), start_response)
        if path == "/":
            start_response("302 Found", [("Location", PLACE), ("Cache-Control", "no-store")])
            return [b""]
        return self.desk(stripped(environ), start_response)


def _host(environ: dict[str, Any]) -> str:
    return str(environ.get("HTTP_HOST", "")).rpartition("@")[2].partition(":")[0].casefold()


def stripped(environ: dict[str, Any]) -> dict[str, Any]:
    """A request without cookie, credentials, address, browser, language, referrer, or whatever comes next."""
    kept = {name: value for name, value in environ.items() if name in LET_THROUGH or name.startswith("wsgi.")}
    return kept | dict.fromkeys(BLANK, "")
