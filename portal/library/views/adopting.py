"""The ledger of adoption: what units and organisations did with an item, and who confirms it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.feedback.rules import Result, result_names
from portal.foundation import clock
from portal.foundation.access import may, me, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page, page_asked
from portal.foundation.text import day_with_year
from portal.implementation import actions
from portal.implementation import queries as implementation
from portal.implementation.actions import Said
from portal.implementation.forms import AdoptionForm, ConfirmForm, StillForm
from portal.implementation.rules.ledger import HOW_NAMES, EntryState, How
from portal.library import queries
from portal.library.views.room import address_of, pages
from portal.submissions import queries as writings

STATES: Mapping[str, str] = {
    EntryState.WAITING: "Waits to be confirmed",
    EntryState.CONFIRMED: "Confirmed: readers see it",
    EntryState.REFUSED: "Not confirmed",
}


@pages.route("/library/<reference>/adopt", methods=["GET", "POST"])
@requires("adoption.note", on=queries.item)
def adopt(item: Any) -> ResponseReturnValue:
    """Write down what one's unit or organisation did with it."""
    form = AdoptionForm()
    form.offer(item.kind, implementation.places_of(me()))
    if form.validate_on_submit():
        how, result = form.chosen
        said = Said(
            how,
            form.since.data,
            form.context.data or "",
            form.changed.data or "",
            result,
            form.note.data or "",
        )
        try:
            place = implementation.place_typed(me(), form.place.data)
            entry = actions.note_adoption(item.submission, place, said, by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            who = entry.holder.title if entry.holder is not None else "Whoever answers for that place"
            flash(f"Thank you. {who} is asked to confirm it. Then readers see it.", "success")
            return redirect(url_for("library.item", reference=item.reference))
    return page("implementation/adopt.html", form=form, item=item)


@pages.get("/adoption/<reference>")
@requires("adoption.see", on=implementation.adoption)
def adoption(entry: Any) -> ResponseReturnValue:
    """One entry of the ledger, for whoever wrote it down and whoever says if it is right."""
    return page("implementation/adoption.html", form=ConfirmForm(None), entry=_line(entry), thing=entry)


@pages.post("/adoption/<reference>/confirm")
@requires("adoption.confirm", on=implementation.adoption)
def confirm_adoption(entry: Any) -> ResponseReturnValue:
    """Say if an entry is right, and where it is not, why."""
    form, line = ConfirmForm(), _line(entry)
    if form.validate_on_submit():
        right = form.right.data == "yes"
        try:
            if right:
                actions.confirm(entry, by=me())
            else:
                actions.refuse(entry, form.reason.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
            entry = implementation.adoption(line["reference"])
        else:
            told = "Readers of the post see it now, and its author hears." if right else "They read why."
            flash(f"Thank you. {told}", "success")
            return redirect(url_for("library.ledger"))
    return page("implementation/adoption.html", form=form, entry=line, thing=entry)


@pages.post("/adoption/<reference>/take-back")
@requires("adoption.take-back", on=implementation.adoption)
def take_back_adoption(entry: Any) -> ResponseReturnValue:
    """Take back what one wrote down."""
    if StillForm().validate_on_submit():
        actions.take_back(entry, by=me())
        flash("Taken back.", "success")
    return redirect(url_for("library.ledger"))


@pages.get("/adoption")
@requires("submission.share")
def ledger() -> ResponseReturnValue:
    """What waits for the reader's word on the ledger, and what they wrote down themselves."""
    found = implementation.entries_of(me(), page_asked())
    return page(
        "implementation/ledger.html",
        waiting=[_line(one) for one in found.waiting],
        noted=[_line(one) for one in found.noted],
        found=found,
        at=lambda number: url_for("library.ledger", page=number if number > 1 else None),
    )


def _line(entry: Any) -> dict[str, Any]:
    post = entry.submission
    return {
        "reference": entry.reference,
        "href": url_for("library.adoption", reference=entry.reference),
        "title": writings.text_shared(post)["title"],
        "post": address_of(post.reference),
        "place": entry.place,
        "how": HOW_NAMES[How(entry.how)],
        "since": day_with_year(entry.since),
        "context": entry.context,
        "changed": entry.changed,
        "result": _result(post.kind, entry.result),
        "note": entry.note,
        "by": entry.noted_by.title,
        "noted": day_with_year(entry.noted_on),
        "waiting": entry.state == EntryState.WAITING,
        "holder": entry.holder.title if entry.holder is not None else "",
        "state": STATES[entry.state],
        "reason": entry.reason,
        "confirms": may("adoption.confirm", entry),
        "takes_back": may("adoption.take-back", entry),
    }


def _result(kind: str, result: str) -> str:
    return result_names(kind)[Result(result)] if result else ""


def adopted_by(kind: str, entries: Iterable[Any]) -> Iterator[Mapping[str, str]]:
    """What each place did with an item, as its page shows it: confirmed entries that hold today."""
    for entry in entries:
        came = f". {_result(kind, entry.result)}" if entry.result else ""
        words = (entry.changed and f"Changed: {entry.changed}", entry.context, entry.note)
        yield {
            "who": entry.place,
            "when": f"{HOW_NAMES[How(entry.how)]}, since {clock.day_in_words(entry.since)}{came}",
            "words": " ".join(filter(None, words)),
        }
