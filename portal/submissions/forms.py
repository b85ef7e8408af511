"""What can be typed in a post. The form of each kind is made from its entry in ``kinds``."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import wtforms
from wtforms import (
    BooleanField,
    FieldList,
    FileField,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
    widgets,
)
from wtforms.validators import Length, NumberRange

from portal.foundation.forms import Form, clean_line, clean_text
from portal.submissions.actions import Content
from portal.submissions.kinds import (
    BODY_LENGTH,
    CONSENTS,
    KINDS,
    QUOTATION_LENGTH,
    QUOTATIONS_AT_MOST,
    SUMMARY_LENGTH,
    TITLE_LENGTH,
    Field,
    FieldType,
    Kind,
    Needed,
)
from portal.submissions.rules import EVIDENCE_NAMES, SHARE_CHECK, SHARING_NAMES

EMPTY_QUOTATIONS = 2  # rows offered beyond those filled in; saving offers two more
DAYS_AS_TYPED = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})[/. -](?P<month>\d{1,2})[/. -](?P<year>\d{4})"),
)
CO_AUTHORS_LENGTH = 2000
LARGEST_VERSION = 2**31 - 1
NOT_OFFERED = "Choose one of the answers offered."


def worded(names: Mapping[Any, str]) -> dict[str, Any]:
    """The members of a vocabulary with their words, as a field takes its choices."""
    return {str(value): words for value, words in names.items()}


class AtMost(Length):
    """No more than so many characters, with a sentence that says how many there are."""

    def __call__(self, form: wtforms.form.BaseForm, field: wtforms.Field) -> None:
        """Raise ``ValidationError`` where the text is too long."""
        length = len(field.data or "")
        if length > self.max:
            raise ValidationError(f"Shorten this to at most {self.max} characters. It has {length}.")


class Day(StringField):
    """A day, kept as an ISO date. What cannot be read as a day stays as typed, with a sentence."""

    widget = widgets.DateInput()

    def pre_validate(self, form: wtforms.form.BaseForm) -> None:
        """Read the day as people type it: 2026-11-27 or 27/11/2026."""
        typed = (self.data or "").strip()
        if not typed:
            self.data = ""
            return
        for pattern in DAYS_AS_TYPED:
            found = pattern.fullmatch(typed)
            if found:
                try:
                    day = date(int(found["year"]), int(found["month"]), int(found["day"]))
                except ValueError:
                    break
                self.data = day.isoformat()
                return
        raise ValidationError(
            "Type a day that is in the calendar, for example 27/11/2026, or leave it empty."
        )


class OneOf(SelectField):
    """One of the options, from a list."""

    def pre_validate(self, form: wtforms.form.BaseForm) -> None:
        """Raise ``ValidationError`` for an answer that was not offered."""
        if self.data not in set(self.choices or ()):
            raise ValidationError(NOT_OFFERED)


class Boxes(SelectMultipleField):
    """Any of the options, a box for each."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()

    def pre_validate(self, form: wtforms.form.BaseForm) -> None:
        """Raise ``ValidationError`` for an answer that was not offered."""
        if not set(self.choices or ()).issuperset(self.data or ()):
            raise ValidationError(NOT_OFFERED)


