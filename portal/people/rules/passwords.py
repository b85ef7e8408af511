"""Which passwords will do, and how long to wait after wrong ones. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

PASSWORD_AT_LEAST = 12
PASSWORD_AT_MOST = 128

WRONG_TRIES_FREE = 10
LONGEST_PAUSE = timedelta(seconds=60)

# Taken out before a password is judged: what is left has to be worth something by itself.
COMMON = (
    "passw0rd", "password", "passwort", "qwertyuiop", "qwerty", "asdfghjkl", "zxcvbnm", "letmein", "welcome",
    "administrator", "changeme", "iloveyou", "sunshine", "princess", "football", "liverpool", "arsenal", "dragon",
    "monkey", "superman", "trustno1", "police", "portal", "constable", "sergeant", "summer", "winter", "spring",
    "autumn", "january", "february", "september", "october", "november", "december", "monday", "friday",
    "1q2w3e4r", "1qaz2wsx", "1234567890", "0987654321", "123456", "abc123", "abcdef",
)  # fmt: skip
SENTENCE = "Three unrelated words work well."


def weakness_of(password: str, *, words: Iterable[str] = ()) -> str | None:
    """Why a password is too weak to take, in a sentence; nothing where it will do.

    Length and not composition, as ASVS 5.0 6.2.1 to 6.2.12 ask. ``words`` are those an attacker would
    try first: the person's name and address, and the name of the organisation.
    """
    if len(password) < PASSWORD_AT_LEAST:
        return f"Use at least {PASSWORD_AT_LEAST} characters. {SENTENCE}"
    if len(password) > PASSWORD_AT_MOST:
        return f"Use at most {PASSWORD_AT_MOST} characters."
    folded = password.casefold()
    if len(set(folded)) <= PASSWORD_AT_LEAST // 3:
        return f"Use more different characters. {SENTENCE}"
    if folded in (folded + folded)[1:-1]:
        return f"Do not repeat one short piece. {SENTENCE}"
    rest = folded
    for word in sorted((word.casefold() for word in words if len(word) > 3), key=len, reverse=True):
        rest = rest.replace(word, "")
    for common in COMMON:
        rest = rest.replace(common, "")
    if sum(character.isalpha() for character in rest) < 4 and len(rest) < PASSWORD_AT_LEAST:
        return f"That is one of the first things somebody would try. {SENTENCE}"
    return None


def wait_after(wrong: int, last: datetime, now: datetime) -> timedelta:
    """How long the next try has to wait after so many wrong ones. Slower, and never shut (ASVS 6.3.1)."""
    if wrong < WRONG_TRIES_FREE:
        return timedelta()
    pause = min(timedelta(seconds=2 ** min(wrong - WRONG_TRIES_FREE, 6)), LONGEST_PAUSE)
    return max(last + pause - now, timedelta())
