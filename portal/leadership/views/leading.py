"""What needs a leader now, on one page, and the same lists at length."""

from datetime import timedelta

from flask import request
from flask.typing import ResponseReturnValue

from portal.foundation.access import reader, requires
from portal.foundation.forms import page
from portal.leadership import queries
from portal.leadership.rules.leading import LOOKED_AT, SHOWN, looks_at_all
from portal.leadership.views.room import pages


@pages.get("/leading")
@requires("leading.see")
def leading() -> ResponseReturnValue:
    """What waits on a leader, what is stuck, what nobody answered, and whose work is worth thanks."""
    whole = "all" in request.args
    found = queries.leading(reader(), LOOKED_AT if whole else SHOWN)
    return page(
        "leadership/leading.html",
        found=found,
        whole=whole,
        of_all=looks_at_all(reader()),
        last_day=found.until - timedelta(days=1),
    )
