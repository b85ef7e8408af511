"""Who is told of what a meeting decided and agreed, in which words. Pure."""

from collections.abc import Mapping

from portal.notifications.rules.audiences import Audience, Pace, Telling

DECIDED: Mapping[str, tuple[Telling, ...]] = {
    "meeting.decided": (
        Telling(Audience.AUTHORS, "A meeting with leaders decided something on {title}", "post", Pace.DAILY),
    ),
}
DISCUSSED = "A meeting with leaders decided something on what you asked for"
GIVEN = "A meeting agreed that you do this by {day}: “{words}”"
ASKED = "It was to be done by {day}: “{words}”. Say how it stands"
PASSED_ON = "Nobody has said how it stands, and it was to be done by {day}: “{words}”"
REPORTED = {
    "open": "It takes longer, until {day}: “{words}”",
    "done": "It is done: “{words}”",
    "dropped": "It is not done after all: “{words}”. The reason is there",
}
