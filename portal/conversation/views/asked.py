"""Something that was asked, with all that was answered; and what whoever asked does with it."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from portal.conversation import actions, queries
from portal.conversation.forms import AnswerAskedForm, ArrangeForm, DoneForm, EnoughForm, WhichForm
from portal.conversation.queries import Asked
from portal.conversation.queries.routing import in_words
from portal.conversation.rules import BUDGET
from portal.conversation.rules.grouping import RULE
from portal.conversation.views.room import asker, line, pages, place_of, title_of
from portal.foundation import clock
from portal.foundation.access import may, me, reader, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import Form, page, page_asked
from portal.library.views.reading import talk
from portal.submissions.rules import author_shown_to

SHOWN_A_PAGE = 20


@pages.get("/asked/<reference>")
@requires("asked.read", on=queries.asked)
def asked(asked: Asked) -> ResponseReturnValue:
    """Something that was asked, and all answers."""
    return _shown(asked)


@pages.post("/asked/<reference>/answer")
@requires("asked.answer", on=queries.asked)
def answer(asked: Asked) -> ResponseReturnValue:
    """Say what I know of it."""
    form = AnswerAskedForm()
    if form.validate_on_submit():
        try:
            given = actions.answer(asked, form.answer.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Thank you. It stands here for everybody who reads this, with your name.", "success")
            return _back_to(asked, f"r-{given.reference}")
    return _shown(asked, form)


@pages.post("/asked/<reference>/same")
@requires("asked.same", on=queries.asked)
def same(asked: Asked) -> ResponseReturnValue:
    """Say that I would like to know it too, or would answer the same."""
    form = WhichForm()
    if not form.validate_on_submit():
        raise BadRequest
    which = form.which.data or ""
    if not which:
        stands = actions.same_question(asked, by=me())
        flash("Noted: you would like to know it too." if stands else "Taken back.", "success")
        return _back_to(asked)
    remark = queries.remark(which)
    if remark is None or asked.talk is None or remark.talk_id != asked.talk.id:
        raise NotFound
    try:
        stands = actions.same_answer(asked, remark, by=me())
    except Refused as refused:
        form.refuse(refused)
        return _shown(asked, form)
    flash("Noted: you would say the same." if stands else "Taken back.", "success")
    return _back_to(asked, f"r-{remark.reference}")


@pages.post("/asked/<reference>/helped")
@requires("asked.accept", on=queries.asked)
def helped(asked: Asked) -> ResponseReturnValue:
    """Say which answer helped."""
    form = WhichForm()
    if not form.validate_on_submit():
        raise BadRequest
    try:
        actions.accept(asked, form.which.data or "", by=me())
    except Refused as refused:
        form.refuse(refused)
        return _shown(asked, form)
    flash("Saved. Readers see which answer helped.", "success")
    return _back_to(asked)


@pages.post("/asked/<reference>/enough")
@requires("asked.keep", on=queries.asked)
def enough(asked: Asked) -> ResponseReturnValue:
    """Take no more answers, or take answers again."""
    form = EnoughForm()
    if not form.validate_on_submit():
        raise BadRequest
    actions.switch_enough(asked, enough=bool(form.enough.data))
    said = (
        "No more answers come in. Those that are there stay."
        if form.enough.data
        else "Answers come in again."
    )
    flash(said, "success")
    return _back_to(asked)


@pages.route("/asked/<reference>/budget", methods=["GET", "POST"])
@requires("asked.keep", on=queries.asked)
def arrange(asked: Asked) -> ResponseReturnValue:
    """How many answers I hear of, and who takes the rest."""
    deputy = asked.talk.deputy if asked.talk is not None else None
    form = ArrangeForm(data={"budget": asked.budget, "deputy": deputy.email if deputy is not None else ""})
    if form.validate_on_submit():
        try:
            budget = form.budget.data if form.budget.data is not None else BUDGET
            actions.arrange(asked, budget, form.deputy.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Saved.", "success")
            return _back_to(asked)
    return page("conversation/arrange.html", form=form, **_head(asked))


@pages.route("/asked/<reference>/done", methods=["GET", "POST"])
@requires("asked.keep", on=queries.asked)
def done(asked: Asked) -> ResponseReturnValue:
    """What I did with the answers."""
    form = DoneForm(data={"done": asked.talk.done if asked.talk is not None else ""})
    if form.validate_on_submit():
        try:
            actions.say_what_came(asked, form.done.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Thank you. It stands with the question, and those who answered hear of it.", "success")
            return _back_to(asked)
    return page("conversation/done.html", form=form, **_head(asked))


def _back_to(asked: Asked, part: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("conversation.asked", reference=asked.reference, _anchor=part))


def _head(asked: Asked) -> dict[str, Any]:
    return {
        "asked": asked,
        "reference": asked.reference,
        "title": title_of(asked),
        "who": asker(asked),
        "when": clock.day_in_words(asked.asked_on),
        "iso": asked.asked_on.isoformat(),
        "back": url_for("conversation.asked", reference=asked.reference),
    }


def _shown(asked: Asked, form: Form | None = None) -> ResponseReturnValue:
    """The page; of a refused change with what was typed. Answers of one group stand together, across its pages."""
    number, groups = page_asked(), queries.grouped_answers(asked)
    flat = [(place, remark) for place, (_group, remarks) in enumerate(groups) for remark in remarks]
    pages_of = max(1, -(-len(flat) // SHOWN_A_PAGE))
    number = min(number, pages_of)
    here = flat[(number - 1) * SHOWN_A_PAGE : number * SHOWN_A_PAGE]
    own, each = queries.same_of(asked, [remark.id for _place, remark in here], reader().id)
    accepts, says_same = may("asked.accept", asked), may("asked.same", asked)
    shown: list[dict[str, Any]] = []
    for place, remark in here:
        if not shown or shown[-1]["place"] != place:
            group, all_of_it = groups[place]
            shown.append(
                {
                    "place": place,
                    "size": len(all_of_it),
                    "words": group.words,
                    "lines": [],
                    "continued": all_of_it[0] is not remark,
                }
            )
        said = each.get(remark.id)
        shown[-1]["lines"].append(
            {
                **line(remark, asked.post),
                "same": said.people if said else 0,
                "i_say_same": bool(said and said.mine),
                "may_say_same": says_same,
                "may_accept": accepts,
            }
        )
    answers = may("asked.answer", asked)
    return page(
        "conversation/asked.html",
        form=form,
        answering=(form if isinstance(form, AnswerAskedForm) else AnswerAskedForm(None)) if answers else None,
        because=in_words(queries.reasons_for(reader(), asked)),
        mine=may("asked.keep", asked),
        asker_myself=asked.asked_by_id == reader().id,
        groups=shown,
        total=len(flat),
        how_many_groups=len(groups),
        of_post=_of_post(asked, accepts=accepts),
        own=own,
        says_same=says_same,
        number=number,
        pages=pages_of,
        at=lambda turned: url_for("conversation.asked", reference=asked.reference, page=turned),
        rule=RULE,
        place=place_of(asked),
        want=asked.want if asked.want is not None and may("wants.see-one", asked.want) else None,
        **_head(asked),
    )


def _of_post(asked: Asked, *, accepts: bool) -> Sequence[Mapping[str, Any]]:
    """The answers of those who answer for the post, with how each is named where it helped."""
    if asked.question is None or asked.post is None:
        return []
    helped = asked.talk.accepted_id if asked.talk is not None else None
    turns = talk(asked.question, author_shown_to(reader(), asked.post))["turns"][1:]
    return [
        {
            **turn,
            "which": f"{actions.OF_POST}{number}",
            "accepted": given.id == helped,
            "may_accept": accepts and given.by_id != reader().id,
        }
        for number, (turn, given) in enumerate(zip(turns, asked.question.answers, strict=True), 1)
    ]
