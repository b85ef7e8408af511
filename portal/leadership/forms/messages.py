"""What can be typed about a message: what is said and to whom, and what is asked about it."""

from collections.abc import Sequence
from typing import Any

from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, InputRequired, Optional

from portal.foundation.forms import Form, at_most, clean_line, clean_text
from portal.leadership.rules.messages import (
    ANSWER_LENGTH,
    LINK_LENGTH,
    QUESTION_LENGTH,
    ROLES_ADDRESSED,
    WORDS_LENGTH,
    Said,
)
from portal.people.rules import ROLE_NAMES


class MessageForm(Form):
    """What a leader says in a few words."""

    words = TextAreaField(
        "What should they know?",
        description="One thing, in plain words. What is longer belongs in a post.",
        filters=[clean_text],
        validators=[DataRequired("Say something."), at_most(WORDS_LENGTH)],
    )
    more = StringField(
        "Where can they read more?",
        description="A post of the library, by its reference or the address of its page, or an address with https://.",
        filters=[clean_line],
        validators=[at_most(LINK_LENGTH)],
    )
    audience = SelectField("Who is it for?", validators=[InputRequired("Choose who it is for.")])
    expires_on = DateField(
        "Until when is it shown?", description="For example 2026-11-27", validators=[Optional()]
    )

    def offer(self, units: Sequence[Any], *, of_all: bool, organisation: str) -> None:
        """Let choose among those whom a leader may address."""
        choices = [(f"unit:{unit.reference}", f"Everybody in {unit.name}") for unit in units]
        if of_all:
            everybody = [("organisation", f"Everybody at {organisation}"), ("heads", "Heads of units")]
            roles = [(f"role:{role.value}", ROLE_NAMES[role]) for role in ROLES_ADDRESSED]
            choices = [*everybody, *choices, *roles]
        self.audience.choices = choices


class SayForm(Form):
    """One press: understood, or used."""

    said = HiddenField(validators=[AnyOf(tuple(one.value for one in Said))])


class MessageQuestionForm(Form):
    """What somebody asks about a message, and whether with their name."""

    text = TextAreaField(
        "What would you like to know?",
        filters=[clean_text],
        validators=[DataRequired("Type your question."), at_most(QUESTION_LENGTH)],
    )
    named = RadioField(
        "How shall we show that you ask?",
        description="Everybody who reads the message reads the question once it is answered, and never who asked.",
        choices={"yes": "With my name, to whoever said it", "no": "Without my name: it is kept nowhere"},
        default="yes",
        validators=[InputRequired("Choose one.")],
    )


class MessageAnswerForm(Form):
    """What whoever said it answers."""

    text = TextAreaField(
        "Your answer",
        filters=[clean_text],
        validators=[DataRequired("Type your answer."), at_most(ANSWER_LENGTH)],
    )
