"""How often somebody is written to, which is theirs to choose. Pure."""

from datetime import time
from enum import StrEnum

# When the one mail of a day is written, on the clocks on the wall, unless the organisation says otherwise.
MAIL_AT = time(7, 30)


class MailChoice(StrEnum):
    """How news reaches somebody. What their account needs, such as a link for a password, always comes by mail."""

    DAILY = "daily"
    AT_ONCE = "at_once"
    NEVER = "never"


def mail_choices(mail_at: time) -> list[tuple[str, str]]:
    """The choices as a page offers them."""
    return [
        (
            MailChoice.DAILY,
            f"Once a day: one mail at {mail_at:%H:%M} when you work, and what is urgent at once",
        ),
        (MailChoice.AT_ONCE, "At once: a mail for each thing"),
        (MailChoice.NEVER, "Never: I read it here"),
    ]


def choice_in_words(choice: str, mail_at: time) -> str:
    """What somebody has chosen, as their account page says it."""
    match choice:
        case MailChoice.AT_ONCE:
            return "We write to you at once, a mail for each thing."
        case MailChoice.NEVER:
            return "We do not write to you: you read everything here."
        case _:
            return f"We write to you at most once a day, at {mail_at:%H:%M} when you work, and at once if it is urgent."
