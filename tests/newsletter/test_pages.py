"""The pages of newsletters: written by those who may, read by those for whom they are, a feed, and how it costs."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from portal import reactions
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.library import queries as found
from portal.newsletter import actions, queries
from portal.newsletter.models import Newsletter
from portal.newsletter.rules import EVERYBODY, FOLLOWERS, Section, State
from portal.people.models import Person
from portal.people.rules import Role
from tests import factories
from tests.client import Client
from tests.factories import Force
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("db")
WORKING = datetime(2026, 11, 18, 12, tzinfo=UTC)
SINCE = datetime(2026, 12, 3, 12, tzinfo=UTC)


def with_posts(force: Force, *titles: str, sharing: str = "policing") -> list[str]:
    with clock.at(WORKING):
        posts = [factories.published(force.constable, title=title, sharing=sharing) for title in titles]
        journal.catch_up(reactions.REACTIONS)
    return [post.reference for post in posts]


def drafted(force: Force) -> str:
    with transaction():
        return actions.begin(queries.months_to_write(force.lead)[0], by=force.lead).reference


def person(key: int) -> Person:
    return session.get_one(Person, key)


def test_a_lead_makes_a_draft_edits_it_looks_at_it_and_sends_it(client: Client) -> None:
    force = Force("Alder")
    with_posts(force, "Numbered hooks", "A quiet room")
    constable = force.constable.id
    with clock.at(SINCE):
        client.sign_in(force.lead)
        place = client.submit("/newsletters", month="2026-11-01").location
        assert place.endswith("/change")
        one = session.query(Newsletter).one()
        reference, show = one.reference, f"/newsletters/{one.reference}"
        page = client.get(place)
        assert "Numbered hooks" in page.text
        typed = {
            "title": "What November brought",
            "introduction": "A **good** month.",
            "audience": [EVERYBODY],
        }
        assert client.submit(place, **typed).location == place
        assert client.submit(f"{show}/lines", page=place, section="wanted", note="Who has hooks?").location
        entry = queries.newsletter(reference).entries[0].reference
        for way in ("down", "up"):
            assert client.submit(f"{show}/order", page=place, entry=entry, way=way, note="").location == place
        said = client.submit(f"{show}/order", page=place, entry=entry, way="say", note="Try it.")
        assert said.location == place
        preview = client.get(show).text
        for words in (
            "What November brought",
            "<strong>good</strong>",
            "Wanted",
            "Who has hooks?",
            "Try it.",
        ):
            assert words in preview
        assert "This is a draft" in preview
        mail = client.get(f"{show}/mail").text
        assert "Who has hooks?" in mail
        assert "https://" not in mail.partition("stop-mail/")[2][:4]
        sending = client.get(f"{show}/going-out").text
        assert "everybody at Alder" in sending
        assert client.submit(f"{show}/going-out").location == show
        assert queries.newsletter(reference).state == State.GOING_OUT
        assert client.get(place).status_code == 403
        client.sign_in(person(constable))
        assert "Numbered hooks" in client.get(show).text
        assert "What November brought" in client.get("/newsletters").text
        assert client.get(f"{show}/mail").status_code == 403


def test_what_cannot_be_is_refused_and_what_was_typed_is_kept(client: Client) -> None:
    force, other = Force(), Force()
    (secret,) = with_posts(other, "Theirs alone", sharing="force")
    with clock.at(SINCE):
        reference = drafted(force)
        client.sign_in(force.lead)
        place = f"/newsletters/{reference}/change"
        for typed in ({"item": secret, "note": "Look"}, {"item": "zzzz9999", "note": "Look"}, {"note": ""}):
            answer = client.submit(f"/newsletters/{reference}/lines", page=place, section="new", **typed)
            assert answer.status_code == 409
            assert "Theirs alone" not in answer.text
            assert (typed["note"] or "govuk-error") in answer.text
        assert client.submit(f"/newsletters/{reference}/going-out").status_code == 409
        answer = client.submit(place, title="T", introduction="Kept", audience=["unit:1"])
        assert answer.status_code == 409
        assert "Kept" in answer.text
        assert client.submit("/newsletters", month="2026-12-01").status_code == 422
        assert client.submit(
            f"/newsletters/{reference}/order", page=place, entry="zzzz9999", way="up"
        ).status_code == 400  # fmt: skip
        assert client.submit(f"/newsletters/{reference}/drop", page=place).location == "/newsletters"


def test_each_reads_on_the_page_and_in_the_feed_what_is_theirs(client: Client) -> None:
    force, other = Force(), Force()
    (secret,) = with_posts(force, "For the team", sharing="unit")
    with clock.at(SINCE):
        reference = drafted(force)
        one = queries.newsletter(reference)
        by = factories.person(force.team, Role.COMMUNICATIONS)
        with transaction():
            actions.add(one, Section.LEARNT, found.item(secret), "Said of it.", by=by)
            actions.add(one, Section.WANTED, None, "Who has hooks?", by=by)
        readers = {"constable": force.constable.id, "lead": force.lead.id, "other": other.constable.id}
        client.sign_in(person(readers["constable"]))
        assert client.get(f"/newsletters/{reference}").status_code == 404
        assert reference not in client.get("/newsletters.atom").text
        with transaction():
            lead, one = person(readers["lead"]), queries.newsletter(reference)
            actions.change(one, one.title, "", [EVERYBODY], seen=one.version, by=lead)
            actions.send(one, seen=one.version, by=lead)
        assert "For the team" in client.get(f"/newsletters/{reference}").text
        feed = client.get("/newsletters.atom")
        assert feed.mimetype == "application/atom+xml"
        assert reference in feed.text
        client.sign_in(person(readers["lead"]))
        page = client.get(f"/newsletters/{reference}").text
        for hidden in ("For the team", "Said of it.", "What we learnt"):
            assert hidden not in page
        assert "Who has hooks?" in page
        client.sign_in(person(readers["other"]))
        assert client.get(f"/newsletters/{reference}").status_code == 404
        assert reference not in client.get("/newsletters").text + client.get("/newsletters.atom").text


def test_one_for_followers_is_open_to_all_who_are_signed_in(client: Client) -> None:
    force, other = Force(), Force()
    with_posts(force, "Numbered hooks")
    with clock.at(SINCE):
        one = queries.newsletter(drafted(force))
        with transaction():
            actions.change(one, one.title, "", [FOLLOWERS], seen=one.version, by=force.lead)
            actions.send(one, seen=one.version, by=force.lead)
        client.sign_in(other.constable)
        assert "Numbered hooks" in client.get(f"/newsletters/{one.reference}").text


def test_pages_ask_the_database_as_often_for_many_lines_as_for_few(client: Client, engine: Engine) -> None:
    force = Force()
    few = with_posts(force, *(f"Post {number}" for number in range(2)))
    asked = []
    with clock.at(SINCE):
        one = queries.newsletter(drafted(force))
        reference, lead = one.reference, force.lead.id
        for more in ([], with_posts(force, *(f"More {number}" for number in range(8)))):
            with transaction():
                one = queries.newsletter(reference)
                for post in more:
                    actions.add(one, Section.NEW, found.item(post), "", by=person(lead))
            client.sign_in(person(lead))
            client.get("/newsletters")  # what is kept for half a minute for everybody is asked for here
            counts = []
            for place in ("", "/change", "/mail", "/going-out"):
                with statements(engine) as made:
                    client.get(f"/newsletters/{reference}{place}")
                counts.append(len(made))
            asked.append(counts)
    assert len(few) == 2
    assert asked[0] == asked[1]
