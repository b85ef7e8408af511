"""How somebody is reached: telephones and radios, email, accounts, web addresses, devices.

Pure: standard library only.
"""

import re

from portal.submissions.identifying.details import Kind
from portal.submissions.identifying.reading import Detail, Holds, Page, Reader, at_words, reader, together

_SITE = (
    r"(?:https?://)?(?:www\.|m\.)?(?:(?:instagram|facebook|fb|tiktok|twitter|x|snapchat|linkedin|t|youtube"
    r"|reddit|vinted|threads"
    r"|onlyfans|twitch|pinterest|github|strava|vk|bsky)\.(?:com|me|net|tv|co\.uk|app))"
    r"/(?:in/|@|user/|u/|add/|groups/|profile/|athletes/|channel/|people/|member/|pub/)?"
)
_SERVICE = (
    r"(?:instagram|insta|ig|facebook|fb|tiktok|twitter|snapchat|snap|telegram|discord|whatsapp|signal"
    r"|gamertag|xbox|psn|steam|teams"
    r"|skype|slack|vinted|ebay|gumtree|reddit|onlyfans|linkedin|youtube|twitch|kik|strava|depop|roblox"
    r"|viber|wechat|threads|yammer)"
)
_HANDLE = r"(?P<account>@?[a-z0-9_](?:[\w.-]{0,38}[\w])?)"
_CALLED = r"(?:handle|account|username|user name|user id|user|name|profile|tag|id|channel|page|login|alias)"
_NO_ACCOUNT = frozenset(
    "home work court media name app and the was is are for with that this who not has were had been can "
    "will what where when "
    "hacked closed locked fake private public open used set seen shared called empty full suspended banned "
    "linked deleted "
    "details user users number account page holder holders which from there only also still now".split()
)
# Hosts of public bodies: what stands there is published, and a source is worth more than the risk.
_PUBLIC = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)*(?:gov\.uk|police\.uk|ac\.uk|nhs\.uk|parliament\.uk|gov\.scot|gov\.wales"
    r"|gov\.ie|bbc\.co\.uk|bbc\.com"
    r"|npcc\.org\.uk|nice\.org\.uk|crimestoppers-uk\.org|victimsupport\.org\.uk|wikipedia\.org|europa\.eu"
    r"|doi\.org|who\.int"
    r"|campbellcollaboration\.org|cochranelibrary\.com|springer\.com|sciencedirect\.com|tandfonline\.com"
    r"|sagepub\.com|gov|edu|mil)(?![\w.-]*[\w-]\.)(?:[/:?#]|\Z)"
)


def _is_phone(match: re.Match[str]) -> bool:
    digits = re.sub(r"\D", "", match.group().replace("(0)", ""))
    if match.group().lstrip("(").startswith(("+", "00")) and not digits.startswith(("44", "0044")):
        return 9 <= len(digits) <= 15
    digits = "0" + digits.removeprefix("0044").removeprefix("44").lstrip("0")
    return 10 <= len(digits) <= 11 and (digits[1] in "12579" or (digits[1] == "8" and digits[2] != "0"))


def _is_account(match: re.Match[str]) -> bool:
    account = match["account"].removeprefix("@")
    return len(account) > 2 and account not in _NO_ACCOUNT and not (account.isalpha() and len(account) < 4)


def _is_account_at(match: re.Match[str]) -> bool:
    return match["account"].lower() not in _NO_ACCOUNT


def _is_private(match: re.Match[str]) -> bool:
    return not _PUBLIC.match(match.group().lower())


def _is_address(match: re.Match[str]) -> bool:
    return all(int(part) < 256 for part in match["ip"].split("."))


def _handle_at(page: Page, place: int) -> Detail | None:
    """After "Instagram is": what no ordinary word looks like."""
    match = _HANDLE_AFTER.match(page.small, place)
    if not match or len(match["account"]) < 3:
        return None
    account = match["account"]
    odd = any(one.isdigit() for one in account) or re.search(r"\w\.\w", account) or account.startswith("@")
    if not (odd or page.joined(*match.span("account"))):
        return None
    return Kind.ACCOUNT, place, match.end()


_HANDLE_AFTER = re.compile(rf"(?:{_SERVICE}|user|username|handle)(?: is| was|:|,)? ['\"]?(?:user )?{_HANDLE}")
_account = (
    reader(Kind.ACCOUNT, rf"{_SITE}(?P<account>[\w.%-]{{2,40}}\w)", _is_account),
    reader(
        Kind.ACCOUNT,
        rf"{_SERVICE}(?:'s)?(?: {_CALLED}){{1,2}}(?: is| was)?[ :]{{1,2}}['\"]?{_HANDLE}",
        _is_account,
    ),
    Reader(_HANDLE_AFTER, _handle_at),
)
_link = reader(Kind.LINK, r"(?:https?://|ftp://|www\.)[^\s<>\"'\])|]{3,300}[\w/=]", _is_private)


