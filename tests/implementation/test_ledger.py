"""What was done with a post elsewhere is written down by one and confirmed by another, and read by all who read it."""

from typing import Any

import pytest
from lxml import html
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from portal.feedback.rules import OutcomeState, Result
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.implementation import actions, queries
from portal.implementation.actions import Said
from portal.implementation.models import Adoption
from portal.implementation.rules.ledger import EntryState, How, Place, Shown
from portal.library import queries as library
from portal.library.models import Publication
from portal.library.search.bound import engine
from portal.notifications.models import Notice
from portal.people.actions import persons
from portal.people.actions.tokens import create_token
from portal.people.models import Organisation, Person, Unit
from portal.people.rules import Role
from portal.people.rules.scopes import Scope
from portal.reactions import REACTIONS
from portal.submissions.models import Submission
from tests import factories
from tests.client import Client
from tests.factories import Force


@pytest.fixture
def force(db: None) -> Force:
    engine().rebuild(())
    return Force("Northmoor Police")


@pytest.fixture
def other(force: Force) -> Force:
    return Force("Southmoor Police")


def follow() -> None:
    """Let everything follow that was written. What is known of people can still be read afterwards."""
    session.flush()
    for thing in [one for one in session if isinstance(one, Person | Unit | Organisation)]:
        session.refresh(thing)
    session.expunge_all()
    journal.catch_up(REACTIONS)


def published(by: Person, **changes: object) -> str:
    reference = factories.published(by, **changes).reference
    follow()
    return reference


def post_of(reference: str) -> Submission:
    return session.scalars(select(Submission).where(Submission.reference == reference)).one()


def again(person: Person) -> Person:
    return session.get_one(Person, person.id)


def noted(reference: str, by: Person, how: How = How.TRIED, unit: Unit | None = None, **said: Any) -> str:
    with transaction():
        place = Place(by.organisation_id, unit.id if unit is not None else by.unit_id)
        entry = actions.note_adoption(
            post_of(reference), place, Said(how, clock.today(), **said), by=again(by)
        )
    follow()
    return entry.reference


def entry_of(reference: str) -> Adoption:
    found = queries.adoption(reference)
    assert found is not None
    return found


def confirm(entry: str, by: Person) -> None:
    with transaction():
        actions.confirm(entry_of(entry), by=again(by))
    follow()


def shown(reference: str) -> Shown:
    item = library.item(reference)
    assert item is not None
    return queries.ledger_of(item.submission).shown(item.result)


def notices(person: Person) -> list[tuple[str, str, bool]]:
    mine = select(Notice).where(Notice.person_id == person.id).order_by(Notice.entry)
    return [(one.words, one.address, one.seen) for one in session.scalars(mine)]


def text_of(page: TestResponse) -> str:
    main = html.document_fromstring(page.text).xpath("//main")[0]
    return " ".join(main.text_content().split())


def signed_in(client: Client, person: Person) -> Client:
    browser = client.application.test_client()
    browser.sign_in(person)
    return browser


def test_one_writes_it_down_the_head_confirms_it_and_everybody_hears(
    client: Client, force: Force, other: Force
) -> None:
    reference = published(force.constable)
    writes = signed_in(client, other.constable)
    address = f"/library/{reference}/adopt"
    page = writes.get(address)
    sent = writes.send(
        page,
        address,
        place=f"unit:{other.team.reference}",
        how="adapted",
        since="2025-03-01",
        changed="We use the canteen.",
        result="worked",
        note="Nine minutes instead of twenty.",
    )
    assert sent.status_code == 302
    follow()
    (entry,) = session.scalars(select(Adoption)).all()
    assert (entry.state, entry.holder_id) == (EntryState.WAITING, other.sergeant.id)
    place = f"/adoption/{entry.reference}"
    assert "We use the canteen" not in text_of(writes.get(f"/library/{reference}")), (
        "not before it is confirmed"
    )
    asked = [one for one in notices(other.sergeant) if one[1] == place]
    assert [one[2] for one in asked] == [False]
    head = signed_in(client, other.sergeant)
    assert "Is this right?" in text_of(head.get("/adoption"))
    assert head.send(head.get(place), f"{place}/confirm", right="yes").status_code == 302
    follow()
    item = text_of(signed_in(client, force.colleague).get(f"/library/{reference}"))
    assert "Used by Southmoor Police" in item
    assert f"{other.team.name}, Southmoor Police" in item
    assert "Changed: We use the canteen." in item
    assert "it worked in the one place that said what came of it" in item
    assert "Colin" not in item.split("Used by")[1].split("Kind of evidence")[0]
    assert [one[2] for one in notices(other.sergeant) if one[1] == place] == [True], "it asks no more"
    told = [one[0] for one in notices(force.constable)]
    assert any("says what it did with “A quiet room for handover”: adapted it" in words for words in told)
    assert any("is confirmed, and readers see it" in one[0] for one in notices(other.constable))
    assert session.scalars(select(Publication.used)).one() == 1, "search counts it among what was used"


