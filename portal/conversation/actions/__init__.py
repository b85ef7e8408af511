"""What is done with what is asked, answered and said."""

from portal.conversation.actions.keeping import forget_after, keep_going
from portal.conversation.actions.moderating import appeal, hear, hide, let_stand, report
from portal.conversation.actions.talking import (
    OF_POST,
    accept,
    answer,
    arrange,
    comment,
    same_answer,
    same_question,
    say_what_came,
    switch_enough,
)

__all__ = [
    "OF_POST",
    "accept",
    "answer",
    "appeal",
    "arrange",
    "comment",
    "forget_after",
    "hear",
    "hide",
    "keep_going",
    "let_stand",
    "report",
    "same_answer",
    "same_question",
    "say_what_came",
    "switch_enough",
]
