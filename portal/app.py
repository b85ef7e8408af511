"""The application: puts the rooms on the ground and hangs up the notice-boards."""

import json
import time
from datetime import date
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Flask, Response, request
from flask_wtf.csrf import CSRFProtect, generate_csrf
from werkzeug.exceptions import RequestEntityTooLarge
from whitenoise import WhiteNoise

from portal import interface, navigation, policy
from portal.anonymous import application as anonymous
from portal.anonymous import rules as desk
from portal.authorisation import admin as routes
from portal.authorisation import api as authorisation_api
from portal.authorisation import author
from portal.authorisation import queries as ways
from portal.collections import views as collections
from portal.conversation import views as conversation
from portal.demonstration import content as demonstration
from portal.following import views as following
from portal.foundation import access, clock, config, database, keys, pages
from portal.guardians import views as guardians
from portal.home import views as home
from portal.insight import views as insight
from portal.leadership import views as leadership
from portal.library import api as library_api
from portal.library import views as library
from portal.library.search import bound as library_index
from portal.newsletter import views as newsletter
from portal.notifications import views as notifications
from portal.people import admin as administration
from portal.people import views as people
from portal.promises import views as promises
from portal.recognition import views as recognition
from portal.submissions import admin as submissions
from portal.submissions import queries as writings

ROOMS = (
    administration.pages,
    home.pages,
    notifications.pages,
    insight.pages,
    submissions.pages,
    routes.pages,
    author.pages,
    promises.pages,
    guardians.pages,
    library.pages,
    library_api.feeds,
    following.pages,
    collections.pages,
    recognition.pages,
    newsletter.pages,
    leadership.pages,
    conversation.pages,
    interface.interface,
)
# Of these no form of the portal's own is sent: they ask for no token of it.
APIS: tuple[Blueprint, ...] = (
    notifications.stopping,
    library_api.api,
    library.harvest.repository,
    authorisation_api.api,
)

STATIC = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent / "templates"
LARGEST_REQUEST = 12 * 1024 * 1024
LARGEST_FORM = 2 * 1024 * 1024
MOST_FORM_PARTS = 500
CONFIDENTIAL_ADDRESS = "/account/confidential"  # the desk does not know the pages of the portal
DOOR_CODE_KEPT_SECONDS = 30.0
A_YEAR = 365 * 24 * 60 * 60

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Strict-Transport-Security": f"max-age={A_YEAR}; includeSubDomains",
}


def create_app(settings: config.Settings | None = None) -> Flask:
    """The portal for staff. Raises ``BadSetting`` or ``Undeclared`` rather than start half right."""
    settings = settings or config.load()
    clock.use_zone(settings.timezone)
    app = Flask(__name__, static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SETTINGS=settings,
        SESSION_COOKIE_NAME="__Host-portal" if settings.secure else "portal",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        MAX_FORM_PARTS=MOST_FORM_PARTS,
        WTF_CSRF_TIME_LIMIT=None,  # a form may lie open for a whole shift
        WTF_CSRF_SSL_STRICT=False,  # no referrer is ever sent; SameSite and the token do its work
        TOPICS=lambda: [
            (topic.slug, topic.name) for topic in writings.all_topics()
        ],  # for those who give roles
    )
    if settings.demonstration:
        app.config.update(
            SIGN_IN_SUGGESTIONS=demonstration.to_sign_in_as(), SIGN_IN_PASSWORD=demonstration.PASSWORD
        )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    database.bind(engine := database.engine_for(settings.database))
    library_index.bind(settings.index_folder, engine if settings.index_in_database else None)
    app.teardown_appcontext(lambda _error: database.session.remove())

    people.login_manager.init_app(app)
    app.before_request(_refuse_large_text)
    csrf = CSRFProtect(app)
    board = access.Board(
        policy.POLICY,
        policy.SEES,
        people.me,
        people.reader,
        people.sign_in_first,
        policy.keeps_refusal,
        visitors=settings.public,
    )
    access.bind(app, board)
    for room in ROOMS:
        app.register_blueprint(room)
    for api in APIS:
        csrf.exempt(api)
        app.register_blueprint(api)
    pages.answer_errors(app)
    _dress(app, settings)
    app.after_request(_protect)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign] # Flask's own way of wrapping it
        app.wsgi_app,
        root=STATIC,
        prefix="static/",
        max_age=A_YEAR,
        immutable_file_test=lambda path, _url: "built" in Path(path).parts,
    )
    access.check_declared(app)
    return app


