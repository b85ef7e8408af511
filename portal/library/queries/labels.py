"""The words for the values of filters, which every reader may know."""

import time

from sqlalchemy import select

from portal.foundation.database import session
from portal.library import rules
from portal.people.models import Organisation
from portal.submissions.models import Topic

LABELS_KEPT_SECONDS = 60.0
ASKED_AGAIN_SECONDS = 1.0


class _Labels:
    """Names of topics and organisations, which every reader may know. Read again when they may be old."""

    def __init__(self) -> None:
        self._read_at = 0.0
        self._words: dict[str, dict[str, str]] = {"topic": {}, "organisation": {}}

    def of(self, facet: str, value: str) -> str:
        known = self._words.get(facet)
        if known is None:
            return rules.label_of(facet, value)
        if self._is_old() or (value not in known and time.monotonic() - self._read_at > ASKED_AGAIN_SECONDS):
            self._read()
        return self._words[facet].get(value, value)

    def _is_old(self) -> bool:
        return time.monotonic() - self._read_at > LABELS_KEPT_SECONDS

    def _read(self) -> None:
        topics = session.execute(select(Topic.slug, Topic.name))
        organisations = session.execute(select(Organisation.code, Organisation.name))
        self._words = {
            "topic": {topic.slug: topic.name for topic in topics},
            "organisation": {each.code: each.name for each in organisations},
        }
        self._read_at = time.monotonic()


_labels = _Labels()


def label(facet: str, value: str) -> str:
    """The words for a value of a filter."""
    return _labels.of(facet, value)
