"""The page on which an item is linked to other answers to the same question."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from portal.foundation.access import may, me, reader, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import Form, page
from portal.library import actions, queries
from portal.library.forms import SameQuestionForm, UnlinkForm
from portal.library.queries import Card
from portal.library.rules.freshness import Standing
from portal.library.views.room import alike_row, pages, row


@pages.route("/library/<reference>/same-question", methods=["GET", "POST"])
@requires("library.link", on=queries.item)
def answers(item: Any) -> ResponseReturnValue:
    """Say that another item answers the same question."""
    there = queries.same_question(reader(), item.submission)
    known = {card.reference for card in there}
    alike = [alike_row(one) for one in queries.related(reader(), item) if one.reference not in known]
    form = SameQuestionForm()
    form.alike.choices = [(one["reference"], one["title"]) for one in alike]
    if form.validate_on_submit():
        other = queries.item_typed(form.named)
        try:
            actions.link(item, other, by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Each of the two leads to the other now.", "success")
            return redirect(url_for("library.answers", reference=item.reference))
    rows = [answer_row(card) for card in there]
    return page("library/answers.html", form=form, item=item, rows=rows, alike=alike)


@pages.post("/library/<reference>/same-question/end")
@requires("library.link", on=queries.item)
def unlink(item: Any) -> ResponseReturnValue:
    """Say no longer that two items answer the same question."""
    form: Form = UnlinkForm()
    other = queries.item(form.other.data or "") if form.validate_on_submit() else None
    if other is None or not may("library.read", other):
        raise BadRequest  # one answer, whether it is hidden or nowhere
    actions.unlink(item, other, by=me())
    flash(f"“{other.title}” is no longer shown beside it.", "success")
    return redirect(url_for("library.answers", reference=item.reference))


def answer_row(card: Card) -> Mapping[str, Any]:
    """One other answer as a line beside an item."""
    return {**row(card), "reference": card.reference, "retired": card.standing is Standing.RETIRED}
