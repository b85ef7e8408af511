"""Comments on a post, and what the page of a post shows of its conversation."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from portal.conversation import actions, queries
from portal.conversation.forms import CommentForm
from portal.conversation.queries.remarks import COMMENTS_A_PAGE
from portal.conversation.views.room import line, pages
from portal.foundation.access import may, me, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page, page_asked
from portal.library import queries as library
from portal.library.rules import may_know_of_question


@pages.route("/library/<reference>/comments")
@requires("comment.read", on=library.item)
def comments(item: Any) -> ResponseReturnValue:
    """All comments on a post."""
    return _shown(item, None)


@pages.post("/library/<reference>/comments")
@requires("comment.make", on=library.item)
def comment(item: Any) -> ResponseReturnValue:
    """Say something about a post."""
    form, reference = CommentForm(), item.reference
    if form.validate_on_submit():
        try:
            said = actions.comment(item.submission, form.comment.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
            item = library.item(reference)  # what was loaded went with what was begun
            if item is None:
                raise NotFound from refused
        else:
            flash("Said. Everybody who reads the post reads it.", "success")
            return redirect(url_for("library.item", reference=reference, _anchor=f"r-{said.reference}"))
    return _shown(item, form)


def _shown(item: Any, form: CommentForm | None) -> ResponseReturnValue:
    number = page_asked()
    found = queries.comments_on(item.submission.id, number)
    return page(
        "conversation/comments.html",
        form=form,
        commenting=(form or CommentForm(None)) if may("comment.make", item) else None,
        item=item,
        lines=[line(one, item.submission) for one in found.shown],
        total=found.total,
        number=number,
        pages=max(1, -(-found.total // COMMENTS_A_PAGE)),
        at=lambda turned: url_for("conversation.comments", reference=item.reference, page=turned),
    )


@pages.app_template_global()
def comments_of(item: Any) -> Mapping[str, Any]:
    """The newest comments on a post, as its page shows them, and how many there are."""
    found = queries.comments_on(item.submission.id)
    return {
        "lines": [line(one, item.submission) for one in found.shown],
        "total": found.total,
        "form": CommentForm(None) if may("comment.make", item) else None,
    }


@pages.app_template_global()
def answered_by_others(person: Any, post: Any, questions: Sequence[Any]) -> Mapping[str, Mapping[str, Any]]:
    """What came back to each question on the page of a post: how much, what helped, and where to read and answer."""
    counts = queries.counts_of([one.id for one in questions])
    found = {}
    for one in questions:
        said = counts.get(one.id, queries.Counts())
        if may_know_of_question(person, one):
            found[one.reference] = {
                "href": url_for("conversation.asked", reference=one.reference),
                "count": said.answers,
                "same": said.same,
                "helped": line(said.accepted, post) if said.accepted is not None else None,
                "done": said.done,
                "settled": one.settled,
            }
    return found
