"""A leader thanks by name: on the page of the post, to its author, and until they take it back."""

import re

import pytest
from sqlalchemy import select

from portal import reactions
from portal.anonymous import release
from portal.anonymous.models import DeskBase, desk
from portal.anonymous.rules import STEP
from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.journal import Entry
from portal.foundation.paper.stamps import fault_in
from portal.foundation.sealing import signing_key
from portal.library import queries as library
from portal.library.actions import rebuild
from portal.notifications.models import Notice
from portal.people.models import Person
from portal.recognition import actions, queries
from portal.recognition.models import Thanks
from tests import factories
from tests.anonymous.conftest import AtDesk
from tests.anonymous.test_release import filed, news, post_of, read
from tests.client import Client
from tests.library import settle
from tests.paper import words_of

WORDS = "Every shift has ten minutes more because of this."


def again(person: Person) -> Person:
    return session.get_one(Person, person.id)


def kept_at_the_desk() -> list[str]:
    desk.remove()
    return sorted(
        repr(tuple(row)) for table in DeskBase.metadata.sorted_tables for row in desk.execute(table.select())
    )


def published(by: Person, **changes: object) -> str:
    reference = factories.published(by, **changes).reference
    settle()
    return reference


def thank(reference: str, by: Person, words: str = WORDS) -> None:
    with transaction():
        actions.thank(library.item(reference).submission, words, by=again(by))


def test_who_reads_the_post_reads_who_thanked_and_its_author_is_told(
    client: Client, force: factories.Force
) -> None:
    reference, author = published(force.constable), force.constable.id
    client.sign_in(force.inspector)
    page = client.get(f"/library/{reference}")
    assert f'href="/library/{reference}/thank"' in page.text
    client.submit(f"/library/{reference}/thank", words=WORDS)
    journal.catch_up(reactions.REACTIONS)
    (told,) = session.scalars(
        select(Notice).where(Notice.person_id == author, Notice.words.contains("thanks you"))
    )
    assert told.words == "Iris Inspector thanks you for “A quiet room for handover”"
    client.sign_in(force.colleague)
    shown = client.get(f"/library/{reference}").text
    assert WORDS in shown
    assert f"Iris Inspector, {force.organisation.name}" in shown
    assert "Thank whoever wrote this" not in shown
    assert "Take it back" not in shown


def test_only_leaders_who_read_it_and_did_not_write_it_thank(client: Client, force: factories.Force) -> None:
    reference = published(force.constable, sharing="force")
    for person, status in ((force.constable, 403), (force.colleague, 403), (factories.Force().lead, 404)):
        client.sign_in(person)
        assert client.get(f"/library/{reference}/thank").status_code == status
    own = published(force.inspector)
    client.sign_in(force.inspector)
    assert client.get(f"/library/{own}/thank").status_code == 403
    with pytest.raises(Refused), transaction():
        actions.thank(library.item(reference).submission, WORDS, by=again(force.colleague))


def test_whoever_decided_on_it_thanks_too_and_once(force: factories.Force) -> None:
    reference = published(force.constable)
    thank(reference, force.sergeant)
    with pytest.raises(Refused, match="already"), transaction():
        actions.thank(library.item(reference).submission, WORDS, by=again(force.sergeant))
    thank(reference, force.lead, "It went to three forces within a month.")
    said = queries.thanks_for(library.item(reference).submission)
    assert {one.words for one in said} == {WORDS, "It went to three forces within a month."}


def test_words_that_say_nothing_come_back_with_the_sentence(client: Client, force: factories.Force) -> None:
    reference = published(force.constable)
    client.sign_in(force.inspector)
    answer = client.submit(f"/library/{reference}/thank", words="Thanks")
    assert answer.status_code == 409
    assert "Say in a sentence what you thank for." in answer.text
    assert re.search(r">\s*Thanks</textarea>", answer.text)


def test_it_is_taken_back_by_whoever_said_it_and_by_nobody_else(
    client: Client, force: factories.Force
) -> None:
    reference = published(force.constable)
    thank(reference, force.inspector)
    address = f"/library/{reference}/thank/take-back"
    client.sign_in(force.lead)
    client.submit(address, page=f"/library/{reference}")
    assert WORDS in client.get(f"/library/{reference}").text
    client.sign_in(force.inspector)
    client.submit(address, page=f"/library/{reference}")
    assert WORDS not in client.get(f"/library/{reference}").text
    assert session.scalars(select(Thanks)).all() == []
    events = session.scalars(select(Entry.event).order_by(Entry.sequence)).all()
    assert events.count("post.thanks_taken_back") == 1
    thank(reference, force.inspector)


def test_visitors_read_no_thanks(client: Client, force: factories.Force) -> None:
    reference = published(force.constable, sharing="public")
    thank(reference, force.inspector)
    assert WORDS not in client.get(f"/library/{reference}").text


def test_who_wrote_without_a_name_reads_it_by_receipt(at_desk: AtDesk) -> None:
    receipt, inspector = filed(at_desk), at_desk.force.inspector
    release.release()
    post = post_of(receipt)
    while ways.open_step(post) is not None:
        factories.decided(post, Verdict.APPROVE)
    rebuild()
    news()
    thank(post_of(receipt).reference, inspector)
    news()
    assert read(receipt)[-1] == f"Iris Inspector, {at_desk.force.organisation.name} thanks you."
    assert WORDS in str(at_desk.client().post("/anonymous/receipt", data={"code": receipt}).text)
    asked = {"code": receipt, "to": "The board", "then": "certificate"}
    before = kept_at_the_desk()
    made = at_desk.client().post("/anonymous/receipt/proof", data=asked)
    assert kept_at_the_desk() == before, "nothing of it is kept"
    assert made.headers["Cache-Control"] == "no-store"
    again_made = at_desk.client().post("/anonymous/receipt/proof", data=asked)
    assert again_made.data == made.data
    assert (made.mimetype, len(made.data) % STEP) == ("application/pdf", 0)
    assert fault_in(made.data, signing_key(bytes.fromhex(at_desk.app.config["DESK"].proof_key))) == ""
    told = words_of(made.data)
    assert "A post without a name: “A quiet room for handover”" in told
    assert WORDS in told
    assert "The board" in told
    for person in (at_desk.force.constable, at_desk.force.colleague, at_desk.force.sergeant):
        assert person.name not in told
    assert receipt not in told
    (entry,) = session.scalars(select(Entry).where(Entry.event == "post.thanked"))
    assert clock.local(entry.at).time().isoformat() == "00:00:00", (
        "of a post without a name nothing has a time"
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", str(session.scalars(select(Thanks.said_on)).one()))


def test_there_is_no_certificate_of_what_is_not_in_the_library(at_desk: AtDesk) -> None:
    receipt = filed(at_desk)
    release.release()
    news()
    asked = {"code": receipt, "to": "The board", "then": "certificate"}
    answer = at_desk.client().post("/anonymous/receipt/proof", data=asked)
    assert answer.mimetype == "text/html"
    assert "Download a certificate" not in answer.text
