"""What can be typed about recognition."""

from wtforms import TextAreaField

from portal.foundation.forms import Form, clean_text


class ThanksForm(Form):
    """A few words from a leader to whoever wrote a post."""

    words = TextAreaField(
        "What do you thank for?",
        description="A sentence or two, about what was done. Your name and where you work stand beside it.",
        filters=[clean_text],
    )
