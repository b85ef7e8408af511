"""Who outside the organisation may decide a step, by a mailed link, and when such a link is over. Pure.

Whom an organisation names has no account. Their answer is given through the colleague who asked them, who holds the
step before, meanwhile and after: every guard of the engine is asked of the colleague, and these beside it of them.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum, auto
from typing import Any

from portal.authorisation.rules.permits import is_barred, may_decide
from portal.authorisation.rules.words import StepState
from portal.foundation.errors import Refused
from portal.people.rules import SomePerson
from portal.people.rules.names import email_key
from portal.submissions.rules import leads_where_posted

LASTS_DAYS = 7
CODE_LASTS = timedelta(minutes=10)
CODE_PAUSE = timedelta(minutes=1)
CODES_AT_MOST = 5
WRONG_AT_MOST = 5
CONFIRMED_FOR = timedelta(hours=2)
ASKED_AT_MOST = 5
NAMED_AT_MOST_DAYS = 731
NAME_LENGTH, WHAT_LENGTH = 120, 160
QUESTION_LENGTH = 1000
WHY_AT_LEAST, WHY_AT_MOST = 20, 500


class CodeBy(StrEnum):
    """How somebody outside gets the code that says it is they who opened the link."""

    TOLD = auto()  # by telephone, from the colleague who asked them
    MAILED = auto()  # in a mail of its own, once they ask for it


class AskingState(StrEnum):
    """Where a link stands: it can be used, was used, or is closed."""

    OPEN = auto()
    USED = auto()
    CLOSED = auto()


class Why(StrEnum):
    """Why a link is closed."""

    EXPIRED = auto()
    WITHDRAWN = auto()
    WRONG_CODES = auto()
    SWITCHED_OFF = auto()
    NAMING_ENDED = auto()
    DECIDED_INSIDE = auto()
    MOVED_ON = auto()
    TEXT_CHANGED = auto()
    BARRED = auto()


# As whoever asked reads it after "because".
BECAUSE: dict[Why, str] = {
    Why.EXPIRED: "nobody used it in time",
    Why.WITHDRAWN: "it was taken back",
    Why.WRONG_CODES: f"a wrong code was typed {WRONG_AT_MOST} times",
    Why.SWITCHED_OFF: "your organisation asks nobody outside any more",
    Why.NAMING_ENDED: "your organisation names them no longer",
    Why.DECIDED_INSIDE: "it has been decided",
    Why.MOVED_ON: "the post is no longer with whoever asked",
    Why.TEXT_CHANGED: "the text has changed since",
    Why.BARRED: "they may not decide on this post",
}
# As whoever was asked reads it, once they have shown that it is they.
TOLD_KINDLY: dict[Why, str] = {
    Why.EXPIRED: "The time for an answer is over, and the post is decided inside.",
    Why.WITHDRAWN: "Your answer is not needed any more.",
    Why.WRONG_CODES: "A wrong code was typed too often, so the link is closed for safety.",
    Why.SWITCHED_OFF: "Nobody outside is asked at present.",
    Why.NAMING_ENDED: "The time for which you were named is over.",
    Why.DECIDED_INSIDE: "The post was decided meanwhile.",
    Why.MOVED_ON: "The post has gone on to somebody else inside.",
    Why.TEXT_CHANGED: "The text has changed since you were asked. You may be asked again.",
    Why.BARRED: "The post is decided by others.",
}
QUIETLY = frozenset({Why.DECIDED_INSIDE})  # whoever decided it needs no notice of that

CODE_BY_NAMES: dict[CodeBy, str] = {
    CodeBy.TOLD: "I tell them the code myself, by telephone",
    CodeBy.MAILED: "It goes to them in a second mail, when they ask for it",
}


def mailbox(email: str) -> str:
    """An address as it is compared: in small letters, without what stands after a plus sign."""
    name, _, domain = email_key(email).rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


def may_ask_outside(person: SomePerson, step: Any) -> bool:
    """Whoever may decide a step may ask somebody outside, where the organisation wants it; never of an anonymous post.

    Of an anonymous post two people of different units decide, and somebody outside is of none.
    """
    post = step.submission
    return post.desk_key is None and post.organisation.asks_outside and may_decide(person, step)


def may_see_asking(person: SomePerson, asking: Any) -> bool:
    """Whoever asked may know of a link, and the innovation leads of where the post belongs, but for who wrote it."""
    post = asking.step.submission
    if is_barred(person, post):
        return False
    return bool(person.id == asking.asked_by_id or leads_where_posted(person, post))


def may_withdraw_asking(person: SomePerson, asking: Any) -> bool:
    """Whoever may know of a link may take it back while it can be used."""
    return asking.state == AskingState.OPEN and may_see_asking(person, asking)


def may_renew_code(person: SomePerson, asking: Any) -> bool:
    """Whoever asked may make another code to tell, while the link can be used; nobody else ever learns one."""
    told = asking.state == AskingState.OPEN and asking.code_by == CodeBy.TOLD
    return bool(told and person.id == asking.asked_by_id and may_see_asking(person, asking))


def last_day_of_link(today: date, goes_on: date) -> date:
    """The last day of a link: a week on, and not beyond the day before the post would go to the next in line.

    Where that day has come already it is tomorrow: the step may yet move, and the link ends with it.
    """
    return min(
        today + timedelta(days=LASTS_DAYS), max(today + timedelta(days=1), goes_on - timedelta(days=1))
    )


def why_over(asking: Any, now: datetime, today: date) -> Why | None:
    """Why a link cannot be used, though nobody has closed it yet; nothing where it can."""
    step, decider, asker = asking.step, asking.decider, asking.asked_by
    post = step.submission
    over = {
        Why.DECIDED_INSIDE: step.state != StepState.OPEN,
        Why.EXPIRED: now >= asking.expires_at,
        Why.SWITCHED_OFF: not post.organisation.asks_outside,
        Why.NAMING_ENDED: not is_named(decider, today),
        Why.TEXT_CHANGED: post.version != asking.version,
        Why.MOVED_ON: asker.ended_on is not None or not may_decide(asker, step),
    }
    return next((why for why, is_so in over.items() if is_so), None)


def is_named(decider: Any, today: date) -> bool:
    """Whether an organisation names somebody outside today."""
    return decider.ended_on is None and decider.until >= today


def has_spoken_outside(box: str, step: Any) -> bool:
    """Whether somebody outside has decided elsewhere on the same way what keeps them from deciding here.

    They are one voice, like anybody: not twice at one stage, not at two where the route wants four eyes, and not again
    where they declined.
    """
    for each in step.submission.steps:
        same_way = each.round == step.round and (each.stage == step.stage or step.four_eyes)
        for given in each.verdicts:
            if given.outside is None or given.outside.mailbox != box:
                continue
            if each is step:
                if given.verdict == "decline":
                    return True
            elif same_way:
                return True
    return False


def check_reason_to_switch(why: str) -> None:
    """Raise ``Refused`` where nobody would understand why outside deciders are switched on or off."""
    if not WHY_AT_LEAST <= len(why.strip()) <= WHY_AT_MOST:
        raise Refused(
            f"Say why in a sentence or two, in at most {WHY_AT_MOST} characters. It stands in the audit trail.",
            field="why",
            code="missing",
        )


def check_until(until: date, today: date) -> None:
    """Raise ``Refused`` where somebody is named for no time, or for ever."""
    if not today <= until <= today + timedelta(days=NAMED_AT_MOST_DAYS):
        raise Refused("Choose a day from today on, and at most two years ahead.", field="until")


def digits_of(typed: str) -> str:
    """A code as it was made, however it was typed."""
    return "".join(letter for letter in typed if letter in "0123456789")


def code_in_words(code: str) -> str:
    """A code in two groups, as people read it aloud."""
    return f"{code[:4]} {code[4:]}"


def paragraphs(lines: Iterable[str]) -> str:
    """The text of a mail."""
    return "\n\n".join(line for line in lines if line) + "\n"


def link_mail(
    decider: str, asker: str, organisation: str, link: str, *, until: str, question: str, told: bool
) -> tuple[str, str]:
    """Subject and text of the mail with a link. It names no post: a mail travels further than a page."""
    code = (
        f"You will be asked for a code. {asker} tells you it; it is in no mail."
        if told
        else "You will be asked for a code. The page sends it to you in a second mail when you press the button."
    )
    lines = [
        f"Hello {decider},",
        f"{asker} of {organisation} asks you to decide on one post before it is shared. You need no account.",
        f"They ask:\n\n{question}" if question else "",
        f"Open this address. It works once, until the end of {until}:",
        link,
        code,
        f"You know nothing of this, or cannot decide it? Then leave it, or tell {asker}. Nothing happens without you: "
        "they can decide it themselves.",
    ]
    return f"{asker} asks you to decide on a post", paragraphs(lines)


def code_mail(code: str) -> tuple[str, str]:
    """Subject and text of the mail with a code, which says nothing of what it is for."""
    lines = [
        f"Your code is {code_in_words(code)}",
        "Type it on the page that you have open. It is good for ten minutes.",
        "Nobody will ask you for it by telephone or by mail. If you did not ask for it, do nothing.",
    ]
    return "Your code", paragraphs(lines)


def closed_mail(decider: str, asker: str, why: Why) -> tuple[str, str]:
    """Subject and text of the mail that tells somebody outside that a link is over."""
    lines = [
        f"Hello {decider},",
        f"{asker} had asked you to decide on a post. {TOLD_KINDLY[why]}",
        "The link that we mailed you is closed. You need do nothing.",
    ]
    return "A link that we mailed you is closed", paragraphs(lines)
