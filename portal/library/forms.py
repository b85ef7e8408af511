"""What can be typed about an item of the library."""

from wtforms import IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from portal.authorisation.rules import REASON_LENGTH
from portal.foundation.forms import Form, clean_text
from portal.library.rules.synonyms import WAY_LENGTH, WAYS_AT_MOST


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


class SynonymsForm(Form):
    """Ways of saying the same."""

    ways = TextAreaField(
        "Ways of saying it",
        description="One on each line, for example ASB and anti-social behaviour. Small and capital letters, "
        "accents, hyphens and endings make no difference.",
        filters=[clean_text],
        validators=[
            InputRequired("Write two ways of saying it or more."),
            Length(max=WAYS_AT_MOST * (WAY_LENGTH + 2), message="That is too long."),
        ],
    )


class SynonymChangeForm(SynonymsForm):
    """The same, on the version that the page shows."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired("Open the page again.")])
