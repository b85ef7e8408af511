"""What can be typed about how a post is seen through."""

from collections.abc import Sequence
from typing import Any

from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.foundation.forms import Form, clean_line, clean_text
from portal.implementation.rules.owners import (
    BAND_LABELS,
    BANDS,
    BLOCKERS_LENGTH,
    OWNING_ROLES,
    WORDS_LENGTH,
    duty_in_words,
)


class StillForm(Form):
    """One press: it stands where it stood."""


class OwnerForm(Form):
    """Which post of duty sees it through, and which stands behind it."""

    owner = SelectField(
        "Who sees it through?",
        description="A post of duty, not a person: whoever is in it today. It is handed over by itself.",
        validators=[InputRequired("Choose a post.")],
    )
    sponsor = SelectField(
        "Who stands behind it?",
        description="Somebody senior who wants it to succeed and clears the way.",
    )

    def offer(self, units: Sequence[Any]) -> None:
        """Let choose among the roles and the heads of the units of an organisation."""
        posts = [(f"role:{role.value}", duty_in_words(role)) for role in OWNING_ROLES]
        posts += [(f"unit:{unit.reference}", duty_in_words("", unit.name)) for unit in units]
        self.owner.choices = posts
        self.sponsor.choices = [("", "Nobody in particular"), *posts]


class MilestoneForm(Form):
    """Something that will be reached by a day."""

    words = StringField(
        "What will be reached?",
        filters=[clean_line],
        validators=[
            InputRequired("Say what will be reached."),
            Length(max=WORDS_LENGTH, message=f"Use at most {WORDS_LENGTH} characters."),
        ],
    )
    due_on = DateField("By when?", description="For example 2026-11-27", validators=[Optional()])


class NoteForm(Form):
    """What it brings and costs, in bands, and what is in the way."""

    expected_benefit = RadioField(BAND_LABELS["expected_benefit"])
    expected_cost = RadioField(BAND_LABELS["expected_cost"])
    actual_benefit = RadioField(BAND_LABELS["actual_benefit"])
    actual_cost = RadioField(BAND_LABELS["actual_cost"])
    blockers = TextAreaField(
        "What is in the way?",
        description="Leave it empty where nothing is. Its author and everybody who reads the post read this.",
        filters=[clean_text],
        validators=[
            Length(max=BLOCKERS_LENGTH, message=f"Use at most {BLOCKERS_LENGTH} characters."),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, bands in BANDS.items():
            self[name].choices = [*bands, ("", "Nothing said")]

    @property
    def said(self) -> dict[str, str]:
        """What was chosen and typed, by name."""
        return {name: self[name].data or "" for name in (*BANDS, "blockers")}
