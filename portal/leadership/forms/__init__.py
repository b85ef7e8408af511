"""What can be typed about meetings and messages."""

from portal.leadership.forms.meetings import (
    AddForm,
    AgreedForm,
    DecisionForm,
    MeetingChangeForm,
    MeetingForm,
    OrderForm,
    ReportForm,
)
from portal.leadership.forms.messages import MessageAnswerForm, MessageForm, MessageQuestionForm, SayForm

__all__ = [
    "AddForm",
    "AgreedForm",
    "DecisionForm",
    "MeetingChangeForm",
    "MeetingForm",
    "MessageAnswerForm",
    "MessageForm",
    "MessageQuestionForm",
    "OrderForm",
    "ReportForm",
    "SayForm",
]
