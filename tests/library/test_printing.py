"""An item as a PDF: what its page says, to whoever its page is open to."""

from portal.authorisation.rules import Verdict
from portal.foundation.database import session, transaction
from portal.library import actions, queries
from portal.people.models import Person
from portal.submissions import actions as submissions
from tests import factories
from tests.client import Client
from tests.library import settle
from tests.paper import words_of

WHY = "It costs more than it saves. Ask again with another supplier."
TABLE = "| Force | Calls |\n|---|---|\n| Moor | 3 |\n"


def printed(client: Client, reference: str) -> bytes:
    answer = client.get(f"/library/{reference}/pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == f"attachment; filename={reference}.pdf"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.data


def said(client: Client, reference: str) -> str:
    return words_of(printed(client, reference))


def test_a_reader_saves_what_the_page_says(client: Client, force: factories.Force) -> None:
    post = factories.published(
        force.constable,
        title="A lamp by the gate in Tŷ Bach",
        body=f"We tried it.\n\n{TABLE}",
        sharing="policing",
    )
    reference = post.reference
    settle()
    client.sign_in(factories.Force().inspector)
    page = client.get(f"/library/{reference}").text
    assert f'href="/library/{reference}/pdf"' in page
    assert f"http://localhost/library/{reference}" in page
    told = said(client, reference)
    for words in (
        "A lamp by the gate in Tŷ Bach",
        "Amina Constable, Northmoor Police",
        "What would be better",
        "We tried it.",
        "Moor",
        "Policing, and partners who use this portal",
        f"{reference[:4]}-{reference[4:]}",
        f"http://localhost/library/{reference}",
    ):
        assert words in told


def test_it_is_open_to_whom_its_page_is_open(client: Client, force: factories.Force) -> None:
    here, everybody = (
        factories.published(force.constable, sharing=sharing).reference for sharing in ("force", "public")
    )
    waiting = factories.sent(force.constable, sharing="public").reference
    settle()
    assert [client.get(f"/library/{one}/pdf").status_code for one in (everybody, here, waiting, "zzzz9999")] == [
        200, 404, 404, 404,
    ]  # fmt: skip
    told = said(client, everybody)
    assert "A member of Northmoor Police" in told
    assert "Amina" not in told
    client.sign_in(factories.Force().inspector)
    assert client.get(f"/library/{here}/pdf").status_code == 404
    assert "Amina Constable" in said(client, everybody), (
        "who is signed in reads the name, also after a visitor"
    )


def test_a_visitor_reads_no_name_after_somebody_who_may(client: Client, force: factories.Force) -> None:
    reference = factories.published(force.constable, sharing="public").reference
    settle()
    client.sign_in(force.colleague)
    assert "Amina Constable" in said(client, reference)
    client.submit("/sign-out", page="/account")
    assert "Amina" not in said(client, reference)


def test_what_is_taken_out_is_not_printed_any_more(client: Client, force: factories.Force) -> None:
    reference = factories.published(force.constable).reference
    settle()
    client.sign_in(force.colleague)
    printed(client, reference)
    with transaction():
        actions.take_out(
            queries.item(reference), "It names somebody.", by=session.get_one(Person, force.lead.id)
        )
    assert client.get(f"/library/{reference}/pdf").status_code == 410


def test_what_was_declined_says_so_before_all_else(client: Client, force: factories.Force) -> None:
    post = factories.decided(
        factories.sent(force.constable, sharing="policing"),
        Verdict.DECLINE,
        "It costs more than it saves. Ask again with another supplier.",
    )
    reference = post.reference
    with transaction():
        submissions.list_as_declined(post, True, by=post.author)
    settle()
    client.sign_in(force.colleague)
    assert f"Not taken forward. {WHY}" in said(client, reference)