def _refuse_large_text() -> None:
    """Only a request with files may be large: the library holds the other sorts of form to no limit of its own."""
    if request.mimetype != "multipart/form-data" and (request.content_length or 0) > LARGEST_FORM:
        raise RequestEntityTooLarge


def create_desk(settings: config.Settings) -> Flask:
    """The anonymous desk: the same look, and nothing that knows people or reaches the portal's database."""
    app = anonymous.build(settings, template_folder=str(TEMPLATES), largest_form=LARGEST_FORM)
    app.config.update(MAX_FORM_MEMORY_SIZE=LARGEST_FORM, MAX_FORM_PARTS=MOST_FORM_PARTS)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    product = SimpleNamespace(name=settings.name, tagline=settings.tagline, organisation_name="")
    app.jinja_env.globals.update(
        static=static_address, product=product, confidential_address=CONFIDENTIAL_ADDRESS
    )
    app.jinja_env.filters.update(spoken=keys.spoken, day=clock.day_in_words)
    app.after_request(_protect)
    return app


def create_wsgi(settings: config.Settings | None = None) -> anonymous.Dispatcher:
    """Both applications behind one address, the desk's visitors stripped of all that could name them."""
    settings = settings or config.load()
    return anonymous.Dispatcher(create_app(settings), create_desk(settings), settings.anonymous_host)


def _dress(app: Flask, settings: config.Settings) -> None:
    """Hand the templates what every page shows."""
    door_codes = _DoorCodes(desk.key_for(settings.secret_key, "door"))
    places = _places(app)
    product = {"name": settings.name, "tagline": settings.tagline}
    nobodys = SimpleNamespace(**product, organisation_name="")
    same = {
        "search_url": places.get("library.search", "/"),
        "demonstration": settings.demonstration,
        "public_layer": settings.public,
        "anonymous_address": anonymous.PLACE,
        "desk_is_open": ways.takes_any_anonymous,
    }

    def context() -> dict[str, Any]:
        person = people.reader()
        if person is None:
            return {**same, "product": nobodys, "me": None, "menu": [], "page_url": request.path}
        door_code = door_codes.of(person.organisation)
        return {
            **same,
            "product": SimpleNamespace(**product, organisation_name=person.organisation.name),
            "me": person,
            "menu": list(navigation.items(places)),
            "page_url": request.path,
            "door_code": door_code,
            "anonymous_desk": bool(door_code),
        }

    app.context_processor(context)
    app.jinja_env.globals.update(
        may=access.may, csrf_token=generate_csrf, static=static_address, idempotency_key=keys.new_token
    )
    app.jinja_env.filters.update(spoken=keys.spoken, day=clock.day_in_words, moment=clock.moment_in_words)


def _places(app: Flask) -> dict[str, str]:
    """The addresses of all pages that have no parts in theirs. The portal lives at the top of its host."""
    adapter = app.url_map.bind("")
    alone = (rule.endpoint for rule in app.url_map.iter_rules() if not rule.arguments)
    return {endpoint: adapter.build(endpoint) for endpoint in alone}


class _DoorCodes:
    """What stands at the foot of everybody's pages: the same for all who work in an organisation.

    Whether an organisation has a desk is asked again after half a minute, so the foot of a page may be so far
    behind. The desk itself asks at every visit.
    """

    def __init__(self, key: str) -> None:
        self._key = key
        self._kept: dict[int, tuple[date, float, str]] = {}

    def of(self, organisation: Any) -> str:
        """The sentence for an organisation today; empty where it has no desk."""
        today, now = clock.today(), time.monotonic()
        day, until, words = self._kept.get(organisation.id, (None, 0.0, ""))
        if day != today or now > until:
            words = self._words(organisation, today) if ways.takes_any_anonymous(organisation.id) else ""
            self._kept[organisation.id] = today, now + DOOR_CODE_KEPT_SECONDS, words
        return words

    def _words(self, organisation: Any, day: date) -> str:
        return (
            f"Today's door code: {desk.spoken_door_code(desk.door_code(self._key, organisation.code, day))}"
        )


@cache
def _built() -> dict[str, str]:
    manifest = STATIC / "built" / "manifest.json"
    return dict(json.loads(manifest.read_text("utf-8"))) if manifest.exists() else {}


def static_address(name: str) -> str:
    """The address of a static file, with its content in its name where it was built."""
    return f"/static/{_built().get(name, name)}"


def _protect(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    return response
