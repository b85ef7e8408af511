"""What every form shares: cleaned text, errors beside the field, and nothing typed is lost."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from flask import render_template, request
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.fields.core import UnboundField
from wtforms.validators import Length

from portal.foundation import refusals
from portal.foundation.database import session
from portal.foundation.errors import GONE, Refused
from portal.foundation.text import plain_line, plain_text

UNPROCESSABLE = 422
CONFLICT = 409
PAGE_DIGITS = 5  # more pages than any list has; what is typed beyond them names none


class Form(FlaskForm):
    """A form that can take a rule's refusal and show it where it belongs."""

    refused: Refused | None = None

    def refuse(self, refused: Refused) -> None:
        """Put the sentence of a refusal beside its field, or at the top, and undo what was begun.

        Where what it is about is gone, so is the page that it would stand on: it goes on, to a page of its own.
        """
        if refused.code == GONE:
            raise refused
        refusals.meet(refused)
        session.rollback()
        self.refused = refused
        field = getattr(self, refused.field, None) if refused.field else None
        if isinstance(field, Field):
            field.errors = [*field.errors, refused.message]
        else:
            self.form_errors.append(refused.message)


def labels_of(names: Collection[str]) -> dict[str, str]:
    """What the fields with these names are called, in the form that asks for most of them; the rest is left out."""
    best: dict[str, str] = {}
    fewest = 0
    for form in _forms_below(Form):
        fields = _fields_of(form)
        known = {name: label for name in names if (label := _label(fields, name))}
        if (len(known), -len(fields)) > (len(best), -fewest):
            best, fewest = known, len(fields)
    return best


def _forms_below(form: type[Form]) -> Iterator[type[Form]]:
    for below in form.__subclasses__():
        yield below
        yield from _forms_below(below)


def _fields_of(form: type) -> dict[str, UnboundField]:
    named = ((name, getattr(form, name, None)) for name in dir(form))
    return {name: field for name, field in named if isinstance(field, UnboundField)}


def _label(fields: Mapping[str, UnboundField], name: str) -> str:
    """The label of one field; of a row of a list, ``quotations-1-text``, that of its part."""
    whole, _, place = name.partition("-")
    field = fields.get(whole)
    if field is None:
        return ""
    if place:
        row = field.args[0] if field.args else None
        parts = row.args[0] if isinstance(row, UnboundField) and row.args else None
        return _label(_fields_of(parts), place.rpartition("-")[2]) if isinstance(parts, type) else ""
    said = field.kwargs.get("label", field.args[0] if field.args else "")
    return said if isinstance(said, str) else ""


def at_most(length: int) -> Length:
    """A validator: so many characters and no more."""
    return Length(max=length, message=f"Use at most {length} characters.")


def clean_text(value: Any) -> Any:
    """A field filter: several lines in their one plain form. Text that cannot be stored is an error of the field."""
    return plain_text(value) if isinstance(value, str) else value


def clean_line(value: Any) -> Any:
    """A field filter: one line in its one plain form. Text that cannot be stored is an error of the field."""
    return plain_line(value) if isinstance(value, str) else value


def page(template: str, *, form: Form | None = None, **context: Any) -> tuple[str, int]:
    """A page, answered with the status that its form deserves: 409 refused, 422 not valid, else 200."""
    status = 200
    if form is not None:
        status = CONFLICT if form.refused else UNPROCESSABLE if form.errors else 200
    return render_template(template, form=form, **context), status


def page_asked() -> int:
    """Which page of a long list the address asks for, the first where it names none. There may be none so late."""
    typed = request.args.get("page", "")
    return max(1, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) <= PAGE_DIGITS else 1
