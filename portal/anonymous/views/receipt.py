"""The page of a post, for whoever holds its receipt, and what they can do there.

A receipt travels in the body of a request and of an answer, and nowhere else.
"""

from collections.abc import Callable
from functools import partial

from flask import request
from flask.typing import ResponseReturnValue

from portal.anonymous import actions, forms, queries, rules
from portal.anonymous.forms import AnswerForm, ChangeForm, FurtherForm, ProofForm, ReceiptForm
from portal.anonymous.queries import Own
from portal.anonymous.views.door import pages, the_desk
from portal.anonymous.views.writing import check_page, write_page
from portal.authorisation.rules.edits import both_texts
from portal.foundation.errors import Refused
from portal.foundation.forms import Form, page
from portal.submissions import queries as posts
from portal.submissions import rules as life
from portal.submissions.kinds import KINDS

LONGEST_CODE_SHOWN = 80
UNKNOWN = "We know no post with this code. Check it group by group: one wrong letter is enough."


@pages.route("/receipt", methods=["GET", "POST"])
def receipt() -> ResponseReturnValue:
    """The way back to a post. A wrong code and a right one take the same path."""
    form = ReceiptForm()
    if request.method == "GET":
        return page("anonymous/receipt.html", form=form)
    return own_page(*owned())


@pages.post("/receipt/change")
def change() -> ResponseReturnValue:
    """Change a post that came back, or that nobody has read yet: write, check, keep."""
    code, post = owned()
    if post is None:
        return own_page(code, None)
    then = request.form.get("then", "")
    if not queries.may_change(post):
        return own_page(
            code, post, refused="It can be changed when somebody asks you to, and nobody asks now."
        )
    form = forms.filled_in(post.item.kind, post.item.text, typed=then in {"back", "check", "keep"})
    # Once it has been read, what it says about its author stays.
    held = post.item.state == rules.State.HELD
    look = forms.looked(
        post.item.text, queries.topics(), queries.circle(post.item.organisation) if held else None
    )
    if then not in {"check", "keep"} or not forms.complete(form, the_desk().door_key):
        return write_page(form, code)
    text = forms.settled_at_desk(form, look) if then == "keep" else None
    if text is None:
        return check_page(form, look, code)
    try:
        with actions.at_the_desk():
            actions.change(code, text)
    except Refused as refused:
        forms.refuse(look, refused)
        return check_page(form, look, code)
    return own_page(code, queries.own(code), done="Your changes are safe.")


@pages.post("/receipt/answer")
def answer() -> ResponseReturnValue:
    """Answer a question that was asked about the post."""
    code, post = owned()
    if post is None:
        return own_page(code, None)
    asked = request.form.get("question", "")
    form = AnswerForm(prefix=asked)
    done = f"Your answer is safe. It is passed on {the_desk().passed_on}."
    act = partial(actions.answer, code, asked, form.answer.data or "")
    return _said(code, form, "answering", act, done)


@pages.post("/receipt/further")
def go_further() -> ResponseReturnValue:
    """Ask, once, for somebody else to decide."""
    code, post = owned()
    if post is None:
        return own_page(code, None)
    form, done = FurtherForm(), f"It is safe. It is passed on {the_desk().passed_on}."
    return _said(code, form, "further", partial(actions.go_further, code, form.why.data or ""), done)


@pages.post("/receipt/proposed")
def answer_edit() -> ResponseReturnValue:
    """Accept a change to the text, or decline it."""
    code, post = owned()
    if post is None:
        return own_page(code, None)
    form, accepts = ChangeForm(), request.form.get("then", "") == "accept"
    said = "You accept it." if accepts else "You decline it."
    act = partial(actions.answer_edit, code, form.mark.data or "", accepts=accepts, why=form.why.data or "")
    return _said(code, form, "changing", act, f"{said} That is passed on {the_desk().passed_on}.")


@pages.post("/receipt/consent")
def consent() -> ResponseReturnValue:
    """Agree that the guardian who asked reads who the author is, or do not."""
    code, post = owned()
    if post is None:
        return own_page(code, None)
    agrees = request.form.get("then", "") == "agree"
    try:
        with actions.at_the_desk():
            actions.consent(code, request.form.get("question", ""), agrees=agrees)
    except Refused as refused:
        return own_page(code, queries.own(code), refused=refused.message)
    said = "You agree." if agrees else "You do not agree."
    return own_page(code, queries.own(code), done=f"{said} That is passed on {the_desk().passed_on}.")


