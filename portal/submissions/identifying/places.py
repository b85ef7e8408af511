"""Addresses, postcodes, points on a map, and places named beside a day.

Pure: standard library only.
"""

import re
from collections.abc import Iterable, Iterator

from portal.submissions.identifying.details import Kind
from portal.submissions.identifying.not_names import NOT_NAMES
from portal.submissions.identifying.reading import Detail, Page, Reader, at_words, reader, together

_AREAS = frozenset(
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH "
    "EN EX FK FY "
    "G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE "
    "NG NN NP "
    "NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR "
    "TS TW UB W "
    "WA WC WD WF WN WR WS WV YO ZE".split()
)
# What these letters and digits say in the writing of police is something else.
_NO_DISTRICTS = frozenset("CO19 CO2 G4S IM1 IP1 IP2 IP3 IP4 IP5 IP6 ME1 PA1 SO13 SO14 SO15 SO19 WD40".split())
_WHERE = frozenset(
    "in around across cover covers covered covering postcode postcodes sector sectors district districts "
    "area areas near throughout "
    "within leafleted walked patrol patrols patrolled beat".split()
)
_LOOSELY_WHERE = frozenset("to from and for took of".split())
_STREETS = (
    "Street|Road|Avenue|Lane|Drive|Close|Court|Crescent|Gardens|Grove|Hill|Mews|Parade|Park|Place|Rise|Row"
    "|Square|Terrace|View|Walk"
    "|Way|Wharf|Green|Embankment|Esplanade|Promenade|Quay|Gate|Mount|Croft|Vale|Villas|Cottages|Buildings"
    "|Heights|Path|Passage|Yard"
    "|Boulevard|Circle|Highway|Parkway|Trail|Pike|Loop|St|Rd|Ave|Av|Ln|Cres|Gdns|Tce|Ter|Dr|Cl|Ct|Pl|Sq"
    "|Blvd|Hwy|Pkwy"
)
_SMALL_STREETS = "street|road|avenue|lane|close|crescent|gardens|grove|terrace|drive|way|rd|ave"
_CAP = r"[A-Z][A-Za-z'-]{1,25}"
_BUILDING = (
    r"(?:House|Court|Tower|Towers|Lodge|Point|Mill|Mills|Exchange|Building|Heights|Mansions|Wharf"
    r"|Park|Hostel|Place)"
)
_TOWN = rf"(?:, (?:{_CAP} ){{0,2}}{_CAP}, [A-Z]{{2}} \d{{5}}(?:-\d{{4}})?)?"
_NUMBER = r"(?:No\.? ?)?\d{1,5}[A-Za-z]?(?: ?[-/] ?\d{1,5}[A-Za-z]?)?"
_ADDRESS = (
    rf"{_NUMBER},? (?:(?:[NSEW]\.? )?(?:(?:{_CAP}|St\.|y|yr|of|the|and"
    rf"|de) ){{1,4}}(?:{_STREETS})\b\.?(?! (?:Policing|Watch|Act)))"
)
_WELSH = (
    rf"{_NUMBER},? (?:Maes|Heol|Ffordd|Stryd|Lon|Clos|Bryn|Rhodfa|Cae|Pant|Tan|Ty|Parc|Llys"
    rf"|Gerddi)(?: (?:{_CAP}|y|yr|yn)){{1,3}}\b"
)
_MIDDLE = re.compile(
    r"\b(?:main|busy|dirt|country|the|a|mph|mile|miles|metre|metres|minute|minutes|hour"
    r"|side|bus|one|two|cars|officers|of)\b"
)


def _is_postcode(match: re.Match[str]) -> bool:
    return match["area"].upper() in _AREAS


