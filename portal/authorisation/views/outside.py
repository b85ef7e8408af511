"""Whoever decides asks somebody outside, sees what came of it, and takes the link back."""

from typing import Any

from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.authorisation import queries
from portal.authorisation.actions.asking_outside import ask_outside, last_day, renew_code, withdraw_asking
from portal.authorisation.forms.outside import AskOutsideForm
from portal.authorisation.queries import outside as links
from portal.authorisation.rules.outside import BECAUSE, AskingState, CodeBy, Why, code_in_words
from portal.authorisation.views.room import pages
from portal.foundation.access import may, me, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page


def link_of(token: str) -> str:
    """The address that opens a link."""
    return str(current_app.config["SETTINGS"].url) + url_for("authorisation.outside_open", token=token)


@pages.route("/steps/<reference>/outside", methods=["GET", "POST"])
@requires("step.ask-outside", on=queries.step)
def ask_someone_outside(step: Any) -> ResponseReturnValue:
    """Ask somebody outside to decide. Where they are told a code, the answer shows it, once."""
    form = AskOutsideForm()
    found = links.may_be_asked(step)
    form.to.choices = [("", "Choose somebody"), *((one.reference, one.title) for one in found)]
    if form.validate_on_submit():
        try:
            asking, code = ask_outside(
                step,
                links.outside_decider(form.to.data or ""),
                form.question.data or "",
                CodeBy(form.code_by.data),
                link_of=link_of,
                by=me(),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            if code:
                return _with_code(asking, code)
            flash(f"{asking.decider.name} has a mail with the link.", "success")
            return redirect(url_for("authorisation.asking", reference=asking.reference))
    return page(
        "authorisation/ask_outside.html", form=form, step=step, post=step.submission, nobody=not found
    )


def _with_code(asking: Any, code: str) -> ResponseReturnValue:
    return page(
        "authorisation/outside_code.html",
        asking=asking,
        post=asking.step.submission,
        code=code_in_words(code),
        last_day=last_day(asking),
    )


@pages.get("/askings/<reference>")
@requires("asking.see", on=links.asking)
def asking(asking: Any) -> ResponseReturnValue:
    """One link to somebody outside: whether it can be used, and how it ended."""
    return page(
        "authorisation/asking.html",
        asking=asking,
        post=asking.step.submission,
        last_day=last_day(asking),
        because=BECAUSE[Why(asking.why)] if asking.why else "",
        is_open=asking.state == AskingState.OPEN,
        told=asking.code_by == CodeBy.TOLD,
    )


@pages.post("/askings/<reference>/withdraw")
@requires("asking.withdraw", on=links.asking)
def withdraw_link(asking: Any) -> ResponseReturnValue:
    """Take a link back."""
    withdraw_asking(asking, by=me())
    flash(
        f"The link is closed, and {asking.decider.name} is told that nothing is expected of them.", "success"
    )
    return redirect(url_for("authorisation.decide", reference=asking.step.reference))


@pages.post("/askings/<reference>/code")
@requires("asking.renew-code", on=links.asking)
def another_code(asking: Any) -> ResponseReturnValue:
    """Another code to tell; it is shown once."""
    return _with_code(asking, renew_code(asking, by=me()))


@pages.app_template_global()
def asked_outside(step: Any) -> list[Any]:
    """The links by which somebody outside was asked about a step, for the page on which it is decided."""
    if not step.submission.organisation.asks_outside:
        return []
    return [one for one in links.askings_of(step) if may("asking.see", one)]
