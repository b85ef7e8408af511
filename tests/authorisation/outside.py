"""What the tests of people outside share: a force that asks them, a link, and the browser of whoever has it."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import inspect, select

from portal.authorisation import queries
from portal.authorisation.actions.asking_outside import ask_outside
from portal.authorisation.actions.outside import name_outside, switch_outside
from portal.authorisation.models import OutsideAsking, OutsideDecider
from portal.authorisation.rules.outside import CodeBy
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.outbox import OutgoingMail
from tests import factories
from tests.client import Client

WHY = "The advisory group asked to have a say on stop and search."
EMAIL = "chair@group.example"


@dataclass
class Link:
    """A link as whoever was asked has it."""

    reference: str
    address: str
    code: str

    @property
    def token(self) -> str:
        """The secret in its address."""
        return self.address.rpartition("/")[2]

    @property
    def row(self) -> OutsideAsking:
        """What is stored of it."""
        return session.scalars(select(OutsideAsking).where(OutsideAsking.reference == self.reference)).one()


def at_hand() -> None:
    """Read anew what a test has in hand, so that it can be looked at when a request has put the session away."""
    for one in list(session):
        session.refresh(one)


def fresh(thing: Any) -> Any:
    """A stored thing as it is now, whatever the session has in hand."""
    identity = inspect(thing).identity
    return session.get_one(type(thing), identity[0], populate_existing=True)


def open_to_outside(force: factories.Force, email: str = EMAIL, name: str = "Cora Chair") -> OutsideDecider:
    """Switch it on, and name somebody."""
    with transaction():
        organisation, by = fresh(force.organisation), fresh(force.administrator)
        switch_outside(organisation, True, WHY, by=by)
        named = name_outside(
            organisation,
            name=name,
            what="chair of the advisory group",
            email=email,
            until=clock.today() + timedelta(days=90),
            by=by,
        )
    at_hand()
    return named


def asked(post: Any, decider: OutsideDecider, by: Any = None, code_by: CodeBy = CodeBy.TOLD) -> Link:
    """Ask somebody outside about the step that a post waits at."""
    step = queries.open_step(fresh(post))
    assert step is not None
    addresses: list[str] = []

    def link_of(token: str) -> str:
        addresses.append(f"/outside/{token}")
        return addresses[-1]

    with transaction():
        asking, code = ask_outside(
            step,
            fresh(decider),
            "Is this fair?",
            code_by,
            link_of=link_of,
            by=fresh(by or step.holder),
        )
        link = Link(asking.reference, addresses[0], code)
    at_hand()
    return link


def mails_to(email: str) -> list[OutgoingMail]:
    """What was mailed to somebody, the newest last."""
    theirs = select(OutgoingMail).where(OutgoingMail.to == email)
    return list(session.scalars(theirs.order_by(OutgoingMail.written_at, OutgoingMail.id)))


def mailed_code(email: str = EMAIL) -> str:
    """The code in the newest mail that has one."""
    found = [re.search(r"\d{4} \d{4}", mail.text) for mail in mails_to(email)]
    return next(one[0] for one in reversed(found) if one)


def confirmed(client: Client, link: Link, code: str = "") -> Client:
    """Give the code in this browser."""
    answer = client.submit(f"{link.address}/confirm", page=link.address, code=code or link.code)
    assert answer.status_code == 302, answer.text
    return client


def decide(client: Client, link: Link, **typed: Any) -> Any:
    """Decide, as somebody outside does on the page."""
    given = {"verdict": "approve", "apart": "y", "do": "decide"} | typed
    return client.submit(f"{link.address}/decide", page=link.address, **given)


def events(post: Any) -> list[str]:
    """What the trail keeps of a post."""
    return [entry.event for entry in journal.entries_about(post)]
