"""What others read of a post is what was sent: its text, facts, topics, how far it goes, and its files."""

import pytest

from portal.authorisation import queries as ways
from portal.authorisation.actions import send
from portal.authorisation.queries import Wanted
from portal.authorisation.rules import Verdict
from portal.feedback import actions as feedback
from portal.foundation.database import session, transaction
from portal.foundation.files import CleanFile
from portal.foundation.journal import catch_up as follow
from portal.library import actions as library
from portal.library import queries as items
from portal.library import rules
from portal.people.models import Person
from portal.reactions import REACTIONS
from portal.submissions import actions, queries
from portal.submissions.actions import Content
from portal.submissions.models import Topic
from tests import factories
from tests.factories import Force

CHANGED = Content(
    title="UNSENT title",
    summary="UNSENT summary",
    body="UNSENT body",
    details={"host": "UNSENT place"},
    evidence="research",
    sharing="public",
    topics=["unsent"],
)


def file(name, words=b"words"):
    return CleanFile(name, "text/plain", words, ())


def attached(post, name, words=b"words"):
    with transaction():
        return actions.attach(post, file(name, words), f"{name}-{words.decode()}", by=post.author)


@pytest.fixture
def force(db):
    force = Force()
    session.add_all([Topic(slug="sent", name="Sent of"), Topic(slug="unsent", name="Other heading")])
    session.commit()
    return force


def changed(post):
    """A post whose author has changed all of it since it came back, its files too."""
    with transaction():
        actions.save(post, CHANGED, seen=post.version, by=post.author)
    attached(post, "UNSENT.txt")
    with transaction():
        actions.remove(next(one for one in post.files if one.name == "sent.txt"), by=post.author)
    session.expire_all()
    return post


@pytest.fixture
def back(force):
    post = factories.draft(force.constable, "learning", topics=["sent"], sharing="force")
    attached(post, "sent.txt")
    with transaction():
        send(post, by=force.constable)
    return post


def test_a_declined_post_in_the_library_is_what_was_sent(force, back, client):
    factories.decided(back, Verdict.DECLINE)
    with transaction():
        actions.list_as_declined(back, True, by=force.constable)
    follow(REACTIONS)
    changed(back)
    library.write([back.id])
    item = items.item(back.reference)
    assert (item.title, item.topics) == (back.versions[0].text["title"], [["sent", "Sent of"]])
    assert (item.evidence, item.visibility) == ("untested", f"organisation:{force.organisation.id}")
    assert "An outreach charity" in dict(rules.facts_of(item.kind, items.details_of(item))).values()
    reader = force.colleague
    shared = {one.name: rules.may_open_file(reader, one) for one in back.attachments}
    assert shared == {"sent.txt": True, "UNSENT.txt": False}
    elsewhere = Force().constable
    assert not rules.may_read_post(elsewhere, back)
    client.sign_in(reader)
    page = client.get(f"/library/{back.reference}").text
    assert "sent.txt" in page
    assert "UNSENT" not in page


def test_a_returned_post_is_read_as_it_was_sent_by_all_but_its_authors(force, back, client):
    factories.decided(back, Verdict.RETURN)
    changed(back)
    reference = back.reference
    sergeant, lead, author = (one.id for one in (force.sergeant, force.lead, force.constable))
    own = f"/submissions/{reference}"
    for key in (sergeant, lead, author):
        client.sign_in(session.get_one(Person, key))
        for address in (own, f"{own}/versions", "/triage?state=returned"):
            assert ("UNSENT" in client.get(address).text) == (
                key == author and address != "/triage?state=returned"
            ), (key, address)
    client.sign_in(session.get_one(Person, lead))
    page = client.get(own).text
    assert "sent.txt" in page
    assert "Sent of" in page
    assert "My organisation" in page
    assert "Other heading" not in page


def test_a_question_about_what_came_back_names_it_to_others_as_it_was_sent(force, back, client):
    with transaction():
        asked = feedback.ask(back, "Who keeps the key?", by=force.sergeant).reference
    factories.decided(back, Verdict.RETURN)
    changed(back)
    door, sent = f"/library/{back.reference}/questions/{asked}/answer", back.versions[0].text["title"]
    author, lead = force.constable.id, force.lead.id
    for key, title, hidden in ((author, "UNSENT title", sent), (lead, sent, "UNSENT title")):
        client.sign_in(session.get_one(Person, key))
        page = client.get(door).text
        assert title in page
        assert hidden not in page


def test_a_lead_finds_what_came_back_by_what_was_sent(force, back):
    factories.decided(back, Verdict.RETURN)
    changed(back)

    def found(**wanted):
        return [
            post.reference for post, _step in ways.in_flight(force.organisation.id, Wanted(**wanted)).rows
        ]

    assert (
        found(text="homelessness charity") == found(topic="sent") == found(sort="title") == [back.reference]
    )
    assert found(text="UNSENT") == found(topic="unsent") == []


def test_sent_again_all_of_it_is_read_and_a_file_taken_off_is_gone(force, back):
    factories.decided(back, Verdict.RETURN)
    changed(back)
    assert [one.name for one in queries.files_shown_to(force.constable, back)] == ["UNSENT.txt"]
    assert [one.name for one in queries.files_shown_to(force.sergeant, back)] == ["sent.txt"]
    with transaction():
        send(back, by=force.constable)
    assert [one.name for one in back.attachments] == ["UNSENT.txt"]
    assert [one.name for one in queries.files_shown_to(force.sergeant, back)] == ["UNSENT.txt"]
    assert queries.text_shown_to(force.sergeant, back)["topics"] == [["unsent", "Other heading"]]


def test_of_a_post_that_was_never_sent_a_file_goes_at_once(force):
    post = factories.draft(force.constable)
    added = attached(post, "a.txt")
    with transaction():
        actions.remove(added, by=force.constable)
    assert post.attachments == []


def test_a_file_of_the_same_name_and_length_is_another_file(force):
    post = factories.draft(force.constable)
    first, same, other = (
        attached(post, "rates.csv", words) for words in (b"rate,10", b"rate,10", b"rate,20")
    )
    assert first.id == same.id
    assert other.stored_as == "rates.csv-rate,20"
    assert len(post.files) == 2


def test_what_was_taken_off_and_is_attached_again_was_never_away(force, back):
    factories.decided(back, Verdict.RETURN)
    with transaction():
        actions.remove(back.files[0], by=force.constable)
    assert back.files == []
    attached(back, "sent.txt")
    assert [one.name for one in back.files] == ["sent.txt"]
    assert len(back.attachments) == 1


def test_an_update_takes_a_file_off_and_adds_one_once_it_is_approved(force, back):
    attached_to = back
    while ways.open_step(attached_to) is not None:
        factories.decided(attached_to, Verdict.APPROVE)
    with transaction():
        update = actions.begin_update(back, by=force.constable)
    attached(update, "kept.txt")
    with transaction():
        send(update, by=force.constable)
    while ways.open_step(update) is not None:
        factories.decided(update, Verdict.APPROVE)
    kept = {one.name: one.reference for one in back.files_shared}
    assert sorted(kept) == ["kept.txt", "sent.txt"]
    with transaction():
        second = actions.begin_update(back, by=force.constable)
        actions.remove(next(one for one in second.files if one.name == "sent.txt"), by=force.constable)
        send(second, by=force.constable)
    assert len(back.files_shared) == 2
    while ways.open_step(second) is not None:
        factories.decided(second, Verdict.APPROVE)
    assert {one.name: one.reference for one in back.files_shared} == {"kept.txt": kept["kept.txt"]}
