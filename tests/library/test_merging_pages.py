"""What people meet of two posts that were merged: the pages, the interface, and what they are told."""

from typing import Any

from sqlalchemy import select

from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.feedback import actions as feedback
from portal.feedback.rules import UseKind
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.library import actions, queries
from portal.library.rules import merging as rules
from portal.notifications.models import Notice
from portal.people.models import Person
from portal.people.rules import Role
from portal.reactions import REACTIONS
from portal.submissions import queries as writings
from portal.submissions.rules import (
    Status,
)
from tests import factories
from tests.client import Client
from tests.library import settle
from tests.library.merged import (
    WHY,
    WHY_NOT,
    Known,
    known,
    merged,
    parted,
    person_of,
    post_of,
    token_of,
    two,
    who,
)

__all__ = ["two", "who"]


def test_an_innovation_lead_merges_by_the_page_and_takes_apart_again(
    client: Client, force: factories.Force, who: Any, two: tuple[Known, Known]
) -> None:
    post, leader = (one.reference for one in two)
    key = two[0].id
    settle()
    client.sign_in(person_of(who.lead))
    page = f"/library/{post}/merge"
    assert page in client.get(f"/library/{post}").text
    assert "A room for handover" in client.get(page).text
    refused = client.submit(page, into=leader, reason=" ")
    assert "Say why, for those who wrote the two." in refused.text
    for wrong, words in (
        ("zzzz-zzzz", rules.UNKNOWN),
        ("", "Choose the one that leads."),
        (post, "the post itself"),
    ):
        shown = client.submit(page, into=wrong, reason=WHY)
        assert words in shown.text
        assert WHY in shown.text
    assert post_of(key).status == Status.PUBLISHED
    session.remove()
    done = client.submit(page, alike=leader, reason=WHY)
    assert done.location == f"/library/{leader}"
    assert post_of(key).status == Status.MERGED
    session.remove()
    shown = client.submit(f"/library/{post}/part", reason=WHY_NOT)
    assert shown.location == f"/library/{post}"
    assert post_of(key).status == Status.PUBLISHED


def test_what_is_retired_does_not_lead(
    client: Client, force: factories.Force, who: Any, two: tuple[Known, Known]
) -> None:
    post, leader = two
    settle()
    with transaction():
        item = queries.item(leader.reference)
        assert item is not None
        actions.retire(item, "The form is gone.", "", by=person_of(who.colleague))
    settle()
    client.sign_in(person_of(who.lead))
    shown = client.submit(f"/library/{post.reference}/merge", into=leader.reference, reason=WHY)
    assert "That post is retired, so it cannot lead." in shown.text
    assert post_of(post.id).status == Status.PUBLISHED


def test_its_page_sends_readers_on_and_keeps_what_was_said_of_it(
    client: Client, force: factories.Force, who: Any, two: tuple[Known, Known]
) -> None:
    post, leader = two
    with transaction():
        by = session.get_one(Person, who.inspector)
        feedback.respond(post_of(post.id), UseKind.USED, "We put it by the kitchen.", by=by)
        feedback.ask(post_of(post.id), "Who keeps the key?", by=by)
    merged(post, leader, who.lead)
    settle()
    secret = token_of(person_of(who.sergeant))
    client.sign_in(person_of(who.sergeant))
    shown = client.get(f"/library/{post.reference}").text
    for words in (
        WHY,
        f'href="/library/{leader.reference}"',
        "We put it by the kitchen.",
        "Who keeps the key?",
    ):
        assert words in shown
    assert "Was it of use to you?" not in shown
    assert client.get(f"/library/{post.reference}/response").status_code == 403
    led = client.get(f"/library/{leader.reference}").text
    for words in ("Others who posted the same", f'href="/library/{post.reference}"', "Amina Constable", WHY):
        assert words in led
    bearer = {"Authorization": f"Bearer {secret}"}
    said = client.get(f"/api/v1/library/{post.reference}", headers=bearer).get_json()
    assert (said["status"], said["merged_into"], said["merged"]) == ("merged", leader.reference, [])
    said = client.get(f"/api/v1/library/{leader.reference}", headers=bearer).get_json()
    assert (said["status"], said["merged_into"]) == ("published", None)
    assert said["merged"] == [
        {"reference": post.reference, "title": post.title, "author": "Amina Constable, Northmoor Police"}
    ]


def test_who_may_not_read_it_learns_nothing_of_it_from_what_leads(
    client: Client, force: factories.Force, who: Any
) -> None:
    post = known(factories.published(force.constable, sharing="force", title="A quiet room here"))
    leader = known(factories.published(force.colleague))
    settle()
    stranger = factories.Force("Southmoor Police").constable
    page = f"/library/{leader.reference}"
    secret = token_of(stranger)
    client.sign_in(stranger)
    was = client.get(page).text
    merged(post, leader, who.lead)
    settle()
    assert client.get(page).text.count("A quiet room here") == was.count("A quiet room here") == 0
    assert "Others who posted the same" not in client.get(page).text
    said = client.get(f"/api/v1{page}", headers={"Authorization": f"Bearer {secret}"}).get_json()
    assert said["merged"] == []
    assert client.get(f"/library/{post.reference}").status_code == 404
    client.sign_in(person_of(who.sergeant))
    assert "A quiet room here" in client.get(page).text


def test_both_authors_are_told_and_read_it_where_their_posts_are(
    client: Client, force: factories.Force, who: Any, two: tuple[Known, Known]
) -> None:
    post, leader = two
    merged(post, leader, who.lead)
    journal.catch_up(REACTIONS)
    words = {
        one.person_id: (one.words, one.address)
        for one in session.scalars(select(Notice))
        if "merged" in one.words
    }
    assert words[who.constable][1] == f"/library/{post.reference}"
    assert "merged into another post" in words[who.constable][0]
    assert "Another post was merged into" in words[who.colleague][0]
    session.remove()
    client.sign_in(person_of(who.constable))
    assert "merged into another post" in client.get("/submissions").text
    shown = client.get(f"/submissions/{post.reference}").text
    assert "found as part of another post" in shown
    assert WHY in shown
    parted(post, who.lead)
    journal.catch_up(REACTIONS)
    news = [one.words for one in session.scalars(select(Notice)) if "by itself" in one.words]
    assert len(news) == 2
    assert "Open it in the library" in client.get(f"/submissions/{post.reference}").text


def test_an_anonymous_author_stays_anonymous_where_they_are_credited(
    client: Client, force: factories.Force, who: Any
) -> None:
    factories.person(force.division, Role.INNOVATION_LEAD)  # two units say yes to what is anonymous
    nameless = factories.nameless(force, "idea", designation="Quiet Heron")
    while ways.open_step(nameless) is not None:
        factories.decided(nameless, Verdict.APPROVE)
    nameless = known(nameless)
    leader = known(factories.published(force.constable))
    settle()
    merged(nameless, leader, who.lead)
    with clock.later(days=1):
        journal.catch_up(REACTIONS)
    client.sign_in(person_of(who.sergeant))
    shown = client.get(f"/library/{leader.reference}").text
    assert "Posted anonymously as Quiet Heron" in shown
    assert writings.submission(nameless.reference) is not None
