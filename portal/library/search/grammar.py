"""The small language of the search box: words, "phrases", -left -"out", and begin* of three letters or more.

Every text is a question: nothing typed is an error, and nothing typed reaches an engine but folded words.
There are no field names and no operators, so `status:draft` is two words. What is too much is left away, and
the reader is told in a sentence.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from portal.library.search.analysis import STOP_WORDS, words

LONGEST_QUESTION = 512
MOST_TERMS = 32
MOST_BEGINNINGS = 4
SHORTEST_BEGINNING = 3

_CHUNK = re.compile(r'(?P<out>-?)"(?P<phrase>[^"]*)(?:"|$)|(?P<chunk>[^\s"]+)')
_OPERATORS = frozenset({"AND", "OR", "NOT"})

TOO_LONG = "That is a long question. Only its first 512 characters were used."
TOO_MANY = "That is a lot of words. The 32 longest were used."
TOO_MANY_BEGINNINGS = (
    "Only the first four words ending in * were used as beginnings. The others were read as words."
)
TOO_SHORT = "A beginning before * needs three letters or more. Shorter ones were read as words."
OPERATORS = (
    'AND, OR and NOT are read as words. To leave a word out, write - before it, as in "drone -licence".'
)
ONLY_LEFT_OUT = "You only said what to leave out, so this is everything else. Add a word to look for."
NO_WORDS = "There is no word or number in that question. Try a word from the title."


@dataclass(frozen=True)
class Term:
    """One thing looked for: a word, a phrase of several words, or the beginning of a word."""

    words: tuple[str, ...]
    beginning: bool = False
    #: It was written in quotation marks: other forms of the word do not count.
    exact: bool = False


@dataclass(frozen=True)
class Parsed:
    """A question as the engine reads it. `wanted` and `unwanted` are free of repetition."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    warning: str | None = None
    #: Something was typed, but no word could be read in it: nothing can be found.
    hopeless: bool = False


def parse(text: str) -> Parsed:
    """Read what was typed. Never raises."""
    warnings: dict[str, None] = {}
    typed = bool(text.strip())
    text = unicodedata.normalize("NFKC", text[: LONGEST_QUESTION + 1])
    if len(text) > LONGEST_QUESTION:
        warnings[TOO_LONG] = None
        text = text[:LONGEST_QUESTION]
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in text)
    for mark in "“”„«»":
        text = text.replace(mark, '"')
    wanted: dict[Term, None] = {}
    unwanted: dict[Term, None] = {}
    for found in _CHUNK.finditer(text):
        out, terms = _terms(found, warnings)
        (unwanted if out else wanted).update(dict.fromkeys(terms))
    if not wanted and not unwanted:
        return Parsed(warning=NO_WORDS if typed else None, hopeless=typed)
    if not wanted:
        warnings[ONLY_LEFT_OUT] = None
    wanted = _without_small_words(_few_beginnings(wanted, warnings))
    unwanted = _few_beginnings(unwanted, warnings)
    kept = _longest([*wanted, *unwanted], warnings)
    return Parsed(
        tuple(term for term in wanted if term in kept),
        tuple(term for term in unwanted if term in kept),
        " ".join(warnings) or None,
    )


def _terms(found: re.Match[str], warnings: dict[str, None]) -> tuple[bool, list[Term]]:
    """What one chunk between spaces, or one phrase, asks for, and whether to leave it out."""
    if found["phrase"] is not None:
        phrase = tuple(words(found["phrase"]))
        return bool(found["out"]), [Term(phrase, exact=True)] if phrase else []
    chunk = found["chunk"]
    if chunk in _OPERATORS:
        warnings[OPERATORS] = None
    out = chunk.startswith("-")
    parts = words(chunk)
    if not parts:
        return out, []
    if chunk.endswith("*") and chunk[-2:-1].isalnum():
        if len(parts[-1]) >= SHORTEST_BEGINNING:
            return out, [*(Term((part,)) for part in parts[:-1]), Term((parts[-1],), beginning=True)]
        warnings[TOO_SHORT] = None
    if out and len(parts) > 1:
        return out, [Term(tuple(parts), exact=True)]
    return out, [Term((part,)) for part in parts]


def _few_beginnings(terms: dict[Term, None], warnings: dict[str, None]) -> dict[Term, None]:
    beginnings = [term for term in terms if term.beginning]
    if len(beginnings) <= MOST_BEGINNINGS:
        return terms
    warnings[TOO_MANY_BEGINNINGS] = None
    plain = set(beginnings[MOST_BEGINNINGS:])
    return dict.fromkeys(Term(term.words) if term in plain else term for term in terms)


def _without_small_words(terms: dict[Term, None]) -> dict[Term, None]:
    """Words like "the" only count when there is nothing else to go by."""
    telling = {
        term: None for term in terms if term.exact or term.beginning or term.words[0] not in STOP_WORDS
    }
    return telling or terms


def _longest(terms: list[Term], warnings: dict[str, None]) -> set[Term]:
    """Long words are the rare ones. Counting them in the index would let hidden items decide what is used."""
    kept: set[Term] = set()
    room = MOST_TERMS
    for term in sorted(terms, key=lambda term: -sum(map(len, term.words))):
        if len(term.words) <= room:
            kept.add(term)
            room -= len(term.words)
    if len(kept) < len(terms):
        warnings[TOO_MANY] = None
    return kept
