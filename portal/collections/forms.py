"""What can be typed about a collection."""

from wtforms import BooleanField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length
from wtforms.widgets import HiddenInput

from portal.collections.rules import INTRODUCTION_LENGTH, NOTE_LENGTH, TITLE_LENGTH
from portal.foundation.forms import Form, at_most, clean_line, clean_text


class CollectionForm(Form):
    """What a collection is called, and what is said of it."""

    title = StringField(
        "What is it called?",
        description="What a reader would look for, for example Missing children: what was tried.",
        filters=[clean_line],
        validators=[
            InputRequired("Give it a title."),
            at_most(TITLE_LENGTH),
        ],
    )
    introduction = TextAreaField(
        "What should readers know first?",
        description="Everybody who may open it reads this, so leave out what stands in posts that not all may read.",
        filters=[clean_text],
        validators=[at_most(INTRODUCTION_LENGTH)],
    )


class CollectionChangeForm(CollectionForm):
    """The same, on the version that the page shows."""

    for_all = BooleanField("Everybody in the service may open it", default=True)
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired("Open the page again.")])


class GatherForm(Form):
    """Which item goes into a collection."""

    item = StringField(
        "Which post?",
        description="Its reference, or the address of its page.",
        filters=[clean_line],
        validators=[
            InputRequired("Type a reference, for example 7f3k-9m2q."),
            Length(max=300, message="That is too long."),
        ],
    )
    note = StringField(
        "Why it is here",
        description="A sentence that stands with it.",
        filters=[clean_line],
        validators=[at_most(NOTE_LENGTH)],
    )


class ArrangeForm(Form):
    """Where a post goes within its collection."""

    item = HiddenField(validators=[InputRequired(), Length(max=40)])
    way = HiddenField(validators=[AnyOf(("up", "down", "out"))])
