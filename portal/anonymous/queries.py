"""What can be asked at the desk."""

import hmac
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import distinct, func, select

from portal.anonymous import rules
from portal.anonymous.models import Item, Letter, Notice, Waiting, desk
from portal.anonymous.rules import Act, State
from portal.authorisation.rules import REASON_CODES, YOUR_READERS, StepState
from portal.authorisation.rules.words import DRAWN
from portal.feedback.rules import OUTCOME_NAMES, USE_NAMES, result_names
from portal.foundation import clock
from portal.submissions.kinds import KINDS
from portal.submissions.rules import Sharing

# What came back to its author, and may be changed; and what is on its way no longer.
CAME_BACK = frozenset({"submission.returned", "submission.declined", "submission.taken_out"})
ENDED = frozenset({"submission.declined", "submission.withdrawn", "submission.taken_out"})

LAST_NIGHT = "last night"  # the notice that says on which day the night's work was last done
LEFT_BEHIND = "left behind"  # the notice that names what the last batch could not pass on

# Looked for where what was typed cannot be a receipt, so that every wrong one takes the same path.
NO_RECEIPT = "0" * (rules.RECEIPT_LENGTH + 1)


def item_of(receipt: str | None) -> Item | None:
    """The post that a receipt belongs to. What cannot be a receipt is looked for all the same."""
    return desk.scalar(select(Item).where(Item.lookup == rules.derived(receipt or NO_RECEIPT, "lookup")))


def letters_of(item: Item) -> list[Letter]:
    """All that the author was told and said, oldest first."""
    return list(
        desk.scalars(select(Letter).where(Letter.item == item.key).order_by(Letter.day, Letter.place))
    )


def waiting_of(item: Item) -> list[Waiting]:
    """What the author did that is not passed on yet."""
    return list(desk.scalars(select(Waiting).where(Waiting.item == item.key)))


def posts_waiting() -> int:
    """Of how many posts something waits to be passed on."""
    return desk.scalar(select(func.count(distinct(Waiting.item)))) or 0


def night_done_on() -> date | None:
    """The day on which the night's work was last done."""
    notice = desk.get(Notice, LAST_NIGHT)
    return date.fromisoformat(notice.value["day"]) if notice is not None else None


def left_behind() -> tuple[int, int]:
    """How many of the things that wait could not be passed on with the last batch, and of how many posts."""
    notice = desk.get(Notice, LEFT_BEHIND)
    keys = notice.value["keys"] if notice is not None else []
    counted = select(func.count(), func.count(distinct(Waiting.item))).where(Waiting.key.in_(keys))
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


def kinds_taken() -> tuple[str, ...]:
    """The kinds of post that at least one organisation takes without a name, in their own order."""
    taken = {kind for organisation in organisations().values() for kind in organisation["kinds"]}
    return tuple(kind for kind in KINDS if kind in taken)


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


def last_said(item: Item) -> Letter | None:
    """The newest letter that says where the post stands."""
    standing = [letter for letter in letters_of(item) if letter.event in rules.STANDING]
    return standing[-1] if standing else None


def may_change(item: Item) -> bool:
    """Whether the author may change the text now: before it is passed on, and once it came back."""
    if item.state == State.WITHDRAWN:
        return False
    last = last_said(item)
    return item.state == State.HELD or (last is not None and last.event in CAME_BACK and not _changed(item))


def may_go_further(item: Item) -> bool:
    """Whether the author may ask once for somebody else to decide: there was cause with the last news of the post."""
    last = last_said(item)
    asked = any(one.act in {Act.GO_FURTHER, Act.CHANGE} for one in waiting_of(item))
    return item.state == State.RELEASED and last is not None and bool(last.what.get("further")) and not asked


def _changed(item: Item) -> bool:
    return any(one.act == Act.CHANGE for one in waiting_of(item))


def may_withdraw(item: Item) -> bool:
    """Whether the author may take the post back: until it is published or ended."""
    last = last_said(item)
    ended = last is not None and last.event in ENDED | {"submission.published"}
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


def open_change(item: Item) -> dict[str, Any] | None:
    """The change to the text that the author has before them: what was told of it, with the text itself.

    It is over once it is answered or has lapsed, or the step that would make it has decided otherwise.
    """
    if item.state != State.RELEASED or any(one.act == Act.ANSWER_EDIT for one in waiting_of(item)):
        return None
    found: dict[str, Any] | None = None
    for letter in letters_of(item):
        if letter.event == "edit.proposed":
            found = letter.what
        elif letter.event in {"step.answered", "submission.approved"}:
            found = None if found and letter.what.get("step") == found.get("step") else found
        elif letter.event.startswith(("edit.", "submission.")):
            found = None
    return found if found and found.get("change") else None


