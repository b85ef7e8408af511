"""Two guardians with keys at a force that posts at the desk, and a post that came in confidence."""

import re
from dataclasses import dataclass
from html import unescape

import pytest
from sqlalchemy import select

from portal import reactions
from portal.anonymous import release
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.guardians import actions, queries
from portal.guardians.models import GuardianKey
from portal.people.models import Person
from portal.people.rules import Role
from portal.submissions.models import Submission
from tests import factories
from tests.anonymous.conftest import LOOK, WORDS, AtDesk, DeskClient, at_desk, desk_url
from tests.client import Client, hidden_fields

__all__ = ["at_desk", "desk_url"]

FIRST, SECOND = "four grey herons at dusk", "seven brass kettles sing"
REASON = "Somebody named in the post is in danger tonight, and only its author can say where."
ANSWER = "I have read the post, and nothing else helps in time."
_kept: dict[str, tuple[str, dict[str, object]]] = {}


@dataclass
class Confident:
    """The desk, the force, and its two guardians."""

    desk: AtDesk
    guardian: Person
    second: Person

    @property
    def author(self) -> Person:
        """Somebody who posts in confidence."""
        return self.desk.force.constable

    def envelope(self, client: Client, by: Person | None = None) -> str:
        """The envelope that the page of whoever is signed in holds."""
        shown = client.sign_in(by or self.author).get("/account/confidential")
        return envelope_of(shown.text)

    def filed(self, client: Client, **typed: str) -> str:
        """Post an idea in confidence, and come away with its receipt."""
        return filed(self.desk.client(), self.envelope(client), **typed)

    def arrived(self, client: Client, **typed: str) -> tuple[str, Submission]:
        """A confidential post that was passed on, and its receipt."""
        before = set(session.scalars(select(Submission.id)))
        code = self.filed(client, **typed)
        client.post("/sign-out", data=hidden_fields(client.get("/account"), "/sign-out"))
        catch_up()
        post = session.scalars(select(Submission).where(Submission.id.not_in(before))).one()
        return code, post


def envelope_of(page: str) -> str:
    """The envelope in a page."""
    found = re.search(r'name="envelope" value="([^"]+)"', page)
    assert found is not None
    return unescape(found[1])


def filed(desk: DeskClient, envelope: str, **typed: str) -> str:
    """Post an idea at the desk with this envelope."""
    shown = desk.post("/anonymous/idea", data={**WORDS, "envelope": envelope, "then": "check"})
    kept = {**hidden_fields(shown, "/anonymous/idea/file"), **LOOK, "then": "keep", **typed}
    shown = desk.post("/anonymous/idea/file", data=kept)
    assert "Keep your code" in shown.text, shown.text
    return hidden_fields(shown, "/anonymous/receipt")["code"]


def catch_up() -> None:
    """What waits at the desk is passed on, and all that follows is done."""
    release.release()
    journal.catch_up(reactions.REACTIONS)


def key_of(person: Person, passphrase: str) -> GuardianKey:
    """A guardian's key. Made once for each passphrase: half a second is long for every test."""
    with transaction():
        if passphrase not in _kept:
            made = actions.make_key(person, passphrase)
            _kept[passphrase] = (made.public, made.wrapped)
            return made
        public, wrapped = _kept[passphrase]
        made = GuardianKey(
            person_id=person.id, person=person, public=public, wrapped=wrapped, made_on=clock.today()
        )
        session.add(made)
        journal.write("guardian.key_made", person, by_id=person.id)
        return made


@pytest.fixture
def confident(at_desk: AtDesk) -> Confident:
    """Two guardians, who decide on nothing, with a key each."""
    office = at_desk.force.division
    guardian = factories.person(office, Role.GUARDIAN, name="Gwen Guardian")
    second = factories.person(office, Role.GUARDIAN, name="Silas Second")
    key_of(guardian, FIRST)
    key_of(second, SECOND)
    release.put_up_notices()
    assert queries.takes_confidential(at_desk.force.organisation.id)
    return Confident(at_desk, guardian, second)
