"""What somebody can show of what they did: told from what is stored, to them alone, and stamped."""

import csv
import io
from pathlib import Path

from click.testing import CliRunner
from sqlalchemy import Engine, select

from portal import reactions
from portal.anonymous.cli import verify_proof
from portal.anonymous.rules import key_for
from portal.feedback import actions as feedback
from portal.feedback.rules import OutcomeState
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.paper.stamps import NOT_AS_MADE, NOT_STAMPED, fault_in, stamped
from portal.foundation.sealing import signing_key
from portal.implementation import actions as implementation
from portal.implementation.actions import Said
from portal.implementation.rules.ledger import How, Place
from portal.library import actions as libraries
from portal.library import queries as library
from portal.people.models import Person
from portal.recognition import actions, queries
from portal.recognition.rules.record import Mark
from portal.submissions.models import Submission
from tests import factories
from tests.client import Client
from tests.library import settle
from tests.paper import words_of
from tests.statements import statements

THANKED = "Every shift has ten minutes more because of this."
SEED = bytes(range(32))


def again(person: Person) -> Person:
    return session.get_one(Person, person.id)


def post_of(reference: str) -> Submission:
    return session.scalars(select(Submission).where(Submission.reference == reference)).one()


def taken_up(reference: str, by: Person, how: How, note: str = "") -> None:
    """A confirmed entry of what somebody's unit did."""
    with transaction():
        place = Place(by.organisation_id, by.unit_id)
        entry = implementation.note_adoption(
            post_of(reference), place, Said(how, clock.today(), note=note), by=again(by)
        )
        implementation.confirm(entry, by=session.get_one(Person, entry.holder_id or 0))


def marks(person: Person) -> list[tuple[Mark, str]]:
    return [(one.mark, one.reference) for one in queries.record_of(again(person)).deeds]


def a_year(force: factories.Force, other: factories.Force) -> dict[str, str]:
    """A constable who shared, adopted, stopped and helped; the references of the posts."""
    mine = factories.published(force.constable, title="Lockers with a lamp").reference
    theirs = factories.published(other.constable, title="A map of handovers").reference
    settle()
    taken_up(theirs, force.constable, How.TRIED)
    taken_up(theirs, force.colleague, How.STOPPED, "It needed a second car.")
    with transaction():
        feedback.keep_outcome(
            post_of(mine), OutcomeState.STOPPED, None, "The lamps broke.", by=again(force.lead)
        )
        question = feedback.ask(post_of(theirs), "Did it rain?", by=again(force.colleague))
        feedback.answer(question, "It did.", by=again(other.lead))
        actions.thank(library.item(mine).submission, THANKED, by=again(force.inspector))
    journal.catch_up(reactions.REACTIONS)
    return {"mine": mine, "theirs": theirs}


def test_what_was_done_is_told_to_whoever_did_it(force: factories.Force) -> None:
    other = factories.Force("Southmoor Police")
    there = a_year(force, other)
    assert set(marks(force.constable)) == {
        (Mark.CONTRIBUTED, there["mine"]),
        (Mark.STOPPED, there["mine"]),
        (Mark.ADOPTED, there["theirs"]),
    }
    assert marks(force.colleague) == [(Mark.STOPPED, there["theirs"])]
    assert marks(other.lead) == [(Mark.HELPED, there["theirs"])]
    assert marks(force.sergeant) == [(Mark.HELPED, there["theirs"])] * 2, "who confirmed it helped"
    found = queries.record_of(again(force.constable))
    (approved,) = (one for one in found.deeds if one.mark is Mark.CONTRIBUTED)
    assert approved.confirmed == "Approved by Sam Sergeant and Lena Lead"
    assert [one.words for one in found.thanks] == [THANKED]
    assert marks(force.data_officer) == []


def test_what_is_taken_out_is_not_on_record(force: factories.Force) -> None:
    reference = factories.published(force.constable).reference
    settle()
    assert marks(force.constable) == [(Mark.CONTRIBUTED, reference)]
    with transaction():
        libraries.take_out(library.item(reference), "It names somebody.", by=again(force.lead))
    assert marks(force.constable) == []


def test_a_post_that_one_cannot_read_any_more_is_not_named(force: factories.Force) -> None:
    reference = factories.published(force.constable, title="Only ours", sharing="force").reference
    settle()
    taken_up(reference, force.colleague, How.TRIED)
    with transaction():
        somebody = again(force.colleague)
        other = factories.Force()
        somebody.unit_id, somebody.unit = other.team.id, other.team
    (told,) = queries.record_of(again(force.colleague)).deeds
    assert "Only ours" not in told.what
    assert told.reference == ""