@dataclass(frozen=True, slots=True)
class Told:
    """One thing the author is told, or has said: the day, a sentence, and somebody's own words."""

    iso: str
    when: str
    sentence: str
    words: str = ""


def told(item: Item) -> list[Told]:
    """What happened to a post, newest first."""
    return [
        Told(
            letter.day,
            _day(letter.day),
            rules.SAID[letter.event].format(**_named(item.kind, letter.what)),
            _words(letter),
        )
        for letter in reversed(letters_of(item))
    ]


def _named(kind: str, what: dict[str, Any]) -> dict[str, str]:
    """The facts of a letter in words."""
    state = OUTCOME_NAMES.get(what.get("state", ""), "").lower()
    result = result_names(kind).get(what.get("result", ""), "").lower()
    return {
        "waits_at": what.get("waits_at", "next reader"),
        "step": what.get("step", "reader"),
        "fewer": f", for fewer people than you asked: {_readers(what)}" if _readers(what) else "",
        "organisation": what.get("organisation", ""),
        "state": f"{state} ({result})" if result else state,
        "kind": USE_NAMES.get(what.get("kind", ""), "").lower(),
    }


def _readers(what: dict[str, Any]) -> str:
    """Who may read a post, where those who decide let fewer people read it than its author asked."""
    return YOUR_READERS[Sharing(what["narrowed_to"])] if what.get("narrowed_to") else ""


def _words(letter: Letter) -> str:
    what = letter.what
    return str(what.get("text") or what.get("reason") or what.get("note") or "")


def _day(iso: str) -> str:
    return clock.day_in_words(date.fromisoformat(iso)) if iso else ""


@dataclass(frozen=True, slots=True)
class Stands:
    """Where a post stands, as its page says it first."""

    sentence: str
    more: str = ""
    tone: str = ""
    reason: str = ""  # what a decider wrote to the author
    why: str = ""  # the short reason of a decline
    heading: str = "Why"  # of the reason
    reference: str = ""  # in the library


def standing(item: Item, passed_on: str) -> Stands:
    """Where a post stands. ``passed_on``: when the desk is emptied, in words."""
    last = last_said(item)
    if item.state == State.WITHDRAWN:
        waits = bool(waiting_of(item))
        return Stands(
            "You took it back.",
            f"Those who have it are told {passed_on}." if waits else "Nobody reads it now.",
        )
    if item.state == State.HELD:
        return Stands(
            "It is safe here, and nobody has read it yet.",
            f"It is passed on {passed_on}, together with whatever else waits, in no order.",
        )
    if _changed(item):
        return Stands("Your changes are safe here.", f"They are passed on {passed_on}.")
    if last is None:
        return Stands("It has been passed on.", "What is decided, and why, appears on this page.")
    sentence, tone = rules.STANDING[last.event]
    what, more = last.what, []
    if _readers(what):
        by = f"Its {what['step']} approved it" if what.get("step") else "It was approved"
        more.append(f"{by} for fewer people than you asked: {_readers(what)}.")
    if last.event == "submission.taken_out":
        more.append("Nobody finds it there any more.")
    if last.event == "edit.proposed" and open_change(item) is not None:
        more.append(
            f"You have until {_day(what.get('until', ''))}. After that it lapses, and your text is read again."
        )
    elif last.event == "edit.proposed" and any(one.act == Act.ANSWER_EDIT for one in waiting_of(item)):
        return Stands("Your answer is safe here.", f"It is passed on {passed_on}.")
    if what.get("waits_at"):
        more.append(f"It waits for its {what['waits_at']}.")
        if what.get("due_on"):
            more.append(f"You should read an answer here by {_day(what['due_on'])}.")
    return Stands(
        sentence,
        " ".join(more),
        tone,
        what.get("reason", "") if last.event in CAME_BACK else "",
        REASON_CODES.get(what.get("code", ""), ""),
        "What should change" if last.event == "submission.returned" else "Why",
        what.get("reference", ""),
    )


def way_of(item: Item) -> list[dict[str, str]]:
    """The way of a post through its deciders, for the line of steps on its page; no step names anybody."""
    routes = [letter.what["way"] for letter in letters_of(item) if letter.what.get("way")]
    held = item.state == State.HELD
    steps = [{"label": "Kept at the desk", "state": "now" if held else "done"}]
    for name, state in routes[-1] if routes else []:
        steps.append({"label": name.capitalize(), "state": DRAWN.get(state, "next")})
        if state == StepState.RETURNED and item.state != State.WITHDRAWN:
            back = "Kept at the desk again" if _changed(item) else "Back with you"
            steps.append({"label": back, "state": "now"})
    last = last_said(item)
    published = last is not None and last.event == "submission.published"
    if item.state != State.WITHDRAWN and (last is None or last.event not in ENDED):
        steps.append({"label": "In the library", "state": "done" if published else "next"})
    return steps
