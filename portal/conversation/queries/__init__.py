"""What is asked, answered and said, as it is asked for."""

from portal.conversation.queries.moderation import (
    Reported,
    decided_lately,
    remark,
    reports_of,
    to_hear,
    to_moderate,
)
from portal.conversation.queries.remarks import (
    Comments,
    Counts,
    comments_by,
    comments_on,
    counts_of,
    grouped_answers,
    same_of,
)
from portal.conversation.queries.routing import Waits, knowers_of, reasons_for, unanswered, waiting_for
from portal.conversation.queries.talks import (
    Asked,
    answers_given,
    asked,
    asked_of,
    asked_of_want,
    first_answer_on,
    is_answered,
    to_ask_back,
    who_answered,
)

__all__ = [
    "Asked",
    "Comments",
    "Counts",
    "Reported",
    "Waits",
    "answers_given",
    "asked",
    "asked_of",
    "asked_of_want",
    "comments_by",
    "comments_on",
    "counts_of",
    "decided_lately",
    "first_answer_on",
    "grouped_answers",
    "is_answered",
    "knowers_of",
    "reasons_for",
    "remark",
    "reports_of",
    "same_of",
    "to_ask_back",
    "to_hear",
    "to_moderate",
    "unanswered",
    "waiting_for",
    "who_answered",
]
