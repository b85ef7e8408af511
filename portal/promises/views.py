"""What is promised to whoever shares something, how it is kept, and which posts need a word now."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.foundation import clock
from portal.foundation.access import may, me, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.promises import actions, queries
from portal.promises.forms import StandardForm
from portal.promises.rules import PART_NAMES, WEEKS_COUNTED, Part, near_in_words, standard_in_words
from portal.submissions.rules import is_decided_on

pages = Blueprint("promises", __name__)


@pages.get("/promise")
@requires()
def kept() -> ResponseReturnValue:
    """What is promised where one works, how often that was kept, and for leads what needs a word now."""
    organisation = me().organisation
    return page(
        "promises/kept.html",
        organisation=organisation,
        standard=standard_in_words(queries.standard_of(organisation)),
        weeks=WEEKS_COUNTED,
        record=[
            {"of": one.of, "bar": (PART_NAMES[one.part], _in_a_hundred(one), _in_words(one))}
            for one in queries.record_of(organisation, *queries.lately())
        ],
        stuck=_stuck(organisation) if may("promises.see-stuck") else None,
    )


def _in_a_hundred(record: Any) -> int:
    return int(100 * record.kept / record.of) if record.of else 0


def _in_words(record: Any) -> str:
    return f"{record.kept} of {record.of}" if record.of else "not due yet"


def _stuck(organisation: Any) -> dict[str, Any]:
    """The posts that need a word now, and how many there are."""
    found = queries.stuck(organisation)
    return {
        "rows": [_row(promise) for promise in found.rows],
        "words": near_in_words(found.near, found.missed),
        "all": found.near + found.missed,
    }


def _row(promise: Any) -> dict[str, Any]:
    """A post that needs a word, as the list shows it: whoever may not read it learns its kind alone."""
    post = promise.submission
    readable = may("submission.read", post) and not post.unread
    return {
        "kind": post.kind,
        "kind_name": post.described.name,
        "title": post.title if readable else "Without a name: it is read first",
        "href": url_for("posts.show", reference=post.reference) if readable else "",
        "what": PART_NAMES[Part(promise.next_part)],
        "due": promise.next_due,
        "late": promise.next_due < clock.today(),
        "holder": post.holder.title if readable and is_decided_on(post) and post.holder is not None else "",
    }


@pages.route("/promise/standard", methods=["GET", "POST"])
@requires("promises.set")
def standard() -> ResponseReturnValue:
    """Say within how many working days each part comes."""
    organisation = me().organisation
    form = StandardForm(data=queries.standard_of(organisation).stored())
    if form.validate_on_submit():
        try:
            actions.set_standard(organisation, form.chosen, by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Saved. It holds for what is sent from now on.", "success")
            return redirect(url_for("promises.kept"))
    return page("promises/standard.html", form=form, organisation=organisation)
