"""What can be done with people's accounts: sign in and out, choose a password, leave."""

from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select

from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.foundation.keys import digest, new_token
from portal.people.models import Person, SignIn
from portal.people.rules import weakness_of

SIGNED_IN_FOR_DAYS = 14

# OWASP's and ASVS 11.4.2's least: 19 MiB, two passes, one lane. The library's default takes five times as long.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_nobody = _hasher.hash(new_token())


def password_is_right(person: Person | None, password: str) -> bool:
    """Whether the password is theirs. Takes as long for an address we do not know as for one we do."""
    stored = person.password_hash if person is not None and person.ended_on is None else None
    try:
        _hasher.verify(stored or _nobody, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def hashed(password: str) -> str:
    """What is stored of a password."""
    return _hasher.hash(password)


def sign_in(person: Person) -> str:
    """Begin a session. Returns its secret, of which only the digest is kept."""
    token = new_token()
    expires_on = clock.today() + timedelta(days=SIGNED_IN_FOR_DAYS)
    session.add(SignIn(token=digest("sign-in", token), person_id=person.id, expires_on=expires_on))
    return token


def sign_out(token: str) -> None:
    """End one session."""
    session.execute(delete(SignIn).where(SignIn.token == digest("sign-in", token)))


def sign_out_everywhere(person: Person) -> None:
    """End all of somebody's sessions."""
    session.execute(delete(SignIn).where(SignIn.person_id == person.id))


def signed_in(token: str) -> Person | None:
    """Whose session this is; nobody's once it has ended or the person has left."""
    alive = select(Person).join(SignIn, SignIn.person_id == Person.id)
    alive = alive.where(SignIn.token == digest("sign-in", token), SignIn.expires_on >= clock.today())
    return session.scalar(alive.where(Person.ended_on.is_(None)))


def choose_password(person: Person, password: str) -> None:
    """Set a password and end every session begun with the old one. Raises ``Refused`` for a weak one."""
    words = [*person.name.split(), *person.email.replace("@", ".").split("."), *person.organisation.name.split()]
    weakness = weakness_of(password, words=words)
    if weakness:
        raise Refused(weakness, field="password", code="weak-password")
    person.password_hash = hashed(password)
    sign_out_everywhere(person)
    journal.write("person.password_chosen", person, by_id=person.id, at=clock.midnight())


def end(person: Person, *, by: Person | None) -> None:
    """Somebody leaves: their sessions end at once."""
    if by is not None and by.id == person.id:
        raise Refused("Somebody else has to end your account.")
    if person.ended_on is None:
        person.ended_on = clock.today()
        sign_out_everywhere(person)
        journal.write("person.ended", person, by_id=by.id if by else None)


def forget_old_sessions() -> None:
    """Drop the sessions whose time is over."""
    session.execute(delete(SignIn).where(SignIn.expires_on < clock.today()))
