"""What can be typed about a route that is offered to other organisations."""

from wtforms import BooleanField, TextAreaField
from wtforms.validators import InputRequired

from portal.authorisation.rules.shared import WORDS_AT_MOST
from portal.foundation.forms import Form, at_most, clean_line


class OfferForm(Form):
    """What a route is for, and that its text can be read by others."""

    words = TextAreaField(
        "What is it for?",
        description="A sentence that other forces read beside it, for example: for ideas that cost nothing.",
        filters=[clean_line],
        validators=[
            InputRequired("Say in a sentence what it is for."),
            at_most(WORDS_AT_MOST),
        ],
    )
    names_nobody = BooleanField(
        "I have read its questions and checklists, and they name no person, no unit and no case",
        validators=[InputRequired("Read them first, and tick this.")],
    )
