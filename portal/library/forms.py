"""What can be typed about an item of the library."""

from typing import Any

from wtforms import HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from portal.authorisation.rules import REASON_LENGTH
from portal.foundation.forms import Form, at_most, clean_line, clean_text
from portal.library.rules.freshness import MONTHS, MONTHS_AT_MOST, field_of
from portal.library.rules.freshness import REASON_LENGTH as WHY_RETIRED_LENGTH
from portal.library.rules.synonyms import WAY_LENGTH, WAYS_AT_MOST
from portal.submissions.kinds import KINDS

IN_RANGE = NumberRange(1, MONTHS_AT_MOST, message=f"Say a number of months from 1 to {MONTHS_AT_MOST}.")
ADDRESS = Length(max=254, message="Use at most 254 characters.")


class TakeOutForm(Form):
    """Why an item is taken out."""

    reason = TextAreaField(
        "Why is it taken out?",
        description="Its author reads this, so say what is wrong and what they can put right. "
        "Leave out what should not be read: write “the name in the third paragraph”, not the name.",
        filters=[clean_text],
        validators=[
            InputRequired("Say why, for its author."),
            at_most(REASON_LENGTH),
        ],
    )


def _why(label: str) -> TextAreaField:
    return TextAreaField(
        label,
        description="Those who wrote the two read this.",
        filters=[clean_text],
        validators=[
            InputRequired("Say why, for those who wrote the two."),
            at_most(REASON_LENGTH),
        ],
    )


class MergeForm(Form):
    """Into which other item one is merged, and why."""

    alike = RadioField("Which one leads?", choices=[], validators=[Optional()], validate_choice=False)
    into = StringField(
        "Its reference",
        description="Eight letters and numbers, on the page of the post beside its text.",
        filters=[clean_line],
        validators=[Length(max=40, message="That is too long for a reference.")],
    )
    reason = _why("Why are they the same?")

    @property
    def leader(self) -> str:
        """The reference of the other one: as typed, else as chosen."""
        return self.into.data or self.alike.data or ""


class PartForm(Form):
    """Why two items are taken apart again."""

    reason = _why("Why are they not the same?")


class SameQuestionForm(Form):
    """Which other item answers the same question."""

    alike = RadioField(
        "Which post answers the same question?", choices=[], validators=[Optional()], validate_choice=False
    )
    other = StringField(
        "Its reference, or the address of its page",
        filters=[clean_line],
        validators=[Length(max=300, message="That is too long.")],
    )

    @property
    def named(self) -> str:
        """The other one: as typed, else as chosen."""
        return self.other.data or self.alike.data or ""


class UnlinkForm(Form):
    """Which item is no longer said to answer the same question."""

    other = HiddenField(validators=[InputRequired(), Length(max=40)])


class SynonymsForm(Form):
    """Ways of saying the same."""

    ways = TextAreaField(
        "Ways of saying it",
        description="One on each line, for example ASB and anti-social behaviour. Small and capital letters, "
        "accents, hyphens and endings make no difference.",
        filters=[clean_text],
        validators=[
            InputRequired("Write two ways of saying it or more."),
            Length(max=WAYS_AT_MOST * (WAY_LENGTH + 2), message="That is too long."),
        ],
    )


class SynonymChangeForm(SynonymsForm):
    """The same, on the version that the page shows."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired("Open the page again.")])


class StillRightForm(Form):
    """One button: it is still right."""


class RetireForm(Form):
    """Why an item holds no longer, and what to read instead."""

    reason = TextAreaField(
        "Why does it hold no longer?",
        description="Everybody who finds it reads this, for example: the form it needs was withdrawn in May.",
        filters=[clean_text],
        validators=[
            InputRequired("Say why, for those who read it later."),
            at_most(WHY_RETIRED_LENGTH),
        ],
    )
    successor = StringField(
        "What should they read instead?",
        description="The reference or the address of another post in the library. Leave it empty where there is none.",
        filters=[clean_line],
        validators=[Length(max=300, message="Use at most 300 characters.")],
    )


class KeeperForm(Form):
    """Who keeps an item, who stands in for them, and after how many months it is looked at again."""

    owner = StringField(
        "Who keeps it, by e-mail address",
        filters=[clean_line],
        validators=[ADDRESS],
    )
    deputy = StringField(
        "Deputy, by e-mail address",
        description="They are asked too, and can say that it is still right. Leave it empty for none.",
        filters=[clean_line],
        validators=[ADDRESS],
    )
    months = IntegerField(
        "Ask again after so many months",
        description="Leave it empty for the time of your organisation.",
        validators=[Optional(), IN_RANGE],
    )
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired("Open the page again.")])


class MonthsForm(Form):
    """After how many months the items of an organisation are looked at again, by kind."""

    idea = IntegerField("Ideas", validators=[InputRequired("Say a number of months."), IN_RANGE])
    learning = IntegerField("Learning", validators=[InputRequired("Say a number of months."), IN_RANGE])
    impact_case = IntegerField(
        "Impact cases", validators=[InputRequired("Say a number of months."), IN_RANGE]
    )

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "MonthsForm":
        """The form with what holds now."""
        return cls(data={field_of(kind): int(kept.get(kind) or MONTHS) for kind in KINDS})

    @property
    def chosen(self) -> dict[str, int]:
        """The months by kind."""
        return {kind: self[field_of(kind)].data or 0 for kind in KINDS}
