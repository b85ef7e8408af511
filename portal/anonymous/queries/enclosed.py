"""What comes to the desk in confidence: whether an envelope is one of ours, and what its author may let go of."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select

from portal.anonymous import rules
from portal.anonymous.models import Enclosed, Item, desk
from portal.anonymous.queries.of_all import organisations
from portal.anonymous.queries.own import Own
from portal.anonymous.rules import Act
from portal.foundation import clock
from portal.foundation.errors import Refused
from portal.foundation.sealing import is_signed, opened
from portal.guardians.rules import Envelope, unpacked

ANSWERS = frozenset({"identity.consented", "identity.withheld"})


def envelope_in(carried: str, key: str) -> Envelope:
    """The envelope that a browser carries, if the portal made it, for a day that is not over. It is not opened.

    ``key`` is the public half of the one with which the portal signs. Raises ``Refused`` with what to do instead.
    """
    content, _, mark = carried.strip().partition(":")
    try:
        if not is_signed(key, content.encode(), mark):
            raise ValueError("not ours")
        found = unpacked(content.encode())
    except ValueError:
        raise Refused("That is no envelope of ours.", code="envelope") from None
    there = organisations().get(found.organisation, {})
    if not found.counts_on(clock.today()):
        raise Refused("The envelope with your name counts for two days, and they are over.", code="envelope")
    if not there.get("confidential"):
        raise Refused("Your organisation takes no confidential posts just now.", code="envelope")
    return found


def is_used(envelope: Envelope) -> bool:
    """Whether a post came with this envelope already: two would show that one person wrote both."""
    return desk.scalar(select(exists().where(Enclosed.mark == envelope.mark))) or False


@dataclass(frozen=True, slots=True)
class Kept:
    """What the author of a confidential post has: the guardians, and a part for each that opens for them alone."""

    guardians: tuple[tuple[str, str], ...]
    singles: Mapping[str, str]


def is_confidential(item: Item) -> bool:
    """Whether a post came in confidence."""
    return desk.get(Enclosed, item.key) is not None


def kept_of(receipt: str, item: Item) -> Kept | None:
    """What the receipt opens of it; nothing for an anonymous post, and once the name was destroyed."""
    enclosed = desk.get(Enclosed, item.key)
    if enclosed is None or not enclosed.under_seal:
        return None
    read = json.loads(opened(bytes.fromhex(rules.derived(receipt, "mailbox")), enclosed.under_seal))
    return Kept(tuple((key, name) for key, name in read["guardians"]), read["singles"])


def consent_asked(post: Own) -> Mapping[str, Any] | None:
    """What a guardian asks the author and has no answer to yet: who, why, and which key is theirs."""
    if post.waits(Act.CONSENT):
        return None
    found: Mapping[str, Any] | None = None
    for letter in post.letters:
        if letter.event == "identity.consent_asked":
            found = letter.what
        elif letter.event == "identity.destroyed" or (letter.event in ANSWERS and found):
            found = None
    return found
