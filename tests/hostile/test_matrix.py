"""Every page, asked for by everybody about everything: only those who may get in, and the others learn nothing."""

import re
from hashlib import sha256

import pytest
from werkzeug.test import TestResponse

from tests.hostile.corpora import EVERYTHING, LESS, number_for
from tests.hostile.matrix import HIDDEN, IN, KNOW, MAPPED, NO, READ, REFUSED, SIGN_IN, Cell, cells
from tests.hostile.world import Watch, World, rows

SHARES = 8  # the matrix in pieces, so that they can be asked side by side
ONE_IN = 1 if EVERYTHING else 5  # of the cells where nobody is let in
NOWHERE = "zzzz9999"
PROGRAM = "/api/"


def test_every_page_is_in_the_matrix(world: World) -> None:
    assert {rule.endpoint for rule in world.app.url_map.iter_rules()} == MAPPED


def test_the_matrix_knows_every_post_of_the_world(world: World) -> None:
    assert set(KNOW) == set(world.posts)
    assert set(READ) <= set(world.posts)


def drawn(cell: Cell) -> int:
    """A number that is always the same for a cell, to divide and to sample by."""
    return int.from_bytes(sha256(cell.name.encode()).digest()[:4], "big")


def is_asked(cell: Cell, share: int, database: str) -> bool:
    """Whether a cell belongs to a share, and to the sample that is asked on a database."""
    number, of_share = divmod(drawn(cell), SHARES)
    if of_share != share:
        return False
    if number % ONE_IN and cell.expected in {HIDDEN, SIGN_IN}:
        return False
    return number // ONE_IN % LESS < number_for(database, LESS)


def word_for(answer: TestResponse) -> str:
    """What an answer says, in the words of the matrix."""
    status = answer.status_code
    if status == 401 or (status == 302 and answer.headers["Location"].startswith("/sign-in?")):
        return SIGN_IN
    return {403: NO, 404: HIDDEN}.get(status, IN)


def bare(answer: TestResponse) -> str:
    """An answer without what differs from one showing of a page to the next."""
    text = re.sub(r'(name="(?:csrf_token|idempotency_key)" value=)"[^"]*"', r"\1", answer.text)
    return re.sub(r"\b[0-9a-z]{8}\b(?=[\"/?]|&amp;|$)", "", text) if "<" not in text else text


def body(cell: Cell) -> dict[str, object]:
    """What is sent: enough that nothing but the door stands in the way of the cheapest deeds."""
    if cell.endpoint.startswith("authorisation_api"):
        return {"json": {"version": 1, "verdict": "approve"}}
    return {"data": {"version": "1", "verdict": "approve", "listed": "yes", "role": "communications"}}


@pytest.mark.parametrize("share", range(SHARES))
def test_nobody_gets_further_than_the_matrix_says(world: World, share: int) -> None:
    wrong = []
    nothing: dict[tuple[str, bool], str] = {}
    before = rows(world.connection)
    with world.app.test_request_context():
        asked = [(cell, world.address(cell.endpoint, cell.parts)) for cell in cells(world)]
    for cell, address in asked:
        if not is_asked(cell, share, world.name):
            continue
        given = body(cell) if cell.method != "GET" else {}
        with world.apart() as watch:
            try:
                answer = world.send(cell.role, cell.method, address, **given)
            except AssertionError as fault:
                wrong.append(f"{cell.name}: {fault}")
                continue
            said = word_for(answer)
            fine = said == cell.expected or (
                cell.expected == REFUSED and answer.status_code in {403, 409, 422}
            )
            if not fine:
                wrong.append(f"{cell.name}: {answer.status_code}, expected {cell.expected}")
            elif said != IN or cell.expected == REFUSED:
                wrong += faults_of_denial(world, cell, answer, watch, before, nothing)
            if cell.method == "GET" and watch.wrote and watch.changed(before):
                wrong.append(f"{cell.name}: reading changed the database")
    assert not wrong, f"{len(wrong)} wrong:\n" + "\n".join(sorted(wrong))


def faults_of_denial(
    world: World,
    cell: Cell,
    answer: TestResponse,
    watch: Watch,
    before: str,
    nothing: dict[tuple[str, bool], str],
) -> list[str]:
    """What a denial gives away or changes, in words."""
    found = []
    if watch.changed(before):
        found.append(f"{cell.name}: {answer.status_code}, and the database changed")
    if answer.status_code == 404:
        program = PROGRAM in answer.request.path
        key = (cell.role, program)
        if key not in nothing:
            place = f"{PROGRAM}v1/submissions/{NOWHERE}" if program else f"/submissions/{NOWHERE}"
            nothing[key] = bare(world.send(cell.role, "GET", place))
        there = bare(answer).replace(answer.request.path, f"/submissions/{NOWHERE}")
        if cell.thing and cell.method == "GET" and there != nothing[key]:
            found.append(f"{cell.name}: this 404 is not the one for what is not there")
    return found
