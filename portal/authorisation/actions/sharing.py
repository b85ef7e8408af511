"""An organisation offers a route to all others, or no longer; another takes it over into its own draft."""

from sqlalchemy import select

from portal.authorisation.actions.configuring import change_draft
from portal.authorisation.models import ConfigurationRow, SharedRoute
from portal.authorisation.queries.shared import names_of_people, origins_of, shared_by
from portal.authorisation.rules import Configuration, ConfigurationState, content_of, may_configure
from portal.authorisation.rules.plan import Origin
from portal.authorisation.rules.readymade import adopted
from portal.authorisation.rules.shared import check_offer, for_others, renewed, taken_over
from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.people.models import Person


def offer_route(published: ConfigurationRow, place: int, words: str, *, by: Person) -> SharedRoute:
    """Offer one of the routes in force to all other organisations, or what it says today instead of what it said.

    Raises ``Refused`` where the person may not, where it is not in force, names somebody, or is offered so already.
    """
    _check_may(published.organisation_id, by)
    session.execute(select(ConfigurationRow.id).where(ConfigurationRow.id == published.id).with_for_update())
    session.refresh(published)
    if published.state != ConfigurationState.PUBLISHED or published.number is None:
        raise Refused("Only a route that is in force can be shared.", code="wrong-state")
    route = published.configuration.routes[place]
    words = words.strip()
    check_offer(route, words, names_of_people(published.organisation_id))
    content = content_of(Configuration((for_others(route),)))
    for before in shared_by(published.organisation_id):
        if before.route_name != route.name:
            continue
        if before.content == content and before.words == words:
            raise Refused("It is shared in these very words already.", code="wrong-state")
        before.ended_on = clock.today()
    session.flush()
    offered = SharedRoute(
        organisation_id=published.organisation_id,
        route_name=route.name,
        words=words,
        content=content,
        version=published.number,
        offered_by_id=by.id,
        offered_on=clock.today(),
    )
    session.add(offered)
    session.flush()
    journal.write("routes.offered", offered, by_id=by.id, route=route.name, version=published.number)
    return offered


def stop_sharing(offered: SharedRoute, *, by: Person) -> None:
    """Offer a route no longer. What others took over stays with them."""
    _check_may(offered.organisation_id, by)
    session.refresh(offered, with_for_update={"of": SharedRoute})
    if offered.ended_on is not None:
        return
    offered.ended_on = clock.today()
    journal.write("routes.withdrawn", offered, by_id=by.id, route=offered.route_name, version=offered.version)


def take_over(draft: ConfigurationRow, offered: SharedRoute | None, *, seen: int, by: Person) -> int:
    """Copy what another organisation offers into a draft. Returns its place there.

    Raises ``Refused`` where it is offered no longer, and as ``change_draft`` does.
    """
    if offered is None or offered.ended_on is not None or offered.organisation_id == draft.organisation_id:
        raise Refused(
            "That route is shared no longer. Choose one of those that stand here.", code="wrong-state"
        )
    after, place = adopted(draft.configuration, taken_over(offered.route, _origin(offered)))
    change_draft(draft, after, seen=seen, by=by)
    _note(draft, offered, by)
    return place


def take_newer(draft: ConfigurationRow, place: int, *, seen: int, by: Person) -> None:
    """Put the later text of a route that was taken over in its place in the draft.

    Raises ``Refused`` where there is none, and as ``change_draft`` does.
    """
    was = draft.configuration
    followed = origins_of(was)[place]
    newer = followed.newer if followed is not None else None
    if newer is None:
        raise Refused("There is no later text of this route.", code="wrong-state")
    change_draft(draft, renewed(was, place, taken_over(newer.route, _origin(newer))), seen=seen, by=by)
    _note(draft, newer, by)


def _origin(offered: SharedRoute) -> Origin:
    return Origin(offered.organisation.name, offered.organisation.code, offered.route_name, offered.version)


def _note(draft: ConfigurationRow, offered: SharedRoute, by: Person) -> None:
    journal.write(
        "routes.adopted",
        draft,
        by_id=by.id,
        source=offered.organisation.code,
        route=offered.route_name,
        version=offered.version,
    )


def _check_may(organisation_id: int, by: Person) -> None:
    if not may_configure(by, organisation_id):
        raise Refused("Only an administrator of the organisation can share its routes.", code="not-yours")
