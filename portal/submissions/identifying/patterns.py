"""What names, numbers, dates and addresses look like in the writing of UK police.

Every pattern has bounded repeats only, so that the work grows with the length of the text and no
faster. Pure: standard library only.
"""

import re
from collections.abc import Callable

from portal.submissions.identifying.details import Kind

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_DATE = (
    rf"(?:{_DAY}(?:st|nd|rd|th)?(?: day)?(?: of)? ?(?:{_MONTHS})\b\.?(?:,? ?(?:19|20)\d\d\b)?"
    rf"|(?:{_MONTHS})\.? {_DAY}(?:st|nd|rd|th)?\b(?:,? (?:19|20)\d\d\b)?"
    rf"|{_DAY}[/-](?:0?[1-9]|1[0-2])[/-](?:(?:19|20)\d\d|\d\d)(?![\d/-])"
    rf"|{_DAY}\.(?:0?[1-9]|1[0-2])\.(?:19|20)\d\d(?![\d.])"
    rf"|{_DAY}\.(?:0[1-9]|1[0-2])\.\d\d(?![\d.])"
    rf"|(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d))"
)
_NAME = r"(?:[A-Z](?:\. ?| )){0,3}(?:[A-Z][a-z]?['’])?[A-Z][A-Za-z]{1,25}(?:['’-][A-Z][a-z]{1,25})?"
_RANK = (  # in small letters, the longer before its beginning
    r"(?:(?:[at]/)?(?:pcso|wpc|pc|dci|dcs|dcc|dc|ps|dsu|ds|tdc|sc|sergeant|sgt|di|ci|inspector|insp|superintendent"
    r"|supt|constable|acc|cc|sio|oic|officer|commander|commissioner)"
    r"|(?:acting|temporary|custody|patrol|duty|special|detective|assistant chief|deputy chief|chief|det|ch|t|a) "
    r"(?:chief (?:inspector|superintendent)|sergeant|sgt|inspector|insp|superintendent|supt|constable))"
)
_TITLE = (
    r"(?:mrs|mr|ms|miss|mx|dr|professor|prof|reverend|rev|sir|dame|lord|lady|judge|cllr|councillor|father)"
)
_FIRST_NAMES = (
    "Aaron|Adam|Ahmed|Aisha|Alan|Alex|Alice|Amanda|Amir|Amy|Andrea|Andrew|Andy|Angela|Anna|Anne|Anthony|Ashley|Barry|"
    "Ben|Benjamin|Beth|Brian|Callum|Carl|Carol|Catherine|Charlotte|Chloe|Chris|Christine|Christopher|Claire|Colin|"
    "Connor|Craig|Daniel|Darren|Dave|David|Dawn|Dean|Deborah|Dennis|Diane|Donna|Dylan|Edward|Elaine|Elizabeth|Ella|"
    "Emily|Emma|Eric|Fatima|Fiona|Gareth|Gary|Gavin|Gemma|George|Georgia|Gillian|Graham|Gordon|Hannah|Harry|Hassan|"
    "Hayley|Heather|Helen|Ian|Imran|Isabella|Jacqueline|Jake|James|Jamie|Jane|Janet|Jason|Jennifer|Jessica|Joanne|"
    "John|Jonathan|Jordan|Joseph|Joshua|Julie|Karen|Kate|Katie|Keith|Kelly|Kevin|Kieran|Kim|Laura|Lauren|Leanne|"
    "Lee|Liam|Linda|Lisa|Louise|Lucy|Luke|Margaret|Maria|Martin|Mary|Matthew|Megan|Michael|Michelle|Mike|Mohammed|"
    "Muhammad|Natalie|Nathan|Neil|Nicholas|Nicola|Nigel|Oliver|Olivia|Omar|Patricia|Patrick|Paul|Pauline|Peter|"
    "Philip|Priya|Rachel|Raj|Rebecca|Richard|Robert|Ross|Ruth|Ryan|Samantha|Samuel|Sandra|Sarah|Scott|Sean|Sharon|"
    "Shaun|Simon|Sophie|Stacey|Stephanie|Stephen|Steve|Steven|Stuart|Sue|Susan|Thomas|Tim|Timothy|Tina|Tom|Tracey|"
    "Trevor|Tyler|Victoria|Vincent|Wayne|Wendy|William|Yasmin|Yusuf|Zoe"
)
# Words that often stand after a rank, or after a first name, and are nobody's name.
_NOT_NAMES = frozenset(
    "a able about academy after all an and any are as assessment association at based be because before board but by "
    "can career chief college conference constable course cross crossed data day days desktop development did digital "
    "do during exam exams federation field for force forum from general grade had has have he her his hospital how i "
    "if in inspector interview interviews into is it its keyboard laptop leadership level library lloyd log major may "
    "meeting monitor must network no not numbers of off office officer officers on only or our out peace per plus "
    "police portal posts promotion question questions rank ranks recruitment role roles safety school sergeant she "
    "should since so software some station superintendent support survey team teams than that the their then there "
    "they this time to training trust unit university until up use user visible was we welfare were what when where "
    "which while who will windows wing with without world would year years you your".split()
)
_AREAS = frozenset(
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY "
    "G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP "
    "NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W "
    "WA WC WD WF WN WR WS WV YO ZE".split()
)
_NOT_PLATES = frozenset(
    "ACT ALL AND ANY APP ARE BIG BUS BUT CAR CPS CSV DIY DVD FAQ FOR FYI GIS GPS HAS HMP ICT JCT KPI LED MOT NEW NHS "
    "NOT OFF OUT PDF PIN PIP PIT PNC PSU SIM SOP THE TIM USB VAN VIA VIP WAS YES".split()
)
_FEW_LETTERS = frozenset("AI CI DI FI HI II NI NZ OI TI UI VI WI XI".split())


