"""Whoever is named as a co-author, or no longer is, hears of it, and it is kept who did it."""

import pytest
from sqlalchemy import select

from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.foundation import journal
from portal.foundation.database import session, transaction
from portal.foundation.journal import catch_up as follow
from portal.notifications.models import Notice
from portal.people.models import Person
from portal.reactions import REACTIONS
from portal.submissions import actions
from portal.submissions.actions import Content
from tests import factories
from tests.factories import Force


@pytest.fixture
def force(db):
    return Force()


def named(post, *people, by):
    with transaction():
        emails = [person.email for person in people]
        actions.save(post, Content(co_authors=emails), seen=post.version, by=by)


def noted(post):
    said = [entry for entry in journal.entries_about(post) if entry.event.startswith("co_author.")]
    return [(entry.event, entry.by_id, int(entry.facts["person_id"])) for entry in said]


def told(person):
    notices = session.scalars(select(Notice).where(Notice.person_id == person.id).order_by(Notice.entry))
    return [(notice.words, notice.address) for notice in notices]


def test_who_is_named_and_taken_off_hears_of_it_and_it_is_kept(force):
    post = factories.draft(force.constable)
    named(post, force.colleague, force.inspector, by=force.constable)
    named(post, force.inspector, by=force.constable)
    named(post, by=force.inspector)
    follow(REACTIONS)
    constable, inspector, colleague = force.constable.id, force.inspector.id, force.colleague.id
    assert sorted(noted(post)[:2]) == sorted(
        ("co_author.added", constable, key) for key in (colleague, inspector)
    )
    assert noted(post)[2:] == [
        ("co_author.removed", constable, colleague),
        ("co_author.removed", inspector, inspector),
    ]
    name = force.constable.title
    assert told(force.colleague) == [
        (f"{name} named you as a co-author of “{post.title}”", f"/submissions/{post.reference}"),
        (f"{name} took you off the co-authors of “{post.title}”", "/submissions"),
    ]
    assert len(told(force.inspector)) == 1, "who did it knows"


def test_nothing_is_noted_where_nobody_is_named_anew(force):
    post = factories.draft(force.constable, co_authors=[force.colleague.email])
    with transaction():
        actions.save(
            post,
            Content(body="Another text.", co_authors=[force.colleague.email]),
            seen=post.version,
            by=force.colleague,
        )
    assert noted(post) == [("co_author.added", force.constable.id, force.colleague.id)]


def test_authors_read_it_in_the_story_and_nobody_else(client, force):
    post = factories.draft(force.constable)
    named(post, force.colleague, by=force.constable)
    with transaction():
        authorisation.send(post, by=force.constable)
    address = f"/submissions/{post.reference}"
    readers = {person.id: read for person, read in ((force.constable, True), (force.sergeant, False))}
    for key, read in readers.items():
        client.sign_in(session.get_one(Person, key))
        assert ("Colin Colleague as a co-author" in client.get(address).text) == read


def test_who_joins_with_an_update_is_noted_at_the_post_and_told_once(force):
    post = factories.published(force.constable)
    with transaction():
        update = actions.begin_update(post, by=force.constable)
    named(update, force.colleague, by=force.constable)
    with transaction():
        authorisation.send(update, by=force.constable)
    while ways.open_step(update) is not None:
        factories.decided(update, Verdict.APPROVE)
    follow(REACTIONS)
    assert [(event, key) for event, _by, key in noted(post)] == [("co_author.added", force.colleague.id)]
    assert [words for words, _address in told(force.colleague) if "co-author" in words] == [
        f"{force.constable.title} named you as a co-author of “{post.title}”"
    ]
