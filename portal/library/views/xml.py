"""XML that every reader can read: feeds, the sitemap, and what other repositories harvest."""

import re
from xml.etree import ElementTree as Xml

from flask import Response

ATOM = "http://www.w3.org/2005/Atom"
# What XML 1.0 cannot hold, not even escaped: a file with one of these is read by nobody.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def readable(words: str) -> str:
    """Words without what XML cannot hold."""
    return _NOT_XML.sub("", words)


def put(parent: Xml.Element, tag: str, words: str) -> Xml.Element:
    """Add an element with words."""
    made = Xml.SubElement(parent, tag)
    made.text = readable(words)
    return made


def answer(top: Xml.Element, mimetype: str) -> Response:
    """The whole of it, as an answer."""
    return Response(Xml.tostring(top, encoding="utf-8", xml_declaration=True), mimetype=mimetype)
