"""A guardian's key: made on a page, made anew, and never more than an envelope can hold."""

import pytest
from sqlalchemy import select

from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.guardians import actions, queries, rules
from portal.guardians.models import GuardianKey
from portal.people.actions import hashed
from portal.people.models import Person
from portal.people.rules import Role
from tests import factories
from tests.client import Client
from tests.guardians.conftest import FIRST, Confident, key_of

PHRASE = "nine paper boats go under"


def test_a_key_is_made_on_a_page_and_the_passphrase_is_nowhere(confident: Confident, client: Client):
    new = factories.person(confident.desk.force.division, Role.GUARDIAN, name="Nora New")
    client.sign_in(new)
    assert "You have no key yet" in client.get("/guardian").text
    wrong = client.submit("/guardian/key", password=PHRASE, password_again=PHRASE + "s")
    assert "The two are not the same" in wrong.text
    assert PHRASE not in wrong.text
    made = client.submit("/guardian/key", password=PHRASE, password_again=PHRASE)
    assert made.status_code == 302, made.text
    assert "Your key" in client.get("/guardian").text
    key = queries.key_in_use(new.id)
    assert key is not None
    assert PHRASE not in str(key.wrapped)
    assert actions.unlocked(key, PHRASE) is not None


def test_a_password_is_no_passphrase(confident: Confident):
    guardian = session.get_one(Person, confident.guardian.id)
    guardian.password_hash = hashed(PHRASE)
    with pytest.raises(Refused, match="another than your password"):
        actions.make_key(guardian, PHRASE)


def test_only_a_guardian_makes_one(confident: Confident, client: Client):
    with pytest.raises(Refused):
        actions.make_key(confident.desk.force.lead, PHRASE)
    assert client.sign_in(confident.desk.force.lead).get("/guardian/key").status_code == 403
    assert "guardian" not in client.get("/account").text


def test_what_was_sealed_to_an_old_key_still_opens_and_nothing_new_is(confident: Confident, client: Client):
    _code, post = confident.arrived(client)
    with transaction():
        old = queries.key_in_use(confident.guardian.id)
        assert old is not None
        actions.make_key(session.get_one(Person, confident.guardian.id), PHRASE)
    it = queries.confidence(post.reference)
    assert it is not None
    sealed_to = it.key_of(confident.guardian.id)
    assert sealed_to is not None
    assert sealed_to.reference == old.reference
    assert actions.unlocked(sealed_to, FIRST) is not None
    envelope = actions.seal_for(session.get_one(Person, confident.author.id))
    assert old.reference not in dict(envelope.guardians)
    assert len(session.scalars(select(GuardianKey)).all()) == 3


def test_a_seventh_guardian_has_no_key(confident: Confident):
    unit = confident.desk.force.division
    for number in range(rules.MOST_GUARDIANS - 2):
        key_of(factories.person(unit, Role.GUARDIAN, name=f"Guardian {number}"), FIRST)
    with pytest.raises(Refused, match="6 guardians have a key"):
        actions.make_key(factories.person(unit, Role.GUARDIAN, name="Seventh"), PHRASE)
    envelope = actions.seal_for(session.get_one(Person, confident.author.id))
    assert len(envelope.pairs) == 30
    assert len(rules.packed(envelope)) < 20_000


def test_a_guardian_who_writes_in_confidence_is_sealed_to_like_all_others(confident: Confident):
    theirs = actions.seal_for(session.get_one(Person, confident.guardian.id))
    others = actions.seal_for(session.get_one(Person, confident.author.id))
    assert theirs.guardians == others.guardians
    assert set(theirs.pairs) == set(others.pairs)
