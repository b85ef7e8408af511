"""What a meeting agreed: written down, and reported on."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.foundation.access import may, me, reader, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.implementation import queries as implementation
from portal.leadership import actions, queries
from portal.leadership.forms import AgreedForm, ReportForm
from portal.leadership.rules.agreed import AgreedState
from portal.leadership.views.meetings import agreed_line
from portal.leadership.views.room import pages
from portal.people import queries as people


@pages.route("/meetings/<reference>/agree", methods=["GET", "POST"])
@requires("meeting.keep", on=queries.meeting)
def agree(meeting: Any) -> ResponseReturnValue:
    """Write down who does what by when."""
    form = AgreedForm()
    items = queries.agenda(reader(), meeting)
    form.offer(people.units_of(meeting.organisation_id), items)
    if form.validate_on_submit():
        owner = implementation.duty_typed(form.owner.data or "")
        about = next((one.entry for one in items if one.entry.reference == form.about.data), None)
        try:
            if owner is None:
                raise Refused("Choose a role.", field="owner")
            actions.plan(meeting, form.words.data or "", owner, form.due_on.data, about, by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Written down. Whoever holds that role is told.", "success")
            return redirect(url_for("leadership.meeting", reference=meeting.reference))
    return page("leadership/agree.html", form=form, meeting=meeting)


@pages.get("/agreed/<reference>")
@requires("agreed.see", on=queries.agreed)
def agreed(agreed: Any) -> ResponseReturnValue:
    """Something agreed: whose it is, by when, and how it stands."""
    return _shown(agreed, ReportForm(None))


@pages.post("/agreed/<reference>/report")
@requires("agreed.report", on=queries.agreed)
def report(agreed: Any) -> ResponseReturnValue:
    """Say how something agreed stands."""
    form = ReportForm()
    if form.validate_on_submit():
        try:
            actions.report(agreed, form.typed, by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Saved. Everybody who reads the meeting reads it.", "success")
            return redirect(url_for("leadership.meeting", reference=agreed.meeting.reference))
    return _shown(agreed, form)


def _shown(agreed: Any, form: ReportForm) -> ResponseReturnValue:
    reports = may("agreed.report", agreed) and agreed.state == AgreedState.OPEN
    one = agreed_line(agreed)
    return page(
        "leadership/agreed.html",
        form=form,
        reports=reports,
        one=one,
        meeting=agreed.meeting,
        reference=agreed.reference,
    )
