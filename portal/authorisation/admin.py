"""The administrators' pages on routes: who decides on what, in which order, and how it would go today."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.authorisation import actions, queries
from portal.authorisation.forms import RouteForm, pressed, rearranged
from portal.authorisation.rules import may_configure
from portal.authorisation.views.room import pages
from portal.foundation.access import may, me, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.people import queries as people
from portal.submissions.kinds import KINDS

__all__ = ["first_routes", "pages", "route", "routes"]


@pages.get("/admin/routes")
@requires("people.administer")
def routes() -> ResponseReturnValue:
    """The routes of an organisation, in words."""
    everywhere = may("people.administer-all")
    asked = people.organisation(request.args.get("organisation", "")) if everywhere else None
    organisation = asked or me().organisation
    return page(
        "authorisation/routes.html",
        organisation=organisation,
        organisations=people.organisations() if everywhere else [],
        routes=[
            (route, KINDS[route.kind], queries.words_of(route), queries.waits_of(route))
            for route in queries.routes_of(organisation.id)
        ],
    )


@pages.post("/admin/routes/<code>/first")
@requires("route.configure", on=people.organisation)
def first_routes(organisation: Any) -> ResponseReturnValue:
    """Give an organisation the usual route for every kind that has none."""
    actions.give_first_routes(organisation.id)
    return redirect(url_for("authorisation.routes", organisation=organisation.code))


@pages.route("/admin/routes/<reference>", methods=["GET", "POST"])
@requires("route.configure", on=queries.route)
def route(route: Any) -> ResponseReturnValue:
    """Change a route. Every button carries the whole form; nothing is stored before it is saved."""
    units = people.units_of(route.organisation_id)
    colleagues = queries.deciders_of(route.organisation_id)
    form, stored = _form(route)
    _offer(form, colleagues, units)
    if pressed() == "save" and form.validate_on_submit():
        keys = {one.reference: one.id for one in colleagues}
        try:
            actions.configure(
                route,
                [entry.form.plan(keys) for entry in form.stages],
                anonymous_allowed=bool(form.anonymous_allowed.data),
                seen=form.version.data or 0,
                by=me(),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(f"Saved. {KINDS[route.kind].plural} sent from now on take this route.", "success")
            return redirect(url_for("authorisation.routes", organisation=route.organisation.code))
    return page(
        "authorisation/route.html",
        form=form,
        route=route,
        kind=KINDS[route.kind],
        changed=not stored,
        rehearsal=_rehearsed(form, colleagues, units),
    )


def _form(route: Any) -> tuple[RouteForm, bool]:
    """The form as it is stored, as it was sent, or as a button has rearranged it; and whether it is as stored."""
    if request.method == "POST":
        form = RouteForm()
        typed = [entry.form.data for entry in form.stages]
        stages = rearranged(typed, pressed())
        if stages is None:
            return form, False
        data = {"stages": stages, "anonymous_allowed": form.anonymous_allowed.data, "unit": form.unit.data}
        again = RouteForm(None, data=data)
        again.version.data = form.version.data
        return again, False
    stages = [
        {
            "name": stage.name,
            "decider": stage.decider,
            "role": stage.role,
            "person": stage.person.reference if stage.person else "",
            "question": stage.question,
            "limit_days": stage.limit_days,
        }
        for stage in route.stages
    ]
    data = {"stages": stages, "anonymous_allowed": route.anonymous_allowed, "version": route.version}
    return RouteForm(None, data=data), True


def _offer(form: RouteForm, colleagues: Sequence[Any], units: Sequence[Any]) -> None:
    people_offered = [(one.reference, f"{one.title}, {one.unit.name}") for one in colleagues]
    form.offer(
        people_offered, [(unit.reference, f"{'– ' * (len(unit.lineage) - 1)}{unit.name}") for unit in units]
    )
    if not form.unit.data and units:
        form.unit.data = max(units, key=lambda unit: len(unit.lineage)).reference


def _rehearsed(form: RouteForm, colleagues: Sequence[Any], units: Sequence[Any]) -> Any:
    unit = next((unit for unit in units if unit.reference == form.unit.data), None)
    if unit is None or not may_configure(me(), unit.organisation_id):
        return None
    keys = {one.reference: one.id for one in colleagues}
    try:
        plans = [entry.form.plan(keys) for entry in form.stages]
    except ValueError:  # a decider that is not on offer: the form says so when it is saved
        return None
    return queries.rehearsed(plans, unit)
