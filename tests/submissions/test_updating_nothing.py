"""What an update leaves as it is, and what deciders are told that it would change."""

import pytest
from lxml import html

from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.files import CleanFile
from portal.people.models import Person
from portal.submissions import actions
from portal.submissions.actions import Content
from portal.submissions.models import Topic
from tests import factories
from tests.factories import Force

ANSWERS = {"personal_data": "no", "operational": "yes", "third_party": "no"}


@pytest.fixture
def post(db):
    """A published post whose author answered the questions on sharing."""
    force = Force()
    written = factories.draft(force.constable)
    with transaction():
        actions.set_share_check(written, ANSWERS, ["PC 12"])
        authorisation.send(written, by=force.constable)
    approved(written)
    return written


def approved(post):
    while ways.open_step(post) is not None:
        factories.decided(post, Verdict.APPROVE)
    session.refresh(post)


def begun(post, **changes):
    with transaction():
        update = actions.begin_update(post, by=post.author)
        if changes:
            actions.save(update, Content(**changes), seen=update.version, by=post.author)
    return update


def send(update):
    with transaction():
        authorisation.send(update, by=update.author)


def test_an_update_that_changes_nothing_is_not_sent(post):
    update = begun(post)
    with pytest.raises(Refused, match="Nothing in it differs"):
        send(update)
    assert update.status == "draft"


@pytest.mark.parametrize("change", ["file", "author", "answer", "text", "grade"])
def test_whatever_it_changes_it_can_be_sent(post, change):
    update = begun(post)
    colleague = factories.person(post.unit)
    with transaction():
        if change == "file":
            file = CleanFile("counts.txt", "text/plain", b"words", ())
            actions.attach(update, file, "somewhere", by=post.author)
        elif change == "author":
            named = Content(co_authors=[colleague.email])
            actions.save(update, named, seen=update.version, by=post.author)
        elif change == "answer":
            actions.set_share_check(update, {**ANSWERS, "personal_data": "yes"}, [])
        elif change == "text":
            actions.save(update, Content(title="Newer"), seen=update.version, by=post.author)
        else:
            actions.save(update, Content(show_grade=True), seen=update.version, by=post.author)
    send(update)
    assert update.status == "waiting"


def test_questions_that_an_update_does_not_answer_stay_answered(post):
    update = begun(post, title="Newer")
    send(update)
    approved(update)
    session.refresh(post)
    assert (post.title, post.share_check, post.kept_words) == ("Newer", ANSWERS, ["PC 12"])
    again = begun(post, title="Newer still")
    with transaction():
        actions.set_share_check(again, {**ANSWERS, "operational": "no"}, [])
    send(again)
    approved(again)
    session.refresh(post)
    assert (post.share_check["operational"], post.kept_words) == ("no", [])


def test_deciders_read_which_topics_and_co_authors_it_would_add(client, post):
    colleague = factories.person(post.unit, name="Nora Newcomer")
    with transaction():
        session.add(Topic(slug="roads", name="Roads and traffic"))
    update = begun(post, topics=["roads"], co_authors=[colleague.email])
    send(update)
    step = ways.open_step(update)
    address = f"/steps/{step.reference}"
    client.sign_in(session.get_one(Person, step.holder_id))
    document = html.document_fromstring(client.get(address).text)
    (changes,) = document.xpath("//section[h2='What it would change']")
    assert {"Roads and traffic", "Nora Newcomer"} <= set(changes.xpath(".//ins/text()"))
    assert "Nora Newcomer" in document.xpath("string((//p[@class='deciding-facts'])[1])")
