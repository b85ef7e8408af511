"""Seals: what is put under one can be read only with the key that belongs to it.

Sealed boxes (X25519, XSalsa20-Poly1305), boxes with one key for both (XSalsa20-Poly1305), signatures (Ed25519) and
keys grown from a passphrase (Argon2id), all of libsodium. Whoever seals needs the public key alone, and cannot open
what they sealed. The one file that knows the library.
"""

from base64 import b64decode, b64encode

from nacl import pwhash
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox
from nacl.signing import SigningKey, VerifyKey

SEED_BYTES = KEY_BYTES = 32
SALT_BYTES: int = pwhash.argon2id.SALTBYTES
A_MEBIBYTE = 1024 * 1024


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


def boxed(key: bytes, content: bytes) -> str:
    """The content under a key of 32 bytes, as text. The same content is never the same twice."""
    return b64encode(SecretBox(key).encrypt(content)).decode()


def unboxed(key: bytes, box: str) -> bytes:
    """What lies in a box. Raises ``NotOpened`` with another key, or where anything was altered."""
    try:
        return SecretBox(key).decrypt(b64decode(box, validate=True))
    except (CryptoError, ValueError) as error:
        raise NotOpened from error


def stretched(passphrase: str, salt: bytes, *, passes: int, mebibytes: int) -> bytes:
    """The key that grows slowly from a passphrase: whoever guesses pays as much for each guess."""
    typed = passphrase.encode("utf-8", "surrogatepass")
    return pwhash.argon2id.kdf(KEY_BYTES, typed, salt, opslimit=passes, memlimit=mebibytes * A_MEBIBYTE)


def signing_key(seed: bytes) -> str:
    """The public half of the signing key that grows from these 32 bytes, in hexadecimal."""
    return bytes(SigningKey(seed).verify_key).hex()


def signature(seed: bytes, content: bytes) -> str:
    """The signature under a content, in hexadecimal."""
    return SigningKey(seed).sign(content).signature.hex()


def is_signed(public: str, content: bytes, by_signature: str) -> bool:
    """Whether this content was signed with the key of which this is the public half."""
    try:
        VerifyKey(bytes.fromhex(public)).verify(content, bytes.fromhex(by_signature))
    except (CryptoError, ValueError, TypeError):
        return False
    return True
