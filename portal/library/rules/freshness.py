"""Whether somebody still stands behind an item: when it is looked at again, by whom, and what retiring it means. Pure.

Knowledge grows old without anybody noticing (requirements 102, 135). So every published item has a day by which
somebody says that it is still right, and a person who is asked. Nothing is hidden for being old: what did not work
is as useful to the next who tries as what did.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Protocol

from portal.foundation.errors import Refused
from portal.people.rules import Role, SomePerson, holds
from portal.people.rules.calendar import months_after
from portal.submissions.kinds import KINDS
from portal.submissions.rules import Status, leads_where_posted

MONTHS = 12
MONTHS_AT_MOST = 60
MONTHS_SETTING = "review_months"  # in the settings of an organisation: months by kind
REASON_LENGTH = 1000

# So long an item that is due stands as before: its owner is asked first, then its readers are told.
GRACE = timedelta(days=14)
AGAIN = timedelta(days=90)


class Standing(StrEnum):
    """How an item stands with those who answer for it. ``DUE`` is theirs to know; readers see it as current."""

    CURRENT = "current"
    DUE = "due"
    STALE = "stale"
    RETIRED = "retired"


STANDING_NAMES: dict[Standing, str] = {
    Standing.STALE: "Not confirmed in time",
    Standing.DUE: "Due now",
    Standing.CURRENT: "Confirmed",
    Standing.RETIRED: "Retired",
}


class SomeKeeping(Protocol):
    """Who keeps an item by name: whoever it was handed to, and their deputy."""

    @property
    def owner(self) -> Any: ...
    @property
    def deputy(self) -> Any: ...


class KeptItem(Protocol):
    """An item with its post and with who keeps it."""

    retired_on: date | None

    @property
    def submission(self) -> Any: ...
    @property
    def keeping(self) -> SomeKeeping: ...


def arranged_meanwhile(keeping: SomeKeeping) -> str:
    """What somebody reads who says who keeps an item, and did not know that somebody else just has."""
    keeper, deputy = (
        one.name if one is not None else "nobody by name" for one in (keeping.owner, keeping.deputy)
    )
    return (
        f"Somebody else changed this meanwhile. Now it is handed to {keeper}, and the deputy is {deputy}. "
        "Save again if what stands here is right all the same."
    )


def review_months(kind: str, settings: Mapping[str, Any], own: int | None = None) -> int:
    """After how many months an item is looked at again: its own number, its organisation's for the kind, or 12."""
    return own or int((settings.get(MONTHS_SETTING) or {}).get(kind) or MONTHS)


def review_day(said_on: date, months: int) -> date:
    """The day by which somebody says again that an item is right. ``said_on`` is when that was said last."""
    return months_after(said_on, months)


def standing(review_on: date | None, retired_on: date | None, today: date) -> Standing:
    """How an item stands. One without a day of review is never due: it was left there as declined."""
    if retired_on is not None:
        return Standing.RETIRED
    if review_on is None or today < review_on:
        return Standing.CURRENT
    return Standing.DUE if today < review_on + GRACE else Standing.STALE


def shown_standing(review_on: date | None, retired_on: date | None, today: date) -> Standing:
    """The same for readers, to whom what is only due is current."""
    found = standing(review_on, retired_on, today)
    return Standing.CURRENT if found is Standing.DUE else found


def reminders_due(review_on: date, today: date) -> int:
    """How often its owner should have been asked by now: on the day, once readers are told, and then every 90 days."""
    if today < review_on:
        return 0
    if today < review_on + GRACE:
        return 1
    return 2 + (today - review_on - GRACE) // AGAIN


def next_reminder(review_on: date, asked: int) -> date:
    """The day of the next reminder, after so many."""
    return review_on if asked == 0 else review_on + GRACE + AGAIN * (asked - 1)


def owner_of(item: KeptItem) -> Any:
    """The person who is asked whether an item is still right; nobody where the innovation lead is.

    Whoever it was handed to, while they work where it was written; else who wrote it under their name, the author
    before the others. Of those who have left, and of a post without a name, the lead keeps it: it is never an orphan,
    and nobody learns from it who wrote it.
    """
    post = item.submission
    named = item.keeping.owner
    if named is not None and is_here(named, post):
        return named
    wrote = (post.author or post.claimed_by, *post.co_authors)
    return next((one for one in wrote if one is not None and one.ended_on is None), None)


