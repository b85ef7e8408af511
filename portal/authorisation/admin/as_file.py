"""The routes as one file: those in force to be kept, and a file to become the draft, once its difference was seen."""

import json
from hmac import compare_digest
from io import BytesIO
from typing import Any

from flask import flash, redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.authorisation import actions, queries
from portal.authorisation.admin.drafting import in_force
from portal.authorisation.admin.showing import administered
from portal.authorisation.forms import pressed
from portal.authorisation.forms.as_file import LONGEST, FileForm
from portal.authorisation.rules import Configuration, ConfigurationState, content_of, differences, faults_of
from portal.authorisation.rules.readable import read, written
from portal.authorisation.views.room import pages
from portal.foundation.access import me, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.foundation.keys import digest

__all__ = ["routes_file", "routes_text"]

TOML = "application/toml"


@pages.get("/admin/routes.toml")
@requires("people.administer")
def routes_file() -> ResponseReturnValue:
    """The routes in force as ``portal routes export`` writes them."""
    organisation = administered()
    text = _as_text(organisation, queries.configuration_of(organisation.id))
    return send_file(
        BytesIO(text.encode()), TOML, as_attachment=True, download_name=f"routes-{organisation.code}.toml"
    )


@pages.route("/admin/routes/<reference>/file", methods=["GET", "POST"])
@requires("route.configure", on=queries.configuration)
def routes_text(draft: Any) -> ResponseReturnValue:
    """A file, or text, that is to be the draft: what it would change is shown first, and then it may be taken."""
    if draft.state != ConfigurationState.DRAFT:
        return in_force(draft)
    form = FileForm()
    found: Configuration | None = None
    if form.validate_on_submit():
        try:
            form.text.data = form.chosen()
            found = read(form.text.data, queries.directory_of(draft.organisation_id))
            if pressed() == "take" and compare_digest(
                (form.shown.data or "").encode(), _mark(found).encode()
            ):
                actions.change_draft(draft, found, seen=form.version.data or 0, by=me())
                flash("It is the draft now, and not in force. Rehearse it, then publish it.", "success")
                return redirect(url_for("authorisation.routes_draft", reference=draft.reference))
        except Refused as refused:
            form.refuse(refused)
    elif not form.is_submitted():
        text = _as_text(draft.organisation, draft.configuration)
        form.text.data = text if len(text) <= LONGEST else ""
    if form.refused is None or form.refused.code != "old-version":
        form.version.data = draft.version
    form.shown.data = _mark(found) if found is not None else ""
    return page(
        "authorisation/routes_file.html",
        form=form,
        draft=draft,
        found=found,
        changes=_changes(draft, found) if found is not None else [],
        faults=[fault.words for fault in faults_of(found)] if found is not None else [],
    )


def _as_text(organisation: Any, configuration: Configuration) -> str:
    directory = queries.directory_of(organisation.id, configuration)
    return written(
        configuration, directory, queries.names_of(organisation.id, configuration), organisation.name
    )


def _changes(draft: Any, found: Configuration) -> list[str]:
    before = draft.configuration
    return differences(before, found, queries.names_of(draft.organisation_id, before, found))


def _mark(found: Configuration) -> str:
    """By what it is known that the difference of this very text was shown. It keeps nobody out."""
    return digest("routes-file", json.dumps(content_of(found), sort_keys=True))
