"""The pages of the desk. A receipt travels in the body of a request and of an answer, and nowhere else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import time
from functools import partial
from typing import Any

from flask import Blueprint, abort, current_app, make_response, request, url_for
from flask.typing import ResponseReturnValue

from portal.anonymous import actions, forms, queries, rules
from portal.anonymous.forms import LOOK, AnswerForm, ChangeForm, FurtherForm, LastLook, ReceiptForm
from portal.authorisation.rules.edits import both_texts
from portal.foundation.errors import Refused
from portal.foundation.forms import Form, page
from portal.submissions import queries as posts
from portal.submissions.forms import PostForm
from portal.submissions.kinds import KINDS
from portal.submissions.rules import FINDING, finding_shown, texts_of

pages = Blueprint("anonymous", __name__, url_prefix="/anonymous")

LONGEST_CODE_SHOWN = 80
NOT_CARRIED = ("then", "receipt", "mark", "code")
UNKNOWN = "We know no post with this code. Check it group by group: one wrong letter is enough."


@dataclass(frozen=True, slots=True)
class Desk:
    """What the desk was opened with: its two keys and the hours at which it is emptied."""

    door_key: str
    receipt_key: str
    hours: tuple[time, ...]

    @property
    def passed_on(self) -> str:
        """When what is left here is passed on, in words."""
        return rules.hours_in_words(self.hours)


def _desk() -> Desk:
    found: Desk = current_app.config["DESK"]
    return found


@pages.get("/", strict_slashes=False)
def start() -> ResponseReturnValue:
    """What the desk is, what it keeps and cannot hide, and the ways to post."""
    kinds = [KINDS[kind] for kind in queries.kinds_taken()]
    return page("anonymous/start.html", kinds=kinds, desk=_desk())


@pages.get("/leave")
def leave() -> ResponseReturnValue:
    """The end of a visit: what the browser kept of it is cleared."""
    answer = make_response(page("anonymous/leave.html"))
    # Not "cookies" or "storage": they are the portal's own, and to lose them would show that one was here.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@pages.route("/<kind>", methods=["GET", "POST"])
def write(kind: str) -> ResponseReturnValue:
    """The text of a new post; then the check page. Nothing is stored."""
    if kind not in queries.kinds_taken():
        abort(404)
    form = forms.begun(kind)
    if request.form.get("then") == "check" and forms.complete(form, _desk().door_key):
        return _check(form, forms.looked({}, queries.topics()))
    return _write(form)


@pages.post("/<kind>/file")
def file(kind: str) -> ResponseReturnValue:
    """Keep the post, and show its receipt: in the body of this answer, and nowhere else."""
    if kind not in KINDS:
        abort(404)
    form, look = forms.begun(kind), forms.looked({}, queries.topics())
    receipt = _sealed_receipt()
    if not forms.complete(form, _desk().door_key):
        return _write(form)
    text = forms.settled_at_desk(form, look)
    if receipt is None:
        look.form_errors.append(
            "This page was open for a long time. Look at it again, and post it once more."
        )
    if text is None or receipt is None:
        return _check(form, look)
    organisation = queries.organisation_behind(form["door"].data, _desk().door_key) or ""
    try:
        with actions.at_the_desk():
            item = actions.file(receipt, organisation, kind, text)
    except Refused as refused:
        forms.refuse(look, refused)
        return _check(form, look)
    return page(
        "anonymous/filed.html",
        groups=rules.spoken_receipt(receipt),
        code=receipt,
        organisation=queries.organisations()[item.organisation]["name"],
        kind=KINDS[kind],
        desk=_desk(),
    )


@pages.route("/receipt", methods=["GET", "POST"])
def receipt() -> ResponseReturnValue:
    """The way back to a post. A wrong code and a right one take the same path."""
    form = ReceiptForm()
    if request.method == "GET":
        return page("anonymous/receipt.html", form=form)
    code, item = _owned()
    if item is None:
        return _unknown()
    return _own(code, item)


@pages.post("/receipt/change")
def change() -> ResponseReturnValue:
    """Change a post that came back, or that nobody has read yet: write, check, keep."""
    code, item = _owned()
    if item is None:
        return _unknown()
    then = request.form.get("then", "")
    if not queries.may_change(item):
        return _own(code, item, refused="It can be changed when somebody asks you to, and nobody asks now.")
    form = forms.filled_in(item.kind, item.text, typed=then in {"back", "check", "keep"})
    look = forms.looked(item.text, queries.topics())
    if then not in {"check", "keep"} or not forms.complete(form, _desk().door_key):
        return _write(form, code)
    text = forms.settled_at_desk(form, look) if then == "keep" else None
    if text is None:
        return _check(form, look, code)
    try:
        with actions.at_the_desk():
            actions.change(code, text)
    except Refused as refused:
        forms.refuse(look, refused)
        return _check(form, look, code)
    return _own(code, queries.item_of(code), done="Your changes are safe.")


@pages.post("/receipt/answer")
def answer() -> ResponseReturnValue:
    """Answer a question that was asked about the post."""
    code, item = _owned()
    if item is None:
        return _unknown()
    asked = request.form.get("question", "")
    form = AnswerForm(prefix=asked)
    done = f"Your answer is safe. It is passed on {_desk().passed_on}."
    act = partial(actions.answer, code, asked, form.answer.data or "")
    return _said(code, form, "answering", act, done)


@pages.post("/receipt/further")
def go_further() -> ResponseReturnValue:
    """Ask, once, for somebody else to decide."""
    code, item = _owned()
    if item is None:
        return _unknown()
    form, done = FurtherForm(), f"It is safe. It is passed on {_desk().passed_on}."
    return _said(code, form, "further", partial(actions.go_further, code, form.why.data or ""), done)


@pages.post("/receipt/proposed")
def answer_edit() -> ResponseReturnValue:
    """Accept a change to the text, or decline it."""
    code, item = _owned()
    if item is None:
        return _unknown()
    form, accepts = ChangeForm(), request.form.get("then", "") == "accept"
    said = "You accept it." if accepts else "You decline it."
    act = partial(actions.answer_edit, code, form.mark.data or "", accepts=accepts, why=form.why.data or "")
    return _said(code, form, "changing", act, f"{said} That is passed on {_desk().passed_on}.")


@pages.post("/receipt/withdraw")
def withdraw() -> ResponseReturnValue:
    """Take the post back."""
    code, item = _owned()
    if item is None:
        return _unknown()
    try:
        with actions.at_the_desk():
            actions.withdraw(code)
    except Refused as refused:
        return _own(code, queries.item_of(code), refused=refused.message)
    return _own(code, queries.item_of(code))


def _said(code: str, form: Form, name: str, act: Callable[[], None], done: str) -> ResponseReturnValue:
    """Do what the author says by receipt, and show the post with that; or with what stands against it, beside it."""
    if not form.validate():
        return _own(code, queries.item_of(code), **{name: form})
    try:
        with actions.at_the_desk():
            act()
    except Refused as refused:
        forms.refuse(form, refused)
        return _own(code, queries.item_of(code), **{name: form}, refused=refused.message)
    return _own(code, queries.item_of(code), done=done)


def _owned() -> tuple[str, Any]:
    """The code that was typed, and the post it belongs to."""
    code = rules.read_receipt(request.form.get("code", ""))
    return code or "", queries.item_of(code)


def _unknown() -> ResponseReturnValue:
    form = ReceiptForm()
    form.code.data = (form.code.data or "")[:LONGEST_CODE_SHOWN]
    form.code.errors = [UNKNOWN]
    return page("anonymous/receipt.html", form=form)[0]


def _sealed_receipt() -> str | None:
    """The receipt that this desk made for the check page, if it is one."""
    code = rules.read_receipt(request.form.get("receipt", ""))
    mark = request.form.get("mark", "")
    return code if code and rules.sealed(_desk().receipt_key, code, mark) else None


def _write(form: PostForm, code: str = "") -> ResponseReturnValue:
    kind = form.kind
    return page(
        "anonymous/write.html",
        form=form,
        kind=kind,
        code=code,
        action=url_for("anonymous.change") if code else url_for("anonymous.write", kind=kind.slug),
        carried=[pair for pair in _carried() if pair[0].startswith(LOOK)],
        desk=_desk(),
    )


def _check(form: PostForm, look: LastLook, code: str = "") -> ResponseReturnValue:
    kind = form.kind
    receipt = "" if code else _sealed_receipt() or actions.new_receipt()
    text = forms.text_at_desk(form, look)
    texts = dict(texts_of(actions.as_post(kind.slug, text)))
    marked = forms.marked_at_desk(kind.slug, text)
    gone = [one for place, one in enumerate(marked) if request.form.get(f"{FINDING}{place}") == "accept"]
    read = forms.without_at_desk(kind.slug, text, gone)
    return page(
        "anonymous/check.html",
        form=look,
        kind=kind,
        code=code,
        receipt=receipt,
        mark=rules.seal(_desk().receipt_key, receipt) if receipt else "",
        action=url_for("anonymous.change") if code else url_for("anonymous.file", kind=kind.slug),
        back=url_for("anonymous.change") if code else url_for("anonymous.write", kind=kind.slug),
        carried=[pair for pair in _carried() if not pair[0].startswith(LOOK)],
        findings=[
            finding_shown(place, one, texts, request.form.get(f"{FINDING}{place}", ""))
            for place, one in enumerate(marked)
        ],
        replaced=gone,
        title=read["title"],
        parts=posts.parts(kind.slug, read),
        desk=_desk(),
    )


def _own(
    code: str,
    item: Any,
    *,
    done: str = "",
    refused: str = "",
    answering: AnswerForm | None = None,
    further: FurtherForm | None = None,
    changing: ChangeForm | None = None,
) -> ResponseReturnValue:
    desk = _desk()
    text = {"title": "", "body": "", "details": {}, **item.text}
    asked = queries.open_questions(item) if item.state != rules.State.WITHDRAWN else []
    change = queries.open_change(item)
    changing = changing or ChangeForm(formdata=None)
    if change is not None:
        changing.mark.data = change["change"]["mark"]
    questions = [(one, _answer_form(one["question"], answering)) for one in asked]
    return page(
        "anonymous/own.html",
        code=code,
        kind=KINDS[item.kind],
        title=text["title"],
        stands=queries.standing(item, desk.passed_on),
        way=queries.way_of(item),
        told=queries.told(item),
        questions=questions,
        parts=posts.parts(item.kind, text),
        change=change,
        changing=changing,
        differences=posts.compared(item.kind, *both_texts(text, change["change"]))
        if change is not None
        else [],
        may_change=queries.may_change(item),
        may_withdraw=queries.may_withdraw(item),
        further=(further or FurtherForm(formdata=None)) if queries.may_go_further(item) else None,
        done=done,
        refused=refused,
        desk=desk,
    )[0]


def _answer_form(question: str, answering: AnswerForm | None) -> AnswerForm:
    form = AnswerForm(formdata=None, prefix=question)
    return answering if answering is not None and answering.answer.id == form.answer.id else form


def _carried() -> Iterator[tuple[str, str]]:
    """What was typed so far, to be carried to the next page in hidden fields: the desk itself keeps nothing."""
    for name, value in request.form.items(multi=True):
        if name not in NOT_CARRIED and not name.startswith(FINDING) and value:
            yield name, value
