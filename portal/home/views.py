"""The start page."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.foundation.access import requires

pages = Blueprint("home", __name__)


@pages.get("/")
@requires()
def start() -> ResponseReturnValue:
    """Search, three ways to share, what waits for me, what is new."""
    return render_template("home/start.html")
