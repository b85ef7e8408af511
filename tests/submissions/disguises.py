"""Ways in which the same words can be typed so that a plain pattern passes them by."""

from collections.abc import Callable

LOOK_ALIKE = str.maketrans("aceopxyABCEHKMOPTX", "асеорхуАВСЕНКМОРТХ")
SMALL_GREEK = str.maketrans("oNZAE", "οΝΖΑΕ")


def _mathematical(letter: str) -> str:
    if "A" <= letter <= "Z":
        return chr(0x1D400 + ord(letter) - ord("A"))
    if "a" <= letter <= "z":
        return chr(0x1D41A + ord(letter) - ord("a"))
    return letter


def _wide(letter: str) -> str:
    return chr(ord(letter) + 0xFEE0) if letter.isascii() and letter.isalnum() else letter


def _inside(mark: str) -> Callable[[str], str]:
    """A letter of each word between marks: "P**C** Sm**i**th"."""

    def dress(letter: str) -> str:
        return f"{mark}{letter}{mark}" if letter in "eoaCS4" else letter

    return dress


# For each way: what becomes of one character. The text is dressed character by character, so that places can follow.
DISGUISES: dict[str, Callable[[str], str]] = {
    "Cyrillic letters": lambda letter: letter.translate(LOOK_ALIKE),
    "Greek letters": lambda letter: letter.translate(SMALL_GREEK),
    "mathematical letters": _mathematical,
    "full width": _wide,
    "zero-width spaces": lambda letter: f"{letter}\u200b",
    "soft hyphens": lambda letter: f"{letter}\u00ad" if letter.isalpha() else letter,
    "spaces that do not break": lambda letter: "\u00a0" if letter == " " else letter,
    "doubled spaces": lambda letter: "  " if letter == " " else letter,
    "ends of lines": lambda letter: "\n" if letter == " " else letter,
    "lines of Windows": lambda letter: "\r\n" if letter == " " else letter,
    "entities": lambda letter: "&nbsp;" if letter == " " else letter,
    "curly apostrophes": lambda letter: "’" if letter == "'" else letter,
    "strong letters": _inside("**"),
    "slanted letters": _inside("*"),
    "escapes": lambda letter: f"\\{letter}" if letter in ".-+()#_*" else letter,
}


def dressed(text: str, how: Callable[[str], str]) -> tuple[str, list[int]]:
    """A text in a disguise, and where each of its characters begins there; the last place is its end."""
    pieces, places, length = [], [], 0
    for letter in text:
        places.append(length)
        pieces.append(how(letter))
        length += len(pieces[-1])
    return "".join(pieces), [*places, length]
