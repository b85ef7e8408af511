"""Offering a route to other organisations, and the later text of one that was taken over from them."""

from dataclasses import replace
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.authorisation import queries
from portal.authorisation.actions.sharing import offer_route, stop_sharing, take_newer
from portal.authorisation.forms import SentForm
from portal.authorisation.forms.shared import OfferForm
from portal.authorisation.queries import shared as offers
from portal.authorisation.rules import (
    Configuration,
    ConfigurationState,
    Names,
    differences,
    picture_of,
    takers_in_words,
)
from portal.authorisation.rules.shared import for_others, to_choose
from portal.authorisation.views.room import pages
from portal.foundation.access import me, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page

__all__ = ["from_others", "route_newer", "route_share", "route_stop_sharing"]


def from_others(organisation_id: int) -> list[dict[str, Any]]:
    """What others offer to an organisation, as its draft's page shows it."""
    found = offers.shared_with(organisation_id)
    names = queries.names_of(organisation_id, *(Configuration((one.route,)) for one in found))
    return [_shown(one, names) for one in found]


def _shown(offered: Any, names: Names) -> dict[str, Any]:
    route = offered.route
    return {
        "offered": offered,
        "route": route,
        "takers": takers_in_words(route.conditions, names),
        "picture": picture_of(route, names),
        "to_choose": to_choose(route),
    }


@pages.route("/admin/routes/<reference>/<int:place>/share", methods=["GET", "POST"])
@requires("route.configure", on=queries.route_in_draft)
def route_share(found: Any) -> ResponseReturnValue:
    """Offer a route that is in force to all other organisations."""
    published = found.draft
    here = url_for("authorisation.routes", organisation=published.organisation.code)
    if published.state != ConfigurationState.PUBLISHED:
        flash("Only a route that is in force can be shared. Publish it first.", "attention")
        return redirect(here)
    route = published.configuration.routes[found.place]
    before = next(
        (one for one in offers.shared_by(published.organisation_id) if one.route_name == route.name), None
    )
    form = OfferForm(data={"words": before.words} if before is not None else None)
    if form.validate_on_submit():
        try:
            offer_route(published, found.place, form.words.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(f"“{route.name}” stands on the pages of all other forces now.", "success")
            return redirect(here)
    leaving = for_others(route)
    names = queries.names_of(published.organisation_id, Configuration((leaving,)))
    return page(
        "authorisation/route_share.html",
        form=form,
        published=published,
        place=found.place,
        before=before,
        route=leaving,
        takers=takers_in_words(leaving.conditions, names),
        picture=picture_of(leaving, names),
        to_choose=to_choose(leaving),
    )


@pages.post("/admin/routes/shared/<reference>/end")
@requires("route.configure", on=offers.shared_route)
def route_stop_sharing(offered: Any) -> ResponseReturnValue:
    """Offer a route no longer; copies of it stay."""
    stop_sharing(offered, by=me())
    flash(
        f"“{offered.route_name}” is shared no longer. Copies that others took over stay with them.", "success"
    )
    return redirect(url_for("authorisation.routes", organisation=offered.organisation.code))


@pages.route("/admin/routes/<reference>/<int:place>/newer", methods=["GET", "POST"])
@requires("route.configure", on=queries.route_in_draft)
def route_newer(found: Any) -> ResponseReturnValue:
    """What those who offer a route have changed since it was taken over, and a button to take that into the draft."""
    draft, place = found.draft, found.place
    was = draft.configuration
    followed = offers.origins_of(was)[place]
    newer = followed.newer if followed is not None else None
    is_draft = draft.state == ConfigurationState.DRAFT
    back = (
        url_for("authorisation.route", reference=draft.reference, place=place)
        if is_draft
        else url_for("authorisation.routes", organisation=draft.organisation.code)
    )
    if followed is None or newer is None:
        flash("There is no later text of this route.", "attention")
        return redirect(back)
    form = SentForm()
    if form.validate_on_submit():
        try:
            take_newer(draft, place, seen=form.version.data or 0, by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(
                f"“{was.routes[place].name}” is as in version {newer.version} now, in the draft.", "success"
            )
            return redirect(back)
    form.version.data = draft.version
    mine = was.routes[place]
    later = Configuration((replace(newer.route, name=mine.name, origin=mine.origin),))
    names = queries.names_of(draft.organisation_id, was, later)
    earlier = followed.before
    return page(
        "authorisation/route_newer.html",
        form=form,
        draft=draft,
        is_draft=is_draft,
        back=back,
        mine=mine,
        newer=newer,
        followed=followed,
        picture=picture_of(later.routes[0], names),
        theirs=differences(Configuration((earlier,)), Configuration((newer.route,)), names)
        if earlier
        else [],
        known=earlier is not None,
        changes=differences(Configuration((mine,)), later, names),
        to_choose=to_choose(newer.route),
    )