def _short_link_at(page: Page, place: int) -> Detail | None:
    """A web address without its beginning, found at its last name: "davesgarage.co.uk/about"."""
    path = _PATH.match(page.small, place)
    host = _HOST.search(page.small[max(0, place - 100) : place]) if path else None
    if not path or not host:
        return None
    start = place - len(host.group())
    return None if _PUBLIC.match(page.small, start) else (Kind.LINK, start, path.end())


_HOST = re.compile(r"(?<![\w@./-])(?:[a-z0-9-]{1,40}\.){1,4}\Z")
_PATH = re.compile(r"[a-z]{2,7}(?:\.[a-z]{2})?/[^\s<>\"'\])|]{0,200}[\w/=]")
_phone_label = (
    reader(Kind.PHONE, r"(?:ext(?:ension|n)?)(?: (?:number|no))?\.?(?: is)?[ :]{0,2}\d{3,6}\b"),
    reader(
        Kind.PHONE,
        r"(?:airwave|issi|tei|radio|esn|tetra|call ?sign)(?: (?:radio|issi|terminal|set|handset|number|num"
        r"|no|id|identity))"
        r"{0,3}\.?(?: is| was)?[ :#]{0,2}\d{4,15}\b",
    ),
)
_mac = reader(Kind.IP_ADDRESS, r"(?:mac(?: address)?[ :]{1,2})?(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b")
_ip = reader(
    Kind.IP_ADDRESS,
    r"(?<![\w.])(?P<ip>\d{1,3}(?:\.\d{1,3}){3})(?:/\d{1,2}|:\d{2,5})?(?![\w.]*\d)",
    _is_address,
)
_ip6 = reader(Kind.IP_ADDRESS, r"(?<![\w:.])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:])")
_ip6_short = reader(
    Kind.IP_ADDRESS,
    r"(?<![\w:.])[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6}::(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?(?![\w:])",
    lambda match: any(one.isdigit() for one in match.group()),
)
_device = reader(
    Kind.IP_ADDRESS,
    r"(?:imei|imsi|iccid)(?: (?:number|no))?\.?(?: is"
    r"| was)?[ :]{0,2}\d{14,20}\b",
)
CONTACTS = together(
    at_words("ext extension extn airwave issi tei radio esn tetra call callsign", *_phone_label),
    at_words("https http", _account[0], _link),
    at_words("www ftp", _account[0], _link),
    at_words("instagram facebook fb tiktok twitter x snapchat linkedin t youtube reddit vinted threads "
             "onlyfans twitch m"
             " pinterest github strava vk bsky insta ig snap telegram discord whatsapp signal gamertag "
             "xbox psn steam teams skype"
             " slack ebay gumtree kik depop roblox viber wechat yammer user username handle", *_account),
    at_words("com co org net ly me io info uk example gg tk app dev site online", Reader(_PATH, _short_link_at)),
    at_words("mac", _mac),
    at_words("imei imsi iccid", _device),
)  # fmt: skip
CONTACTS_FROM_LETTERS: tuple[Reader, ...] = (_mac, _ip6_short, _ip6)
CONTACTS_FROM_DIGITS: tuple[Reader, ...] = (*CONTACTS_FROM_LETTERS, _ip)
# Looked for through the whole of a text, where it holds the character that they need.
ANYWHERE: tuple[tuple[str, Kind, re.Pattern[str], Holds | None], ...] = (
    (
        "0",
        Kind.PHONE,
        re.compile(
            r"(?<![\w/.+-])(?=[+(0])(?!\d\d[.-]\d\d[.-]\d\d)(?:\+\d{2}|00 ?\d\d"
            r"|\(?0)(?:[ ().-]{0,3}\d){8,12}(?![\w/])"
        ),
        _is_phone,
    ),
    (
        "",
        Kind.PHONE,
        re.compile(
            r"(?<![\w.+(-])(?:\+?1[ .-]?)?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-])[2-9]\d\d[ .-]\d{4}(?![\w-])"
            r"(?: ?(?:ext\.?|x) ?\d{1,5}\b)?"
        ),
        None,
    ),
    (
        "@",
        Kind.EMAIL,
        re.compile(r"(?<![\w.+-])[\w.+'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}"),
        None,
    ),
    (
        "@",
        Kind.ACCOUNT,
        re.compile(r"(?<![\w@./+-])@(?P<account>[A-Za-z_][\w.]{1,30}\w)\b(?!@)"),
        _is_account_at,
    ),
)
