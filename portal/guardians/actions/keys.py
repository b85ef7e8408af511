"""A guardian's key: made once, wrapped with a passphrase, and opened for one answer at a time."""

import secrets

from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.foundation.sealing import SALT_BYTES, SEED_BYTES, NotOpened, boxed, public_key, stretched, unboxed
from portal.guardians import queries, rules
from portal.guardians.models import GuardianKey
from portal.people.actions import is_of
from portal.people.models import Person

# About half a second for each guess, and as much memory: somebody with a copy of the server guesses no faster.
PASSES, MEBIBYTES = 3, 128


def make_key(person: Person, passphrase: str) -> GuardianKey:
    """Make a guardian's key, in place of the one they used: that one opens what was sealed to it and nothing new.

    Raises ``Refused`` for a passphrase that can be guessed or is their password, and where there are guardians enough.
    """
    if not rules.may_serve(person):
        raise Refused("Only a guardian has a key.", code="not-yours")
    rules.check_passphrase(
        passphrase, words=[*person.name.split(), *person.email.replace("@", ".").split(".")]
    )
    if is_of(person.password_hash, passphrase):
        raise Refused(
            "Choose another than your password: that one is typed every day, this one hardly ever.",
            field="password",
            code="weak-password",
        )
    before = queries.key_in_use(person.id)
    if before is None and len(queries.keys_of(person.organisation_id)) >= rules.MOST_GUARDIANS:
        raise Refused(f"{rules.MOST_GUARDIANS} guardians have a key already, and more cannot.")
    if before is not None:
        before.retired_on = clock.today()
        session.flush()
    seed = secrets.token_bytes(SEED_BYTES)
    made = GuardianKey(
        person=person,
        person_id=person.id,
        public=public_key(seed),
        wrapped=_wrapped(seed, passphrase),
        made_on=clock.today(),
    )
    session.add(made)
    session.flush()
    journal.write("guardian.key_made", person, by_id=person.id, at=clock.midnight(), again=before is not None)
    return made


def _wrapped(seed: bytes, passphrase: str) -> dict[str, object]:
    salt = secrets.token_bytes(SALT_BYTES)
    key = stretched(passphrase, salt, passes=PASSES, mebibytes=MEBIBYTES)
    return {"salt": salt.hex(), "passes": PASSES, "mebibytes": MEBIBYTES, "box": boxed(key, seed)}


def unlocked(key: GuardianKey, passphrase: str) -> bytes | None:
    """The private half of a key; nothing where the passphrase is another. Takes about half a second."""
    wrapped = key.wrapped
    salt = bytes.fromhex(wrapped["salt"])
    try:
        slow = stretched(passphrase, salt, passes=wrapped["passes"], mebibytes=wrapped["mebibytes"])
        return unboxed(slow, wrapped["box"])
    except NotOpened:
        return None
