"""What can be typed of the days on which an organisation does not work."""

from datetime import date

from wtforms import Field, IntegerField, SelectField, TextAreaField, TimeField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.foundation.errors import Refused
from portal.foundation.forms import Form
from portal.people.rules.calendar import NATION_NAMES


class WorkingDaysForm(Form):
    """Which days an organisation does not work, and when what is late goes on."""

    nation = SelectField(
        "Bank holidays of", choices=[SelectChoice(one.value, name) for one, name in NATION_NAMES.items()]
    )
    extra_holidays = TextAreaField(
        "Other days that nobody works",
        description="One day a line, for example 2027-05-10. Bank holidays are known already.",
        validators=[Length(max=1000, message="That is too long.")],
    )
    worked_holidays = TextAreaField(
        "Bank holidays on which people here work as on any other day",
        description="One day a line, for example 2027-04-02. Whoever works a rota works them anyhow.",
        validators=[Length(max=1000, message="That is too long.")],
    )
    escalate_after = IntegerField(
        "Working days past its limit, after which a post goes to the next in line",
        validators=[InputRequired("Type a number."), NumberRange(1, 30, "From 1 to 30 working days.")],
    )
    mail_at = TimeField(
        "When the daily mail goes out",
        description="For example 07:30. Everybody here gets at most one mail a day then, when they work.",
        validators=[Optional()],
    )

    def days(self) -> list[date]:
        """The extra days. Raises ``Refused`` for a line that is no day."""
        return _days(self.extra_holidays)

    def worked(self) -> list[date]:
        """The bank holidays on which people work. Raises ``Refused`` for a line that is no day."""
        return _days(self.worked_holidays)


def _days(field: Field) -> list[date]:
    found = []
    for line in (field.data or "").split():
        try:
            found.append(date.fromisoformat(line))
        except ValueError:
            raise Refused(
                f"“{line[:20]}” is no day. Write it as 2027-05-10, one a line.", field=field.name
            ) from None
    return found
