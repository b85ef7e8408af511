"""What can be typed about all routes of an organisation: settings, a route to start from, why it is published."""

from wtforms import BooleanField, DateField, IntegerField, TextAreaField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from portal.authorisation.forms.routes import Boxes, several_lines
from portal.authorisation.rules.reasons import WHY_AT_MOST
from portal.foundation.forms import Form, at_most, clean_text
from portal.submissions.kinds import KINDS


class ConfigurationForm(Form):
    """What holds for all routes of an organisation."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired("Open the page again.")])
    anonymous = Boxes(
        "What can be posted without a name", choices={kind.slug: kind.plural for kind in KINDS.values()}
    )
    two_publish = BooleanField("A change of the routes needs two administrators")


class AdoptForm(Form):
    """A route to start from; where it is for people by name, whose posts it is for, and until when."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired("Open the page again.")])
    people = several_lines(
        "Whom do you trust?", "One person a line: an e-mail address, or a name as it stands here."
    )
    until = DateField("Until the end of", validators=[Optional()])


class SentForm(Form):
    """A button on a draft, and the version that the page showed."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired("Open the page again.")])


class PublishForm(Form):
    """Why routes are changed."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired("Open the page again.")])
    why = TextAreaField(
        "Why is it changed?",
        description="A sentence or two, for whoever looks at it in a year.",
        filters=[clean_text],
        validators=[
            InputRequired("Say why, in a sentence or two."),
            at_most(WHY_AT_MOST),
        ],
    )
