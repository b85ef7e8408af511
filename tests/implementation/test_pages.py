"""The pages on which it is said how a post goes on, and by whom it is seen through."""

import pytest
from lxml import html
from werkzeug.test import TestResponse

from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.implementation import actions
from portal.implementation.models import Implementation
from portal.library.search.bound import engine
from portal.people.models import Organisation, Person, Unit
from portal.reactions import REACTIONS
from tests import factories
from tests.client import Client
from tests.factories import Force
from tests.library import settle


@pytest.fixture
def force(db: None) -> Force:
    engine().rebuild(())
    return Force("Northmoor Police")


@pytest.fixture
def reference(force: Force) -> str:
    found = factories.published(force.constable).reference
    follow()
    return found


def follow() -> None:
    """Let everything follow that was written. What is known of people can still be read afterwards."""
    for thing in [one for one in session if isinstance(one, Person | Unit | Organisation)]:
        session.refresh(thing)
    session.expunge_all()
    journal.catch_up(REACTIONS)


def text_of(page: TestResponse) -> str:
    main = html.document_fromstring(page.text).xpath("//main")[0]
    return " ".join(main.text_content().split())


def signed_in(client: Client, person: Person) -> Client:
    other = client.application.test_client()
    other.sign_in(person)
    return other


def test_a_lead_names_an_owner_and_the_owner_says_how_it_goes_on(
    client: Client, force: Force, reference: str
) -> None:
    lead, address = signed_in(client, force.lead), f"/library/{reference}/progress"
    page = lead.get(f"{address}/owner")
    kept = lead.send(
        page,
        f"{address}/owner",
        owner=f"unit:{force.team.reference}",
        sponsor=f"unit:{force.division.reference}",
    )
    assert kept.status_code == 302
    follow()
    owner = signed_in(client, force.sergeant)
    page = owner.get(address)
    assert f"Head of {force.team.name}: Sam Sergeant" in text_of(page)
    assert f"Head of {force.division.name}: Iris Inspector" in text_of(page)
    said = owner.send(
        owner.get(f"/library/{reference}/outcome"),
        f"/library/{reference}/outcome",
        state="piloted",
        result="mixed",
        note="",
    )
    assert said.status_code == 302
    item = owner.get(f"/library/{reference}")
    assert "Mixed" in text_of(item)
    assert "Piloted" in text_of(item)
    planned = owner.send(
        owner.get(address), f"{address}/milestones", words="A door", due_on=clock.today().isoformat()
    )
    assert planned.status_code == 302
    page = owner.get(address)
    (milestone,) = html.document_fromstring(page.text).xpath("//button[@name='reached']/@value")
    assert owner.send(page, f"{address}/reached", reached=milestone).status_code == 302
    page = owner.get(address)
    assert "says Sam Sergeant" in text_of(page)
    assert "1 of 1 reached" in text_of(owner.get(f"/library/{reference}"))
    again = {"reached": milestone, "idempotency_key": "another"}  # from a page that was opened before
    assert owner.send(page, f"{address}/reached", **again).status_code == 302
    page = owner.get(address)
    assert "says Sam Sergeant" in text_of(page)
    assert html.document_fromstring(page.text).xpath("//button[@name='reached']") == []
    assert owner.send(page, f"{address}/reached", not_reached=milestone).status_code == 302
    page = owner.get(address)
    assert "0 of 1 reached" in text_of(owner.get(f"/library/{reference}"))
    assert owner.send(page, f"{address}/reached", dropped=milestone).status_code == 302
    note = owner.send(
        owner.get(f"{address}/note"),
        f"{address}/note",
        expected_cost="under_1k",
        actual_benefit="few",
        blockers="No key.",
    )
    assert note.status_code == 302
    page = text_of(owner.get(address))
    assert "Under £1,000" in page
    assert "No key." in page
    assert "No key." in text_of(signed_in(client, force.colleague).get(f"/library/{reference}"))


def test_whoever_does_not_see_it_through_reads_and_is_offered_nothing(
    client: Client, force: Force, reference: str
) -> None:
    for somebody in (force.constable, force.colleague, force.sergeant, Force("Southmoor Police").lead):
        reads = signed_in(client, somebody)
        page = reads.get(f"/library/{reference}/progress")
        assert "Innovation lead: Lena Lead" in text_of(page)
        assert html.document_fromstring(page.text).xpath("//main//form") == []
        for door in ("owner", "note"):
            assert reads.get(f"/library/{reference}/progress/{door}").status_code == 403
        for door in ("still", "milestones", "reached"):
            assert reads.send(page, f"/library/{reference}/progress/{door}").status_code == 403


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    client: Client, force: Force, reference: str
) -> None:
    lead, address = signed_in(client, force.lead), f"/library/{reference}/progress"
    refused = lead.send(lead.get(address), f"{address}/milestones", words="A door", due_on="2001-01-01")
    assert refused.status_code == 409
    assert "Choose a day from today on" in refused.text
    assert 'value="A door"' in refused.text
    empty = lead.send(lead.get(address), f"{address}/milestones", words="", due_on="")
    assert empty.status_code == 422
    other = Force("Southmoor Police")
    elsewhere = lead.send(
        lead.get(f"{address}/owner"), f"{address}/owner", owner=f"unit:{other.team.reference}"
    )
    assert elsewhere.status_code == 422
    gone = lead.send(lead.get(address), f"{address}/reached", reached="ABCD2345")
    assert gone.status_code == 409


