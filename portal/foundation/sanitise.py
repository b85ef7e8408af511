"""The one place that knows the sanitiser: HTML comes out with nothing but what is listed here.

Upstream has ended its work on the library used (decision on dependencies), so everything it must
keep to is a promise tested from outside; another library takes its place by changing ``_cleaned``.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bleach.html5lib_shim import Filter  # type: ignore[attr-defined]
from bleach.sanitizer import Cleaner

from portal.foundation.text import BadText

HTML_AT_MOST = 600_000  # characters, in the regular form that our own renderer writes
FOREIGN_HTML_AT_MOST = 20_000  # in any other form: thousands of attributes in one tag take minutes
ENTITIES_AT_MOST = 20_000
TAGS_AT_MOST = 10_000  # opening and closing
NESTING_AT_MOST = 60
LINK_REL = "nofollow noreferrer"

TAGS = frozenset(
    "a blockquote br code em h3 h4 h5 h6 hr li ol p pre s strong table tbody td th thead tr ul".split()
)
ATTRIBUTES = {"a": frozenset({"href", "title"}), "ol": frozenset({"start"}), "th": frozenset({"scope"})}
SCHEMES = frozenset({"http", "https", "mailto"})

_REGULAR = re.compile(r'</?[a-z0-9]{1,10}(?: [a-z]{1,10}="[^"<>]*"){0,4} ?/?>')
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,30})")
_WITHOUT_END = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_IGNORED_IN_ADDRESS = re.compile(
    r"[\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]"
)
_ADDRESS = re.compile(r"(?:https?://[^/\\]|mailto:[^/\\]|/(?![/\\])|#)", re.IGNORECASE)


def sanitise(html: str) -> str:
    """The same HTML with nothing outside the allow-list; applying it twice changes nothing.

    Raises BadText where it is too long, has too many tags or is nested too deeply to be worked on
    in good time (hardening B, HTML depth).
    """
    _check_size(html)
    return _cleaned(html)


def safe_address(address: str) -> bool:
    """May a link lead there? Judged as a browser would read it: control characters and spaces skipped."""
    return _ADDRESS.match(_IGNORED_IN_ADDRESS.sub("", address)) is not None


def _check_size(html: str) -> None:
    regular = html.count("<") == sum(1 for _ in _REGULAR.finditer(html))
    if len(html) > (HTML_AT_MOST if regular else FOREIGN_HTML_AT_MOST):
        raise BadText("The text is too long to be shown. Shorten it, or attach the long part as a file.")
    if html.count("&") > ENTITIES_AT_MOST:
        raise BadText("The text has too many of the signs < > & and quotation marks. Use fewer of them.")
    open_now: Counter[str] = Counter()
    depth = 0
    for place, tag in enumerate(_TAG.finditer(html)):
        name = tag.group(2).lower()
        if tag.group(1):
            depth -= 1 if open_now[name] else 0
            open_now[name] -= 1 if open_now[name] else 0
        elif name not in _WITHOUT_END:
            depth += 1
            open_now[name] += 1
        if depth > NESTING_AT_MOST:
            raise BadText("The text has lists or quotations too deep inside each other. Use fewer levels.")
        if place >= TAGS_AT_MOST:
            raise BadText("The text has too many links or too much formatting to be shown. Use less of it.")


def _allowed(tag: str, name: str, value: str) -> bool:
    if name not in ATTRIBUTES.get(tag, ()):
        return False
    if name == "href":
        return safe_address(value)
    if name == "scope":
        return value in ("col", "row")
    return name != "start" or (value.isascii() and value.isdigit() and len(value) < 10)


class _LinksSayNothing(Filter):
    """Every link asks the browser not to tell the other site where the reader came from."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for token in super().__iter__():
            if token.get("name") == "a" and (None, "href") in token.get("data", ()):
                token["data"][None, "rel"] = LINK_REL
            yield token


def _cleaned(html: str) -> str:
    # Made anew each time: the library's parser is not safe to share between threads.
    cleaner = Cleaner(
        tags=TAGS,
        attributes=_allowed,
        protocols=SCHEMES,
        strip=True,
        strip_comments=True,
        filters=[_LinksSayNothing],
    )
    return str(cleaner.clean(html))
