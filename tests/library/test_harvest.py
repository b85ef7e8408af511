"""OAI-PMH 2.0: other repositories harvest the public items, and the answers keep the protocol's rules."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from lxml import etree
from sqlalchemy import select

from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.foundation import access, clock
from portal.foundation.database import session, transaction
from portal.library import actions, queries
from portal.library.models import Publication
from portal.library.rules.harvesting import ARGUMENTS, NotHarvested, harvest
from portal.library.views.harvest import RECORDS_AT_ONCE
from portal.people.models import Person
from portal.submissions import actions as submissions
from portal.submissions.actions import Content
from portal.submissions.importing import Order, bring_in
from portal.submissions.kinds import KINDS
from portal.submissions.models import Submission
from tests import factories
from tests.client import Client
from tests.library import settle

OAI = "{http://www.openarchives.org/OAI/2.0/}"
OAI_DC = "{http://www.openarchives.org/OAI/2.0/oai_dc/}"
DC = "{http://purl.org/dc/elements/1.1/}"
NAMES = {"o": OAI[1:-1], "dc": DC[1:-1]}
DUBLIN = "metadataPrefix=oai_dc"
# What the protocol's schema wants in each answer, in its order.
IDENTIFY = (
    "repositoryName", "baseURL", "protocolVersion", "adminEmail", "earliestDatestamp", "deletedRecord", "granularity",
)  # fmt: skip
CODES = {
    "badArgument", "badResumptionToken", "badVerb", "cannotDisseminateFormat", "idDoesNotExist", "noRecordsMatch",
    "noMetadataFormats", "noSetHierarchy",
}  # fmt: skip
# Elements of simple Dublin Core; each may stand any number of times.
ELEMENTS = {
    "title",
    "creator",
    "subject",
    "description",
    "publisher",
    "date",
    "type",
    "format",
    "identifier",
    "language",
}
IDENTIFIER = re.compile("oai:[a-z0-9.-]+:[0-9a-z]{8}")
DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
A_DAY = datetime(2026, 3, 4, 9, tzinfo=UTC)


def ask(client: Client, query: str) -> etree._Element:
    """The answer to one request, which keeps the protocol's rules."""
    answer = client.get(f"/oai?{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "text/xml"
    top = etree.fromstring(answer.data)
    assert not faults(top, query)
    return top


def faults(top: etree._Element, query: str) -> list[str]:
    """Where an answer is not what the protocol's schema and text ask for."""
    found = []
    tags = [child.tag.removeprefix(OAI) for child in top]
    if top.tag != f"{OAI}OAI-PMH" or tags[:2] != ["responseDate", "request"] or len(tags) != 3:
        return [f"the answer holds {tags}"]
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", top[0].text or ""):
        found.append(f"the moment is {top[0].text!r}")
    if top[1].text != "http://localhost/oai":
        found.append(f"the address is {top[1].text!r}")
    said = top[2]
    if said.tag == f"{OAI}error":
        return found + faults_of_refusal(top[1], said)
    if f"verb={tags[2]}" not in query or top[1].get("verb") != tags[2]:
        found.append(f"{tags[2]} answers {query}")
    tokens = said.findall(f"{OAI}resumptionToken")
    if len(tokens) > 1 or (tokens and said[-1] is not tokens[0]):
        found.append("the token does not stand at the end")
    return found + faults_of_records(said)


def faults_of_refusal(request: etree._Element, error: etree._Element) -> list[str]:
    named = error.get("code")
    found = [] if named in CODES and error.text else [f"the error {named!r}"]
    if (named in {"badVerb", "badArgument"}) == bool(request.attrib):
        found.append(f"{named} with the arguments {dict(request.attrib)}")
    return found


def faults_of_records(said: etree._Element) -> list[str]:
    found = []
    for head in said.iter(f"{OAI}header"):
        parts = [child.tag.removeprefix(OAI) for child in head]
        shaped = parts == ["identifier", "datestamp", "setSpec"] and head[2].text in KINDS
        if not shaped or not IDENTIFIER.fullmatch(head[0].text) or not DAY.fullmatch(head[1].text):
            found.append(f"a header holds {[(child.tag, child.text) for child in head]}")
        if head.get("status") not in {None, "deleted"}:
            found.append(f"the status {head.get('status')}")
    for record in said.iter(f"{OAI}record"):
        whole = [f"{OAI}header", f"{OAI}metadata"]
        if [child.tag for child in record] != whole[: 1 if record[0].get("status") else 2]:
            found.append("a record is neither whole nor deleted")
    found += [
        f"the element {element.tag} says {element.text!r}"
        for element in said.iterfind(f".//{OAI_DC}dc/*")
        if element.tag.removeprefix(DC) not in ELEMENTS or not (element.text or "").strip()
    ]
    return found


def code(top: etree._Element) -> str | None:
    error = top.find(f"{OAI}error")
    return error.get("code") if error is not None else None


def listed(top: etree._Element) -> list[str]:
    """The references of the records of an answer, the deleted with a minus."""
    heads = top.iter(f"{OAI}header")
    return [f"{'-' if head.get('status') else ''}{head[0].text.rpartition(':')[2]}" for head in heads]


def take_out(reference: str, by: Person) -> None:
    with transaction():
        item = queries.item(reference)
        assert item is not None
        actions.take_out(item, "It named somebody.", by=by)


def test_it_says_what_it_is(client: Client, force: factories.Force) -> None:
    said = ask(client, "verb=Identify").find(f"{OAI}Identify")
    assert said is not None
    assert [child.tag.removeprefix(OAI) for child in said] == list(IDENTIFY)
    assert said.findtext(f"{OAI}protocolVersion") == "2.0"
    assert said.findtext(f"{OAI}granularity") == "YYYY-MM-DD"
    formats = ask(client, "verb=ListMetadataFormats")
    assert [one.text for one in formats.iter(f"{OAI}metadataPrefix")] == ["oai_dc"]
    assert [one.text for one in ask(client, "verb=ListSets").iter(f"{OAI}setSpec")] == list(KINDS)


def test_public_items_are_harvested_and_nothing_else_is_known(client: Client, force: factories.Force) -> None:
    with clock.at(A_DAY):
        public = factories.published(force.constable, sharing="public", title="Lamps & <gates>").reference
        other = factories.published(force.constable, sharing="policing").reference
        settle()
    records = ask(client, f"verb=ListRecords&{DUBLIN}")
    assert listed(records) == listed(ask(client, f"verb=ListIdentifiers&{DUBLIN}")) == [public]
    assert records.findtext(".//dc:title", namespaces=NAMES) == "Lamps & <gates>"
    assert records.findtext(".//dc:creator", namespaces=NAMES) == "A member of Northmoor Police"
    assert records.findtext(".//dc:identifier", namespaces=NAMES) == f"http://localhost/library/{public}"
    assert records.findtext(".//o:datestamp", namespaces=NAMES) == "2026-03-04"
    assert listed(ask(client, f"verb=GetRecord&{DUBLIN}&identifier=oai:localhost:{public}")) == [public]
    for unknown in (other, "zzzz9999"):
        for verb in (f"GetRecord&{DUBLIN}", "ListMetadataFormats"):
            assert code(ask(client, f"verb={verb}&identifier=oai:localhost:{unknown}")) == "idDoesNotExist"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", 3), ("&set=idea", 2), ("&set=learning", 1), ("&set=impact-case", 0), ("&set=nothing", 0),
        ("&from=2026-03-05", 2), ("&until=2026-03-04", 1), ("&from=2026-03-05&until=2026-03-05&set=idea", 1),
        ("&from=2026-03-07", 0), ("&until=2026-03-03", 0),
    ],
)  # fmt: skip
def test_a_list_is_narrowed_by_days_and_by_set(
    client: Client, force: factories.Force, asked: str, found: int
) -> None:
    for number, kind in enumerate(("idea", "idea", "learning")):
        with clock.at(A_DAY + timedelta(days=number)):
            factories.published(force.constable, kind, sharing="public")
            settle()
    top = ask(client, f"verb=ListIdentifiers&{DUBLIN}{asked}")
    assert len(listed(top)) == found
    assert code(top) == (None if found else "noRecordsMatch")


