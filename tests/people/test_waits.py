"""Wrong passwords slow down whoever guesses: nobody else of the account, and nobody else of the force."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from portal.foundation import clock
from portal.foundation.forwarded import client_of
from tests.client import Client
from tests.factories import PASSWORD, Force
from tests.people.browsing import another

WAIT = 429
NGINX = frozenset({"127.0.0.1", "10.0.0.7"})


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "client"),
    [
        ("192.0.2.4", "", frozenset(), "192.0.2.4"),
        ("192.0.2.4", "198.51.100.1", frozenset(), "192.0.2.4"),  # nobody is trusted
        ("192.0.2.4", "198.51.100.1", NGINX, "192.0.2.4"),  # it does not come through a proxy
        ("127.0.0.1", "198.51.100.1", NGINX, "198.51.100.1"),
        (
            "127.0.0.1",
            "203.0.113.9, 198.51.100.1",
            NGINX,
            "198.51.100.1",
        ),  # the first was typed by the client
        ("127.0.0.1", "198.51.100.1, 10.0.0.7", NGINX, "198.51.100.1"),
        ("127.0.0.1", "10.0.0.7", NGINX, "127.0.0.1"),
        ("127.0.0.1", " , ", NGINX, "127.0.0.1"),
        ("127.0.0.1", "", NGINX, "127.0.0.1"),
    ],
)
def test_where_a_request_comes_from(peer, forwarded, proxies, client) -> None:
    assert client_of(peer, forwarded, proxies) == client


@pytest.fixture(autouse=True)
def at_one_moment() -> Iterator[None]:
    """However slow the machine, no wait is over while it is looked at."""
    with clock.at(clock.now()):
        yield


@pytest.fixture
def behind(app: Flask) -> Iterator[Flask]:
    """A portal behind a web server that it is told to trust."""
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, trusted_proxy=NGINX)
    yield app
    app.config["SETTINGS"] = before


def tries(client: Client, email: str, password: str, *said: str) -> int:
    """How a sign-in is answered, with what stands in the header of the proxy."""
    before = dict(client.environ_base)
    if said:
        client.environ_base["HTTP_X_FORWARDED_FOR"] = ", ".join(said)
    try:
        return client.submit("/sign-in", email=email, password=password).status_code
    finally:
        client.environ_base = before


def guess(client: Client, email: str, *said: str) -> None:
    answers = [tries(client, email, "not the password", *said) for _ in range(12)]
    assert answers[:10] == [422] * 10
    assert answers[-1] == WAIT


def test_whoever_guesses_elsewhere_keeps_nobody_waiting(behind: Flask, client: Client, force: Force) -> None:
    amina, colin = force.constable.email, force.colleague.email
    other = another(client)
    guess(client, amina, "198.51.100.1")
    assert tries(client, amina, PASSWORD, "198.51.100.1") == WAIT
    assert tries(client, amina, PASSWORD, "203.0.113.9", "198.51.100.1") == WAIT, (
        "an invented address is no other"
    )
    assert tries(other, colin, PASSWORD, "198.51.100.1") == 302, "a colleague at the same place"
    assert tries(client, amina, PASSWORD, "198.51.100.2") == 302, "its owner, elsewhere"


def test_without_a_proxy_that_is_named_it_is_by_account_whatever_a_header_says(
    client: Client, force: Force
) -> None:
    amina, colin = force.constable.email, force.colleague.email
    guess(client, amina, "198.51.100.1")
    assert tries(client, amina, PASSWORD, "198.51.100.2") == WAIT
    assert tries(client, colin, PASSWORD) == 302
