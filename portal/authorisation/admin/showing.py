"""The routes in force, how they came about, and what wider sharing asks for."""

from itertools import pairwise
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from portal.authorisation import queries
from portal.authorisation.queries import shared as offers
from portal.authorisation.rules import (
    REACH,
    SHARED_WITH,
    differences,
    picture_of,
    takers_of,
    terms_of,
)
from portal.authorisation.rules.matrix import matrix_of
from portal.authorisation.views.room import pages
from portal.foundation.access import may, me, requires
from portal.foundation.forms import page
from portal.people import queries as people
from portal.submissions.kinds import KINDS, Kind

__all__ = ["administered", "routes", "routes_history", "routes_thresholds"]


def administered() -> Any:
    """The organisation that a page is about: one's own, or for those who keep them all the one that was asked for."""
    asked = (
        people.organisation(request.args.get("organisation", "")) if may("people.administer-all") else None
    )
    return asked or me().organisation


@pages.get("/admin/routes")
@requires("people.administer")
def routes() -> ResponseReturnValue:
    """The routes of an organisation: which posts take each, and who decides."""
    organisation = administered()
    configuration = queries.configuration_of(organisation.id)
    names = queries.names_of(organisation.id, configuration)
    return page(
        "authorisation/routes.html",
        organisation=organisation,
        organisations=people.organisations() if may("people.administer-all") else [],
        configuration=configuration,
        published=queries.published(organisation.id),
        draft=queries.draft_of(organisation.id),
        kinds=[kind.plural for kind in KINDS.values() if kind.slug in configuration.anonymous],
        routes=[
            {
                "route": route,
                "takers": takers_of(configuration.routes, place, names),
                "picture": picture_of(route, names),
                "waits": queries.waits_of(organisation.id, route),
                "origin": origin,
            }
            for place, (route, origin) in enumerate(
                zip(configuration.routes, offers.origins_of(configuration), strict=True)
            )
        ],
        shared=[(one, offers.has_changed(one, configuration)) for one in offers.shared_by(organisation.id)],
    )


@pages.get("/admin/routes/history")
@requires("people.administer")
def routes_history() -> ResponseReturnValue:
    """Every version of the routes: when, by whom, why, and what it changed."""
    organisation = administered()
    versions = queries.versions_of(organisation.id)
    read = [queries.as_published(one.id) for one in versions]
    names = queries.names_of(organisation.id, *read)
    changes = [differences(before, after, names) for after, before in pairwise(read)]
    return page(
        "authorisation/routes_history.html",
        organisation=organisation,
        versions=list(zip(versions, [*changes, []], strict=True)) if versions else [],
    )


@pages.get("/admin/routes/thresholds")
@requires("people.administer")
def routes_thresholds() -> ResponseReturnValue:
    """How sensitive a post is, by how far it is shared, and the stages that asks for (requirements 140 to 146)."""
    organisation = administered()
    configuration = queries.configuration_of(organisation.id)
    kind = KINDS.get(request.args.get("kind", "")) or next(iter(KINDS.values()))
    nameless = "nameless" in request.args and kind.slug in configuration.anonymous
    names = queries.names_of(organisation.id, configuration)
    lines = matrix_of(configuration, kind.slug, anonymous=nameless)
    return page(
        "authorisation/routes_thresholds.html",
        organisation=organisation,
        posts=_posts(kind, nameless),
        tabs=[
            {
                "label": _posts(one, unnamed),
                "href": url_for(
                    "authorisation.routes_thresholds",
                    organisation=organisation.code,
                    kind=one.slug,
                    nameless="yes" if unnamed else None,
                ),
                "current": (one, unnamed) == (kind, nameless),
            }
            for one in KINDS.values()
            for unnamed in ((False, True) if one.slug in configuration.anonymous else (False,))
        ],
        reach=[SHARED_WITH[one] for one in REACH],
        lines=lines,
        weaker=sorted({tuple(SHARED_WITH[one] for one in line.weaker) for line in lines if line.weaker}),
        unchecked=sorted(
            {
                (SHARED_WITH[line.unchecked[0]], SHARED_WITH[line.unchecked[1]], line.unchecked[2])
                for line in lines
                if line.unchecked
            }
        ),
        terms=lambda stage: terms_of(stage, names),
    )


def _posts(kind: Kind, nameless: bool) -> str:
    return f"{kind.plural} without a name" if nameless else kind.plural
