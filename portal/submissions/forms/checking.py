"""What is asked once the text of a post stands, and the form for a file."""

import re
from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.validators import InputRequired, NumberRange

from portal.foundation.forms import Form, clean_line, clean_text
from portal.submissions.actions import Content, co_author_mark, named_by_address
from portal.submissions.forms.fields import AtMost, Boxes, worded
from portal.submissions.forms.writing import LARGEST_VERSION
from portal.submissions.kinds import DIFFERS_LENGTH, SUMMARY_LENGTH
from portal.submissions.rules import EVIDENCE_NAMES, SHARE_CHECK, SHARING_NAMES, question_to_answer
from portal.submissions.rules.topics import TOPIC_LENGTH

CO_AUTHORS_LENGTH = 2000


class ShareCheckForm(Form):
    """What every last look asks: "Can I share this?", and whether the other marked details stay."""

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

    @property
    def answers(self) -> dict[str, str]:
        """The answers given to "Can I share this?"."""
        names = [name for name, _question, _advice in SHARE_CHECK]
        return {name: self[name].data for name in names if self[name].data in {"yes", "no"}}

    def missing_answers(self) -> bool:
        """Mark what must be answered before sending. Returns whether anything must."""
        found = False
        for name, question, _advice in SHARE_CHECK:
            if name not in self.answers:
                self[name].errors = [question_to_answer(question)]
                found = True
        return found


class CheckForm(ShareCheckForm):
    """What is asked once the text stands: whether it can be shared, how far, and who else wrote it."""

    version = IntegerField(
        widget=widgets.HiddenInput(), validators=[NumberRange(0, LARGEST_VERSION)], default=0
    )
    then = HiddenField(default="send")
    differs = TextAreaField(
        "How does yours differ?",
        filters=[clean_text],
        validators=[AtMost(max=DIFFERS_LENGTH)],
        description="Whoever decides on it reads this, and nobody else; not who decides without knowing who you are. "
        "A sentence is enough.",
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
        description="This is what people read first in the library. If you leave it empty, whoever approves it last "
        "writes one, and readers see that it is not yours.",
    )
    co_authors = StringField(
        "Who wrote it with you?",
        filters=[clean_line],
        validators=[AtMost(max=CO_AUTHORS_LENGTH)],
        description="Their e-mail addresses, with commas between them. They can change the text too. Somebody who "
        "works elsewhere tells you the code on their account page.",
    )
    named = Boxes(
        "Co-authors who work elsewhere",
        description="Take the tick away, and they are no longer among the authors.",
    )
    show_grade = BooleanField("Show my rank or grade beside my name")

    def content(self) -> Content:
        """What was typed, as actions take it."""
        return Content(
            summary=self.summary.data or "",
            evidence=self.evidence.data,
            sharing=self.sharing.data,
            show_grade=bool(self.show_grade.data),
            topics=list(self.topics.data or ()),
            differs=self.differs.data or "",
            co_authors=[*re.split(r"[,;\s]+", self.co_authors.data or ""), *(self.named.data or ())],
        )


def check_of(post: Any, topics: Sequence[Any], by: Any) -> CheckForm:
    """The form of the last look at a post, with the topics there are, for one of its authors.

    Whom they may not look up by address stands there by name: the code on an account page is for its owner alone.
    """
    typed = [person for person in post.co_authors if named_by_address(person, post, by)]
    elsewhere = {
        co_author_mark(person, post): f"{person.name}, {person.organisation.short_name}"
        for person in post.co_authors
        if person not in typed
    }
    form = CheckForm(
        data={
            "version": post.version,
            "sharing": post.sharing,
            "evidence": post.evidence,
            "summary": post.summary,
            "differs": post.differs,
            "topics": [topic.slug for topic in post.topics],
            "co_authors": ", ".join(person.email for person in typed),
            "named": list(elsewhere),
            "show_grade": post.show_grade,
            **post.share_check,
        }
    )
    form.topics.choices = {topic.slug: topic.name for topic in (*topics, *post.topics)}
    form.named.choices = elsewhere
    return form


class TopicForm(Form):
    """What a topic is called."""

    name = StringField(
        "Name",
        filters=[clean_line],
        validators=[InputRequired("Type a name."), AtMost(max=TOPIC_LENGTH)],
    )


class AttachForm(Form):
    """One file."""

    file = FileField("Choose a file")
