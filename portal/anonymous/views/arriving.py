"""The envelope that a browser brings with a post, where it brings one."""

from dataclasses import dataclass

from flask import request

from portal.anonymous import queries
from portal.anonymous.views.door import the_desk
from portal.foundation.errors import Refused
from portal.guardians.rules import Envelope, listed

ENVELOPE = "envelope"


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came: an envelope that counts, or what is wrong with the one that does not."""

    envelope: Envelope | None = None
    trouble: str = ""

    @property
    def guardians(self) -> str:
        """The names of those who could open it together."""
        return listed(self.envelope.names) if self.envelope is not None else ""


def arrived() -> Arrived:
    """The envelope of this request. One that does not count is put aside, and the page says so."""
    carried = request.form.get(ENVELOPE, "")
    if not carried:
        return Arrived()
    try:
        return Arrived(queries.envelope_in(carried, the_desk().envelope_key))
    except Refused as refused:
        return Arrived(trouble=refused.message)
