"""How an item goes on after it was approved: who sees it through, what is planned, and whether it still stands."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.feedback import queries as became
from portal.feedback.rules import OUTCOME_NAMES, OutcomeState, Result, outcome_in_words
from portal.foundation import clock
from portal.foundation.access import me, reader, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page, page_asked
from portal.implementation import actions
from portal.implementation import queries as implementation
from portal.implementation.forms import MilestoneForm, NoteForm, OwnerForm, StillForm
from portal.implementation.rules.owners import (
    BAND_LABELS,
    BANDS,
    DUTIES_AT_FIRST,
    SAID_AT_FIRST,
    version_of,
)
from portal.library import queries
from portal.library.views.room import address_of, pages
from portal.people import queries as people
from portal.submissions import queries as writings
from portal.submissions.kinds import KINDS
from portal.submissions.rules import author_shown_to


@pages.get("/library/<reference>/progress")
@requires("library.read", on=queries.item)
def progress(item: Any) -> ResponseReturnValue:
    """How it goes on: who sees it through, what is planned and reached, what it brings, what is in the way."""
    return _progress(item, MilestoneForm(None))


def _progress(item: Any, form: MilestoneForm) -> ResponseReturnValue:
    shown = progress_shown(item, became.holds_today(item.submission))
    found = item.implementation
    holder = implementation.sponsor_today(found) if found is not None and not shown["hidden"] else None
    return page(
        "implementation/progress.html",
        form=form,
        item=item,
        shown=shown,
        sponsor_name=holder.title if holder is not None else "",
        bands=[
            (BAND_LABELS[name], dict(bands)[said[name]])
            for said in ([found.said] if found is not None else [])
            for name, bands in BANDS.items()
            if said[name]
        ],
        milestones=[_milestone(one, hidden=shown["hidden"]) for one in found.milestones] if found else [],
    )


def _milestone(one: Any, *, hidden: bool) -> Mapping[str, Any]:
    late = one.done_on is None and one.due_on < clock.today()
    who = f", says {one.said_by.name}" if one.said_by is not None and not hidden else ""
    when = f"on {clock.day_in_words(one.done_on)}{who}" if one.done_on else ""
    return {
        "reference": one.reference,
        "words": one.words,
        "done": one.done_on is not None,
        "late": late,
        "when": when or f"{'was planned ' if late else ''}for {clock.day_in_words(one.due_on)}",
    }


def progress_shown(item: Any, outcome: Any) -> Mapping[str, Any]:
    """What the page of an item says of who sees it through, where it stands, and by when it is asked about again.

    Whoever holds that post is named, but to nobody who decides on it blind: they are often close to its author.
    """
    found, author = item.implementation, author_shown_to(reader(), item.submission)
    if found is None:
        return {"hidden": author.hidden, "owner": "", "holder": "", **_stands(item.kind, outcome)}
    done = sum(one.done_on is not None for one in found.milestones)
    return {
        "hidden": author.hidden,
        "owner": found.owner_in_words,
        "holder": found.holder.title if found.holder is not None and not author.hidden else "",
        "sponsor": found.sponsor_in_words,
        "blockers": found.blockers,
        "milestones": f"{done} of {len(found.milestones)} reached" if found.milestones else "",
        "asked": found.asked_on is not None,
        "chase_on": clock.day_in_words(found.chase_on) if found.chase_on else "",
        **_stands(item.kind, outcome),
    }


def _stands(kind: str, outcome: Any) -> Mapping[str, str]:
    if outcome is None:
        return {"state": "", "state_words": "", "since": "", "note": ""}
    result = Result(outcome.result) if outcome.result else None
    return {
        "state": outcome.state,
        "state_words": outcome_in_words(kind, OutcomeState(outcome.state), result),
        "state_name": OUTCOME_NAMES[OutcomeState(outcome.state)],
        "since": clock.day_in_words(outcome.kept_at),
        "note": outcome.note,
    }


@pages.post("/library/<reference>/progress/still")
@requires("progress.say", on=queries.item)
def progress_still(item: Any) -> ResponseReturnValue:
    """Say that it stands where it stood. Sent from a list, it comes back to that list."""
    form = StillForm()
    if form.validate_on_submit():
        actions.still(item.submission, by=me())
        flash(f"Thank you. The author of “{item.title}” hears that nothing has changed.", "success")
    if request.form.get("then") == "list":
        return redirect(url_for("library.seeing_through"))
    return _back_to(item)


@pages.route("/library/<reference>/progress/owner", methods=["GET", "POST"])
@requires("progress.say", on=queries.item)
def progress_owner(item: Any) -> ResponseReturnValue:
    """Say which post of duty sees it through, and which stands behind it."""
    found, form = item.implementation, OwnerForm(data={"version": _duties_version(item)})
    form.offer(people.units_of(item.submission.organisation_id))
    if not form.is_submitted():
        form.owner.data = _typed(found.owner_role, found.owner_unit) if found is not None else None
        sponsored = found is not None and found.sponsor_role
        form.sponsor.data = _typed(found.sponsor_role, found.sponsor_unit) if sponsored else ""
    if form.validate_on_submit():
        owner = implementation.duty_typed(form.owner.data)
        try:
            if owner is None:
                raise Refused("Choose a role.", field="owner")
            sponsor = implementation.duty_typed(form.sponsor.data or "")
            actions.name_owner(item.submission, owner, sponsor, seen=form.version.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
            form.version.raw_data, form.version.data = None, _duties_version(item)
        else:
            flash("Saved. Whoever holds that role is told, and so is the author.", "success")
            return _back_to(item)
    return page("implementation/owner.html", form=form, item=item)


def _duties_version(item: Any) -> str:
    found = item.implementation
    return version_of(found.duties if found is not None else DUTIES_AT_FIRST)


def _said(item: Any) -> Mapping[str, Any]:
    return item.implementation.said if item.implementation is not None else SAID_AT_FIRST


def _typed(role: str, unit: Any) -> str:
    return f"unit:{unit.reference}" if unit is not None else f"role:{role}"


@pages.post("/library/<reference>/progress/milestones")
@requires("progress.say", on=queries.item)
def milestones(item: Any) -> ResponseReturnValue:
    """Say what will be reached by when."""
    form = MilestoneForm()
    if form.validate_on_submit():
        try:
            actions.plan_milestone(item.submission, form.words.data or "", form.due_on.data, by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Planned. The author reads it.", "success")
            return _back_to(item)
    # What was read before a refusal is undone with it.
    return _progress(queries.item(item.reference) if form.refused else item, form)


@pages.post("/library/<reference>/progress/reached")
@requires("progress.say", on=queries.item)
def milestone_said(item: Any) -> ResponseReturnValue:
    """Say that a milestone was reached, that it was not after all, or that nobody plans it any more."""
    if StillForm().validate_on_submit():
        post, sent = item.submission, request.form
        if dropped := sent.get("dropped"):
            actions.drop_milestone(post, dropped, by=me())
        elif undone := sent.get("not_reached"):
            actions.reach(post, undone, done=False, by=me())
        else:
            actions.reach(post, sent.get("reached", ""), by=me())
        flash("Saved. The author reads it.", "success")
    return _back_to(item)


@pages.route("/library/<reference>/progress/note", methods=["GET", "POST"])
@requires("progress.say", on=queries.item)
def progress_note(item: Any) -> ResponseReturnValue:
    """Say what it brings and costs, and what is in the way."""
    form = NoteForm(data={**_said(item), "version": version_of(_said(item))})
    if form.validate_on_submit():
        try:
            actions.note(item.submission, form.said, seen=form.version.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
            form.version.raw_data, form.version.data = None, version_of(_said(item))
        else:
            flash("Saved. The author reads it.", "success")
            return _back_to(item)
    return page("implementation/note.html", form=form, item=item)


@pages.get("/seeing-through")
@requires("submission.share")
def seeing_through() -> ResponseReturnValue:
    """What the reader sees through, what waits for an answer first: each with one press that says it still stands."""
    found = implementation.seen_through_by(reader(), page_asked())
    said = became.newest_outcomes([one.submission_id for one in found.rows])
    lines = [_line(one, said.get(one.submission_id)) for one in found.rows]
    return page(
        "implementation/seeing_through.html",
        asked=[one for one in lines if one["asked"]],
        others=[one for one in lines if not one["asked"]],
        found=found,
        at=lambda number: url_for("library.seeing_through", page=number if number > 1 else None),
    )


def _line(found: Any, outcome: Any) -> Mapping[str, Any]:
    post = found.submission
    return {
        "reference": post.reference,
        "href": address_of(post.reference),
        "title": writings.text_shared(post)["title"],
        "kind": post.kind,
        "kind_name": KINDS[post.kind].name,
        "owner": found.owner_in_words,
        "asked": found.asked_on is not None,
        "asked_on": clock.day_in_words(found.asked_on) if found.asked_on else "",
        "late": found.passed_on,
        "chase_on": clock.day_in_words(found.chase_on) if found.chase_on else "",
        **_stands(post.kind, outcome),
    }


def _back_to(item: Any) -> ResponseReturnValue:
    return redirect(url_for("library.progress", reference=item.reference))
