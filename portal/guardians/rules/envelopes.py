"""An envelope: who somebody is, sealed so that no guardian opens it alone, and how it travels. Pure.

It is made on a page of whoever is signed in, is carried by their browser, and is kept by the desk, which can neither
open it nor learn from it more than the organisation, the day and the guardians: these are the same for all who work
there.
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import permutations
from typing import Any

LEAST_GUARDIANS = 2
MOST_GUARDIANS = 6  # every two of them have a part of their own: an envelope stays small enough for a form
IDENTITY_BYTES = 2048  # every identity is as long as every other, or its length would narrow down whose it is
COUNTS_FOR = timedelta(days=1)  # the day on which it was made, and the next, as a door code does
LONGEST = 40_000
_BETWEEN = "."


@dataclass(frozen=True, slots=True)
class Identity:
    """Who wrote a post, as two guardians read it. ``mark`` is random, so that no two envelopes hold the same."""

    name: str
    email: str
    organisation: str
    mark: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """One envelope. ``guardians`` are the references of their keys, with their names.

    ``box`` holds the identity under a key of its own. ``pairs`` hold that key for every two guardians, by the one who
    peels first and the one who peels then. ``singles`` hold it for each guardian alone; only the author's receipt
    opens what these lie under.
    """

    mark: str
    organisation: str
    day: str
    guardians: tuple[tuple[str, str], ...]
    box: str
    pairs: Mapping[str, str]
    singles: Mapping[str, str]

    def counts_on(self, day: date) -> bool:
        """Whether it can still be used on a day."""
        return timedelta() <= day - date.fromisoformat(self.day) <= COUNTS_FOR

    @property
    def names(self) -> list[str]:
        """The names of the guardians."""
        return [name for _key, name in self.guardians]


def both(keys: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Every two of these keys, in both orders: what their part is called, who peels first, and who then."""
    for first, then in permutations(keys, 2):
        yield f"{first}{_BETWEEN}{then}", first, then


def padded(identity: Identity) -> bytes:
    """An identity as it is boxed."""
    content = json.dumps(asdict(identity)).encode()
    if len(content) > IDENTITY_BYTES:
        content = json.dumps(asdict(identity), ensure_ascii=False).encode()
    return content.ljust(IDENTITY_BYTES)


def read_identity(content: bytes) -> Identity:
    """The identity that was boxed."""
    return Identity(**json.loads(content))


def packed(envelope: Envelope) -> bytes:
    """An envelope as it is signed and carried."""
    return urlsafe_b64encode(json.dumps(asdict(envelope), sort_keys=True).encode())


def unpacked(content: bytes) -> Envelope:
    """The envelope that was packed. Raises ``ValueError`` for what is none."""
    if len(content) > LONGEST:
        raise ValueError("too long for an envelope")
    try:
        read: dict[str, Any] = json.loads(urlsafe_b64decode(content))
        guardians = tuple((str(key), str(name)) for key, name in read.pop("guardians"))
        made = Envelope(guardians=guardians, **read)
        date.fromisoformat(made.day)
    except (TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError("not an envelope") from error
    return made


def listed(names: Sequence[str]) -> str:
    """Names as a sentence lists them."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""


def signing_seed(secret: str) -> bytes:
    """The key with which the portal signs envelopes, made from the one that the operator keeps. It opens none."""
    return hmac.new(secret.encode(), b"portal guardians envelope", hashlib.sha256).digest()
