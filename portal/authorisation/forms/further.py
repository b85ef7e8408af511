"""What an author types who takes a post further."""

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from portal.authorisation.rules.reasons import WHY_AT_MOST
from portal.foundation.forms import Form, clean_text


class FurtherForm(Form):
    """What was not answered, in the author's words."""

    why = TextAreaField(
        "What was not answered?",
        description="Whoever has it next reads exactly this.",
        filters=[clean_text],
        validators=[
            InputRequired("Say in a sentence or two what was not answered."),
            Length(max=WHY_AT_MOST, message=f"Use at most {WHY_AT_MOST} characters."),
        ],
    )
