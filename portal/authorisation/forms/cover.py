"""What can be typed about cover: what is given to a colleague for a time, and that somebody should not decide."""

from typing import Any

from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.authorisation.actions.delegating import REASON_LENGTH
from portal.authorisation.rules.reasons import WHY_AT_MOST
from portal.foundation.forms import Form, at_most, clean_line, clean_text


class DelegationForm(Form):
    """To whom what comes to somebody goes, for which days, and of which route."""

    to = SelectField(
        "Who decides instead", choices=[], validators=[Optional()], description="They are told as posts come."
    )
    to_email = StringField(
        "Or somebody else, by e-mail address",
        filters=[clean_line],
        validators=[Length(max=254, message="Use at most 254 characters.")],
    )
    route = SelectField("What goes to them", choices=[], default="", validators=[Optional()])
    first_day = DateField("From", validators=[InputRequired("Give the first day.")])
    last_day = DateField("Until the end of", validators=[InputRequired("Give the last day.")])
    reason = StringField(
        "Why",
        description="Both of them read it, and whoever looks after them. Say nothing about anybody’s health.",
        filters=[clean_line],
        validators=[at_most(REASON_LENGTH)],
    )

    def validate(self, *args: Any, **options: Any) -> bool:
        """Also that somebody is chosen or typed, said together with whatever else is missing."""
        whole = super().validate(*args, **options)
        if self.to.data or self.to_email.data:
            return bool(whole)
        self.to.errors = ["Choose a colleague."]
        return False


class ConflictForm(Form):
    """Who should not decide on a post, and why."""

    who = SelectField("Who should not decide on it", choices=[], validators=[Optional()])
    reason = TextAreaField(
        "Why, in a few words",
        description="For example: I helped to set it up. Your innovation lead reads it; the author does not.",
        filters=[clean_text],
        validators=[at_most(WHY_AT_MOST)],
    )
