"""Tokens with which another program acts for a person."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.foundation.keys import digest, new_token
from portal.people.models import ApiToken, Person
from portal.people.rules.scopes import Scope


def token(secret: str) -> tuple[Person, frozenset[str]] | None:
    """Whom a token stands for, and its scopes; nothing once it has ended or the person has left."""
    valid = select(Person, ApiToken.scopes).join(ApiToken, ApiToken.person_id == Person.id)
    valid = valid.where(ApiToken.token == digest("api-token", secret), ApiToken.expires_on >= clock.today())
    row = session.execute(valid.where(Person.ended_on.is_(None))).first()
    return None if row is None else (row.Person, frozenset(row.scopes))


def tokens_of(person: Person) -> Sequence[ApiToken]:
    """The tokens that act for a person today."""
    mine = select(ApiToken).where(ApiToken.person_id == person.id, ApiToken.expires_on >= clock.today())
    return session.scalars(mine.order_by(ApiToken.label, ApiToken.id)).all()


def take_back_tokens(person: Person) -> None:
    """No program acts for a person any more, until they give a new token to one."""
    for held in session.scalars(select(ApiToken).where(ApiToken.person_id == person.id)).all():
        journal.write("token.taken_back", held, by_id=person.id, at=clock.midnight(), scopes=held.scopes)
        session.delete(held)
    session.flush()


def create_token(person: Person, scopes: Sequence[Scope], *, days: int, label: str) -> str:
    """Give a person a token for another program. Returns its secret, of which only the digest is kept."""
    secret = new_token()
    made = ApiToken(
        token=digest("api-token", secret),
        person_id=person.id,
        label=label,
        scopes=[str(scope) for scope in scopes],
        expires_on=clock.today() + timedelta(days=days),
    )
    session.add(made)
    session.flush()
    journal.write("token.created", made, by_id=person.id, at=clock.midnight(), scopes=made.scopes)
    return secret
