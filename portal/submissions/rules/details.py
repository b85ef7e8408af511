"""Whether the answers to the questions of a kind are of the types that it asks for. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.foundation.errors import Refused
from portal.submissions.kinds import KINDS, QUOTATION_LENGTH, QUOTATIONS_AT_MOST, Consent, FieldType


def checked_details(kind: str, details: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a kind, each of its type. Raises ``Refused`` naming the field that is not."""
    checked: dict[str, Any] = {}
    for asked in KINDS[kind].fields:
        if asked.name not in details:
            continue
        value = details[asked.name]
        options = {option for option, _label in asked.options}
        if asked.type is FieldType.CHOICES:
            right = isinstance(value, list) and all(isinstance(one, str) and one in options for one in value)
        elif asked.type is FieldType.QUOTATIONS:
            right = isinstance(value, list) and all(
                _is_quotation(one) for one in value[: QUOTATIONS_AT_MOST + 1]
            )
            right = right and len(value) <= QUOTATIONS_AT_MOST
        elif asked.type is FieldType.CHOICE:
            right = isinstance(value, str) and (value in options or not value)
        elif asked.type is FieldType.DATE:
            right = isinstance(value, str) and (not value or _is_day(value))
        else:
            right = isinstance(value, str) and len(value) <= asked.max_length
        if not right:
            raise Refused(f"“{asked.label}” cannot be saved like this.", field=asked.name, code="not-valid")
        checked[asked.name] = value
    return checked


def _is_quotation(value: Any) -> bool:
    if not isinstance(value, Mapping) or set(value) != {"text", "consent"}:
        return False
    words, consent = value["text"], value["consent"]
    return isinstance(words, str) and len(words) <= QUOTATION_LENGTH and consent in {"", *Consent}


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
