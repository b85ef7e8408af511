"""Where else a published post was taken up: what is entered, who confirms it, and what use has shown. Pure.

What use has shown is read off the ledger and off what was said at home, every time: no field beside it says how good
something is (requirements 106, 129).
"""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from portal.authorisation.rules import Decider, reads_in_library
from portal.authorisation.rules.plan import Ask
from portal.feedback.rules import Result
from portal.foundation.errors import Refused
from portal.implementation.rules.chases import EVALUATED
from portal.implementation.rules.owners import LEAD
from portal.people.rules import Role, SomePerson, holds
from portal.submissions.rules import Reader, SomePost, Status, barred_from_deciding, may_read_post

WORDS_LENGTH = 1000
SEVERAL = 2


class How(StrEnum):
    """What a unit or an organisation did with it. To stop something counts as much as to begin it (requirement 71)."""

    ADOPTED = "adopted"
    ADAPTED = "adapted"
    TRIED = "tried"
    STOPPED = "stopped"


class EntryState(StrEnum):
    """How an entry of the ledger stands. Readers see it once it is confirmed."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class Shown(StrEnum):
    """What use has shown: one value for all places together, the one where it was written among them."""

    NOTHING = "nothing"
    TOO_EARLY = "too_early"
    WORKED = "worked"
    WORKED_IN_SEVERAL = "worked_in_several"
    MIXED = "mixed"
    DID_NOT = "did_not"


HOW_NAMES: dict[How, str] = {
    How.ADOPTED: "Adopted it as it is",
    How.ADAPTED: "Adapted it",
    How.TRIED: "Tried it",
    How.STOPPED: "Stopped it again",
}
SHOWN_NAMES: dict[Shown, str] = {
    Shown.NOTHING: "Nobody has said yet what came of using it",
    Shown.TOO_EARLY: "It is in use, and too early to say what came of it",
    Shown.WORKED: "It worked in the one place that said what came of it",
    Shown.WORKED_IN_SEVERAL: "It worked in every place that said what came of it",
    Shown.MIXED: "It worked in some places, and not or not wholly in others",
    Shown.DID_NOT: "It did not work where it was tried",
}


class Place(NamedTuple):
    """Where something was taken up: an organisation, or one unit of it."""

    organisation_id: int
    unit_id: int | None = None


class SomeEntry(Protocol):
    """What the rules need to know of an entry."""

    noted_by_id: int
    holder_id: int | None
    organisation_id: int
    state: str

    @property
    def submission(self) -> Any: ...
    @property
    def unit(self) -> Any: ...


class Confirmed(Protocol):
    """What a confirmed entry says. Of several of one place the newest holds."""

    organisation_id: int
    unit_id: int | None
    result: str


def asked_to_confirm(unit_id: int | None) -> Sequence[Ask]:
    """Who confirms an entry: the head of the unit that it is of, past vacancies upwards, or the innovation lead."""
    lead = Ask(Decider.ROLE, role=LEAD.role)
    return (Ask(Decider.HEAD_OF, unit_id=unit_id), lead) if unit_id is not None else (lead,)


def holding(newest_first: Iterable[Any]) -> list[Any]:
    """Of confirmed entries those that hold today: of each place the newest."""
    held: dict[Place, Any] = {}
    for entry in newest_first:
        held.setdefault(Place(entry.organisation_id, entry.unit_id), entry)
    return list(held.values())


def shown_by_use(at_home: str, elsewhere: Iterable[str]) -> Shown:
    """What use has shown. ``at_home`` is what came of it where it was written, ``elsewhere`` what each place says.

    Either is a ``Result``, or empty where nothing is said yet. Of each place its newest confirmed entry counts, and
    at home what was said last.
    """
    said = [*elsewhere, *([at_home] if at_home else [])]
    known = [one for one in said if one in EVALUATED]
    if not known:
        return Shown.TOO_EARLY if said else Shown.NOTHING
    if set(known) == {Result.WORKED}:
        return Shown.WORKED_IN_SEVERAL if len(known) >= SEVERAL else Shown.WORKED
    return Shown.DID_NOT if set(known) == {Result.DID_NOT} else Shown.MIXED


def may_note(person: Reader, post: SomePost) -> bool:
    """Whoever reads a published post may enter what their unit or organisation did with it; nobody who wrote it."""
    return post.status == Status.PUBLISHED and not _is_barred(person, post) and may_read_post(person, post)


def may_note_for(person: Reader, place: Place, lineage: Sequence[int]) -> bool:
    """Whether somebody enters it for this place: for their organisation, or for their unit and those above it.

    An innovation lead enters it for every unit of theirs. ``lineage`` is that of the person's own unit.
    """
    if place.organisation_id != person.organisation_id:
        return False
    return place.unit_id is None or place.unit_id in lineage or holds(person, Role.INNOVATION_LEAD)


def may_confirm(person: Reader, entry: SomeEntry) -> bool:
    """Whether the person says if an entry is right: who is asked, a head of the unit or above it, or the lead there.

    Never whoever wrote it down, nobody who wrote the post, and nobody who stands in for one of these (decision 16).
    """
    if entry.state != EntryState.WAITING or person.id == entry.noted_by_id:
        return False
    post = entry.submission
    if (
        entry.noted_by_id in person.deputises_for
        or _is_barred(person, post)
        or not reads_in_library(person, post)
    ):
        return False
    if entry.holder_id is not None and (
        person.id == entry.holder_id or entry.holder_id in person.deputises_for
    ):
        return True
    if person.organisation_id != entry.organisation_id:
        return False
    heads = entry.unit is not None and not person.headed_unit_ids.isdisjoint(entry.unit.lineage)
    return heads or holds(person, Role.INNOVATION_LEAD)


def may_take_back(person: SomePerson, entry: SomeEntry) -> bool:
    """Whoever wrote an entry down takes it back, before it is confirmed and after."""
    return person.id == entry.noted_by_id and entry.state != EntryState.REFUSED


def may_know_of(person: Reader, entry: SomeEntry) -> bool:
    """Whether the person may learn of an entry on its own page: who wrote it down, and who confirms or confirmed it."""
    post = entry.submission
    if not reads_in_library(person, post):
        return False
    if person.id in {entry.noted_by_id, entry.holder_id} or may_confirm(person, entry):
        return True
    here = person.organisation_id == entry.organisation_id
    return here and holds(person, Role.INNOVATION_LEAD) and not _is_barred(person, post)


def _is_barred(person: SomePerson, post: SomePost) -> bool:
    wrote = barred_from_deciding(post)
    return person.id in wrote or not wrote.isdisjoint(person.deputises_for)


def waiting_in_words(total: int, organisation: str) -> str:
    """What leads are told of entries that nobody has confirmed."""
    if total == 1:
        return f"1 entry of {organisation} waits for somebody to say if it is right"
    return f"{total} entries of {organisation} wait for somebody to say if they are right"


def check_entry(how: How, since: date | None, changed: str, note: str, today: date) -> date:
    """Since when it is so. Raises ``Refused`` without a day, or what others need to know is left out."""
    if since is None or since > today:
        raise Refused("Say since when: today, or a day before.", field="since")
    if how is How.ADAPTED and not changed.strip():
        raise Refused("Say what you changed, so that others can choose.", field="changed", code="missing")
    if how is How.STOPPED and not note.strip():
        raise Refused("Say why you stopped: it helps the next who tries.", field="note", code="missing")
    return since


def check_refusal(reason: str) -> None:
    """Raise ``Refused`` where an entry is not confirmed and nobody says why."""
    if not reason.strip():
        raise Refused("Say why, for whoever wrote it down.", field="reason", code="missing")
