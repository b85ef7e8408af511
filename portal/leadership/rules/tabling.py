"""From which lists an agenda is made. Pure."""

from enum import StrEnum


class Source(StrEnum):
    """A list of the portal from which somebody takes what a meeting is to talk about."""

    STUCK = "stuck"
    PROMISED = "promised"
    UNANSWERED = "unanswered"
    WANTED = "wanted"
    CASES = "cases"
    THANKS = "thanks"
    LIBRARY = "library"


SOURCE_NAMES: dict[Source, str] = {
    Source.STUCK: "Stuck",
    Source.PROMISED: "Needs a word",
    Source.UNANSWERED: "Not answered",
    Source.WANTED: "Wanted",
    Source.CASES: "Impact cases",
    Source.THANKS: "Worth thanking",
    Source.LIBRARY: "From the library",
}
OFFERED_AT_MOST = 30
