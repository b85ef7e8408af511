"""What can be typed in a conversation."""

from wtforms import BooleanField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from portal.conversation.rules import ANSWER_LENGTH, BUDGET, COMMENT_LENGTH, DONE_LENGTH
from portal.conversation.rules.moderating import REASON_NAMES, WORDS_LENGTH, Reason
from portal.foundation.forms import Form, clean_line, clean_text

REFERENCE_LENGTH = 40


def _at_most(length: int) -> Length:
    return Length(max=length, message=f"Use at most {length} characters")


class AnswerAskedForm(Form):
    """What somebody knows of what was asked."""

    answer = TextAreaField(
        "What do you know?",
        description="What you did, where, and what came of it. Your name and organisation stand beside it.",
        filters=[clean_text],
        validators=[DataRequired("Type your answer"), _at_most(ANSWER_LENGTH)],
    )


class CommentForm(Form):
    """What somebody says about a post."""

    comment = TextAreaField(
        "Your comment",
        filters=[clean_text],
        validators=[DataRequired("Type your comment"), _at_most(COMMENT_LENGTH)],
    )


class WhichForm(Form):
    """Which answer is meant; nothing for the question itself."""

    which = StringField(widget=HiddenInput(), filters=[clean_line], validators=[_at_most(REFERENCE_LENGTH)])


class EnoughForm(Form):
    """Whether whoever asked has enough."""

    enough = BooleanField(widget=HiddenInput())


class ArrangeForm(Form):
    """How many answers somebody wants to hear of, and who takes the rest."""

    budget = IntegerField(
        "How many answers do you want to hear of?",
        description="All others wait on the page of your question, those that say much the same together. "
        f"Without a number it is {BUDGET}.",
        default=BUDGET,
        validators=[Optional()],
    )
    deputy = StringField(
        "Who takes the rest?",
        description="The address for mail of a colleague who reads this too. They hear once there are more answers, "
        "and can do here what you can. Leave it empty for nobody.",
        filters=[clean_line],
        validators=[_at_most(200)],
    )


class DoneForm(Form):
    """What somebody did with the answers."""

    done = TextAreaField(
        "What did you do with the answers?",
        description="Also if it was nothing, and why. It stands with the question, and those who answered read it.",
        filters=[clean_text],
        validators=[DataRequired("Say in a sentence what came of it"), _at_most(DONE_LENGTH)],
    )


class _ReasonForm(Form):
    reason = RadioField(
        "Why?",
        choices={one.value: name for one, name in REASON_NAMES.items()},
        validators=[InputRequired("Choose why")],
    )

    @property
    def chosen(self) -> Reason:
        """The reason that was chosen."""
        return Reason(self.reason.data)


class ReportForm(_ReasonForm):
    """Why something should not stand there."""

    words = TextAreaField(
        "What should a moderator know?",
        filters=[clean_text],
        validators=[_at_most(WORDS_LENGTH)],
    )


class HideForm(_ReasonForm):
    """Why something is hidden."""

    words = TextAreaField(
        "What do you say to whoever wrote it?",
        description="They read this with your name. Others read only the reason above.",
        filters=[clean_text],
        validators=[DataRequired("Say why, in words that help whoever wrote it"), _at_most(WORDS_LENGTH)],
    )


class AppealForm(Form):
    """Why somebody else should look again."""

    words = TextAreaField(
        "Why should somebody else look?",
        description="You can ask once. Somebody who did not hide it looks, and that is the end of it.",
        filters=[clean_text],
        validators=[DataRequired("Say why somebody else should look"), _at_most(WORDS_LENGTH)],
    )


class HearForm(Form):
    """What came of looking again."""

    verdict = RadioField(
        "What do you decide?",
        choices={"show": "Show it again", "stay": "It stays hidden"},
        validators=[InputRequired("Choose what you decide")],
    )
    words = TextAreaField(
        "Why?",
        description="Whoever wrote it reads this.",
        filters=[clean_text],
        validators=[DataRequired("Say why, for whoever wrote it"), _at_most(WORDS_LENGTH)],
    )
