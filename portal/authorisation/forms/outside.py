"""What can be typed about people outside: who they are, what they are asked, their code, and what they decide."""

from wtforms import BooleanField, DateField, EmailField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from portal.authorisation.forms.deciding import DecisionForm
from portal.authorisation.rules.outside import (
    CODE_BY_NAMES,
    NAME_LENGTH,
    QUESTION_LENGTH,
    WHAT_LENGTH,
    WHY_AT_MOST,
    CodeBy,
)
from portal.foundation.forms import Form, at_most, clean_line, clean_text


class SwitchForm(Form):
    """Why people outside may be asked, or no longer."""

    why = TextAreaField(
        "Why?",
        description="In a sentence or two. It stands in the audit trail.",
        filters=[clean_text],
        validators=[InputRequired("Say why, in a sentence or two."), at_most(WHY_AT_MOST)],
    )


class NameForm(Form):
    """Somebody outside who may be asked."""

    name = StringField(
        "Their name", filters=[clean_line], validators=[InputRequired("Type a name."), at_most(NAME_LENGTH)]
    )
    what = StringField(
        "What they are",
        description="As authors will read it, for example: chair of the independent advisory group.",
        filters=[clean_line],
        validators=[InputRequired("Say what they are."), at_most(WHAT_LENGTH)],
    )
    email = EmailField(
        "Their e-mail address",
        description="One that they alone read. Links are mailed there.",
        filters=[clean_line],
        validators=[InputRequired("Type an address."), at_most(254)],
    )
    until = DateField(
        "Until the end of",
        description="At most two years ahead.",
        validators=[InputRequired("Choose a day.")],
    )


class AskOutsideForm(Form):
    """Whom a decider asks outside, and how they get their code."""

    to = SelectField("Who should decide?", choices=[], validators=[InputRequired("Choose somebody.")])
    question = TextAreaField(
        "What do you ask them?",
        description="They read it in the mail. Name nobody in it, and not the post.",
        filters=[clean_text],
        validators=[at_most(QUESTION_LENGTH)],
    )
    code_by = RadioField(
        "How do they get their code?",
        choices={one.value: words for one, words in CODE_BY_NAMES.items()},
        default=CodeBy.TOLD,
        validators=[InputRequired("Choose one.")],
    )
    may_leave = BooleanField(
        "I have checked that they may read all of it, and its files",
        validators=[InputRequired("Check it first: the whole text leaves the organisation.")],
    )


class CodeForm(Form):
    """The code that says it is they who opened the link."""

    code = StringField(
        "Your code",
        description="Eight figures. Spaces do not matter.",
        filters=[clean_line],
        validators=[InputRequired("Type the code."), at_most(40)],
    )


class OutsideDecisionForm(DecisionForm):
    """What somebody outside answers: as a decider inside, and that they have no part in it."""

    apart = BooleanField(
        "I had no part in writing this, and nothing to gain from it",
        validators=[
            InputRequired(
                "Tick this. If you had a part in it, or something to gain, do not decide: tell whoever asked you."
            )
        ],
    )
