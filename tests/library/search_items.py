"""Small items for the tests of the search engine."""

from datetime import date
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from portal.library.search import Document, Question
from portal.library.search.whoosh_engine import WhooshEngine

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


def answer_questions(folder: Path, asked: Connection) -> None:
    """What another process does: it says how much each question finds, until the empty one."""
    engine = WhooshEngine(folder)
    while text := asked.recv():
        asked.send(engine.search(Question(text, READER)).total)
