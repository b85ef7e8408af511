"""Numbers of records, vehicles, cards, accounts and papers.

Pure: standard library only.
"""

import re
from functools import lru_cache

from portal.submissions.identifying.days import DATE
from portal.submissions.identifying.details import Kind
from portal.submissions.identifying.reading import Detail, Page, Reader, at_words, reader, together

_NOT_PLATES = frozenset(
    "ACT ALL AND ANY APP ARE BIG BUS BUT CAR CPS CSV DIY DVD FAQ FOR FYI GIS GPS HAS HMP ICT JCT KPI LED "
    "MOT NEW NHS "
    "NOT OFF OUT PDF PIN PIP PIT PNC PSU SIM SOP THE TIM USB VAN VIA VIP WAS YES CAD URN ISO ANPR PSD BWV "
    "HQ DNA GMT BST UTC "
    "SET TAX WHO HOW WHY TWO TEN GOT HAD HER HIM HIS OUR SHE TOP DAY AGE RUN SAT SUN MON TUE WED THU FRI "
    "JAN FEB MAR APR JUN "
    "JUL AUG SEP OCT NOV DEC BAN BAG BED BOX BOY END FEW GAS GUN JOB LAW LAY LEG LET LOT MAP MAY MEN OLD "
    "ONE OWN PAY PER PUT "
    "RED SAW SAY SEA SEE WAR WAY YET YOU PM AM".split()
)
_FEW_LETTERS = frozenset("AI CI DI FI HI II NI NZ OI TI UI VI WI XI".split())
_VEHICLE_WORDS = frozenset(
    "reg registration plate plates index vrm mark marks van car rover lorry truck bike moped motorbike "
    "motorcycle vehicle trailer "
    "tractor estate anpr bmw ford audi vauxhall toyota mini transit caravan quad camera coach taxi hearse".split()
)


@lru_cache(maxsize=2)  # asked for each number of a text
def _speaks_of_vehicles(small: str) -> bool:
    return not _VEHICLE_WORDS.isdisjoint(small.translate(_STOPS).split())


_STOPS = str.maketrans(",.;:()'\"", "        ")


def _is_plate(match: re.Match[str]) -> bool:
    letters = match["letters"].upper()
    year = re.fullmatch(r"(?:19|20)\d\d", match["digits"] or "")
    return letters not in _NOT_PLATES and letters not in _FEW_LETTERS and not year


def _is_nhs_number(match: re.Match[str]) -> bool:
    digits = [int(digit) for digit in match.group() if digit.isdigit()]
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return len(set(digits)) > 1 and check % 11 == digits[9] and check != 10


def _is_card(match: re.Match[str]) -> bool:
    """Whether the last digit of a card is right (Luhn)."""
    digits = [int(digit) for digit in reversed(match.group()) if digit.isdigit()]
    double = sum(2 * digit - 9 * (digit > 4) for digit in digits[1::2])
    return 13 <= len(digits) <= 19 and len(set(digits)) > 1 and (sum(digits[::2]) + double) % 10 == 0


def _is_iban(match: re.Match[str]) -> bool:
    plain = match.group().replace(" ", "").replace("-", "").upper()
    if not 15 <= len(plain) <= 34:
        return False
    return int("".join(str(int(letter, 36)) for letter in plain[4:] + plain[:4])) % 97 == 1


def _is_reference(match: re.Match[str]) -> bool:
    number = match["id"]
    digits = sum(letter.isdigit() for letter in number)
    parted = re.search(r"[a-z]/\d", number) is not None
    return (digits >= 3 or (parted and digits >= 1)) and number not in {"24/7", "9/11", "50/50"}


def _is_bare_reference(match: re.Match[str]) -> bool:
    return _is_reference(match) and not re.fullmatch(
        r"(?:19|20)\d\d(?:[/-]\d\d)?|\d{1,2}[-/]\d{1,2}"
        r"|\d+(?:th|st|nd|rd|am|pm|hrs?|k|m|km)",
        match["id"],
    )


def _is_social_security(match: re.Match[str]) -> bool:
    area, group, serial = match["area"], match["group"], match["serial"]
    return area not in {"000", "666"} and group != "00" and serial != "0000"


