"""What can be typed of a newsletter."""

from datetime import date

from wtforms import HiddenField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from portal.foundation.forms import Form, at_most, clean_line, clean_text
from portal.newsletter.rules import (
    INTRODUCTION_LENGTH,
    NOTE_LENGTH,
    SECTION_NAMES,
    TITLE_LENGTH,
    Section,
    month_in_words,
)

NOTE_TOO_LONG = at_most(NOTE_LENGTH)


class BeginForm(Form):
    """Of which month a newsletter is begun."""

    month = SelectField("Month")

    def offer(self, months: list[date]) -> None:
        """Offer the months that can be written of."""
        self.month.choices = [SelectChoice(one.isoformat(), month_in_words(one)) for one in months]


class NewsletterForm(Form):
    """What a newsletter is called, how it begins and for whom it is, on the version that the page shows."""

    title = StringField(
        "What is it called?",
        description="It is the subject of the mail.",
        filters=[clean_line],
        validators=[
            DataRequired("Give it a title."),
            at_most(TITLE_LENGTH),
        ],
    )
    introduction = TextAreaField(
        "How does it begin?",
        description="All who get it read this, so leave out what stands in posts that not all may read.",
        filters=[clean_text],
        validators=[at_most(INTRODUCTION_LENGTH)],
    )
    audience = SelectMultipleField(
        "For whom is it?",
        description="Each reads of it what they may read in the library, and can stop the newsletter by itself.",
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired("Open the page again.")])


class AddForm(Form):
    """A post, or a line of one's own."""

    section = SelectField(
        "Under which heading?",
        choices=[SelectChoice(one.value, name) for one, name in SECTION_NAMES.items()],
        default=Section.NEW.value,
    )
    item = StringField(
        "Which post?",
        description="Its reference, or the address of its page. Leave it empty for a line of your own.",
        filters=[clean_line],
        validators=[Length(max=300, message="That is too long.")],
    )
    note = TextAreaField(
        "What you say of it",
        description="A sentence or two. Of a post it is read by those alone who may read the post.",
        filters=[clean_text],
        validators=[NOTE_TOO_LONG],
    )


class ArrangeForm(Form):
    """What becomes of one line."""

    entry = HiddenField(validators=[InputRequired(), Length(max=40)])
    way = HiddenField(validators=[AnyOf(("up", "down", "out", "say"))])
    note = TextAreaField("What you say of it", filters=[clean_text], validators=[NOTE_TOO_LONG])


class SendForm(Form):
    """That a newsletter goes out, as it was read."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired("Open the page again.")])
