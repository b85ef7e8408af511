"""Administrators name people outside who may be asked to decide, or switch that off."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.authorisation.actions.outside import end_naming, name_outside, switch_outside
from portal.authorisation.admin.showing import administered
from portal.authorisation.forms.outside import NameForm, SwitchForm
from portal.authorisation.queries import outside as links
from portal.authorisation.rules.outside import is_named
from portal.authorisation.views.room import pages
from portal.foundation import clock
from portal.foundation.access import may, me, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.people import queries as people

__all__ = ["outside", "outside_end", "outside_name", "outside_switch"]


@pages.get("/admin/outside")
@requires("people.administer")
def outside() -> ResponseReturnValue:
    """Whether people outside may be asked, and who they are."""
    return _shown(administered(), None)


@pages.post("/admin/outside/<code>/switch")
@requires("route.configure", on=people.organisation)
def outside_switch(organisation: Any) -> ResponseReturnValue:
    """Switch it on or off, with a reason."""
    form = SwitchForm()
    on = not organisation.asks_outside
    if form.validate_on_submit():
        try:
            switch_outside(organisation, on, form.why.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            said = (
                "Switched on. Name those who may be asked." if on else "Switched off. No link works any more."
            )
            flash(said, "success")
            return _back(organisation)
    return _shown(organisation, form)


@pages.post("/admin/outside/<code>/name")
@requires("route.configure", on=people.organisation)
def outside_name(organisation: Any) -> ResponseReturnValue:
    """Name somebody who may be asked."""
    form = NameForm()
    if form.validate_on_submit():
        try:
            named = name_outside(
                organisation,
                name=form.name.data or "",
                what=form.what.data or "",
                email=form.email.data or "",
                until=form.until.data or clock.today(),
                by=me(),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(f"{named.name} may be asked, until {clock.day_in_words(named.until)}.", "success")
            return _back(organisation)
    return _shown(organisation, form)


@pages.post("/admin/outside/named/<reference>/end")
@requires("outside.name", on=links.outside_decider)
def outside_end(named: Any) -> ResponseReturnValue:
    """Name somebody no longer."""
    end_naming(named, by=me())
    flash(f"{named.name} is not asked any more, and no link of theirs works.", "success")
    return _back(named.organisation)


def _back(organisation: Any) -> ResponseReturnValue:
    return redirect(url_for("authorisation.outside", organisation=organisation.code))


def _shown(organisation: Any, form: Any) -> ResponseReturnValue:
    today = clock.today()
    found = links.outside_deciders(organisation.id)
    return page(
        "authorisation/outside.html",
        form=form,
        switch=form if isinstance(form, SwitchForm) else SwitchForm(None),
        name=form if isinstance(form, NameForm) else NameForm(None),
        organisation=organisation,
        organisations=people.organisations() if may("people.administer-all") else [],
        named=[one for one in found if is_named(one, today)],
        before=[one for one in found if not is_named(one, today)],
    )