@pages.post("/receipt/withdraw")
def withdraw() -> ResponseReturnValue:
    """Take the post back."""
    code, post = owned()
    if post is None:
        return own_page(code, None)
    try:
        with actions.at_the_desk():
            actions.withdraw(code)
    except Refused as refused:
        return own_page(code, queries.own(code), refused=refused.message)
    return own_page(code, queries.own(code))


def _said(code: str, form: Form, name: str, act: Callable[[], None], done: str) -> ResponseReturnValue:
    """Do what the author says by receipt, and show the post with that; or with what stands against it, beside it."""
    if not form.validate():
        return own_page(code, queries.own(code), **{name: form})
    try:
        with actions.at_the_desk():
            act()
    except Refused as refused:
        forms.refuse(form, refused)
        return own_page(code, queries.own(code), **{name: form}, refused=refused.message)
    return own_page(code, queries.own(code), done=done)


def owned() -> tuple[str, Own | None]:
    """The code that was typed, and the post it belongs to."""
    code = rules.read_receipt(request.form.get("code", ""))
    return code or "", queries.own(code)


def own_page(
    code: str,
    post: Own | None,
    *,
    done: str = "",
    refused: str = "",
    answering: AnswerForm | None = None,
    further: FurtherForm | None = None,
    changing: ChangeForm | None = None,
    proving: ProofForm | None = None,
) -> ResponseReturnValue:
    """The page of a post, or the page that says that there is none: both are made, and one is shown."""
    shown = _shown(
        code,
        post or queries.nobodys(),
        done=done,
        refused=refused,
        answering=answering,
        further=further,
        changing=changing,
        proving=proving,
    )
    unknown = _unknown()
    return unknown if post is None else shown


def _unknown() -> str:
    form = ReceiptForm()
    form.code.data = (form.code.data or "")[:LONGEST_CODE_SHOWN]
    form.code.errors = [UNKNOWN]
    return page("anonymous/receipt.html", form=form)[0]


def _shown(
    code: str,
    post: Own,
    *,
    done: str,
    refused: str,
    answering: AnswerForm | None,
    further: FurtherForm | None,
    changing: ChangeForm | None,
    proving: ProofForm | None,
) -> str:
    desk, item = the_desk(), post.item
    claim = life.claim_code(code)
    text = {"title": "", "body": "", "details": {}, **item.text}
    asked = queries.open_questions(post) if item.state != rules.State.WITHDRAWN else []
    change = queries.open_change(post)
    changing = changing or ChangeForm(formdata=None)
    if change is not None:
        changing.mark.data = change["change"]["mark"]
    questions = [(one, _answer_form(one["question"], answering)) for one in asked]
    more = [(one, _answer_form(one["question"], answering)) for one in queries.more_to_say(post)]
    return page(
        "anonymous/own.html",
        code=code,
        kind=KINDS[item.kind],
        title=text["title"],
        designation=post.designation,
        news=item.news,
        stands=queries.standing(post, desk.passed_on),
        way=queries.way_of(post),
        told=queries.told(post),
        questions=questions,
        more=more,
        parts=posts.parts(item.kind, text),
        change=change,
        changing=changing,
        differences=posts.compared(item.kind, *both_texts(text, change["change"]))
        if change is not None
        else [],
        may_change=queries.may_change(post),
        files=queries.files_of(item),
        proving=(proving or ProofForm(formdata=None)) if queries.passed_on_as_it_is(post) else None,
        certified=queries.in_library_since(post),
        claim=rules.spoken_receipt(claim) if queries.may_claim(post) else [],
        may_withdraw=queries.may_withdraw(post),
        kept=queries.kept_of(code, item),
        in_confidence=queries.is_confidential(item),
        name_read=queries.name_read(post),
        consent=queries.consent_asked(post),
        further=(further or FurtherForm(formdata=None)) if queries.may_go_further(post) else None,
        settled=queries.settled_because(post),
        done=done,
        refused=refused,
        desk=desk,
    )[0]


def _answer_form(question: str, answering: AnswerForm | None) -> AnswerForm:
    form = AnswerForm(formdata=None, prefix=question)
    return answering if answering is not None and answering.answer.id == form.answer.id else form