_RECORD = (
    r"(?:crime|incident|custody|occurrence|intelligence|intel|case|complaint|niche|event|cad|storm|cro|urn"
    r"|pnc|log|exhibit"
    r"|command and control|reference|ref|opd|cris|iopc|dash|court|claim|warrant|fib|police|mg\d{1,2}[a-f]?"
    r"|athena|connect|holmes"
    r"|compact|vulnerability|safeguarding|merlin|nir|icis|sarc|charge|bail|seizure|property|misper"
    r"|missing person|conduct|domestic"
    r"|job|action|statement|process|ticket|fpn|notice|summons|file|hmcts|cps|guardian|ppn|vist|vpd|stop"
    r"|search|tor|nip|collision|rtc)"
)
_LABEL = (
    r"(?: ?(?:(?:record|report|incident|occurrence|reference|ref|number|numb|num|nos|no|id|log|urn"
    r"|code|form)s?\b[.:]?)){1,3}"
)
_BETWEEN = r"(?: is| was|,)?[ :#(=]{0,3}"
_IDENTITY = (
    rf"(?P<id>[a-z]{{0,5}}[/*-]?\d[\da-z/*-]{{0,24}})(?<![/*-])(?![\d,.]*\d)\b(?: of (?:the )?{DATE})?"
)
_labelled = reader(Kind.REFERENCE, rf"{_RECORD}s?{_LABEL}{_BETWEEN}{_IDENTITY}", _is_reference)
_plain = reader(Kind.REFERENCE, rf"{_RECORD}s?{_BETWEEN}{_IDENTITY}", _is_bare_reference)
_RECORD_WORDS = (
    "crime incident custody occurrence intelligence intel case complaint niche event cad storm cro urn pnc "
    "log exhibit command "
    "reference ref refs opd cris iopc dash court claim fib athena holmes merlin nir icis compact connect"
)
_LABELLED_WORDS = (
    "warrant police mg1 mg2 mg3 mg3a mg4 mg5 mg6 mg6c mg11 mg12 mg15 vulnerability safeguarding sarc "
    "charge bail seizure property "
    "misper missing conduct domestic job action statement process ticket fpn notice summons file hmcts cps "
    "guardian ppn vist vpd "
    "stop search nip collision rtc crimes incidents logs cases exhibits urns"
)
_with_slashes = (
    reader(Kind.REFERENCE, r"(?<![\w/])(?:\d\d[a-z]{0,2}/\d{3,7}|[a-z]{1,4}/\d{2,7})/\d\d(?:\d\d)?(?![\w/])"),
    reader(Kind.REFERENCE, r"(?<![\w/])(?:19|20)?\d\d/\d{4,7}[a-z]\b"),
    reader(Kind.REFERENCE, r"(?<![\w/])\d{4,6}/\d{2,4}/\d\d(?![\w/])"),
    reader(Kind.REFERENCE, r"(?<![\w/.-])\d\d[a-z]{2}\d{7,9}\b"),
)


def _plate(pattern: str) -> Reader:
    return reader(Kind.VEHICLE, rf"(?<![\w-]){pattern}(?![\w-])", _is_plate, written=True)


def _old_plate(page: Page, place: int) -> Detail | None:
    """A mark without a year, told by what stands before it: "the old Land Rover UCW 882"."""
    match = _DATELESS.match(page.text, place)
    if not match:
        return None
    letters, digits = match["letters"] or match["last"], match["digits"] or match["first"]
    short = len(digits) < 2 or (len(letters) < 2 and len(digits) < 3)
    if short or letters in _NOT_PLATES or letters in _RANKS or re.fullmatch(r"(?:19|20)\d\d", digits):
        return None
    if not _speaks_of_vehicles(page.small):
        return None
    around = page.small[max(0, place - 40) : place] + " " + page.small[match.end() : match.end() + 60]
    told = not _VEHICLE_WORDS.isdisjoint(around.translate(_STOPS).split())
    return (Kind.VEHICLE, place, match.end()) if told else None


