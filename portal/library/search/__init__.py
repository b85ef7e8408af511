"""Finding things in the library: what may be asked, what is answered, and what an engine promises.

Nothing here knows an engine. An engine lives in one file of this folder and keeps the promise of `Engine`;
everything else of the portal talks to that promise (requirement rows 58, 131, 137).

The index is a cache. It may hide an item that has just been published, and it must be possible to throw it
away at any time. What an engine finds is looked up in the database again before a page shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol

from portal.library.search.synonyms import NONE, Synonyms

#: What a reader can narrow a search by. `topic` may have several values in one item, the others have one.
FACETS = (
    "kind",
    "topic",
    "organisation",
    "region",
    "sector",
    "evidence",
    "outcome",
    "marker",
    "cost",
    "standing",
    "year",
)

#: What the facet `standing` says of an item that is retired: it stands below what is current, in every order.
RETIRED = "retired"

#: Tokens of items that everybody in the service may read. Only their words are ever suggested.
EVERYBODY = frozenset({"public", "policing"})

#: The first order of evidence: what was tested anywhere, what somebody experienced judges, and the rest. Kinds of
#: evidence are never merged into a score, and only a reader who asks for this order is shown it (requirement 129).
EVIDENCE_RANKS = {"research": 2, "evaluated_locally": 2, "professional_judgement": 1}

LARGEST_PAGE = 100
LAST_PAGE = 1000


class IndexUnusable(Exception):
    """The index is not there, or is not what was written.

    Search the database instead, and call `Engine.rebuild` with everything that is published.
    """


class Sort(StrEnum):
    """In which order what was found is shown."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    USED = "used"
    EVIDENCE = "evidence"


class Match(StrEnum):
    """How many of the words an item must hold."""

    ALL = "all"
    ANY = "any"


@dataclass(frozen=True)
class Document:
    """One published item as the index holds it. Names of authors are never part of it."""

    id: int
    kind: str
    title: str
    summary: str
    text: str
    organisation: str
    visibility: str
    published_on: date
    region: str = ""
    sector: str = ""
    topics: tuple[str, ...] = ()
    evidence: str = ""
    outcome: str = ""
    marker: str = ""
    cost: str = ""
    year: int | None = None
    #: How many readers said that they used it.
    used: int = 0
    #: `RETIRED`, or nothing for what is current.
    standing: str = ""

    def values(self, facet: str) -> tuple[str, ...]:
        """The values this item has in a facet; none where nothing was said."""
        if facet == "topic":
            return tuple(dict.fromkeys(topic for topic in self.topics if topic))
        if facet == "year":
            return (str(self.year or self.published_on.year),)
        value: str = getattr(self, facet)
        return (value,) if value else ()


@dataclass(frozen=True)
class Question:
    """What a reader asks, with the visibility tokens that reader holds. No token finds nothing."""

    text: str = ""
    tokens: frozenset[str] = frozenset()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    match: Match | None = None
    page: int = 1
    per_page: int = 20
    facets: tuple[str, ...] = FACETS
    #: Items that are neither found nor counted, whatever the index says of them.
    without: frozenset[int] = frozenset()
    #: Which words mean the same.
    synonyms: Synonyms = NONE

    def __post_init__(self) -> None:
        """Raises ValueError for a facet that does not exist; page and per_page are clamped."""
        for facet in (*self.filters, *self.facets):
            if facet not in FACETS:
                raise ValueError(f"There is no facet called {facet!r}.")
        chosen = {facet: tuple(values) for facet, values in self.filters.items() if values}
        object.__setattr__(self, "filters", chosen)
        object.__setattr__(self, "tokens", frozenset(self.tokens))
        object.__setattr__(self, "per_page", max(1, min(LARGEST_PAGE, self.per_page)))
        object.__setattr__(self, "page", max(1, min(LAST_PAGE, self.page)))

    @property
    def key(self) -> Hashable:
        """Equal for questions that have the same answer."""
        narrowed = tuple(sorted(self.filters.items()))
        way = (self.sort, self.match, self.page, self.per_page, self.facets, self.without, self.synonyms)
        return self.text, self.tokens, narrowed, way


class Hit(NamedTuple):
    """One item found. A partial hit holds some of the words, not all."""

    id: int
    score: float
    partial: bool = False


@dataclass(frozen=True)
class Answer:
    """What was found, as far as this reader may see it."""

    total: int = 0
    #: How many of the total hold every word; the others are partial.
    complete: int = 0
    hits: tuple[Hit, ...] = ()
    #: The values of each facet with their counts, most first. A facet's own filter does not lower its counts.
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    #: The question with its misspelt words corrected, or None.
    suggestion: str | None = None
    #: The words to mark in a snippet.
    terms: tuple[str, ...] = ()
    #: Other ways of saying it that were looked for too.
    also: tuple[str, ...] = ()
    #: A sentence for the reader when the question was shortened or simplified.
    warning: str | None = None


@dataclass(frozen=True)
class Similar:
    """An item like the one asked about. The score runs from 0 to 1."""

    id: int
    score: float


@dataclass(frozen=True)
class Health:
    """The state of an index that is usable."""

    documents: int
    segments: int
    unmerged: int


class Engine(Protocol):
    """What every search engine of the library promises. All of it may be called from several threads."""

    def search(self, question: Question) -> Answer:
        """What the reader may see of what was asked for.

        Raises IndexUnusable when the index is not there or not what was written.
        """

    def similar(self, title: str, text: str, tokens: frozenset[str], limit: int = 5) -> tuple[Similar, ...]:
        """The items most like this title and text, best first, as far as the holder of the tokens may see."""

    def put(self, documents: Iterable[Document]) -> None:
        """Add items, or replace them. Found by every process with its next search.

        Raises IndexUnusable, and TimeoutError when another writer does not finish in time.
        """

    def drop(self, ids: Iterable[int]) -> None:
        """Take items out. Ids that are not there are passed over. Raises as `put` does."""

    def rebuild(
        self, documents: Iterable[Document], progress: Callable[[int], None] | None = None
    ) -> frozenset[int]:
        """Write the index anew beside the present one, then swap. Searches go on meanwhile.

        Returns the ids that were put or dropped while the rebuild ran. They are left out of the new index:
        the caller puts them again as they are now. Raises TimeoutError when another rebuild is running.
        """

    def tidy(self) -> bool:
        """Merge small pieces that puts have left. Called in the background; True when there was something."""

    def check(self) -> Health:
        """Read the whole index and compare it with what was written. Raises IndexUnusable."""
