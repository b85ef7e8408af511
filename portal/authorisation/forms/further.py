"""What an author types who takes a post further."""

from wtforms import TextAreaField
from wtforms.validators import InputRequired

from portal.authorisation.rules.reasons import WHY_AT_MOST
from portal.foundation.forms import Form, at_most, clean_text


class FurtherForm(Form):
    """What was not answered, in the author's words."""

    why = TextAreaField(
        "What was not answered?",
        description="Whoever has it next reads exactly this.",
        filters=[clean_text],
        validators=[
            InputRequired("Say in a sentence or two what was not answered."),
            at_most(WHY_AT_MOST),
        ],
    )
