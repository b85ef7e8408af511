"""How a mail is written: its words from a template, where it is stopped, and when its reader wants no mail."""

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.foundation import clock, outbox
from portal.foundation.database import session
from portal.foundation.outbox import Letter
from portal.notifications import queries
from portal.notifications.models import MailWishes, Muted
from portal.notifications.rules import MailKind, choice_for, quiet_until
from portal.people.models import Person
from portal.people.rules.mail import MailChoice

letters = Environment(
    loader=PackageLoader("portal", "templates/email"), autoescape=select_autoescape(("html",))
)
_house = {"url": "", "product": ""}


def bind(url: str, product: str) -> None:
    """Say what links in mails are built from, and what the portal is called."""
    _house.update(url=url, product=product)


def address_of(place: str) -> str:
    """A place in the portal as a mail names it."""
    return _house["url"] + place


def wishes_kept_of(person: Person) -> MailWishes:
    """What somebody wishes of mail; made where they have none yet."""
    found = session.get(MailWishes, person.id)
    if found is not None:
        return found
    try:
        with session.begin_nested():
            made = MailWishes(person_id=person.id)
            session.add(made)
            session.flush()
    except IntegrityError:  # a page and the worker made it at one moment
        return session.get_one(MailWishes, person.id)
    return made


def choice_of(person: Person, kind: MailKind) -> MailChoice:
    """How somebody wants to be written to of one kind."""
    return choice_for(kind, person.mail, queries.wishes_of(person).kinds)


def muted_by(person: Person) -> frozenset[int]:
    """The posts of which somebody wants no mail."""
    return frozenset(session.scalars(select(Muted.submission_id).where(Muted.person_id == person.id)))


def written(person: Person, subject: str, name: str, what: str, says: Mapping[str, object]) -> Letter:
    """A letter to somebody from its template. ``what`` is what its link stops."""
    return rendered(person, subject, name, says, stop=stop_link(person, what))


def rendered(person: Person, subject: str, name: str, says: Mapping[str, object], *, stop: str) -> Letter:
    """The same with a link that is given, so that somebody can look at it and nothing is written."""
    values = {"name": person.name, "subject": subject, "stop": stop, **_house, **says}
    text = letters.get_template(f"{name}.txt").render(values)
    return Letter(subject, text, letters.get_template(f"{name}.html").render(values))


def stop_link(person: Person, what: str) -> str:
    """Where somebody stops mail of one kind, without signing in."""
    return address_of(f"/stop-mail/{wishes_kept_of(person).stop}/{what}")


def mail_to(person: Person, letter: Letter, what: str, about: Mapping[str, Any]) -> None:
    """Put a letter into the outbox, to go when its reader's quiet hours are over."""
    wishes = wishes_kept_of(person)
    ends = quiet_until(clock.local(clock.now()), wishes.quiet_from, wishes.quiet_until)
    outbox.put(
        person.email,
        letter.subject,
        letter.text,
        letter.html,
        stop=stop_link(person, what),
        about={**about, "person": person.id},
        not_before=ends,
    )