def test_what_is_not_right_goes_back_with_a_reason_that_nobody_else_reads(
    client: Client, force: Force, other: Force
) -> None:
    reference = published(force.constable)
    entry = noted(reference, other.constable)
    head, place = signed_in(client, other.sergeant), f"/adoption/{entry}"
    assert head.send(head.get(place), f"{place}/confirm", right="no", reason="").status_code == 409
    sent = head.send(head.get(place), f"{place}/confirm", right="no", reason="That was the late shift.")
    assert sent.status_code == 302
    follow()
    assert "That was the late shift" in text_of(signed_in(client, other.constable).get(place))
    assert signed_in(client, other.colleague).get(place).status_code == 404
    assert "late shift" not in text_of(signed_in(client, force.lead).get(f"/library/{reference}"))
    assert shown(reference) is Shown.NOTHING
    with pytest.raises(Refused, match="already"), transaction():
        actions.confirm(entry_of(entry), by=again(other.inspector))


def test_never_whoever_wrote_it_down_so_a_head_is_confirmed_by_the_one_above(
    force: Force, other: Force
) -> None:
    reference = published(force.constable)
    entry = noted(reference, other.sergeant)
    assert entry_of(entry).holder_id == other.inspector.id
    with pytest.raises(Refused, match="not by who wrote it"), transaction():
        actions.confirm(entry_of(entry), by=again(other.sergeant))
    confirm(entry, other.inspector)
    assert entry_of(entry).state == EntryState.CONFIRMED


def test_a_lead_who_writes_it_down_for_the_organisation_is_confirmed_by_another(
    force: Force, other: Force
) -> None:
    reference = published(force.constable)
    with transaction():
        said = Said(How.ADOPTED, clock.today())
        entry = actions.note_adoption(
            post_of(reference), Place(other.organisation.id), said, by=again(other.lead)
        )
        assert entry.holder_id not in {None, other.lead.id}


def test_its_authors_write_nothing_down_and_confirm_nothing(force: Force) -> None:
    reference = published(force.sergeant, co_authors=[force.colleague.email])
    for author in (force.sergeant, force.colleague):
        with pytest.raises(Refused, match="not your own"):
            noted(reference, author)
    entry = noted(reference, force.constable)
    assert entry_of(entry).holder_id == force.inspector.id, "the head wrote the post, so it goes one higher"
    with pytest.raises(Refused), transaction():
        actions.confirm(entry_of(entry), by=again(force.sergeant))


def test_it_is_entered_for_ones_own_place_and_once_at_a_time(force: Force, other: Force) -> None:
    reference = published(force.constable)
    for unit in (force.team, other.office):
        with pytest.raises(Refused, match="Choose your unit"):
            noted(reference, other.constable, unit=unit)
    noted(reference, other.constable)
    with pytest.raises(Refused, match="waits to be confirmed already"):
        noted(reference, other.colleague)
    noted(reference, other.colleague, unit=other.division)


def test_what_use_has_shown_follows_the_ledger_and_what_came_of_it_at_home(
    force: Force, other: Force
) -> None:
    reference = published(force.constable)
    assert shown(reference) is Shown.NOTHING
    first = noted(reference, other.constable)
    confirm(first, other.sergeant)
    assert shown(reference) is Shown.TOO_EARLY
    confirm(noted(reference, other.constable, How.ADOPTED, result=Result.WORKED), other.sergeant)
    assert shown(reference) is Shown.WORKED, "of one place the newest holds"
    with transaction():
        actions.keep_outcome(post_of(reference), OutcomeState.IN_USE, Result.WORKED, "", by=again(force.lead))
    follow()
    assert shown(reference) is Shown.WORKED_IN_SEVERAL
    stopped = noted(
        reference, other.constable, How.STOPPED, result=Result.DID_NOT, note="The room is a store again."
    )
    confirm(stopped, other.sergeant)
    assert shown(reference) is Shown.MIXED
    with transaction():
        actions.take_back(entry_of(stopped), by=again(other.constable))
    follow()
    assert shown(reference) is Shown.WORKED_IN_SEVERAL
    assert session.scalars(select(Publication.used)).one() == 1, "a place counts once"


def test_a_place_that_stopped_is_read_and_counts_as_no_use(
    client: Client, force: Force, other: Force
) -> None:
    reference = published(force.constable)
    confirm(noted(reference, other.constable), other.sergeant)
    assert session.scalars(select(Publication.used)).one() == 1
    stopped = noted(reference, other.constable, How.STOPPED, note="The room is a store again.")
    confirm(stopped, other.sergeant)
    assert session.scalars(select(Publication.used)).one() == 0
    item = text_of(signed_in(client, force.colleague).get(f"/library/{reference}"))
    assert "Used by Southmoor Police" not in item
    assert "Stopped again by" in item
    assert "Stopped it again" in item
    assert "The room is a store again." in item
    confirm(noted(reference, other.colleague, unit=other.division), other.inspector)
    assert session.scalars(select(Publication.used)).one() == 1
    assert "Used by Southmoor Police" in text_of(
        signed_in(client, force.colleague).get(f"/library/{reference}")
    )