class Rows(FieldList):
    """A list whose rows are numbered by us: any other number in a request is passed over."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        numbered = re.compile(re.escape(prefix) + r"-([0-9]{1,2})-\w+")
        return (int(found[1]) for name in formdata if (found := numbered.fullmatch(name)))


class Quotation(wtforms.Form):
    """Words somebody said, and how they agreed to appear (requirement 31)."""

    text = TextAreaField("Their words", filters=[clean_text], validators=[AtMost(max=QUOTATION_LENGTH)])
    consent = OneOf("How they agreed to appear", choices={"": "Not asked yet", **dict(CONSENTS)}, default="")


class PostForm(Form):
    """What the form of every kind has."""

    kind: Kind
    draft = HiddenField()  # the reference that a page not saved before will have
    version = IntegerField(
        widget=widgets.HiddenInput(), validators=[NumberRange(0, LARGEST_VERSION)], default=0
    )

    def content(self) -> Content:
        """What was typed, as actions take it. A field that has an error is left out, and stays as it was."""
        typed = {name: self[name].data for name in ("title", "body") if not self[name].errors}
        details = {
            asked.name: self._stored(asked) for asked in self.kind.fields if not self[asked.name].errors
        }
        return Content(**typed, details=details)

    def _stored(self, asked: Field) -> Any:
        data = self[asked.name].data
        if asked.type is FieldType.QUOTATIONS:
            return [
                {"text": row["text"], "consent": row["consent"]}
                for row in data
                if (row["text"] or "").strip()
            ]
        if asked.type is FieldType.CHOICES:
            return list(data or ())
        return data or ""


@cache
def form_for(slug: str) -> type[PostForm]:
    """The form of a kind: title, body and a field for each of its questions."""
    kind = KINDS[slug]
    fields: dict[str, Any] = {
        "kind": kind,
        "title": StringField(
            "Give it a title",
            filters=[clean_line],
            validators=[AtMost(max=TITLE_LENGTH)],
            description="What you would call it to a colleague.",
        ),
        "body": _field(kind.body, BODY_LENGTH),
    }
    fields |= {asked.name: _field(asked, asked.max_length) for asked in kind.fields}
    return type(f"{kind.name.title().replace(' ', '')}Form", (PostForm,), fields)


def _field(asked: Field, at_most: int) -> Any:
    said: dict[str, Any] = {"label": asked.label, "description": asked.hint}
    text: dict[str, Any] = {"filters": [clean_text], "validators": [AtMost(max=at_most)]}
    match asked.type:
        case FieldType.LINE:
            return StringField(**said, filters=[clean_line], validators=[AtMost(max=at_most)])
        case FieldType.TEXT:
            return TextAreaField(**said, **text)
        case FieldType.DATE:
            return Day(asked.label, filters=[clean_line], description=asked.hint)
        case FieldType.CHOICES:
            return Boxes(**said, choices=dict(asked.options))
        case FieldType.CHOICE if asked.needed is Needed.TO_SEND:
            # Radio buttons cannot be taken back, so they serve only where an answer is needed anyway.
            return RadioField(**said, choices=dict(asked.options), validate_choice=False)
        case FieldType.CHOICE:
            choices = {"": "Not answered", **dict(asked.options)}
            return OneOf(**said, choices=choices, default="")
        case FieldType.QUOTATIONS:
            return Rows(FormField(Quotation), **said, max_entries=QUOTATIONS_AT_MOST)


def filled_in(post: Any) -> PostForm:
    """The form of a post with what it holds, or with what was just typed into it."""
    form = form_for(post.kind)(
        data={**post.details, "title": post.title, "body": post.body, "version": post.version}
    )
    return with_empty_rows(form)


def begun(slug: str) -> PostForm:
    """The form of a new post of a kind."""
    return with_empty_rows(form_for(slug)())


def with_empty_rows(form: PostForm) -> PostForm:
    """The form with a few empty rows for quotations, so that nobody needs a script to add one."""
    for field in form:
        if isinstance(field, Rows):
            filled = sum(bool((row.data["text"] or "").strip()) for row in field.entries)
            while len(field.entries) < min(filled + EMPTY_QUOTATIONS, QUOTATIONS_AT_MOST):
                field.append_entry()
    return form


class CheckForm(Form):
    """What is asked once the text stands: whether it can be shared, how far, and who else wrote it."""

    version = IntegerField(
        widget=widgets.HiddenInput(), validators=[NumberRange(0, LARGEST_VERSION)], default=0
    )
    then = HiddenField(default="send")
    keep_rest = BooleanField("Keep all the others as they are")
    personal_data, operational, third_party = (
        RadioField(
            question,
            choices={"yes": "Yes", "no": "No"},
            validate_choice=False,
            description=f"If yes: {advice[0].lower()}{advice[1:]}",
        )
        for _name, question, advice in SHARE_CHECK
    )
    sharing = RadioField("How far may it be shared?", choices=worded(SHARING_NAMES))
    evidence = RadioField(
        "What kind of evidence stands behind it?",
        choices=worded(EVIDENCE_NAMES),
        description="Kinds, not marks out of ten. “Untested” is a good answer for a new idea.",
    )
    topics = Boxes("Topics")
    summary = TextAreaField(
        "Sum it up in a sentence or two",
        filters=[clean_line],
        validators=[AtMost(max=SUMMARY_LENGTH)],
        description="This is what people read first in the library. You can leave it to whoever approves it.",
    )
    co_authors = StringField(
        "Who wrote it with you?",
        filters=[clean_line],
        validators=[AtMost(max=CO_AUTHORS_LENGTH)],
        description="Their e-mail addresses, with commas between them. They can change the text too.",
    )
    show_grade = BooleanField("Show my rank or grade beside my name")

    @property
    def answers(self) -> dict[str, str]:
        """The answers given to "Can I share this?"."""
        names = [name for name, _question, _advice in SHARE_CHECK]
        return {name: self[name].data for name in names if self[name].data in {"yes", "no"}}

    def content(self) -> Content:
        """What was typed, as actions take it."""
        return Content(
            summary=self.summary.data or "",
            evidence=self.evidence.data,
            sharing=self.sharing.data,
            show_grade=bool(self.show_grade.data),
            topics=list(self.topics.data or ()),
            co_authors=re.split(r"[,;\s]+", self.co_authors.data or ""),
        )

    def missing_answers(self) -> bool:
        """Mark what must be answered before sending. Returns whether anything must."""
        found = False
        for name, _question, _advice in SHARE_CHECK:
            if name not in self.answers:
                self[name].errors = ["Answer yes or no. Neither stops you from sending it."]
                found = True
        return found


def check_of(post: Any, topics: Sequence[Any]) -> CheckForm:
    """The form of the last look at a post, with the topics there are."""
    form = CheckForm(
        data={
            "version": post.version,
            "sharing": post.sharing,
            "evidence": post.evidence,
            "summary": post.summary,
            "topics": [topic.slug for topic in post.topics],
            "co_authors": ", ".join(person.email for person in post.co_authors),
            "show_grade": post.show_grade,
            **post.share_check,
        }
    )
    form.topics.choices = {topic.slug: topic.name for topic in topics}
    return form


class AttachForm(Form):
    """One file."""

    file = FileField("Choose a file")
