"""The application: puts the rooms on the ground and hangs up the notice-boards."""

import json
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Flask, Response, request, url_for
from flask_wtf.csrf import CSRFProtect, generate_csrf
from whitenoise import WhiteNoise

from portal import navigation, policy
from portal.authorisation import author
from portal.foundation import access, clock, config, database, keys, pages
from portal.home import views as home
from portal.people import admin as administration
from portal.people import views as people
from portal.submissions import views as submissions

ROOMS = (administration.pages, home.pages, submissions.pages, author.pages)
APIS: tuple[Blueprint, ...] = ()

STATIC = Path(__file__).parent / "static"
LARGEST_REQUEST = 12 * 1024 * 1024
LARGEST_FORM = 2 * 1024 * 1024
MOST_FORM_PARTS = 500
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
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    database.bind(database.engine_for(settings.database))
    app.teardown_appcontext(lambda _error: database.session.remove())

    people.login_manager.init_app(app)
    csrf = CSRFProtect(app)
    access.bind(app, access.Board(policy.POLICY, policy.SEES, people.me, people.sign_in_first))
    for room in ROOMS:
        app.register_blueprint(room)
    for api in APIS:
        csrf.exempt(api)
        app.register_blueprint(api)
    pages.answer_errors(app)
    _dress(app, settings)
    app.after_request(_protect)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign] # Flask's own way of wrapping it
        app.wsgi_app, root=STATIC, prefix="static/", max_age=A_YEAR, immutable_file_test=lambda path, _url: "built" in Path(path).parts
    )
    access.check_declared(app)
    return app


def _dress(app: Flask, settings: config.Settings) -> None:
    """Hand the templates what every page shows."""
    known = frozenset(rule.endpoint for rule in app.url_map.iter_rules())

    def context() -> dict[str, Any]:
        person = people.me()
        organisation = person.organisation.name if person is not None else ""
        return {
            "product": SimpleNamespace(
                name=settings.name, tagline=settings.tagline, organisation_name=organisation
            ),
            "me": person,
            "menu": list(navigation.items(known)) if person is not None else [],
            "search_url": url_for("library.search") if "library.search" in known else "/",
            "page_url": request.path,
            "demonstration": settings.demonstration,
        }

    app.context_processor(context)
    app.jinja_env.globals.update(
        may=access.may, csrf_token=generate_csrf, static=static_address, idempotency_key=keys.new_token
    )
    app.jinja_env.filters.update(spoken=keys.spoken, day=clock.day_in_words, moment=clock.moment_in_words)


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
