"""Beside a decision, as pages: a colleague's opinion, a step passed over, one more decider."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.authorisation import actions, queries
from portal.authorisation.forms import AcknowledgeForm, AddForm, AskForm, OpinionForm, PassOverForm
from portal.authorisation.rules import StepState
from portal.authorisation.views.room import pages
from portal.foundation.access import may, me, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.people import queries as people
from portal.submissions import queries as writings
from portal.submissions.rules import author_shown_to


def _back(step: Any) -> ResponseReturnValue:
    return redirect(url_for("authorisation.decide", reference=step.reference))


@pages.route("/steps/<reference>/opinion", methods=["GET", "POST"])
@requires("step.ask-opinion", on=queries.step)
def ask_opinion(step: Any) -> ResponseReturnValue:
    """Ask a colleague what they think before deciding."""
    form = AskForm()
    if form.validate_on_submit():
        try:
            of = people.person_by_email(form.of.data or "")
            opinion = actions.ask_opinion(step, of, form.question.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(f"{opinion.of.title} is asked, and can read it until they answer.", "success")
            return _back(step)
    return page("authorisation/ask_opinion.html", form=form, step=step, post=step.submission)


@pages.route("/steps/<reference>/acknowledge", methods=["GET", "POST"])
@requires("step.acknowledge", on=queries.step)
def acknowledge(step: Any) -> ResponseReturnValue:
    """Tell the authors of a post that somebody has it, before it is decided."""
    form = AcknowledgeForm()
    if form.validate_on_submit():
        try:
            actions.acknowledge(step, form.words.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Its author is told that you have it.", "success")
            return _back(step)
    post = step.submission
    title = writings.text_shown_to(me(), post)["title"]
    return page("authorisation/acknowledge.html", form=form, step=step, post=post, title=title)


@pages.route("/opinions/<reference>", methods=["GET", "POST"])
@requires("opinion.see", on=queries.opinion)
def opinion(opinion: Any) -> ResponseReturnValue:
    """A post about which I am asked what I think."""
    form, post = OpinionForm(), opinion.step.submission
    if form.validate_on_submit():
        try:
            actions.give_opinion(opinion, form.answer.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(f"Thank you. {opinion.asked_by.title} reads it beside the decision.", "success")
            return redirect(url_for("authorisation.queue"))
    asked = may("opinion.give", opinion)
    text = writings.text_shown_to(me(), post) if asked else None
    return page(
        "authorisation/opinion.html",
        form=form,
        opinion=opinion,
        post=post,
        text=text,
        parts=writings.parts(post.kind, text) if text else [],
        author=author_shown_to(me(), post),
    )


@pages.route("/steps/<reference>/pass-over", methods=["GET", "POST"])
@requires("step.change-way", on=queries.step)
def pass_over(step: Any) -> ResponseReturnValue:
    """Pass a step over, or one of those who decide it together, with a reason."""
    form = PassOverForm()
    asked = [each for each in queries.stage_of(step) if each.state == StepState.OPEN]
    seats = {each.reference: (each, each.holder.title) for each in asked if each.holder is not None}
    form.offer({name: f"{title} alone: the others decide as before" for name, (_one, title) in seats.items()})
    if form.validate_on_submit():
        one, passed = seats.get(form.whom.data or "", (None, f"“{step.name}”"))
        try:
            if one is not None:
                actions.pass_over_one(one, form.why.data or "", by=me())
            else:
                actions.pass_over(step, form.why.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(f"{passed} is passed over. The author reads why.", "success")
            return redirect(url_for("posts.show", reference=step.submission.reference))
    return page("authorisation/pass_over.html", form=form, step=step, post=step.submission)


@pages.route("/steps/<reference>/add", methods=["GET", "POST"])
@requires("step.change-way", on=queries.step)
def add_decider(step: Any) -> ResponseReturnValue:
    """Ask one more person to decide, with a reason."""
    form, post = AddForm(), step.submission
    others = [one for one in queries.deciders_of(post.organisation_id, None) if one.id != step.holder_id]
    form.to.choices = [
        ("", "Choose a colleague"),
        *((one.reference, f"{one.title}, {one.unit.name}") for one in others),
    ]
    if form.validate_on_submit():
        to = people.person(form.to.data)
        try:
            if to is None:
                raise Refused("Choose somebody.", field="to")
            actions.add_decider(step, to, form.why.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(f"{to.title} decides on it too. The author reads why.", "success")
            return redirect(url_for("posts.show", reference=post.reference))
    return page("authorisation/add_decider.html", form=form, step=step, post=post)