def test_whoever_was_to_confirm_it_leaves_and_somebody_else_is_asked(force: Force, other: Force) -> None:
    reference = published(force.constable)
    entry = noted(reference, other.constable)
    with transaction():
        persons.end(again(other.sergeant), by=again(other.administrator))
    follow()
    journal.catch_up(REACTIONS)
    assert entry_of(entry).holder_id == other.inspector.id
    assert any(one[1] == f"/adoption/{entry}" for one in notices(other.inspector))
    with transaction():
        persons.grant(again(other.colleague), Role.INNOVATION_LEAD, by=again(other.administrator))
    confirm(entry, other.colleague)


def test_of_an_anonymous_post_only_days_are_kept(force: Force, other: Force) -> None:
    reference = published(force.constable)
    with transaction():
        unsigned = {"author_id": None, "desk_key": "a-key", "unit_id": None}
        session.execute(update(Submission).where(Submission.reference == reference).values(unsigned))
    session.expire_all()
    confirm(noted(reference, other.constable), other.sergeant)
    moments = {
        clock.local(one.at).time().isoformat()
        for one in journal.entries_about(post_of(reference))
        if one.event.startswith("adoption.")
    }
    assert moments == {"00:00:00"}


def test_programs_read_the_entries_with_the_item_and_visitors_do_not(
    client: Client, force: Force, other: Force
) -> None:
    reference = published(force.constable)
    confirm(noted(reference, other.constable, How.ADOPTED, result=Result.MIXED), other.sergeant)
    noted(reference, other.colleague, unit=other.division)
    with transaction():
        token = create_token(again(force.colleague), [Scope.READ], days=9, label="test")
    said = client.get(f"/api/v1/library/{reference}", headers={"Authorization": f"Bearer {token}"}).json
    (entry,) = said["adoptions"]
    assert (entry["organisation"], entry["unit"], entry["how"], entry["result"]) == (
        other.organisation.code, other.team.name, "adopted", "mixed",
    )  # fmt: skip
    assert (said["shown_by_use"], said["owner"], said["stands_at"]) == ("mixed", "Innovation lead", "")


def test_what_was_typed_is_kept_when_it_says_too_little(client: Client, force: Force, other: Force) -> None:
    reference = published(force.constable)
    writes, address = signed_in(client, other.constable), f"/library/{reference}/adopt"
    page = writes.get(address)
    for fields, words in (
        ({"how": "adapted", "since": "2025-03-01"}, "Say what you changed"),
        ({"how": "stopped", "since": "2025-03-01"}, "Say why you stopped"),
        ({"how": "tried", "since": ""}, "Say since when"),
    ):
        refused = writes.send(
            page, address, place=f"unit:{other.team.reference}", context="By the cells.", **fields
        )
        assert refused.status_code == 409
        assert words in refused.text
        assert "By the cells." in refused.text
    nowhere = writes.send(
        page, address, place=f"unit:{force.team.reference}", how="tried", since="2025-03-01"
    )
    assert nowhere.status_code == 422


def test_what_nobody_confirms_waits_for_the_lead_too_and_for_the_lead_at_once_where_nobody_holds_it(
    client: Client, force: Force, other: Force
) -> None:
    reference = published(force.constable)
    entry = noted(reference, other.constable)
    words = "1 entry of Southmoor Police waits for somebody to say if it is right"
    with clock.later(days=13):
        actions.keep_asking()
        follow()
        assert words not in [one[0] for one in notices(other.lead)]
    with clock.later(days=14):
        actions.keep_asking()
        actions.keep_asking()
        follow()
        told = [one for one in notices(other.lead) if one[0] == words]
        assert told == [(words, "/adoption", False)], "told once"
        lead = signed_in(client, other.lead)
        assert "A quiet room for handover" in text_of(lead.get("/adoption"))
    alone = noted(published(force.constable), other.lead, How.ADOPTED, other.team)
    assert entry_of(entry).passed_on
    assert not entry_of(alone).passed_on, "it has a head to confirm it"
    with transaction():
        session.execute(update(Adoption).where(Adoption.reference == alone).values(holder_id=None))
    actions.keep_asking()
    assert entry_of(alone).passed_on


def test_whoever_wrote_much_down_reads_it_a_page_at_a_time(
    client: Client, force: Force, other: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = published(force.constable)
    for _ in range(3):
        confirm(noted(reference, other.constable), other.sergeant)
    writer = signed_in(client, other.constable)
    assert text_of(writer.get("/adoption")).count("Tried it") == 3
    monkeypatch.setattr("portal.implementation.queries.ledger.PER_PAGE", 2)
    assert "Page 2" in writer.get("/adoption").text
    shown = [text_of(writer.get(f"/adoption?page={number}")).count("Tried it") for number in (1, 2, 9, "x")]
    assert shown == [2, 1, 1, 2], "a page that is not there is the last; what is no number the first"
