"""What another program sends, read strictly: one JSON object of bounded size, each name once, no strange numbers."""

import json
import math
from collections.abc import Mapping
from typing import Any, NoReturn

from portal.foundation.errors import Refused
from portal.foundation.text import BadText, plain_text

LARGEST_BODY = 1024 * 1024
NOT_VALID = "not-valid"


def read_object(body: bytes) -> dict[str, Any]:
    """The object of a request's body, its texts in their one canonical form.

    Raises ``Refused`` with a sentence for what cannot be read: too large, not JSON, too deep, a name twice,
    a number that is none, text that cannot be kept.
    """
    if len(body) > LARGEST_BODY:
        raise _bad(f"Send at most {LARGEST_BODY // 1024} KB of JSON.")
    try:
        read = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_each_once,
            parse_constant=_no_number,
            parse_float=_finite,
            parse_int=_small,
        )
        if not isinstance(read, dict):
            raise _bad("The body has to be one JSON object.")
        return {plain_text(name): _plain(value) for name, value in read.items()}
    except (UnicodeDecodeError, json.JSONDecodeError):
        raise _bad("The body is not JSON in UTF-8.") from None
    except RecursionError:
        raise _bad("The JSON is nested too deeply.") from None
    except BadText as bad:
        raise _bad(str(bad)) from None


def text_in(sent: Mapping[str, Any], name: str, at_most: int, *, needed: bool = False) -> str | None:
    """A text of the object; nothing where it was left out. Raises ``Refused`` naming the field that is not right."""
    value = sent.get(name)
    if value is None and not needed:
        return None
    if not isinstance(value, str):
        raise _bad(f"“{name}” has to be text.", name)
    if len(value) > at_most:
        raise _bad(f"“{name}” can have at most {at_most} characters.", name)
    return value


def number_in(sent: Mapping[str, Any], name: str) -> int:
    """A whole number of the object. Raises ``Refused`` where it is none, or was left out."""
    value = sent.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _bad(f"“{name}” has to be a whole number.", name)
    return value


def _bad(message: str, field: str | None = None) -> Refused:
    return Refused(message, field=field, code=NOT_VALID)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise _bad("A name stands twice in one object.")
    return read


def _no_number(_word: str) -> NoReturn:
    raise _bad("NaN and Infinity are not numbers here.")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _bad("A number is too large.")
    return number


def _small(digits: str) -> int:
    if len(digits) > 18:
        raise _bad("A number is too large.")
    return int(digits)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {plain_text(name): _plain(one) for name, one in value.items()}
    return value
