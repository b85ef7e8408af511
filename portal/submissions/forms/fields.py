"""The fields that posts are typed in."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import wtforms
from wtforms import FieldList, SelectField, SelectMultipleField, StringField, ValidationError, widgets
from wtforms.validators import Length

DAYS_AS_TYPED = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})[/. -](?P<month>\d{1,2})[/. -](?P<year>\d{4})"),
)

NOT_OFFERED = "Choose one of the answers offered."


def worded(names: Mapping[Any, str]) -> dict[str, Any]:
    """The members of a vocabulary with their words, as a field takes its choices."""
    return {str(value): words for value, words in names.items()}


class AtMost(Length):
    """No more than so many characters, with a sentence that says how many there are."""

    def __call__(self, form: wtforms.form.BaseForm, field: wtforms.Field) -> None:
        """Raise ``ValidationError`` where the text is too long."""
        length = len(field.data or "")
        if length > self.max:
            raise ValidationError(f"Shorten this to at most {self.max} characters. It has {length}.")


class Day(StringField):
    """A day, kept as an ISO date. What cannot be read as a day stays as typed, with a sentence."""

    widget = widgets.DateInput()

    def pre_validate(self, form: wtforms.form.BaseForm) -> None:
        """Read the day as people type it: 2026-11-27 or 27/11/2026."""
        typed = (self.data or "").strip()
        if not typed:
            self.data = ""
            return
        for pattern in DAYS_AS_TYPED:
            found = pattern.fullmatch(typed)
            if found:
                try:
                    day = date(int(found["year"]), int(found["month"]), int(found["day"]))
                except ValueError:
                    break
                self.data = day.isoformat()
                return
        raise ValidationError(
            "Type a day that is in the calendar, for example 27/11/2026, or leave it empty."
        )


class OneOf(SelectField):
    """One of the options, from a list."""

    def pre_validate(self, form: wtforms.form.BaseForm) -> None:
        """Raise ``ValidationError`` for an answer that was not offered."""
        if self.data not in set(self.choices or ()):
            raise ValidationError(NOT_OFFERED)


class Boxes(SelectMultipleField):
    """Any of the options, a box for each."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()

    def pre_validate(self, form: wtforms.form.BaseForm) -> None:
        """Raise ``ValidationError`` for an answer that was not offered."""
        if not set(self.choices or ()).issuperset(self.data or ()):
            raise ValidationError(NOT_OFFERED)


class Rows(FieldList):
    """A list whose rows are numbered by us: any other number in a request is passed over."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        numbered = re.compile(re.escape(prefix) + r"-([0-9]{1,2})-\w+")
        return (int(found[1]) for name in formdata if (found := numbered.fullmatch(name)))
