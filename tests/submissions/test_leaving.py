"""A co-author takes their own name off."""

import pytest
from sqlalchemy import select

from portal.foundation import journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.notifications.models import Notice
from portal.people.models import Person
from portal.reactions import REACTIONS
from portal.submissions import actions
from portal.submissions.models import Submission
from tests import factories
from tests.client import Client
from tests.factories import Force


@pytest.mark.parametrize("made", [factories.draft, factories.sent, factories.published])
def test_one_press_takes_a_co_authors_name_off_and_the_author_is_told(client: Client, made) -> None:
    force = Force()
    post = made(force.constable, co_authors=[force.colleague.email])
    key, title, page = post.id, post.title, f"/submissions/{post.reference}"
    author, co_author, name = force.constable.id, force.colleague.id, force.colleague.title
    client.sign_in(force.constable)
    assert "Take my name off" not in client.get(page).text
    client.sign_in(session.get_one(Person, co_author))
    assert "Take my name off" in client.get(page).text
    assert client.submit(f"{page}/leave", page=page).location == "/submissions"
    session.expire_all()
    post = session.get_one(Submission, key)
    assert post.co_author_ids == frozenset()
    assert [entry.by_id for entry in journal.entries_about(post) if entry.event == "co_author.left"] == [
        co_author
    ]
    journal.catch_up(REACTIONS)
    told = select(Notice.words).where(
        Notice.person_id == author, Notice.words.contains("took their name off")
    )
    assert session.scalars(told).all() == [f"{name} took their name off the co-authors of “{title}”"]


@pytest.mark.usefixtures("db")
def test_nobody_leaves_who_is_no_co_author_and_an_open_update_goes_with_its_post() -> None:
    force = Force()
    post = factories.published(force.constable, co_authors=[force.colleague.email])
    with transaction():
        update = actions.begin_update(post, by=force.constable)
    for person, one in ((force.constable, post), (force.inspector, post), (force.colleague, update)):
        with pytest.raises(Refused, match="where you are a co-author"), transaction():
            actions.leave(one, by=person)
    with transaction():
        actions.leave(post, by=force.colleague)
    assert post.co_author_ids == update.co_author_ids == frozenset()
    session.expire_all()
    assert (update.version, max(version.number for version in update.versions)) == (2, 2)
