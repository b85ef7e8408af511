import html
import json
import time
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.foundation.markdown import to_html, to_plain
from portal.foundation.sanitise import ATTRIBUTES, LINK_REL, SCHEMES, TAGS, safe_address, sanitise
from portal.foundation.text import BadText
from tests.foundation.hostile import INPUTS, corpora, scripts, slow_strings

# The promise below is the sanitiser's whole contract: another library is tried by adding it here.
SANITISERS: list[Callable[[str], str]] = [sanitise]


class Strict(HTMLParser):
    """Reads HTML as a browser would, and notes all that is not on the list."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.wrong.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES.get(tag, frozenset()) | ({"rel"} if tag == "a" else set()):
                self.wrong.append(f"{tag} {name}")
            if name == "href" and not leads_somewhere_safe(value or ""):
                self.wrong.append(f"href {value}")
        if tag == "a" and "href" in dict(attrs) and dict(attrs).get("rel") != LINK_REL:
            self.wrong.append("a link that tells where the reader came from")

    def handle_endtag(self, tag: str) -> None:
        if tag not in TAGS:
            self.wrong.append(f"</{tag}>")

    def handle_comment(self, data: str) -> None:
        self.wrong.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.wrong.append("instruction")

    def unknown_decl(self, data: str) -> None:
        self.wrong.append("unknown declaration")


def leads_somewhere_safe(address: str) -> bool:
    """Written apart from the code under test: what a browser would make of the address."""
    seen = "".join(
        letter for letter in html.unescape(address) if letter > " " and not "\x7f" <= letter <= "\xa0"
    )
    scheme, colon, _ = seen.partition(":")
    if colon and scheme.lower() in SCHEMES:
        return True
    return seen.startswith("#") or (seen.startswith("/") and seen[1:2] not in ("/", "\\"))


def kept(clean: Callable[[str], str], text: str) -> str:
    """What comes out, or nothing where the text is refused."""
    try:
        return clean(text)
    except BadText:
        return ""


@corpora
@pytest.mark.parametrize("clean", SANITISERS)
def test_nothing_active_comes_through(clean):
    refused = 0
    for vector in scripts():
        once = kept(clean, vector)
        assert Strict(once).wrong == [], vector
        assert kept(clean, once) == once, vector
        refused += not once and bool(vector.strip())
    assert len(scripts()) > 1500
    assert refused < len(scripts()) / 3  # vectors that are nothing but tags leave nothing


@corpora
def test_nothing_active_comes_through_markdown():
    for vector in scripts():
        shown = kept(to_html, vector)
        assert Strict(shown).wrong == [], vector
        for markdown in (f"[a]({vector})", f"<{vector}>", f"![a]({vector})", f"[a]: {vector}\n\n[a]"):
            if len(vector) < 300 and ":" in vector:
                assert Strict(kept(to_html, markdown)).wrong == [], markdown


@given(st.text(st.sampled_from("<>/ab\"'= &;#x:\n\t[]()!*_`|-\x0bjavascript:"), max_size=60))
@pytest.mark.parametrize("clean", SANITISERS)
def test_nothing_active_comes_of_random_text(clean, text):
    once = kept(clean, text)
    assert Strict(once).wrong == []
    assert kept(clean, once) == once
    assert Strict(kept(to_html, text)).wrong == []


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://example.org/a?b=c#d", True),
        ("http://example.org", True),
        ("HTTPS://example.org", True),
        ("mailto:lead@example.org", True),
        ("/library/k7m2-9qxt", True),
        ("#part", True),
        ("javascript:alert(1)", False),
        ("java\tscript:alert(1)", False),
        ("\x01javascript:alert(1)", False),
        (" \njavascript:alert(1)", False),
        ("data:text/html,x", False),
        ("vbscript:x", False),
        ("file:///etc/passwd", False),
        ("//elsewhere.example", False),
        ("/\\elsewhere.example", False),
        ("/\t/elsewhere.example", False),
        ("https:elsewhere", False),
        ("page", False),
        ("", False),
    ],
)
def test_where_a_link_may_lead(address, safe):
    assert safe_address(address) is safe
    assert ("href" in sanitise(f'<a href="{html.escape(address)}">x</a>')) is safe


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("# One\n\n### Two", "<h3>One</h3>\n<h4>Two</h4>\n"),
        ("## Only", "<h3>Only</h3>\n"),
        ("#\n\ntext", "<p>text</p>\n"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"),
        ("**bold** ~~gone~~", "<p><strong>bold</strong> <s>gone</s></p>\n"),
        ("[a](https://b.example)", f'<p><a href="https://b.example" rel="{LINK_REL}">a</a></p>\n'),
        ("![a map](https://b.example/m.png)", f'<p><a href="https://b.example/m.png" rel="{LINK_REL}">a map</a></p>\n'),
        ("![](https://b.example)", f'<p><a href="https://b.example" rel="{LINK_REL}">Picture</a></p>\n'),
        ("[![in](x.png)](/a)", f'<p><a href="/a" rel="{LINK_REL}">in</a></p>\n'),
        ("[](/a)", f'<p><a href="/a" rel="{LINK_REL}">/a</a></p>\n'),
        ("![a](data:image/png;base64,AAAA)", "<p><a>a</a></p>\n"),
        ("https://b.example is not a link", "<p>https://b.example is not a link</p>\n"),
        ("3. c\n4. d", '<ol start="3">\n<li>c</li>\n<li>d</li>\n</ol>\n'),
        ("a|b\n:-|-:\nc|d", '<table>\n<thead>\n<tr>\n<th scope="col">a</th>\n<th scope="col">b</th>\n</tr>\n</thead>\n'
         "<tbody>\n<tr>\n<td>c</td>\n<td>d</td>\n</tr>\n</tbody>\n</table>\n"),
        ("{{7*7}}", "<p>{{7*7}}</p>\n"),
        ("", ""),
    ],
)  # fmt: skip
def test_how_markdown_is_shown(markdown, shown):
    assert to_html(markdown) == shown


def test_readable_plain_text():
    markdown = """# What *we* did

