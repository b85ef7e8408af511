"""What can be typed about a meeting, what is on its agenda, and what it agreed."""

from collections.abc import Sequence
from typing import Any

from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from portal.foundation.forms import Form, at_most, clean_line, clean_text
from portal.implementation.rules.owners import OWNING_ROLES, duty_in_words
from portal.leadership.actions import Report, Words
from portal.leadership.rules.agreed import SAID_LENGTH, WORDS_LENGTH, AgreedState
from portal.leadership.rules.meetings import (
    DECISION_LENGTH,
    MINUTES_LENGTH,
    NOTE_LENGTH,
    PLACE_LENGTH,
    TITLE_LENGTH,
    WHO_LENGTH,
)


class MeetingForm(Form):
    """When and where a meeting is, and who comes from either side."""

    title = StringField(
        "What is it called?",
        description="For example Culture board, North division.",
        filters=[clean_line],
        validators=[DataRequired("Give it a title."), at_most(TITLE_LENGTH)],
    )
    held_on = DateField("On which day?", description="For example 2026-11-27", validators=[Optional()])
    place = StringField("Where?", filters=[clean_line], validators=[at_most(PLACE_LENGTH)])
    front_line = TextAreaField(
        "Who comes from the front line?",
        description="Names or roles, as everybody who works here may read them.",
        filters=[clean_text],
        validators=[at_most(WHO_LENGTH)],
    )
    leaders = TextAreaField(
        "Which senior leaders come?", filters=[clean_text], validators=[at_most(WHO_LENGTH)]
    )

    @property
    def said(self) -> Words:
        """What was typed."""
        minutes = getattr(self, "minutes", None)
        return Words(
            self.title.data or "",
            self.held_on.data,
            self.place.data or "",
            self.front_line.data or "",
            self.leaders.data or "",
            minutes.data or "" if minutes is not None else "",
        )


class MeetingChangeForm(MeetingForm):
    """The same with what was said there, on the version that the page shows."""

    minutes = TextAreaField(
        "What was said?",
        description="All who may read the meeting read this, so leave out what stands in posts that not all may.",
        filters=[clean_text],
        validators=[at_most(MINUTES_LENGTH)],
    )
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired("Open the page again.")])


class AddForm(Form):
    """What goes on an agenda: chosen from a list, or named."""

    chosen = SelectMultipleField(
        "What should be talked about?",
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
        validators=[Length(max=100)],
    )
    thing = StringField(
        "Or name a post or a wish",
        description="Its reference, or the address of its page.",
        filters=[clean_line],
        validators=[Length(max=300, message="That is too long.")],
    )
    note = StringField(
        "Why it is on the agenda",
        description="A sentence that stands with it, for all that you add now.",
        filters=[clean_line],
        validators=[at_most(NOTE_LENGTH)],
    )


class OrderForm(Form):
    """Where something goes on its agenda."""

    item = HiddenField(validators=[InputRequired(), Length(max=40)])
    way = HiddenField(validators=[AnyOf(("up", "down", "off"))])


class DecisionForm(Form):
    """What a meeting decided on something."""

    words = TextAreaField(
        "What was decided?",
        description="Whoever wrote it reads this, one without a name on their receipt page.",
        filters=[clean_text],
        validators=[DataRequired("Say what was decided, in a sentence or two."), at_most(DECISION_LENGTH)],
    )


class AgreedForm(Form):
    """What somebody does, and by when."""

    words = StringField(
        "What will be done?",
        filters=[clean_line],
        validators=[DataRequired("Say what will be done."), at_most(WORDS_LENGTH)],
    )
    owner = SelectField(
        "Who does it?",
        description="A role, not a person: whoever holds it today. It is handed over by itself.",
        validators=[InputRequired("Choose a role.")],
    )
    due_on = DateField("By when?", description="For example 2026-11-27", validators=[Optional()])
    about = SelectField("What is it about?", default="")

    def offer(self, units: Sequence[Any], items: Sequence[Any]) -> None:
        """Let choose among the roles and heads of units of an organisation, and what is on the agenda."""
        posts = [(f"role:{role.value}", duty_in_words(role)) for role in OWNING_ROLES]
        posts += [(f"unit:{unit.reference}", duty_in_words("", unit.name)) for unit in units]
        self.owner.choices = posts
        self.about.choices = [
            ("", "The meeting as a whole"),
            *((one.entry.reference, one.title) for one in items),
        ]


class ReportForm(Form):
    """How something agreed stands."""

    state = RadioField(
        "How does it stand?",
        choices={
            AgreedState.DONE.value: "It is done",
            AgreedState.OPEN.value: "It takes longer",
            AgreedState.DROPPED.value: "It is not done after all",
        },
        validators=[InputRequired("Choose one.")],
    )
    due_on = DateField(
        "By when, if it takes longer?", description="For example 2026-11-27", validators=[Optional()]
    )
    said = TextAreaField(
        "What should those who were there know?",
        description="Say why, if it is not done.",
        filters=[clean_text],
        validators=[at_most(SAID_LENGTH)],
    )

    @property
    def typed(self) -> Report:
        """What was typed."""
        return Report(AgreedState(self.state.data), self.said.data or "", self.due_on.data)
