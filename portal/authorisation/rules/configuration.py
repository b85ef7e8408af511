"""A configuration as plain values: what is stored, exported and imported. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from typing import Any

from portal.authorisation.rules.plan import (
    Ask,
    Conditions,
    Configuration,
    Criterion,
    Origin,
    RoutePlan,
    StagePlan,
)
from portal.authorisation.rules.words import DECIDING_ROLES, Decider
from portal.foundation.errors import Refused
from portal.people.rules import StaffGroup
from portal.submissions.kinds import KINDS
from portal.submissions.rules import SHARE_CHECK, Evidence, Sharing

COSTS: tuple[str, ...] = tuple(
    value
    for kind in KINDS.values()
    for one in kind.fields
    if one.name == "cost_band"
    for value, _label in one.options
)
QUESTIONS: tuple[str, ...] = tuple(name for name, _question, _advice in SHARE_CHECK)


def content_of(configuration: Configuration) -> dict[str, Any]:
    """A configuration as plain values: what is as it would be anyhow is left out."""
    return _plain(configuration)


def read_configuration(content: Mapping[str, Any]) -> Configuration:
    """The configuration that plain values say. Raises ``Refused`` for what is none, naming where it stands."""
    return Configuration(
        routes=_several(content, "routes", _route, "the configuration"),
        anonymous=frozenset(_words(content, "anonymous", KINDS, "the configuration")),
        two_publish=_value(content, "two_publish", bool, False, "the configuration"),
        **_nothing_else(content, Configuration, "the configuration"),
    )


def _plain(value: Any) -> Any:
    """Plain values of a plan: no line for what is as its field says by default."""
    said: dict[str, Any] = {}
    for one in fields(value):
        held = getattr(value, one.name)
        if held == _usual(one):
            continue
        if isinstance(held, tuple | frozenset):
            items = sorted(held) if isinstance(held, frozenset) else held
            said[one.name] = [_plain(each) if is_dataclass(each) else _bare(each) for each in items]
        elif is_dataclass(held):
            said[one.name] = _plain(held)
        else:
            said[one.name] = _bare(held)
    return said


def _bare(value: Any) -> Any:
    """A member of an enumeration as the text that it is, and a day as it is written in numbers."""
    return str(value) if isinstance(value, str | date) else value


def _usual(one: Field[Any]) -> Any:
    return one.default_factory() if one.default_factory is not MISSING else one.default


def _route(content: Mapping[str, Any], where: str) -> RoutePlan:
    name = _value(content, "name", str, "", where)
    here = f"the route “{name}”" if name else where
    return RoutePlan(
        name=name,
        stages=_several(content, "stages", _stage, here),
        conditions=_conditions(content, "conditions", here),
        four_eyes=_value(content, "four_eyes", bool, False, here),
        right_of_way=_value(content, "right_of_way", bool, True, here),
        why_not=_value(content, "why_not", str, "", here),
        publish_first=_value(content, "publish_first", bool, False, here),
        until=_day(content, "until", here),
        read_first=_value(content, "read_first", bool, None, here),
        why_unread=_value(content, "why_unread", str, "", here),
        origin=_origin(content, here),
        **_nothing_else(content, RoutePlan, here),
    )


def _origin(holding: Mapping[str, Any], where: str) -> Origin | None:
    content = _value(holding, "origin", dict, None, where)
    if content is None:
        return None
    here = f"the origin of {where}"
    return Origin(
        organisation=_value(content, "organisation", str, "", here),
        code=_value(content, "code", str, "", here),
        route=_value(content, "route", str, "", here),
        version=_value(content, "version", int, 0, here),
        **_nothing_else(content, Origin, here),
    )


def _stage(content: Mapping[str, Any], where: str) -> StagePlan:
    name = _value(content, "name", str, "", where)
    here = f"the stage “{name}” of {where.partition(', ')[0]}" if name else where
    asks = _several(content, "asks", _ask, here)
    return StagePlan(
        name=name,
        asks=asks,
        limit_days=_value(content, "limit_days", int, 0, here),
        question=_value(content, "question", str, "", here),
        needed=_value(content, "needed", int, 1, here),
        veto=_value(content, "veto", bool, True, here),
        beside=_value(content, "beside", bool, False, here),
        blind=_value(content, "blind", bool, False, here),
        optional=_value(content, "optional", bool, False, here),
        checklist=tuple(_words(content, "checklist", None, here)),
        criteria=_several(content, "criteria", _criterion, here),
        guidance=_value(content, "guidance", str, "", here),
        only_if=_conditions(content, "only_if", here),
        **_nothing_else(content, StagePlan, here),
    )


def _ask(content: Mapping[str, Any], where: str) -> Ask:
    return Ask(
        decider=Decider(_one_of(content, "decider", [one.value for one in Decider], where)),
        role=_one_of(content, "role", ["", *DECIDING_ROLES], where),
        person_id=_value(content, "person_id", int, None, where),
        unit_id=_value(content, "unit_id", int, None, where),
        lowest=_value(content, "lowest", int, 0, where),
        highest=_value(content, "highest", int, 0, where),
        **_nothing_else(content, Ask, where),
    )


def _criterion(content: Mapping[str, Any], where: str) -> Criterion:
    return Criterion(
        name=_value(content, "name", str, "", where),
        weight=_value(content, "weight", int, 1, where),
        **_nothing_else(content, Criterion, where),
    )


def _conditions(holding: Mapping[str, Any], key: str, where: str) -> Conditions:
    content = _value(holding, key, dict, {}, where)
    here = f"the conditions of {where}"
    return Conditions(
        kinds=tuple(_words(content, "kinds", KINDS, here)),
        topics=tuple(_words(content, "topics", None, here)),
        sharing=_one_of(content, "sharing", ["", *Sharing], here),
        up_to=_one_of(content, "up_to", ["", *Sharing], here),
        answers=tuple(_words(content, "answers", QUESTIONS, here)),
        costs=tuple(_words(content, "costs", COSTS, here)),
        evidence=tuple(_words(content, "evidence", list(Evidence), here)),
        anonymous=_value(content, "anonymous", bool, None, here),
        staff_groups=tuple(_words(content, "staff_groups", list(StaffGroup), here)),
        authors=tuple(_listed(content, "authors", int, here)),
        **_nothing_else(content, Conditions, here),
    )


def _value(content: Mapping[str, Any], key: str, sort: type, usual: Any, where: str) -> Any:
    """What a key says, of a sort. A number that is written as yes or no is none."""
    value = content.get(key, usual)
    if value is usual or type(value) is sort:
        return value
    raise Refused(f"In {where}, “{key}” is not {_SORTS[sort]}.", code="not-valid")


def _day(content: Mapping[str, Any], key: str, where: str) -> date | None:
    """The day that a key says; a file may have it bare, as its format knows days."""
    said = content.get(key)
    if said is None or type(said) is date:
        return said
    try:
        return date.fromisoformat(said)
    except (TypeError, ValueError):
        raise Refused(f"In {where}, “{key}” is no day like 2027-03-31.", code="not-valid") from None


_SORTS: Mapping[type, str] = {
    str: "text", int: "a whole number", bool: "true or false", list: "a list", dict: "a table",
}  # fmt: skip


def _listed(content: Mapping[str, Any], key: str, sort: type, where: str) -> list[Any]:
    values: list[Any] = _value(content, key, list, [], where)
    if not all(type(value) is sort for value in values):
        raise Refused(f"In {where}, “{key}” is a list, and each of it {_SORTS[sort]}.", code="not-valid")
    return values


def _words(content: Mapping[str, Any], key: str, known: Iterable[str] | None, where: str) -> list[str]:
    values = _listed(content, key, str, where)
    allowed = None if known is None else [str(one) for one in known]
    for value in values:
        if allowed is not None and value not in allowed:
            raise Refused(
                f"In {where}, “{key}” says “{value}”. It can be {', '.join(allowed)}.", code="not-valid"
            )
    return [str(value) for value in values]


def _one_of(content: Mapping[str, Any], key: str, known: Sequence[str], where: str) -> str:
    value = str(_value(content, key, str, "", where))
    if value not in known:
        listed = ", ".join(one for one in known if one)
        raise Refused(f"In {where}, “{key}” says “{value}”. It can be {listed}.", code="not-valid")
    return value


def _several(
    content: Mapping[str, Any], key: str, read: Callable[[Mapping[str, Any], str], Any], where: str
) -> tuple[Any, ...]:
    values = _listed(content, key, dict, where)
    one = {"routes": "route", "stages": "stage", "asks": "ask", "criteria": "criterion"}[key]
    return tuple(read(value, f"{one} {number} of {where}") for number, value in enumerate(values, start=1))


def _nothing_else(content: Mapping[str, Any], plan: type, where: str) -> dict[str, Any]:
    """Nothing, so that it adds nothing. Raises ``Refused`` for a word that means nothing here."""
    known = [one.name for one in fields(plan)]
    for key in content:
        if key not in known:
            raise Refused(
                f"In {where}, “{key}” means nothing. It knows {', '.join(known)}.", code="not-valid"
            )
    return {}
