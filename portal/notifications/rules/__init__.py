"""Who is told of what, in which words, and when a mail says it. Pure."""

from portal.notifications.rules.audiences import Audience, Pace, Telling
from portal.notifications.rules.mailing import (
    NEWS_FOR,
    SUBJECT_LENGTH,
    DayMail,
    Group,
    Item,
    Reader,
    day_mail,
    is_time,
    is_urgent,
    mailed_from,
    next_mail_of_day,
    subject_from,
    subject_of,
    title_in,
)
from portal.notifications.rules.settling import words_when_answered, words_when_over
from portal.notifications.rules.telling import NEWS_WHILE, TELLINGS
from portal.notifications.rules.wording import DECISIONS, IN_LIBRARY, begun, named, wording, words_quoted

__all__ = [
    "DECISIONS",
    "IN_LIBRARY",
    "NEWS_FOR",
    "NEWS_WHILE",
    "SUBJECT_LENGTH",
    "TELLINGS",
    "Audience",
    "DayMail",
    "Group",
    "Item",
    "Pace",
    "Reader",
    "Telling",
    "begun",
    "day_mail",
    "is_time",
    "is_urgent",
    "mailed_from",
    "named",
    "next_mail_of_day",
    "subject_from",
    "subject_of",
    "title_in",
    "wording",
    "words_quoted",
    "words_when_answered",
    "words_when_over",
]
