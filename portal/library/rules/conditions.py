"""Could it be used elsewhere? The conditions of an item beside those of where a reader works. Pure.

The five questions are those of EMMIE (effect, mechanism, moderators, implementation, economics). What differs is
said in words; no score is worked out from it (requirements 129, 172).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.people.rules.calendar import NATION_NAMES, Nation
from portal.people.rules.profile import AREAS, MEANS, SIZES, Profile
from portal.submissions.kinds import KINDS

# Which question of each kind answers one of the five. The effect is what became of it, not a question of the form.
_ANSWERED_BY: Mapping[str, str] = {
    "How does it work?": "mechanism",
    "Where would it not?": "would_not_work",
    "How is it done?": "how_to",
    "What does it cost?": "cost_band",
}
_OTHERWISE: Mapping[tuple[str, str], str] = {
    ("learning", "mechanism"): "so_what",
    ("learning", "how_to"): "now_what",
    ("impact-case", "how_to"): "implemented",
}


@dataclass(frozen=True, slots=True)
class Glance:
    """One of the five questions: answered in a few words, in a part of the text, or not at all."""

    question: str
    words: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation, as far as conditions are concerned."""

    name: str
    profile: Profile
    nation: Nation


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is alike between two places, what differs, and what nobody has said: a sentence each."""

    alike: tuple[str, ...] = ()
    different: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def at_a_glance(kind: str, details: Mapping[str, Any], came_of_it: str) -> Iterator[Glance]:
    """The five questions, as far as the kind asks them. ``came_of_it`` are the words for what became of it."""
    yield Glance("Did it work?", came_of_it)
    asked = {field.name: field for field in KINDS[kind].fields}
    for question, usual in _ANSWERED_BY.items():
        name = _OTHERWISE.get((kind, usual), usual)
        if name not in asked:
            continue
        value = details.get(name)
        if name == "cost_band":
            yield Glance(question, asked[name].label_of(value) if value else "")
        else:
            yield Glance(question, part=name if value else "")


def needs_of(details: Mapping[str, Any]) -> tuple[str, ...]:
    """What an item needs to work, in words."""
    return tuple(MEANS[need] for need in details.get("needs") or () if need in MEANS)


def tried_in(details: Mapping[str, Any], there: Profile) -> str:
    """Where it was tried, in words: as its author says, else where its organisation works."""
    return _listed(_areas(details, there))


def _areas(details: Mapping[str, Any], there: Profile) -> tuple[str, ...]:
    said = tuple(area for area in details.get("areas") or () if area in AREAS)
    return said or there.areas


def likeness(details: Mapping[str, Any], there: Place, here: Place) -> Likeness:
    """How what an item needs, and the place that it comes from, compare with the place of its reader."""
    alike: list[str] = []
    different: list[str] = []
    unknown: list[str] = []
    for need in details.get("needs") or ():
        if need not in MEANS:
            continue
        if need in here.profile.means:
            alike.append(f"It needs: {_small(MEANS[need])}. {here.name} has that.")
        elif here.profile.means:
            different.append(f"It needs: {_small(MEANS[need])}. {here.name} has not said that it has that.")
        else:
            unknown.append(f"It needs: {_small(MEANS[need])}. {here.name} has not said what it has.")
    if not details.get("needs"):
        unknown.append("What it needs to work is not said.")
    areas = _areas(details, there.profile)
    if not areas:
        unknown.append("Where it was tried is not said.")
    elif not here.profile.areas:
        unknown.append(f"Tried in: {_listed(areas)}. {here.name} has not said where it works.")
    elif shared := [area for area in areas if area in here.profile.areas]:
        alike.append(f"Tried in: {_listed(areas)}. {here.name} works there too: {_listed(shared)}.")
    else:
        different.append(f"Tried in: {_listed(areas)}. {here.name} works in: {_listed(here.profile.areas)}.")
    if there.profile.size and here.profile.size:
        size, own = SIZES[there.profile.size], SIZES[here.profile.size]
        if size == own:
            alike.append(f"{there.name} is about as large: {_small(size)}.")
        else:
            different.append(f"{there.name} has {_small(size)}; {here.name} has {_small(own)}.")
    if there.nation != here.nation:
        different.append(
            f"{there.name} works under the law of {NATION_NAMES[there.nation]}, "
            f"{here.name} under that of {NATION_NAMES[here.nation]}."
        )
    return Likeness(tuple(alike), tuple(different), tuple(unknown))


def _listed(areas: Iterable[str]) -> str:
    words: Sequence[str] = [_small(AREAS[area]) for area in areas]
    return f"{', '.join(words[:-1])} and {words[-1]}" if words[1:] else "".join(words)


def _small(words: str) -> str:
    return words[0].lower() + words[1:]
