"""A post as whoever holds its receipt opens it: what they were told, and what they may do now."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from portal.anonymous import rules
from portal.anonymous.models import Item, Letter, Waiting, desk
from portal.anonymous.rules import Act, State
from portal.authorisation.rules import REASON_CODES, YOUR_READERS, StepState
from portal.authorisation.rules.words import DRAWN
from portal.feedback.rules import OUTCOME_NAMES, USE_NAMES, result_names
from portal.foundation import clock
from portal.foundation.sealing import SEED_BYTES, opened, public_key, sealed
from portal.submissions.rules import Sharing

# What came back to its author, and may be changed; and what is on its way no longer.
CAME_BACK = frozenset({"submission.returned", "submission.declined", "submission.taken_out"})
# With these the text at the desk became what is read.
PASSED_ON = frozenset({"submission.sent", "submission.sent_again", "edit.accepted"})
ENDED = frozenset({"submission.declined", "submission.withdrawn", "submission.taken_out"})

# Looked for where what was typed cannot be a receipt, so that every wrong one takes the same path.
NO_RECEIPT = "0" * (rules.RECEIPT_LENGTH + 1)
NO_KEY = "0" * 32  # no item has it: keys are random
# Letters are opened so many at a time. What is missing is made up by one that says nothing, so that neither a wrong
# code nor a post of few letters is answered sooner.
OPENED_TOGETHER = 16
BLANK_SEED = bytes(SEED_BYTES)
BLANK = sealed(public_key(BLANK_SEED), b'{"event": "", "what": {}}' + b" " * 200)
ORDINARY = "Half of what is said in a corridor is lost before anybody has written it down. " * 4


@dataclass(frozen=True, slots=True)
class Said:
    """A letter that was opened: what happened, on which day, and the facts of it."""

    event: str
    day: str
    what: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Own:
    """A post as whoever holds its receipt opens it: its letters too, oldest first."""

    item: Item
    letters: tuple[Said, ...]  # all that the author was told, and said
    waiting: tuple[Waiting, ...]  # what the author did that is not passed on yet

    def waits(self, *acts: Act) -> bool:
        """Whether something of these is not passed on yet; without any, whether anything is."""
        return any(one.act in acts for one in self.waiting) if acts else bool(self.waiting)

    @property
    def designation(self) -> str:
        """What those who decide call the author; nothing before it was passed on."""
        return next((str(one.what["designation"]) for one in self.letters if one.what.get("designation")), "")

    @property
    def last_said(self) -> Said | None:
        """The newest letter that says where the post stands."""
        standing = [letter for letter in self.letters if letter.event in rules.STANDING]
        return standing[-1] if standing else None


def own(receipt: str | None) -> Own | None:
    """The post that a receipt belongs to, opened.

    What cannot be a receipt, or belongs to no post, is looked for, derived from and opened all the same.
    """
    receipt = receipt or NO_RECEIPT
    item = desk.scalar(select(Item).where(Item.lookup == rules.derived(receipt, "lookup")))
    key = item.key if item is not None else NO_KEY
    seed = bytes.fromhex(rules.derived(receipt, "mailbox"))
    letters = desk.scalars(select(Letter).where(Letter.item == key).order_by(Letter.day, Letter.place)).all()
    read = [Said(day=letter.day, **_opened(seed, letter.under_seal)) for letter in letters]
    for _ in range(-len(letters) % OPENED_TOGETHER if letters else OPENED_TOGETHER):
        _opened(BLANK_SEED, BLANK)
    waiting = waiting_of(key)
    return Own(item, tuple(read), tuple(waiting)) if item is not None else None


def _opened(seed: bytes, under_seal: str) -> dict[str, Any]:
    """What is under the seal of a letter: what happened, and its facts."""
    letter: dict[str, Any] = json.loads(opened(seed, under_seal))
    return letter


def nobodys() -> Own:
    """A post that nobody filed, of ordinary length: shown to nobody, in the time that it takes to show one."""
    text = {"title": "A post of ordinary length", "body": ORDINARY, "details": {"better": ORDINARY}}
    item = Item(key=NO_KEY, news="", organisation="", kind="idea", state=State.RELEASED, text=text)
    letters = [
        Said("submission.sent", "2026-01-05", {"waits_at": "first reader", "way": [["first reader", "open"]]})
    ]
    return Own(item, tuple(letters), ())


def waiting_of(key: str) -> list[Waiting]:
    """What the author of the post with this key did that is not passed on yet."""
    return list(desk.scalars(select(Waiting).where(Waiting.item == key)))


def may_change(post: Own) -> bool:
    """Whether the author may change the text now: before it is passed on, and once it came back."""
    if post.item.state == State.WITHDRAWN:
        return False
    last = post.last_said
    return post.item.state == State.HELD or (
        last is not None and last.event in CAME_BACK and not post.waits(Act.CHANGE)
    )


def may_go_further(post: Own) -> bool:
    """Whether the author may ask once for somebody else to decide: there was cause with the last news of the post."""
    last = post.last_said
    asked = post.waits(Act.GO_FURTHER, Act.CHANGE)
    return (
        post.item.state == State.RELEASED
        and last is not None
        and bool(last.what.get("further"))
        and not asked
    )


def may_withdraw(post: Own) -> bool:
    """Whether the author may take the post back: until it is published or ended."""
    last = post.last_said
    ended = last is not None and last.event in ENDED | rules.IN_LIBRARY
    return post.item.state != State.WITHDRAWN and not ended


def may_claim(post: Own) -> bool:
    """Whether the author may put their name to it: once nobody decides on it any more, and once."""
    last = post.last_said
    is_over = last is not None and last.event in ENDED | rules.IN_LIBRARY
    claimed = any(letter.event == "submission.claimed" for letter in post.letters)
    return is_over and not claimed and not post.waiting


def passed_on_as_it_is(post: Own) -> str:
    """The day on which the text was passed on as it is now; nothing where it never was, or a change of it waits.

    Of a text that a decider changed it is the day on which its author accepted that.
    """
    days = [one.day for one in post.letters if one.event in PASSED_ON]
    here = post.item.state != State.RELEASED or post.waits(Act.CHANGE)
    return days[-1] if days and not here else ""


def open_change(post: Own) -> Mapping[str, Any] | None:
    """The change to the text that the author has before them: what was told of it, with the text itself.

    It is over once it is answered or has lapsed, or the step that would make it has decided otherwise.
    """
    if post.item.state != State.RELEASED or post.waits(Act.ANSWER_EDIT):
        return None
    found: Mapping[str, Any] | None = None
    for letter in post.letters:
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


def told(post: Own) -> list[Told]:
    """What happened to a post, newest first."""
    return [
        Told(
            letter.day,
            _day(letter.day),
            rules.said(letter.event, letter.what).format(**_named(post.item.kind, letter.what)),
            _words(letter),
        )
        for letter in reversed(post.letters)
    ]


def name_read(post: Own) -> list[tuple[str, str]]:
    """Which guardians read who wrote a post in confidence, each with the day; the last first."""
    return [
        (str(letter.what["guardian"]), _day(letter.day))
        for letter in reversed(post.letters)
        if letter.event == "identity.opened"
    ]


def _named(kind: str, what: Mapping[str, Any]) -> dict[str, str]:
    """The facts of a letter in words."""
    state = OUTCOME_NAMES.get(what.get("state", ""), "").lower()
    result = result_names(kind).get(what.get("result", ""), "").lower()
    return {
        "waits_at": what.get("waits_at", "next reader"),
        "step": what.get("step", "reader"),
        "fewer": f", for fewer people than you asked: {_readers(what)}" if _readers(what) else "",
        "organisation": what.get("organisation", ""),
        **{name: what.get(name, "") for name in ("place", "how", "owner", "leader", "meeting", "held_on")},
        "came": f" ({what['came'].lower()})" if what.get("came") else "",
        "guardian": what.get("guardian", "A guardian"),
        "ground": what.get("ground", "")[:1].lower() + what.get("ground", "")[1:],
        "state": f"{state} ({result})" if result else state,
        "kind": USE_NAMES.get(what.get("kind", ""), "").lower(),
    }


def _readers(what: Mapping[str, Any]) -> str:
    """Who may read a post, where those who decide let fewer people read it than its author asked."""
    return YOUR_READERS[Sharing(what["narrowed_to"])] if what.get("narrowed_to") else ""


def _words(letter: Said) -> str:
    what = letter.what
    return str(what.get("text") or what.get("reason") or what.get("note") or what.get("answer") or "")


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


# What comes of a change that is not answered: of one by a decider, and of one by whoever reads it first.
_AFTER_THAT = {
    False: "After that it lapses, and your text is read again.",
    True: "After that it may go on in this text, with a line on it that says so.",
}


def standing(post: Own, passed_on: str) -> Stands:
    """Where a post stands. ``passed_on``: when the desk is emptied, in words."""
    last = post.last_said
    if post.item.state == State.WITHDRAWN:
        days = [letter.day for letter in post.letters if letter.event == "submission.withdrawn"]
        since = f"It was withdrawn on {_day(days[-1])}. " if days else ""
        waits = f"Those who have it are told {passed_on}." if post.waiting else ""
        return Stands("You took it back.", waits or f"{since}Nobody reads it now.")
    if post.item.state == State.HELD:
        return Stands(
            "It is safe here, and nobody has read it yet.",
            f"It is passed on {passed_on}, together with whatever else waits, in no order.",
        )
    if post.waits(Act.CHANGE):
        return Stands("Your changes are safe here.", f"They are passed on {passed_on}.")
    if last is None:
        return Stands("It has been passed on.", "What is decided, and why, appears on this page.")
    sentence, tone = rules.stands(last.event, last.what)
    what = last.what
    more: list[str] = []
    if _readers(what):
        by = f"Its {what['step']} approved it" if what.get("step") else "It was approved"
        more.append(f"{by} for fewer people than you asked: {_readers(what)}.")
    more += rules.not_their_words(what)
    if last.event == "submission.taken_out":
        more.append("Nobody finds it there any more.")
    if last.event == "edit.proposed" and open_change(post) is not None:
        until = f"You have until {_day(what.get('until', ''))}."
        more.append(f"{until} {_AFTER_THAT[bool(what.get(rules.READS))]}")
    elif last.event == "edit.proposed" and post.waits(Act.ANSWER_EDIT):
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


def way_of(post: Own) -> list[dict[str, str]]:
    """The way of a post through its deciders, for the line of steps on its page; no step names anybody."""
    routes = [letter.what["way"] for letter in post.letters if letter.what.get("way")]
    held = post.item.state == State.HELD
    steps = [{"label": "Kept at the desk", "state": "now" if held else "done"}]
    for name, state in routes[-1] if routes else []:
        steps.append({"label": name.capitalize(), "state": DRAWN.get(state, "next")})
        if state == StepState.RETURNED and post.item.state != State.WITHDRAWN:
            back = "Kept at the desk again" if post.waits(Act.CHANGE) else "Back with you"
            steps.append({"label": back, "state": "now"})
    last = post.last_said
    published = last is not None and last.event in rules.IN_LIBRARY
    if post.item.state != State.WITHDRAWN and (last is None or last.event not in ENDED):
        steps.append({"label": "In the library", "state": "done" if published else "next"})
    return steps
