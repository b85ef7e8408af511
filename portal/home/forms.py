"""What visitors can type."""

from wtforms import EmailField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.foundation.forms import Form, clean_line, clean_text

LINE = Length(max=120, message="Use at most 120 characters.")


class AccessForm(Form):
    """Who asks for an account, and why."""

    name = StringField("Your name", filters=[clean_line], validators=[InputRequired("Type your name."), LINE])
    works_for = StringField(
        "Force, charity or other organisation",
        filters=[clean_line],
        validators=[InputRequired("Say where you work."), LINE],
    )
    email = EmailField(
        "E-mail address",
        description="The one you work under. We answer there.",
        filters=[clean_line],
        validators=[
            InputRequired("Type the e-mail address you work under."),
            Length(max=254, message="Use at most 254 characters."),
        ],
    )
    why = TextAreaField(
        "What would you use it for?",
        filters=[clean_text],
        validators=[
            InputRequired("Say in a sentence what you would use it for."),
            Length(max=1000, message="Use at most 1000 characters."),
        ],
    )
