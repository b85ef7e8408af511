"""What is found however it is typed, and that what is cut out is what was marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.submissions.identifying import Kind, findings
from portal.submissions.identifying.folding import fold
from tests.submissions.disguises import DISGUISES, dressed
from tests.submissions.labelled import sentences

LABELLED = [sentence for part in ("tuned", "held_out") for sentence in sentences(part) if sentence.details]


@pytest.mark.parametrize("name", DISGUISES)
def test_a_disguise_hides_little(name):
    there = hidden = 0
    for sentence in LABELLED:
        plain = [(one.kind, one.start, one.end) for one in findings(sentence.text)]
        text, places = dressed(sentence.text, DISGUISES[name])
        found = [(one.kind, one.start, one.end) for one in findings(text)]
        there += len(plain)
        for kind, start, end in plain:
            # The last character may have got something unseen behind it, which is not part of the words.
            hidden += not any(
                one is kind and begun <= places[start] + 2 and places[end - 1] < ended
                for one, begun, ended in found
            )
    assert hidden <= there * 0.01


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We saw P**C** Sm_it_h there", ["P**C** Sm_it_h"]),
        ("We saw *Sgt* **Jones** there", ["*Sgt* **Jones**"]),
        ("We saw **PC Smith** there", ["PC Smith"]),
        ("We saw ***PC*** Smith there", ["***PC*** Smith"]),
        ("We saw P\u0421 \u0405m\u0456th there", ["P\u0421 \u0405m\u0456th"]),
        ("We saw PC\u00a0\u200bSmi\u00adth there", ["PC\u00a0\u200bSmi\u00adth"]),
        ("We saw PC\nSmith there", ["PC\nSmith"]),
        ("We saw DI O\u2019Neill there", ["DI O\u2019Neill"]),
        (
            "We saw \uff30\uff23 \uff33\uff4d\uff49\uff54\uff48 there",
            ["\uff30\uff23 \uff33\uff4d\uff49\uff54\uff48"],
        ),
        (
            "We saw \U0001d40f\U0001d402 \U0001d412\U0001d426\U0001d422\U0001d42d\U0001d421",
            ["\U0001d40f\U0001d402 \U0001d412\U0001d426\U0001d422\U0001d42d\U0001d421"],
        ),
        ("We saw DC Łukasz Zielin\u0301ska there", ["DC Łukasz Zielin\u0301ska"]),
        ("Ring 07700\u2013900\u2013123 now", ["07700\u2013900\u2013123"]),
        ("Ring ٠٧٧٠٠ ٩٠٠١٢٣ now", ["٠٧٧٠٠ ٩٠٠١٢٣"]),
        ("WE ASKED SGT JONES AND SARAH WHITFIELD TODAY", ["SGT JONES", "SARAH WHITFIELD"]),
        ("> PC\n> Smith said so", ["PC\n> Smith"]),
        ("PC&nbsp;Smith said so", ["PC&nbsp;Smith"]),
    ],
)
def test_what_is_marked_in_a_disguise(text, words):
    assert [one.words for one in findings(text)] == words


@pytest.mark.parametrize(
    "text", ["We asked the PC\n\nSmith Street", "- the duty sergeant\n- Jones and Sons do the lifts"]
)
def test_nothing_is_found_across_paragraphs_or_items(text):
    assert [one for one in findings(text) if "\n" in one.words] == []


PIECES = st.sampled_from(
    [
        "PC ", "Smith", "sgt ", "O’Neill", " told", " me.", "\n", "\n\n", "**", "*", "_", "~~", "`", "- ",
            "> ", "[", "](", ")", "!",
        "https://dave.example/x", "07700 900123", " on 3 May 2026", "\u200b", "\u00a0", "é", "😀", "&nbsp;",
            "\\", "my sergeant", " ",
        "AB12 CDE", "SE15", " in Bedminster", "\u0410", "\uff21", "12 High Street", "a@b.example", ", ",
            "the ", "victim", "“", "<", ">",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=80)


@given(TEXTS)
def test_marks_are_what_stands_there_in_order_and_apart(text):
    place = cut = 0
    for one in findings(text):
        assert place <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.words
        assert cut <= one.cut_from <= one.start
        assert one.end <= one.cut_to <= len(text)
        place, cut = one.end, one.cut_to


@given(TEXTS)
def test_what_is_replaced_leaves_all_else_as_it_was(text):
    new, place, kept = "", 0, ""
    for one in findings(text):
        new += text[place : one.cut_from] + one.instead
        kept += text[place : one.cut_from]
        place = one.cut_to
    new, kept = new + text[place:], kept + text[place:]
    assert len(new) == len(kept) + sum(len(one.instead) for one in findings(text))
    assert "\ufffd" not in new.replace("\ufffd", "", text.count("\ufffd"))


@given(st.text(max_size=60))
def test_folding_knows_where_each_character_came_from(text):
    folded = fold(text)
    last = 0
    for place in range(len(folded.text)):
        start, end = folded.typed(place, place + 1)
        assert last <= start < end <= len(text)
        last = start
    for place, letter in enumerate(folded.text):
        start, end = folded.typed(place, place + 1)
        if letter.isascii() and letter.isalnum() and text[start:end].isascii() and "&" not in text[start:end]:
            assert text[start:end] == letter


def test_every_kind_can_be_disguised():
    assert {kind for sentence in LABELLED for kind, _start, _end in sentence.details} == set(Kind)
