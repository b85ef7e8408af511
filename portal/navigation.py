"""What is in the menu, in order. Who may not open a page does not see its entry."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import request

from portal.foundation.access import may

MENU: tuple[tuple[str, str, str], ...] = (  # label, endpoint, permission
    ("Share", "submissions.share", "submission.share"),
    ("Library", "library.search", "library.search"),
    ("My posts", "submissions.mine", "submission.share"),
    ("Waiting for me", "authorisation.queue", "queue.see"),
    ("Leading", "leadership.leading", "leading.see"),
    ("From leaders", "leadership.messages", "messages.hear"),
    ("Notices", "home.told", "submission.share"),
    ("Questions", "conversation.waiting", "questions.see"),
    ("Wanted", "following.wanted", "wants.see"),
    ("Triage", "authorisation.triage", "people.lead"),
    ("Topics", "submissions.topics", "topics.keep"),
    ("What came of it", "insight.organisation", "submission.share"),
    ("Administration", "people.administration", "people.administer"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the menu, as a page shows it."""

    label: str
    href: str
    current: bool


def items(places: Mapping[str, str]) -> Iterator[Item]:
    """The entries for the person who is signed in, of the endpoints that have an address."""
    here = request.endpoint
    for label, endpoint, permission in MENU:
        if endpoint in places and may(permission):
            yield Item(label, places[endpoint], here == endpoint)
