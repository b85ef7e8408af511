"""How far a post goes: whoever approves it may let fewer people read it than its author asked, never more. Pure."""

from collections.abc import Iterable
from typing import Any

from portal.foundation.errors import Refused
from portal.submissions.rules import MEANT_FOR, Sharing

# From the fewest readers to the most.
FEWEST_FIRST: tuple[Sharing, ...] = (
    Sharing.UNIT,
    Sharing.FORCE,
    Sharing.REGION,
    Sharing.POLICING,
    Sharing.PUBLIC,
)
# Who reads it, as its author is told.
YOUR_READERS: dict[Sharing, str] = {**MEANT_FOR} | {
    Sharing.UNIT: "your unit",
    Sharing.FORCE: "your organisation",
    Sharing.REGION: "your region",
}


def is_wider(sharing: str, than: str) -> bool:
    """Whether more people read it in the first way than in the second."""
    return FEWEST_FIRST.index(Sharing(sharing)) > FEWEST_FIRST.index(Sharing(than))


def reaches(post: Any) -> list[Sharing]:
    """For whom a post can be approved: as asked, and then for fewer and fewer. What its home has not is left out."""
    no_place = {Sharing.UNIT} if post.unit is None else set()
    if not post.organisation.region:
        no_place.add(Sharing.REGION)
    asked = Sharing(post.sharing)
    fewer = [one for one in reversed(FEWEST_FIRST) if is_wider(asked, one) and one not in no_place]
    return [asked, *fewer]


def check_reach(asked: str, chosen: str) -> None:
    """Raise ``Refused`` where a post would be approved for more readers than its author asked for."""
    if chosen not in set(Sharing):
        raise Refused("Choose for whom you approve it.", field="sharing", code="not-valid")
    if is_wider(chosen, asked):
        raise Refused(
            f"It was meant for {MEANT_FOR[Sharing(asked)]}. You can approve it for fewer people, never for more.",
            field="sharing",
            code="not-valid",
        )


def narrowest(given: Iterable[str | None]) -> Sharing | None:
    """The fewest readers that anybody who approved it let read it; nothing where nobody wanted fewer."""
    found = [Sharing(one) for one in given if one]
    return min(found, key=FEWEST_FIRST.index) if found else None
