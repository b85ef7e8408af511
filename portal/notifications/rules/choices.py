"""Of what somebody is written to, when, and what one press on the link of a mail stops. Pure."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum

from portal.foundation.errors import Refused
from portal.notifications.rules.audiences import Audience
from portal.people.rules.mail import MailChoice


class MailKind(StrEnum):
    """What a mail is about. What an account needs, such as a link for a password, is none of these: it always comes."""

    OWN = "own"
    QUESTIONS = "questions"
    TO_DECIDE = "to_decide"
    KEPT = "kept"
    FOLLOWED = "followed"
    WANTED = "wanted"
    OTHER = "other"
    NEWSLETTER = "newsletter"


KIND_NAMES: Mapping[MailKind, str] = {
    MailKind.OWN: "What becomes of your own posts",
    MailKind.QUESTIONS: "Questions and answers",
    MailKind.TO_DECIDE: "What you are asked to decide",
    MailKind.KEPT: "Posts that you keep right, or see through",
    MailKind.FOLLOWED: "What you follow in the library",
    MailKind.WANTED: "What is asked for, and what you asked for",
    MailKind.OTHER: "Everything else, such as how the portal is run",
    MailKind.NEWSLETTER: "The newsletter",
}
# These come at one hour for all who have them, or not at all.
COME_OR_NOT = frozenset({MailKind.FOLLOWED, MailKind.NEWSLETTER})
USUAL = ""
ALL, ONE_POST = "all", "post-"

_OF_QUESTIONS = ("question.", "answer.", "answers.", "comment.", "remark.")
_OF_WANTS = ("want.",)
_OF_WHAT_IS_KEPT = ("item.", "owner.", "sponsor.", "progress.", "adoption.", "outcome.")
_DECIDES = frozenset(
    {
        Audience.APPROVERS,
        Audience.HOLDER,
        Audience.ASKER,
        Audience.LATE,
        Audience.KEEPERS,
        Audience.LEADS,
        Audience.NAMED,
        Audience.GUARDIANS,
        Audience.DECIDERS,
    }
)


def kind_of(event: str, audience: Audience | None = None) -> MailKind:
    """What a notice of an event is about for an audience. Whatever no case speaks of is ``OTHER``."""
    if event.startswith(_OF_QUESTIONS):
        return MailKind.QUESTIONS
    if audience is Audience.AUTHORS:
        return MailKind.OWN
    if event.startswith(_OF_WANTS):
        return MailKind.WANTED
    if event.startswith(_OF_WHAT_IS_KEPT) or audience in {Audience.RENEWERS, Audience.OWNERS}:
        return MailKind.KEPT
    return MailKind.TO_DECIDE if audience in _DECIDES else MailKind.OTHER


def choice_for(kind: MailKind, usual: str, chosen: Mapping[str, str]) -> MailChoice:
    """How somebody is written to of one kind: as they chose for it, else as for everything."""
    return MailChoice(chosen.get(kind) or usual)


def offered_for(kind: MailKind) -> list[tuple[str, str]]:
    """The choices of one kind, as a page offers them."""
    never = (MailChoice.NEVER.value, "Not by mail")
    if kind in COME_OR_NOT:
        return [(USUAL, "By mail, unless I chose never"), never]
    return [
        (USUAL, "As for everything"),
        (MailChoice.DAILY.value, "Once a day"),
        (MailChoice.AT_ONCE.value, "At once"),
        never,
    ]


def check_quiet(begins: time | None, ends: time | None) -> None:
    """Raises ``Refused`` for quiet hours of which one end is not said, or that would never begin or never end."""
    if (begins is None) != (ends is None):
        raise Refused("Say when your quiet hours begin and when they end, or neither.", field="quiet_from")
    if begins is not None and begins == ends:
        raise Refused(
            "Quiet hours that end when they begin are none. Choose two different times.", field="quiet_until"
        )


def quiet_until(now: datetime, begins: time | None, ends: time | None) -> datetime | None:
    """When the quiet hours end that it is in now, on the clocks on the wall; nothing where it is in none.

    They may go over midnight. The one who has them chose both ends.
    """
    if begins is None or ends is None:
        return None
    here = now.time()
    inside = begins <= here < ends if begins < ends else here >= begins or here < ends
    if not inside:
        return None
    day = now.date() if here < ends else now.date() + timedelta(days=1)
    return datetime.combine(day, ends, now.tzinfo)


def what_stops(what: str) -> str:
    """What a link in a mail would stop, as its page says it; nothing for one that was made up."""
    if what == ALL:
        return "any mail but what your account needs, such as a link to choose a password"
    if what.startswith(ONE_POST):
        return "mail about this one post, unless something is asked of you"
    if what in set(MailKind):
        return f"mail about this: {KIND_NAMES[MailKind(what)][:1].lower()}{KIND_NAMES[MailKind(what)][1:]}"
    return ""
