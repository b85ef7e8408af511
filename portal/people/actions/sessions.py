"""Sessions: begun by signing in, kept to the day, ended here or everywhere."""

from datetime import timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import joinedload

from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.keys import digest, new_token
from portal.people.models import Person, SignIn

SIGNED_IN_FOR_DAYS = 14


# Asked at every request: built once, and answered with all that permissions look at in one go.
_ALIVE = (
    select(Person)
    .join(SignIn, SignIn.person_id == Person.id)
    .where(
        SignIn.token == bindparam("token"), SignIn.expires_on >= bindparam("today"), Person.ended_on.is_(None)
    )
    .options(joinedload(Person.roles_held), joinedload(Person.headships))
)


def sign_in(person: Person) -> str:
    """Begin a session. Returns its secret, of which only the digest is kept."""
    token = new_token()
    expires_on = clock.today() + timedelta(days=SIGNED_IN_FOR_DAYS)
    session.add(SignIn(token=digest("sign-in", token), person_id=person.id, expires_on=expires_on))
    return token


def begin_session(person: Person, *, instead_of: str = "") -> str:
    """Begin a session in place of an earlier one of the same browser, and keep it. Returns its secret."""
    with transaction():
        if instead_of:
            sign_out(instead_of)
        return sign_in(person)


def end_session(token: str) -> None:
    """End one session, and keep that."""
    with transaction():
        sign_out(token)


def sign_out(token: str) -> None:
    """End one session."""
    session.execute(delete(SignIn).where(SignIn.token == digest("sign-in", token)))


def sign_out_everywhere(person: Person) -> None:
    """End all of somebody's sessions."""
    session.execute(delete(SignIn).where(SignIn.person_id == person.id))


def signed_in(token: str) -> Person | None:
    """Whose session this is; nobody's once it has ended or the person has left."""
    found = session.scalars(_ALIVE, {"token": digest("sign-in", token), "today": clock.today()})
    return found.unique().one_or_none()


def forget_old_sessions() -> None:
    """Drop the sessions whose time is over."""
    session.execute(delete(SignIn).where(SignIn.expires_on < clock.today()))
