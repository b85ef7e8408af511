"""A draft remembers that it was tried, the one thing that a rehearsal leaves behind; and is published by it."""

from portal.authorisation import rules
from portal.authorisation.actions.configuring import note_rehearsed, publish
from portal.authorisation.models import ConfigurationRow
from portal.authorisation.rules import Rehearsal
from portal.foundation.errors import Refused
from portal.people.models import Person


def note_tried(draft: ConfigurationRow, rehearsal: Rehearsal, version: int, *, seen: int, by: Person) -> None:
    """Remember that a draft was tried in a version, and that every post found its way.

    Raises ``Refused`` where one came to a dead end, where the draft is another by now than the one that was tried
    or seen, or where the person may not.
    """
    note_rehearsed(draft, seen=seen, by=by)
    _check_same(draft, version)
    rules.check_rehearsed(rehearsal)


def publish_tried(
    draft: ConfigurationRow, why: str, rehearsal: Rehearsal, version: int, *, seen: int, by: Person
) -> bool:
    """Put a draft in force that every post finds its way by today too, or propose it. Returns whether it is in force.

    Since it was rehearsed people may have left or moved. Raises ``Refused`` where ``publish`` does, and where a post
    would now come to a dead end in this very version.
    """
    in_force = publish(draft, why, seen=seen, by=by)
    _check_same(draft, version)
    rules.check_still_holds(rehearsal)
    return in_force


def _check_same(draft: ConfigurationRow, version: int) -> None:
    if draft.version != version:
        raise Refused(
            "Somebody changed these routes while they were tried. Rehearse them again.", code="old-version"
        )
