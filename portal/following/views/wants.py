"""Asking for what is not in the library, and answering it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.following import actions, queries
from portal.following.forms import AnswerWantForm, CloseWantForm, WantForm
from portal.following.rules.wants import ASKERS, Shown, WantState
from portal.following.views.room import pages, place_of, want_lines
from portal.foundation.access import may, me, reader, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.library import queries as library
from portal.library.rules import may_open
from portal.library.views import asked_here


@pages.route("/wanted/new", methods=["GET", "POST"])
@requires("wants.ask")
def ask_for() -> ResponseReturnValue:
    """Ask for what one did not find."""
    wish = asked_here() if request.method == "GET" else queries.wish_in(request.form.get("search", ""))
    form = WantForm(data={"words": wish.q, "named": Shown.NAME.value, "search": queries.search_in(wish)})
    if form.validate_on_submit():
        try:
            words, shown = form.words.data or "", Shown(form.named.data)
            made = actions.ask_for(wish, words, shown, by=me(), to_all=bool(form.to_all.data))
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Asked. You hear when somebody answers, and when something comes in that fits.", "success")
            return redirect(url_for("following.want", reference=made.reference))
    return page("following/ask_for.html", form=form, back=place_of(queries.search_in(wish)), few=_few_here())


def _few_here() -> int:
    """How many people must have an account where the reader works before it is named without them; 0 where they do."""
    home = me().organisation
    return home.crowd if queries.is_small(home) else 0


@pages.get("/wanted")
@requires("wants.see")
def wanted() -> ResponseReturnValue:
    """What is wanted, for those who can answer."""
    found = queries.wanted()
    return render_template(
        "following/wanted.html",
        asked=want_lines(found.asked),
        looked_for=found.looked_for,
        settled=want_lines(found.settled),
        askers=ASKERS,
    )


@pages.get("/wanted/<reference>")
@requires("wants.see-one", on=queries.want)
def want(want: Any) -> ResponseReturnValue:
    """What somebody asks for, and what became of it."""
    return _shown(want)


@pages.post("/wanted/<reference>/answer")
@requires("wants.settle", on=queries.want)
def answer(want: Any) -> ResponseReturnValue:
    """Answer it with a post of the library."""
    form = AnswerWantForm()
    if form.validate_on_submit():
        try:
            actions.answer(want, form.post.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            return _settled("Answered. Whoever asked hears of it.")
    return _shown(want, answering=form)


@pages.post("/wanted/<reference>/close")
@requires("wants.settle", on=queries.want)
def close(want: Any) -> ResponseReturnValue:
    """Say why nothing comes of it."""
    form = CloseWantForm()
    if form.validate_on_submit():
        try:
            actions.close(want, form.reason.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            return _settled("Closed. Whoever asked reads why.")
    return _shown(want, closing=form)


@pages.post("/wanted/<reference>/take-back")
@requires("wants.take-back", on=queries.want)
def take_back(want: Any) -> ResponseReturnValue:
    """Ask for it no longer."""
    actions.take_back(want)
    flash("You no longer ask for this.", "success")
    return redirect(url_for("following.start"))


@pages.post("/wanted/looked-for/<reference>/take-off")
@requires("wants.settle", on=queries.looked_for)
def take_off(looked_for: Any) -> ResponseReturnValue:
    """Take words off the list that many looked for."""
    said = looked_for.words
    actions.take_off(looked_for)
    flash(f"“{said}” is off the list.", "success")
    return redirect(url_for("following.wanted"))


def _settled(said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("following.wanted"))


def _shown(
    want: Any, answering: AnswerWantForm | None = None, closing: CloseWantForm | None = None
) -> ResponseReturnValue:
    item = library.item(want.answer) if want.answer else None
    (line,) = want_lines([want])
    settles = may("wants.settle", want) and want.state == WantState.OPEN
    return page(
        "following/want.html",
        form=answering or closing,
        want=line,
        thing=want,
        reference=want.reference,
        where=place_of(want.search),
        to_all=want.to_all,
        mine=may("wants.take-back", want),
        sees_all=may("wants.see"),
        answer=item if item is not None and may_open(reader(), item) else None,
        state=want.state,
        said=want.said,
        settled_by=want.settled_by.title if want.settled_by is not None else "",
        who=line["who"],
        answering=(answering or AnswerWantForm(None)) if settles else None,
        closing=(closing or CloseWantForm(None)) if settles else None,
    )
