"""Who is told of what a place did with a post, in which words. Pure."""

from collections.abc import Mapping

from portal.notifications.rules.audiences import Audience, Pace, Telling

ADOPTING: Mapping[str, tuple[Telling, ...]] = {
    "adoption.noted": (
        Telling(
            Audience.HOLDER, "Say if it is right what {place} did with {title}: {how}", "adoption", Pace.DAILY
        ),
    ),
    "adoption.confirmed": (
        Telling(Audience.AUTHORS, "{place} says what it did with {title}: {how}", "item", Pace.DAILY),
        Telling(
            Audience.NAMED,
            "What you wrote down of {title} is confirmed, and readers see it",
            "item",
            Pace.ON_PAGE,
        ),
    ),
    "adoption.refused": (
        Telling(
            Audience.NAMED,
            "What you wrote down of {title} was not confirmed. The reason is there",
            "adoption",
            Pace.DAILY,
        ),
    ),
}
