"""Somebody without an account asks for one: system administrators are mailed, and nothing else is kept of it."""

from sqlalchemy import select

from portal.foundation import outbox
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.mail import mail_address
from portal.people.actions.attempts import Attempts
from portal.people.models import Person, RoleHeld
from portal.people.rules import Role
from portal.people.rules.names import email_key

ASKED_AT_ONCE = 20  # by everybody together, without a pause of a quarter of an hour
ALL = "everybody"

_asked = Attempts()


def ask_for_access(name: str, works_for: str, email: str, why: str, *, link: str, product: str) -> None:
    """Mail the system administrators that somebody asks for an account, with ``link`` to where they make one.

    Whoever asks again within a quarter of an hour is not mailed of twice; how many ask is counted in this process
    alone, of all together and by a digest of the address. Raises ``Refused`` for what is no address, and where many
    ask at once.
    """
    try:
        mail_address(email)
    except ValueError as error:
        raise Refused(str(error), field="email", code="not-valid") from error
    if _asked.count(email_key(email)):
        return
    if _asked.count(ALL) >= ASKED_AT_ONCE:
        _asked.forget(email_key(email))
        raise Refused(
            "A lot of people asked just now. Nothing was sent: try again in half an hour.", code="too-many"
        )
    text = (
        f"Somebody without an account asks for one at {product}. They typed this; nobody has checked it.\n\n"
        f"Name: {name}\nForce, charity or other organisation: {works_for}\nE-mail: {email}\n\nWhy:\n{why}\n\n"
        f"If they should have an account, make one here, and they are mailed how to sign in:\n{link}\n\n"
        "If not, answer them yourself: the portal does not.\n"
    )
    administrators = (
        select(Person.email)
        .join(RoleHeld, RoleHeld.person_id == Person.id)
        .where(RoleHeld.role == Role.SYSTEM_ADMINISTRATOR, Person.ended_on.is_(None))
    )
    try:
        with transaction():
            for address in session.scalars(administrators.order_by(Person.email).distinct()).all():
                outbox.put(address, f"Somebody asks for an account at {product}", text)
    except BaseException:
        _asked.forget(email_key(email))  # nobody was mailed: asked again, they are
        raise


def forget_who_asked() -> None:
    """Begin counting anew, as a process does that starts."""
    global _asked  # noqa: PLW0603 - what a process counts, and keeps nowhere else
    _asked = Attempts()