def test_what_was_taken_out_is_a_deleted_record_until_it_comes_back(
    client: Client, force: factories.Force
) -> None:
    with clock.at(A_DAY):
        public = factories.published(force.constable, sharing="public").reference
        other = factories.published(force.constable, sharing="policing").reference
        settle()
    with clock.at(A_DAY + timedelta(days=2)):
        for reference in (public, other):
            take_out(reference, force.lead)
        settle()
    everything = ask(client, f"verb=ListRecords&{DUBLIN}")
    assert listed(everything) == [f"-{public}"]
    assert everything.findtext(".//o:datestamp", namespaces=NAMES) == "2026-03-06"
    assert listed(ask(client, f"verb=GetRecord&{DUBLIN}&identifier=oai:localhost:{public}")) == [f"-{public}"]
    assert code(ask(client, f"verb=ListRecords&{DUBLIN}&until=2026-03-05")) == "noRecordsMatch"


def harvested(client: Client, verb: str) -> list[list[str]]:
    """All that a list holds, part by part, as a harvester asks for it."""
    top = ask(client, f"verb={verb}&{DUBLIN}")
    parts = [listed(top)]
    while token := top.findtext(f"./o:{verb}/o:resumptionToken", namespaces=NAMES):
        top = ask(client, f"verb={verb}&resumptionToken={token}")
        parts.append(listed(top))
    assert top.find(f"./o:{verb}/o:resumptionToken", namespaces=NAMES) is not None
    return parts


