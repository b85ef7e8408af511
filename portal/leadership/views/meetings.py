"""The pages of meetings: which there are, one of them, its agenda, and what it decided."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from portal.foundation.access import may, me, reader, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import Form, page
from portal.leadership import actions, queries
from portal.leadership.forms import AddForm, DecisionForm, MeetingChangeForm, MeetingForm, OrderForm
from portal.leadership.rules.agreed import STATE_NAMES, AgreedState
from portal.leadership.rules.tabling import SOURCE_NAMES, Source
from portal.leadership.views.room import pages
from portal.submissions import queries as writings
from portal.submissions.kinds import KINDS

ASKED_LENGTH = 200


@pages.app_template_global()
def decisions_on(post: Any) -> list[dict[str, Any]]:
    """What meetings decided on a post, for whoever reads its page."""
    return [_decision(one) for one in queries.decisions_on(reader(), post)]


@pages.app_template_global()
def decisions_on_want(want: Any) -> list[dict[str, Any]]:
    """What meetings decided on what somebody asks for."""
    return [_decision(one) for one in queries.decisions_on_want(reader(), want)]


def _decision(found: Any) -> dict[str, Any]:
    of = found.entry.meeting
    return {
        "meeting": of.title,
        "held_on": of.held_on,
        "href": url_for("leadership.meeting", reference=of.reference) if found.reads_meeting else "",
        "words": found.entry.decision,
    }


@pages.get("/meetings")
@requires("meetings.see")
def meetings() -> ResponseReturnValue:
    """Which meetings there are, and what they agreed that is the reader's to do."""
    found = queries.meetings(reader())
    theirs = [agreed_line(one) for one in queries.open_for(reader())]
    return page("leadership/meetings.html", coming=found.coming, past=found.past, theirs=theirs)


