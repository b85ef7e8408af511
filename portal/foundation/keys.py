"""Keys and references: random, so that neither their value nor their order tells when a thing was made."""

import hashlib
import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base32: no i, l, o, u
REFERENCE_LENGTH = 8
HIGHEST_KEY = 2**62 - 1  # more no database keeps
_ALIKE = str.maketrans("oil", "011")


def new_key() -> int:
    """A random primary key of 62 bits. A table keyed by it lies in no order of arrival."""
    return secrets.randbits(HIGHEST_KEY.bit_length()) | 1


def new_reference() -> str:
    """Eight characters that can be read aloud and not guessed, for example ``k7m29qxt``."""
    return "".join(secrets.choice(ALPHABET) for _ in range(REFERENCE_LENGTH))


def read_reference(typed: str) -> str:
    """The canonical form of a reference as somebody typed it: any case, spaces or hyphens, O for 0."""
    return "".join(character for character in typed.casefold().translate(_ALIKE) if character in ALPHABET)


def spoken(reference: str) -> str:
    """A reference in two groups of four, as people read it aloud."""
    return f"{reference[:4]}-{reference[4:]}"


def new_token() -> str:
    """A secret of 256 bits for a session, a link or an interface token."""
    return secrets.token_urlsafe(32)


def digest(*parts: str) -> str:
    """What is stored instead of a secret. Enough for secrets of 112 bits or more, which cannot be guessed."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
