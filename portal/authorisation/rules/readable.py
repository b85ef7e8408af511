"""A configuration as one TOML file that people read: written with comments, read back to the very same. Pure.

People stand in it by e-mail address, units by their path of names, ranks by name.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.authorisation.rules.configuration import content_of, read_configuration
from portal.authorisation.rules.plan import Configuration, Names
from portal.authorisation.rules.telling import stage_in_full, takers_of
from portal.foundation.errors import Refused

LARGEST_FILE = 1_000_000  # bytes
_NOT_IN_A_COMMENT = re.compile(r"[\x00-\x1f\x7f]+")
_HEAD = """\
Routes of {organisation}: who decides on what, in which order.

A post takes the first route whose conditions hold. What is left out holds for every post.
People are written as e-mail addresses, units as "Force / Division / Team", ranks by name.
portal routes import makes a draft of this file; an administrator rehearses and publishes it."""


@dataclass(frozen=True, slots=True)
class Directory:
    """How a file names people, units and ranks: by key to words, and the words of ranks to their level."""

    people: Mapping[int, str] = field(default_factory=dict)
    units: Mapping[int, str] = field(default_factory=dict)
    levels: Mapping[int, str] = field(default_factory=dict)
    ranks: Mapping[str, int] = field(default_factory=dict)


def written(configuration: Configuration, directory: Directory, names: Names, organisation: str) -> str:
    """The file that says this configuration."""
    content = content_of(configuration)
    lines = [*(_comment(line.format(organisation=organisation)) for line in _HEAD.split("\n")), ""]
    lines += [f"{key} = {_value(value)}" for key, value in content.items() if key != "routes"]
    for place, route in enumerate(content.get("routes", ())):
        lines += ["", "", _comment(f"{takers_of(configuration.routes, place, names)}."), "[[routes]]"]
        lines += [f"{key} = {_value(value)}" for key, value in route.items() if key not in _TABLES]
        if "conditions" in route:
            conditions = _named_conditions(route["conditions"], directory)
            lines += [
                "",
                "[routes.conditions]",
                *(f"{key} = {_value(value)}" for key, value in conditions.items()),
            ]
        for plan, stage in zip(configuration.routes[place].stages, route.get("stages", ()), strict=True):
            lines += ["", _comment(stage_in_full(plan, names)), "[[routes.stages]]"]
            lines += _stage_lines(stage, directory)
    return "\n".join(lines) + "\n"


_TABLES = frozenset({"conditions", "stages"})


def _stage_lines(stage: Mapping[str, Any], directory: Directory) -> Iterator[str]:
    for key, value in stage.items():
        if key == "asks":
            yield from _list_lines(key, [_named_ask(ask, directory) for ask in value])
        elif key in {"criteria", "checklist"}:
            yield from _list_lines(key, value)
        elif key == "only_if":
            yield f"{key} = {_value(_named_conditions(value, directory))}"
        else:
            yield f"{key} = {_value(value)}"


def _list_lines(key: str, values: list[Any]) -> list[str]:
    return [f"{key} = [", *(f"    {_value(value)}," for value in values), "]"]


def _comment(words: str) -> str:
    return f"# {_NOT_IN_A_COMMENT.sub(' ', words)}".rstrip()


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {_value(one)}' for key, one in value.items())} }}"
    return f"[{', '.join(_value(one) for one in value)}]"


def _text(value: str) -> str:
    # JSON and TOML write a text the same, but for one character that JSON leaves bare.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def _named_ask(ask: Mapping[str, Any], directory: Directory) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for key, value in ask.items():
        match key:
            case "person_id":
                said["person"] = directory.people[value]
            case "unit_id":
                said["unit"] = directory.units[value]
            case "lowest" | "highest":
                said[key] = directory.levels.get(value, value)
            case _:
                said[key] = value
    return said


def _named_conditions(conditions: Mapping[str, Any], directory: Directory) -> dict[str, Any]:
    return {
        key: [directory.people[one] for one in value] if key == "authors" else value
        for key, value in conditions.items()
    }


def read(text: str, directory: Directory) -> Configuration:
    """The configuration that a file says. Raises ``Refused``, naming where, for what is none."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused(f"This is no TOML file: {error}.", code="not-valid") from error
    except RecursionError as error:
        raise Refused("This file is nested too deeply.", code="not-valid") from error
    found = _Finder(directory)
    for route in _tables(content, "routes"):
        found.conditions(route, "conditions")
        for stage in _tables(route, "stages"):
            found.conditions(stage, "only_if")
            for ask in _tables(stage, "asks"):
                found.ask(ask)
    return read_configuration(content)


def _tables(content: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """Those below a key that are tables; whatever else stands there is refused when the whole is read."""
    values = content.get(key, ())
    return [one for one in values if isinstance(one, dict)] if isinstance(values, list) else []


class _Finder:
    """Puts keys where a file has words, in place."""

    def __init__(self, directory: Directory) -> None:
        self._people = {address.casefold(): key for key, address in directory.people.items()}
        self._units = {path: key for key, path in directory.units.items()}
        self._ranks = {name.casefold(): level for name, level in directory.ranks.items()}

    def conditions(self, holding: dict[str, Any], key: str) -> None:
        conditions = holding.get(key)
        if isinstance(conditions, dict) and isinstance(conditions.get("authors"), list):
            conditions["authors"] = [self._person(one) for one in conditions["authors"]]

    def ask(self, ask: dict[str, Any]) -> None:
        for key in ("person_id", "unit_id"):
            if key in ask:
                raise Refused(
                    f"A file names nobody by number: write {key.removesuffix('_id')}.", code="not-valid"
                )
        if "person" in ask:
            ask["person_id"] = self._person(ask.pop("person"))
        if "unit" in ask:
            ask["unit_id"] = _found(self._units, ask.pop("unit"), "No unit here is called", str)
        for key in ("lowest", "highest"):
            if isinstance(ask.get(key), str):
                ask[key] = _found(self._ranks, ask[key], "No rank or grade is called", str.casefold)

    def _person(self, address: Any) -> int:
        return _found(self._people, address, "Nobody here has the address", str.casefold)


def _found(known: Mapping[str, int], word: Any, missing: str, plain: Callable[[str], str]) -> int:
    key = known.get(plain(word)) if isinstance(word, str) else None
    if key is None:
        raise Refused(f"{missing} “{word}”.", code="not-valid")
    return key