We **changed** the [handover](https://a.example/h) form,
and it worked.

- one
  1. inner
  2. second
- two

| Shift | Late |
|--|--|
| Early | 3 |

> quoted & <b>

```
code
```
"""
    assert to_plain(markdown) == (
        "What we did\n\nWe changed the handover form, and it worked.\n\n- one\n  1. inner\n  2. second\n- two\n\n"
        "Shift | Late\nEarly | 3\n\nquoted & <b>\n\ncode"
    )
    assert (
        to_plain("See [the form](https://a.example/h).", addresses=True)
        == "See the form (https://a.example/h)."
    )
    assert to_plain("<https://a.example>", addresses=True) == "https://a.example"
    assert to_plain("") == ""


# Seconds of CPU: the aim is one, and the machines that test are not all alike.
PATIENCE = 3


@corpora
@pytest.mark.parametrize("name", slow_strings())
def test_a_hostile_body_is_shown_or_refused_in_good_time(name):
    text = slow_strings()[name]
    began = time.process_time()
    kept(to_html, text)
    assert time.process_time() - began < PATIENCE
    began = time.process_time()
    kept(to_plain, text)
    assert time.process_time() - began < PATIENCE


DEEP = {
    "quotations": "<blockquote>" * 10_000,
    "less-than signs": "<" * 100_000,
    "links": '<a href="http://a.example">b</a>' * 20_000,
    "attributes": "<a " + "x=y " * 50_000,
    "entities": "&lt;" * 100_000,
    "comments": "<!--" * 50_000,
    "ends": "</p>" * 50_000,
    "mixed up": "<b><p><i><table>" * 5_000,
    "fostered": "<table>" + "a<em>b</em>" * 4_000,
    "numbers": "<1" * 9_000,
    "few attributes": "<a " + "x=y " * 4_900,
}


@pytest.mark.parametrize("clean", SANITISERS)
@pytest.mark.parametrize("name", DEEP)
def test_deep_or_endless_html_is_cleaned_or_refused_in_good_time(clean, name):
    began = time.process_time()
    kept(clean, DEEP[name])
    assert time.process_time() - began < PATIENCE


@pytest.mark.parametrize(
    "markdown", ["> " * 60 + "deep", "\n".join("  " * level + "- a" for level in range(40))]
)
def test_words_are_refused_rather_than_left_out(markdown):
    for shown in (to_html, to_plain):
        with pytest.raises(BadText, match="too deep"):
            shown(markdown)


def test_a_long_honest_report_is_shown():
    report = (
        "## A part\n\n" + 'We met "partners" & agreed. ' * 60 + "\n\n- a\n- b [c](https://d.example)\n\n"
    ) * 28
    assert len(report) > 47_581
    assert to_html(report).count("<h3>") == 28


@corpora
def test_formulas_and_search_bombs_are_only_words():
    for file in ("csv_injection.json", "search_bombs.json"):
        for entry in json.loads((INPUTS / "generated" / file).read_text()):
            text = entry if isinstance(entry, str) else json.dumps(entry)
            assert Strict(kept(to_html, text[:60_000])).wrong == []
