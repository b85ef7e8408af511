"""Typed text: made regular when it comes in, cut and measured when it goes out.

Every value a person types passes through ``plain_line`` or ``plain_text`` once, so that what is
stored, searched, compared and mailed is one canonical form (hardening B, ASVS 1.1.1).
"""

import re
import unicodedata
from datetime import date

MARKS_AT_MOST = 3  # on one letter; more are a flood that runs over the neighbouring lines
WORDS_A_MINUTE = 220

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile(
    "[\x01-\x08\x0e-\x1b\x1f\x7f-\x9f"  # control characters but tab and line feed
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # turn the reading direction round
    "\u00ad\u034f\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb"  # take no room at all
    "\ufdd0-\ufdef\ufffe\uffff]"  # are not characters
)
# Joiners belong in emoji, Persian and Indic words; between Latin letters they only disguise a word.
_STRAY_JOINER = re.compile("(?<![^\x00-\u02ff])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\u02ff])")
_MANY_JOINERS = re.compile("([\u200c\u200d])[\u200c\u200d]+")
# Tag letters are the flags of England, Scotland and Wales, and anywhere else a hidden message.
_TAGS = re.compile("(\U0001f3f4[\U000e0030-\U000e007a]{2,6}\U000e007f)|[\U000e0000-\U000e007f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_SENTENCE_END = re.compile(r"[.!?…]['\"’”)]?(?=\s)|\n\s*\n")
_ABBREVIATIONS = frozenset("e.g i.e etc cf vs no approx mr mrs ms dr prof sgt insp supt ch det st".split())
_ELLIPSIS = "…"
_FIRST_SIGNS_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class BadText(ValueError):
    """Text that cannot be kept. Its message is a sentence for the person who typed it."""


def plain_line(text: str) -> str:
    """The canonical form of one line: as ``plain_text``, line ends and tabs made spaces, ends trimmed.

    Raises BadText for NUL and for halves of characters (hardening B, Unicode).
    """
    return re.sub("[\n\t]+", " ", plain_text(text)).strip()


def plain_text(text: str) -> str:
    """The canonical form of several paragraphs: NFC, visible characters only, one sort of line end.

    Control characters, direction marks and letters without width are taken out, combining marks
    beyond three on a letter too. Applying it twice changes nothing.

    Raises BadText for NUL and for halves of characters, which no database would keep alike.
    """
    if "\x00" in text or _SURROGATE.search(text):
        raise BadText(
            "The text has a character that cannot be kept. Type it again, or paste it as plain text."
        )
    before = None
    while text != before:  # taking one thing out can bring two others together; settles in a few rounds
        before, text = text, _one_pass(text)
    return text


def _one_pass(text: str) -> str:
    text = _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))
    if not text.isascii():
        text = _STRAY_JOINER.sub("", _MANY_JOINERS.sub(r"\1", _TAGS.sub(r"\1", text)))
        text = _few_marks(unicodedata.normalize("NFC", text))
    return text.rstrip()


def _few_marks(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for letter in text:
        marks = marks + 1 if letter > "\u02ff" and unicodedata.category(letter) in ("Mn", "Me") else 0
        if marks <= MARKS_AT_MOST:
            kept.append(letter)
    return "".join(kept)


def shortened(text: str, at_most: int) -> str:
    """At most so many characters, "…" included, cut between words, and never inside one visible letter."""
    if len(text) <= at_most:
        return text
    cut = _letter_start(text, max(at_most - len(_ELLIPSIS), 0))
    space = max(text.rfind(" ", 0, cut + 1), text.rfind("\n", 0, cut + 1))
    if space > cut // 2:
        cut = space
    return text[:cut].rstrip() + _ELLIPSIS[:at_most]


def _letter_start(text: str, cut: int) -> int:
    """The greatest place not after ``cut`` at which one visible letter ends and another begins."""
    while 0 < cut < len(text) and (_goes_on(text[cut]) or text[cut - 1] == "\u200d" or _in_flag(text, cut)):
        cut -= 1
    return cut


def _goes_on(letter: str) -> bool:
    """Does this character belong to the one before it?"""
    return letter > "\u02ff" and (
        letter in "\u200c\u200d"
        or unicodedata.category(letter) in ("Mn", "Me", "Mc")
        or "\u1160" <= letter <= "\u11ff"  # the later parts of a Korean syllable
        or "\U0001f3fb" <= letter <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= letter <= "\U000e007f"
    )


def _in_flag(text: str, cut: int) -> bool:
    """Two regional letters make one flag: is the cut between the two?"""
    start = cut
    while start > 0 and "\U0001f1e6" <= text[start - 1] <= "\U0001f1ff":
        start -= 1
    return (cut - start) % 2 == 1 and "\U0001f1e6" <= text[cut] <= "\U0001f1ff"


def first_sentence(text: str, at_most: int = 300) -> str:
    """The first sentence of plain text, in one line; shortened where it is longer than ``at_most``."""
    text = text.strip()[: max(at_most * 4, 0)]
    for end in _SENTENCE_END.finditer(text):
        last_word = text[: end.start()].rsplit(None, 1)[-1].lower().strip("(\"'") if end.start() else ""
        if not (end.group().startswith(".") and (last_word in _ABBREVIATIONS or len(last_word) == 1)):
            text = text[: end.end()]
            break
    return shortened(" ".join(text.split()), at_most)


def minutes_to_read(text: str) -> int:
    """Whole minutes a practised reader needs, at least one."""
    words = sum(1 for _ in _WORD.finditer(text))
    return max(1, round(words / WORDS_A_MINUTE))


def day_with_year(day: date) -> str:
    """A day as a list or a paper says it, which is read in other years too: ``27 November 2026``."""
    return f"{day.day} {day:%B} {day.year}"


def safe_cell(value: object) -> str:
    """A value as a cell that no spreadsheet takes for a formula (hardening, CSV)."""
    words = "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{words}" if words.lstrip(" ").startswith(_FIRST_SIGNS_OF_FORMULAS) else words
