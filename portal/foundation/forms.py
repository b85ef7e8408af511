"""What every form shares: cleaned text, errors beside the field, and nothing typed is lost."""

from typing import Any

from flask import render_template
from flask_wtf import FlaskForm
from wtforms import Field

from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.foundation.text import plain_line, plain_text

UNPROCESSABLE = 422
CONFLICT = 409


class Form(FlaskForm):
    """A form that can take a rule's refusal and show it where it belongs."""

    refused: Refused | None = None

    def refuse(self, refused: Refused) -> None:
        """Put the sentence of a refusal beside its field, or at the top, and undo what was begun."""
        session.rollback()
        self.refused = refused
        field = getattr(self, refused.field, None) if refused.field else None
        if isinstance(field, Field):
            field.errors = [*field.errors, refused.message]
        else:
            self.form_errors.append(refused.message)


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
