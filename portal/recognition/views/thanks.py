"""A leader thanks whoever wrote a post, by name, on its page."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.foundation.access import me, reader, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.library import queries as library
from portal.recognition import actions, queries
from portal.recognition.forms import ThanksForm
from portal.recognition.rules import WORDS_AT_MOST, may_take_back
from portal.recognition.views.room import pages
from portal.submissions.rules import author_shown_to


@pages.app_template_global()
def thanks_of(item: Any) -> Sequence[Mapping[str, Any]]:
    """What leaders said of an item, for its page."""
    person = reader()
    return [
        {
            "who": one.leader,
            "on": one.said_on,
            "words": one.words,
            "mine": person is not None and may_take_back(person, one.by_id),
        }
        for one in queries.thanks_for(item.submission)
    ]


@pages.route("/library/<reference>/thank", methods=["GET", "POST"])
@requires("thanks.say", on=library.item)
def thank(item: Any) -> ResponseReturnValue:
    """Say a few words of thanks that every reader of the post sees."""
    form, item_reference = ThanksForm(), item.reference
    if form.validate_on_submit():
        try:
            actions.thank(item.submission, form.words.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
            item = library.item(item_reference)
        else:
            flash("Thank you. Whoever wrote it is told, and everybody who reads it sees it.", "success")
            return redirect(url_for("library.item", reference=item.reference, _anchor="thanks"))
    return page(
        "recognition/thank.html",
        form=form,
        item=item,
        author=author_shown_to(reader(), item.submission),
        most=WORDS_AT_MOST,
    )


@pages.post("/library/<reference>/thank/take-back")
@requires("library.read", on=library.item)
def take_back(item: Any) -> ResponseReturnValue:
    """Take back what one said."""
    if actions.take_back(item.submission, by=me()):
        flash("Taken back. Nobody sees it any more.", "success")
    return redirect(url_for("library.item", reference=item.reference))
