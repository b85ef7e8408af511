"""How many people work where, and how many an anonymous author stands among: an organisation's own figures."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.foundation.access import requires
from portal.foundation.errors import Refused
from portal.foundation.forms import Form, page
from portal.foundation.tables import table_file
from portal.people import actions, queries
from portal.people.admin.start import chosen_organisation, kept_organisations
from portal.people.forms.establishment import CrowdForm, FiguresForm, cell, typed_figures
from portal.people.rules.establishment import BAND_NAMES, COLUMNS, Band, Place, read_figures
from portal.people.rules.roster import decoded
from portal.people.views import me, pages

LARGEST = 1024 * 1024


@pages.route("/admin/crowd", methods=["GET", "POST"])
@requires("people.administer")
def crowd() -> ResponseReturnValue:
    """How many people an anonymous author stands among at least, and when a week is quiet."""
    organisation = chosen_organisation()
    form = CrowdForm(data={"crowd": organisation.crowd, "quiet_below": organisation.quiet_below})
    if form.validate_on_submit():
        try:
            actions.keep_crowd(
                organisation, crowd=form.crowd.data or 0, quiet_below=form.quiet_below.data or 0, by=me()
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return _saved(organisation)
    return _shown(organisation, form)


@pages.post("/admin/crowd/figures")
@requires("people.administer")
def keep_figures() -> ResponseReturnValue:
    """Keep the table of figures as it was typed, or as a file has it."""
    organisation, form = chosen_organisation(), FiguresForm()
    units = queries.units_of(organisation.id)
    if form.validate_on_submit():
        try:
            if form.file.data:
                places = [Place(unit.reference, unit.name) for unit in units]
                found = read_figures(_uploaded(form), places)
            else:
                found = typed_figures(request.form, [unit.reference for unit in units])
            actions.keep_figures(organisation, found, by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            return _saved(organisation)
    return _shown(organisation, form)


@pages.get("/admin/crowd/figures.csv")
@requires("people.administer")
def figures_file() -> ResponseReturnValue:
    """The figures as a table for a spreadsheet, to be filled in and brought back."""
    organisation = chosen_organisation()
    units = queries.units_of(organisation.id)
    heads = queries.figures_of(units).heads
    rows = (
        (unit.reference, unit.name, *(heads.get(unit.reference, {}).get(band, "") for band in Band))
        for unit in units
    )
    return table_file("figures", COLUMNS, rows)


def _uploaded(form: FiguresForm) -> str:
    data = form.file.data.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Refused("The file is larger than 1 MB.", field="file")
    return decoded(data)


def _saved(organisation: Any) -> ResponseReturnValue:
    flash("Saved. It holds for posts that come from now on.", "success")
    return redirect(url_for("people.crowd", organisation=organisation.code))


def _shown(organisation: Any, form: Form) -> tuple[str, int]:
    """The page, with the errors of whichever of its forms was sent, and what was typed into it."""
    units = queries.units_of(organisation.id)
    figures = queries.figures_of(units)
    settings = form if isinstance(form, CrowdForm) else CrowdForm(None, data=_settings(organisation))
    typed = isinstance(form, FiguresForm)
    rows = []
    for unit in units:
        heads = figures.heads.get(unit.reference, {})
        boxes = [
            (band, name, request.form.get(name, "") if typed else heads.get(band, ""))
            for band, name in ((band, cell(unit.reference, band)) for band in Band)
        ]
        rows.append((unit, boxes, sum(heads.values()) if heads else None))
    totals = [sum(heads.get(band, 0) for heads in figures.heads.values()) for band in Band]
    return page(
        "people/crowd.html",
        form=form,
        settings=settings,
        file=form if isinstance(form, FiguresForm) else FiguresForm(None),
        organisation=organisation,
        organisations=kept_organisations(),
        bands=BAND_NAMES,
        rows=rows,
        totals=totals,
        given=figures.given,
        unknown=[unit.name for unit in units if unit.reference not in figures.heads],
        about=queries.about(organisation),
    )


def _settings(organisation: Any) -> dict[str, int]:
    return {"crowd": organisation.crowd, "quiet_below": organisation.quiet_below}
