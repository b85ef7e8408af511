"""Units, organisations, ranks and grades, as administrators keep them."""

from collections.abc import Callable
from functools import partial
from itertools import groupby
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.foundation.access import requires
from portal.foundation.errors import Refused
from portal.foundation.forms import Form, page
from portal.people import actions, queries
from portal.people.admin.persons import unit_choices, warn_without_password
from portal.people.admin.start import chosen_organisation, kept_organisations
from portal.people.forms import (
    CHOOSE,
    ButtonForm,
    GradeForm,
    HeadForm,
    NewOrganisationForm,
    OrganisationForm,
    UnitForm,
)
from portal.people.forms.profile import ProfileForm
from portal.people.rules import SECTOR_NAMES, STAFF_GROUP_NAMES, StaffGroup
from portal.people.views import me, pages

TOP = ("", "Nothing: it stands at the top")


@pages.route("/admin/profile", methods=["GET", "POST"])
@requires("people.administer")
def profile() -> ResponseReturnValue:
    """What an organisation is like: readers of the library compare it with where something was tried."""
    organisation = chosen_organisation()
    said = organisation.profile
    form = ProfileForm(data={"areas": said.areas, "size": said.size, "means": said.means})
    if form.validate_on_submit():
        actions.keep_profile(
            organisation,
            areas=form.areas.data or (),
            size=form.size.data or "",
            means=form.means.data or (),
            by=me(),
        )
        flash("Saved. Pages of the library compare with it from now on.", "success")
        return redirect(url_for("people.profile", organisation=organisation.code))
    return page(
        "people/profile.html", form=form, organisation=organisation, organisations=kept_organisations()
    )


@pages.route("/admin/units")
@requires("people.administer")
def units() -> ResponseReturnValue:
    """The tree of units."""
    organisation = chosen_organisation()
    lines = queries.tree(organisation.id)
    return page(
        "people/units.html", organisation=organisation, lines=lines, organisations=kept_organisations()
    )