_RANKS = frozenset("PC DC DS DI PS SC CC CI ACC DCC DCI TDC".split())
_DATELESS = re.compile(
    r"(?<![\w-])(?:(?P<letters>[A-Z]{1,3}) ?(?P<digits>\d{1,4})"
    r"|(?P<first>\d{1,4}) ?(?P<last>[A-Z]{1,3}))(?![\w/-])"
)
_old = Reader(_DATELESS, _old_plate, written=True)
_VEHICLES: tuple[Reader, ...] = (
    _plate(r"[A-HJ-PR-Y]{2}(?P<digits>\d\d) ?(?P<letters>[A-HJ-PR-Z]{3})"),
    _plate(r"[a-hj-pr-y]{2}(?P<digits>\d\d) ?(?P<letters>[a-hj-pr-z]{3})"),
    _plate(r"[A-Z]{2}(?P<digits>\d\d)(?P<letters>[A-Z]{3})"),
    _plate(r"[A-HJ-NPR-TV-Y](?P<digits>\d{1,3}) ?(?P<letters>[A-Z]{3})"),
    _plate(r"Q(?P<digits>\d{1,3}) ?(?P<letters>[A-HJ-PR-Y]{3})"),
    _plate(r"[a-hj-npr-tv-y](?P<digits>\d{1,3})(?P<letters>[a-hj-pr-y]{3})"),
)
_VEHICLES_BY_LETTERS: tuple[Reader, ...] = (
    _plate(r"(?P<letters>[A-HJ-PR-Y]{3}) ?(?P<digits>\d{1,3})[A-HJ-NPR-TV-Y]"),
    _plate(r"(?P<letters>[A-Z][IZ][A-Z]|[A-Z][IZ]|I[A-Z]) ?(?P<digits>\d{4})"),
)
_insurance = reader(
    Kind.NATIONAL_INSURANCE,
    r"\b(?!bg|gb|nk|kn|tn|nt|zz)[a-ceghj-pr-tw-z][a-ceghj-npr-tw-z](?:[ -]?\d\d){3}[ -]?[a-d]\b",
)
_nhs_said = reader(
    Kind.NHS_NUMBER,
    r"nhs(?: (?:number|num|no|id))\.?(?: is| was"
    r"|,)?[ :#]{0,2}(?P<words>\d{3}[ -]?\d{3}[ -]?\d{4})\b",
)
_nhs = reader(Kind.NHS_NUMBER, r"(?<![\d+-])[1-9]\d\d[ -]?\d{3}[ -]?\d{4}(?![\d-])", _is_nhs_number)
_card = reader(Kind.PAYMENT_CARD, r"(?<![\w-])[2-6]\d{3}(?:[ -]?\d){9,15}(?![\w-])", _is_card)
_BANKS = (
    "(?:gb|ie|fr|de|es|it|nl|be|pl|pt|ro|bg|cz|sk|hu|at|ch|lu|dk|se|no|fi|is|ee|lv|lt|gr|cy|mt|si|hr|rs|ba"
    "|me|mk|al|xk|md|ua|by|ge"
    "|az|tr|il|lb|jo|sa|ae|kw|qa|bh|pk|tn|mr|eg|br|cr|do|gt|sv|vg|gi|im|je|gg|sm|va|mc|ad|li|fo|gl|kz|iq"
    "|ly|sc|st|tl|mu|lc)"
)
_iban = reader(
    Kind.BANK_ACCOUNT,
    rf"(?<!\w){_BANKS.upper()}\d\d(?:[ -]?[A-Z\d]{{4}}){{2,7}}(?:[ -]?[A-Z\d]{{1,3}})?(?!\w)",
    _is_iban,
    written=True,
)
_iban_small = reader(Kind.BANK_ACCOUNT, rf"(?<!\w){_BANKS}\d\d[a-z\d]{{11,30}}(?!\w)", _is_iban)
_IS = r"(?: is| was|,)?[ :#]{0,3}"
_NO = r"(?: ?\(?(?:number|num|no|nr|id|#)\b\.?)"
_account = (
    reader(
        Kind.BANK_ACCOUNT,
        rf"sort ?code{_NO}?{_IS}\d\d[ -]?\d\d[ -]?\d\d\b(?:,? (?:and )?(?:account"
        rf"|acc|a/c|acct)\.?{_NO}?{_IS}\d{{6,10}}\b)?",
    ),
    reader(
        Kind.BANK_ACCOUNT,
        rf"(?:bank )?(?:account|acc|a/c"
        rf"|acct)\.?{_NO}?{_IS}\d{{6,17}}\b(?:,? (?:and )?sort ?code{_IS}\d\d[ -]?\d\d[ -]?\d\d\b)?",
    ),
    reader(Kind.BANK_ACCOUNT, rf"(?:aba |bank )?routing{_NO}?{_IS}\d{{9}}\b"),
)
_bank = reader(Kind.BANK_ACCOUNT, rf"bank (?:account|acct){_NO}?{_IS}\d{{6,17}}\b")
_NATION = (
    r"(?:(?:uk|us|u\.s\.|british|american|irish|polish|french|german|indian|foreign|romanian"
    r"|nigerian|pakistani|spanish|italian|chinese) )?"
)
_passport = reader(
    Kind.PASSPORT, rf"{_NATION}passport{_NO}?{_IS}(?:of )?(?:[a-z]{{2,3}} )?[a-z]{{0,2}}\d{{6,9}}[a-z]?\b\)?"
)
_passport_short = reader(Kind.PASSPORT, r"(?<![\w-])[a-z]\d{8}(?![\w-])")
_LICENCE_NUMBER = r"[a-z9]{5} ?\d[0156]\d[0-3]\d\d ?[a-z9]{2}\d ?[a-z]{2}\b(?: \d\d\b)?"
_licence = (
    reader(Kind.DRIVING_LICENCE, rf"(?:driving |driver'?s? )?licen[cs]e{_NO}?{_IS}{_LICENCE_NUMBER}"),
    reader(Kind.DRIVING_LICENCE, rf"driver{_NO}{_IS}{_LICENCE_NUMBER}"),
    reader(
        Kind.DRIVING_LICENCE,
        rf"(?:driver'?s?|driving) licen[cs]e{_NO}?{_IS}(?:\(?[a-z]{{2}}\)? )?"
        r"(?=[a-z\d-]*\d[a-z\d-]*\d)[a-z]{0,3}\d[a-z\d-]{5,18}\b",
    ),
    reader(Kind.DRIVING_LICENCE, rf"dl{_NO}?{_IS}(?=[a-z\d-]*\d[a-z\d-]*\d)[a-z]{{0,3}}\d[a-z\d-]{{5,18}}\b"),
    reader(
        Kind.DRIVING_LICENCE,
        rf"licen[cs]e{_NO}{_IS}(?=[a-z\d-]*\d[a-z\d-]*\d)[a-z]{{0,3}}\d[a-z\d-]{{5,18}}\b",
    ),
)
_licence_bare = reader(Kind.DRIVING_LICENCE, rf"(?<!\w){_LICENCE_NUMBER}")
_licence_american = (
    reader(Kind.DRIVING_LICENCE, r"(?<![\w-])[a-z]\d{7}(?![\w-])"),
    reader(Kind.DRIVING_LICENCE, r"(?<![\w-])[a-z]\d{3}-\d{3,4}-\d{2,4}(?:-\d{3}-\d)?(?![\w-])"),
)
_security = reader(
    Kind.SOCIAL_SECURITY,
    r"(?<![\w-])(?P<area>\d{3})-(?P<group>\d\d)-(?P<serial>\d{4})(?![\w-])",
    _is_social_security,
)
_security_said = reader(
    Kind.SOCIAL_SECURITY,
    rf"(?:ssn|itin|social security)(?: (?:number|no|num"
    rf"|card))?\.?{_IS}(?P<area>\d{{3}})[ -]?(?P<group>\d\d)[ -]?(?P<serial>\d{{4}})\b",
    _is_social_security,
)
_security_after = reader(
    Kind.SOCIAL_SECURITY,
    r"(?<![\w-])(?P<words>(?P<area>\d{3}) "
    r"(?P<group>\d\d) (?P<serial>\d{4}))\b(?= \w+(?: \w+)? social security| \(?ssn)",
    _is_social_security,
)
_shoulder = reader(
    Kind.SHOULDER_NUMBER,
    r"(?:collar|shoulder|warrant|badge|epaulette|pay|payroll|staff|employee|force|fin"
    r"|metropolitan)(?: card)? "
    r"?(?:number|num|no|id|#)\.?(?: is| was| of|,)?[ :]{0,2}[a-z]{0,3}\d{2,8}[a-z]{0,2}\b",
)
_shoulder_short = reader(
    Kind.SHOULDER_NUMBER,
    r"(?:collar|shoulder|epaulette|warrant card)(?: is| was"
    r"|:)? [a-z]{0,2}\d{3,6}[a-z]{0,2}\b",
)