def test_of_two_who_say_otherwise_the_second_reads_what_the_first_said_and_keeps_their_words(
    client: Client, force: Force, reference: str
) -> None:
    lead, address = signed_in(client, force.lead), f"/library/{reference}/progress"
    page = lead.get(f"{address}/note")
    first = lead.send(page, f"{address}/note", expected_benefit="unit", blockers="No door.")
    assert first.status_code == 302
    late = {"expected_benefit": "", "expected_cost": "under_1k", "blockers": "No key."}
    refused = lead.send(page, f"{address}/note", **late, idempotency_key="another")
    assert refused.status_code == 409
    assert "Benefit expected: a whole unit notices it." in text_of(refused)
    assert "In the way: No door." in text_of(refused)
    assert "No key.</textarea>" in refused.text
    assert "No door." in text_of(lead.get(address))
    assert lead.send(refused, f"{address}/note", **late).status_code == 302
    assert "No key." in text_of(lead.get(address))

    page = lead.get(f"{address}/owner")
    team, division = (f"unit:{unit.reference}" for unit in (force.team, force.division))
    assert lead.send(page, f"{address}/owner", owner=team, sponsor=division).status_code == 302
    late = {"owner": division, "sponsor": ""}
    refused = lead.send(page, f"{address}/owner", **late, idempotency_key="another")
    assert refused.status_code == 409
    assert f"seen through by: Head of {force.team.name}; Head of {force.division.name} stands behind it" in (
        text_of(refused)
    )
    chosen = html.document_fromstring(refused.text).xpath("//select/option[@selected]/@value")
    assert chosen == [division, ""]
    assert lead.send(refused, f"{address}/owner", **late).status_code == 302
    assert f"Head of {force.division.name}" in text_of(lead.get(address))


def test_one_press_in_the_list_answers(client: Client, force: Force, reference: str) -> None:
    lead = signed_in(client, force.lead)
    assert "Nothing is asked of these now" in text_of(lead.get("/seeing-through"))
    with clock.later(days=100):
        actions.keep_asking()
        follow()
        lead = signed_in(client, force.lead)
        page = lead.get("/seeing-through")
        assert "Say where it stands" in text_of(page)
        assert lead.send(page, f"/library/{reference}/progress/still", then="list").status_code == 409
        said = lead.send(
            lead.get(f"/library/{reference}/outcome"),
            f"/library/{reference}/outcome",
            state="in_use",
            result="",
            note="",
        )
        assert said.status_code == 302
    with clock.later(days=200):
        actions.keep_asking()
        follow()
        lead = signed_in(client, force.lead)
        page = lead.get("/seeing-through")
        assert "Still in use" in text_of(page)
        pressed = lead.send(page, f"/library/{reference}/progress/still", then="list")
        assert (pressed.status_code, pressed.location) == (302, "/seeing-through")
        assert "Nothing waits for you" in text_of(lead.get("/seeing-through"))


def test_much_to_see_through_is_read_a_page_at_a_time(
    client: Client, force: Force, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.published(force.constable, title="A second one")
    follow()
    lead = signed_in(client, force.lead)
    assert 'aria-label="Pages"' not in lead.get("/seeing-through").text
    monkeypatch.setattr("portal.implementation.queries.owners.PER_PAGE", 1)
    first, second = (text_of(lead.get(f"/seeing-through?page={number}")) for number in (1, 2))
    assert ["A second one" in page for page in (first, second)].count(True) == 1
    assert "Next page" in first
    assert "Previous page" in second


def test_whoever_sees_nothing_through_is_told_so(client: Client, force: Force, reference: str) -> None:
    page = signed_in(client, force.colleague).get("/seeing-through")
    assert "You see nothing through at present" in text_of(page)


def test_its_page_opens_before_anything_follows(client: Client, force: Force) -> None:
    reference = factories.published(force.constable).reference
    settle()
    assert session.query(Implementation).count() == 0
    lead = signed_in(client, force.lead)
    assert "Its innovation lead has it" in text_of(lead.get(f"/library/{reference}/progress"))
    for door in ("owner", "note"):
        assert lead.get(f"/library/{reference}/progress/{door}").status_code == 200
    named = lead.send(
        lead.get(f"/library/{reference}/progress/owner"),
        f"/library/{reference}/progress/owner",
        owner=f"unit:{force.team.reference}",
        sponsor="",
    )
    assert named.status_code == 302
    assert "Sam Sergeant" in text_of(lead.get(f"/library/{reference}/progress"))
