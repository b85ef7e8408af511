"""Texts written for web pages and forms read well as Markdown, and lose no words on the way."""

import time

import pytest

from portal.foundation.markdown import to_html
from portal.foundation.tidying import as_markdown, as_words, without_headings


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("plain words", "plain words"),
        ("temp <50 and wind >20 <your-name>", "temp <50 and wind >20 <your-name>"),
        ("see <https://force.example/a>", "see <https://force.example/a>"),
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("a<br>b", "a  \nb"),
        ("<b>bold</b> and <em>soft</em>", "**bold** and *soft*"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n\n- two"),
        ("<h2>Why</h2>Because.", "## Why\n\nBecause."),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a · b"),
        ('<a class="x" href="https://a.example/b">this</a>', "[this](https://a.example/b)"),
        ('<a href="/inside">this</a>', "this"),
        ('<a href="javascript:alert(1)">this</a>', "this"),
        ("[this]({{ site.baseurl }}/x)", "this"),
        ("[this](https://a.example)", "[this](https://a.example)"),
        ("![picture](/assets/x.png) after", "after"),
        ('{% image "x.png" %}\nwords', "words"),
        ("{% raw %}{{ kept }}{% endraw %}", "{{ kept }}"),
        ("before<!-- not\nshown -->after", "beforeafter"),
        ("<script>alert('x')</script>words", "words"),
        ("&ldquo;said&rdquo; &mdash; so", "“said” — so"),
        ("`<b>code</b>`", "`<b>code</b>`"),
        ("```\n<p>{{ code }}</p>\n```", "```\n<p>{{ code }}</p>\n```"),
        (
            "What happened\nIt broke.\n\nLesson learned\nLook.",
            "## What happened\n\nIt broke.\n\n## Lesson learned\n\nLook.",
        ),
        ("Nobody asked what happened\nand so on", "Nobody asked what happened\nand so on"),
    ],
)
def test_it_reads_well(typed: str, kept: str) -> None:
    assert as_markdown(typed).strip() == kept


def test_a_title_is_words_alone() -> None:
    assert as_words("<b>A</b> &amp; {{ b }}C") == "A & C"


def test_a_summary_is_not_made_of_headings() -> None:
    assert without_headings("## What happened\n\nIt broke.") == "It broke."


@pytest.mark.parametrize(
    "piece", ["<a ", "<b>", "{{", "{%", "[x](", "![", "`", "<!--", "<script>", "```\n", "&amp;"]
)
def test_floods_take_no_time(piece: str) -> None:
    begun = time.process_time()
    as_markdown(piece * (60_000 // len(piece)))
    assert time.process_time() - begun < 2


def test_nothing_becomes_active() -> None:
    page = to_html(as_markdown('&lt;script&gt;alert(1)&lt;/script&gt; <img src=x onerror="alert(1)">'))
    assert "<script" not in page
    assert "<img" not in page
