"""Who holds what in an organisation, how late it is, and who is away: for whoever leads there."""

from flask.typing import ResponseReturnValue

from portal.authorisation import queries
from portal.authorisation.views.room import pages
from portal.foundation.access import me, requires
from portal.foundation.forms import page


@pages.get("/triage/people")
@requires("people.lead")
def workload() -> ResponseReturnValue:
    """All who hold posts of my organisation that wait for a decision."""
    loads = queries.workload(me().organisation_id)
    return page(
        "authorisation/workload.html",
        loads=loads,
        most=max((load.held for load in loads), default=1),
        held=sum(load.held for load in loads),
        late=sum(load.late for load in loads),
        trusted=queries.trusted_routes(me().organisation_id),
        absences=queries.who_is_away(me().organisation_id),
        away=sum(load.held for load in loads if load.away_until),
    )
