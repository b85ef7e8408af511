"""What people of a force do in the library once there is something in it: gather, merge, link, ask for, keep."""

from typing import Any

from portal.collections import actions as collections
from portal.following import actions as following
from portal.following.rules.wants import Shown
from portal.foundation.database import session, transaction
from portal.library import actions as library
from portal.library import queries
from portal.library.queries import Asked
from portal.people import actions as people
from portal.people.models import Organisation, Person
from portal.people.rules import Role
from portal.submissions.models import Submission, Topic
from tests import factories
from tests.journeys.served import Served, Somebody, wait_until

PLACES = (
    "/collections", "/collections/new", "/library/map", "/library/topics/nights", "/wanted", "/wanted/new?q=boots",
    "/following", "/keeping", "/keeping/report", "/keeping/months", "/admin/profile",
)  # fmt: skip


def live_in(served: Served, force: Any) -> list[str]:
    """Let all of that happen in a force. Returns the addresses at which it is looked at, whoever may open them."""
    with served.at_hand():
        with transaction():
            session.add(Topic(slug="nights", name="Nights"))
        curator = factories.person(force.made.office, Role.NATIONAL_CURATOR)
        force.curator = Somebody(curator.name, curator.email, curator.reference)
        titles = "A lamp at the gate", "The same lamp at the gate", "A lamp that hangs on the belt"
        posts = [_published(force, title) for title in titles]
        wait_until(lambda: all(_is_there(reference) for reference in posts), "the posts in the library")
        leader, merged, other = posts
        with transaction():
            lead, author = (
                session.get_one(Person, one.id) for one in (force.made.lead, force.made.constable)
            )
            home = session.get_one(Organisation, force.made.organisation.id)
            administrator = session.get_one(Person, force.made.administrator.id)
            people.keep_profile(home, areas=["rural"], size="1k_3k", means=["analyst"], by=administrator)
            gathered = collections.begin("What lights the way", "Read the **first** one first.", by=lead)
            for reference in (leader, other):
                collections.gather(gathered, _item(reference), "It costs the least", by=lead)
            collections.show(gathered, by=lead)
            library.link(_item(leader), _item(other), by=author)
            asked = [
                following.ask_for(Asked(q=words), "What would it need?", Shown.ORGANISATION, by=author)
                for words in ("lamp for boats", "lamp for bicycles")
            ]
            following.close(asked[1], "Bicycles have lamps of their own.", by=lead)
        with transaction():
            lead = session.get_one(Person, force.made.lead.id)
            library.merge(_item(merged).submission, _item(leader).submission, "It is one lamp.", by=lead)
        places = [f"/collections/{gathered.reference}", f"/collections/{gathered.reference}/change"]
        places += [f"/wanted/{one.reference}" for one in asked]
        places += [f"/library/{reference}" for reference in posts]
        places += [f"/library/{other}/{page}" for page in ("merge", "same-question", "keeper", "retire")]
        return [*PLACES, *places, f"/library/{merged}/part"]


def _published(force: Any, title: str) -> str:
    author = session.get_one(Person, force.made.constable.id)
    post: Submission = factories.published(author, title=title, topics=["nights"])
    return post.reference


def _is_there(reference: str) -> bool:
    session.rollback()  # what the worker has written since is seen by another transaction alone
    return queries.item(reference) is not None


def _item(reference: str) -> Any:
    found = queries.item(reference)
    assert found is not None
    return found