@pages.route("/admin/units/new", methods=["GET", "POST"])
@requires("people.administer")
def new_unit() -> ResponseReturnValue:
    """Add a unit."""
    organisation = chosen_organisation()
    form = UnitForm()
    form.parent.choices = unit_choices([organisation], first=TOP)
    if request.method == "GET":
        form.parent.data = request.args.get("below", "")
    if form.validate_on_submit():
        try:
            parent = queries.unit(form.parent.data) if form.parent.data else None
            unit = actions.add_unit(organisation, form.name.data or "", parent=parent, by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(f"{unit.name} is there. Say who heads it.", "success")
            return redirect(url_for("people.unit", reference=unit.reference))
    return page("people/new_unit.html", form=form, organisation=chosen_organisation())


@pages.route("/admin/units/<reference>", methods=["GET", "POST"])
@requires("people.edit", on=queries.unit)
def unit(unit: Any) -> ResponseReturnValue:
    """One unit: its name, its place, its heads."""
    form = _unit_form(unit)
    if form.validate_on_submit():
        try:
            parent = queries.unit(form.parent.data) if form.parent.data else None
            actions.change_unit(unit, name=form.name.data or "", parent=parent, by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Saved.", "success")
            return redirect(url_for("people.unit", reference=unit.reference))
    return _unit_page(unit, form)


def _unit_form(unit: Any, *, typed: bool = True) -> UnitForm:
    """The name and place of a unit: as they were typed, or as they are where something else was sent."""
    above = queries.above(unit)
    form = UnitForm(
        *([] if typed else [None]), data={"name": unit.name, "parent": above.reference if above else ""}
    )
    below = {one.reference for one in queries.units_of(unit.organisation_id) if unit.id in one.lineage}
    choices = unit_choices([unit.organisation], first=TOP)
    form.parent.choices = [choice for choice in choices if choice[0] not in below]
    return form


def _unit_page(unit: Any, shown: Form) -> tuple[str, int]:
    """The page of a unit, with the errors of whichever of its forms was sent."""
    heads = queries.heads_of(unit.id)
    headed = {person.id for person in heads}
    head_form = shown if isinstance(shown, HeadForm) else HeadForm(None)
    head_form.person.choices = [
        CHOOSE,
        *_able_to_head(unit, headed),
    ]
    return page(
        "people/unit.html",
        form=shown,
        unit_form=shown if isinstance(shown, UnitForm) else _unit_form(unit, typed=False),
        head_form=head_form,
        unit=unit,
        heads=heads,
        people=queries.people_in(unit.id),
        below=queries.units_below(unit),
    )


def _able_to_head(unit: Any, headed: set[int]) -> list[tuple[str, str]]:
    return [
        (person.reference, f"{person.title}, {person.unit.name}")
        for person in queries.people_of(unit.organisation_id)
        if person.id not in headed
    ]


@pages.post("/admin/units/<reference>/heads")
@requires("people.edit", on=queries.unit)
def name_head(unit: Any) -> ResponseReturnValue:
    """Say who heads a unit."""
    form, person = HeadForm(), queries.person(request.form.get("person", ""))
    try:
        if person is None:
            raise Refused("Choose who heads it.", field="person")
        actions.name_head(unit, person, by=me())
    except Refused as refused:
        form.refuse(refused)
        return _unit_page(unit, form)
    flash(f"{person.name} heads {unit.name}.", "success")
    warn_without_password(person)
    return redirect(url_for("people.unit", reference=unit.reference))


@pages.post("/admin/units/<reference>/heads/remove")
@requires("people.edit", on=queries.unit)
def remove_head(unit: Any) -> ResponseReturnValue:
    """Say that somebody no longer heads a unit."""
    person = queries.person(request.form.get("person", ""))
    if person is not None:
        actions.remove_head(unit, person, by=me())
        flash(f"{person.name} no longer heads {unit.name}.", "success")
    return redirect(url_for("people.unit", reference=unit.reference))


@pages.post("/admin/units/<reference>/close")
@requires("people.edit", on=queries.unit)
def close_unit(unit: Any) -> ResponseReturnValue:
    """Close a unit that is empty."""
    form = ButtonForm()
    try:
        actions.close_unit(unit, by=me())
    except Refused as refused:
        form.refuse(refused)
        return _unit_page(unit, form)
    flash(f"{unit.name} is closed.", "success")
    return redirect(url_for("people.units", organisation=unit.organisation.code))


@pages.route("/admin/organisations")
@requires("people.administer-all")
def organisations() -> ResponseReturnValue:
    """All organisations."""
    return page("people/organisations.html", organisations=queries.organisations(), sectors=SECTOR_NAMES)


@pages.route("/admin/organisations/new", methods=["GET", "POST"])
@requires("people.administer-all")
def new_organisation() -> ResponseReturnValue:
    """Add an organisation, with its first unit and its routes."""
    form = NewOrganisationForm()
    made = _kept(form, actions.add_organisation)
    if made is not None:
        flash(f"{made.name} is there. Add its administrator next.", "success")
        return redirect(url_for("people.new_person", organisation=made.code))
    return page("people/organisation.html", form=form, organisation=None, title="Add an organisation")


@pages.route("/admin/organisations/<code>", methods=["GET", "POST"])
@requires("people.edit-organisation", on=queries.organisation)
def organisation(organisation: Any) -> ResponseReturnValue:
    """Change what is known of an organisation."""
    form, title = OrganisationForm(obj=organisation), organisation.name
    if _kept(form, partial(actions.change_organisation, organisation)) is not None:
        flash("Saved.", "success")
        return redirect(url_for("people.organisations"))
    return page("people/organisation.html", form=form, organisation=organisation, title=title)


@pages.route("/admin/grades")
@requires("people.administer-all")
def grades() -> ResponseReturnValue:
    """Ranks and grades, by level."""
    all_grades = sorted(queries.grades(), key=lambda grade: (-grade.level, grade.name))
    levels = [(level, list(theirs)) for level, theirs in groupby(all_grades, key=lambda grade: grade.level)]
    group_names = {group.value: name for group, name in STAFF_GROUP_NAMES.items()}
    return page("people/grades.html", levels=levels, group_names=group_names)


@pages.route("/admin/grades/new", methods=["GET", "POST"])
@requires("people.administer-all")
def new_grade() -> ResponseReturnValue:
    """Add a rank or grade."""
    form = GradeForm(data={"staff_group": StaffGroup.STAFF.value})
    return _grade_page(form, actions.add_grade, title="Add a rank or grade")


@pages.route("/admin/grades/<int:key>", methods=["GET", "POST"])
@requires("people.keep-grades", on=queries.grade)
def grade(grade: Any) -> ResponseReturnValue:
    """Rename a rank or grade, or put it on another level."""
    form = GradeForm(obj=grade)
    return _grade_page(form, partial(actions.change_grade, grade), title=grade.name, grade=grade)


def _grade_page(form: GradeForm, keep: Callable[..., Any], **shown: Any) -> ResponseReturnValue:
    if _kept(form, keep) is not None:
        flash("Saved.", "success")
        return redirect(url_for("people.grades"))
    return page("people/grade.html", form=form, **shown)


@pages.post("/admin/grades/<int:key>/remove")
@requires("people.keep-grades", on=queries.grade)
def remove_grade(grade: Any) -> ResponseReturnValue:
    """Take a rank or grade that nobody has out of the list."""
    form = ButtonForm()
    if form.validate_on_submit():
        actions.remove_grade(grade, by=me())
        flash("It is no longer in the list.", "success")
    return redirect(url_for("people.grades"))


def _kept(form: Any, keep: Callable[..., Any]) -> Any:
    """What came of keeping what was typed; nothing where it is not whole yet, or was refused."""
    if not form.validate_on_submit():
        return None
    typed = {name: value for name, value in form.data.items() if name != "csrf_token"}
    try:
        return keep(**typed, by=me())
    except Refused as refused:
        form.refuse(refused)
        return None
