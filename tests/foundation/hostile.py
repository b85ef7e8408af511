"""The hostile inputs that lie beside the repository, read once, and where they are not, none."""

import json
import os
from functools import cache
from pathlib import Path

import pytest

INPUTS = Path(__file__).resolve().parents[3] / "shared" / "inputs"
corpora = pytest.mark.skipif(not INPUTS.exists(), reason="the hostile inputs are not beside this clone")


@cache
def scripts() -> tuple[str, ...]:
    """Every vector that tries to get active content past a sanitiser."""
    found: list[str] = []
    for file in sorted((INPUTS / "xss").glob("*.txt")):
        text = file.read_text(encoding="utf-8", errors="replace")
        found += [*text.splitlines(), text[:15_000]]
    found += json.loads((INPUTS / "xss/owasp_xss_filter_evasion.json").read_text())
    found += [entry["payload"] for entry in json.loads((INPUTS / "xss/dompurify_payloads.json").read_text())]
    found += [file.read_text(encoding="utf-8") for file in sorted((INPUTS / "bleach_data").glob("*.test"))]
    found += naughty_strings()
    return tuple(dict.fromkeys(found))


@cache
def naughty_strings() -> tuple[str, ...]:
    return tuple(json.loads((INPUTS / "blns/blns.json").read_text(encoding="utf-8")))


@cache
def unicode_strings() -> dict[str, list[str | list[str]]]:
    return dict(json.loads((INPUTS / "generated/unicode.json").read_text(encoding="utf-8")))


def slow_strings(length: int = 60_000) -> dict[str, str]:
    """Texts made to be slow to read, about ``length`` characters each."""

    def times(piece: str) -> str:
        return piece * (length // len(piece))

    pieces = (
        "a", "a.", "a@", "a-", "1", "12 ", "1/", "01", "A1", "AB12 ", "(0", "+44", "PC ", "Mc", "<", "<a ", "&",
        '"', "\\", "[", "[a](", "[a](b)", "![", "![a](b)", "*a ", "*a* ", "a**b", "~~a", "`", "_", "> ", "- ",
        "# a\n", "a|", "<!--", "<http:", "<ab:c>", "][", "\n", " ", "\t", "é", "e\u0301", "😀\u200d", "O'",
        "12 Mc-", "3rd of ", "john.", "@a", "x" * 33 + " ", "AA11", "AA11AAA", "QQ 12 34 5", "a1 ",
    )  # fmt: skip
    made = {repr(piece): times(piece) for piece in pieces}
    made["wide table"] = "|".join("a" * 100) + "\n" + "|".join("-" * 100) + "\n" + "c\n" * (length // 2)
    made["deep list"] = "\n".join("  " * level + "- a" for level in range(240))
    made["ends badly"] = "a" * 30 + "!" + times("a" * 50 + "!")
    return made


def spent() -> float:
    """Seconds that this process and those it started have worked, whatever else the machine is doing."""
    return sum(os.times()[:4])
