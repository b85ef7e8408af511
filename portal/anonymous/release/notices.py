"""What the desk must know of the house, put up where its pages read it."""

from typing import Any

from portal.anonymous import queries
from portal.anonymous.models import Notice, at_the_desk, desk
from portal.anonymous.release import confidential
from portal.anonymous.release.circles import circle_of
from portal.anonymous.rules.crowd import packed
from portal.authorisation import queries as ways
from portal.people import queries as people
from portal.submissions import queries as submissions
from portal.submissions.kinds import KINDS


def put_up_notices() -> None:
    """Tell the desk which organisations take which anonymous and confidential posts, how large they are, and topics."""
    taking: dict[str, Any] = {}
    circles: dict[str, Any] = {}
    for organisation in people.organisations():
        kinds = [kind for kind in KINDS if ways.takes_anonymous(organisation.id, kind)]
        taking[organisation.code] = {
            "name": organisation.name,
            "kinds": kinds,
            "confidential": confidential.takes_confidential(organisation.id),
            "unread": {kind: why for kind in kinds if (why := ways.why_unread(organisation.id, kind))},
            "settled": {
                kind: told
                for kind in kinds
                if (told := ways.why_no_further_without_name(organisation.id, kind))
            },
        }
        if kinds:
            circles[organisation.code] = packed(circle_of(organisation))
    topics = [[topic.slug, topic.name] for topic in submissions.topics()]
    put_up("organisations", taking)
    put_up(queries.CIRCLES, circles)
    put_up("topics", {"topics": topics})


def put_up(name: str, value: dict[str, Any]) -> None:
    """Put up one notice, by itself."""
    with at_the_desk():
        note(name, value)


def note(name: str, value: dict[str, Any]) -> None:
    """Put up one notice with whatever else is written at the desk just now."""
    notice = desk.get(Notice, name)
    if notice is None:
        desk.add(Notice(name=name, value=value))
    elif notice.value != value:
        notice.value = value
