"""The blueprint of the room, and how what is asked for looks in a list."""

from collections.abc import Collection, Sequence
from typing import Any

from flask import Blueprint, g, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from portal.following import actions, queries
from portal.following.rules.wants import WantState, asker_shown
from portal.foundation.access import SAFE, reader

pages = Blueprint("following", __name__)

STATES = {
    WantState.OPEN: "Waits for an answer",
    WantState.ANSWERED: "Answered",
    WantState.CLOSED: "Nothing comes of it",
}


@pages.after_app_request
def count_what_is_not_there(response: Response) -> Response:
    """Count in memory what was looked for in vain; what enough looked for is listed once something is saved."""
    if request.method in SAFE:
        q = g.pop("found_nothing_for", "")
        person = reader() if q else None
        if person is not None:
            actions.looked_for_in_vain(person.id, q)
    elif response.status_code < BadRequest.code:  # what is refused changes nothing, this list neither
        actions.to_list()
    return response


def place_of(search: str) -> str:
    """Where a search is."""
    return f"{url_for('library.search')}?{search}" if search else url_for("library.search")


def want_lines(wants: Sequence[Any]) -> list[dict[str, Any]]:
    """What is asked for, as lists show it."""
    small = queries.small_homes(wants)
    return [want_line(one, small) for one in wants]


def want_line(want: Any, small: Collection[int]) -> dict[str, Any]:
    """One thing that is asked for, with the organisations that are too small to name."""
    return {
        "href": url_for("following.want", reference=want.reference),
        "words": want.words,
        "search": queries.phrase_of(want.search),
        "who": asker_shown(want, small),
        "asked_on": want.asked_on,
        "state": STATES[WantState(want.state)],
    }
