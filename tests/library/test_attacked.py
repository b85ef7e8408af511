"""What somebody tried to learn or to do in the library that was not theirs, and can no longer."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.rules import Ask, Decider, StagePlan, Verdict
from portal.following import actions as following
from portal.following.actions import looked_for
from portal.following.actions.looked_for import Tally
from portal.following.models import Follow
from portal.following.queries import wanted
from portal.foundation import outbox
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.library import actions, queries
from portal.people.actions import asking
from portal.people.models import Person
from portal.people.rules import Role
from portal.submissions.rules import Status
from tests import factories
from tests.client import Client
from tests.library import settle
from tests.library.merged import ids_of, known, merged, person_of, post_of

SECRET = "Secret plan of the team"


def again(person: Person) -> Person:
    return session.get_one(Person, person.id)


def test_a_collection_tells_no_title_of_what_is_not_in_it(client: Client, force: factories.Force) -> None:
    other = factories.Force("Southmoor Police")
    reference = factories.published(force.constable, sharing="unit", title=SECRET).reference
    settle()
    place = client.sign_in(other.lead).submit("/collections/new", title="Mine", introduction="").location
    for item in (reference, "zzzz9999"):
        for way in ("out", "up"):
            answer = client.send(
                client.get(place), f"{place.removesuffix('/change')}/order", item=item, way=way
            )
            assert answer.status_code == 400, "what is hidden and what is not there answer alike"
    assert SECRET not in client.get(place).text


def test_who_kept_what_they_may_no_longer_read_reads_nothing_of_it(
    client: Client, force: factories.Force
) -> None:
    reference = factories.published(force.constable, sharing="unit", title=SECRET).reference
    settle()
    with transaction():
        item, given = queries.item(reference), again(force.colleague)
        actions.arrange(
            item,
            owner=given.email,
            deputy="",
            months=None,
            seen=item.keeping.version,
            by=again(force.constable),
        )
    assert SECRET in client.sign_in(force.colleague).get("/keeping").text
    with transaction():
        again(force.colleague).unit_id = force.office.id
    session.expunge_all()
    assert client.get(f"/library/{reference}").status_code == 404
    assert SECRET not in client.get("/keeping").text


def test_who_decided_blind_cannot_ask_the_page_of_keepers_who_wrote_it(
    client: Client, force: factories.Force
) -> None:
    asked = (Ask(Decider.ROLE, role=Role.INNOVATION_LEAD),)
    factories.configured(force, StagePlan("Lead", asked, 5, blind=True))
    reference = factories.published(force.constable).reference
    settle()
    client.sign_in(again(force.lead))
    assert "Amina" not in client.get(f"/library/{reference}").text
    assert client.get(f"/library/{reference}/keeper").status_code == 403
    for suspect in (force.constable, force.colleague):
        by, item = again(force.lead), queries.item(reference)
        with pytest.raises(Refused, match="says who keeps it"):
            actions.arrange(
                item, owner="", deputy=suspect.email, months=None, seen=item.keeping.version, by=by
            )
        session.rollback()
    with transaction():
        actions.confirm(queries.item(reference), by=again(force.lead))  # that it is right they may say


def test_what_is_retired_leads_nothing(force: factories.Force) -> None:
    who = ids_of(force)
    post = known(factories.published(force.constable))
    leader = known(factories.published(force.colleague, title="A room for handover"))
    settle()
    merged(post, leader, who.lead)
    settle()
    with transaction():
        actions.retire(queries.item(leader.reference), "I tire of it.", "", by=person_of(who.colleague))
    assert post_of(post.id).status == Status.PUBLISHED
    with pytest.raises(Refused, match="That post is retired"):
        merged(post, leader, who.lead)


def test_nobody_merges_what_they_wrote_once(force: factories.Force) -> None:
    who = ids_of(force)
    draft = factories.draft(force.constable, co_authors=[force.lead.email])
    with transaction():
        draft.co_authors = []
        draft.former_authors, draft.has_former_authors = [again(force.lead)], True
    with transaction():
        authorisation.send(draft, by=force.constable)
    while ways.open_step(draft) is not None:
        factories.decided(draft, Verdict.APPROVE)
    post, leader = known(factories.published(force.colleague, title="Another room")), known(draft)
    settle()
    with pytest.raises(Refused, match="You wrote one of the two"):
        merged(post, leader, who.lead)


def test_nobody_retires_another_post_for_their_own(force: factories.Force) -> None:
    own = factories.published(force.lead, title="Mine is better").reference
    other = factories.published(force.constable).reference
    settle()
    with pytest.raises(Refused, match="You wrote that one"), transaction():
        actions.retire(queries.item(other), "Mine is better.", own, by=again(force.lead))


def test_a_week_in_which_many_looked_counts_once_however_many_processes_there_are(db: None) -> None:
    for _process in range(2):
        tally = Tally()
        for person in range(5):
            tally.note(person, "warm boots", date(2026, 11, 23))
        following.put_on_list(tally.take())
    assert [(one.words, one.times) for one in wanted().looked_for] == [("warm boots", 1)]


def test_what_was_saved_is_saved_where_the_list_cannot_be_written(
    client: Client, force: factories.Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_words: list[str]) -> None:
        raise IntegrityError("insert", {}, Exception("unique"))

    tally = Tally()
    monkeypatch.setattr(looked_for, "_tally", tally)
    monkeypatch.setattr(looked_for, "put_on_list", fails)
    shown = client.sign_in(force.constable).get("/library?q=boots")
    tally.give_back(["warm boots"])
    assert client.send(shown, "/following", search="q=boots").status_code == 302
    assert session.query(Follow).count() == 1
    assert tally.take() == ["warm boots"], "put on the list with the next thing that is saved"


def test_what_is_refused_lists_nothing_of_what_was_looked_for(
    client: Client, force: factories.Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    tally = Tally()
    monkeypatch.setattr(looked_for, "_tally", tally)
    shown = client.sign_in(force.constable).get("/library?q=boots")
    tally.give_back(["warm boots"])
    assert client.send(shown, "/following", search="x" * 9000).status_code == 400
    assert wanted().looked_for == []
    assert client.send(shown, "/following", search="q=boots").status_code == 302
    assert [one.words for one in wanted().looked_for] == ["warm boots"]


def test_whoever_asked_for_an_account_in_vain_asks_again(
    client: Client, force: factories.Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking.forget_who_asked()
    factories.person(force.office, Role.SYSTEM_ADMINISTRATOR)
    typed = {"name": "Noor", "works_for": "A charity", "email": "noor@charity.example", "why": "To learn."}
    put = outbox.put

    def fails(*_what: object) -> None:
        raise OperationalError("insert", {}, Exception("disk full"))

    monkeypatch.setattr(outbox, "put", fails)
    assert client.submit("/ask-for-access", **typed).status_code == 503
    monkeypatch.setattr(outbox, "put", put)
    assert "read what you wrote" in client.submit("/ask-for-access", **typed).text
    assert session.query(outbox.OutgoingMail).count() == 1
    asking.forget_who_asked()


def test_visitors_are_not_told_what_a_decider_wrote_of_what_they_took_out(
    client: Client, force: factories.Force
) -> None:
    roles = (Role.INNOVATION_LEAD, Role.DATA_SHARING_OFFICER)
    stages = [StagePlan(role.value, (Ask(Decider.ROLE, role=role),), 3) for role in roles]
    factories.configured(
        force, *stages, kind="impact-case", anonymous=True, read_first=False, why_unread="A test."
    )
    factories.person(force.division, Role.INNOVATION_LEAD)
    post = factories.nameless(force, sharing="public", edited_because="It named Ryhope Road.")
    while post.status != Status.PUBLISHED:
        factories.decided(post, Verdict.APPROVE)
    reference = post.reference
    settle()
    assert "Ryhope" not in client.get(f"/library/{reference}").text
    assert client.get(f"/api/v1/library/{reference}").json["edited_without_author"] == ""
