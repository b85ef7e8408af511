"""What can be typed at the desk: the same questions as in a named post, and the door code."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from flask import request
from wtforms import BooleanField, Field, FileField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired

from portal.anonymous import queries
from portal.anonymous.actions import as_post
from portal.anonymous.forms.about import AboutForm
from portal.anonymous.rules import SHARED_AS_FAR_AS
from portal.anonymous.rules.crowd import Circle
from portal.anonymous.rules.files import FILE_AT_MOST, FILES_AT_MOST
from portal.anonymous.rules.proofs import TO_AT_MOST
from portal.authorisation.rules.reasons import WHY_AT_MOST
from portal.feedback.rules import ANSWER_LENGTH
from portal.foundation.errors import Refused
from portal.foundation.forms import Form, clean_line, clean_text
from portal.submissions.forms import (
    AtMost,
    Boxes,
    PostForm,
    ShareCheckForm,
    form_for,
    with_empty_rows,
    worded,
)
from portal.submissions.kinds import SUMMARY_LENGTH, Needed
from portal.submissions.rules import (
    EVIDENCE_NAMES,
    FINDING,
    SHARING_NAMES,
    Evidence,
    Marked,
    Sharing,
    marked,
    missing,
    without,
)

DOOR_TYPED_AT_MOST = 50
LOOK = "look-"
MARK_LENGTH = 64
FILES_SAID = (
    f"At most {FILES_AT_MOST}, of {FILE_AT_MOST // 1024**2} MB each. They are made anew: place, camera, date, "
    "author and their names are taken out. No Office files: save them as PDF."
)
SHARING_AT_THE_DESK = {**SHARING_NAMES, Sharing.REGION: "The region of my organisation"}


@cache
def _at_the_door(slug: str) -> type[PostForm]:
    named = form_for(slug)
    door = StringField(
        "Today's door code",
        filters=[clean_line],
        validators=[AtMost(max=DOOR_TYPED_AT_MOST)],
        description="It is at the foot of every page when you are signed in. Everybody in your organisation "
        "has the same one, so it says where you work and not who you are.",
    )
    return type("Anonymous" + named.__name__, (named,), {"door": door})


def begun(kind: str, *, door: bool = True) -> PostForm:
    """The form of a new post of a kind, with a place for the door code; an envelope says as much as that does."""
    if not door:
        typed = (
            {} if "then" in request.form else {"formdata": None}
        )  # the envelope alone is no form filled in
        return with_empty_rows(form_for(kind)(**typed))
    return with_empty_rows(_at_the_door(kind)())


def filled_in(kind: str, text: Mapping[str, Any], *, typed: bool) -> PostForm:
    """The form of a post as it stands at the desk, or as it was just ``typed``."""
    if typed:
        return with_empty_rows(form_for(kind)())
    data = {**text.get("details", {}), "title": text.get("title", ""), "body": text.get("body", "")}
    return with_empty_rows(form_for(kind)(formdata=None, data=data))


def complete(form: PostForm, door_key: str) -> bool:
    """Whether all that is needed was typed, and the door opens. What is not is marked beside its field."""
    valid: bool = form.validate()
    text = form.content()
    post = as_post(
        form.kind.slug, {"title": text.title or "", "body": text.body or "", "details": text.details}
    )
    for name, sentence in missing(post, Needed.TO_SEND):
        if not form[name].errors:
            form[name].errors = [sentence]
            valid = False
    if "door" in form and not form["door"].errors:
        wrong = _door_is_shut(form, door_key)
        if wrong:
            form["door"].errors = [wrong]
            valid = False
    return valid


def _door_is_shut(form: PostForm, key: str) -> str:
    organisation = queries.organisation_behind(form["door"].data or "", key)
    if organisation is None:
        return "That is not today's code. Look at the foot of a page where you are signed in."
    if form.kind.slug not in queries.kinds_of(organisation):
        name = queries.organisations()[organisation]["name"]
        return f"{name} takes no {form.kind.plural.lower()} without a name just now."
    return ""


class LastLook(AboutForm, ShareCheckForm):
    """What is asked once the text stands: whether it can be shared, how far, what stands behind it, and by whom."""

    sharing = RadioField(
        "How far may it be shared?",
        choices={str(far): SHARING_AT_THE_DESK[far] for far in SHARED_AS_FAR_AS},
        description="Whoever approves it may let fewer people read it, never more.",
        default=Sharing.FORCE,
    )
    evidence = RadioField(
        "What kind of evidence stands behind it?",
        choices=worded(EVIDENCE_NAMES),
        description="“Untested” is a good answer.",
        default=Evidence.UNTESTED,
    )
    topics = Boxes("Topics", default=())
    summary = TextAreaField(
        "Sum it up in a sentence or two",
        filters=[clean_line],
        validators=[AtMost(max=SUMMARY_LENGTH)],
        description="If you leave it empty, whoever approves it last writes one, and readers see that it is not yours.",
    )

    files = FileField("Add pictures or a PDF", description=FILES_SAID)
    destroy = BooleanField(
        "Destroy my name as soon as the post is closed",
        description="When it is published, not taken forward, or taken back. Else it is kept a year longer.",
    )

    def answered(self) -> bool:
        """Whether all was answered. What was not is marked beside its question."""
        valid: bool = self.validate()
        read = self.about_is_read()
        return not self.missing_answers() and valid and read

    def text(self) -> dict[str, Any]:
        """What was chosen, as the desk keeps it."""
        return {
            "summary": self.summary.data or "",
            "sharing": self.sharing.data,
            "evidence": self.evidence.data,
            "topics": list(self.topics.data or ()),
            "share_check": self.answers,
            "about": self.about(),
        }


def looked(
    text: Mapping[str, Any], topics: Sequence[tuple[str, str]], circle: Circle | None = None
) -> LastLook:
    """The form of the last look: as it was just answered, or with what the desk keeps.

    Without a ``circle`` the author says nothing about themselves: not yet, or not any more.
    """
    if any(name.startswith(LOOK) for name in request.form):
        form = LastLook(prefix=LOOK)
    else:
        kept = {name: text[name] for name in ("summary", "sharing", "evidence", "topics") if name in text}
        about = {f"about_{name}": said for name, said in (text.get("about") or {}).items()}
        form = LastLook(formdata=None, prefix=LOOK, data={**kept, **about, **text.get("share_check", {})})
    form.topics.choices = dict(topics)
    form.stand_in(circle)
    return form


class ReceiptForm(Form):
    """The code that leads back to a post."""

    code = StringField(
        "Your code",
        description="27 letters and digits. Capitals, spaces and hyphens do not matter.",
    )


class FilesForm(Form):
    """Files to add to a post. ``turn``: the same page sent twice adds them once."""

    files = FileField("Add pictures or a PDF", description=FILES_SAID)
    turn = HiddenField()


class AnswerForm(Form):
    """An answer to a question about the post."""

    answer = TextAreaField("Your answer", filters=[clean_text], validators=[AtMost(max=ANSWER_LENGTH)])


class ProofForm(Form):
    """For whom a proof of filing is. It goes into the file, and nowhere else."""

    to = StringField(
        "Who is it for?",
        filters=[clean_line],
        validators=[
            DataRequired("Say for whom it is, in their own words or yours."),
            AtMost(max=TO_AT_MOST),
        ],
        description="A name, or a word that they gave you. It stands in the file, so that it says nothing to anybody "
        "else. Nothing of it is kept here.",
    )


class FurtherForm(Form):
    """What was not answered, for whoever decides next."""

    why = TextAreaField("What was not answered?", filters=[clean_text], validators=[AtMost(max=WHY_AT_MOST)])


class ChangeForm(Form):
    """What the author answers to a change to the text. ``mark`` says which they have read."""

    mark = HiddenField(validators=[AtMost(max=MARK_LENGTH)])
    why = TextAreaField("If you decline it: why", filters=[clean_text], validators=[AtMost(max=WHY_AT_MOST)])


def refuse(form: Form, refused: Refused) -> None:
    """Put the sentence of a refusal beside its field, or at the top of the page."""
    form.refused = refused
    field = form[refused.field] if refused.field and refused.field in form else None
    if isinstance(field, Field):
        field.errors = [*field.errors, refused.message]
    else:
        form.form_errors.append(refused.message)


def text_at_desk(form: PostForm, look: LastLook) -> dict[str, Any]:
    """All that was typed on both pages."""
    typed = form.content()
    return {
        "title": typed.title or "",
        "body": typed.body or "",
        "details": dict(typed.details),
        **look.text(),
    }


def marked_at_desk(kind: str, text: Mapping[str, Any]) -> list[Marked]:
    """The details in a text that may identify somebody."""
    return marked(as_post(kind, text))


def settled_at_desk(form: PostForm, look: LastLook) -> dict[str, Any] | None:
    """The text with each marked detail gone or kept; nothing where something is not answered yet."""
    text = text_at_desk(form, look)
    found = marked_at_desk(form.kind.slug, text)
    choices = [request.form.get(f"{FINDING}{place}", "") for place in range(len(found))]
    answered = look.answered()
    if not look.keep_rest.data and not all(choice in {"accept", "keep"} for choice in choices):
        look.form_errors.append("Say for each marked detail whether it goes or stays.")
        answered = False
    if not answered:
        return None
    gone = [one for one, choice in zip(found, choices, strict=True) if choice == "accept"]
    return without_at_desk(form.kind.slug, text, gone)


def without_at_desk(kind: str, text: dict[str, Any], gone: Collection[Marked]) -> dict[str, Any]:
    """The text with what the checker proposes in the place of these details."""
    changed = without(as_post(kind, text), gone)
    return text | changed | {"details": text["details"] | changed.get("details", {})}
