"""Receipts, door codes, when the desk is emptied, and the words an author reads. Pure."""

import hashlib
import hmac
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from enum import StrEnum

from portal.submissions.rules import Sharing

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base32
CHECK_ALPHABET = ALPHABET + "*~$=U"
RECEIPT_LENGTH = 26  # 130 bits, of which 112 would do (ASVS 5.0 6.5.2)
GROUP = 3
DOOR_LENGTH = 6
ENOUGH_TO_RELEASE = 3
ALIKE = str.maketrans("OIL", "011")
BETWEEN_GROUPS = frozenset({"Zs", "Pd", "Cc", "Cf"})  # spaces, dashes, line ends and what cannot be seen
SHARED_AS_FAR_AS = (Sharing.FORCE, Sharing.REGION, Sharing.POLICING)  # a unit is too few, the public too many


class State(StrEnum):
    """Where a post is, as the desk knows it."""

    HELD = "held"  # safe here, not yet passed on
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What an author did at the desk, which is passed on with the next batch; of one post in this order."""

    FILE = "file"
    CHANGE = "change"
    ANSWER = "answer"
    ANSWER_EDIT = "answer_edit"
    GO_FURTHER = "go_further"
    WITHDRAW = "withdraw"


class Became(StrEnum):
    """What became of something that was to be passed on."""

    PASSED = "passed"
    TOO_LATE = "too late"  # the post has gone on, and the author reads where it stands
    FAILED = "failed"  # it keeps waiting: the author was told that it is safe


def check_symbol(receipt: str) -> str:
    """Crockford's check symbol: it finds every single wrong symbol and every swap of neighbours."""
    number = 0
    for symbol in receipt:
        number = number * 32 + ALPHABET.index(symbol)
    return CHECK_ALPHABET[number % 37]


def receipt_from(random_bytes: bytes) -> str:
    """A receipt of 26 symbols and its check symbol, from at least 17 random bytes."""
    number = int.from_bytes(random_bytes, "big")
    symbols = ""
    for _ in range(RECEIPT_LENGTH):
        number, place = divmod(number, 32)
        symbols += ALPHABET[place]
    return symbols + check_symbol(symbols)


def read_receipt(typed: str) -> str | None:
    """The one canonical form of a receipt as somebody typed it; nothing where it cannot be one.

    Any case, spaces, hyphens, full-width digits, and O for 0 or I and L for 1, are all the same receipt.
    """
    body = _symbols(typed[:200])
    if len(body) != RECEIPT_LENGTH + 1 or any(symbol not in ALPHABET for symbol in body[:-1]):
        return None
    return body if check_symbol(body[:-1]) == body[-1] else None


def within(text: str, receipt: str) -> bool:
    """Whether a text holds the receipt, however it is written there."""
    return receipt[:-1] in "".join(symbol for symbol in _symbols(text) if symbol in ALPHABET)


def _symbols(typed: str) -> str:
    folded = unicodedata.normalize("NFKC", typed).upper().translate(ALIKE)
    return "".join(symbol for symbol in folded if unicodedata.category(symbol) not in BETWEEN_GROUPS)


def spoken_receipt(receipt: str) -> list[str]:
    """A receipt in groups of three, as it is written down."""
    return [receipt[place : place + GROUP] for place in range(0, len(receipt), GROUP)]


def derived(receipt: str, purpose: str) -> str:
    """What is stored of a receipt for one purpose. 130 random bits need no slow hash."""
    return hashlib.sha256(f"portal receipt {purpose}\x1f{receipt}".encode()).hexdigest()


def key_for(secret: str, purpose: str) -> str:
    """A key that serves one purpose, made from the one that the operator keeps."""
    return hmac.new(secret.encode(), f"portal anonymous {purpose}".encode(), hashlib.sha256).hexdigest()


def seal(key: str, receipt: str) -> str:
    """The mark that a receipt was made here: it comes back with the post it was made for."""
    return hmac.new(key.encode(), f"receipt {receipt}".encode(), hashlib.sha256).hexdigest()