def test_the_page_the_table_and_the_statement_say_the_same(client: Client, force: factories.Force) -> None:
    there = a_year(force, factories.Force("Southmoor Police"))
    client.sign_in(force.constable)
    page = client.get("/record").text
    table = client.get("/record.csv")
    rows = list(csv.reader(io.StringIO(table.text)))
    told = words_of(client.get("/record.pdf").data)
    for words in (
        "Lockers with a lamp",
        "A map of handovers",
        "Approved by Sam Sergeant and Lena Lead",
        THANKED,
    ):
        assert words in page
        assert words in told
        assert any(words in cell for row in rows for cell in row)
    assert "Amina Constable" in told
    assert f"/record/{there['mine']}/certificate" in page
    assert f"/record/{there['theirs']}/certificate" not in page
    assert [row[0] for row in rows] == ["Mark", *(row[0] for row in rows[1:-1]), "Thanked"]


def test_a_period_leaves_out_what_was_before(client: Client, force: factories.Force) -> None:
    factories.published(force.constable, title="Long ago")
    settle()
    client.sign_in(force.constable)
    with clock.later(days=800):
        client.sign_in(force.constable)
        assert "Long ago" not in client.get("/record").text
        assert "Long ago" in client.get("/record?months=36").text
        assert "Long ago" in client.get("/record?months=all").text
        assert "Long ago" not in client.get("/record?months=nonsense").text


def test_an_empty_record_says_what_would_stand_there(client: Client, force: factories.Force) -> None:
    client.sign_in(force.colleague)
    assert "Nothing is on record for this time." in client.get("/record").text
    assert client.get("/record.pdf").mimetype == "application/pdf"


def test_a_certificate_is_given_to_who_wrote_it_alone(client: Client, force: factories.Force) -> None:
    there = a_year(force, factories.Force("Southmoor Police"))
    address = f"/record/{there['mine']}/certificate"
    for person, status in ((force.constable, 200), (force.sergeant, 403), (force.colleague, 404)):
        client.sign_in(person)
        assert client.get(address).status_code == status
    client.sign_in(force.constable)
    told = words_of(client.get(address).data)
    assert "Amina Constable wrote “Lockers with a lamp”." in told
    assert THANKED in told
    assert "A map of handovers" not in told


def test_whoever_is_handed_it_checks_the_stamp_without_the_portal(
    client: Client, force: factories.Force, tmp_path: Path
) -> None:
    client.sign_in(force.constable)
    made = client.get("/record.pdf").data
    key = signing_key(bytes.fromhex(key_for(client.application.config["SETTINGS"].secret_key, "proof")))
    file = tmp_path / "record.pdf"
    file.write_bytes(made)
    checked = CliRunner().invoke(verify_proof, [str(file), "--key", key])
    assert checked.exit_code == 0
    assert checked.output.startswith("It holds.")
    file.write_bytes(made[:400] + bytes([made[400] ^ 1]) + made[401:])
    altered = CliRunner().invoke(verify_proof, [str(file), "--key", key])
    assert str(altered.exception) == NOT_AS_MADE


def test_a_stamp_holds_for_one_document_and_one_key() -> None:
    made = stamped(b"%PDF-1.7 words", SEED)
    key, another = signing_key(SEED), signing_key(bytes(32))
    assert fault_in(made, key) == ""
    assert fault_in(made, another) == NOT_AS_MADE
    assert fault_in(made.replace(b"words", b"lies!"), key) == NOT_AS_MADE
    assert fault_in(made[:-2], key) == NOT_STAMPED
    assert fault_in(made + b"more", key) == NOT_STAMPED
    assert fault_in(b"no pdf", key) == NOT_STAMPED


def test_a_longer_record_asks_the_database_as_often(
    client: Client, force: factories.Force, engine: Engine
) -> None:
    other = factories.Force("Southmoor Police")
    a_year(force, other)

    def asked() -> int:
        session.remove()
        with statements(engine, ("SELECT",)) as said:
            assert client.get("/record?months=all").status_code == 200
        return len(said)

    client.sign_in(force.constable)
    asked()
    few = asked()
    for number in range(3):
        reference = factories.published(again(other.constable), title=f"Another {number}").reference
        factories.published(again(force.constable), title=f"One more {number}")
        settle()
        taken_up(reference, again(force.constable), How.ADOPTED)
    assert asked() == few
