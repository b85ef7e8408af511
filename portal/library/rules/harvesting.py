"""What other repositories ask when they harvest the public items, by the rules of OAI-PMH 2.0. Pure.

A list that does not fit in one answer goes on by a token. The token holds all that was asked and how far the list came,
so nothing is kept here between two requests; it is read as strictly as anything that is typed.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from portal.submissions.kinds import KINDS

DUBLIN_CORE = "oai_dc"
TOKEN = "resumptionToken"  # noqa: S105 - the name of an argument of the protocol
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
REFERENCE = re.compile("[0-9a-z]{8}")
PARTS = 6

# Of every verb: the arguments it must have, and those it may have.
LISTS = frozenset({"ListIdentifiers", "ListRecords"})
_OF_A_LIST = (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}))
ARGUMENTS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset()),
    "ListIdentifiers": _OF_A_LIST,
    "ListRecords": _OF_A_LIST,
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
}


class NotHarvested(Exception):
    """What was asked cannot be answered. ``code`` is one of the protocol's."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Harvest:
    """What was asked: the verb, and of a list from when, until when and of which set, and after which record."""

    verb: str
    prefix: str = ""
    identifier: str = ""
    begins: date | None = None
    ends: date | None = None
    of: str = ""
    after: tuple[date, str] | None = None

    def going_on(self, stamp: date, reference: str) -> str:
        """The token that goes on after this record."""
        days = (day.isoformat() if day else "" for day in (self.begins, self.ends))
        return ",".join((self.prefix, *days, self.of, stamp.isoformat(), reference))


def harvest(given: Mapping[str, Sequence[str]]) -> Harvest:
    """What a request asks, from its arguments. Raises ``NotHarvested`` as the protocol says."""
    verbs = given.get("verb", ())
    if len(verbs) != 1 or verbs[0] not in ARGUMENTS:
        raise NotHarvested("badVerb", f"The verb is missing, given twice, or none of {', '.join(ARGUMENTS)}.")
    verb = verbs[0]
    said = {name: values[0] for name, values in given.items() if name != "verb"}
    if twice := sorted(name for name in said if len(given[name]) > 1):
        raise NotHarvested("badArgument", f"Given more than once: {', '.join(twice)}.")
    if TOKEN in said and verb in {*LISTS, "ListSets"}:
        if len(said) > 1:
            raise NotHarvested("badArgument", f"{TOKEN} is given alone, with the verb.")
        return _gone_on(verb, said[TOKEN])
    needed, allowed = ARGUMENTS[verb]
    if strange := sorted(set(said) - needed - allowed):
        raise NotHarvested("badArgument", f"{verb} does not take {', '.join(strange)}.")
    if missing := sorted(needed - set(said)):
        raise NotHarvested("badArgument", f"{verb} needs {', '.join(missing)}.")
    if "metadataPrefix" in said and said["metadataPrefix"] != DUBLIN_CORE:
        raise NotHarvested("cannotDisseminateFormat", f"The one format is {DUBLIN_CORE}.")
    begins, ends = (_day(name, said[name]) if name in said else None for name in ("from", "until"))
    if begins and ends and begins > ends:
        raise NotHarvested("badArgument", "from is later than until.")
    if "set" in said and said["set"] not in KINDS:
        raise NotHarvested("noRecordsMatch", "There is no such set.")
    return Harvest(
        verb, said.get("metadataPrefix", ""), said.get("identifier", ""), begins, ends, said.get("set", "")
    )


def _gone_on(verb: str, token: str) -> Harvest:
    """The list that a token goes on with. The token is read as if each part of it had been typed."""
    parts = token.split(",")
    if verb not in LISTS or len(parts) != PARTS:
        raise NotHarvested("badResumptionToken", "This is no token of ours.")
    prefix, begins, ends, of, stamp, reference = parts
    names = (("metadataPrefix", prefix), ("from", begins), ("until", ends), ("set", of))
    try:
        again = harvest({"verb": [verb], **{name: [value] for name, value in names if value}})
        after = _day("resumptionToken", stamp), reference
    except NotHarvested as trouble:
        raise NotHarvested("badResumptionToken", "This is no token of ours.") from trouble
    if not REFERENCE.fullmatch(reference):
        raise NotHarvested("badResumptionToken", "This is no token of ours.")
    return replace(again, after=after)


def _day(name: str, typed: str) -> date:
    if DAY.fullmatch(typed):
        try:
            return date.fromisoformat(typed)
        except ValueError:
            pass
    raise NotHarvested("badArgument", f"{name} is a day such as 2026-11-23: records are dated by the day.")