def sealed(key: str, receipt: str, mark: str) -> bool:
    """Whether this is the mark of this receipt."""
    return hmac.compare_digest(seal(key, receipt).encode(), mark.encode())


def door_code(key: str, organisation: str, day: date) -> str:
    """The code that everybody in an organisation sees on a day: it proves belonging and nothing else."""
    mark = hmac.new(key.encode(), f"door {organisation} {day.isoformat()}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(mark[:8], "big")
    symbols = ""
    for _ in range(DOOR_LENGTH):
        number, place = divmod(number, 32)
        symbols += ALPHABET[place]
    return symbols


def read_door_code(typed: str) -> str:
    """The canonical form of a door code as somebody typed it."""
    folded = unicodedata.normalize("NFKC", typed[:50]).upper().translate(ALIKE)
    return "".join(symbol for symbol in folded if symbol in ALPHABET)


def spoken_door_code(code: str) -> str:
    """A door code in two groups, as it stands at the foot of a page."""
    return f"{code[:GROUP]} {code[GROUP:]}"


def hours_in_words(hours: Sequence[time]) -> str:
    """By when the desk is emptied, as an author reads it."""
    if not hours:
        return "within a minute or so"
    named = [f"{hour:%H:%M}" for hour in hours]
    if len(named) == 1:
        return f"by {named[0]}"
    return f"by {', '.join(named[:-1])} or {named[-1]}, whichever comes first"


def struck(moment: datetime, hours: Sequence[time]) -> dict[str, str | int]:
    """What has struck by now: the day, how many set hours of it, and how many full ones."""
    return {
        "day": moment.date().isoformat(),
        "set": sum(hour <= moment.time() for hour in hours),
        "full": moment.hour,
    }


def release_is_due(
    posts: int, now: Mapping[str, str | int], last: Mapping[str, str | int], left_behind: int = 0
) -> bool:
    """Whether the desk passes on what it holds: at a set hour, or on a full hour when enough posts wait.

    Never at the moment when something arrives, even as the last of enough: that would tell when it came.
    A day that begins strikes no set hour. Nobody hides among posts that may stay ``left_behind`` once more.
    """
    set_hour = now["set"] != last["set"] if now["day"] == last["day"] else bool(now["set"])
    enough = posts - left_behind >= ENOUGH_TO_RELEASE
    return posts > 0 and (set_hour or (now != last and enough))


ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth",
    "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
)  # fmt: skip


def readers(steps: Sequence[object]) -> list[str]:
    """What the steps of an anonymous post are called, in order: by their place.

    Their own names would say of which unit the post is not: its readers are chosen without knowing its author.
    """
    later = [f"{number}th" for number in range(len(ORDINALS) + 1, 21)]
    names = [*ORDINALS, *later][: len(steps)]
    return [f"{name} reader" for name in names] + ["further reader"] * (len(steps) - len(names))


# What an author may know of what happened to their post: these facts, and never who did it.
TOLD: Mapping[str, tuple[str, ...]] = {
    "submission.sent": ("waits_at", "due_on"),
    "submission.sent_again": ("waits_at", "due_on", "from_desk"),
    "submission.approved": ("step", "reason", "narrowed_to", "waits_at", "due_on"),
    "submission.returned": ("step", "reason"),
    "submission.declined": ("step", "reason", "code"),
    "submission.taken_further": ("waits_at", "due_on"),
    "submission.published": (),
    "submission.withdrawn": (),
    "submission.taken_out": ("reason",),
    "step.answered": ("step", "reason"),
    "step.lapsed": ("step",),
    "step.skipped": ("step", "reason"),
    "step.added": ("waits_at", "due_on", "reason"),
    "step.handed_on": ("waits_at", "due_on"),
    "step.covered": ("waits_at", "due_on"),
    "step.escalated": ("waits_at", "due_on"),
    "step.clock_stopped": ("waits_at", "due_on"),
    "step.clock_went_on": ("waits_at", "due_on"),
    "edit.proposed": ("step", "until", "reason"),
    "edit.accepted": ("step",),
    "edit.declined": ("step", "reason"),
    "edit.lapsed": ("step",),
    "question.asked": ("question", "text"),
    "question.answered": ("question", "text"),
    "outcome.kept": ("state", "result", "note"),
    "post.used": ("kind", "organisation", "reason"),
}
# Of those the ones that name a step, each with the fact that says which it is.
NAMES_A_STEP: Mapping[str, str] = {"step": "of_step", "waits_at": "at_step"}

