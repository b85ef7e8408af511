"""What pages say of trust: how a post would be published, what a route says of it, and one's own cards."""

from collections.abc import Sequence
from typing import Any

from portal.authorisation import queries
from portal.authorisation.views.room import pages
from portal.foundation.access import me

__all__ = ["trust_cards", "trust_of", "trust_on"]


@pages.app_template_global()
def trust_on(post: Any) -> queries.HowPublished | None:
    """What the author of a post is told of trust before they send it."""
    return queries.how_it_is_published(post)


@pages.app_template_global()
def trust_of(route: Any) -> queries.RouteTrust:
    """What a route says of trust today."""
    return queries.trust_of(route)


@pages.app_template_global()
def trust_cards(kind: str = "") -> Sequence[queries.HeldCard]:
    """What whoever is signed in may share without waiting; of one kind only, where it is named."""
    held = queries.cards_of_person(me())
    return [one for one in held if not kind or kind in (one.card.route.conditions.kinds or (kind,))]
