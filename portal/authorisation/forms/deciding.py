"""What can be typed on the way to the library: a decision, a hand-over, a lead's filters."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from flask import request
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as Part
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput

from portal.authorisation.rules import (
    REASON_CODES,
    REASON_LENGTH,
    VERDICT_NAMES,
    ReasonCode,
    Verdict,
    check_reason,
    reaches,
)
from portal.authorisation.rules.declining import STAY_NAMES
from portal.authorisation.rules.edits import open_to_edits
from portal.authorisation.rules.reading import BECAUSE_LENGTH
from portal.authorisation.rules.voices import SCORE_AT_MOST, SCORE_NOTE_LENGTH
from portal.foundation.errors import Refused
from portal.foundation.forms import Form, at_most, clean_line, clean_text
from portal.submissions.forms import field_for, stored
from portal.submissions.kinds import BODY_LENGTH, KINDS, SUMMARY_LENGTH, TITLE_LENGTH
from portal.submissions.rules import MEANT_FOR, Sharing

LONGEST_SEARCH = 200
MARK_LENGTH = 64


class ScoreForm(Part):
    """One line of a score sheet."""

    score = RadioField(
        "Score",
        choices={str(one): str(one) for one in range(SCORE_AT_MOST + 1)},
        validators=[Optional()],
        default="",
    )
    note = StringField(
        "Why",
        filters=[clean_line],
        validators=[at_most(SCORE_NOTE_LENGTH)],
    )


class StageForm(Form):
    """What a stage asks of whoever decides there, on the version of the text that the page shows."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired("Open the page again.")])
    ticked = SelectMultipleField(
        "Before you approve",
        description="Tick what you have looked at.",
        choices=[],
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    scores = FieldList(FormField(ScoreForm), max_entries=20)
    reason = TextAreaField(
        "In your words, to the author",
        description="They read exactly this. If you ask for changes or decline, say what would help.",
        filters=[clean_text],
        validators=[at_most(REASON_LENGTH)],
    )

    def offer_stage(self, step: Any) -> None:
        """Put the checklist and the score sheet of a stage before whoever decides there."""
        self.ticked.choices = [(str(place), line) for place, line in enumerate(step.checklist)]
        while len(self.scores) < len(step.criteria):
            self.scores.append_entry()

    def ticked_of(self, step: Any) -> tuple[str, ...]:
        """The lines of its checklist that were ticked."""
        return tuple(
            line for place, line in enumerate(step.checklist) if str(place) in (self.ticked.data or ())
        )

    def scores_of(self, step: Any) -> dict[str, tuple[int | None, str]]:
        """What was given on each line of its score sheet, and the note on it."""
        given = zip(step.sheet, self.scores.data, strict=False)
        return {
            line.name: (int(one["score"]) if one["score"] else None, one["note"] or "") for line, one in given
        }


class DecisionForm(StageForm):
    """What a decider answers, on the version of the text that the page shows."""

    verdict = RadioField(
        "What do you decide?",
        choices={verdict.value: name for verdict, name in VERDICT_NAMES.items()},
        validators=[InputRequired("Choose what you decide.")],
    )
    code = SelectField(
        "If you decline: the reason that comes closest",
        choices={"": "Choose one", **{code.value: words for code, words in REASON_CODES.items()}},
        default="",
        validate_choice=False,  # judged below, and only where it counts
    )
    take_out = BooleanField(
        "Take it out of the library until it is changed",
        description="If nobody should read it meanwhile. What you decline is taken out anyhow.",
    )
    leave = SelectField(
        "If you decline: may it be left in the library as declined?",
        description="Its author chooses. Whoever finds it reads the text, and your words. As the reason suggests: "
        "within its organisation, and not at all for a risk or our powers. The public never finds it.",
        choices={stay.value: words for stay, words in STAY_NAMES.items()},
        default="",
        validate_choice=False,  # judged where it is decided
    )
    sharing = SelectField(
        "Who may read it",
        validate_choice=False,  # judged where it is decided: by then its author may have asked for another
    )
    summary = TextAreaField(
        "Plain summary for the library",
        description="This is the last step, and the author gave none. A sentence or two that a stranger understands.",
        filters=[clean_line],
        validators=[at_most(SUMMARY_LENGTH)],
    )

    def offer_readers(self, post: Any) -> None:
        """Say for whom it can be approved: as its author asked, or for fewer people."""
        choices = {one.value: f"{MEANT_FOR[one][:1].upper()}{MEANT_FOR[one][1:]}" for one in reaches(post)}
        choices[post.sharing] = f"As asked: {MEANT_FOR[Sharing(post.sharing)]}"
        self.sharing.choices = choices
        if not self.sharing.data:
            self.sharing.data = post.sharing

    def validate_code(self, field: Any) -> None:
        """A decline has a short reason."""
        if self.verdict.data == Verdict.DECLINE and field.data not in set(REASON_CODES):
            raise ValidationError("Choose the reason that comes closest.")

    def validate_reason(self, field: Any) -> None:
        """What sends a post back, or declines it, is said in words (requirement 97)."""
        if self.verdict.data in set(Verdict):
            try:
                check_reason(Verdict(self.verdict.data), field.data or "", ReasonCode.OTHER)
            except Refused as refused:
                raise ValidationError(refused.message) from refused


class SeveralForm(Form):
    """The words in which several are decided. ``verdict`` was chosen before."""

    code = SelectField(
        "The reason that comes closest",
        choices={"": "Choose one", **{code.value: words for code, words in REASON_CODES.items()}},
        default="",
        validate_choice=False,  # judged with the words, and only where it counts
    )
    reason = TextAreaField(
        "In your words, to each author",
        description="Each of them reads exactly this. Say nothing that fits only one of them.",
        filters=[clean_text],
        validators=[at_most(REASON_LENGTH)],
    )

    def check(self, verdict: Verdict) -> None:
        """Raise ``Refused`` where the words lack what such a decision asks (requirement 97)."""
        check_reason(verdict, self.reason.data or "", self.code.data or "")


class EditForm(StageForm):
    """A text as whoever decides would have it, for its author to accept. That of each kind has its questions too."""

    kind: str

    title = StringField("Title", filters=[clean_line], validators=[Length(max=TITLE_LENGTH)])
    summary = TextAreaField("Summary", filters=[clean_line], validators=[Length(max=SUMMARY_LENGTH)])
    body = TextAreaField("Text", filters=[clean_text], validators=[Length(max=BODY_LENGTH)])

    @property
    def text(self) -> dict[str, Any]:
        """The text as it would be. An answer that cannot be read is an error of its field, and left out here."""
        details = {asked.name: stored(asked, self[asked.name].data) for asked in open_to_edits(self.kind)}
        return {**{name: self[name].data or "" for name in ("title", "summary", "body")}, "details": details}

    @property
    def answers(self) -> list[Any]:
        """The fields of the questions of its kind."""
        return [self[asked.name] for asked in open_to_edits(self.kind)]


@cache
def _edit_form_for(kind: str) -> type[EditForm]:
    fields = {asked.name: field_for(asked, asked.max_length) for asked in open_to_edits(kind)}
    return type(f"{kind.title().replace('-', '')}EditForm", (EditForm,), {"kind": kind, **fields})


def edit_form(post: Any, changed: Mapping[str, Any] | None = None) -> EditForm:
    """The form of a change to a post: with the text that it has, as ``changed`` has it, or as it was just typed."""
    names = ("title", "summary", "body", "version")
    text: dict[str, Any] = {**{name: getattr(post, name) for name in names}, "details": {}, **(changed or {})}
    return _edit_form_for(post.kind)(data={**post.details, **text.pop("details"), **text})


# Made at the start, so that whoever has to sign in again finds what they typed under the questions of its form.
for _kind in KINDS:
    _edit_form_for(_kind)


class BecauseForm(Form):
    """Why a text is changed without its author, on the version that the page shows."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired("Open the page again.")])
    because = TextAreaField(
        "Edited without the author, because …",
        description="Whoever reads the post reads this line. For example: it named a street and an hour.",
        filters=[clean_line],
        validators=[at_most(BECAUSE_LENGTH)],
    )


class AcceptForm(Form):
    """What an author answers to a change of their text. ``mark`` says which they have read."""

    mark = HiddenField(validators=[Length(max=MARK_LENGTH)])
    lets_see = BooleanField(
        "If you accept it: readers of the library may see what was changed",
        description=(
            "They find your own words and the new ones on a page beside the post, unless somebody checks it too."
        ),
    )
    why = TextAreaField(
        "If you decline it: why",
        filters=[clean_text],
        validators=[at_most(REASON_LENGTH)],
    )


class CloseForm(Form):
    """Why a post is closed whose authors have left. Whoever takes their own post back is asked nothing."""

    reason = TextAreaField("Why is it closed?", filters=[clean_text], validators=[Length(max=REASON_LENGTH)])


class HandOnForm(Form):
    """To whom a step is handed, and why."""

    to = SelectField("Who should have it?", choices=[], validators=[InputRequired("Choose somebody.")])
    reason = StringField(
        "A word to them",
        description="For example: you know this estate better than I do.",
        filters=[clean_line],
        validators=[Length(max=300, message="Use at most 300 characters.")],
    )


class BulkForm(Form):
    """What is done with the posts that a lead has chosen."""

    to = SelectField("Hand them on to", choices=[], validators=[Optional()])
    back = HiddenField()


class FilterForm(Form):
    """What a lead wants to see. Read from the address, so it changes nothing and needs no token."""

    class Meta:
        """A search is a link."""

        csrf = False

    text = StringField("Words or reference", filters=[clean_line], validators=[Length(max=LONGEST_SEARCH)])
    kind = SelectField("Kind", choices={"": "All kinds", **{kind.slug: kind.name for kind in KINDS.values()}})
    stage = SelectField("Step")
    holder = SelectField("With")
    topic = SelectField("Topic")
    sort = SelectField(
        "Order",
        choices={
            "due": "Most urgent first",
            "oldest": "Oldest first",
            "newest": "Newest first",
            "title": "By title",
        },
    )

    def chosen(self, name: str) -> str:
        """The value of a filter; empty for one that is not offered."""
        field = self[name]
        value = str(field.data or "")
        if not isinstance(field, SelectField):
            return value if field.validate(self) else ""
        return value if any(value == choice[0] for choice in field.iter_choices()) else ""


def pressed() -> str:
    """The name of the button that sent a form."""
    return request.form.get("do", "")
