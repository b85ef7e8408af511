"""Every page, asked for by everybody about everything: only those who may get in, and the others learn nothing.

Everybody at every door, everything at every door, and everybody with everything, each with every answer that the
matrix has for it: nine thousand cells meet all of these. ``PORTAL_HOSTILE=all`` asks all thirty-nine thousand. Who
may see what is the same SQL on every database: the first is asked all this, the others each answer of every door, to
everybody and about everything.
"""

import re
from functools import cache
from hashlib import sha256

import pytest
from werkzeug.test import TestResponse

from tests.hostile.corpora import EVERYTHING, FIRST_DATABASE
from tests.hostile.doors import MAPPED
from tests.hostile.known import KNOW, READ
from tests.hostile.matrix import Cell, cells
from tests.hostile.signed_out import HIDDEN, IN, NO, REFUSED, SIGN_IN
from tests.hostile.watching import Watch, rows
from tests.hostile.world import World

pytestmark = pytest.mark.both

SHARES = 8  # the matrix in pieces, so that they can be asked side by side
NOWHERE = "zzzz9999"
SIGNED_OUT = {"nobody", "leaver"}
PROGRAM = "/api/"


def test_every_page_is_in_the_matrix(world: World) -> None:
    assert {rule.endpoint for rule in world.app.url_map.iter_rules()} == MAPPED


def test_the_matrix_knows_every_post_of_the_world(world: World) -> None:
    assert set(KNOW) == set(world.posts)
    assert set(READ) <= set(world.posts)


def drawn(cell: Cell) -> int:
    """A number that is always the same for a cell, to put them in an order that nothing else follows."""
    return int.from_bytes(sha256(cell.name.encode()).digest()[:4], "big")


def met(cell: Cell) -> set[tuple[str, ...]]:
    """What asking a cell proves: this answer to its role at the door, about the thing there, and to the role of it."""
    door, said = f"{cell.method} {cell.endpoint}", cell.expected
    if said in {HIDDEN, SIGN_IN}:
        return {(door, cell.role), (door, "", cell.thing), (cell.role, cell.thing, said)}
    return {(door, cell.role, said), (door, "", cell.thing, said), (cell.role, cell.thing, said)}


def met_again(cell: Cell) -> set[tuple[str, ...]]:
    """What asking a cell proves of another database: that its statements are understood there as on the first."""
    door, said = f"{cell.method} {cell.endpoint}", cell.expected
    return {(door, said), ("role", cell.role, said), ("thing", cell.thing, said)}


@cache
def asked(world: World) -> list[Cell]:
    """The fewest cells, or nearly, that meet all that is to be met; all, if all is asked for."""
    proves = met if world.name == FIRST_DATABASE else met_again
    every = [(cell, proves(cell)) for cell in sorted(cells(world), key=drawn)]
    if EVERYTHING:
        return [cell for cell, _proofs in every]
    first = [(cell, proofs) for cell, proofs in every if cell.expected == REFUSED]
    found = [cell for cell, _proofs in first]
    proved = {proof for _cell, proofs in first for proof in proofs}
    for most in (3, 2, 1):  # those that prove most come first: fewer are needed then
        for cell, proofs in every:
            if len(proofs - proved) == most:
                proved |= proofs
                found.append(cell)
    return found


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
        mine = [(cell, world.address(cell.endpoint, cell.parts)) for cell in asked(world)[share::SHARES]]
    for cell, address in mine:
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
            room = "library" if cell.role in SIGNED_OUT else "submissions"
            place = f"{PROGRAM}v1/{room}/{NOWHERE}" if program else f"/{room}/{NOWHERE}"
            nothing[key] = bare(world.send(cell.role, "GET", place)).replace(place, "")
        there = bare(answer).replace(answer.request.path, "")
        if cell.thing and cell.method == "GET" and there != nothing[key]:
            found.append(f"{cell.name}: this 404 is not the one for what is not there")
    return found
