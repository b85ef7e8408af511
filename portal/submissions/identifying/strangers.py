"""Names that no list holds: two words with capitals, told to be somebody by what stands beside them.

"It was raised by Besnik Krasniqi", "Ottilie Fanshawe from finance showed me". Pure: standard library only.
"""

import re

from portal.submissions.identifying.details import Kind
from portal.submissions.identifying.not_names import (
    NOT_BEFORE_A_NAME,
    NOT_FIRST_NAMES,
    PLACES_AND_BODIES,
    WHAT_PEOPLE_DO,
    may_be_a_name,
)
from portal.submissions.identifying.reading import Detail, Page, Reader, at_words, together

_CAPITAL = r"(?:O'|D'|Mc|Mac|Al-|El-)?[A-Z][a-z]{1,20}(?:-[A-Za-z][a-z]{1,20})?"
_TWO = rf"(?P<first>{_CAPITAL}) (?:[A-Z]\.? )?(?P<last>{_CAPITAL})"
_ASKED = re.compile(
    r"(?:thanks? to|thanks?|thanked|asked|ask|told|tell|phoned|rang|shadowed|met|meet|emailed|contact"
    r"|credit to"
    r"|(?:spoke|speak|spoken|talk|talked|listened|wrote|write|belongs) (?:to|with)"
    r"|(?:raised|written|led|run|built|designed|done|suggested|given|made|drawn|found|chaired|signed|said"
    r"|sent|reported|drafted"
    r"|delivered|taught|mentored|supervised|interviewed|trained|owned|started|noticed|spotted|created"
    r"|proposed|taken|kept|typed) by"
    r"|work(?:ed|ing|s)? with|sat with|week with|day with|shift with) "
)
_NAMED = re.compile(rf"{_TWO}(?![\w-])(?! [A-Z][a-z])")
_NAMED_BEFORE = re.compile(rf"(?<![\w'&-])(?<![A-Z][a-z] ){_TWO},? \Z")
_FROM = re.compile(r"from (?:the|our|my|a|[a-z]{4,}|HR|IT|CID|HQ)\b")


def asked_at(page: Page, place: int) -> Detail | None:
    """Somebody to whom something is done, or who did it: "thanks to", "raised by"."""
    lead = _ASKED.match(page.small, place)
    match = _NAMED.match(page.text, lead.end()) if lead else None
    return _stranger(page, match, match.start()) if match else None


def doing_at(page: Page, place: int) -> Detail | None:
    """Somebody who does what people do, found at the word that says what: "… showed me"."""
    begun = max(0, place - 56)
    match = _NAMED_BEFORE.search(page.text[begun:place])
    return _stranger(page, match, begun + match.start()) if match else None


def from_at(page: Page, place: int) -> Detail | None:
    """Somebody from somewhere at work: "… from finance"."""
    return doing_at(page, place) if _FROM.match(page.text, place) else None


def _stranger(page: Page, match: re.Match[str], start: int) -> Detail | None:
    words = [match["first"].lower(), *match["last"].lower().split("-")]
    if (
        words[0] in NOT_FIRST_NAMES
        or words[0] in NOT_BEFORE_A_NAME
        or not PLACES_AND_BODIES.isdisjoint(words)
    ):
        return None
    if not all(may_be_a_name(word) for word in words):
        return None
    before = page.small[max(0, start - 16) : start].rstrip().rpartition(" ")[2]
    if before in NOT_BEFORE_A_NAME or before == "the":
        return None
    return Kind.NAME, start, start + match.end("last") - match.start("first")


_VERB = re.compile(r"[a-z]+")
STRANGERS = together(
    at_words(
        "thank thanks thanked asked ask told tell phoned rang shadowed met meet emailed contact credit "
        "spoke speak spoken talk "
        "talked listened wrote write belongs raised written led run built designed done suggested given "
        "made drawn found "
        "chaired signed said sent reported drafted delivered taught mentored supervised interviewed "
        "trained owned started "
        "noticed spotted created proposed taken kept typed work worked working works sat week day shift",
        Reader(_ASKED, asked_at),
    ),
    dict.fromkeys(WHAT_PEOPLE_DO - {"from", "left", "found"}, (Reader(_VERB, doing_at),)),
    at_words("from", Reader(_FROM, from_at, written=True)),
)
