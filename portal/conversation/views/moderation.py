"""What is reported, hidden and looked at again."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.conversation import actions, queries
from portal.conversation.forms import AppealForm, HearForm, HideForm, ReportForm
from portal.conversation.rules.moderating import REASON_NAMES, Reason, is_readable
from portal.conversation.rules.places import may_read_place, may_read_title
from portal.conversation.views.room import line, pages
from portal.foundation.access import may, me, reader, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import Form, page
from portal.submissions import queries as writings


@pages.get("/moderation")
@requires("moderation.see")
def moderation() -> ResponseReturnValue:
    """What waits for me to look at, and what I decided last."""
    person = reader()
    return render_template(
        "conversation/moderation.html",
        reported=[
            {
                **_row(one.remark),
                "reasons": sorted({REASON_NAMES[Reason(each.reason)] for each in one.reports}),
            }
            for one in queries.to_moderate(person)
        ],
        appealed=[_row(one) for one in queries.to_hear(person)],
        decided=[_row(one) for one in queries.decided_lately(person)],
    )


def _row(remark: Any) -> dict[str, Any]:
    return {
        "href": url_for("conversation.remark", reference=remark.reference),
        "text": remark.text,
        "about": _about(remark),
        "state": remark.state,
    }


def _about(remark: Any) -> str:
    """About what it was said. A title may have changed since whoever reads this could read the post."""
    post = remark.submission
    if not may_read_title(reader(), remark):
        return "something that you do not read any more"
    return writings.text_shared(post)["title"] if post is not None else "something wanted"


@pages.get("/remarks/<reference>")
@requires("remark.read", on=queries.remark)
def remark(remark: Any) -> ResponseReturnValue:
    """Something that somebody said, whether it stands, and why not."""
    return _shown(remark)


@pages.route("/remarks/<reference>/report", methods=["GET", "POST"])
@requires("remark.report", on=queries.remark)
def report(remark: Any) -> ResponseReturnValue:
    """Say that it should not stand there."""
    form = ReportForm()
    if form.validate_on_submit():
        try:
            actions.report(remark, form.chosen, form.words.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(
                "Reported. A moderator looks at it, and you hear what they decide. It is said of nobody.",
                "success",
            )
            return redirect(_place(remark))
    return page(
        "conversation/report.html", form=form, one=line(remark, remark.submission), back=_place(remark)
    )


@pages.post("/remarks/<reference>/hide")
@requires("remark.hide", on=queries.remark)
def hide(remark: Any) -> ResponseReturnValue:
    """Hide it, with a reason."""
    form = HideForm()
    if form.validate_on_submit():
        try:
            actions.hide(remark, form.chosen, form.words.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            return _decided("Hidden. Whoever wrote it reads why, and can ask for somebody else to look.")
    return _shown(remark, hiding=form)


@pages.post("/remarks/<reference>/let-stand")
@requires("remark.hide", on=queries.remark)
def let_stand(remark: Any) -> ResponseReturnValue:
    """Let it stand."""
    form = Form()
    if form.validate_on_submit():
        try:
            actions.let_stand(remark, by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            return _decided("It stands. Those who reported it hear that you looked.")
    return _shown(remark, hiding=form)


@pages.post("/remarks/<reference>/appeal")
@requires("remark.appeal", on=queries.remark)
def appeal(remark: Any) -> ResponseReturnValue:
    """Ask for somebody else to look again."""
    form = AppealForm()
    if form.validate_on_submit():
        try:
            actions.appeal(remark, form.words.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Asked. Somebody who did not hide it looks, and you hear what they decide.", "success")
            return redirect(url_for("conversation.remark", reference=remark.reference))
    return _shown(remark, appealing=form)


@pages.post("/remarks/<reference>/hear")
@requires("remark.hear", on=queries.remark)
def hear(remark: Any) -> ResponseReturnValue:
    """Look again, and decide."""
    form = HearForm()
    if form.validate_on_submit():
        try:
            actions.hear(remark, form.words.data or "", shows_again=form.verdict.data == "show", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            return _decided("Decided. Whoever wrote it reads what and why.")
    return _shown(remark, hearing=form)


def _decided(said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("conversation.moderation"))


def _place(remark: Any) -> str:
    """Where it stands among the others."""
    if remark.talk is not None:
        there = remark.talk.question or remark.talk.want
        return url_for("conversation.asked", reference=there.reference, _anchor=f"r-{remark.reference}")
    return url_for("conversation.comments", reference=remark.submission.reference)


def _shown(
    remark: Any,
    hiding: Form | None = None,
    appealing: AppealForm | None = None,
    hearing: HearForm | None = None,
) -> ResponseReturnValue:
    person = reader()
    knows = person.id == remark.by_id or may("remark.hide", remark) or may("remark.hear", remark)
    knows = knows or person.id in {remark.hidden_by_id, remark.heard_by_id}
    moderating = may("remark.hide", remark)
    return page(
        "conversation/remark.html",
        form=hiding or appealing or hearing,
        one=line(remark, remark.submission),
        text=remark.text if knows or is_readable(remark.state) else "",
        about=_about(remark),
        place=_place(remark) if may_read_place(person, remark) else "",
        state=remark.state,
        knows=knows,
        reason=REASON_NAMES[Reason(remark.hidden_reason)] if remark.hidden_reason else "",
        words=remark.hidden_words,
        hidden_by=f"{remark.hidden_by.name}, {remark.hidden_by.organisation.short_name}"
        if remark.hidden_by
        else "",
        appeal_words=remark.appeal,
        heard_words=remark.heard_words,
        reports=[
            {"reason": REASON_NAMES[Reason(one.reason)], "words": one.words}
            for one in queries.reports_of(remark)
        ]
        if moderating
        else [],
        hiding=(hiding if isinstance(hiding, HideForm) else HideForm(None)) if moderating else None,
        appealing=(appealing or AppealForm(None)) if may("remark.appeal", remark) else None,
        hearing=(hearing or HearForm(None)) if may("remark.hear", remark) else None,
    )
