"""What every answer to a receipt has in common, right or wrong: how long it is, and for how long it stays open."""

from flask import Response, request, url_for

from portal.anonymous import rules
from portal.anonymous.views.door import pages

IDLE_SECONDS = 20 * 60


@pages.after_request
def alike(answer: Response) -> Response:
    """Fill up an answer to a receipt to a whole step; and let a page that shows or carries one leave by itself.

    The header does what a meta refresh does, without a script: the page is replaced in the browser's history.
    """
    if (
        leaves_by_itself() and answer.mimetype == "text/html"
    ):  # a proof brings its own filling, within what it says
        answer.set_data(rules.padded(answer.get_data(as_text=True)))
        answer.headers["Refresh"] = f"{IDLE_SECONDS};url={url_for('anonymous.leave')}"
    return answer


@pages.app_template_global()
def leaves_by_itself() -> bool:
    """Whether a receipt came with the request, or is shown in the answer to it: such a page leaves after a while."""
    by_receipt = request.path.startswith(url_for("anonymous.receipt")) or request.endpoint == "anonymous.file"
    return request.method == "POST" and by_receipt
