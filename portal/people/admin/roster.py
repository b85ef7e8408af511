"""People brought up to date from a file: first what would change, then, if wanted, the change."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.foundation.access import requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.people import actions
from portal.people.forms import ImportForm
from portal.people.rules import ROLE_NAMES
from portal.people.rules.roster import COLUMNS, decoded, read
from portal.people.views import me, pages, topics

LARGEST = 1024 * 1024
SHOWN = 200


@pages.route("/admin/people/import", methods=["GET", "POST"])
@requires("people.administer")
def import_file() -> ResponseReturnValue:
    """Read a file of people and say what it would change; do it when that is what is wanted."""
    form = ImportForm()
    if form.validate_on_submit():
        try:
            text = form.text.data or _uploaded(form)
            roster, known, leavers = read(text), dict(topics()), bool(form.leavers.data)
            if request.form.get("then") == "do":
                done = actions.import_people(roster, topics=known, by=me(), leavers=leavers)
                flash(f"Done. {done.summary}", "success")
                return redirect(url_for("people.find"))
            outcome = actions.rehearse_import(roster, topics=known, by=me(), leavers=leavers)
        except Refused as refused:
            form.refuse(refused)
        else:
            form.text.data = text
            return page("people/import_preview.html", form=form, outcome=outcome, shown=SHOWN)
    return page("people/import_file.html", form=form, columns=COLUMNS, role_names=ROLE_NAMES)


def _uploaded(form: ImportForm) -> str:
    if not form.file.data:
        raise Refused("Choose a file.", field="file")
    data = form.file.data.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Refused(
            "The file is larger than 1 MB. Cut it in two.",
            field="file",
        )
    return decoded(data)
