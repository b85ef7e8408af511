"""What those who write the newsletter of the hostile world did: one that went out, and a draft."""

from collections.abc import Mapping

from portal.library import actions as library
from portal.library import queries as items
from portal.newsletter import actions, queries
from portal.newsletter.rules import Section
from portal.people.models import Person
from portal.submissions.models import Submission


def newsletters(by: Person, posts: Mapping[str, Submission]) -> dict[str, str]:
    """The references of one that went out to everybody who works there, and of a draft."""
    library.write([posts[name].id for name in ("for_policing", "for_force")])
    made = {}
    for name, month in zip(("sent", "draft"), queries.months_to_write(by), strict=False):
        one = actions.begin(month, by=by)
        for post in ("for_policing", "for_force"):
            item = items.item(posts[post].reference)
            assert item is not None
            actions.add(one, Section.NEW, item, f"Said of it in {name}.", by=by)
        made[name] = one.reference
        if name == "sent":
            actions.send(one, seen=one.version, by=by)
    return made
