"""The door of the desk: what it is, what it was opened with, and the way out."""

from dataclasses import dataclass
from datetime import time

from flask import Blueprint, current_app, make_response
from flask.typing import ResponseReturnValue

from portal.anonymous import queries, rules
from portal.foundation.forms import page
from portal.submissions.kinds import KINDS

pages = Blueprint("anonymous", __name__, url_prefix="/anonymous")


@dataclass(frozen=True, slots=True)
class Desk:
    """What the desk was opened with: its keys, of that for envelopes only the public half, its hours and its name."""

    door_key: str
    receipt_key: str
    envelope_key: str
    hours: tuple[time, ...]
    proof_key: str
    name: str

    @property
    def passed_on(self) -> str:
        """When what is left here is passed on, in words."""
        return rules.hours_in_words(self.hours)


def the_desk() -> Desk:
    """The desk of this application."""
    found: Desk = current_app.config["DESK"]
    return found


@pages.get("/", strict_slashes=False)
def start() -> ResponseReturnValue:
    """What the desk is, what it keeps and cannot hide, and the ways to post."""
    kinds = [KINDS[kind] for kind in queries.kinds_taken()]
    return page("anonymous/start.html", kinds=kinds, desk=the_desk())


@pages.get("/leave")
def leave() -> ResponseReturnValue:
    """The end of a visit: what the browser kept of it is cleared."""
    answer = make_response(page("anonymous/leave.html"))
    # Not "cookies" or "storage": they are the portal's own, and to lose them would show that one was here.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer
