"""Putting a draft in force, or throwing it away."""

from typing import Any

from flask import flash, g, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.authorisation import actions, queries
from portal.authorisation.admin.drafting import in_force
from portal.authorisation.admin.rehearsing import dead_ends, tried_before
from portal.authorisation.forms import PublishForm, SentForm
from portal.authorisation.rules import ConfigurationState, differences, faults_of
from portal.authorisation.views.room import pages
from portal.foundation.access import me, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page

__all__ = ["routes_discard", "routes_publish"]


@pages.route("/admin/routes/<reference>/publish", methods=["GET", "POST"])
@requires("route.configure", on=queries.configuration, before=tried_before)
def routes_publish(draft: Any) -> ResponseReturnValue:
    """Say why, look once more at what changes, and put it in force; or propose it to another administrator.

    The draft is tried once more with the people of today: some may have left since it was rehearsed.
    """
    if draft.state != ConfigurationState.DRAFT:
        return in_force(draft)
    form = PublishForm()
    lost = None
    if form.validate_on_submit():
        version, rehearsal = g.prepared
        why, seen = form.why.data or "", form.version.data or 0
        try:
            published = actions.publish_tried(draft, why, rehearsal, version, seen=seen, by=me())
        except Refused as refused:
            form.refuse(refused)
            lost = dead_ends(rehearsal) if refused.code == "dead-end" else None
        else:
            flash(
                "The routes are in force. Posts sent from now on take them; those on their way keep theirs."
                if published
                else "Proposed. Another administrator has to publish it too.",
                "success",
            )
            return redirect(url_for("authorisation.routes", organisation=draft.organisation.code))
    if not form.is_submitted():
        form.why.data = draft.why
    form.version.data = draft.version
    before, after = queries.configuration_of(draft.organisation_id), draft.configuration
    return page(
        "authorisation/routes_publish.html",
        form=form,
        draft=draft,
        changes=differences(before, after, queries.names_of(draft.organisation_id, before, after)),
        faults=faults_of(after),
        lost=lost,
        rehearsed=draft.rehearsed_version == draft.version,
        needs_two=before.two_publish or after.two_publish,
        proposed=draft.proposed_by_id,
        mine=draft.proposed_by_id == me().id,
    )


@pages.post("/admin/routes/<reference>/discard")
@requires("route.configure", on=queries.configuration)
def routes_discard(draft: Any) -> ResponseReturnValue:
    """Throw the draft away. What is in force stays in force."""
    organisation = draft.organisation.code
    form = SentForm()
    if form.validate_on_submit():
        actions.discard_draft(draft, seen=form.version.data or 0, by=me())
        flash("The draft is gone. The routes in force are as they were.", "success")
    return redirect(url_for("authorisation.routes", organisation=organisation))
