"""What an author says of how theirs differs is read by the checker too, and not by whoever decides blind."""

import pytest

from portal.authorisation import queries as ways
from portal.authorisation.rules import Ask, Decider, StagePlan
from portal.foundation.database import session, transaction
from portal.people.models import Person
from portal.people.rules import Role
from portal.submissions import actions as submissions
from portal.submissions.actions import Content
from portal.submissions.models import Submission
from portal.submissions.rules import kept_in_text, marked, without
from tests import factories
from tests.client import Client

NUMBER = "07700 900123"
DIFFERS = f"Ours is at the front: ask PC 4471 Osei on {NUMBER}."
NO = dict.fromkeys(("personal_data", "operational", "third_party"), "no")
SENT = {"sharing": "policing", "evidence": "untested", **NO}


@pytest.fixture
def force(db: None) -> factories.Force:
    return factories.Force()


def post_of(key: int) -> Submission:
    return session.get_one(Submission, key)


def drafted(force: factories.Force, **content: object) -> Submission:
    """A draft that says how it differs."""
    post = factories.draft(force.constable, **content)
    with transaction():
        there, by = post_of(post.id), session.get_one(Person, force.constable.id)
        submissions.save(there, Content(differs=DIFFERS), seen=there.version, by=by)
    return post_of(post.id)


def test_the_checker_reads_it_like_the_text_and_offers_other_words(force: factories.Force) -> None:
    post = drafted(force, body="A quiet room.")
    found = marked(post)
    assert NUMBER in [one.words for one in found]
    assert {where for one in found for where, _found in one.places} == {"differs"}
    changed = without(post, found)
    assert list(changed) == ["differs"]
    assert NUMBER not in changed["differs"]
    assert "4471" not in changed["differs"]
    assert changed["differs"].startswith("Ours is at the front: ask ")


def test_its_author_says_for_each_detail_whether_it_goes_or_stays(
    client: Client, force: factories.Force
) -> None:
    post = factories.draft(force.constable, body="A quiet room.")
    key, address = post.id, f"/submissions/{post.reference}/check"
    with transaction():
        there, by = post_of(key), session.get_one(Person, force.constable.id)
        submissions.save(there, Content(differs="Ours is at the front."), seen=there.version, by=by)
    client.sign_in(force.constable)
    stopped = client.submit(address, then="send", differs=DIFFERS, **SENT)
    assert stopped.location.endswith("/check#marked")
    assert post_of(key).status == "draft"
    shown = client.get(address).text
    assert shown.count('name="finding-') == 2 * len(marked(post_of(key)))
    choices = {f"finding-{place}": "accept" for place in range(len(marked(post_of(key))))}
    assert client.submit(address, then="send", differs=DIFFERS, **choices, **SENT).status_code == 302
    sent = post_of(key)
    assert sent.status == "waiting"
    assert NUMBER not in sent.differs
    assert "Osei" not in sent.differs


def test_a_detail_that_is_kept_there_is_not_told_to_whoever_decides_blind(
    client: Client, force: factories.Force
) -> None:
    asked = (Ask(Decider.ROLE, role=Role.INNOVATION_LEAD),)
    factories.configured(force, StagePlan("Lead", asked, 5, blind=True))
    post = drafted(force, body="Ring the desk on 07700 900999.")
    key, address = post.id, f"/submissions/{post.reference}/check"
    client.sign_in(force.constable)
    choices = {f"finding-{place}": "keep" for place in range(len(marked(post)))}
    assert client.submit(address, then="send", differs=DIFFERS, **choices, **SENT).status_code == 302
    sent = post_of(key)
    assert NUMBER in sent.kept_words
    assert kept_in_text(sent) == ["07700 900999"]
    step = ways.open_step(sent)
    assert step is not None
    page = client.sign_in(session.get_one(Person, force.lead.id)).get(f"/steps/{step.reference}").text
    assert "<mark>07700 900999</mark>" in page
    assert NUMBER not in page
    assert "How its author says it differs" not in page
