"""What follows from what: for every event of the journal, the reactions that run after the commit."""

from collections.abc import Mapping, Sequence

from portal.foundation.journal import Reaction

REACTIONS: Mapping[str, Sequence[Reaction]] = {}
