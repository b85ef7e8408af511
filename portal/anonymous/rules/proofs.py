"""Proofs of filing: what one says, and how its parts are written so that a signature fits them. Pure."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from portal.anonymous.rules.padding import NOISE, STEP

SAYS = "The holder of this key filed a post with this title and this text, passed on on this day."
SHOWS = "The holder of that key shows this proof to one reader, whom they named."
TO_AT_MOST = 120

# What is wrong with a file, in the order in which it is looked at.
NO_PROOF = "This is no proof of filing, or a part of it is missing."
NOT_FROM_THERE = "The stamp is not from that portal, or the proof was altered."
OTHER_TEXT = "The title or the text in the file is not the one that was stamped."
NOT_BY_HOLDER = "Whoever made this file does not hold the key of the proof."


def digest_of(text: str) -> str:
    """What stands for a text in a proof: the SHA-256 of its UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


def written(part: Mapping[str, Any]) -> bytes:
    """A part of a proof in the one form that is signed: JSON with its names in order and nothing between."""
    return json.dumps(part, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def proof(*, portal: str, organisation: str, day: str, title: str, text: str, key: str) -> dict[str, str]:
    """What the portal signs. It holds no receipt, and of the post only what stands for its title and its text."""
    return {
        "says": SAYS,
        "portal": portal,
        "organisation": organisation,
        "passed_on": day,
        "title_sha256": digest_of(title),
        "text_sha256": digest_of(text),
        "key": key,
    }


def written_showing(shown: Mapping[str, Any], stamp: str) -> bytes:
    """What the author signs: for whom the proof is, and which proof."""
    return written({"says": SHOWS, "to": shown.get("to"), "proof": stamp})


def fault_in(content: Any, portal_key: str, is_signed: Callable[[str, bytes, str], bool]) -> str:
    """What is wrong with the content of a file; nothing where all of it holds.

    ``portal_key`` is that of the portal, as its page says it; ``is_signed`` checks a signature.
    """
    try:
        stamped, stamp = content["proof"], content["stamp"]
        title, text, shown = content["title"], content["text"], content["shown"]
        known = stamped["says"] == SAYS and shown["says"] == SHOWS and isinstance(title + text, str)
    except (KeyError, TypeError):
        return NO_PROOF
    if not known:
        return NO_PROOF
    if not is_signed(portal_key, written(stamped), stamp):
        return NOT_FROM_THERE
    if (digest_of(title), digest_of(text)) != (stamped["title_sha256"], stamped["text_sha256"]):
        return OTHER_TEXT
    if not is_signed(stamped["key"], written_showing(shown, stamp), str(shown.get("signature"))):
        return NOT_BY_HOLDER
    return ""


def file_of(content: Mapping[str, Any]) -> str:
    """The file: the parts as people read them, filled up to a whole step."""
    bare = json.dumps({**content, "filling": ""}, indent=2, ensure_ascii=True)
    filling = NOISE[: -len(bare) % STEP]
    return json.dumps({**content, "filling": filling}, indent=2, ensure_ascii=True)
