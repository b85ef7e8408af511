"""What the search box understands, and that nothing typed is an error."""

import pytest

from portal.library.search import grammar
from portal.library.search.grammar import Term, parse


def word(*words: str) -> tuple[Term, ...]:
    return tuple(Term((one,)) for one in words)


@pytest.mark.parametrize(
    ("typed", "wanted", "unwanted"),
    [
        ("drone", word("drone"), ()),
        ("Drone DRONE drone", word("drone"), ()),
        ("drone search", word("drone", "search"), ()),
        ("  drone\tsearch\n", word("drone", "search"), ()),
        ('"missing person"', (Term(("missing", "person"), exact=True),), ()),
        ("“missing person”", (Term(("missing", "person"), exact=True),), ()),
        ('"drones"', (Term(("drones",), exact=True),), ()),
        ('"abc', (Term(("abc",), exact=True),), ()),
        ('drone"missing person"', (Term(("drone",)), Term(("missing", "person"), exact=True)), ()),
        ("drone -licence", word("drone"), word("licence")),
        ('drone -"body worn"', word("drone"), (Term(("body", "worn"), exact=True),)),
        ("drone -body-worn", word("drone"), (Term(("body", "worn"), exact=True),)),
        ("body-worn", word("body", "worn"), ()),
        ("burg*", (Term(("burg",), beginning=True),), ()),
        ("hand-ov* x", word("hand", "ov", "x"), ()),
        ("hand-over* x", (Term(("hand",)), Term(("over",), beginning=True), Term(("x",))), ()),
        ("drone -burg*", word("drone"), (Term(("burg",), beginning=True),)),
        ("the drone", word("drone"), ()),
        ("to be or not to be", word("to", "be", "or", "not"), ()),
        ('"the" drone', (Term(("the",), exact=True), Term(("drone",))), ()),
        ("café CAFÉ cafe", word("cafe"), ()),
        ("O'Brien O’Brien obrien", word("obrien"), ()),
        ("ﬁre ＦＩＲＥ", word("fire"), ()),
        ("status:draft", word("status", "draft"), ()),
        ("author:*", word("author"), ()),
        ("id:*", word("id"), ()),
        ("drone^inf", word("drone", "inf"), ()),
        ("abcdefg~9", word("abcdefg", "9"), ()),
        ("[a TO z]", word("z"), ()),
        ("s.136", word("s", "136"), ()),
        ("a\x00b", word("b"), ()),
        ("wo\u200brd", word("wo", "rd"), ()),
        ("- drone", word("drone"), ()),
        ("--drone", (), word("drone")),
    ],
)  # fmt: skip
def test_what_is_typed_is_read_as(typed: str, wanted: tuple[Term, ...], unwanted: tuple[Term, ...]) -> None:
    assert (parse(typed).wanted, parse(typed).unwanted) == (wanted, unwanted)


@pytest.mark.parametrize(
    ("typed", "warning"),
    [
        ("drone", None),
        ("", None),
        ("   ", None),
        ("x " * 300, grammar.TOO_LONG),
        (" ".join(f"w{n}" for n in range(33)), grammar.TOO_MANY),
        (" ".join(f"w{n}" for n in range(32)), None),
        ("abc* def* ghi* jkl* mno*", grammar.TOO_MANY_BEGINNINGS),
        ("ab*", grammar.TOO_SHORT),
        ("NOT zzzz", grammar.OPERATORS),
        ("drone OR kite", grammar.OPERATORS),
        ("not or and", None),
        ("-drone", grammar.ONLY_LEFT_OUT),
        (":::::", grammar.NO_WORDS),
        ("*", grammar.NO_WORDS),
        ("🙂*", grammar.NO_WORDS),
        ("[[[[[", grammar.NO_WORDS),
        ('""', grammar.NO_WORDS),
        ("\x00", grammar.NO_WORDS),
    ],
)
def test_the_reader_is_told_when_a_question_was_changed(typed: str, warning: str | None) -> None:
    assert parse(typed).warning == warning


def test_only_the_first_four_beginnings_are_beginnings() -> None:
    terms = parse("abc* def* ghi* jkl* mno*").wanted
    assert [term.words[0] for term in terms if term.beginning] == ["abc", "def", "ghi", "jkl"]
    assert Term(("mno",)) in terms


def test_of_too_many_words_the_longest_are_kept_in_their_order() -> None:
    words = [f"w{n}" for n in range(40)] + ["constabulary"]
    kept = [term.words[0] for term in parse(" ".join(words)).wanted]
    assert len(kept) == 32
    assert kept[-1] == "constabulary"
    assert kept[:-1] == [f"w{n}" for n in (0, *range(10, 40))]


def test_a_phrase_counts_with_all_its_words() -> None:
    parsed = parse('"' + " ".join(f"w{n}" for n in range(40)) + '"')
    assert parsed.wanted == ()
    assert parsed.warning == grammar.TOO_MANY


def test_a_question_without_words_is_hopeless_but_an_empty_one_is_not() -> None:
    assert parse("***").hopeless
    assert not parse("").hopeless
    assert not parse("drone").hopeless
