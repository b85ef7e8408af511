"""Proofs of filing: what one says, and how its parts are written so that a signature fits them. Pure."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from portal.anonymous.rules.padding import NOISE, STEP

SAYS = "The holder of this key filed a post with this title and this text, passed on on this day."
SHOWS = "The holder of that key shows this proof to one reader, whom they named."
HASHED = ("title", "text")


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


def showing(to: str, signature: str) -> dict[str, str]:
    """What the author signs with the key that the proof names: for whom this proof is."""
    return {"says": SHOWS, "to": to, "proof": signature}


def file_of(content: Mapping[str, Any]) -> str:
    """The file: the parts as people read them, filled up to a whole step."""
    bare = json.dumps({**content, "filling": ""}, indent=2, ensure_ascii=True)
    filling = NOISE[: -len(bare) % STEP]
    return json.dumps({**content, "filling": filling}, indent=2, ensure_ascii=True)


def text_in(parts: Mapping[str, str]) -> str:
    """A text as it is proved: each part under its name, in the order of its form."""
    return "\n\n".join(f"{label}\n\n{words.strip()}" for label, words in parts.items())
