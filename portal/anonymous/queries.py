"""What can be asked at the desk."""

from typing import Any

from sqlalchemy import func, select

from portal.anonymous import rules
from portal.anonymous.models import Item, Letter, Notice, Waiting, desk
from portal.anonymous.rules import Act, State
from portal.foundation import clock


def item_of(receipt: str) -> Item | None:
    """The post that a receipt belongs to."""
    return desk.scalar(select(Item).where(Item.lookup == rules.derived(receipt, "lookup")))


def letters_of(item: Item) -> list[Letter]:
    """All that the author was told and said, oldest first."""
    return list(
        desk.scalars(select(Letter).where(Letter.item == item.key).order_by(Letter.day, Letter.place))
    )


def waiting_of(item: Item) -> list[Waiting]:
    """What the author did that is not passed on yet."""
    return list(desk.scalars(select(Waiting).where(Waiting.item == item.key)))


def waiting_count() -> int:
    """How many things wait to be passed on."""
    return desk.scalar(select(func.count()).select_from(Waiting)) or 0


def organisations() -> dict[str, Any]:
    """The organisations, by code: their name, and the kinds that may be posted here."""
    notice = desk.get(Notice, "organisations")
    return notice.value if notice is not None else {}


def kinds_of(organisation: str) -> tuple[str, ...]:
    """The kinds of post that an organisation takes without a name."""
    return tuple(organisations().get(organisation, {}).get("kinds", ()))


def topics() -> list[tuple[str, str]]:
    """The topics a post can be filed under: slug and name."""
    notice = desk.get(Notice, "topics")
    return [(slug, name) for slug, name in notice.value["topics"]] if notice is not None else []


def organisation_behind(door: str, key: str) -> str | None:
    """The organisation whose door code this is, today's or yesterday's."""
    typed = rules.read_door_code(door)
    today = clock.today()
    days = (today, today - clock.A_DAY)
    for code in organisations():
        if any(typed == rules.door_code(key, code, day) for day in days):
            return code
    return None


def last_said(item: Item) -> Letter | None:
    """The newest letter that says where the post stands."""
    standing = [letter for letter in letters_of(item) if letter.event.startswith("submission.")]
    return standing[-1] if standing else None


def may_change(item: Item) -> bool:
    """Whether the author may change the text now: before it is passed on, when it is returned, or was declined."""
    if item.state == State.WITHDRAWN:
        return False
    last = last_said(item)
    return item.state == State.HELD or (
        last is not None
        and last.event in {"submission.returned", "submission.declined"}
        and not _changed(item)
    )


def _changed(item: Item) -> bool:
    return any(one.act == Act.CHANGE for one in waiting_of(item))


def may_withdraw(item: Item) -> bool:
    """Whether the author may take the post back: until it is published or ended."""
    last = last_said(item)
    ended = last is not None and last.event in {
        "submission.published",
        "submission.declined",
        "submission.withdrawn",
    }
    return item.state != State.WITHDRAWN and not ended


def open_questions(item: Item) -> list[dict[str, Any]]:
    """The questions that the author has not answered yet."""
    letters = letters_of(item)
    answered = {letter.what.get("question") for letter in letters if letter.event == "author.answered"}
    answered |= {one.what.get("question") for one in waiting_of(item) if one.act == Act.ANSWER}
    return [
        letter.what
        for letter in letters
        if letter.event == "question.asked" and letter.what.get("question") not in answered
    ]
