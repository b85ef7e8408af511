"""Seals: only the key that belongs to it opens one, and nothing altered opens at all."""

import secrets
from base64 import b64decode, b64encode

import pytest

from portal.foundation.sealing import (
    KEY_BYTES,
    SALT_BYTES,
    SEED_BYTES,
    NotOpened,
    boxed,
    is_signed,
    opened,
    public_key,
    sealed,
    signature,
    signing_key,
    stretched,
    unboxed,
)

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


def test_a_box_opens_with_its_key_and_with_no_other():
    key = secrets.token_bytes(KEY_BYTES)
    box = boxed(key, WORDS)
    assert unboxed(key, box) == WORDS
    assert box != boxed(key, WORDS)
    for wrong in (secrets.token_bytes(KEY_BYTES), bytes(KEY_BYTES)):
        with pytest.raises(NotOpened):
            unboxed(wrong, box)
    for altered in ("", "AAAA", box[:-4] + "AAA=", "not base64!"):
        with pytest.raises(NotOpened):
            unboxed(key, altered)


def test_the_same_passphrase_with_the_same_salt_is_the_same_key_and_nothing_else_is():
    salt = secrets.token_bytes(SALT_BYTES)
    keys = [
        stretched("a passphrase", salt, passes=1, mebibytes=8),
        stretched("A passphrase", salt, passes=1, mebibytes=8),
        stretched("a passphrase", secrets.token_bytes(SALT_BYTES), passes=1, mebibytes=8),
        stretched("a passphrase", salt, passes=2, mebibytes=8),
        stretched("", salt, passes=1, mebibytes=8),
    ]
    assert len(set(keys)) == len(keys)
    assert stretched("a passphrase", salt, passes=1, mebibytes=8) == keys[0]


def test_a_signature_stands_for_its_content_and_its_key():
    seed = secrets.token_bytes(SEED_BYTES)
    public, mark = signing_key(seed), signature(seed, WORDS)
    assert is_signed(public, WORDS, mark)
    assert not is_signed(public, WORDS + b" ", mark)
    assert not is_signed(signing_key(secrets.token_bytes(SEED_BYTES)), WORDS, mark)
    for wrong in ("", "00", "no number", mark[:-2], "0" * 128):
        assert not is_signed(public, WORDS, wrong)
