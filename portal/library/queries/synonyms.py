"""Which words mean the same, as the curator has them now."""

import time
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from portal.foundation.database import session
from portal.foundation.keys import read_reference
from portal.library.models import SynonymRing
from portal.library.search.synonyms import NONE, Synonyms, key_of

KEPT_SECONDS = 1.0


class _Kept:
    """What was read a moment ago. A change is felt within a second in every process, and at once in its own."""

    def __init__(self) -> None:
        self.read_at = 0.0
        self.synonyms = NONE


_kept = _Kept()


def rings() -> Sequence[SynonymRing]:
    """All that is kept, in the order of its first way."""
    found = session.scalars(select(SynonymRing)).all()
    return sorted(found, key=lambda ring: ring.ways[0].casefold())


def ring(reference: str) -> SynonymRing | None:
    """The ring with this reference."""
    return session.scalar(select(SynonymRing).where(SynonymRing.reference == read_reference(reference)))


def said_already(besides: SynonymRing | None = None) -> Mapping[tuple[str, ...], SynonymRing]:
    """The ring of each way that is said, in whatever form, but in this one."""
    return {key_of(way): one for one in rings() if one is not besides for way in one.ways}


def present() -> Synonyms:
    """Which words mean the same, at most a second old."""
    if time.monotonic() - _kept.read_at > KEPT_SECONDS:
        asked = select(SynonymRing.ways).order_by(SynonymRing.id)
        found = Synonyms(tuple(ways) for ways in session.scalars(asked))
        if found != _kept.synonyms:  # what is the same stays the same thing, under which answers are kept
            _kept.synonyms = found
        _kept.read_at = time.monotonic()
    return _kept.synonyms


def forget() -> None:
    """Read them again when they are next asked for."""
    _kept.read_at = 0.0
