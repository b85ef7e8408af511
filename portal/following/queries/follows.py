"""What people follow, as it is asked for; and a search as an address has it, the same however it was typed."""

from collections.abc import Collection, Sequence
from urllib.parse import parse_qs, urlencode

from sqlalchemy import select

from portal.following import rules
from portal.following.models import Follow
from portal.foundation.database import session
from portal.foundation.keys import read_reference
from portal.library import queries as library
from portal.library.queries import Asked
from portal.library.rules import FACET_NAMES
from portal.people.rules import SomePerson

MOST_PARTS = 200  # of an address that somebody made up


def search_in(wish: Asked) -> str:
    """What a search is for, as an address has it: the words and filters, not its order nor the page."""
    parts = [("q", wish.q)] if wish.q else []
    parts += [(facet, value) for facet in FACET_NAMES for value in sorted(wish.filters.get(facet, ()))]
    return urlencode(parts)


def wish_in(search: str) -> Asked:
    """The search that an address is for. What cannot be meant is left out, as on the page itself."""
    try:
        typed = parse_qs(search, max_num_fields=MOST_PARTS)
    except ValueError:
        typed = {}
    filters = {facet: typed[facet] for facet in FACET_NAMES if facet in typed}
    return library.asked(typed["q"][0] if "q" in typed else "", filters)


def phrase_of(search: str) -> str:
    """What a search is for, as a sentence says it."""
    wish = wish_in(search)
    narrowed = {
        facet: [library.label(facet, value) for value in values] for facet, values in wish.filters.items()
    }
    return rules.phrase(wish.q, narrowed)


def follow(reference: str) -> Follow | None:
    """What somebody follows, by its reference."""
    return session.scalar(select(Follow).where(Follow.reference == read_reference(reference)))


def follow_to_stop(stop: str) -> Follow | None:
    """What somebody follows, by what the link in their mail carries."""
    return session.scalar(select(Follow).where(Follow.stop == stop))


def follows_of(person: SomePerson) -> Sequence[Follow]:
    """All that somebody follows."""
    return session.scalars(select(Follow).where(Follow.person_id == person.id).order_by(Follow.search)).all()


def searches() -> Sequence[str]:
    """Every search that anybody follows, once."""
    return session.scalars(select(Follow.search).distinct().order_by(Follow.search)).all()


def followers(searches: Collection[str]) -> Sequence[tuple[int, str]]:
    """Who follows these searches: the key of each person, and what they follow."""
    found = select(Follow.person_id, Follow.search).where(Follow.search.in_(searches))
    return [(person, search) for person, search in session.execute(found.order_by(Follow.search))]
