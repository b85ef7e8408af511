"""What can be typed beside a decision: a question to a colleague, their answer, and why a way is changed."""

from collections.abc import Mapping

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from portal.authorisation.rules.acknowledging import WORDS_LENGTH
from portal.authorisation.rules.detours import OPINION_LENGTH
from portal.authorisation.rules.reasons import WHY_AT_MOST
from portal.foundation.forms import Form, at_most, clean_line, clean_text


class AskForm(Form):
    """Whom a decider asks what they think, and what they would like to know."""

    of = StringField(
        "Their e-mail address",
        description="Somebody who works in your organisation, and did not write it.",
        filters=[clean_line],
        validators=[InputRequired("Type an address.")],
    )
    question = TextAreaField(
        "What would you like to know?",
        filters=[clean_text],
        validators=[
            InputRequired("Say what you would like to know."),
            at_most(OPINION_LENGTH),
        ],
    )


class OpinionForm(Form):
    """What a colleague thinks of a post."""

    answer = TextAreaField(
        "What do you think?",
        description="Whoever decides reads exactly this. Its author does not.",
        filters=[clean_text],
        validators=[
            InputRequired("Say what you think."),
            at_most(OPINION_LENGTH),
        ],
    )


class AcknowledgeForm(Form):
    """A word to the authors of a post that one has it."""

    words = TextAreaField(
        "A word of your own",
        description="If you like. The author reads exactly this, beside your name.",
        filters=[clean_text],
        validators=[
            Optional(),
            at_most(WORDS_LENGTH),
        ],
    )


class WhyForm(Form):
    """Why a step is passed over."""

    why = TextAreaField(
        "Why?",
        description="The author reads exactly this, and it stands in the audit trail.",
        filters=[clean_text],
        validators=[
            InputRequired("Say why, in a sentence or two."),
            at_most(WHY_AT_MOST),
        ],
    )


class PassOverForm(WhyForm):
    """Who is passed over at a step that several decide, and why."""

    whom = RadioField("Who is passed over?", choices=[], default="", validate_choice=False)

    def offer(self, seats: Mapping[str, str]) -> None:
        """Let one of several be chosen; where one alone is asked there is nothing to choose."""
        if len(seats) > 1:
            self.whom.choices = [("", "The whole step: nobody is asked there"), *seats.items()]


class AddForm(WhyForm):
    """Whom to ask as well, and why."""

    to = SelectField("Who should decide too?", choices=[], validators=[InputRequired("Choose somebody.")])
