"""Whom a sentence is for, how soon it is mailed, and whether it asks something. Pure."""

from dataclasses import dataclass
from enum import StrEnum, auto


class Audience(StrEnum):
    """Who somebody is to the post that something happened to."""

    AUTHORS = "authors"
    APPROVERS = "approvers"
    HOLDER = "holder"
    ASKER = "asker"
    ANSWERERS = "answerers"
    LATE = "late"
    KEEPERS = "keepers"
    LEADS = "leads"
    NAMED = "named"
    RENEWERS = "renewers"
    OWNERS = "owners"
    SEE_THROUGH = "see through"
    KEPT_BY = "kept by"
    GUARDIANS = "guardians"
    DECIDERS = "deciders"


class Pace(StrEnum):
    """How soon something is mailed to somebody who wants one mail a day."""

    AT_ONCE = auto()
    ONCE_DUE = (
        auto()
    )  # at once where the answer is due today or was due before, else with the mail of the day
    WHILE_WAITING = auto()  # at once while the post waits for a decision, which a question holds up
    DAILY = auto()
    ON_PAGE = auto()  # no mail at all: pleasant to know, and read when somebody looks


@dataclass(frozen=True, slots=True)
class Telling:
    """One sentence for one audience. ``words`` may use the names of ``wording``; ``page`` is where it leads."""

    audience: Audience
    words: str
    page: str
    pace: Pace

    @property
    def asks(self) -> bool:
        """Whether something is asked of the reader, who reads it before what is only news."""
        asked_about = self.audience is Audience.AUTHORS and self.page == "talk"
        return asked_about or self.audience in {
            Audience.HOLDER,
            Audience.KEEPERS,
            Audience.ANSWERERS,
            Audience.RENEWERS,
            Audience.OWNERS,
            Audience.SEE_THROUGH,
        }
