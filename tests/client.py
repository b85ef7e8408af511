"""A browser without scripts, strict about what it is given."""

import re
from itertools import pairwise
from typing import Any

from flask.testing import FlaskClient
from lxml import etree, html
from werkzeug.test import TestResponse

from portal.people.models import Person
from tests import factories

# As lxml's own, but that every element is made as the same class: asking which takes as long as reading the page.
PARSER = etree.HTMLParser()
PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
LONGEST_PAGE = 60_000  # bytes of HTML
HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "",
    "Strict-Transport-Security": "max-age",
}
PICTURES_WITHIN = tuple(f"data:image/{form};base64,{begins}" for form, begins in {
    "jpeg": "/9j/", "png": "ivborw0kggo", "webp": "uklgr",
}.items())  # fmt: skip
SELF_LABELLED = {"hidden", "submit", "button", "image", "reset"}
BAD_SCHEMES = ("javascript:", "vbscript:", "data:")
LEFT_OVER = re.compile(
    r"\{\{|\{%|\}\}|%\}|<(?:function|bound method|generator|[\w.]+ object at 0x)|Undefined\b"
)
NOT_SAID = re.compile(r"^\s*(?:None|True|False|\[\]|\{\})\s*$")


class Client(FlaskClient):
    """Signs in as a person would, carries form tokens, and accepts no fault in any page it is shown.

    ``longest_page`` may be raised by a test of a page that is long for a reason; ``verbatim`` is set by a
    test whose posts themselves hold what a template could have left over.
    """

    longest_page = LONGEST_PAGE
    verbatim = False

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Open a page and look at it closely."""
        response = super().open(*args, **kwargs)
        path = response.request.path
        assert response.status_code != 500, f"{path} failed"
        if response.mimetype == "text/html" and response.data:
            faults = faults_of(response, longest=self.longest_page, verbatim=self.verbatim)
            assert not faults, (
                f"{response.request.method} {path} ({response.status_code}):\n  " + "\n  ".join(faults)
            )
        return response

    def sign_in(self, person: Person, password: str = factories.PASSWORD) -> "Client":
        """Sign in with address and password."""
        response = self.submit("/sign-in", email=person.email, password=password)
        assert response.status_code == 302, response.text
        return self

    def submit(self, address: str, *, page: str | None = None, **fields: Any) -> TestResponse:
        """Open the page that holds a form, fill it in and send it, with the hidden fields it carries."""
        shown = self.get(page or address)
        assert shown.status_code == 200, f"{page or address} answered {shown.status_code}"
        return self.send(shown, address, **fields)

    def send(self, shown: TestResponse, address: str, **fields: Any) -> TestResponse:
        """Fill in the form of a page already shown that goes to ``address``, and send it."""
        return self.post(address, data={**hidden_fields(shown, address), **fields})


def hidden_fields(shown: TestResponse, address: str) -> dict[str, str]:
    """The hidden fields of the form that posts to ``address``; of all forms of the page where none says so."""
    forms = html.document_fromstring(shown.text, parser=PARSER).xpath("//form[@method='post']")
    mine = [
        form
        for form in forms
        if (form.get("action") or shown.request.path).split("?")[0] == address.split("?", maxsplit=1)[0]
    ]
    fields = [field for form in mine[:1] or forms for field in form.xpath(".//input[@type='hidden']")]
    return {field.get("name"): field.get("value", "") for field in fields}


def faults_of(response: TestResponse, *, longest: int = LONGEST_PAGE, verbatim: bool = False) -> list[str]:
    """Everything that is wrong with an HTML answer, in words."""
    faults = [
        f"the header {name} is {response.headers.get(name)!r}"
        for name, start in HEADERS.items()
        if not response.headers.get(name, "").startswith(start) or name not in response.headers
    ]
    if len(response.data) > longest:
        faults.append(f"the page has {len(response.data):,} bytes, more than {longest:,}")
    if response.location:
        return faults  # the word or two that a redirect carries
    text = response.text
    whole = text.lstrip()[:9].lower() == "<!doctype"
    document = (
        html.document_fromstring(text, parser=PARSER)
        if whole
        else html.fragment_fromstring(text, create_parent="div", parser=PARSER)
    )
    if whole:
        faults += _frame_faults(document)
    faults += _id_faults(document) + _label_faults(document) + _form_faults(document)
    faults += _active_faults(document) + _word_faults(document)
    if not verbatim:
        faults += _left_over_faults(document)
    return faults


def _words(element: Any) -> str:
    return " ".join(element.text_content().split())


def _frame_faults(document: Any) -> list[str]:
    faults = []
    headings = [_words(heading) for heading in document.xpath("//h1")]
    if len(headings) != 1 or not headings[0]:
        faults.append(f"there should be one h1 with words, and there are: {headings}")
    title = " ".join((document.findtext(".//title") or "").split())
    wrong = bool(document.find_class("govuk-error-summary"))
    begins = f"{'Error: ' if wrong else ''}{headings[0] if headings else ''}"
    if headings and not title.startswith(begins):
        faults.append(f"the title {title!r} does not begin with {begins!r}")
    if not document.get("lang"):
        faults.append("the page does not say its language")
    if len(document.xpath("//main")) != 1:
        faults.append("there should be one main")
    levels = [
        int(heading.tag[1])
        for heading in document.xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4]")
    ]
    faults += [
        f"a heading of level {after} follows one of level {before}"
        for before, after in pairwise(levels)
        if after > before + 1
    ]
    return faults


def _id_faults(document: Any) -> list[str]:
    ids = document.xpath("//@id")
    faults = [
        f"the id {name!r} is there {ids.count(name)} times"
        for name in sorted({i for i in ids if ids.count(i) > 1})
    ]
    known = set(ids)
    for attribute in ("aria-labelledby", "aria-describedby", "for", "aria-controls"):
        for value in document.xpath(f"//@{attribute}"):
            faults += [
                f"{attribute} names the id {name!r}, which is not there"
                for name in value.split()
                if name not in known
            ]
    return faults


def _label_faults(document: Any) -> list[str]:
    labelled = set(document.xpath("//label/@for"))
    faults = []
    for field in document.xpath("//input|//select|//textarea"):
        if field.get("type") in SELF_LABELLED or field.get("id") in labelled:
            continue
        if field.get("aria-label") or field.get("aria-labelledby") or field.xpath("ancestor::label"):
            continue
        faults.append(f"the {field.tag} {field.get('name')!r} has no label")
    return faults


def _leads_to_desk(form: Any) -> bool:
    """Whether a form goes to the anonymous desk by whichever button: nothing of a session may go there."""
    there = [form.get("action", ""), *form.xpath(".//button/@formaction")]
    return any(address.startswith("/anonymous") for address in there)


def _form_faults(document: Any) -> list[str]:
    faults = []
    for form in document.xpath("//form"):
        tokens = form.xpath(".//input[@name='csrf_token']/@value")
        if _leads_to_desk(form):
            faults += [f"a form to the desk carries the token of a session: {tokens}"] if tokens else []
        elif form.get("method", "get").lower() == "post" and (len(tokens) != 1 or not tokens[0]):
            faults.append(f"the form to {form.get('action') or 'this page'} has {len(tokens)} tokens")
        if form.get("method", "get").lower() == "get" and tokens:
            faults.append(f"the form to {form.get('action')} would put its token in the address")
    return faults


def _active_faults(document: Any) -> list[str]:
    faults = [f"<{script.tag}> inside the page" for script in document.xpath("//script[not(@src)]|//style")]
    for element in document.iter():
        for name, value in element.attrib.items():
            if name.startswith("on") or name == "style":
                faults.append(f"<{element.tag} {name}={value!r}>")
            if name in {"href", "src", "action", "formaction"}:
                address = re.sub(r"[\x00-\x20]", "", value).lower()
                shown = element.tag == "img" and address.startswith(PICTURES_WITHIN)
                if address.startswith(BAD_SCHEMES) and not shown:
                    faults.append(f"<{element.tag}> leads to {value[:60]!r}")
    return faults


def _word_faults(document: Any) -> list[str]:
    faults = [f"the picture {image.get('src')!r} has no alt" for image in document.xpath("//img[not(@alt)]")]
    for element in document.xpath("//button|//a[@href]|//summary"):
        named = (
            element.get("aria-label") or _words(element) or element.xpath(".//img/@alt|.//svg/title/text()")
        )
        if not named:
            faults.append(
                f"a {element.tag} has no words (class {element.get('class')!r}, href {element.get('href')!r})"
            )
    return faults


def _left_over_faults(document: Any) -> list[str]:
    faults = []
    for element in document.iter():
        if not isinstance(element.tag, str) or element.tag in {"textarea", "code", "pre", "mark"}:
            continue
        faults += [
            f"left over in <{element.tag}>: {words.strip()[:80]!r}"
            for words in (element.text, element.tail)
            if words and element.tag != "option" and (LEFT_OVER.search(words) or NOT_SAID.match(words))
        ]
        for name, value in element.attrib.items():
            if name != "value" and (value == "None" or "Undefined" in value or "=None" in value):
                faults.append(f"left over in <{element.tag} {name}={value!r}>")
    return faults
