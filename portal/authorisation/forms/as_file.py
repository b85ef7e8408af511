"""What can be typed, or brought, as the file of all routes of an organisation."""

from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from portal.foundation.errors import Refused
from portal.foundation.forms import Form

LONGEST = 80_000  # characters: it comes back on a page, which has at most 100 KB


class FileForm(Form):
    """A file of routes, or its text. ``shown`` says of which text the difference was shown."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired("Open the page again.")])
    shown = HiddenField(validators=[Length(max=128)])
    file = FileField(
        "Bring a file", description="As “portal routes export” writes it, or “Download them as a file”."
    )
    text = TextAreaField(
        "Or change the text",
        description="It begins with what the draft says. What you bring as a file takes its place.",
        validators=[Length(max=LONGEST, message="This is too long to hold routes.")],
    )

    def chosen(self) -> str:
        """The text of the file that was brought, else what was typed. Raises ``Refused`` for what is no text."""
        if not self.file.data:
            return (self.text.data or "").replace("\r\n", "\n")
        content: bytes = self.file.data.read(LONGEST + 1)
        if len(content) > LONGEST:
            raise Refused("This file is too large to hold routes.", field="file", code="not-valid")
        try:
            return content.decode("utf-8").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            raise Refused("This file is no text in UTF-8.", field="file", code="not-valid") from error