RECORDS = together(
    at_words(
        "collar shoulder warrant badge epaulette pay payroll staff employee force fin",
        _shoulder,
        _shoulder_short,
    ),
    at_words(_RECORD_WORDS, _labelled, _plain),
    at_words(_LABELLED_WORDS, _labelled),
    at_words("sort account acc a bank routing aba acct", *_account, _bank),
    at_words(
        "passport uk us british american irish polish french german indian foreign romanian nigerian "
        "pakistani spanish italian"
        " chinese",
        _passport,
    ),
    at_words("driving driver drivers licence license dl", *_licence),
    at_words("nhs", _nhs_said),
    at_words("ssn itin social", _security_said),
)
# By how a word begins that holds a digit.
RECORDS_FROM_LETTERS: tuple[Reader, ...] = (
    *_VEHICLES,
    *_VEHICLES_BY_LETTERS,
    _with_slashes[0],
    _insurance,
    _iban,
    _iban_small,
    _licence_bare,
    *_licence_american,
    _passport_short,
    _old,
)
RECORDS_FROM_DIGITS: tuple[Reader, ...] = (
    *_with_slashes,
    _nhs,
    _card,
    _licence_bare,
    _security,
    _security_after,
    _old,
)
# What may begin with letters alone and go on with digits: "AB 12 34 56 C", "SMITH 701010 JS9AB", "ABC 123D".
RECORDS_BY_LETTERS: tuple[Reader, ...] = (
    *_VEHICLES_BY_LETTERS,
    _insurance,
    _licence_bare,
    _old,
    _with_slashes[0],
)
