"""Which addresses and names will do: each one belongs to one person, and looks like nobody else's. Pure."""

import re
import unicodedata

from portal.foundation.errors import Refused

EMAIL_AT_MOST = 254
NAME_AT_MOST = 120

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,8}")
_STARTS_A_FORMULA = ("=", "+", "-", "@", "|", "%")
_LOOK_ALIKE_SCRIPTS = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"})
_NOT_IN_CODES = re.compile(r"[^a-z0-9]+")


def email_key(email: str) -> str:
    """An address as it is compared: case and outer spaces do not tell two people apart."""
    return email.strip().casefold()


def checked_email(email: str) -> str:
    """An address that can be kept. Raises ``Refused`` for one that is none, or only looks like another.

    Plain letters only: the Kelvin sign, a ligature or a Cyrillic letter would make a second account that
    nobody can tell from the first (hardening B, Unicode).
    """
    email = email.strip()
    for letter in email:
        if not letter.isascii():
            raise Refused(
                f"The address has “{letter}”, which only looks like a plain letter. Type it with the letters a to z.",
                field="email",
            )
    if (
        len(email) > EMAIL_AT_MOST
        or not _EMAIL.fullmatch(email)
        or ".." in email
        or email.startswith((".", "=", "+"))
    ):
        raise Refused("An e-mail address looks like name@example.org.", field="email")
    return email


def checked_name(name: str, *, what: str = "name", field: str = "name", at_most: int = NAME_AT_MOST) -> str:
    """A name of a person, unit or organisation that can be kept. Raises ``Refused`` with what is wrong with it."""
    name = " ".join(unicodedata.normalize("NFKC", name).split())
    if not name:
        raise Refused(f"Type a {what}.", field=field)
    if len(name) > at_most:
        raise Refused(f"Use at most {at_most} characters for the {what}.", field=field)
    if name.startswith(_STARTS_A_FORMULA):
        raise Refused(f"A {what} cannot begin with “{name[0]}”.", field=field)
    if not any(letter.isalpha() for letter in name):
        raise Refused(f"A {what} needs at least one letter.", field=field)
    for word in name.split():
        scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in word if letter.isalpha()}
        if len(scripts & _LOOK_ALIKE_SCRIPTS) > 1:
            raise Refused(
                f"“{word}” mixes letters of two alphabets that look alike. Type it again.", field=field
            )
    return name


def code_of(name: str) -> str:
    """The short name of an organisation in addresses and files, for example ``kelderby-police``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _NOT_IN_CODES.sub("-", plain).strip("-")[:40].strip("-")


def same_words(name: str) -> str:
    """A name as it is compared: case, spacing and compatible letters do not make another."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
