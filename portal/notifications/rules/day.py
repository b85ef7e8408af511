"""What the one mail of a day says, and in which order. Pure.

It is read on a phone between two calls: as many entries as a screen or two hold, newest first, and how many more there
are. What asks something of its reader comes before that, what is due first before all else.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from portal.notifications.rules.wording import begun

# Lines of a mail of a day, headings of what is followed among them; of one post, so many before the rest is counted.
ENTRIES_SHOWN = 12
OF_ONE_POST = 3


@dataclass(frozen=True, slots=True)
class Group:
    """What a reader follows, as a heading over what is new in it, and where they stop following it."""

    heading: str
    stop: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that the mail of a day says. ``due_on`` is the day by which the reader answers, ``until`` says so.

    What is new of one post, known by ``about``, stands together below its ``title``. What is new in what they follow
    stands under its ``group``, as ``short``, with a ``note`` of what to do.
    """

    words: str
    address: str
    asks: bool
    due_on: date | None = None
    until: str = ""
    group: Group | None = None
    short: str = ""
    note: str = ""
    about: int | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """What is new of one post: below its title where that is more than one line."""

    title: str
    lines: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class DayMail:
    """What the mail of a day says: what asks something of its reader, what is news by post, how much more there is.

    ``followed`` is what is new in what they follow, by group.
    """

    subject: str
    asking: tuple[Item, ...]
    things: tuple[Thing, ...]
    more: int
    followed: tuple[tuple[Group, tuple[Item, ...]], ...] = ()

    @property
    def news(self) -> tuple[Item, ...]:
        """All that is news, line by line."""
        return tuple(line for thing in self.things for line in thing.lines)


def chosen(items: Iterable[Item]) -> list[Item]:
    """What there is to say, oldest first. Of two that ask for one decision, or say the same, the newer is left."""
    one_each: dict[object, Item] = {}
    for item in items:
        of_step = item.asks and item.due_on is not None
        key = item.address if of_step else (item.words, item.address)
        one_each.pop(key, None)
        one_each[key] = item
    return list(one_each.values())


def laid_out(subject: str, items: Sequence[Item]) -> DayMail:
    """The mail of a day from all that it could say, oldest first."""
    asking = sorted((one for one in items if one.asks), key=lambda one: one.due_on or date.max)
    newest = [one for one in reversed(items) if not one.asks]
    shown = tuple(asking[:ENTRIES_SHOWN])
    room = ENTRIES_SHOWN - len(shown)
    things, room = _things([one for one in newest if one.group is None], room)
    followed = _followed([one for one in newest if one.group is not None], room)
    said = len(shown) + sum(len(one.lines) for one in things) + sum(len(some) for _group, some in followed)
    return DayMail(subject, shown, things, len(items) - said, followed)


def _things(news: Iterable[Item], room: int) -> tuple[tuple[Thing, ...], int]:
    """News by the post it is of, the newest first, as far as there is room; and how much room is left."""
    of_each: dict[Hashable, list[Item]] = {}
    for place, item in enumerate(news):
        of_each.setdefault(item.about if item.about is not None else (place,), []).append(item)
    found = []
    for lines in of_each.values():
        some = lines[: min(OF_ONE_POST, room)]
        if some:
            found.append(_thing(some))
            room -= len(some)
    return tuple(found), room


def _thing(lines: Sequence[Item]) -> Thing:
    title = lines[0].title
    if len(lines) == 1 or not title:
        return Thing("", tuple(lines))
    return Thing(begun(title), tuple(_below_title(line, title) for line in lines))


def _below_title(line: Item, title: str) -> Item:
    return Item(below_title(line.words, title), line.address, line.asks, line.due_on, line.until)


def below_title(words: str, title: str) -> str:
    """A sentence about a post as it reads below the post's title, which it need not repeat."""
    if words.endswith(f": {title}"):
        return words.removesuffix(f": {title}")
    if words.casefold().startswith(title.casefold()):
        return f"It{words[len(title) :]}"
    return words.replace(title, "it")


def _followed(newest: Iterable[Item], room: int) -> tuple[tuple[Group, tuple[Item, ...]], ...]:
    """News of what is followed, under what it is new in, in the order in which each of these is met first."""
    groups: dict[Group, list[Item]] = {}
    for item in newest:
        if item.group is None:
            continue
        needed = 1 if item.group in groups else 2  # a heading takes a line too
        if needed <= room:
            groups.setdefault(item.group, []).append(item)
            room -= needed
    return tuple((group, tuple(some)) for group, some in groups.items())
