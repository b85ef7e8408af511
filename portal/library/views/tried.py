"""Has this been tried? Beside a post while it is typed, and once more before it is sent."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.foundation.access import reader, requires
from portal.foundation.text import day_with_year
from portal.library import queries, rules
from portal.library.rules.tried import reason_in_list
from portal.library.views.room import alike_row, pages


@pages.get("/library/similar")
@requires("library.search")
def similar() -> ResponseReturnValue:
    """Has this been tried? A piece of a page, for beside a post while it is typed."""
    found = queries.similar(reader(), request.args.get("title", ""), request.args.get("text", ""))
    return render_template("library/similar.html", rows=[tried_row(one) for one in found])


@pages.app_template_global()
def sounds_alike(post: Any) -> list[Mapping[str, Any]]:
    """What the library holds that sounds like a post, for the page on which its author sends it.

    Nothing for an update: it is like what it updates, and that is why it is written.
    """
    if post.updates_id is not None:
        return []
    return [tried_row(one) for one in queries.like_post(reader(), post)]


def tried_row(one: queries.Tried) -> Mapping[str, Any]:
    """One item like a thought, with what came of it, as a line of a list."""
    marker = rules.MARKER_NAMES.get(one.alike.marker, "")
    return {
        **alike_row(one.alike),
        "marker": marker,
        "outcome_label": one.came_of_it if one.alike.outcome else "",
        "came_of_it": one.came_of_it,
        "reason": reason_in_list(one.reason),
        "said_on": day_with_year(one.said_on),
        "said_iso": one.said_on.isoformat(),
    }
