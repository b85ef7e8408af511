"""What can be typed on the way to the library: decisions, hand-overs, filters; and routes."""

from portal.authorisation.forms.cover import ConflictForm, DelegationForm
from portal.authorisation.forms.crediting import ClaimForm
from portal.authorisation.forms.deciding import (
    AcceptForm,
    BecauseForm,
    BulkForm,
    CloseForm,
    DecisionForm,
    EditForm,
    FilterForm,
    HandOnForm,
    SeveralForm,
    edit_form,
    pressed,
)
from portal.authorisation.forms.detours import AcknowledgeForm, AddForm, AskForm, OpinionForm, PassOverForm
from portal.authorisation.forms.drafts import AdoptForm, ConfigurationForm, PublishForm, SentForm
from portal.authorisation.forms.further import FurtherForm
from portal.authorisation.forms.routes import RouteForm
from portal.authorisation.forms.typed import Told, errors_in, rearranged, typed

__all__ = [
    "AcceptForm",
    "AcknowledgeForm",
    "AddForm",
    "AdoptForm",
    "AskForm",
    "BecauseForm",
    "BulkForm",
    "ClaimForm",
    "CloseForm",
    "ConfigurationForm",
    "ConflictForm",
    "DecisionForm",
    "DelegationForm",
    "EditForm",
    "FilterForm",
    "FurtherForm",
    "HandOnForm",
    "OpinionForm",
    "PassOverForm",
    "PublishForm",
    "RouteForm",
    "SentForm",
    "SeveralForm",
    "Told",
    "edit_form",
    "errors_in",
    "pressed",
    "rearranged",
    "typed",
]
