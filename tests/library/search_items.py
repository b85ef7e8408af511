"""Small items for the tests of the search engine."""

from datetime import date
from itertools import count
from multiprocessing.connection import Connection

from portal.library.search import Document, Engine, Question
from tests.library.indexes import Index

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


def answer_questions(index: Index, asked: Connection) -> None:
    """What another process does: it says how much each question finds, until the empty one."""
    engine = index.open()
    while text := asked.recv():
        asked.send(engine.search(Question(text, READER)).total)


def items(count: int) -> list[Document]:
    """So many items about drones."""
    return [item(f"drone patrol {n}", f"text number {n} of many", id=n + 1) for n in range(count)]


def total(engine: Engine, text: str = "drone") -> int:
    """How many items a question finds."""
    return engine.search(Question(text, READER)).total


def questions_and_answers(engine: Engine) -> list[object]:
    """What is answered to questions of every sort."""
    texts = ("drone", '"text number"', "patr*", "dorne", "number -many", "")
    return [engine.search(Question(text, READER)) for text in texts]
