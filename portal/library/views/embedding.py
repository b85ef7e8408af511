"""A search as a list inside a page of another site, such as an intranet: what is open to the public, and no more.

Other sites may put this one page in a frame, and no other. It knows nobody: it has no form and no script, and shows the
same to everybody, so that nothing can be learnt from how it looks on somebody's screen.
"""

from dataclasses import replace

from flask import Response, current_app, make_response, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from portal.foundation.access import open_to_visitors, public
from portal.library import queries
from portal.library.search import Sort
from portal.library.views.room import pages, row
from portal.library.views.searching import address, asked_here

SHOWN = 10
IN_ANY_FRAME = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *"
)


@pages.get("/embed/library")
@public
def embedded() -> ResponseReturnValue:
    """The newest that a search finds among what the public may read, to stand inside another page."""
    if not open_to_visitors():
        raise NotFound
    wish = replace(asked_here(), sort=Sort.NEWEST, page=1, per_page=SHOWN)
    found = queries.search_public(wish)
    answer: Response = make_response(
        render_template(
            "library/embedded.html",
            wish=wish,
            rows=[row(card) | {"title": queries.words_of(card.title)} for card in found.cards],
            whole=current_app.config["SETTINGS"].url,
            more=address("library.search", replace(wish, sort=None)) if found.total > SHOWN else "",
        )
    )
    answer.headers["Content-Security-Policy"] = IN_ANY_FRAME
    return answer
