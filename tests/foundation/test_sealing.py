"""Seals: only the key that belongs to it opens one, and nothing altered opens at all."""

import secrets
from base64 import b64decode, b64encode

import pytest

from portal.foundation.sealing import SEED_BYTES, NotOpened, opened, public_key, sealed

WORDS = "Which station was it? Für alle.".encode()


def test_what_is_sealed_opens_with_its_key_and_with_no_other():
    seed = secrets.token_bytes(SEED_BYTES)
    under_seal = sealed(public_key(seed), WORDS)
    assert opened(seed, under_seal) == WORDS
    with pytest.raises(NotOpened):
        opened(secrets.token_bytes(SEED_BYTES), under_seal)


def test_the_same_words_are_never_the_same_twice_and_are_not_in_there():
    public = public_key(secrets.token_bytes(SEED_BYTES))
    first, second = sealed(public, WORDS), sealed(public, WORDS)
    assert first != second
    assert WORDS not in b64decode(first)


@pytest.mark.parametrize("place", [0, 20, 40, -1])
def test_what_was_altered_does_not_open(place: int):
    seed = secrets.token_bytes(SEED_BYTES)
    raw = bytearray(b64decode(sealed(public_key(seed), WORDS)))
    raw[place] ^= 1
    with pytest.raises(NotOpened):
        opened(seed, b64encode(raw).decode())


@pytest.mark.parametrize("under_seal", ["", "not base64!", "AAAA"])
def test_what_is_no_seal_does_not_open(under_seal: str):
    with pytest.raises(NotOpened):
        opened(secrets.token_bytes(SEED_BYTES), under_seal)