def deputy_of(item: KeptItem) -> Any:
    """Whoever is asked beside the owner, while they work where the item was written."""
    named = item.keeping.deputy
    return named if named is not None and is_here(named, item.submission) else None


def is_here(person: Any, post: Any) -> bool:
    """Whether somebody works now where a post belongs."""
    return person.ended_on is None and person.organisation_id == post.organisation_id


def may_arrange(person: SomePerson, item: KeptItem) -> bool:
    """The owner hands an item over, names a deputy and sets its months, and so does the organisation's lead."""
    # Who keeps it first is its author, whom somebody who decided blind is not to learn.
    return _answers_for(person, item) and not item.submission.is_blind_to(person)


def _answers_for(person: SomePerson, item: KeptItem) -> bool:
    post = item.submission
    if post.status != Status.PUBLISHED:
        return False
    owner = owner_of(item)
    return leads_where_posted(person, post) or (owner is not None and owner.id == person.id)


def may_keep(person: SomePerson, item: KeptItem) -> bool:
    """Whether the person answers for a published item: its owner, the deputy, the innovation lead where it belongs."""
    if _answers_for(person, item):
        return True
    deputy = deputy_of(item)
    return item.submission.status == Status.PUBLISHED and deputy is not None and deputy.id == person.id


def may_confirm(person: SomePerson, item: KeptItem) -> bool:
    """Whether the person may say that an item is still right."""
    return item.retired_on is None and may_keep(person, item)


def may_retire(person: SomePerson, item: KeptItem) -> bool:
    """Whether the person may retire an item. It stays readable, so whoever keeps it may."""
    return may_confirm(person, item)


def may_bring_back(person: SomePerson, item: KeptItem) -> bool:
    """Whether the person may undo that an item was retired."""
    return item.retired_on is not None and may_keep(person, item)


def may_report(person: SomePerson) -> bool:
    """Innovation leads read what of their organisation is stale, the national curator what of all they may read."""
    return holds(person, Role.INNOVATION_LEAD, Role.NATIONAL_CURATOR)


def may_set_months(person: SomePerson) -> bool:
    """Who says after how many months the items of their organisation are looked at again: leads and administrators."""
    return holds(person, Role.INNOVATION_LEAD, Role.ORGANISATION_ADMINISTRATOR)


def check_months(months: Mapping[str, int]) -> None:
    """Raise ``Refused`` where a number of months is missing or out of range."""
    for kind in KINDS:
        if not 1 <= months.get(kind, 0) <= MONTHS_AT_MOST:
            raise Refused(f"Say a number of months from 1 to {MONTHS_AT_MOST}.", field=field_of(kind))


def field_of(kind: str) -> str:
    """What the field for the months of a kind is called."""
    return kind.replace("-", "_")


def check_successor(item: KeptItem, successor: KeptItem | None, *, readable: bool) -> None:
    """Raise ``Refused`` where another item cannot stand in the place of a retired one.

    ``readable``: whoever retires it reads the other. One they may not read is not there for them.
    """
    if successor is None or not readable:
        raise Refused(
            "There is no such post in the library. Copy the reference, or the address, from its page.",
            field="successor",
        )
    if successor.submission.id == item.submission.id:
        raise Refused("That is this post itself. Name the one to read instead.", field="successor")
    if successor.retired_on is not None or successor.submission.status != Status.PUBLISHED:
        raise Refused("That post is not current itself. Name one that is.", field="successor")


def asked_in_words(review_on: date, today: date, last_said: str) -> str:
    """What an owner is asked, after the title. ``last_said`` is the day on which it was last said, in words."""
    if standing(review_on, None, today) is Standing.STALE:
        return f"has been confirmed by nobody since {last_said}, and its readers see that. Say if it is still right"
    return f"was last confirmed on {last_said}. Say if it is still right"


def waiting_in_words(total: int, organisation: str) -> str:
    """What leads are told of items that nobody keeps by name."""
    if total == 1:
        return f"1 post of {organisation} waits for somebody to say that it is still right"
    return f"{total} posts of {organisation} wait for somebody to say that they are still right"


def kept_by(owner: Any, deputy: Any) -> Sequence[Any]:
    """Who is asked about an item by name, each once."""
    return list({one.id: one for one in (owner, deputy) if one is not None}.values())
