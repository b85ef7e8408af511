"""Seals: what is put under one can be read only with the key that belongs to it.

Sealed boxes (X25519, XSalsa20-Poly1305) of libsodium. Whoever seals needs the public key alone, and cannot open what
they sealed. The one file that knows the library.
"""

from base64 import b64decode, b64encode

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

SEED_BYTES = 32


class NotOpened(Exception):
    """This key does not open it, or it was altered."""


def public_key(seed: bytes) -> str:
    """The public half of the key that grows from these 32 bytes, in hexadecimal."""
    return bytes(PrivateKey.from_seed(seed).public_key).hex()


def sealed(public: str, content: bytes) -> str:
    """The content under a seal, as text. The same content is never the same twice."""
    return b64encode(SealedBox(PublicKey(bytes.fromhex(public))).encrypt(content)).decode()


def opened(seed: bytes, under_seal: str) -> bytes:
    """What is under a seal. Raises ``NotOpened`` with another key, or where anything was altered."""
    try:
        return SealedBox(PrivateKey.from_seed(seed)).decrypt(b64decode(under_seal, validate=True))
    except (CryptoError, ValueError) as error:
        raise NotOpened from error
