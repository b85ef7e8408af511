"""An anonymous post read first: what the checker marked, the text to change, and one press to put it to its author."""

from typing import Any

from flask import flash, request
from flask.typing import ResponseReturnValue
from wtforms import StringField

from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.forms import BecauseForm, EditForm, edit_form, pressed
from portal.authorisation.rules import StepState, Verdict
from portal.authorisation.rules.answers import summed_up_in_words
from portal.authorisation.rules.edits import edit_waits, with_edit
from portal.authorisation.rules.reading import because_in_words, may_edit_without_author
from portal.authorisation.rules.telling import reading_of
from portal.authorisation.views.room import onwards, pages
from portal.foundation import clock
from portal.foundation.access import may, me, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.submissions import queries as writings
from portal.submissions.rules import MEANT_FOR, Sharing, finding_shown, marked, texts_checked, without

MARKED_SHOWN = 60


@pages.app_template_global()
def edited_line(post: Any) -> str:
    """That a text was changed without its author, and why; nothing of every other post."""
    return because_in_words(post.edited_because)


@pages.app_template_global()
def summed_up_line(post: Any) -> str:
    """That the summary of a post is not its author's; nothing where it is."""
    return summed_up_in_words(post.summed_up)


@pages.app_template_global("reading_of")
def reading_words(route: Any, anonymous: frozenset[str]) -> str:
    """What a route says of the anonymous posts that are read first."""
    return reading_of(route, anonymous)


@pages.post("/steps/<reference>/read")
@requires("step.answer", on=queries.first_reading)
def read_first(step: Any) -> ResponseReturnValue:
    """Put a text to its author that gives less away, or pass the post on."""
    form, why = edit_form(step.submission), BecauseForm()
    do = pressed()
    asked = why if do == "without" else form
    if asked.validate_on_submit():
        try:
            _done(step, do, form, why)
        except Refused as refused:
            asked.refuse(refused)
            if refused.code == "old-version":
                form.version.data = why.version.data = step.submission.version
        else:
            return onwards(step)
    return shown(step, form, why)


def _done(step: Any, do: str, form: EditForm, why: BecauseForm) -> None:
    """Do what was pressed, and say what was done."""
    title = f"“{step.submission.title}”"
    if do == "without":
        actions.edit_without_author(step, why.because.data or "", seen=why.version.data or 0, by=me())
        flash(f"Passed on with your change: {title}. A line on it says why.", "success")
    elif do == "pass":
        actions.decide(step, Decision(Verdict.APPROVE, seen=form.version.data or 0), by=me())
        flash(f"Passed on as its author wrote it: {title}.", "success")
    else:
        decision = Decision(Verdict.APPROVE, form.reason.data or "", seen=form.version.data or 0)
        actions.propose_edit(step, decision, form.text, by=me())
        until = clock.day_in_words(step.edit_until)
        flash(
            f"Its author has your text of {title} until {until}. Nobody who decides has seen it.", "success"
        )


def shown(step: Any, form: EditForm | None = None, why: BecauseForm | None = None) -> ResponseReturnValue:
    """The page of a first reading."""
    post = step.submission
    found = marked(post)
    if form is None:
        form = edit_form(post, without(post, found) if request.args.get("fill") else None)
    why = why or BecauseForm(data={"version": post.version})
    now = writings.text_now(post)
    reads = may("step.decide", step)
    written = [field for field in form.answers if field.data and isinstance(field, StringField)]
    return page(
        "authorisation/read_first.html",
        step=step,
        post=post,
        meant_for=MEANT_FOR[Sharing(post.sharing)],
        form=why if why.refused or why.errors else form,
        words=form,
        written=written,
        unwritten=[field for field in form.answers if field not in written],
        why=why,
        asked=reads and not edit_waits(step),
        waits=reads and edit_waits(step),
        over=step.state != StepState.OPEN,
        without=may_edit_without_author(me(), step),
        filled=bool(request.args.get("fill")),
        marked=[
            finding_shown(place, one, dict(texts_checked(post)), "")
            for place, one in enumerate(found[:MARKED_SHOWN])
        ],
        more=max(0, len(found) - MARKED_SHOWN),
        changes=writings.compared(post.kind, now, with_edit(now, step.edit)) if step.edit and reads else [],
        again=_read_before(step, now),
    )


def _read_before(step: Any, now: Any) -> Any:
    """What its author changed since it was passed on last; nothing where it was not."""
    before = queries.text_read(step)
    return writings.compared(step.submission.kind, before, now) if before is not None else []
