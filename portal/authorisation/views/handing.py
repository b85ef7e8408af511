"""A step goes to somebody else: taken upon oneself, or handed on."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.authorisation import actions, queries
from portal.authorisation.forms import HandOnForm
from portal.authorisation.rules import lateness
from portal.authorisation.rules.handing import may_be_given
from portal.authorisation.rules.holders import is_within
from portal.authorisation.views.room import holder_in_words, onwards, pages
from portal.foundation import clock
from portal.foundation.access import may, me, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.people import queries as people


@pages.post("/steps/<reference>/take")
@requires("step.hand-on", on=queries.step)
def take(step: Any) -> ResponseReturnValue:
    """Take a step upon myself."""
    actions.take(step, by=me())
    flash(f"You have “{step.submission.title}” now.", "success")
    return redirect(url_for("authorisation.decide", reference=step.reference))


@pages.route("/steps/<reference>/hand-on", methods=["GET", "POST"])
@requires("step.hand-on", on=queries.step)
def hand_on(step: Any) -> ResponseReturnValue:
    """Give a step to a colleague."""
    form = HandOnForm()
    readable = may("step.read", step)
    unit = me().unit_id if me().organisation_id == step.submission.organisation_id else None
    others = [
        one
        for one in queries.deciders_of(step.submission.organisation_id, unit)
        if one.id != step.holder_id and is_within(one.level, step) and may_be_given(one, step)
    ]
    form.to.choices = [
        ("", "Choose a colleague"),
        *((one.reference, f"{one.title}, {one.unit.name}") for one in others),
    ]
    if form.validate_on_submit():
        to = people.person(form.to.data)
        try:
            if to is None:
                raise Refused("Choose somebody.", field="to")
            actions.hand_on(step, to, by=me(), reason=form.reason.data or "")
        except Refused as refused:
            form.refuse(refused)
        else:
            title = step.submission.title if may("step.read", step) else "The post"
            flash(
                f"{to.title} has “{title}” now." if may("step.read", step) else f"{to.title} has it now.",
                "success",
            )
            return onwards()
    return page(
        "authorisation/hand_on.html",
        form=form,
        step=step,
        post=step.submission,
        holder=holder_in_words(step.holder, me()),
        readable=readable,
        late=lateness(step.due_on, clock.today()),
    )