def _is_name(match: re.Match[str]) -> bool:
    words = re.split(r"[ .]+", match["name"])
    return words[-1].lower() not in _NOT_NAMES and words[0].lower() not in _NOT_NAMES - {"a", "i"}


def _is_postcode(match: re.Match[str]) -> bool:
    return match["area"].upper() in _AREAS


def _is_plate(match: re.Match[str]) -> bool:
    letters = match["letters"].upper()
    year = re.fullmatch(r"(?:19|20)\d\d", match["digits"] or "")
    return letters not in _NOT_PLATES and letters not in _FEW_LETTERS and not year


def _is_phone(match: re.Match[str]) -> bool:
    digits = re.sub(r"\D", "", match.group().replace("(0)", ""))
    digits = "0" + digits.removeprefix("0044").removeprefix("44").lstrip("0")
    return 10 <= len(digits) <= 11 and (digits[1] in "12579" or (digits[1] == "8" and digits[2] != "0"))


def _is_nhs_number(match: re.Match[str]) -> bool:
    digits = [int(digit) for digit in match.group() if digit.isdigit()]
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return len(set(digits)) > 1 and check % 11 == digits[9] and check != 10


def _is_reference(match: re.Match[str]) -> bool:
    digits = sum(letter.isdigit() for letter in match["id"])
    return digits >= 3 and match["id"] != "24/7"


def _is_bare_reference(match: re.Match[str]) -> bool:
    return _is_reference(match) and not re.fullmatch(r"(?:19|20)\d\d", match["id"])


def _is_account(match: re.Match[str]) -> bool:
    return match["account"].lower() not in {
        "home",
        "work",
        "court",
        "media",
        "name",
        "app",
        "and",
        "the",
        "was",
    }


_STREETS = (
    "Street|Road|Avenue|Lane|Drive|Close|Court|Crescent|Gardens|Grove|Hill|Mews|Parade|Park|Place|Rise|Row|Square|"
    "Terrace|View|Walk|Way|Wharf|Green|St|Rd|Ave|Ln|Cres|Gdns|Tce"
)
SMALL = {capital: capital + 32 for capital in range(ord("A"), ord("Z") + 1)}
_IDENTITY = rf" ?(?P<id>[A-Za-z]{{0,4}}[/-]?\d[\dA-Za-z/-]{{1,20}})\b(?: of {_DATE})?"
_RECORD = (
    r"\b(?:crime|incident|custody|occurrence|intelligence|intel|case|complaint|niche|event|cad|storm|cro|urn|pnc|log"
    r"|exhibit|command and control|reference|ref)s?\b"
)
_SURNAME = r"(?:[A-Z]\.? )?(?:[A-Z][a-z]?['’])?[A-Z][a-z]{1,25}(?:-[A-Z][a-z]{1,25})?"
_SITE = r"(?:instagram|facebook|tiktok|twitter|x|snapchat|linkedin|t|youtube)\.(?:com|me)/(?:in/|@|user/)?"
_SERVICE = r"(?:instagram|insta|facebook|tiktok|twitter|snapchat|snap|telegram|discord|whatsapp|signal|gamertag|xbox)"
_SUPERIOR = r"(?:acting|custody|detective|patrol|duty|shift|line|section|team|tutor|neighbourhood|response) "
_CLOSE = (
    r"(?:sergeant|sgt|skipper|inspector|insp|constable|superintendent|manager|supervisor|boss|leader|crew ?mate|tutor"
    r"|buddy|shift|unit|station|beat|ward|nick|section|custody suite|wife|husband|daughter|son|promotion board"
    r"|probation)"
)
_MYSELF = (
    r"(?:my name is|my (?:collar|shoulder|warrant|mobile|phone) (?:number|no)"
    r"|i (?:worked|work|am based|was based|am posted|was posted|am stationed) (?:at|in|on|to|for)|i joined (?:in|the)"
    r"|i was (?:the )?(?:oic|sio|on duty|custody sergeant|duty inspector|first on scene)|when i was (?:at|in|on)"
    r"|on my (?:shift|team|rest days?))"
)
_ONLY = r"(?:i am|i'm|i’m|i was|as|being) the (?:only|first|last|sole|youngest|longest[ -]serving)"

