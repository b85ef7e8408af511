"""An envelope is made for whoever asks, and nothing of that is kept; the one that comes with a post is."""

import secrets
from collections.abc import Mapping
from typing import Any

from portal.foundation import clock
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.foundation.sealing import KEY_BYTES, boxed, sealed, signature
from portal.guardians import queries, rules
from portal.guardians.models import SealedIdentity
from portal.guardians.rules import Envelope, Identity
from portal.people.models import Person
from portal.submissions.models import Submission


def seal_for(person: Person) -> Envelope:
    """An envelope for one post of somebody. Nothing is written: whether they ever use it, nobody can tell here.

    It is sealed to all guardians of their organisation, themselves too: leaving one out would say who wrote it.
    Raises ``Refused`` where there are fewer than two.
    """
    keys = queries.keys_of(person.organisation_id)
    if len(keys) < rules.LEAST_GUARDIANS:
        raise Refused(
            f"{person.organisation.name} takes no confidential posts just now: that needs two guardians with keys.",
            code="no-guardians",
        )
    identity = Identity(person.title, person.email, person.organisation.name, secrets.token_hex(16))
    key = secrets.token_bytes(KEY_BYTES)
    public = {one.reference: one.public for one in keys}
    return Envelope(
        mark=secrets.token_hex(16),
        organisation=person.organisation.code,
        day=clock.today().isoformat(),
        guardians=tuple((one.reference, one.person.title) for one in keys),
        box=boxed(key, rules.padded(identity)),
        pairs={
            pair: sealed(public[first], sealed(public[then], key).encode())
            for pair, first, then in rules.both(list(public))
        },
        singles={one: sealed(public[one], key) for one in public},
    )


def signed(envelope: Envelope, seed: bytes) -> str:
    """An envelope as a browser carries it, with the mark that the portal made it."""
    content = rules.packed(envelope)
    return f"{content.decode()}:{signature(seed, content)}"


def keep(post: Submission, what: Mapping[str, Any]) -> None:
    """Keep the envelope that came with a post over the desk."""
    session.add(
        SealedIdentity(
            submission_id=post.id, box=what["box"], pairs=dict(what["pairs"]), destroy=what["destroy"]
        )
    )
    session.flush()
