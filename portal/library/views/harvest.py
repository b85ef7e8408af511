"""The public items for other repositories to harvest: Dublin Core over OAI-PMH 2.0, at /oai.

The elements stand in the order that the protocol's schema asks for.
"""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit
from xml.etree import ElementTree as Xml

from flask import Blueprint, current_app, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from portal.foundation import clock
from portal.foundation.access import open_to_visitors, public
from portal.library import queries
from portal.library.queries import Record
from portal.library.rules.harvesting import DUBLIN_CORE, TOKEN, Harvest, NotHarvested, harvest
from portal.library.views.visiting import whole
from portal.library.views.xml import answer, put, readable
from portal.submissions.kinds import KINDS

repository = Blueprint("harvest", __name__)

PROTOCOL = "http://www.openarchives.org/OAI/2.0/"
FORMAT = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
RECORDS_AT_ONCE = 100


@repository.route("/oai", methods=["GET", "POST"])
@public
def oai() -> ResponseReturnValue:
    """One request of the protocol, asked either way. It changes nothing."""
    if not open_to_visitors():
        raise NotFound
    given = (request.form if request.method == "POST" else request.args).to_dict(flat=False)
    top = Xml.Element("OAI-PMH", {"xmlns": PROTOCOL, "xmlns:xsi": XSI})
    top.set("xsi:schemaLocation", f"{PROTOCOL} {PROTOCOL}OAI-PMH.xsd")
    put(top, "responseDate", f"{clock.now():%Y-%m-%dT%H:%M:%SZ}")
    asked = Xml.SubElement(top, "request")
    asked.text = _base()
    said: Xml.Element | None
    try:
        said = _said(harvest(given))
        trouble = None
    except NotHarvested as refused:
        said, trouble = None, refused
    if trouble is None or trouble.code not in {"badVerb", "badArgument"}:
        asked.attrib.update({name: readable(values[0]) for name, values in given.items()})
    if said is not None:
        top.append(said)
    if trouble is not None:
        put(top, "error", trouble.message).set("code", trouble.code)
    return answer(top, "text/xml")


def _said(asked: Harvest) -> Xml.Element:
    said = Xml.Element(asked.verb)
    _VERBS[asked.verb](said, asked)
    return said


def _base() -> str:
    return whole(url_for("harvest.oai"))


def _identifier(reference: str) -> str:
    return f"oai:{urlsplit(current_app.config['SETTINGS'].url).hostname}:{reference}"


def _identify(said: Xml.Element, _asked: Harvest) -> None:
    settings = current_app.config["SETTINGS"]
    put(said, "repositoryName", settings.name)
    put(said, "baseURL", _base())
    put(said, "protocolVersion", "2.0")
    put(said, "adminEmail", settings.mail_from)
    put(said, "earliestDatestamp", (queries.first_record_on() or clock.today()).isoformat())
    put(said, "deletedRecord", "transient")
    put(said, "granularity", "YYYY-MM-DD")


def _list_formats(said: Xml.Element, asked: Harvest) -> None:
    if asked.identifier:
        _known(asked)
    form = Xml.SubElement(said, "metadataFormat")
    put(form, "metadataPrefix", DUBLIN_CORE)
    put(form, "schema", f"{PROTOCOL.removesuffix('/')}/oai_dc.xsd")
    put(form, "metadataNamespace", FORMAT)


def _list_sets(said: Xml.Element, _asked: Harvest) -> None:
    for kind in KINDS.values():
        one = Xml.SubElement(said, "set")
        put(one, "setSpec", kind.slug)
        put(one, "setName", kind.name)


def _get_record(said: Xml.Element, asked: Harvest) -> None:
    _record(said, _known(asked))


def _list(said: Xml.Element, asked: Harvest) -> None:
    """A part of a list, and the token for the next: an empty one at the end of a list that came in parts."""
    found = queries.records(asked, RECORDS_AT_ONCE + 1)
    if not found and asked.after is None:
        raise NotHarvested("noRecordsMatch", "Nothing here was published then.")
    for record in found[:RECORDS_AT_ONCE]:
        if asked.verb == "ListRecords":
            _record(said, record)
        else:
            _header(said, record)
    more = len(found) > RECORDS_AT_ONCE
    if more or asked.after is not None:
        last = found[RECORDS_AT_ONCE - 1] if more else None
        put(said, TOKEN, asked.going_on(last.stamp, last.reference) if last else "")


def _known(asked: Harvest) -> Record:
    reference = asked.identifier.rpartition(":")[2]
    found = queries.record(reference) if asked.identifier == _identifier(reference) else None
    if found is None:
        raise NotHarvested("idDoesNotExist", "There is no record of this name.")
    return found


def _header(parent: Xml.Element, record: Record) -> None:
    head = Xml.SubElement(parent, "header", {"status": "deleted"} if record.item is None else {})
    put(head, "identifier", _identifier(record.reference))
    put(head, "datestamp", record.stamp.isoformat())
    put(head, "setSpec", record.kind)


def _record(parent: Xml.Element, record: Record) -> None:
    made = Xml.SubElement(parent, "record")
    _header(made, record)
    item = record.item
    if item is None:
        return
    said = Xml.SubElement(
        Xml.SubElement(made, "metadata"),
        "oai_dc:dc",
        {"xmlns:oai_dc": FORMAT, "xmlns:dc": DC, "xmlns:xsi": XSI},
    )
    said.set("xsi:schemaLocation", f"{FORMAT} {PROTOCOL.removesuffix('/')}/oai_dc.xsd")
    put(said, "dc:title", item.title)
    put(said, "dc:creator", record.author)
    for _slug, name in item.topics:
        put(said, "dc:subject", name)
    put(said, "dc:description", item.summary)
    put(said, "dc:publisher", item.organisation_name)
    put(said, "dc:date", item.published_on.isoformat())
    put(said, "dc:type", KINDS[item.kind].name)
    put(said, "dc:format", "text/html")
    put(said, "dc:identifier", whole(url_for("library.item", reference=item.reference)))
    put(said, "dc:language", "en")


_VERBS: Mapping[str, Callable[[Xml.Element, Harvest], None]] = {
    "Identify": _identify,
    "ListMetadataFormats": _list_formats,
    "ListSets": _list_sets,
    "ListIdentifiers": _list,
    "ListRecords": _list,
    "GetRecord": _get_record,
}
