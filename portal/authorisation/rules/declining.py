"""How far the author of a post that was declined may leave it in the library, marked as declined. Pure."""

from enum import StrEnum

from portal.authorisation.rules.words import ReasonCode
from portal.foundation.errors import Refused
from portal.submissions.rules import Sharing, narrower


class Stay(StrEnum):
    """What whoever declines says of leaving it in the library. ``USUAL``: as its reason suggests."""

    USUAL = ""
    NOT_AT_ALL = "not_at_all"
    HERE = "here"
    AS_ASKED = "as_asked"


STAY_NAMES: dict[Stay, str] = {
    Stay.USUAL: "As the reason suggests",
    Stay.NOT_AT_ALL: "Not at all",
    Stay.HERE: "Within its author's organisation",
    Stay.AS_ASKED: "As far as its author asked",
}

# Reasons that concern safety or law: what is declined for one of these is not passed round.
_KEPT_BACK = frozenset({ReasonCode.RISK, ReasonCode.OUR_POWERS})


def stays_for(choice: str, code: str, asked: Sharing) -> Sharing | None:
    """For whom a declined post may be left in the library, never for more than were asked; nobody: not at all.

    Raises ``Refused`` where the choice is none of those that are offered.
    """
    if choice not in set(Stay):
        raise Refused("Choose if it may be left in the library as declined.", field="leave", code="not-valid")
    if choice == Stay.NOT_AT_ALL or (choice == Stay.USUAL and code in _KEPT_BACK):
        return None
    return narrower(asked, Sharing.POLICING if choice == Stay.AS_ASKED else Sharing.FORCE)
