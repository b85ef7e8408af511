"""The one page for somebody outside who was asked to decide: a door that asks for a code, and the post behind it.

Opening the link writes nothing and shows nothing of the post: programs open links in mails too. Whatever cannot be used
answers alike, whether it was used, closed, too old or never was.
"""

from dataclasses import replace
from typing import Any

from flask import (
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from portal.authorisation import actions
from portal.authorisation.actions.asking_outside import KEPT, confirm, decide_outside, last_day, send_code
from portal.authorisation.forms import pressed
from portal.authorisation.forms.outside import CodeForm, OutsideDecisionForm
from portal.authorisation.queries import outside as links
from portal.authorisation.rules import Said, Verdict
from portal.authorisation.rules.outside import (
    CONFIRMED_FOR,
    TOLD_KINDLY,
    WRONG_AT_MOST,
    AskingState,
    CodeBy,
    Why,
)
from portal.authorisation.views.deciding import decision_of, said_of
from portal.authorisation.views.laid_out import asks_summary, laid_out
from portal.authorisation.views.room import pages
from portal.foundation.access import public
from portal.foundation.errors import Refused
from portal.foundation.files import Store
from portal.foundation.forms import page
from portal.foundation.markdown import to_plain
from portal.foundation.text import first_sentence
from portal.submissions.kinds import SUMMARY_LENGTH
from portal.submissions.rules import (
    file_name_shown_to,
)

GONE = 410
SEALED = "sandbox; default-src 'none'"
DECIDED: dict[str, str] = {
    Verdict.APPROVE: "You approved it.",
    Verdict.RETURN: "You asked for a change.",
    Verdict.DECLINE: "You did not approve it.",
}


@pages.get("/outside/<token>")
@public
def outside_open(token: str) -> ResponseReturnValue:
    """The door; and once the code was given in this browser, the post."""
    asking = links.asking_of(token)
    if asking is None:
        return _gone()
    if links.is_confirmed(asking, _browser()):
        return _inside(asking, token)
    return _door(asking, token, CodeForm(None)) if links.is_usable(asking) else _gone()


@pages.post("/outside/<token>/code")
@public
def outside_code(token: str) -> ResponseReturnValue:
    """Mail the code, where it comes by mail."""
    asking = links.asking_of(token)
    if asking is None or not links.is_usable(asking):
        return _gone()
    form = CodeForm(None)
    try:
        send_code(asking)
    except Refused as refused:
        form.refuse(refused)
        return _door(asking, token, form)
    flash("Your code is on its way, in a mail of its own. It is good for ten minutes.", "success")
    return _sealed(redirect(url_for("authorisation.outside_open", token=token)))


@pages.post("/outside/<token>/confirm")
@public
def outside_confirm(token: str) -> ResponseReturnValue:
    """Take the code. Too many wrong ones close the link."""
    asking = links.asking_of(token)
    if asking is None or not links.is_usable(asking):
        return _gone()
    form = CodeForm()
    if form.validate_on_submit():
        browser = confirm(asking, form.code.data or "")
        if browser:
            answer = _sealed(redirect(url_for("authorisation.outside_open", token=token)))
            _know(answer, browser, token)
            return answer
        if asking.state != AskingState.OPEN:
            return _gone()
        left = WRONG_AT_MOST - asking.wrong
        tries = "1 try is" if left == 1 else f"{left} tries are"
        form.code.errors = [f"That is not the code, or it is too old. {tries} left."]
    return _door(asking, token, form)


@pages.post("/outside/<token>/decide")
@public
def outside_decide(token: str) -> ResponseReturnValue:
    """Look at what the author will read, or decide."""
    asking = links.asking_of(token)
    if asking is None:
        return _gone()
    back = _sealed(redirect(url_for("authorisation.outside_open", token=token)))
    if not links.is_confirmed(asking, _browser()) or not links.is_usable(asking):
        return back
    form, said, step = OutsideDecisionForm(), None, asking.step
    if form.validate_on_submit():
        decision = replace(decision_of(form, step), seen=asking.version)
        try:
            if pressed() == "preview":
                actions.check_decision(step, decision)
                said = said_of(step, decision, asking.decider.asked_by(asking.asked_by.title))
            else:
                decide_outside(asking, decision, browser=_browser())
                return back
        except Refused as refused:
            if refused.code in KEPT:
                return back
            form.refuse(refused)
    return _post(asking, token, form, said)


@pages.get("/outside/<token>/files/<file>")
@public
def outside_file(token: str, file: str) -> ResponseReturnValue:
    """One file of the post, as a download."""
    asking = links.asking_of(token)
    if asking is None or not links.is_confirmed(asking, _browser()) or not links.is_usable(asking):
        return _gone()
    found = next((one for one in asking.step.submission.files_shared if one.reference == file), None)
    if found is None:
        return _gone()
    try:
        content = Store(current_app.config["SETTINGS"].files_folder).open(found.stored_as)
    except FileNotFoundError:
        return _gone()
    name = file_name_shown_to(asking.asked_by, found)
    answer = send_file(content, mimetype=found.media_type, as_attachment=True, download_name=name)
    answer.headers["Content-Security-Policy"] = SEALED
    return _sealed(answer)


def _cookie() -> str:
    secure = current_app.config["SETTINGS"].secure
    return "__Secure-portal-outside" if secure else "portal-outside"


def _browser() -> str:
    return request.cookies.get(_cookie(), "")


def _know(answer: Response, browser: str, token: str) -> None:
    """Let this browser be known again, on this link alone. It is no session: it opens one post and nothing else."""
    answer.set_cookie(
        _cookie(),
        browser,
        max_age=CONFIRMED_FOR,
        path=url_for("authorisation.outside_open", token=token),
        secure=current_app.config["SETTINGS"].secure,
        httponly=True,
        samesite="Lax",
    )


def _sealed(answer: Any) -> Response:
    """An answer that nobody keeps, lists, or learns the address of."""
    made = make_response(answer)
    made.headers["Cache-Control"] = "no-store"
    made.headers["Referrer-Policy"] = "no-referrer"
    made.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return made


def _gone() -> ResponseReturnValue:
    return _sealed((render_template("authorisation/outside_gone.html"), GONE))


def _door(asking: Any, token: str, form: CodeForm) -> ResponseReturnValue:
    return _sealed(
        page(
            "authorisation/outside_door.html",
            form=form,
            token=token,
            asker=asking.asked_by.title,
            organisation=asking.step.submission.organisation.name,
            told=asking.code_by == CodeBy.TOLD,
            last_day=last_day(asking),
        )
    )


def _inside(asking: Any, token: str) -> ResponseReturnValue:
    """What somebody meets who has given the code: the post, or how it ended."""
    if asking.state == AskingState.USED:
        return _ended(asking, "Thank you", [_decided(asking), "Nothing more is asked of you."])
    why = Why(asking.why) if asking.why else links.why_over_now(asking)
    if why is not None:
        said = [TOLD_KINDLY[why], "Thank you for looking at it. Nothing more is asked of you."]
        return _ended(asking, "Your answer is not needed any more", said)
    form = OutsideDecisionForm(None)
    if asks_summary(asking.step):
        form.summary.data = first_sentence(to_plain(asking.step.submission.body), SUMMARY_LENGTH)
    return _post(asking, token, form, None)


def _decided(asking: Any) -> str:
    mine = [one for one in asking.step.verdicts if one.outside_id == asking.decider_id]
    told = f"{asking.asked_by.title} and the author are told."
    return f"{DECIDED[mine[-1].verdict]} {told}" if mine else told


def _ended(asking: Any, heading: str, said: list[str]) -> ResponseReturnValue:
    return _sealed(
        page("authorisation/outside_ended.html", title=heading, said=said, asker=asking.asked_by.title)
    )


def _post(asking: Any, token: str, form: OutsideDecisionForm, said: Said | None) -> ResponseReturnValue:
    """The post as a decider reads it, without the names of others who decide."""
    step, asker = asking.step, asking.asked_by
    post = step.submission
    form.version.data = asking.version
    form.offer_readers(post)
    form.offer_stage(step)
    return _sealed(
        page(
            "authorisation/outside_decide.html",
            **laid_out(step, asker),
            form=form,
            token=token,
            asking=asking,
            asker=asker.title,
            said=said,
            last_day=last_day(asking),
            files=[(one, file_name_shown_to(asker, one)) for one in post.files_shared],
        )
    )
