"""A draft remembers that it was tried: the one thing that a rehearsal leaves behind."""

from portal.authorisation import rules
from portal.authorisation.actions.configuring import note_rehearsed
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
    if draft.version != version:
        raise Refused(
            "Somebody changed these routes while they were tried. Rehearse them again.", code="old-version"
        )
    rules.check_rehearsed(rehearsal)
