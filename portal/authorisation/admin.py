"""The administrators' pages on routes: who decides on what, in which order, and how it would go today."""

from flask import request
from flask.typing import ResponseReturnValue

from portal.authorisation import queries
from portal.authorisation.views.room import pages
from portal.foundation.access import may, me, requires
from portal.foundation.forms import page
from portal.people import queries as people

__all__ = ["pages", "routes"]


@pages.get("/admin/routes")
@requires("people.administer")
def routes() -> ResponseReturnValue:
    """The routes of an organisation, in words."""
    everywhere = may("people.administer-all")
    asked = people.organisation(request.args.get("organisation", "")) if everywhere else None
    organisation = asked or me().organisation
    configuration = queries.configuration_of(organisation.id)
    return page(
        "authorisation/routes.html",
        organisation=organisation,
        organisations=people.organisations() if everywhere else [],
        configuration=configuration,
        routes=[
            (route, queries.words_of(route), queries.waits_of(organisation.id, route))
            for route in configuration.routes
        ],
    )
