"""The XML inside office files: read without trusting it, and freed of names, changes and dead ends."""

import re
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from portal.foundation.cleaning.limits import UnsafeFile

PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
XML: dict[str, Any] = {"xml_declaration": True, "encoding": "UTF-8", "standalone": True}

_REFERENCES = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}",
)
_WORD = re.compile(
    r"\{http://(?:schemas\.openxmlformats\.org/wordprocessingml/2006|purl\.oclc\.org/ooxml/wordprocessingml)/main\}"
)
# Gone with all that is in them.
_ELEMENTS_GONE = frozenset(
    "rsids rsid attachedTemplate docVars mailMerge dataBinding docId presenceInfo saveThroughXslt writeProtection "
    "commentRangeStart commentRangeEnd commentReference annotationRef absPath fileSharing revisionPtr "
    "webPublishing customWorkbookViews customSheetViews legacyDrawing legacyDrawingHF cellIns cellDel cellMerge "
    "trackRevisions".split()
)
_CHANGES_GONE = re.compile(
    r"(?:\w+PrChange|tblGridChange|numberingChange|(?:moveFrom|moveTo|customXml\w+)Range(?:Start|End))"
)
_ATTRIBUTES_GONE = re.compile(
    r"rsid\w*|paraId|textId|author|initials|userName|userId|lastModifiedBy|providerId"
)
_EMPTY_GONE = frozenset("pivotCaches externalReferences oleObjects controls tableParts hyperlinks".split())
_FETCHING_FIELD = re.compile(
    r"\s*(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE|MACROBUTTON|RD)\b", re.IGNORECASE
)
_OTHER_BOOK = re.compile(r"\[\d+\]")
_PATH = re.compile(r"[A-Za-z]:\\|\\\\|file:|/(?:Users|home)/", re.IGNORECASE)
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|bmp|tiff?|heic|emf|wmf|webp)$", re.IGNORECASE)


def parsed(content: bytes) -> etree._Element:
    """The root of one part. Raises UnsafeFile for a document type, or for what is no XML."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise UnsafeFile(
            "This file cannot be read. Open it in Office, save it as a new file and attach that."
        ) from None
    if root.getroottree().docinfo.doctype or root.getroottree().docinfo.internalDTD is not None:
        raise UnsafeFile(
            "This file has declarations that no office program writes. Save it as a new file and attach that."
        )
    return root


def scrubbed(content: bytes, dropped: set[str], removed: set[str]) -> bytes:
    """One part without names, comments, tracked changes, and references to what was left behind.

    Changes are accepted: what was added stays, what was deleted goes. ``removed`` collects sentences.
    Raises UnsafeFile for fields that fetch from elsewhere or run something.
    """
    root = parsed(content)
    _refuse_fetching_fields(root)
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            _take_out(element)  # an entity that was never declared
        elif element.getparent() is not None or element is root:
            _scrub(element, dropped, removed)
    for element in list(root.iter()):
        if etree.QName(element).localname in _EMPTY_GONE and not len(element):
            _take_out(element)
    return bytes(etree.tostring(root, **XML))


def _scrub(element: etree._Element, dropped: set[str], removed: set[str]) -> None:
    name = etree.QName(element).localname
    word = _WORD.match(element.tag) is not None
    for attribute in list(element.attrib):
        if _ATTRIBUTES_GONE.fullmatch(etree.QName(attribute).localname):
            del element.attrib[attribute]
    if name in _ELEMENTS_GONE or _CHANGES_GONE.fullmatch(name):
        _take_out(element)
        return
    if word and name in ("ins", "del", "moveFrom", "moveTo"):
        removed.add("Tracked changes were accepted, so that no names and no deleted words are left.")
        _accept(element, name)
        return
    if name in ("cNvPr", "docPr"):
        if _PATH.search(element.get("descr", "")):
            del element.attrib["descr"]
        if _PICTURE_FILE.search(element.get("name", "")):
            element.set("name", "Picture")
    if name in ("f", "definedName") and _OTHER_BOOK.search(element.text or ""):
        _take_out(element)
        return
    _cut_references(element, name, dropped)


def _cut_references(element: etree._Element, name: str, dropped: set[str]) -> None:
    references = [attribute for attribute in element.attrib if attribute.startswith(_REFERENCES)]
    dead = [attribute for attribute in references if element.get(attribute) in dropped]
    if not dead:
        return
    if len(dead) < len(references) or name == "pageSetup":
        for attribute in dead:
            del element.attrib[attribute]
    elif name == "hyperlink" and len(element):
        _unwrap(element)
    else:
        _take_out(element)


def _accept(element: etree._Element, name: str) -> None:
    parent = element.getparent()
    if parent is None:
        return
    holder = etree.QName(parent).localname
    row = parent.getparent()
    if holder == "trPr" and name == "del" and row is not None:
        _take_out(row)
    elif name in ("ins", "moveTo") and holder not in ("rPr", "trPr", "numPr"):
        _unwrap(element)
    else:
        _take_out(element)


def _take_out(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        element.tail = None
        parent.remove(element)


def _unwrap(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        place = parent.index(element)
        for child in reversed(list(element)):
            parent.insert(place, child)
        _take_out(element)


def _refuse_fetching_fields(root: etree._Element) -> None:
    """A field's words may be spread over many runs: gathered from its beginning to its end."""
    open_fields: list[str] = []
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname
        kind = next(
            (value for key, value in element.attrib.items() if etree.QName(key).localname == "fldCharType"),
            "",
        )
        if name == "fldChar" and kind == "begin":
            open_fields.append("")
        elif name == "instrText" and open_fields:
            open_fields[-1] += element.text or ""
        elif name == "fldChar" and open_fields:
            _refuse_if_fetching(open_fields[-1])
            if kind == "end":
                open_fields.pop()
        elif name == "fldSimple":
            for key, value in element.attrib.items():
                if etree.QName(key).localname == "instr":
                    _refuse_if_fetching(value)
    for words in open_fields:
        _refuse_if_fetching(words)


def _refuse_if_fetching(words: str) -> None:
    if _FETCHING_FIELD.match(words):
        raise UnsafeFile(
            "This file has fields that fetch from other files. Turn them into plain text and attach it again."
        )
