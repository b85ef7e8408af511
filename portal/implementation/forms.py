"""What can be typed about how a post is seen through."""

from collections.abc import Sequence
from typing import Any

from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from portal.feedback.rules import Result, result_names
from portal.foundation.forms import Form, at_most, clean_line, clean_text
from portal.implementation.rules.ledger import HOW_NAMES, How
from portal.implementation.rules.ledger import WORDS_LENGTH as LEDGER_LENGTH
from portal.implementation.rules.owners import (
    BAND_LABELS,
    BANDS,
    BLOCKERS_LENGTH,
    OWNING_ROLES,
    WORDS_LENGTH,
    duty_in_words,
)

AT_MOST = at_most(LEDGER_LENGTH)


class StillForm(Form):
    """One press: it stands where it stood."""


class OwnerForm(Form):
    """Which post of duty sees it through, and which stands behind it."""

    owner = SelectField(
        "Who sees it through?",
        description="A role, not a person: whoever holds it today. It is handed over by itself.",
        validators=[InputRequired("Choose a role.")],
    )
    sponsor = SelectField(
        "Who stands behind it?",
        description="Somebody senior who wants it to succeed and clears the way.",
    )
    version = StringField(widget=HiddenInput(), validators=[InputRequired("Open the page again.")])

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
            at_most(WORDS_LENGTH),
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
            at_most(BLOCKERS_LENGTH),
        ],
    )
    version = StringField(widget=HiddenInput(), validators=[InputRequired("Open the page again.")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, bands in BANDS.items():
            self[name].choices = [*bands, ("", "Nothing said")]

    @property
    def said(self) -> dict[str, str]:
        """What was chosen and typed, by name."""
        return {name: self[name].data or "" for name in (*BANDS, "blockers")}


class AdoptionForm(Form):
    """What one's unit or organisation did with it."""

    place = SelectField("Where?", validators=[InputRequired("Choose where.")])
    how = RadioField(
        "What did you do with it?",
        choices={how.value: name for how, name in HOW_NAMES.items()},
        validators=[InputRequired("Choose what you did.")],
    )
    since = DateField(
        "Since when?",
        description="For example 2026-11-27. A month is enough: choose its first day.",
        validators=[Optional()],
    )
    context = TextAreaField(
        "Where do you use it, and for what?",
        description="The place, the shift, the sort of work: so that others see whether theirs is alike.",
        filters=[clean_text],
        validators=[AT_MOST],
    )
    changed = TextAreaField(
        "What did you change?",
        description="Needed where you adapted it.",
        filters=[clean_text],
        validators=[AT_MOST],
    )
    result = RadioField("What came of it?", default="")
    note = TextAreaField(
        "In a sentence or two",
        description="What was counted, or noticed. Needed where you stopped: why.",
        filters=[clean_text],
        validators=[AT_MOST],
    )

    def offer(self, kind: str, places: list[tuple[str, str]]) -> None:
        """Ask in the words that fit a kind of post, and of the places that somebody can speak for."""
        self.place.choices = places
        self.result.choices = {
            **{value.value: words for value, words in result_names(kind).items()},
            "": "Nothing to say yet",
        }

    @property
    def chosen(self) -> tuple[How, Result | None]:
        """What was done with it, and what came of it."""
        return How(self.how.data), Result(self.result.data) if self.result.data else None


class ConfirmForm(Form):
    """Whether an entry of the ledger is right."""

    right = StringField("Is it right?", validators=[InputRequired("Press one of the two.")])
    reason = TextAreaField(
        "If it is not right: why?",
        description="Whoever wrote it down reads this. Nobody else does.",
        filters=[clean_text],
        validators=[AT_MOST],
    )
