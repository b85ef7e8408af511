"""Words, their roots, near words, bitmaps and snippets: the pure parts of the search."""

import random

import pytest

from portal.library.search import bitmaps
from portal.library.search.analysis import fold, root, words
from portal.library.search.snippets import snippet
from portal.library.search.spelling import Spelling, distance


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Café", "cafe"),
        ("CAFÉ", "cafe"),
        ("O'Brien", "obrien"),
        ("O’Brien", "obrien"),
        ("ﬁne", "fine"),
        ("Ｄrone", "drone"),
        ("Straße", "strasse"),
        ("Ńőŗțĥ", "north"),
        ("Привет", "привет"),
    ],
)
def test_case_accents_and_apostrophes_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded


def test_words_are_cut_where_an_index_would_burst() -> None:
    assert words("a" * 500) == ["a" * 40]
    assert words("under_score 24/7 s.136") == ["under", "score", "24", "7", "s", "136"]


@pytest.mark.parametrize(
    "family",
    [
        "report reports reported reporting",
        "policy policies",
        "try tries tried trying",
        "officer officers",
        "organisation organisations organise organised",
        "evaluate evaluated evaluation evaluating",
        "burglary burglaries",
        "stop stops stopped stopping",
        "vulnerable vulnerability",
        "community communities",
        "die dying dies",
    ],
)
def test_forms_of_a_word_share_a_root(family: str) -> None:
    assert len({root(word) for word in family.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("police", "policy"), ("general", "generate"), ("custody", "customer"), ("news", "new")],
)
def test_different_words_have_different_roots(one: str, other: str) -> None:
    assert root(one) != root(other)


def test_words_that_are_not_english_letters_are_their_own_root() -> None:
    assert [root(word) for word in ("s136", "привет", "ab", "42nds")] == ["s136", "привет", "ab", "42nds"]


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("drone", "drone", 0), ("drone", "drnoe", 1), ("drone", "dron", 1), ("drone", "drones", 1),
     ("drone", "crane", 2), ("drone", "throne", 2), ("drone", "handover", 3)],
)  # fmt: skip
def test_slips_are_counted(one: str, other: str, slips: int) -> None:
    assert distance(one, other, 2) == slips


def test_nearly_every_single_slip_is_mended() -> None:
    chance = random.Random(3)  # noqa: S311 - the same words in every run
    known = sorted(
        {"".join(chance.choices("abcdefghilmnoprstuvw", k=chance.randint(5, 11))) for _ in range(3000)}
    )
    spelling = Spelling.from_bytes(Spelling(known).to_bytes())
    for word in chance.sample(known, 200):
        at = chance.randrange(1, len(word) - 1)
        for slip in (word[:at] + word[at + 1 :], word[:at] + "y" + word[at:], word[:at] + "y" + word[at + 1 :],
                     word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]):  # fmt: skip
            if slip not in known and len(slip) > 3:
                assert word in [near for _, near in spelling.near(slip)], (word, slip)


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 1000, 100_003])
@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 1.0])
def test_bitmaps_hold_what_they_were_given(size: int, share: float) -> None:
    chance = random.Random(size)  # noqa: S311 - the same numbers in every run
    given = [number for number in range(size) if chance.random() < share]
    bits = bitmaps.from_numbers(given, size)
    assert bitmaps.numbers(bits) == given
    assert bits.bit_count() == len(given)
    there = set(given)
    assert bitmaps.switches(bits, size) == bytes(number in there for number in range(size))


def test_at_least_so_many_bitmaps() -> None:
    sets = [{1, 2, 3}, {2, 3, 4}, {3, 4, 5}]
    given = [bitmaps.from_numbers(sorted(one), 8) for one in sets]
    assert bitmaps.numbers(bitmaps.at_least(1, given)) == [1, 2, 3, 4, 5]
    assert bitmaps.numbers(bitmaps.at_least(2, given)) == [2, 3, 4]
    assert bitmaps.numbers(bitmaps.at_least(3, given)) == [3]


def marked(text: str, *terms: str, length: int = 240) -> list[str]:
    return [piece for piece, mark in snippet(text, terms, length) if mark]


def test_a_snippet_marks_words_in_all_their_forms_as_they_are_written() -> None:
    assert marked("Reported by O’Brien’s café; reports.", "report", "obriens", "cafe") == [
        "Reported", "O’Brien’s", "café", "reports",
    ]  # fmt: skip
    assert marked("burglary and burglars, burgundy", "burgl*") == ["burglary", "burglars"]


def test_a_snippet_shows_the_passage_with_most_of_the_words() -> None:
    text = "drone " + "filler word " * 100 + "the drone handover at night " + "filler word " * 100
    pieces = snippet(text, ["drone", "handover"], 120)
    shown = "".join(piece for piece, _ in pieces)
    assert "drone handover" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 140


@pytest.mark.parametrize(
    "text", ["", "short", "x" * 5000, "<b>&amp;</b> " * 400, "drone" * 3000, "a " * 30_000]
)
@pytest.mark.parametrize("terms", [(), ("drone",), ("x*",), ("",), ("*",)])
def test_a_snippet_is_made_of_the_text_alone(text: str, terms: tuple[str, ...]) -> None:
    shown = "".join(piece for piece, _ in snippet(text, terms))
    assert shown.removeprefix("… ").removesuffix(" …") in " ".join(text.split())
    assert len(shown) <= 250
