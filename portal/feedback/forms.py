"""What can be typed about what became of a post."""

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.feedback.rules import (
    ANSWER_LENGTH,
    OUTCOME_NAMES,
    QUESTION_LENGTH,
    REASON_LENGTH,
    RESULT_NAMES,
    USE_NAMES,
    OutcomeState,
    Result,
    UseKind,
    result_names,
)
from portal.foundation.forms import Form, clean_line, clean_text

NOTHING_YET = "Nothing to say yet"


class OutcomeForm(Form):
    """What has become of a post, kept by the innovation lead."""

    state = RadioField(
        "Where has it got to?",
        choices={state.value: name for state, name in OUTCOME_NAMES.items()},
        validators=[InputRequired("Choose where it has got to.")],
    )
    result = RadioField(
        "What came of it?",
        description="Readers filter by this. What did not work helps them as much as what did.",
        choices={**{result.value: name for result, name in RESULT_NAMES.items()}, "": NOTHING_YET},
        default="",
    )
    note = TextAreaField(
        "In a sentence or two",
        description="What was done, what was counted. Needed where it stops or is not taken forward: "
        "the author reads it.",
        filters=[clean_text],
        validators=[Length(max=REASON_LENGTH, message=f"Use at most {REASON_LENGTH} characters")],
    )

    def offer(self, kind: str) -> None:
        """Ask in the words that fit a kind of post."""
        self.result.choices = {
            **{value.value: words for value, words in result_names(kind).items()},
            "": NOTHING_YET,
        }

    @property
    def chosen(self) -> tuple[OutcomeState, Result | None]:
        """The state and the result that were chosen."""
        return OutcomeState(self.state.data), Result(self.result.data) if self.result.data else None


class ResponseForm(Form):
    """Of what use a post was to a reader."""

    kind = StringField("What do you want to say?", validators=[InputRequired("Choose one")])
    reason = TextAreaField(
        "What did not fit?",
        description="One sentence is enough: what is different where you work. Others learn from it.",
        filters=[clean_text],
        validators=[Length(max=REASON_LENGTH, message=f"Use at most {REASON_LENGTH} characters")],
    )

    @property
    def chosen(self) -> UseKind | None:
        """What was pressed; nothing where it was none of the three."""
        return UseKind(self.kind.data) if self.kind.data in USE_NAMES else None


class UsedForForm(Form):
    """What somebody used a post for, in a sentence."""

    reason = StringField(
        "What did you use it for?",
        description="One sentence helps the next reader to see whether it would fit them.",
        filters=[clean_line],
        validators=[Length(max=REASON_LENGTH, message=f"Use at most {REASON_LENGTH} characters")],
    )


class QuestionForm(Form):
    """A question about a post."""

    question = TextAreaField(
        "Your question",
        filters=[clean_text],
        validators=[
            InputRequired("Type your question"),
            Length(max=QUESTION_LENGTH, message=f"Use at most {QUESTION_LENGTH} characters"),
        ],
    )


class AnswerForm(Form):
    """The answer to a question."""

    answer = TextAreaField(
        "Your answer",
        filters=[clean_text],
        validators=[
            InputRequired("Type your answer"),
            Length(max=ANSWER_LENGTH, message=f"Use at most {ANSWER_LENGTH} characters"),
        ],
    )
