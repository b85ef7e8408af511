"""To whom a step may be given, besides who may decide it at all. Pure."""

from typing import Any

from portal.authorisation.rules.holders import is_within
from portal.authorisation.rules.permits import asked_roles, may_reassign
from portal.foundation.errors import Refused
from portal.people.rules import Role, SomePerson


def may_be_given(to: SomePerson, step: Any) -> bool:
    """Whether a step could go to somebody at all: what is read first goes to those only who read first."""
    return not step.reads_first or Role.DEIDENTIFIER in asked_roles(to)


def check_given(to: SomePerson, step: Any, *, by: SomePerson, reason: str) -> None:
    """Raise ``Refused`` where a step is given to somebody whom its stage does not ask.

    Ranks hold whoever gives it. What is asked of a role goes to whoever holds it; to others only by an innovation
    lead or an administrator, who says why. What is read first goes to nobody else.
    """
    if not is_within(to.level, step):
        raise Refused(
            "This step asks for a rank or grade that they do not have. Choose somebody else.", field="to"
        )
    if not may_be_given(to, step):
        raise Refused(
            "Only somebody who reads anonymous posts first can have this one. Choose one of them.", field="to"
        )
    if not step.role or step.role in to.roles:
        return
    if not may_reassign(by, step):
        raise Refused(
            "Only whoever holds the role is asked here. Choose one of them, or ask your innovation lead.",
            field="to",
        )
    if not reason.strip():
        raise Refused(
            "They do not hold the role that is asked here. Say why it goes to them.", field="reason"
        )
