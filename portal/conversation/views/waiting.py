"""What waits for an answer, and why this reader is asked."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.conversation import queries
from portal.conversation.rules.routing import AFTER, ASKED_AT_MOST
from portal.conversation.views.room import asked_line, pages
from portal.foundation.access import may, reader, requires


@pages.get("/questions")
@requires("questions.see")
def waiting() -> ResponseReturnValue:
    """Questions that nobody has answered: those that I may know something of, and those that are asked of everybody."""
    of_me, of_all = queries.waiting_for(reader())
    return render_template(
        "conversation/waiting.html",
        of_me=[asked_line(one.asked, one.because) for one in of_me],
        of_all=[asked_line(one.asked) for one in of_all],
        days=AFTER.days,
        asked_at_most=ASKED_AT_MOST,
        moderates=may("moderation.see"),
    )
