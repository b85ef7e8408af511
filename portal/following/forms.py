"""What can be typed about what one follows."""

from wtforms import StringField
from wtforms.validators import Length
from wtforms.widgets import HiddenInput

from portal.foundation.forms import Form, clean_line

ADDRESS_LENGTH = 8000


class FollowForm(Form):
    """The search that somebody stands in, as its address has it."""

    search = StringField(
        widget=HiddenInput(),
        filters=[clean_line],
        validators=[Length(max=ADDRESS_LENGTH, message="This search is too long to follow.")],
    )
