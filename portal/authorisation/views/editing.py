"""Approved with a change to the text, as pages: proposed by whoever decides, answered by the author."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.forms import AcceptForm, edit_form, pressed
from portal.authorisation.rules import Verdict
from portal.authorisation.rules.edits import edit_waits, mark_of, with_edit
from portal.authorisation.views.room import onwards, pages
from portal.foundation import clock
from portal.foundation.access import me, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.submissions import queries as writings


@pages.route("/steps/<reference>/edit", methods=["GET", "POST"])
@requires("step.propose-edit", on=queries.step)
def propose_edit(step: Any) -> ResponseReturnValue:
    """Change the text, and approve it once its author accepts that."""
    if step.reads_first:
        return redirect(url_for("authorisation.decide", reference=step.reference))
    post = step.submission
    form = edit_form(post)
    form.offer_stage(step)
    if form.validate_on_submit():
        decision = Decision(
            Verdict.APPROVE,
            form.reason.data or "",
            seen=form.version.data or 0,
            ticked=form.ticked_of(step),
            scores=form.scores_of(step),
        )
        try:
            actions.propose_edit(step, decision, form.text, by=me())
        except Refused as refused:
            form.refuse(refused)
            if refused.code == "old-version":
                form.version.data = post.version
        else:
            until = clock.day_in_words(step.edit_until)
            flash(
                f"Its author has your change to “{post.title}” until {until}. Once they accept, it counts as approved.",
                "success",
            )
            return onwards()
    return page("authorisation/propose_edit.html", form=form, step=step, post=post)


@pages.route("/steps/<reference>/proposed", methods=["GET", "POST"])
@requires("step.answer-edit", on=queries.step)
def proposed(step: Any) -> ResponseReturnValue:
    """What whoever decides would change in my text: accept it, or decline it."""
    form, post = AcceptForm(), step.submission
    if form.validate_on_submit():
        try:
            if pressed() == "accept":
                actions.accept_edit(step, by=me(), read=form.mark.data or "", shown=bool(form.lets_see.data))
                flash(
                    "Accepted. It counts as approved, and your own text is kept as it was before.", "success"
                )
            else:
                actions.decline_edit(step, form.why.data or "", by=me())
                flash("Declined. Your text stays as it is, and goes back to whoever decides.", "success")
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect(url_for("posts.show", reference=post.reference))
    now = writings.text_now(post)
    form.mark.data = mark_of(step.edit) if edit_waits(step) else ""
    return page(
        "authorisation/proposed.html",
        form=form,
        step=step,
        post=post,
        waits=edit_waits(step),
        proposer=queries.proposer_of(step),
        changes=writings.compared(post.kind, now, with_edit(now, step.edit)) if step.edit else [],
    )