def many(force: factories.Force, folder: Path, count: int) -> list[str]:
    """So many public items, of few days, brought in from a file. Their references."""
    file, by = folder / "rows.jsonl", force.lead
    rows = (
        {"id": f"{n}", "title": f"Lamp {n}", "text": "A lamp.", "date": f"2026-03-0{n % 5 + 1}"}
        for n in range(count)
    )
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    order = Order(
        force.organisation, "idea", by, published=True, authority="The board", sharing="public", by=by
    )
    for _report in bring_in(file, order):
        pass
    settle()
    return list(session.scalars(select(Publication.reference)))


def test_a_long_list_comes_in_parts_and_is_whole(
    client: Client, force: factories.Force, tmp_path: Path
) -> None:
    references = many(force, tmp_path, RECORDS_AT_ONCE * 2 + 20)
    take_out(references[7], force.lead)
    settle()
    for verb in ("ListIdentifiers", "ListRecords"):
        parts = harvested(client, verb)
        assert [len(part) for part in parts] == [RECORDS_AT_ONCE, RECORDS_AT_ONCE, 20]
        assert sorted(one.removeprefix("-") for part in parts for one in part) == sorted(references)
        assert f"-{references[7]}" in parts[-1]


def test_so_does_a_long_list_of_what_was_taken_out(
    client: Client, force: factories.Force, tmp_path: Path
) -> None:
    references = many(force, tmp_path, RECORDS_AT_ONCE + 20)
    gone, left = references[:-5], references[-5:]
    for number, reference in enumerate(gone):
        with clock.at(A_DAY + timedelta(days=100 + number % 3)):
            take_out(reference, session.get_one(Person, force.lead.id))
    settle()
    (first, rest) = harvested(client, "ListIdentifiers")
    assert [len(first), len(rest)] == [RECORDS_AT_ONCE, 20]
    assert first[:5] == sorted(left, key=lambda one: (day_of(one), one))
    assert sorted(first[5:] + rest) == sorted(f"-{one}" for one in gone)
    for day, count in (("2026-06-11", 0), ("2026-06-12", 39), ("2026-06-14", 38)):
        found = listed(ask(client, f"verb=ListIdentifiers&{DUBLIN}&from={day}&until={day}"))
        assert len(found) == count, day
        assert found == sorted(found)


def day_of(reference: str) -> date:
    """On which day the text of an item was published."""
    found = queries.item(reference)
    assert found is not None
    return found.changed_on


def again(key: int, sharing: str) -> None:
    """Its author sends what was taken out again, for other readers, and all approve it."""
    post = session.get_one(Submission, key)
    author = session.get_one(Person, post.author_id)
    with transaction():
        submissions.save(post, Content(sharing=sharing), seen=post.version, by=author)
    with transaction():
        authorisation.send(post, by=author)
    while ways.open_step(post) is not None:
        factories.decided(post, Verdict.APPROVE)
    settle()


def test_what_came_back_and_went_again_is_told_as_it_went_last(
    client: Client, force: factories.Force
) -> None:
    lead = force.lead.id
    with clock.at(A_DAY):
        post = factories.published(force.constable, sharing="public")
        reference, key = post.reference, post.id
        settle()
    for days, known in ((1, [f"-{reference}"]), (3, []), (5, [f"-{reference}"])):
        with clock.at(A_DAY + timedelta(days=days)):
            take_out(reference, session.get_one(Person, lead))
            settle()
            top = ask(client, f"verb=ListIdentifiers&{DUBLIN}")
            assert listed(top) == known
            if known:
                assert top.findtext(".//o:datestamp", namespaces=NAMES) == f"2026-03-{4 + days:02d}"
                assert queries.first_record_on() == date(2026, 3, 4 + days)
            again(key, "policing" if days == 1 else "public")
    assert listed(ask(client, f"verb=ListIdentifiers&{DUBLIN}")) == [reference]


