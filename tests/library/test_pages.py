"""The library's pages, as readers of every sort meet them."""

import re
import time
from xml.etree import ElementTree as Xml

import pytest
from sqlalchemy import Engine, update

from portal.authorisation.rules import Verdict
from portal.foundation.database import session, transaction
from portal.people.models import Person
from portal.people.rules import Role
from portal.submissions import actions as submissions
from portal.submissions.models import Submission
from tests import factories
from tests.client import Client
from tests.library import settle
from tests.library.bombs import BOMBS
from tests.statements import statements

ATOM = "{http://www.w3.org/2005/Atom}"
MASKED = re.compile(r'(name="(?:csrf_token|idempotency_key)" value=")[^"]*')


def read(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, f"{address} answered {answer.status_code}"
    return MASKED.sub(r"\1", answer.text)


def test_an_approved_post_is_found_and_read_by_another_force(client: Client, force: factories.Force) -> None:
    reference = factories.published(force.constable).reference
    reader = factories.Force().inspector
    settle()
    client.sign_in(reader)
    found = read(client, "/library?q=handover")
    assert f"/library/{reference}" in found
    assert "<mark>handover</mark>" in found
    item = read(client, f"/library/{reference}")
    assert "Amina Constable" in item
    assert "What would be better" in item


def test_a_reference_is_read_as_it_is_spoken(client: Client, force: factories.Force) -> None:
    reference = factories.published(force.constable).reference
    settle()
    client.sign_in(force.colleague)
    assert "Amina Constable" in read(client, f"/library/{reference[:4].upper()}-{reference[4:]}")
    read(client, "/library/zzzzzzzz", 404)


def test_all_who_wrote_it_are_credited_wherever_it_is_read(client: Client, force: factories.Force) -> None:
    also = [force.colleague.email, force.inspector.email]
    reference = factories.published(force.constable, co_authors=also).reference
    settle()
    client.sign_in(force.lead)
    item = read(client, f"/library/{reference}")
    credit = "Amina Constable, Northmoor Police, with Colin Colleague and Iris Inspector"
    assert credit in item
    assert "Amina Constable, Colin Colleague and Iris Inspector (Northmoor Police), " in item
    assert credit in read(client, "/library.atom")
    assert credit in read(client, f"/submissions/{reference}")
    client.sign_in(force.colleague)
    assert "Written with Amina Constable<" in read(client, "/submissions")


def test_who_is_not_signed_in_is_asked_to(client: Client, force: factories.Force) -> None:
    reference = factories.published(force.constable, sharing="public").reference
    settle()
    for address in (
        f"/library/{reference}/changed",
        f"/library/{reference}/questions",
        "/library/similar?title=x",
    ):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer.location.startswith("/sign-in")


@pytest.mark.parametrize("sharing", ["unit", "force", "region", "policing"])
def test_each_reader_finds_what_is_shared_with_them(
    client: Client, force: factories.Force, sharing: str
) -> None:
    reference = factories.published(force.constable, sharing=sharing).reference
    neighbour, far = factories.Force(), factories.Force()
    far.organisation.region = "South"
    partner = factories.organisation("A charity", kind="partner", reads_policing=False)
    charity = factories.unit("Outreach", partner)
    readers = {
        "colleague": (force.colleague, True),
        "inspector of the division": (force.inspector, sharing != "unit"),
        "neighbour": (neighbour.constable, sharing in {"region", "policing"}),
        "far": (far.constable, sharing == "policing"),
        "partner": (factories.person(charity), False),
    }
    session.commit()
    settle()
    for name, (person, may) in readers.items():
        client.delete_cookie("portal")
        client.sign_in(person)
        found = read(client, "/library?q=handover")
        assert (f"/library/{reference}" in found) == may, name
        read(client, f"/library/{reference}", 200 if may else 404)


def test_two_worlds_look_alike_to_those_who_may_not_know(client: Client, force: factories.Force) -> None:
    visible = [
        factories.published(force.constable, kind, title=f"{kind} about handover {n}")
        for n, kind in enumerate(("idea", "impact-case", "learning", "idea"))
    ]
    references = [post.reference for post in visible]
    reader = factories.Force().constable
    settle()
    client.sign_in(reader)
    addresses = [
        "/library", "/library?sort=newest", "/library?q=handover", "/library?q=hand*", "/library?q=handovre",
        "/library?q=secret+handover", "/library?q=zebra", "/library?kind=idea&year=2026", "/library?q=handover&page=9",
        "/library?topic=none&q=handover", "/library.atom?q=handover", "/library/similar?title=handover&text=quiet+room",
        *(f"/library/{reference}" for reference in references),
    ]  # fmt: skip
    before = {address: read(client, address) for address in addresses}
    constable = session.get_one(Person, force.constable.id)
    told = {"title": "Secret handover zebra handovre", "summary": "A zebra handover nobody may know of."}
    hidden = [factories.draft(constable, **told).reference]
    post = factories.sent(constable, **told)
    hidden.append(post.reference)
    ended = (Verdict.RETURN, Verdict.DECLINE)
    hidden += [factories.decided(factories.sent(constable, **told), verdict).reference for verdict in ended]
    withdrawn = factories.sent(constable, **told)
    with transaction():
        submissions.withdraw(withdrawn, by=constable)
    hidden.append(withdrawn.reference)
    narrow = ("unit", "force")
    hidden += [factories.published(constable, sharing=sharing, **told).reference for sharing in narrow]
    settle()
    for address in addresses:
        assert read(client, address) == before[address], address
    for reference in hidden:
        read(client, f"/library/{reference}", 404)


def test_what_is_taken_back_is_gone_before_the_index_hears_of_it(
    client: Client, force: factories.Force
) -> None:
    post = factories.decided(factories.sent(force.constable, sharing="policing"), Verdict.DECLINE)
    with transaction():
        submissions.list_as_declined(post, True, by=force.constable)
    reference, key, author_id = post.reference, post.id, force.constable.id
    settle()
    client.sign_in(force.colleague)
    assert "Not taken forward" in read(client, f"/library/{reference}")
    assert reference in read(client, "/library?q=handover")
    with transaction():
        submissions.list_as_declined(
            session.get_one(Submission, key), False, by=session.get_one(Person, author_id)
        )
    assert reference not in read(client, "/library?q=handover")
    assert reference not in read(client, "/library.atom")
    assert reference not in read(client, "/library/similar?title=quiet+room+handover")
    read(client, f"/library/{reference}", 404)


def test_a_narrower_sharing_counts_at_once(client: Client, force: factories.Force) -> None:
    reference = factories.published(force.constable).reference
    reader = factories.Force().constable
    settle()
    with transaction():
        session.execute(update(Submission).values(sharing="force"))
    client.sign_in(reader)
    assert reference not in read(client, "/library?q=handover")
    read(client, f"/library/{reference}", 404)


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> {{7*7}} handover"


def test_nothing_typed_becomes_active(client: Client, force: factories.Force) -> None:
    client.verbatim = True
    reference = factories.published(
        force.constable, title=HOSTILE, summary=HOSTILE, body=f"{HOSTILE}\n\n[x](javascript:alert(3))"
    ).reference
    settle()
    client.sign_in(force.colleague)
    for address in (
        "/library?q=handover", "/library?q=alert", f"/library/{reference}", "/library/similar?title=alert+handover",
        "/library?q=%3Cscript%3Ealert(1)%3C/script%3E", "/library?kind=%3Cscript%3E&topic=%22%3E%3Cimg+src=x%3E",
    ):  # fmt: skip
        text = read(client, address)
        assert "<script>alert" not in text
        assert "<img" not in text
        assert "javascript:" not in re.sub(r">[^<]*<", "><", text)


def test_no_question_holds_the_page_up(client: Client, force: factories.Force) -> None:
    client.verbatim = True
    factories.published(force.constable)
    settle()
    client.sign_in(force.colleague)
    client.get("/library")
    held_up = {}
    for name, question in BOMBS.items():
        began = time.process_time()
        answer = client.get("/library", query_string={"q": question})
        spent = time.process_time() - began
        if spent >= 2 or answer.status_code not in (200, 400):
            held_up[name] = (answer.status_code, spent)
    assert not held_up


def test_an_empty_search_says_whom_to_ask_and_where_to_share(client: Client, force: factories.Force) -> None:
    settle()
    client.sign_in(force.constable)
    text = read(client, "/library?q=zeppelin")
    assert "Nothing here yet for “zeppelin”." in text
    assert '<a href="/wanted/new?q=zeppelin">Ask for it</a>: innovation leads and topic leads read' in text
    assert "Share what you know" in text


def test_every_page_number_leads_somewhere(client: Client, force: factories.Force) -> None:
    factories.published(force.constable)
    settle()
    client.sign_in(force.colleague)
    for page in ("0", "-1", "2", "999999999999", "x", "", "1e3", "٣"):
        assert "1 post" in read(client, f"/library?page={page}"), page


def test_an_empty_result_says_which_filter_to_take_away(client: Client, force: factories.Force) -> None:
    factories.published(force.constable)
    settle()
    client.sign_in(force.colleague)
    text = read(client, "/library?q=handover&kind=learning")
    assert "Nothing here yet for “handover” with these filters." in text
    assert '<a href="/library?q=handover">Without kind: 1 post</a>' in text
    assert "Did you mean" in read(client, "/library?q=handovre")


def test_the_feed_is_well_formed_whatever_was_typed(client: Client, force: factories.Force) -> None:
    factories.published(force.constable)
    with transaction():  # as an import from elsewhere may have left it
        session.execute(update(Submission).values(title="Bell \x07 and <b>bold</b> & \ufffe end"))
    settle()
    client.sign_in(force.colleague)
    answer = client.get("/library.atom?q=handover")
    assert answer.mimetype == "application/atom+xml"
    feed = Xml.fromstring(answer.data)  # noqa: S314 - our own feed
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Bell  and <b>bold</b> &  end"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Amina Constable, Northmoor Police"
    assert entry.findtext(f"{ATOM}id", "").startswith("http://localhost/library/")


def test_pages_ask_the_database_as_often_for_many_items_as_for_one(
    client: Client, force: factories.Force, engine: Engine
) -> None:
    reference = factories.published(force.constable).reference
    settle()
    client.sign_in(force.colleague)
    addresses = ("/library", "/library?q=handover", f"/library/{reference}", "/library.atom")
    counts: list[list[int]] = []
    for _ in range(2):
        counts.append([])
        for address in addresses:
            client.get(address)  # words of filters are read and kept, and what else a minute keeps
            with statements(engine, {"SELECT"}) as asked:
                read(client, address)
            counts[-1].append(len(asked))
        constable = session.get_one(Person, force.constable.id)
        for number in range(6):
            factories.published(constable, title=f"Handover {number}")
        settle()
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 14, dict(zip(addresses, counts[0], strict=True))


def test_what_was_posted_anonymously_and_what_was_imported_name_nobody(
    client: Client, force: factories.Force
) -> None:
    anonymous = factories.published(force.constable)
    imported = factories.published(force.constable, title="Handover lessons from elsewhere")
    with transaction():
        session.execute(
            update(Submission).where(Submission.id == anonymous.id).values(author_id=None, desk_key="a-key")
        )
        session.execute(
            update(Submission)
            .where(Submission.id == imported.id)
            .values(author_id=None, external_id="7", authority="The lessons board")
        )
    references = anonymous.reference, imported.reference
    settle()
    client.sign_in(force.colleague)
    pages = [read(client, f"/library/{reference}") for reference in references]
    assert "Posted anonymously" in pages[0]
    assert "The lessons board" in pages[1]
    assert "Amina" not in "".join(pages) + read(client, "/library") + read(client, "/library.atom")


def test_a_curator_holds_no_key_to_what_is_shared_narrowly(client: Client, force: factories.Force) -> None:
    reference = factories.published(force.constable, sharing="force").reference
    elsewhere = factories.Force()
    curator = factories.person(elsewhere.office, Role.NATIONAL_CURATOR, Role.SYSTEM_ADMINISTRATOR)
    settle()
    client.sign_in(curator)
    read(client, f"/library/{reference}", 404)
    assert reference not in read(client, "/library?q=handover")
