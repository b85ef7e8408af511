"""The pages on which the library is kept right, as readers, owners, leads and the national curator see them."""

import csv
import io

import pytest

from portal.authorisation.rules import Verdict
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.library import actions, queries
from portal.people.actions.tokens import create_token
from portal.people.models import Person
from portal.people.rules import Role
from portal.people.rules.scopes import Scope
from portal.submissions import actions as posts
from tests import factories
from tests.client import Client
from tests.factories import Force
from tests.library import settle
from tests.library.kept import WHY, kept

SINCE = "Nobody has said since 10 March 2025 that this is still right."


pytestmark = pytest.mark.usefixtures("in_march")


def retired(reference: str, by: Person, successor: str = "") -> None:
    with transaction():
        found = queries.item(reference)
        assert found is not None
        actions.retire(found, WHY, successor, by=session.get_one(Person, by.id))
    settle()


def test_a_stale_item_says_since_when_and_whom_to_ask_and_only_its_keepers_are_offered_the_button(
    client: Client, force: Force
) -> None:
    reader, author, lead = factories.person(force.team), force.constable, force.lead
    reference = kept(author)
    page, button = f"/library/{reference}", f'action="/library/{reference}/still-right"'
    assert SINCE not in client.sign_in(reader).get(page).text
    with clock.later(days=370):
        assert SINCE not in client.sign_in(reader).get(page).text, "what is only due is its owner's business"
        assert button in client.sign_in(author).get(page).text
    with clock.later(days=380):
        for one, offered in ((reader, False), (author, True), (lead, True)):
            shown = client.sign_in(one).get(page).text
            assert SINCE in shown
            assert ("Ask Amina Constable" in shown) is (one is not author), "nobody is told to ask themselves"
            assert (button in shown) is offered, one.name
        listed = client.get("/library").text
        assert "Not confirmed since 10 March 2025" in listed
        done = client.sign_in(author).submit(f"{page}/still-right", page=page)
        assert done.location == page
        shown = client.get(page).text
        assert SINCE not in shown
        assert "Readers of “A quiet room for handover” see that it was still right today." in shown
        assert "Not confirmed" not in client.get("/library").text


def test_one_press_in_the_list_says_that_it_is_still_right_and_comes_back_to_the_list(
    client: Client, force: Force
) -> None:
    reference = kept(force.constable)
    author, stranger = force.constable, Force().constable
    assert "You keep nothing right yet." in client.sign_in(stranger).get("/keeping").text
    client.sign_in(author)
    assert "Nothing waits for you." in client.get("/keeping").text
    with clock.later(days=365):
        shown = client.sign_in(author).get("/keeping")
        assert "Still right?" in shown.text
        done = client.submit(f"/library/{reference}/still-right", page="/keeping", then="keeping")
        assert done.location == "/keeping"
        assert "You are asked again on" in client.get("/keeping").text


def test_a_retired_item_is_read_at_its_address_with_the_reason_and_what_to_read_instead(
    client: Client, force: Force
) -> None:
    reader, stranger = factories.person(force.team), Force().constable
    reference, after = kept(force.constable), kept(force.colleague, title="A better room", sharing="force")
    page = f"/library/{reference}"
    client.sign_in(force.constable)
    refused = client.submit(f"{page}/retire", reason=WHY, successor="zzzzzzzz")
    assert refused.status_code == 409
    assert WHY in refused.text, "what was typed is still there"
    done = client.submit(f"{page}/retire", reason=WHY, successor=f"https://portal.example/library/{after}/")
    assert done.location == page
    settle()
    for one, may_read in ((reader, True), (stranger, False)):
        shown = client.sign_in(one).get(page).text
        assert "Retired on 10 March 2025, because:" in shown
        assert WHY in shown
        assert ("A better room" in shown) is may_read, "nobody learns of a successor that they may not read"
        assert (f"/library/{after}" in shown) is may_read
    assert "Retired 10 March 2025" in client.get("/library?standing=retired").text
    assert "bring-back" not in client.sign_in(reader).get(page).text
    client.sign_in(force.lead).submit(f"{page}/bring-back", page=page)
    assert "Retired on" not in client.get(page).text


def test_programs_read_how_fresh_an_item_is_and_what_stands_in_its_place(
    client: Client, force: Force
) -> None:
    reference, after = kept(force.constable), kept(force.colleague, sharing="force")
    tokens = {}
    for name, person in (("here", force.colleague), ("there", Force().constable)):
        with transaction():
            tokens[name] = create_token(
                session.get_one(Person, person.id), [Scope.READ], days=900, label="reads"
            )

    def read(name: str, address: str) -> dict:
        return client.get(address, headers={"Authorization": f"Bearer {tokens[name]}"}).get_json()

    with clock.later(days=380):
        (line,) = read("there", "/api/v1/library")["items"]
        assert (line["standing"], line["confirmed_on"], line["review_on"]) == (
            "stale",
            "2025-03-10",
            "2026-03-10",
        )
    retired(reference, force.constable, after)
    whole = read("here", f"/api/v1/library/{reference}")
    assert (whole["standing"], whole["retired_on"], whole["retired_because"]) == (
        "retired",
        "2025-03-10",
        WHY,
    )
    assert whole["successor"] == after
    assert read("there", f"/api/v1/library/{reference}")["successor"] is None
    (alike,) = read("there", "/api/v1/similar?title=A+quiet+room+for+handover")["items"]
    assert alike["status"] == "retired"