# What an author reads of each letter. The words of deciders and readers follow below the sentence.
SAID: Mapping[str, str] = {
    "submission.sent": "It was passed on, and waits for its {waits_at}.",
    "author.changed": "Your changed text was passed on.",
    "submission.sent_again": "It waits again, for its {waits_at}.",
    "submission.approved": "Its {step} said yes{fewer}.",
    "submission.returned": "Its {step} asks you to change it.",
    "submission.declined": "It was not taken forward. That was decided by its {step}.",
    "submission.taken_further": "You asked for somebody else to decide. It waits for its {waits_at}.",
    "submission.published": "It was put in the library.",
    "submission.withdrawn": "It was withdrawn.",
    "submission.taken_out": "It was taken out of the library.",
    "step.answered": "Its {step} has answered.",
    "step.lapsed": "Its {step} did not answer in time, so it went on without them.",
    "step.skipped": "Its {step} was passed over: nobody is asked there.",
    "step.added": "One more reader is asked, its {waits_at}.",
    "step.handed_on": "Somebody else is its {waits_at} now.",
    "step.covered": "Its {waits_at} is away. It is looked after, and you hear by the day named.",
    "step.escalated": "Its {waits_at} did not answer in time, so it went on to somebody else.",
    "step.clock_stopped": "The time of its {waits_at} stands still until you have answered.",
    "step.clock_went_on": "The time of its {waits_at} goes on.",
    "edit.proposed": "Its {step} says yes if you accept a change to the text.",
    "edit.accepted": "You accepted the change to the text.",
    "edit.declined": "You declined the change to the text. It is read again as you wrote it.",
    "edit.lapsed": "The change to the text lapsed. It is read again as you wrote it.",
    "edit.overtaken": "Your answer to the change came too late: it had lapsed, or was decided otherwise.",
    "question.asked": "A question was asked.",
    "question.answered": "A question was answered.",
    "author.answered": "Your answer was passed on.",
    "outcome.kept": "What became of it: {state}.",
    "post.used": "{organisation}: {kind}.",
}

# Where a post stands: the sentence that comes first on its page, and its tone.
STANDING: Mapping[str, tuple[str, str]] = {
    "submission.sent": ("It is being read.", ""),
    "author.changed": ("Your changed text has been passed on.", ""),
    "submission.sent_again": ("Your changed text is being read.", ""),
    "submission.approved": ("It is on its way.", ""),
    "submission.returned": ("You are asked to change it.", "attention"),
    "submission.declined": ("It was not taken forward.", ""),
    "submission.taken_further": ("Somebody else is reading it.", ""),
    "submission.published": ("It is in the library.", "good"),
    "submission.withdrawn": ("You took it back.", ""),
    "submission.taken_out": ("It was taken out of the library.", "attention"),
    "edit.proposed": ("You are asked to accept a change to the text.", "attention"),
    "edit.accepted": ("It is on its way, with the change that you accepted.", ""),
    "edit.declined": ("It is being read.", ""),
    "edit.lapsed": ("It is being read.", ""),
    "edit.overtaken": ("It is being read.", ""),
    "step.answered": ("It is being read.", ""),
    "step.lapsed": ("It is being read.", ""),
    "step.skipped": ("It is being read.", ""),
    "step.added": ("It is being read.", ""),
    "step.handed_on": ("It is being read.", ""),
    "step.covered": ("It is being read.", ""),
    "step.escalated": ("It is being read.", ""),
    "step.clock_stopped": ("It is being read.", ""),
    "step.clock_went_on": ("It is being read.", ""),
}
