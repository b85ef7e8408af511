"""What readers say of an item: what became of it, of what use it was, and what they ask."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.feedback import actions as feedback
from portal.feedback import queries as became
from portal.feedback.forms import AnswerForm, OutcomeForm, QuestionForm, ResponseForm
from portal.feedback.rules import UseKind
from portal.foundation.access import may, me, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.implementation import actions as implementation
from portal.library import actions, queries
from portal.library.forms import TakeOutForm
from portal.library.views.room import pages
from portal.submissions import queries as writings

SAID: dict[UseKind, str] = {
    UseKind.USEFUL: "Thank you. The author will see that somebody found it useful.",
    UseKind.USED: "Thank you. The author will hear that you used it, and others see that it travelled.",
    UseKind.DID_NOT_FIT: "Thank you. Why it did not fit now stands with it, for the next who tries.",
}
USED_FOR = "Thank you. What you used it for stands beside it, for the next who looks."


@pages.route("/library/<reference>/outcome", methods=["GET", "POST"])
@requires("feedback.keep-outcome", on=queries.item)
def outcome(item: Any) -> ResponseReturnValue:
    """Keep what became of it."""
    now = became.about(item.submission).outcome
    form = OutcomeForm(data={"state": now.state, "result": now.result} if now else None)
    form.offer(item.kind)
    if form.validate_on_submit():
        state, result = form.chosen
        try:
            implementation.keep_outcome(item.submission, state, result, form.note.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Kept. The author will read it, and so will everybody who finds the post.", "success")
            return _back_to(item)
    return page("feedback/outcome.html", form=form, item=item)


@pages.route("/library/<reference>/response", methods=["GET", "POST"])
@requires("feedback.respond", on=queries.item)
def respond(item: Any) -> ResponseReturnValue:
    """Say of what use it was: useful, used, or why it did not fit. Saying it again takes it back."""
    form = ResponseForm()
    if form.validate_on_submit():
        if form.chosen is None:
            return page("feedback/response.html", form=form, item=item)
        # Sent empty, unchanged, or twice, a sentence of use must not take the use back.
        in_words = form.chosen is UseKind.USED and bool(form.reason.raw_data)
        try:
            said = feedback.respond(
                item.submission, form.chosen, form.reason.data or "", by=me(), in_words=in_words
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            used = said if form.chosen is UseKind.USED else None
            thanks = USED_FOR if used is not None and used.reason else SAID[form.chosen]
            flash(thanks if said else "Taken back.", "success")
            return _back_to(item, "respond" if used is not None and not used.reason else None)
    return page("feedback/response.html", form=form, item=item)


@pages.route("/library/<reference>/questions", methods=["GET", "POST"])
@requires("feedback.ask", on=queries.item)
def ask(item: Any) -> ResponseReturnValue:
    """Ask about it."""
    form = QuestionForm()
    if form.validate_on_submit():
        try:
            feedback.ask(item.submission, form.question.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(
                "Asked. You will hear when it is answered, and the answer will stand here for everybody.",
                "success",
            )
            return _back_to(item, "questions")
    return page(
        "feedback/question.html",
        form=form,
        title=item.title,
        back=url_for("library.item", reference=item.reference),
        next_steps=[
            "Your question goes to the author.",
            "Others who know can answer too. What they write stands with it, for everybody who reads the post.",
            "You hear of the first ten answers, or of as many as you say on the page of your question.",
        ],
    )


@pages.route("/library/<reference>/questions/<question>/answer", methods=["GET", "POST"])
@requires("feedback.answer", on=became.question)
def answer(question: Any) -> ResponseReturnValue:
    """Answer a question about a post."""
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            feedback.answer(question, form.answer.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Answered. Whoever asked will hear.", "success")
            return redirect(_place_of(question))
    title = writings.text_shown_to(me(), question.submission)["title"]
    return page("feedback/answer.html", form=form, question=question, title=title, back=_place_of(question))


@pages.route("/library/<reference>/take-out", methods=["GET", "POST"])
@requires("library.take-out", on=queries.item)
def take_out(item: Any) -> ResponseReturnValue:
    """Take it out of the library, and say why."""
    form, updated = TakeOutForm(), writings.open_update_of(item.submission) is not None
    if form.validate_on_submit():
        title = item.title
        try:
            actions.take_out(item, form.reason.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(f"“{title}” is out of the library. Its author reads why.", "success")
            return redirect(url_for("library.search"))
    return page("library/take_out.html", form=form, item=item, updated=updated)


def _back_to(item: Any, part: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("library.item", reference=item.reference, _anchor=part))


def _place_of(question: Any) -> str:
    """Where a question is read: in the library, but what was asked before stays on the post's own page."""
    post = question.submission
    own = f"/submissions/{post.reference}"
    found = queries.item(post.reference)
    if found is None or not may("library.read", found):
        return own
    if question.before_publication and may("submission.read", post):
        return f"{own}#questions"
    return url_for("library.item", reference=post.reference)
