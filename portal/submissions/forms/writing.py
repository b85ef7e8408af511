"""What can be typed in a post. The form of each kind is made from its entry in ``kinds``."""

from functools import cache
from typing import Any

import wtforms
from wtforms import FormField, HiddenField, IntegerField, RadioField, StringField, TextAreaField, widgets
from wtforms.validators import NumberRange

from portal.foundation.forms import Form, clean_line, clean_text
from portal.foundation.keys import new_reference
from portal.submissions.actions import Content, Sheet
from portal.submissions.forms.fields import AtMost, Boxes, Day, OneOf, Rows
from portal.submissions.kinds import (
    BODY_LENGTH,
    CONSENTS,
    KINDS,
    QUOTATION_LENGTH,
    QUOTATIONS_AT_MOST,
    TITLE_LENGTH,
    Field,
    FieldType,
    Kind,
    Needed,
)

EMPTY_QUOTATIONS = 2  # rows offered beyond those filled in; saving offers two more

LARGEST_VERSION = 2**31 - 1
SHEET_LENGTH = 16


class Quotation(wtforms.Form):
    """Words somebody said, and how they agreed to appear (requirement 31)."""

    text = TextAreaField("Their words", filters=[clean_text], validators=[AtMost(max=QUOTATION_LENGTH)])
    consent = OneOf("How they agreed to appear", choices={"": "Not asked yet", **dict(CONSENTS)}, default="")


class PostForm(Form):
    """What the form of every kind has."""

    kind: Kind
    draft = HiddenField()  # the reference that a page not saved before will have
    version = IntegerField(
        widget=widgets.HiddenInput(), validators=[NumberRange(0, LARGEST_VERSION)], default=0
    )
    # Which open page this is, and how often it has saved: a page is not in conflict with itself.
    sheet = HiddenField(validators=[AtMost(max=SHEET_LENGTH)])
    turn = IntegerField(widget=widgets.HiddenInput(), validators=[NumberRange(0, LARGEST_VERSION)], default=0)

    @property
    def saved_from(self) -> Sheet | None:
        """The page as actions take it; nothing where a request does not say which it is."""
        return Sheet(self.sheet.data, self.turn.data or 0) if self.sheet.data else None

    def content(self) -> Content:
        """What was typed, as actions take it. A field that has an error is left out, and stays as it was."""
        typed = {name: self[name].data for name in ("title", "body") if not self[name].errors}
        details = {
            asked.name: stored(asked, self[asked.name].data)
            for asked in self.kind.fields
            if not self[asked.name].errors
        }
        return Content(**typed, details=details)


def stored(asked: Field, data: Any) -> Any:
    """What was typed in the field of a question, as it is stored."""
    if asked.type is FieldType.QUOTATIONS:
        return [
            {"text": row["text"], "consent": row["consent"]} for row in data if (row["text"] or "").strip()
        ]
    if asked.type is FieldType.CHOICES:
        return list(data or ())
    return data or ""


@cache
def form_for(slug: str) -> type[PostForm]:
    """The form of a kind: title, body and a field for each of its questions."""
    kind = KINDS[slug]
    fields: dict[str, Any] = {
        "kind": kind,
        "title": StringField(
            "Give it a title",
            filters=[clean_line],
            validators=[AtMost(max=TITLE_LENGTH)],
            description="What you would call it to a colleague.",
        ),
        "body": field_for(kind.body, BODY_LENGTH),
    }
    fields |= {asked.name: field_for(asked, asked.max_length) for asked in kind.fields}
    return type(f"{kind.name.title().replace(' ', '')}Form", (PostForm,), fields)


def field_for(asked: Field, at_most: int) -> Any:
    """The field in which a question is answered."""
    said: dict[str, Any] = {"label": asked.label, "description": asked.hint}
    text: dict[str, Any] = {"filters": [clean_text], "validators": [AtMost(max=at_most)]}
    match asked.type:
        case FieldType.LINE:
            return StringField(**said, filters=[clean_line], validators=[AtMost(max=at_most)])
        case FieldType.TEXT:
            return TextAreaField(**said, **text)
        case FieldType.DATE:
            return Day(asked.label, filters=[clean_line], description=asked.hint)
        case FieldType.CHOICES:
            return Boxes(**said, choices=dict(asked.options))
        case FieldType.CHOICE if asked.needed is Needed.TO_SEND:
            # Radio buttons cannot be taken back, so they serve only where an answer is needed anyway.
            return RadioField(**said, choices=dict(asked.options), validate_choice=False)
        case FieldType.CHOICE:
            choices = {"": "Not answered", **dict(asked.options)}
            return OneOf(**said, choices=choices, default="")
        case FieldType.QUOTATIONS:
            return Rows(FormField(Quotation), **said, max_entries=QUOTATIONS_AT_MOST)


def filled_in(post: Any) -> PostForm:
    """The form of a post with what it holds, or with what was just typed into it."""
    form = form_for(post.kind)(
        data={**post.details, "title": post.title, "body": post.body, "version": post.version}
    )
    return with_empty_rows(form)


def begun(slug: str) -> PostForm:
    """The form of a new post of a kind."""
    return with_empty_rows(form_for(slug)())


def with_empty_rows(form: PostForm) -> PostForm:
    """The form with a few empty rows for quotations, so that nobody needs a script to add one.

    An open page is given its key here too.
    """
    form.sheet.data = form.sheet.data or new_reference()
    for field in form:
        if isinstance(field, Rows):
            filled = sum(bool((row.data["text"] or "").strip()) for row in field.entries)
            while len(field.entries) < min(filled + EMPTY_QUOTATIONS, QUOTATIONS_AT_MOST):
                field.append_entry()
    return form


# Made at the start, so that whoever has to sign in again finds what they typed under the questions of its form.
for _kind in KINDS:
    form_for(_kind)
