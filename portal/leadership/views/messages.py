"""The pages of messages: what leaders say, what is answered in numbers, and what is asked about it."""

from typing import Any

from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from portal.foundation.access import may, me, reader, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import Form, page
from portal.leadership import actions, queries
from portal.leadership.actions import Draft
from portal.leadership.forms import MessageAnswerForm, MessageForm, MessageQuestionForm, SayForm
from portal.leadership.rules.leading import looks_at_all
from portal.leadership.rules.messages import (
    SAID_NAMES,
    Audience,
    Said,
    audience_in_words,
    count_in_words,
)
from portal.leadership.views.room import pages
from portal.library import queries as library
from portal.people import queries as people

SHOWN_AT_THE_START = 3


@pages.app_template_global()
def messages_from_leaders() -> list[dict[str, Any]]:
    """The newest messages that are said to the reader, for the start page."""
    return [_line(one) for one in queries.messages_for(reader(), SHOWN_AT_THE_START)]


@pages.get("/messages")
@requires("messages.see")
def messages() -> ResponseReturnValue:
    """What leaders say to the reader now, and what the reader said."""
    return page(
        "leadership/messages.html",
        found=[_line(one) for one in queries.messages_for(reader())],
        sent=[_line(one) for one in queries.sent_by(reader())] if may("messages.send") else [],
    )


def _line(found: Any) -> dict[str, Any]:
    """One message, as lists and its page show it."""
    unit = found.unit.name if found.unit is not None else ""
    return {
        "href": url_for("leadership.message", reference=found.reference),
        "words": found.words,
        "by": found.by.title,
        "sent_on": found.sent_on,
        "expires_on": found.expires_on,
        "for": audience_in_words(found.audience, unit, found.role, found.organisation.short_name),
    }


@pages.route("/messages/new", methods=["GET", "POST"])
@requires("messages.send")
def send_message() -> ResponseReturnValue:
    """Say something in a few words."""
    form, of_all = MessageForm(), looks_at_all(reader())
    home = me().organisation
    units = people.units_of(home.id)
    if not of_all:
        headed = reader().headed_unit_ids
        units = [unit for unit in units if not headed.isdisjoint(unit.lineage)]
    form.offer(units, of_all=of_all, organisation=home.short_name)
    if form.validate_on_submit():
        try:
            made = actions.send(_draft(form), by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Said. Those whom it is for find it on their start page.", "success")
            return redirect(url_for("leadership.message", reference=made.reference))
    return page("leadership/send.html", form=form)


def _draft(form: MessageForm) -> Draft:
    """What was typed. Raises ``Refused`` for a post that is not there."""
    sort, _, which = (form.audience.data or "").partition(":")
    more = form.more.data or ""
    elsewhere = more.startswith("https://")
    of_library = more.startswith(url_for("library.search", _external=True))
    item = library.item_typed(more) if more and (of_library or not elsewhere) else None
    if more and item is None and not elsewhere:
        raise Refused("There is no post of this reference that you may read.", field="more")
    return Draft(
        form.words.data or "",
        Audience(sort),
        form.expires_on.data,
        unit=people.unit(which) if sort == "unit" else None,
        role=which if sort == "role" else "",
        item=item,
        link=more if item is None else "",
    )


@pages.get("/messages/<reference>")
@requires("message.read", on=queries.message)
def message(message: Any) -> ResponseReturnValue:
    """One message: what is said, what one can answer, and what was asked."""
    return _shown(message)


def _shown(message: Any, form: Form | None = None, answering: str = "") -> ResponseReturnValue:
    keeps, answers = may("message.keep", message), may("message.answer", message)
    item = queries.post_of(reader(), message)
    said = queries.answered_by(_key(), message, reader()) if answers else frozenset()
    return page(
        "leadership/message.html",
        form=form,
        line=_line(message),
        reference=message.reference,
        item=item,
        link=message.link,
        keeps=keeps,
        presses=[{"value": one.value, "label": SAID_NAMES[one], "done": one in said} for one in Said]
        if answers
        else [],
        asking=(form if isinstance(form, MessageQuestionForm) else MessageQuestionForm(None))
        if answers
        else None,
        counts=_counts(message) if keeps else [],
        questions=[
            {
                "reference": one.reference,
                "text": one.text,
                "answer": one.answer,
                "who": one.asked_by.title if keeps and one.asked_by is not None else "",
                "form": _answering(one.reference, form if answering == one.reference else None)
                if keeps and not one.answer
                else None,
            }
            for one in queries.questions_of(reader(), message)
        ],
    )


def _answering(reference: str, form: Form | None) -> Form:
    """The form for one of several questions on a page: its field has a name of its own there."""
    shown: Any = form or MessageAnswerForm(None)
    shown.text.id = f"answer-{reference}"
    return shown


def _counts(message: Any) -> list[str]:
    """What was answered, as whoever said it reads it."""
    found = queries.counted(message)
    shown = {Said.UNDERSTOOD: found.understood, Said.USED: found.used}
    return [count_in_words(said, number) for said, number in shown.items()]


def _key() -> str:
    """The portal's own key: without it nobody can tell who has answered."""
    return str(current_app.config["SECRET_KEY"])


@pages.post("/messages/<reference>/said")
@requires("message.answer", on=queries.message)
def say(message: Any) -> ResponseReturnValue:
    """Say that one understood it, or used it."""
    form = SayForm()
    if not form.validate_on_submit():
        raise BadRequest
    actions.say(message, Said(form.said.data or ""), key=_key(), by=me())
    flash("Thank you. It is counted, and not kept with you.", "success")
    return _back(message)


@pages.post("/messages/<reference>/ask")
@requires("message.answer", on=queries.message)
def ask(message: Any) -> ResponseReturnValue:
    """Ask about a message."""
    form = MessageQuestionForm()
    if form.validate_on_submit():
        try:
            actions.ask(message, form.text.data or "", named=form.named.data == "yes", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Asked. The answer stands here.", "success")
            return _back(message)
    return _shown(queries.message(message.reference), form)


@pages.post("/messages/questions/<reference>/answer")
@requires("message.answer-question", on=queries.question)
def answer(question: Any) -> ResponseReturnValue:
    """Answer what was asked about what one said."""
    form = MessageAnswerForm()
    if form.validate_on_submit():
        try:
            actions.answer(question, form.text.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Answered. All whom it is for can read it.", "success")
            return _back(question.message)
    return _shown(question.message, form, question.reference)


@pages.post("/messages/<reference>/end")
@requires("message.keep", on=queries.message)
def end_message(message: Any) -> ResponseReturnValue:
    """End a message before its day."""
    if not Form().validate_on_submit():
        raise BadRequest
    actions.end_message(message, by=me())
    flash("It is over. Nobody reads it any more.", "success")
    return redirect(url_for("leadership.messages"))


def _back(message: Any) -> ResponseReturnValue:
    return redirect(url_for("leadership.message", reference=message.reference))
