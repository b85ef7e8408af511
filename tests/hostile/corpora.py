"""What is sent: the hostile inputs beside the repository where they are there, and some of our own that always are."""

import json
import os
import random
from functools import cache

import pytest

from tests.foundation.hostile import INPUTS, naughty_strings, scripts

EVERYTHING = os.environ.get("PORTAL_HOSTILE") == "all"
SEED = 20_261_122
# What a text does to a page is the same on every database: the first is asked all, the others so much less, and
# there first of all what a database could make different.
FIRST_DATABASE = os.environ.get("PORTAL_TEST_DATABASES", "sqlite").split(",")[0]
LESS = 4
SHORT = 140

# What one database could take otherwise than another: quotes, NUL, lengths, numbers, letters beyond its collation.
FOR_THE_DATABASE = (
    "' OR '1'='1' --",
    "1; DROP TABLE people; --",
    "\\'; select pg_sleep(5); --",
    "a\u0000b",
    "\ufeff\u200b\u2066",
    "Z" + "\u0301" * 400,
    "%s%n%x{0}{0.__class__}",
    "x" * 5000,
    "",
    "NaN",
    "-1",
    "1e400",
    "9" * 40,
    "99999999999999999999",
    "٣٣",
    "\U0001f46e\U0001f3fd\u200d\u2640\ufe0f",
)
# One of each sort, so that a clone without the corpora is attacked too.
OWN = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "[a](javascript:alert(1))",
    "[a](java\tscript:alert(1))",
    "![a](data:text/html;base64,PHNjcmlwdD4=)",
    "<svg/onload=alert(1)>",
    "</title></textarea><script>alert(1)</script>",
    "{{7*7}}",
    "${7*7}",
    "<%= 7*7 %>",
    "#{7*7}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{% endfor %}",
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "a\r\nSet-Cookie: own=1",
    "a%0d%0aSet-Cookie:%20own=1",
    "//evil.example/",
    "https:evil.example",
    "/\\evil.example",
    "javascript:alert(1)//",
    '=HYPERLINK("http://evil.example","a")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\u202egnp.exe",
    "\u2028alert(1)",
    "   ",
    "None",
    *FOR_THE_DATABASE,
)


@cache
def lines_of(folder: str) -> tuple[str, ...]:
    """Every line of the lists in a folder of the corpora."""
    found: list[str] = []
    for file in sorted((INPUTS / folder).glob("*")):
        if file.suffix in {".txt", ".fuzz"} and file.name != "LICENSE":
            found += file.read_text("utf-8", errors="replace").splitlines()
    return tuple(dict.fromkeys(line for line in found if line))


@cache
def _json(name: str) -> object:
    file = INPUTS / "generated" / name
    return json.loads(file.read_text("utf-8")) if file.exists() else []


@cache
def bombs() -> tuple[str, ...]:
    """Searches made to be slow."""
    return tuple(one["q"] for one in _json("search_bombs.json"))  # type: ignore[attr-defined]


@cache
def strange_letters() -> tuple[str, ...]:
    """Every string of the list of strange letters, a group of them one after the other."""
    groups = _json("unicode.json") or {}
    found = []
    for name, group in groups.items():  # type: ignore[attr-defined]
        if name in {"surrogate_json_escapes", "invalid_utf8_hex"}:
            continue
        for one in group if isinstance(group, list) else [group]:
            found += one if isinstance(one, list) else [one]
    return tuple(one for one in found if isinstance(one, str) and len(one) < 60_000)


@cache
def formulas() -> tuple[str, ...]:
    """Cells that a spreadsheet would reckon."""
    return tuple(_json("csv_injection.json"))  # type: ignore[call-overload]


@cache
def file_names() -> tuple[str, ...]:
    """Names that a file should not have."""
    return ("a.txt", "../a.txt", 'a";filename="b.html', "a\r\nX: 1.txt", *_json("filenames.json"))  # type: ignore[misc]


@cache
def all_texts() -> tuple[str, ...]:
    """Everything that is text."""
    folders = ("sqli", "ssti", "traversal", "crlf")
    listed = [line for folder in folders for line in lines_of(folder)]
    some = scripts() if INPUTS.exists() else ()
    naughty = naughty_strings() if INPUTS.exists() else ()
    return tuple(dict.fromkeys([*OWN, *listed, *some, *naughty, *formulas(), *strange_letters()]))


def some_of(texts: tuple[str, ...], number: int, of: str) -> list[str]:
    """The same few every time, others for another place; all of them where everything is asked for."""
    if EVERYTHING or len(texts) <= number:
        return list(texts)
    return random.Random(f"{SEED} {of}").sample(texts, number)  # noqa: S311 - a sample, not a secret


def own_for(database: str) -> tuple[str, ...]:
    """Our own texts: all of them on the first database, those that it could take otherwise on the others."""
    return OWN if EVERYTHING or database == FIRST_DATABASE else FOR_THE_DATABASE


def number_for(database: str, number: int) -> int:
    """So many on the first database, fewer on the others, at least one."""
    return number if EVERYTHING or database == FIRST_DATABASE else max(1, number // LESS)


def only_on_first(database: str) -> None:
    """Leaves out on other databases what is answered before one is asked, or by the page alone."""
    if not EVERYTHING and database != FIRST_DATABASE:
        pytest.skip("asked of the first database: nothing of it depends on which it is")


def in_heaps(texts: list[str], at_most: int) -> list[str]:
    """Many texts as a few long ones, each text a paragraph of its own."""
    heaps, now = [], ""
    for text in texts:
        if now and len(now) + len(text) + 2 > at_most:
            heaps.append(now)
            now = ""
        now = f"{now}\n\n{text}" if now else text[:at_most]
    return [*heaps, now] if now else heaps


def short_ones(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Those that fit into a line, without those that a browser could not type there."""
    return tuple(text for text in texts if 0 < len(text) < SHORT and "\x00" not in text)
