"""What can be typed on the way to the library: decisions, hand-overs, filters; and routes."""

from portal.authorisation.forms.deciding import (
    BulkForm,
    CloseForm,
    DecisionForm,
    FilterForm,
    HandOnForm,
    pressed,
)
from portal.authorisation.forms.drafts import AdoptForm, ConfigurationForm, PublishForm, SentForm
from portal.authorisation.forms.further import FurtherForm
from portal.authorisation.forms.routes import RouteForm
from portal.authorisation.forms.typed import Told, errors_in, rearranged, typed

__all__ = [
    "AdoptForm",
    "BulkForm",
    "CloseForm",
    "ConfigurationForm",
    "DecisionForm",
    "FilterForm",
    "FurtherForm",
    "HandOnForm",
    "PublishForm",
    "RouteForm",
    "SentForm",
    "Told",
    "errors_in",
    "pressed",
    "rearranged",
    "typed",
]
