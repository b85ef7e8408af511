"""Small items for the tests of the search engine."""

from datetime import date
from itertools import count

from portal.library.search import Document

READER = frozenset({"public", "policing"})
_numbers = count(1)


def item(title: str = "", text: str = "", **said: object) -> Document:
    """An item that every reader may see, unless said otherwise."""
    number = next(_numbers)
    given: dict = {
        "id": number,
        "kind": "idea",
        "title": title,
        "summary": "",
        "text": text,
        "organisation": "northmoor",
        "visibility": "policing",
        "published_on": date(2024, 1, 1),
    }
    return Document(**(given | said))