BAD = (
    ("", "badVerb"), ("verb=", "badVerb"), ("verb=Nothing", "badVerb"), ("verb=Identify&verb=Identify", "badVerb"),
    ("verb=identify", "badVerb"), ("verb=Identify&x=1", "badArgument"), ("verb=ListRecords", "badArgument"),
    ("verb=Identify&resumptionToken=x", "badArgument"), ("verb=GetRecord&identifier=x", "badArgument"),
    (f"verb=GetRecord&{DUBLIN}", "badArgument"), (f"verb=ListRecords&{DUBLIN}&{DUBLIN}", "badArgument"),
    (f"verb=ListRecords&{DUBLIN}&resumptionToken=x", "badArgument"),
    (f"verb=ListRecords&{DUBLIN}&from=2026-03-04T00:00:00Z", "badArgument"),
    (f"verb=ListRecords&{DUBLIN}&from=2026-02-30", "badArgument"),
    (f"verb=ListRecords&{DUBLIN}&from=\u0662\u0660\u0662\u0666-03-04", "badArgument"),
    (f"verb=ListRecords&{DUBLIN}&from=2026-03-05&until=2026-03-04", "badArgument"),
    ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
    ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
    ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
    ("verb=ListRecords&resumptionToken=oai_dc,,,,2026-03-04,k7m2", "badResumptionToken"),
    ("verb=ListRecords&resumptionToken=oai_dc,,,,nonsense,k7m29qxt", "badResumptionToken"),
    ("verb=ListRecords&resumptionToken=marc21,,,,2026-03-04,k7m29qxt", "badResumptionToken"),
    ("verb=ListRecords&resumptionToken=,,,,2026-03-04,k7m29qxt", "badResumptionToken"),
    (f"verb=GetRecord&{DUBLIN}&identifier=", "idDoesNotExist"),
    (f"verb=GetRecord&{DUBLIN}&identifier=oai:elsewhere.example:k7m29qxt", "idDoesNotExist"),
    (f"verb=GetRecord&{DUBLIN}&identifier=%00%0b%3C%26%3E", "idDoesNotExist"),
)  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), BAD)
def test_what_cannot_be_answered_says_why_by_the_book(
    client: Client, force: factories.Force, query: str, expected: str
) -> None:
    assert code(ask(client, query)) == expected
    assert (
        code(
            etree.fromstring(
                client.post("/oai", data=query, content_type="application/x-www-form-urlencoded").data
            )
        )
        == expected
    )


@pytest.mark.parametrize("verb", ARGUMENTS)
def test_no_argument_is_more_than_it_says(verb: str) -> None:
    needed, allowed = ARGUMENTS[verb]
    fit = {
        "metadataPrefix": "oai_dc",
        "identifier": "x",
        "from": "2026-03-04",
        "until": "2026-03-05",
        "set": "idea",
    }
    asked: dict[str, Sequence[str]] = {"verb": [verb], **{name: [fit[name]] for name in needed | allowed}}
    assert harvest(asked).verb == verb
    for name in set(fit) - needed - allowed:
        with pytest.raises(NotHarvested) as refused:
            harvest({**asked, name: [fit[name]]})
        assert refused.value.code == "badArgument"


def test_what_xml_cannot_hold_is_left_out_of_it(client: Client, force: factories.Force) -> None:
    post = factories.published(force.constable, sharing="public")
    post.title, reference = "Lamps \x0b\x1f\ufffe and ]]> gates \U0001f6a8", post.reference
    session.commit()
    settle()
    found = ask(client, f"verb=ListRecords&{DUBLIN}")
    assert listed(found) == [reference]
    assert found.findtext(".//dc:title", namespaces=NAMES) == "Lamps  and ]]> gates \U0001f6a8"


def test_without_a_public_layer_there_is_no_repository(app: Flask, client: Client) -> None:
    board: access.Board = app.extensions["access"]
    board.visitors = False
    try:
        assert client.get("/oai?verb=Identify").status_code == 404
    finally:
        board.visitors = True


def test_the_earliest_day_is_that_of_the_first_record(client: Client, force: factories.Force) -> None:
    with clock.at(A_DAY):
        assert queries.first_record_on() is None
        factories.published(force.constable, sharing="public")
        settle()
    assert queries.first_record_on() == date(2026, 3, 4)