def test_who_keeps_it_is_arranged_on_its_own_page(client: Client, force: Force) -> None:
    reference = kept(force.constable)
    page = f"/library/{reference}/keeper"
    client.sign_in(force.constable)
    assert page in client.get(f"/library/{reference}").text
    wrong = client.submit(page, owner="nobody@force.example", deputy="", months="")
    assert (wrong.status_code, "nobody@force.example" in wrong.text) == (409, True)
    assert client.submit(page, owner="", deputy="", months="61").status_code == 422
    done = client.submit(page, owner=force.colleague.email, deputy="", months="3")
    assert done.location == f"/library/{reference}"
    assert client.get(page).status_code == 403
    shown = client.sign_in(force.colleague).get(f"/library/{reference}").text
    assert "Colin Colleague" in shown
    assert "10 June 2025" in shown


def test_who_keeps_it_is_not_changed_over_what_somebody_else_has_just_said(
    client: Client, force: Force
) -> None:
    reference = kept(force.constable)
    page = f"/library/{reference}/keeper"
    opened = client.sign_in(force.lead).get(page)
    deputy, by = force.sergeant.email, force.constable.id
    with transaction():
        author = session.get_one(Person, by)
        actions.arrange(queries.item(reference), owner="", deputy=deputy, months=None, seen=1, by=author)
    late = client.send(opened, page, owner=force.colleague.email, deputy="", months="")
    assert late.status_code == 409
    assert "handed to nobody by name, and the deputy is Sam Sergeant" in late.text
    assert force.colleague.email in late.text
    assert client.send(late, page, owner=force.colleague.email, deputy="", months="").status_code == 302
    assert "Colin Colleague" in client.sign_in(force.colleague).get(f"/library/{reference}").text


def test_the_months_of_an_organisation_are_set_by_its_lead_or_an_administrator(
    client: Client, force: Force
) -> None:
    reference = kept(force.constable)
    for one, months in ((force.lead, "6"), (force.administrator, "9")):
        client.sign_in(one)
        assert client.submit("/keeping/months", idea="0", learning="12", impact_case="12").status_code == 422
        done = client.submit("/keeping/months", idea=months, learning="12", impact_case="24")
        assert done.location == "/keeping/months"
    settle()
    found = queries.item(reference)
    assert found is not None
    assert found.review_on is not None
    assert found.review_on.isoformat() == "2025-12-10"


def test_the_report_counts_by_organisation_and_is_a_table_that_no_spreadsheet_runs(
    client: Client, force: Force
) -> None:
    other = Force("Southmoor Police")
    curator = factories.person(other.office, Role.NATIONAL_CURATOR)
    reference = kept(force.constable, title="=1+1 and a room")
    kept(other.constable, title="Theirs", sharing="force")
    hidden = kept(force.colleague, title="Only here", sharing="unit")
    with clock.later(days=400):
        shown = client.sign_in(force.lead).get("/keeping/report").text
        assert "Kept by Amina Constable" in shown
        assert "Theirs" not in shown
        shown = client.sign_in(curator).get("/keeping/report").text
        assert "Theirs" in shown, "the curator works there"
        assert "By organisation" in shown
        assert hidden not in shown
        assert "Only here" not in shown
        narrowed = client.get(
            f"/keeping/report?show=stale&organisation={force.organisation.code}&page=7"
        ).text
        assert ("a room" in narrowed, "Theirs" in narrowed) == (True, False)
        answer = client.get("/keeping/report.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["reference"] for row in rows} == {reference} | {
        row["reference"] for row in rows if row["title"] == "Theirs"
    }
    (formula,) = [row for row in rows if row["reference"] == reference]
    assert formula["title"].startswith("'="), "it is text"
    assert formula["kept by"] == "Amina Constable"
    assert (formula["last confirmed"], formula["due"], formula["times asked"]) == (
        "2025-03-10",
        "2026-03-10",
        "0",
    )


def test_the_lead_confirms_from_the_report(client: Client, force: Force) -> None:
    reference = kept(force.constable)
    with clock.later(days=400):
        client.sign_in(force.lead)
        done = client.submit(f"/library/{reference}/still-right", page="/keeping/report", then="report")
        assert done.location == "/keeping/report"
        assert "Nothing is stale." in client.get("/keeping/report").text


def test_what_was_not_taken_forward_says_nothing_of_being_kept_right(client: Client, force: Force) -> None:
    post = factories.decided(factories.sent(force.constable), Verdict.DECLINE)
    with transaction():
        posts.list_as_declined(post, True, by=post.author)
    reference = post.reference
    settle()
    with clock.later(days=900):
        assert "Kept right" not in client.sign_in(force.colleague).get(f"/library/{reference}").text
        assert "Not confirmed" not in client.get("/library").text


def test_a_visitor_of_the_desk_or_a_stranger_learns_nothing_of_who_keeps_what(
    client: Client, force: Force
) -> None:
    reference = kept(force.constable, sharing="unit")
    client.sign_in(Force().constable)
    for address in (f"/library/{reference}/retire", f"/library/{reference}/keeper"):
        assert client.get(address).status_code == 404
    assert client.get("/keeping/report").status_code == 403
