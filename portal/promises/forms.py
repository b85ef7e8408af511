"""What can be typed about promises."""

from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from portal.foundation.forms import Form
from portal.promises.rules import DAYS_AT_MOST, PART_NAMES, Part, Standard

SAY = "Say a number of working days."
IN_RANGE = NumberRange(1, DAYS_AT_MOST, f"Say a number of working days from 1 to {DAYS_AT_MOST}.")


class StandardForm(Form):
    """Within how many working days each part of the promise comes."""

    acknowledged = IntegerField(PART_NAMES[Part.ACKNOWLEDGED], validators=[InputRequired(SAY), IN_RANGE])
    answered = IntegerField(PART_NAMES[Part.ANSWERED], validators=[InputRequired(SAY), IN_RANGE])
    decided = IntegerField(PART_NAMES[Part.DECIDED], validators=[InputRequired(SAY), IN_RANGE])

    @property
    def chosen(self) -> Standard:
        """The standard that was typed."""
        return Standard(**{part.value: self[part.value].data or 0 for part in Part})
