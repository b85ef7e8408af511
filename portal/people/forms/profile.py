"""What can be said of an organisation."""

from collections.abc import Mapping

from wtforms import RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types
from wtforms.widgets import CheckboxInput

from portal.foundation.forms import Form
from portal.people.rules.profile import AREAS, MEANS, SIZES


def _offered(names: Mapping[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, words) for value, words in names.items()]


class ProfileForm(Form):
    """Where an organisation works, how large it is, and what it has."""

    areas = SelectMultipleField(
        "Where does it work?",
        choices=_offered(AREAS),
        option_widget=CheckboxInput(),
        description="All that fit.",
    )
    size = RadioField(
        "How many people work in it?",
        choices=_offered({"": "Not said", **SIZES}),
        default="",
        description="Officers, staff and volunteers together.",
    )
    means = SelectMultipleField(
        "What does it have?",
        choices=_offered(MEANS),
        option_widget=CheckboxInput(),
        description="Tick what somebody here could count on if they tried something new.",
    )
