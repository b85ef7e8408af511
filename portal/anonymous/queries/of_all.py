"""What can be asked of the desk as a whole, without a receipt."""

import hmac
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import distinct, func, select

from portal.anonymous import rules
from portal.anonymous.models import Item, Notice, Waiting, desk
from portal.anonymous.rules import Act, State
from portal.anonymous.rules.crowd import Circle, unpacked
from portal.foundation import clock
from portal.submissions.kinds import KINDS

LAST_NIGHT = "last night"  # the notice that says on which day the night's work was last done
CIRCLES = "circles"  # the notice of how many people work where, as far as authors may speak of it
LEFT_BEHIND = "left behind"  # the notice that names what the last batch could not pass on
NEWS_BOARD = "news"  # the notice that lists under which codes there is news


def codes_with_news() -> list[str]:
    """The codes that stand on the news board, in their order."""
    notice = desk.get(Notice, NEWS_BOARD)
    return list(notice.value["codes"]) if notice is not None else []


def posts_waiting(apart: Collection[str] = ()) -> int:
    """Of how many posts something waits to be passed on, but for those of some organisations."""
    waiting = select(func.count(distinct(Waiting.item))).join(Item, Item.key == Waiting.item)
    return desk.scalar(waiting.where(Item.organisation.not_in(apart))) or 0


def waited_for() -> set[str]:
    """The organisations of whose posts something waits to be passed on."""
    return set(desk.scalars(select(Item.organisation).join(Waiting, Waiting.item == Item.key).distinct()))


def answered_changes() -> set[str]:
    """The keys of the posts whose authors have answered a change to the text, where that is not passed on yet."""
    return set(desk.scalars(select(Waiting.item).where(Waiting.act == Act.ANSWER_EDIT)))


def night_done_on() -> date | None:
    """The day on which the night's work was last done."""
    notice = desk.get(Notice, LAST_NIGHT)
    return date.fromisoformat(notice.value["day"]) if notice is not None else None


def left_behind(apart: Collection[str] = ()) -> tuple[int, int]:
    """How many of the things that wait could not be passed on with the last batch, and of how many posts.

    But for those of some organisations.
    """
    notice = desk.get(Notice, LEFT_BEHIND)
    keys = notice.value["keys"] if notice is not None else []
    counted = select(func.count(), func.count(distinct(Waiting.item))).join(Item, Item.key == Waiting.item)
    counted = counted.where(Waiting.key.in_(keys), Item.organisation.not_in(apart))
    things, posts = desk.execute(counted).one()
    return things, posts


def passed_on() -> set[str]:
    """The keys of the posts that were passed on, and are on their way no longer."""
    on_their_way = select(Waiting.item).where(Waiting.act == Act.FILE)
    return set(
        desk.scalars(select(Item.key).where(Item.state == State.RELEASED, Item.key.not_in(on_their_way)))
    )


def organisations() -> dict[str, Any]:
    """The organisations, by code: their name, and the kinds that may be posted here."""
    notice = desk.get(Notice, "organisations")
    return notice.value if notice is not None else {}


def kinds_of(organisation: str) -> tuple[str, ...]:
    """The kinds of post that an organisation takes without a name."""
    return tuple(organisations().get(organisation, {}).get("kinds", ()))


def why_unread(organisation: str, kind: str) -> list[str]:
    """Why nobody reads posts of a kind first in an organisation; nothing where somebody does."""
    return list(organisations().get(organisation, {}).get("unread", {}).get(kind, ()))


def why_no_further(organisation: str, kind: str) -> list[tuple[str, str]]:
    """Which posts of a kind nobody else can be asked to decide in an organisation, in words, and why."""
    told = organisations().get(organisation, {}).get("settled", {}).get(kind, ())
    return [(which, why) for which, why in told]


def kinds_taken() -> tuple[str, ...]:
    """The kinds of post that at least one organisation takes without a name, in their own order."""
    taken = {kind for organisation in organisations().values() for kind in organisation["kinds"]}
    return tuple(kind for kind in KINDS if kind in taken)


def circle(organisation: str) -> Circle | None:
    """What the desk knows of an organisation's size; nothing before it was told."""
    notice = desk.get(Notice, CIRCLES)
    kept = notice.value.get(organisation) if notice is not None else None
    return unpacked(kept) if kept is not None else None


def topics() -> list[tuple[str, str]]:
    """The topics a post can be filed under: slug and name."""
    notice = desk.get(Notice, "topics")
    return [(slug, name) for slug, name in notice.value["topics"]] if notice is not None else []


def organisation_behind(door: str, key: str) -> str | None:
    """The organisation whose door code this is, today's or yesterday's."""
    typed = rules.read_door_code(door)
    today = clock.today()
    days = (today, today - clock.A_DAY)
    found = None
    for code in organisations():
        for day in days:
            if hmac.compare_digest(typed, rules.door_code(key, code, day)):
                found = code
    return found