def _district(page: Page, place: int) -> Detail | None:
    """The first half of a postcode: "BS5", and with one letter or in small letters only where a place is expected."""
    match = _DISTRICT.match(page.text, place)
    if not match or match["area"].upper() not in _AREAS or match.group().upper() in _NO_DISTRICTS:
        return None
    area, district = match["area"].upper(), match.group()
    alone = len(area) == 2 and district.isupper()
    if alone and area != "FY":
        return Kind.POSTCODE, place, match.end()
    before = page.small[max(0, place - 14) : place].rstrip(" :").rpartition(" ")[2]
    if area in {"M", "A", "B"} and before in {"the", "on"}:  # a road
        return None
    if area == "FY" and district[2:] not in set("12345678"):  # the year in a budget
        return None
    loosely = len(district) > 2 and before in _LOOSELY_WHERE
    if not (alone or loosely or before in _WHERE or _ANOTHER.match(page.text, match.end())):
        return None
    return Kind.POSTCODE, place, match.end()


_ANOTHER = re.compile(r"(?:,| and| or| &) [A-Z]{1,2}\d[A-Z\d]?\b")
_DISTRICT = re.compile(
    r"(?<![\w/.-])(?P<area>[A-Za-z]{1,2})\d[A-Z\d]?(?: \d)?(?![\w/%-]|\.\d| ?(?:GB|MB|V"
    r"|mm|cm|kg|per|years|am|pm))"
)


_first_half = Reader(_DISTRICT, _district, written=True)


def _is_lower_street(match: re.Match[str]) -> bool:
    return not _MIDDLE.search(match["middle"])


ADDRESSES: tuple[Reader, ...] = (
    reader(Kind.ADDRESS, rf"(?<![\w.-]){_ADDRESS}{_TOWN}", written=True),
    reader(Kind.ADDRESS, rf"(?<![\w.-]){_WELSH}", written=True),
    reader(Kind.ADDRESS, rf"(?<![\w.-])\d{{1,4}}[a-z]?,? "
                         rf"(?P<middle>[a-z'-]{{3,20}}(?: [a-z'-]{{3,20}})?) (?:{_SMALL_STREETS})\b",
           _is_lower_street),
)  # fmt: skip
_flat = (
    reader(
        Kind.ADDRESS,
        rf"(?:Flat|Apartment|Apt\.?|Room|Plot|Unit|Caravan|Cell|Suite|Bungalow|Pitch|Berth"
        rf"|Ward) \d{{1,4}}[A-Za-z]?\b"
        rf",? (?:(?:{_ADDRESS})|(?:{_CAP} ){{1,3}}(?:{_STREETS}|{_BUILDING})\b"
        rf"|(?:{_CAP} ){{0,2}}{_BUILDING}\b)",
        written=True,
    ),
    reader(
        Kind.ADDRESS,
        r"(?:Flat|Apartment|Apt\.?|Room|Plot|Caravan) \d{1,4}[A-Za-z]?\b(?! (?:people"
        r"|officers|GB))",
        written=True,
    ),
    reader(Kind.ADDRESS, r"(?:flat|apartment|apt) \d{1,4}[a-z]?\b(?! (?:screens?|tyres?))"),
)
_house = reader(
    Kind.ADDRESS,
    rf"(?:The )?(?:{_CAP} ){{1,2}}(?:Cottage|House|Farm|Lodge|Rectory|Vicarage|Barn|Villa|Manor|Hall|Mill"
    rf"|Bungalow|Cottages|Grange"
    rf"|Chapel|Croft|Stables), (?:(?:{_CAP}) ){{1,3}}(?:{_STREETS})\b",
    written=True,
)
_no = reader(Kind.ADDRESS, rf"No\.? \d{{1,4}}[A-Za-z]?,? (?:{_CAP} ){{1,3}}(?:{_STREETS})\b", written=True)
_box = reader(Kind.ADDRESS, r"p\.?o\.? box \d{1,6}\b")
_POSTCODES: tuple[Reader, ...] = (
    reader(
        Kind.POSTCODE,
        r"\b(?P<area>[A-Z]{1,2})\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b",
        _is_postcode,
        written=True,
    ),
    reader(
        Kind.POSTCODE,
        r"\b(?P<area>[a-z]{1,2})\d[a-z\d]? ?\d[abd-hjlnp-uw-z]{2}\b",
        _is_postcode,
        written=True,
    ),
    _first_half,
)
_DEGREES = (
    r"\d{1,3}(?:\.\d{1,8})? ?(?:°|º|deg"
    r"|d) ?(?:\d{1,2}(?:\.\d{1,6})? ?['m] ?(?:\d{1,2}(?:\.\d{1,6})? ?(?:\"|''|s)? ?)?)?[nsew]?"
)
_SQUARE = r"[hnost][a-hj-z]"
_POINTS: tuple[Reader, ...] = (
    reader(
        Kind.COORDINATES,
        r"(?<![\w.])-?\d{1,3}\.\d{3,8}(?: ?[ns]\b)?(?:,? ?"
        r"| and )-?\d{1,3}\.\d{3,8}(?: ?[ew]\b)?(?!\.?\d)",
    ),
    reader(Kind.COORDINATES, r"(?<![\w.])\d{1,3}\.\d{1,8} ?[ns],? ?\d{1,3}\.\d{1,8} ?[ew]\b"),
    reader(Kind.COORDINATES, rf"(?<![\w.]){_DEGREES},? ?{_DEGREES}(?!\w)"),
)
_square_close = reader(Kind.COORDINATES, rf"(?<!\w){_SQUARE}(?:\d{{6}}|\d{{8}}|\d{{10}})(?!\w)")
_square = reader(
    Kind.COORDINATES,
    rf"{_SQUARE} ?(?:\d{{2,5}} \d{{2,5}})(?![\w/%-]|\.\d)",
    lambda match: _halves(match.group()),
)
_latitude = reader(
    Kind.COORDINATES,
    r"lat(?:itude)?\.?[ "
    r":]{0,2}-?\d{1,3}\.\d{2,8}°?(?: "
    r"?[ns]\b)?,? (?:and )?long?(?:itude)?\.?[ :]{0,2}-?\d{1,3}\.\d{2,8}°?(?: ?[ew]\b)?",
)
_grid = reader(
    Kind.COORDINATES,
    rf"(?:os )?(?:grid|map) ?(?:reference|ref|square)?\.?(?: is"
    rf"| was)?[ :]{{0,2}}{_SQUARE} ?(?:\d{{2,5}} \d{{2,5}}|\d{{4,10}})\b",
)
_three_words = reader(
    Kind.COORDINATES,
    r"(?:what ?3 ?words|what three words|w3w)(?: location| address| was| is"
    r"| of)*[ :]{1,2}(?:///)?(?P<w>[a-z]{3,18}\.[a-z]{3,18}\.[a-z]{3,18})\b",
)
_three_anywhere = re.compile(r"(?<![\w/:])///[a-z]{3,18}\.[a-z]{3,18}\.[a-z]{3,18}\b")


