"""What somebody can show of what they did, told from what is stored of it. Pure.

Four marks, none of which is worth more than another: to stop something, or to help somebody else, counts as much as to
start (requirements 71 and 165). Nothing here is added up, and nothing is kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.foundation.text import day_with_year
from portal.implementation.rules.ledger import HOW_NAMES, How

NOT_NAMED = "a post that is not in the library"


class Mark(StrEnum):
    """A way to do something for others."""

    CONTRIBUTED = "contributed"
    HELPED = "helped"
    ADOPTED = "adopted"
    STOPPED = "stopped"


MARK_NAMES: dict[Mark, str] = {
    Mark.CONTRIBUTED: "Contributed",
    Mark.HELPED: "Helped",
    Mark.ADOPTED: "Adopted",
    Mark.STOPPED: "Stopped",
}
MARK_MEANS: dict[Mark, str] = {
    Mark.CONTRIBUTED: "What was written, approved and published.",
    Mark.HELPED: "What somebody else could do because of an answer, an opinion or a word.",
    Mark.ADOPTED: "What came from elsewhere and was put to use, confirmed there by somebody else.",
    Mark.STOPPED: "What was ended openly, with the reason, so that others need not try it again.",
}


class Help(StrEnum):
    """A way to help."""

    ANSWERED = "answered"
    OPINION = "opinion"
    FOUND = "found"
    CONFIRMED = "confirmed"


HELP_WORDS: dict[Help, str] = {
    Help.ANSWERED: "Answered a question about {title}",
    Help.OPINION: "Gave an opinion, when asked for one, on {title}",
    Help.FOUND: "Found what somebody had asked for: {title}",
    Help.CONFIRMED: "Looked into what {place} did with {title}, and confirmed it",
}
HELP_CONFIRMED: dict[Help, str] = {
    Help.ANSWERED: "The answer stands on the page of the post",
    Help.OPINION: "Asked for by {by}",
    Help.FOUND: "Noted when it was answered",
    Help.CONFIRMED: "Noted in the ledger of adoption",
}


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that somebody did, and who confirms it.

    ``reference`` is that of a post which they read in the library; ``own``: they wrote it.
    """

    mark: Mark
    on: date
    what: str
    confirmed: str
    reference: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """A post of theirs that is in the library; ``ended``: since when it is said there that it stopped, and why."""

    reference: str
    title: str
    kind: str
    on: date
    approved_by: tuple[str, ...] = ()
    ended: tuple[date, str] | None = None


@dataclass(frozen=True, slots=True)
class TakenUp:
    """A confirmed entry of theirs in the ledger. ``title`` is empty where they do not read the post now."""

    title: str
    reference: str
    how: How
    place: str
    since: date
    confirmed_on: date


@dataclass(frozen=True, slots=True)
class Helped:
    """One time that they helped."""

    sort: Help
    on: date
    title: str = ""
    reference: str = ""
    by: str = ""
    place: str = ""


def deeds_of(
    published: Iterable[Published],
    taken_up: Iterable[TakenUp],
    helped: Iterable[Helped],
    *,
    since: date | None = None,
) -> Sequence[Deed]:
    """All that is told of somebody, newest first; from a day on where one is given."""
    told: list[Deed] = []
    for post in published:
        title = _quoted(post.title)
        who = f"Approved by {_listed(post.approved_by)}" if post.approved_by else "Published in the library"
        told.append(Deed(Mark.CONTRIBUTED, post.on, f"{post.kind}: {title}", who, post.reference, own=True))
        if post.ended is not None:
            on, why = post.ended
            who = "Said on the page of the post"
            told.append(Deed(Mark.STOPPED, on, f"{title}. {why}", who, post.reference, own=True))
    for entry in taken_up:
        mark = Mark.STOPPED if entry.how == How.STOPPED else Mark.ADOPTED
        what = f"{HOW_NAMES[entry.how]} {_quoted(entry.title)} at {entry.place}"
        who = f"Confirmed there by somebody else on {day_with_year(entry.confirmed_on)}"
        told.append(Deed(mark, entry.since, what, who, entry.reference))
    for one in helped:
        facts = {"title": _quoted(one.title), "place": one.place, "by": one.by}
        what, who = HELP_WORDS[one.sort].format(**facts), HELP_CONFIRMED[one.sort].format(**facts)
        told.append(Deed(Mark.HELPED, one.on, what, who, one.reference))
    kept = [deed for deed in told if since is None or deed.on >= since]
    return sorted(kept, key=lambda deed: (-deed.on.toordinal(), list(Mark).index(deed.mark), deed.what))


def by_mark(deeds: Iterable[Deed]) -> Sequence[tuple[Mark, Sequence[Deed]]]:
    """What somebody did by its mark, in the order of the marks; those that nothing bears are left out."""
    all_ = list(deeds)
    groups = ((mark, [deed for deed in all_ if deed.mark is mark]) for mark in Mark)
    return [(mark, group) for mark, group in groups if group]


def _quoted(title: str) -> str:
    return f"“{title}”" if title else NOT_NAMED


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