@pages.route("/meetings/new", methods=["GET", "POST"])
@requires("meetings.call")
def call_meeting() -> ResponseReturnValue:
    """Call a meeting."""
    form = MeetingForm()
    if form.validate_on_submit():
        try:
            made = actions.call(form.said, by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("It is begun. Nobody else sees it until you show it.", "success")
            return _back(made)
    return page("leadership/call.html", form=form)


@pages.get("/meetings/<reference>")
@requires("meeting.read", on=queries.meeting)
def meeting(meeting: Any) -> ResponseReturnValue:
    """One meeting: who comes, what is on its agenda for the reader, what was decided and agreed."""
    return _shown(meeting)


def _shown(meeting: Any, form: Form | None = None) -> ResponseReturnValue:
    agreed = [agreed_line(one) for one in queries.agreed_in(reader(), meeting)]
    items = [_line(one) for one in queries.agenda(reader(), meeting)]
    for line in items:
        line["agreed"] = [one for one in agreed if one["about"] == line["reference"]]
    return page(
        "leadership/meeting.html",
        form=form,
        meeting=meeting,
        minutes=writings.rendered(meeting.minutes),
        items=items,
        agreed=[one for one in agreed if not one["about"]],
        keeps=may("meeting.keep", meeting),
        stays=any(queries.has_come_of(meeting)),
    )


def _line(item: Any) -> dict[str, Any]:
    found = item.entry
    return {
        "reference": found.reference,
        "title": item.title,
        "href": item.href,
        "kind": item.kind,
        "kind_name": KINDS[item.kind].name if item.kind else "Asked for",
        "note": found.note,
        "decision": found.decision,
        "decided_on": found.decided_on,
        "decide": url_for("leadership.decide", reference=found.reference),
    }


def agreed_line(one: Any) -> dict[str, Any]:
    """Something agreed, as lists show it."""
    return {
        "href": url_for("leadership.agreed", reference=one.reference),
        "words": one.words,
        "owner": one.owner_in_words,
        "holder": one.holder.name if one.holder is not None else "",
        "due_on": one.due_on,
        "open": one.state == AgreedState.OPEN,
        "asked": one.asked_on is not None,
        "state": STATE_NAMES[AgreedState(one.state)],
        "said": one.said,
        "said_on": one.said_on,
        "about": one.entry.reference if one.entry is not None else "",
        "meeting": one.meeting.title,
    }


@pages.route("/meetings/<reference>/change", methods=["GET", "POST"])
@requires("meeting.keep", on=queries.meeting)
def change_meeting(meeting: Any) -> ResponseReturnValue:
    """Change what is said of a meeting, its minutes too."""
    form = MeetingChangeForm(obj=meeting)
    if form.validate_on_submit():
        try:
            actions.change(meeting, form.said, seen=form.version.data or 0, by=me())
        except Refused as refused:
            form.refuse(refused)
            form.version.raw_data, form.version.data = None, meeting.version
        else:
            flash("Saved.", "success")
            return _back(meeting)
    return page("leadership/change.html", form=form, meeting=meeting)


@pages.route("/meetings/<reference>/add", methods=["GET", "POST"])
@requires("meeting.keep", on=queries.meeting)
def add(meeting: Any) -> ResponseReturnValue:
    """Put on the agenda what the lists of the portal hold, or what one names."""
    typed, q = request.args.get("list", ""), request.args.get("q", "")[:ASKED_LENGTH]
    source = Source(typed) if typed in set(Source) else Source.STUCK
    form = AddForm()
    if form.validate_on_submit():
        try:
            number = _put_on(meeting, form)
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("It is on the agenda." if number == 1 else f"{number} things are on the agenda.", "success")
            return _back(meeting)
    found = queries.offered(reader(), meeting, source, q)
    form.chosen.choices = [(one.reference, one.words) for one in found]
    return page(
        "leadership/add.html",
        form=form,
        meeting=meeting,
        whys={one.reference: one.why for one in found},
        searches=source is Source.LIBRARY,
        q=q,
        sources=[
            {
                "label": name,
                "href": url_for("leadership.add", reference=meeting.reference, list=one.value),
                "current": one is source,
            }
            for one, name in SOURCE_NAMES.items()
        ],
    )


def _put_on(meeting: Any, form: AddForm) -> int:
    """Put on the agenda all that was chosen and named. Raises ``Refused`` for what is not theirs, or nothing."""
    wanted = [*(form.chosen.data or ()), *([form.thing.data] if form.thing.data else [])]
    if not wanted:
        raise Refused("Choose something, or name it.", field="thing")
    for typed in wanted:
        thing = queries.thing_typed(me(), typed)
        if thing is None:
            raise Refused("There is no such post or wish that you may read.", field="thing")
        actions.put_on(meeting, thing, form.note.data or "", by=me())
    return len(wanted)


@pages.post("/meetings/<reference>/order")
@requires("meeting.keep", on=queries.meeting)
def order(meeting: Any) -> ResponseReturnValue:
    """Move something up or down on the agenda, or take it off."""
    form = OrderForm()
    found = queries.entry(form.item.data or "") if form.validate_on_submit() else None
    if found is None or found.meeting_id != meeting.id or not may("agenda.decide", found):
        raise BadRequest  # one answer, whether it is hidden, elsewhere or nowhere
    try:
        if form.way.data == "off":
            actions.take_off(found, by=me())
        else:
            actions.arrange(found, up=form.way.data == "up", by=me())
    except Refused as refused:
        form.refuse(refused)
        return _shown(queries.meeting(meeting.reference), form)
    return _back(meeting)


@pages.post("/meetings/<reference>/shown")
@requires("meeting.keep", on=queries.meeting)
def settle(meeting: Any) -> ResponseReturnValue:
    """Show a meeting to everybody who works there, or hide it from them."""
    form = Form()
    if not form.validate_on_submit():
        raise BadRequest
    try:
        if meeting.shown:
            actions.hide(meeting, by=me())
        else:
            actions.show(meeting, by=me())
    except Refused as refused:
        form.refuse(refused)
        return _shown(queries.meeting(meeting.reference), form)
    flash(
        "Everybody who works here can read it now."
        if meeting.shown
        else "Only those who keep it see it now.",
        "success",
    )
    return _back(meeting)


@pages.post("/meetings/<reference>/end")
@requires("meeting.keep", on=queries.meeting)
def end_meeting(meeting: Any) -> ResponseReturnValue:
    """End a meeting that will not be held."""
    form, title = Form(), meeting.title
    if not form.validate_on_submit():
        raise BadRequest
    try:
        actions.end(meeting, by=me())
    except Refused as refused:
        form.refuse(refused)
        return _shown(queries.meeting(meeting.reference), form)
    flash(f"{title} will not be held. What was on its agenda stays where it is.", "success")
    return redirect(url_for("leadership.meetings"))


@pages.route("/meetings/agenda/<reference>", methods=["GET", "POST"])
@requires("agenda.decide", on=queries.entry)
def decide(entry: Any) -> ResponseReturnValue:
    """Write down what a meeting decided on something."""
    form = DecisionForm(data={"words": entry.decision})
    if form.validate_on_submit():
        try:
            actions.decide(entry, form.words.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Written down. Whoever wrote it, or asked for it, is told.", "success")
            return _back(entry.meeting)
    of = entry.meeting
    item = next((one for one in queries.agenda(reader(), of) if one.entry.id == entry.id), None)
    return page(
        "leadership/decide.html", form=form, meeting=of, item=_line(item) if item is not None else None
    )


def _back(meeting: Any) -> ResponseReturnValue:
    return redirect(url_for("leadership.meeting", reference=meeting.reference))
