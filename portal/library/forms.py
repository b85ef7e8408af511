"""What can be typed about an item of the library."""

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from portal.authorisation.rules import REASON_LENGTH
from portal.foundation.forms import Form, clean_text


class TakeOutForm(Form):
    """Why an item is taken out."""

    reason = TextAreaField(
        "Why is it taken out?",
        description="Its author reads this, so say what is wrong and what they can put right. "
        "Leave out what should not be read: write “the name in the third paragraph”, not the name.",
        filters=[clean_text],
        validators=[
            InputRequired("Say why, for its author."),
            Length(max=REASON_LENGTH, message=f"Use at most {REASON_LENGTH} characters."),
        ],
    )
