"""Receipts, door codes, when the desk is emptied, and the words an author reads. Pure."""

from portal.anonymous.rules.batches import (
    LONGEST_WAIT,
    SHARED_AS_FAR_AS,
    Act,
    Became,
    State,
    hours_in_words,
    release_is_due,
    set_hour_struck,
    struck,
    waits_longer,
)
from portal.anonymous.rules.designations import drawn
from portal.anonymous.rules.doors import door_code, read_door_code, spoken_door_code
from portal.anonymous.rules.first_reading import READS, said, stands
from portal.anonymous.rules.letters import (
    IN_LIBRARY,
    NAMES_A_STEP,
    NEWS_DAYS,
    OWN_DOING,
    SAID,
    STANDING,
    TOLD,
    not_their_words,
    readers,
)
from portal.anonymous.rules.padding import STEP, padded
from portal.anonymous.rules.receipts import (
    RECEIPT_LENGTH,
    key_for,
    news_code,
    read_receipt,
    receipt_from,
    seal,
    sealed,
    spoken_receipt,
    within,
)
from portal.foundation.codes import ALPHABET, derived

__all__ = [
    "ALPHABET",
    "IN_LIBRARY",
    "LONGEST_WAIT",
    "NAMES_A_STEP",
    "NEWS_DAYS",
    "OWN_DOING",
    "READS",
    "RECEIPT_LENGTH",
    "SAID",
    "SHARED_AS_FAR_AS",
    "STANDING",
    "STEP",
    "TOLD",
    "Act",
    "Became",
    "State",
    "derived",
    "door_code",
    "drawn",
    "hours_in_words",
    "key_for",
    "news_code",
    "not_their_words",
    "padded",
    "read_door_code",
    "read_receipt",
    "readers",
    "receipt_from",
    "release_is_due",
    "said",
    "seal",
    "sealed",
    "set_hour_struck",
    "spoken_door_code",
    "spoken_receipt",
    "stands",
    "struck",
    "waits_longer",
    "within",
]
