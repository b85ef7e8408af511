"""What the one mail of a day says: by post, the newest first, and never more than somebody reads on a phone."""

from datetime import date, timedelta

import pytest

from portal.notifications.rules import (
    ENTRIES_SHOWN,
    TELLINGS,
    Group,
    Item,
    below_title,
    day_mail,
    named,
    wording,
)
from portal.notifications.rules.day import OF_ONE_POST

FRIDAY = date(2026, 12, 11)
ROOM = "“A quiet room”"
EVERY_TELLING = [(event, telling) for event, tellings in TELLINGS.items() for telling in tellings]


def of_post(words: str, key: int = 7, title: str = ROOM) -> Item:
    return Item(words, f"/library/{words}", asks=False, about=key, title=title)


def followed(topic: str, title: str) -> Item:
    group = Group(f"About {topic}", f"/stop-following/{topic}")
    return Item(f"New about {topic}: {title}", f"/library/{title}", False, group=group, short=title)


def test_what_is_new_of_one_post_stands_together_below_its_title_and_the_newest_first() -> None:
    other = of_post("“Hooks” was retired in the library", 8, "“Hooks”")
    mail = day_mail(
        [of_post(f"Sam asked about {ROOM}"), other, of_post(f"{ROOM} was retired in the library")]
    )
    assert mail is not None
    assert [thing.title for thing in mail.things] == [ROOM, ""]
    assert [line.words for line in mail.things[0].lines] == [
        "It was retired in the library", "Sam asked about it",
    ]  # fmt: skip
    assert mail.things[1].lines == (other,)


def test_what_is_of_no_post_stands_by_itself_however_much_there_is() -> None:
    mail = day_mail([Item(words, f"/{words}", asks=False) for words in ("one", "two", "three")])
    assert mail is not None
    assert [(thing.title, thing.lines[0].words) for thing in mail.things] == [
        ("", "three"), ("", "two"), ("", "one"),
    ]  # fmt: skip


def test_one_post_about_which_much_is_new_leaves_room_for_others() -> None:
    items = [of_post("first", 8, "“Hooks”"), *(of_post(f"{ROOM} {number}") for number in range(30))]
    mail = day_mail(items)
    assert mail is not None
    assert [len(thing.lines) for thing in mail.things] == [OF_ONE_POST, 1]
    assert mail.more == 30 - OF_ONE_POST


@pytest.mark.parametrize("groups", [1, 7, 30, 100])
@pytest.mark.parametrize("each", [1, 4])
def test_whoever_follows_much_reads_one_screen_of_it(groups: int, each: int) -> None:
    items = [followed(f"topic {group}", f"“{group}.{one}”") for group in range(groups) for one in range(each)]
    mail = day_mail(items)
    assert mail is not None
    lines = sum(1 + len(some) for _group, some in mail.followed)
    assert 0 < lines <= ENTRIES_SHOWN
    assert mail.more == len(items) - sum(len(some) for _group, some in mail.followed)
    assert mail.followed[0][0].heading == f"About topic {groups - 1}", "the newest first"


def test_what_waits_for_its_reader_takes_the_room_of_news() -> None:
    asks = [
        Item(f"waits {day}", f"/steps/{day}", True, FRIDAY + timedelta(days=day))
        for day in range(ENTRIES_SHOWN)
    ]
    mail = day_mail([*asks, of_post("new"), followed("drones", "“Drones”")])
    assert mail is not None
    assert (len(mail.asking), mail.things, mail.followed, mail.more) == (ENTRIES_SHOWN, (), (), 2)


@pytest.mark.parametrize(("event", "telling"), EVERY_TELLING)
@pytest.mark.parametrize("anonymous", [False, True])
def test_below_its_title_no_sentence_names_the_post_again(
    event: str, telling: object, anonymous: bool
) -> None:
    title = named("A quiet room", anonymous=anonymous)
    words = wording(
        telling,  # type: ignore[arg-type]
        title="A quiet room",
        kind_with_article="an idea",
        anonymous=anonymous,
        facts={"said": "is due today"},
        by="Sam Sergeant",
    )
    short = below_title(words, title)
    assert title not in short, event
    assert len(short) >= len("It is"), event
    assert short[:1].isupper()
    assert not short.endswith((":", " "))