def _halves(words: str) -> bool:
    first, last = words[2:].split()
    return len(first) == len(last)


PLACES = together(
    at_words("flat apartment apt room plot unit caravan cell suite bungalow pitch berth ward", *_flat),
    at_words("no", _no),
    at_words("p po", _box),
    at_words(
        "the rose old mill church manor home hill oak ivy holly school station farm lower upper "
        "little great high park",
        _house,
    ),
    at_words("lat latitude", _latitude),
    at_words("grid os map", _grid),
    at_words("what what3words w3w", _three_words),
)
PLACES_FROM_LETTERS: tuple[Reader, ...] = (*_POSTCODES, _square_close)
PLACES_FROM_DIGITS: tuple[Reader, ...] = (*ADDRESSES, *_POINTS)
PLACES_BY_LETTERS: tuple[Reader, ...] = (_square,)
ANYWHERE = (("///", Kind.COORDINATES, _three_anywhere, None),)

# -- places beside a day -----------------------------------------------------------------------------------------
_SENTENCE_AROUND = 200  # characters looked at on each side of a day
_WEEKDAY = re.compile(
    r"\b(?:(?:on|last|this|next) (?:mon|tues|wednes|thurs|fri|satur|sun)day(?! nights\b| evenings\b"
    r"| mornings\b)\b|last night\b|yesterday\b"
    r"|last (?:week|weekend)\b|this (?:morning|evening|afternoon)\b)"
)
# No rank or title goes on the name of a place: "in Byker Sgt Jones found it".
_MORE = (
    r"(?!(?:Sgt|Sergeant|Insp|Inspector|Constable|Supt|Superintendent|Det|Detective|Special|Acting|Chief|Officer|Mr|Mrs|Ms|Miss|Dr)\b)"
    r"[A-Z][a-z'][A-Za-z'-]{0,24}"
)
_PROPER = (
    rf"(?:St\.? )?{_CAP}(?:(?:-(?:on|upon|in|under|le|by|the)){{1,2}}-{_CAP}"
    rf"| (?:and|of|on|upon|the|y|&) (?:the )?{_MORE}| {_MORE}| \d{{1,3}}\b){{0,3}}"
)
_AT = re.compile(
    rf"\b(?i:in|at|near|outside|around|from|down|through|opposite|behind|inside|to|along|into"
    rf"|off|of|on|across) (?P<place>(?:the )?{_PROPER})"
)
_BUILT = re.compile(
    rf"(?<![\w'-])(?P<place>(?:the )?(?!(?:At|In|On|Near|Outside|From|To|By|The|Around|Last"
    rf"|This)\b){_CAP}(?: (?:and|of|the) {_CAP}| {_CAP}){{0,3}} (?:School|College|Academy|Hospital|Park"
    rf"|Street|Road|Lane|Avenue"
    r"|Station|Wood|Woods|Forest|Quay|Centre|Mill|Square|Bridge|Arms|Inn|Hotel|Stadium|Arcade|Market"
    r"|Church|Mosque|Temple|University"
    r"|Airport|Services|Estate|House|Court|Green|Common|Heath|Valley|Marina|Docks|Pier|Beach))\b"
)
_NOT_PLACES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september october "
    "november december niche storm cad anpr pnc teams operation section form code the we he she they it i "
    "my our you stop act op "
    "home office crown police cid nhs cps iopc npcc christmas boxing new year bonfire halloween easter "
    "gold silver bronze airwave"
    " taser microsoft mr mrs ms dr pc dc sgt ds di dci response polish french english welsh romanian "
    "ukrainian a an this that".split()
)


