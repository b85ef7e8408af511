"""What can be chosen of mail."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField, TimeField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.foundation.forms import Form
from portal.notifications.rules import KIND_NAMES, USUAL, MailKind, offered_for
from portal.people.rules.mail import MailChoice, mail_choices


def _of(kind: MailKind) -> SelectField:
    offered = [SelectChoice(value, words) for value, words in offered_for(kind)]
    return SelectField(KIND_NAMES[kind], choices=offered, default=USUAL)


class WishesForm(Form):
    """How somebody is written to: of everything, of each kind, of single posts, and when not at all."""

    mail = RadioField("What suits you?", default=MailChoice.DAILY)
    own = _of(MailKind.OWN)
    questions = _of(MailKind.QUESTIONS)
    to_decide = _of(MailKind.TO_DECIDE)
    kept = _of(MailKind.KEPT)
    followed = _of(MailKind.FOLLOWED)
    wanted = _of(MailKind.WANTED)
    other = _of(MailKind.OTHER)
    newsletter = _of(MailKind.NEWSLETTER)
    quiet_from = TimeField("No mail from", validators=[Optional()])
    quiet_until = TimeField("until", validators=[Optional()])
    posts = SelectMultipleField(
        "Write to me of these posts",
        description="Without its tick we write of a post only where something is asked of you.",
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )

    def offer(self, mail_at: time, posts: Sequence[Any]) -> None:
        """Offer the choices of somebody whose mail of the day comes at this hour, and who heard of these posts."""
        self.mail.choices = [SelectChoice(value, words) for value, words in mail_choices(mail_at)]
        self.posts.choices = [SelectChoice(one.reference, one.title) for one in posts]

    def by_kind(self) -> dict[str, str]:
        """What was chosen for each kind."""
        return {kind.value: getattr(self, kind.value).data or USUAL for kind in MailKind}

    @property
    def kinds(self) -> list[Any]:
        """The fields of the kinds, in their order."""
        return [getattr(self, kind.value) for kind in MailKind]
