"""Passwords: how they are kept, chosen, and chosen again by a link in a mail."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

from portal.foundation import clock, journal, outbox
from portal.foundation.database import transaction
from portal.foundation.errors import Refused
from portal.foundation.keys import digest, new_token
from portal.people import queries
from portal.people.actions.sessions import sign_out_everywhere
from portal.people.models import Person
from portal.people.rules.passwords import weakness_of

LINK_LASTS = timedelta(hours=24)
ANSWERED_AFTER_SECONDS = 0.15  # several times what looking up, signing and writing a mail takes

# OWASP's and ASVS 11.4.2's least: 19 MiB, two passes, one lane. The library's default takes five times as long.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_nobody = _hasher.hash(new_token())


def password_is_right(person: Person | None, password: str) -> bool:
    """Whether the password is theirs. Takes as long for an address we do not know as for one we do."""
    return is_of(person.password_hash if person is not None and person.ended_on is None else None, password)


def is_of(stored: str | None, secret: str) -> bool:
    """Whether this was stored of a secret. Takes as long where nothing was."""
    try:
        _hasher.verify(stored or _nobody, secret)
    except (VerificationError, InvalidHashError):
        return False
    return bool(stored)


def hashed(password: str) -> str:
    """What is stored of a password."""
    return _hasher.hash(password)


def choose_password(person: Person, password: str, *, old: str | None = None) -> None:
    """Set a password and end every session begun with the old one.

    Raises ``Refused`` for a weak one, and where ``old`` is given and is not theirs.
    """
    if old is not None and not password_is_right(person, old):
        raise Refused("That is not your present password.", field="old_password", code="wrong-password")
    words = [
        *person.name.split(),
        *person.email.replace("@", ".").split("."),
        *person.organisation.name.split(),
    ]
    weakness = weakness_of(password, words=words)
    if weakness:
        raise Refused(weakness, field="password", code="weak-password")
    person.password_hash = hashed(password)
    sign_out_everywhere(person)
    journal.write("person.password_chosen", person, by_id=person.id, at=clock.midnight())


class _Signer(TimestampSigner):
    """Signs with the portal's own clock."""

    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())

    def timestamp_to_datetime(self, ts: int) -> datetime:
        return datetime.fromtimestamp(ts, tz=clock.now().tzinfo)


def _links(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="choose-password", signer=_Signer)


def _present(person: Person) -> str:
    # Another password or another address, and every link mailed before is worth nothing.
    return digest("choose-password", person.password_hash or "", person.email_key)[:32]


def token_for_link(person: Person, secret: str) -> str:
    """What a mailed link carries: signed, good for one use within a day (ASVS 6.4.1)."""
    return _links(secret).dumps([person.reference, _present(person)]).replace(".", "~")


def person_of_link(token: str, secret: str) -> Person | None:
    """Whose link this is; nobody's once it was used, is older than a day, or was changed by a letter."""
    try:
        reference, present = _links(secret).loads(
            token.replace("~", "."), max_age=int(LINK_LASTS.total_seconds())
        )
    except (BadData, ValueError, TypeError):
        return None
    person = queries.person(str(reference))
    if person is None or person.ended_on is not None or present != _present(person):
        return None
    return person


def choose_by_link(token: str, secret: str, password: str) -> None:
    """Choose a password by a mailed link. Raises ``Refused`` for a weak one, and for a link that was used meanwhile."""
    with transaction():
        person = person_of_link(token, secret)
        if person is None:
            raise Refused("This link has been used. Ask for another.", field="password")
        choose_password(person, password)


def ask_for_link(email: str, send: Callable[[Person], None] | None) -> None:
    """Have ``send`` mail a link to whoever has this address. Nobody is told whether somebody has.

    Nor does the clock tell: writing a mail takes longer than writing none, so both are answered after the same while.
    """
    begun = time.monotonic()
    with transaction():
        person = queries.person_by_email(email)
        if person is not None and person.ended_on is None and send is not None:
            send(person)
    time.sleep(max(0.0, ANSWERED_AFTER_SECONDS - (time.monotonic() - begun)))


def send_password_link(person: Person, *, link: str, product: str, by: Person | None = None) -> None:
    """Mail somebody the link with which they choose a password."""
    if person.ended_on is not None:
        raise Refused(f"{person.name} has left. Take them back first.")
    if by is None:
        why = "Somebody, most likely you, asked for a new password. If it was not you, you need do nothing."
    else:
        why = f"You have an account at {product}: {by.name} asked us to send you this link."
    text = (
        f"Hello {person.name},\n\n{why}\n\nTo choose your password, open this address within 24 hours. "
        f"It works once.\n\n{link}\n\nNobody will ever ask you for your password, by mail or by telephone.\n"
    )
    outbox.put(person.email, f"Choose your password for {product}", text)
    by_id = by.id if by else None
    journal.write("person.password_link_sent", person, by_id=by_id, at=None if by else clock.midnight())
