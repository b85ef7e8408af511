"""The blueprint of the room, and how an item looks in a list."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from flask import Blueprint, current_app, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape
from werkzeug.exceptions import Gone, NotFound

from portal.foundation import clock
from portal.foundation.access import may, may_know_of, reader
from portal.foundation.pages import error_page
from portal.foundation.text import day_with_year
from portal.library import queries, rules
from portal.library.queries import Card
from portal.library.rules.freshness import Standing
from portal.submissions.kinds import KINDS

pages = Blueprint("library", __name__)

LINES_KEPT = 4096
FILTERS_KEPT = 512


@pages.errorhandler(NotFound)
def not_there(_error: NotFound) -> ResponseReturnValue:
    """Say of a post that was taken out that it was, to those who could read it; to all others it was never there."""
    reference = (request.view_args or {}).get("reference", "")
    if reader() is None:
        return _nothing_for_visitors()
    gone = queries.taken_out(reference) if reference else None
    if gone is None or not may_know_of(reader(), gone):
        return error_page(NotFound.code, "not-found")
    advice = f"This post was in the library until {clock.day_in_words(gone.on)}. Then it was taken out."
    if may("submission.read", gone.submission):
        own = url_for("posts.show", reference=gone.submission.reference)
        advice = Markup('{} <a href="{}">See why</a>.').format(advice, own)
    return error_page(Gone.code, "taken-out", advice, "Taken out of the library")


def _nothing_for_visitors() -> ResponseReturnValue:
    """The same for what is not there and for what is not a visitor's: who was sent the address signs in to open it."""
    sign_in = url_for("people.sign_in", next=request.path)
    advice = Markup(
        "It may not be there, or be shared only with people who sign in. If a colleague sent you this address, "
        '<a href="{}">sign in to open it</a>.'
    ).format(sign_in)
    return error_page(NotFound.code, "not-found", advice, "We cannot show you that page")


def address_of(reference: str) -> str:
    """The address of an item: below that of the library."""
    return f"{place_of('library.search')}/{reference}"


@cache
def place_of(endpoint: str) -> str:
    """The address of a page that has no parts. The portal lives at the top of its host, so it never changes."""
    return str(current_app.url_map.bind("").build(endpoint))


# Lines and filters are the same for many readers and many searches. What is kept is kept under all that it
# shows, so that nobody is shown anything that was not found for them.
@lru_cache(maxsize=LINES_KEPT)
def line_of(card: Card) -> Markup:
    """One item as a line of a list of results. How well it was found is not shown, and makes no other line."""
    return Markup(_macros("post").result_row(row(card)))  # noqa: S704 - escaped there


@lru_cache(maxsize=FILTERS_KEPT)
def filter_of(name: str, facet: str, options: tuple[queries.Option, ...], begins_open: bool) -> Markup:
    """One filter with its values and their counts."""
    return Markup(_macros("library").facet(name, facet, options, open=begins_open))  # noqa: S704 - escaped there


def _macros(file: str) -> Any:
    return current_app.jinja_env.get_template(f"components/{file}.html").module


def row(card: Card) -> dict[str, Any]:
    """One item as a line of a list of results."""
    return {
        "href": address_of(card.reference),
        "kind": card.kind,
        "kind_name": KINDS[card.kind].name,
        "marker": "Not reviewed yet" if card.on_trust else rules.MARKER_NAMES.get(card.marker, ""),
        "title": marked(card.title),
        "summary": marked(card.summary),
        "note": marked(card.passage) if card.passage else "",
        "outcome": card.outcome or card.state,
        "outcome_label": rules.outcome_in_words(card.kind, card.outcome),
        "organisation": card.organisation_name,
        "date": day_with_year(card.published_on),
        "iso": card.published_on.isoformat(),
        "evidence": rules.label_of("evidence", card.evidence),
        "sign": _sign(card),
        "standing": card.standing,
    }


def _sign(card: Card) -> str:
    """In a few words, that nobody stands behind an item any more; nothing for what is current."""
    if card.retired_on is not None:
        return f"Retired {day_with_year(card.retired_on)}"
    return (
        f"Not confirmed since {day_with_year(card.confirmed_on)}" if card.standing is Standing.STALE else ""
    )


def marked(pieces: queries.Pieces) -> Markup:
    """Words with those found marked; everything that was typed is escaped."""
    shown = (f"<mark>{escape(words)}</mark>" if found else escape(words) for words, found in pieces)
    return Markup("".join(shown))  # noqa: S704 - every piece is escaped


def alike_row(one: queries.Alike) -> Mapping[str, Any]:
    """One item as a line beside another post."""
    return {
        "href": address_of(one.reference),
        "reference": one.reference,
        "title": one.title,
        "kind": one.kind,
        "kind_name": KINDS[one.kind].name,
        "organisation": one.organisation_name,
        "outcome": one.outcome,
        "outcome_label": rules.outcome_in_words(one.kind, one.outcome),
        "retired": one.retired,
        "date": day_with_year(one.published_on),
        "iso": one.published_on.isoformat(),
    }
