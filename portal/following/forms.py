"""What can be typed about what one follows and asks for."""

from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from portal.following.rules.wants import REASON_LENGTH, SHOWN_NAMES, WORDS_LENGTH, Shown
from portal.foundation.forms import Form, at_most, clean_line, clean_text

ADDRESS_LENGTH = 8000


class FollowForm(Form):
    """The search that somebody stands in, as its address has it."""

    search = StringField(
        widget=HiddenInput(),
        filters=[clean_line],
        validators=[Length(max=ADDRESS_LENGTH, message="This search is too long to follow.")],
    )


class WantForm(FollowForm):
    """What somebody asks for, and how they are named to those who can answer."""

    words = TextAreaField(
        "What would help you?",
        description="For example what you would do with it. Leave out names and details of a case.",
        filters=[clean_text],
        validators=[
            InputRequired("Say what would help you."),
            at_most(WORDS_LENGTH),
        ],
    )
    named = RadioField(
        "How shall we show that you ask?",
        choices={one.value: name for one, name in SHOWN_NAMES.items()},
        default=Shown.NAME.value,
    )
    to_all = BooleanField(
        "Ask everybody in policing: has anybody done this?",
        description="They read your words and say what they know. Left empty, only innovation leads, topic leads and "
        "the national curator read them.",
    )


class AnswerWantForm(Form):
    """The post that answers what somebody asked for."""

    post = StringField(
        "Which post answers it?",
        description="Its address in the library, or its reference, for example 7k3m-9q2x.",
        filters=[clean_line],
        validators=[InputRequired("Copy the address or the reference of the post."), Length(max=300)],
    )


class CloseWantForm(Form):
    """Why nothing comes of what somebody asked for."""

    reason = TextAreaField(
        "Why does nothing come of it?",
        description="Whoever asked reads this.",
        filters=[clean_text],
        validators=[
            InputRequired("Say why, for whoever asked."),
            at_most(REASON_LENGTH),
        ],
    )
