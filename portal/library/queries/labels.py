"""The words for the values of filters, which every reader may know."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from portal.foundation.database import session
from portal.library import rules
from portal.people.models import Organisation
from portal.submissions.models import Topic

LABELS_KEPT_SECONDS = 60.0
ASKED_AGAIN_SECONDS = 1.0


@dataclass(frozen=True, eq=False)
class Words:
    """Names of topics and organisations as they were read once. What was made with them may be kept under them."""

    named: Mapping[str, Mapping[str, str]]

    def of(self, facet: str, value: str) -> str:
        """The words for a value of a filter; the value itself where nobody named it."""
        named = self.named.get(facet)
        return rules.label_of(facet, value) if named is None else named.get(value, value)

    def lack(self, facet: str, value: str) -> bool:
        """Whether a value is not known here, and may be by now."""
        return facet in self.named and value not in self.named[facet]


class _Labels:
    """Names are read again after a minute, or, where one is missing, after a second: so old may they be."""

    def __init__(self) -> None:
        self._read_at = 0.0
        self._words = Words({})

    def present(self) -> Words:
        if time.monotonic() - self._read_at > LABELS_KEPT_SECONDS or not self._words.named:
            self._read()
        return self._words

    def with_(self, facet: str, value: str) -> Words:
        words = self.present()
        if words.lack(facet, value) and time.monotonic() - self._read_at > ASKED_AGAIN_SECONDS:
            self._read()
        return self._words

    def _read(self) -> None:
        topics = session.execute(select(Topic.slug, Topic.name))
        homes = session.execute(select(Organisation.code, Organisation.name))
        named = {
            "topic": {topic.slug: topic.name for topic in topics},
            "organisation": {home.code: home.name for home in homes},
        }
        if named != self._words.named:
            self._words = Words(named)
        self._read_at = time.monotonic()


_labels = _Labels()


def present() -> Words:
    """The words of today, at most a minute old."""
    return _labels.present()


def label(facet: str, value: str) -> str:
    """The words for a value of a filter. One that is not known is looked up again."""
    return _labels.with_(facet, value).of(facet, value)