Holds = Callable[[re.Match[str]], bool] | None
Pattern = tuple[Kind, re.Pattern[str], Holds]


def _p(kind: Kind, pattern: str, holds: Holds = None) -> Pattern:
    return kind, re.compile(pattern), holds


AS_WRITTEN: tuple[Pattern, ...] = (
    _p(Kind.NAME, rf"\b(?=[A-Z])(?:{_FIRST_NAMES}) (?P<name>{_SURNAME})\b", _is_name),
    _p(
        Kind.PHONE,
        r"(?<![\w/.+-])(?=[+(0])(?!\d\d[.-]\d\d[.-]\d\d)(?:\+44|0044|\(?0)(?:[ ().\xa0-]{0,3}\d){9,11}(?![\w/])",
        _is_phone,
    ),
    _p(Kind.EMAIL, r"(?<![\w.+-])[\w.+'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}"),
    _p(Kind.POSTCODE, r"\b(?P<area>[A-Z]{1,2})\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b", _is_postcode),
    _p(Kind.POSTCODE, r"\b(?P<area>[a-z]{1,2})\d[a-z\d]? \d[abd-hjlnp-uw-z]{2}\b", _is_postcode),
    _p(Kind.VEHICLE, r"\b[A-HJ-PR-Y]{2}(?P<digits>\d\d) ?(?P<letters>[A-HJ-PR-Z]{3})\b", _is_plate),
    _p(Kind.VEHICLE, r"\b[a-hj-pr-y]{2}(?P<digits>\d\d)(?P<letters>[a-hj-pr-z]{3})\b", _is_plate),
    _p(Kind.VEHICLE, r"\b[A-HJ-NPR-TV-Y](?P<digits>\d{1,3}) ?(?P<letters>[A-HJ-PR-Y]{3})\b", _is_plate),
    _p(Kind.VEHICLE, r"\b(?P<letters>[A-HJ-PR-Y]{3}) ?(?P<digits>\d{1,3})[A-HJ-NPR-TV-Y]\b", _is_plate),
    _p(Kind.VEHICLE, r"\b(?P<letters>[A-Z][IZ][A-Z]|[A-Z][IZ]|I[A-Z]) ?(?P<digits>\d{4})\b", _is_plate),
    _p(Kind.REFERENCE, r"(?<![\w/])(?:\d\d[A-Z]{0,2}|[A-Z]{1,3})/\d{3,7}/\d\d(?:\d\d)?(?![\w/])"),
    _p(Kind.REFERENCE, r"(?<![\w/])(?:19|20)?\d\d/\d{4,7}[A-Z]\b"),
    _p(Kind.NHS_NUMBER, r"(?<![\d+-])[1-9]\d\d[ -]?\d{3}[ -]?\d{4}(?![\d-])", _is_nhs_number),
    _p(Kind.DATE, rf"(?<![\w/.-])(?=[\dJFMASOND]){_DATE}"),
    _p(
        Kind.DATE,
        rf"\b(?=[MTWFS])(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? (?:the )?{_DAY}(?:st|nd|rd|th)\b",
    ),
    _p(
        Kind.ADDRESS,
        rf"\b\d{{1,4}}[A-Za-z]?(?:-\d{{1,4}})?,? (?:[A-Z][A-Za-z'’-]{{1,25}} ){{1,4}}(?:{_STREETS})\b",
    ),
    _p(
        Kind.ADDRESS,
        r"\b(?:Flat|Apartment|Apt|Room|Plot) \d{1,4}[A-Za-z]?\b"
        r"(?:,? (?:[A-Z][A-Za-z'’-]{1,25} ){1,3}(?:House|Court|Tower|Lodge|Point)\b)?",
    ),
    _p(Kind.ACCOUNT, r"(?<![\w@./+-])@(?P<account>[A-Za-z_][\w.]{2,30})\b(?!@)", _is_account),
)
IN_SMALL: tuple[Pattern, ...] = (
    _p(
        Kind.SHOULDER_NUMBER,
        r"\b(?:collar|shoulder|warrant|badge|epaulette|pay|staff|employee)(?: card)? ?(?:number|num|no|id|#)\.?"
        r"(?: is| was)?[ :]{0,2}[a-z]{0,3}\d{2,8}[a-z]?\b",
    ),
    _p(Kind.PHONE, r"\bext(?:ension|n)?(?: (?:number|no))?\.?[ :]{0,2}\d{3,6}\b"),
    _p(
        Kind.NATIONAL_INSURANCE,
        r"\b(?!bg|gb|nk|kn|tn|nt|zz)[a-ceghj-pr-tw-z][a-ceghj-npr-tw-z](?: ?\d\d){3} ?[a-d]\b",
    ),
    _p(Kind.ACCOUNT, rf"\b{_SITE}(?P<account>[\w.-]{{2,40}})", _is_account),
    _p(
        Kind.ACCOUNT,
        rf"\b{_SERVICE}(?: (?:handle|account|username|user name|user|name|profile|tag|id)){{1,2}}(?: is| was)?"
        r"[ :]{1,2}['\"]?(?P<account>[a-z0-9_][\w.-]{2,30})",
        _is_account,
    ),
    _p(Kind.AUTHOR, rf"\b(?:my|our) (?:own )?(?:{_SUPERIOR}){{0,2}}{_CLOSE}\b"),
    _p(Kind.AUTHOR, rf"\b{_ONLY}\b(?: [\w'’-]{{1,20}}){{0,5}}"),
    _p(
        Kind.AUTHOR,
        r"\b(?:in|with|after|have|for) (?:my )?(?:\d{1,2}|\w{3,9}) years(?:['’])? "
        r"(?:of )?(?:service|in the (?:job|force|police)|as an? \w{2,15})\b",
    ),
    _p(Kind.AUTHOR, rf"\b{_MYSELF}\b"),
)
# What begins in any case, and goes on as it must be written.
LEADING: tuple[tuple[re.Pattern[str], tuple[Pattern, ...]], ...] = (
    (
        re.compile(rf"\b(?=[acdiopstw]){_RANK}"),
        (
            _p(Kind.NAME, rf"\b\.?[ \xa0](?:\d{{2,5}} )?(?P<name>{_NAME}(?: {_NAME})?)\b", _is_name),
            _p(Kind.NAME, rf"\b\.?[ \xa0](?:\d{{2,5}} )?(?P<name>{_NAME})\b", _is_name),
            _p(
                Kind.SHOULDER_NUMBER,
                r"[ \xa0]?#?[A-Z]?\d{2,5}[A-Z]{0,2}\b"
                r"(?![%.:/]\d|%|,\d{3}| (?:hours|days|officers|people|percent|per))",
            ),
        ),
    ),
    (
        re.compile(rf"\b(?=[cdfjlmprs]){_TITLE}\b\.?[ \xa0]"),
        (
            _p(Kind.NAME, rf"(?P<name>{_NAME}(?: {_NAME})?)\b", _is_name),
            _p(Kind.NAME, rf"(?P<name>{_NAME})\b", _is_name),
        ),
    ),
    (
        re.compile(
            rf"{_RECORD}(?: ?(?:record|report|reference|ref|number|num|nos|no|id|log|urn)\b[.:]?){{1,3}}:?#?"
        ),
        (_p(Kind.REFERENCE, _IDENTITY, _is_reference),),
    ),
    (re.compile(rf"{_RECORD} ?[:#]?"), (_p(Kind.REFERENCE, _IDENTITY, _is_bare_reference),)),
    (
        re.compile(
            r"\b(?:d\.?o\.?b\b\.?|date of birth|born(?: on)?(?: the)?|birthday)(?: is| was)?[ :,(-]{0,4}"
        ),
        (_p(Kind.BIRTH_DATE, rf"(?:{_DATE}|(?:19|20)\d\d\b)"),),
    ),
    (
        re.compile(r"\b(?:on )?the (?:night|evening|morning|afternoon|day|early hours) of (?:the )?"),
        (_p(Kind.DATE, _DATE),),
    ),
)
