"""The pages people meet when something is not as it should be: kind, complete, and nothing typed is lost."""

import logging
import traceback

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, InternalError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge

from portal.foundation import access
from portal.foundation.database import session
from portal.foundation.errors import Refused

log = logging.getLogger(__name__)

NOT_SHOWN_AGAIN = frozenset({"csrf_token", "idempotency_key", "password", "version"})
MOST_SHOWN_AGAIN = 200  # fields; no form of ours has as many
API = "/api/"
READ_ONLY = "25006"  # PostgreSQL: read_only_sql_transaction

WORDS: dict[int, tuple[str, str]] = {
    400: ("We could not read that", "Go back, look at what was sent, and try again."),
    403: (
        "This is not open to you",
        "Your role does not include it. If it should, ask your organisation's administrator.",
    ),
    404: (
        "We cannot find that page",
        "It may have moved, been taken back by its author, or not be shared with you. Search the library for it.",
    ),
    405: ("That cannot be done here", "Go back and use the buttons on the page."),
    409: ("That could not be done", ""),
    413: ("That is too large", "Send a smaller file, or less text at once."),
    415: ("We cannot read that kind of file", "Send one of the kinds that the page names."),
    429: ("That was a lot at once", "Wait a minute and try again."),
    500: (
        "Something went wrong on our side",
        "Nothing was changed. What you typed is below, so that you can keep it.",
    ),
    503: (
        "The portal cannot save just now",
        "Nothing was changed. What you typed is below. Try again in a minute.",
    ),
}


def answer_errors(app: Flask) -> None:
    """Give every error its page; programs get the same as JSON."""
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(CSRFError, _answer_stale_form)
    app.register_error_handler(Refused, _answer_refused)
    app.register_error_handler(OperationalError, _answer_database)
    app.register_error_handler(InternalError, _answer_read_only)
    app.register_error_handler(DataError, _answer_unkept)
    app.register_error_handler(Exception, _answer_fault)


def error_page(
    status: int, code: str, advice: str | None = None, heading: str | None = None
) -> ResponseReturnValue:
    """The page of an error, with what was typed; programs get its words as JSON. What is not said is as usual."""
    words = WORDS.get(status, WORDS[400 if status < 500 else 500])
    heading, advice = heading or words[0], advice or words[1]
    if request.path.startswith(API):
        message = f"{heading}. {advice}" if advice else heading
        return {"error": {"code": code, "message": message, "field": None}}, status
    typed = [] if status == RequestEntityTooLarge.code else _typed()
    return render_template(
        "errors/error.html", status=status, heading=heading, advice=advice, typed=typed
    ), status


def _typed() -> list[tuple[str, str]]:
    """What a person typed into the form that could not be taken."""
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:
        return []
    typed = [(name, value) for name, value in fields if name not in NOT_SHOWN_AGAIN and value.strip()]
    return typed[:MOST_SHOWN_AGAIN]


def _answer_http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error
    return error_page(status, error.name.lower().replace(" ", "-"))


def _answer_stale_form(_error: CSRFError) -> ResponseReturnValue:
    view = current_app.view_functions.get(request.endpoint or "")
    for_staff = getattr(view, "permission", access.PUBLIC) != access.PUBLIC
    if for_staff and not request.path.startswith(API) and access.me() is None:
        return access.sign_in_first()
    return error_page(
        400,
        "stale-form",
        "You may have signed out or in since you opened it. What you typed is below: copy it, open the page again "
        "and send it from there.",
        "That page was open for too long",
    )


def _answer_refused(error: Refused) -> ResponseReturnValue:
    session.rollback()
    if request.path.startswith(API):
        return {"error": {"code": error.code, "message": error.message, "field": error.field}}, 409
    return error_page(409, error.code, error.message)


def _answer_database(error: OperationalError | InternalError) -> ResponseReturnValue:
    session.rollback()
    log.error("database: %s", type(error.orig).__name__)
    return error_page(503, "cannot-save")


def _answer_read_only(error: InternalError) -> ResponseReturnValue:
    """PostgreSQL says with an error of another sort that it takes nothing just now."""
    if getattr(error.orig, "sqlstate", "") == READ_ONLY:
        return _answer_database(error)
    return _answer_fault(error)


def _answer_unkept(error: DataError) -> ResponseReturnValue:
    """A value that no column takes, such as a NUL in an address: what was asked cannot be meant."""
    session.rollback()
    log.error("a value that the database does not take: %s", type(error.orig).__name__)
    return error_page(400, "not-valid")


def _answer_fault(error: Exception) -> ResponseReturnValue:
    session.rollback()
    # The address, the values and the error's own message stay out: PostgreSQL repeats in it the row that it refused.
    places = "".join(traceback.format_tb(error.__traceback__))
    log.error("fault in %s: %s\n%s", request.endpoint, type(error).__name__, places)
    return error_page(InternalServerError.code, "fault")