def places_beside(page: Page, days: Iterable[tuple[int, int]]) -> Iterator[Detail]:
    """Places named in the sentence of a day: together they lead to one incident."""
    looked = -1
    spans = sorted([*days, *(match.span() for match in _WEEKDAY.finditer(page.small))])
    for start, end in spans:
        if start < looked:
            continue
        begun = max(_start_of_sentence(page.text, start), looked, 0)
        ended = _end_of_sentence(page.text, end)
        looked = ended
        for pattern in (_AT, _BUILT):
            for match in pattern.finditer(page.text, begun, ended):
                place = _place_in(match["place"])
                if place:
                    yield Kind.PLACE, match.end("place") - len(place), match.end("place")


def _place_in(words: str) -> str:
    """What of some words with capitals names a place: not the day before it; nothing, where they name an office."""
    while words.split(" ", maxsplit=1)[0].lower() in _DAYS:
        words = words.partition(" ")[2]
    named = words.removeprefix("the ").split()
    if not named or named[0].isupper() or not words[-1].isalnum():
        return ""
    if named[0].lower() in _NOT_PLACES or named[-1].lower() in _NO_PLACE_ENDS:
        return ""
    return "" if len(named) == 1 and named[0].lower() in _NOT_NAMED else words


_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september october "
    "november december day eve".split()
)
_NO_PLACE_ENDS = frozenset(
    "manager officer unit team board department group office committee service police council release "
    "report review ranger "
    "director meeting programme project act policy federation association commissioner command branch form "
    "system act day code".split()
)
_NOT_NAMED = NOT_NAMES - frozenset("castle mill wood hill cross green park church".split())


def _start_of_sentence(text: str, place: int) -> int:
    begun = max(0, place - _SENTENCE_AROUND)
    ends = list(_ENDS.finditer(text, begun, place))
    return ends[-1].end() if ends else begun


def _end_of_sentence(text: str, place: int) -> int:
    end = _ENDS.search(text, place, place + _SENTENCE_AROUND)
    return end.start() + 1 if end else min(len(text), place + _SENTENCE_AROUND)


_ENDS = re.compile(r"[.!?](?=[\s\"')]|\Z)(?<!\bSt\.)|\n")
