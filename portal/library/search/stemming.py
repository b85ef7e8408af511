"""What the forms of an English word have in common, by the algorithm of M. F. Porter ("Porter 2")."""

from __future__ import annotations

import re

_EXCEPTIONS = {
    "skis": "ski",
    "skies": "sky",
    "dying": "die",
    "lying": "lie",
    "tying": "tie",
    "idly": "idl",
    "gently": "gentl",
    "ugly": "ugli",
    "early": "earli",
    "only": "onli",
    "singly": "singl",
} | {word: word for word in ("sky", "news", "howe", "atlas", "cosmos", "bias", "andes")}
_AFTER_PLURALS = {"inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed"}
_DOUBLES = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")
_REGION = re.compile(r"[aeiouy].*?[^aeiouy]")
_VOWEL = re.compile(r"[aeiouy]")
_SHORT = re.compile(r"(?:[^aeiouy][aeiouy][^aeiouywxY]|^[aeiouy][^aeiouy])$")

_STEP_2 = (
    ("ization", "ize"), ("ational", "ate"), ("fulness", "ful"), ("ousness", "ous"), ("iveness", "ive"),
    ("tional", "tion"), ("biliti", "ble"), ("lessli", "less"), ("entli", "ent"), ("ation", "ate"),
    ("alism", "al"), ("aliti", "al"), ("ousli", "ous"), ("iviti", "ive"), ("fulli", "ful"), ("enci", "ence"),
    ("anci", "ance"), ("abli", "able"), ("izer", "ize"), ("ator", "ate"), ("alli", "al"), ("bli", "ble"),
    ("ogi", "og"), ("li", ""),
)  # fmt: skip
_STEP_3 = (
    ("ational", "ate"), ("tional", "tion"), ("alize", "al"), ("icate", "ic"), ("iciti", "ic"), ("ative", ""),
    ("ical", "ic"), ("ness", ""), ("ful", ""),
)  # fmt: skip
_STEP_4 = (
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize",
    "ion", "al", "er", "ic",
)  # fmt: skip


def stem(word: str) -> str:
    """The stem of a lower-case word. Words that are not plain English letters are their own stem."""
    if len(word) <= 2 or not (word.isascii() and word.isalpha()):
        return word
    if word in _EXCEPTIONS:
        return _EXCEPTIONS[word]
    word = re.sub(r"(^|[aeiouy])y", r"\1Y", word)
    first, second = _regions(word)
    word = _plurals(word)
    if word in _AFTER_PLURALS:
        return word
    word = _past_and_progressive(word, first)
    if len(word) > 2 and word[-1] in "yY" and word[-2] not in "aeiouy":
        word = word[:-1] + "i"
    word = _longest(word, _STEP_2, first, second)
    word = _longest(word, _STEP_3, first, second)
    word = _endings(word, second)
    return _final(word, first, second).lower()


def _regions(word: str) -> tuple[int, int]:
    """Where the word's first and second region begin: behind the first consonant that follows a vowel."""
    first = len(word)
    for prefix in ("gener", "commun", "arsen"):
        if word.startswith(prefix):
            first = len(prefix)
            break
    else:
        found = _REGION.search(word)
        if found:
            first = found.end()
    found = _REGION.search(word, first)
    return first, found.end() if found else len(word)


def _plurals(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith(("ied", "ies")):
        return word[:-2] if len(word) > 4 else word[:-1]
    if word.endswith("s") and not word.endswith(("us", "ss")) and _VOWEL.search(word[:-2]):
        return word[:-1]
    return word


def _past_and_progressive(word: str, first: int) -> str:
    for ending in ("eedly", "eed"):
        if word.endswith(ending):
            return word[: -len(ending)] + "ee" if len(word) - len(ending) >= first else word
    for ending in ("ingly", "edly", "ing", "ed"):
        if not word.endswith(ending):
            continue
        rest = word[: -len(ending)]
        if not _VOWEL.search(rest):
            return word
        if rest.endswith(("at", "bl", "iz")):
            return rest + "e"
        if rest.endswith(_DOUBLES):
            return rest[:-1]
        return rest + "e" if first >= len(rest) and _SHORT.search(rest) else rest
    return word


def _longest(word: str, endings: tuple[tuple[str, str], ...], first: int, second: int) -> str:
    for ending, instead in endings:
        if not word.endswith(ending):
            continue
        rest = word[: -len(ending)]
        stays = (
            len(rest) < first
            or (ending == "ogi" and not rest.endswith("l"))
            or (ending == "li" and rest[-1:] not in tuple("cdeghkmnrt"))
            or (ending == "ative" and len(rest) < second)
        )
        return word if stays else rest + instead
    return word


def _endings(word: str, second: int) -> str:
    for ending in _STEP_4:
        if word.endswith(ending):
            rest = word[: -len(ending)]
            stays = len(rest) < second or (ending == "ion" and rest[-1:] not in ("s", "t"))
            return word if stays else rest
    return word


def _final(word: str, first: int, second: int) -> str:
    last = len(word) - 1
    if word.endswith("e"):
        if last >= second or (last >= first and not _SHORT.search(word[:-1])):
            return word[:-1]
    elif word.endswith("ll") and last >= second:
        return word[:-1]
    return word
