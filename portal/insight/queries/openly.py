"""What everybody may read, counted and listed: for the public, and for research."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.foundation.database import session
from portal.insight.queries.figures import result_in_words, topics_of
from portal.insight.rules import listed
from portal.library import rules as library
from portal.library.models import Publication
from portal.library.queries.public import FOR_THE_PUBLIC
from portal.people.models import Organisation
from portal.submissions.kinds import KINDS


@dataclass(frozen=True, slots=True)
class Openly:
    """What the public layer holds: how many items, and of which sort each."""

    items: int
    organisations: int
    kinds: Sequence[tuple[str, int]]
    results: Sequence[tuple[str, int]]
    topics: Sequence[tuple[str, int]]


_OPEN = (*FOR_THE_PUBLIC, Publication.retired_on.is_(None))


def openly() -> Openly:
    """The figures of what everybody may read, signed in or not: counted by the database, however much it is."""
    group = (Publication.organisation, Publication.kind, Publication.outcome, Publication.result)
    counted = select(*group, func.count()).join(Publication.submission).where(*_OPEN).group_by(*group)
    homes, kinds, results = set[str](), Counter[str](), Counter[str]()
    for home, kind, outcome, result, count in session.execute(counted):
        homes.add(home)
        kinds[KINDS[kind].name] += count
        results[result_in_words(kind, outcome, result)] += count
    return Openly(
        sum(kinds.values()),
        len(homes),
        listed(list(kinds.items())),
        listed(list(results.items())),
        topics_of(select(Publication).join(Publication.submission).where(*_OPEN), Publication.submission_id),
    )


@dataclass(frozen=True, slots=True)
class Extracted:
    """One item as researchers get it: nothing of who wrote it, and of days the month alone."""

    reference: str
    kind: str
    marker: str
    month: str
    organisation: str
    organisation_kind: str
    region: str
    sector: str
    topics: Sequence[str]
    evidence: str
    came_of_it: str
    cost: str
    minutes: int


def extract_rows() -> list[Extracted]:
    """All items that are approved for the public, in no order that tells when each came."""
    kinds = {row.code: row.kind for row in session.execute(select(Organisation.code, Organisation.kind))}
    names = (
        "reference", "kind", "marker", "published_on", "organisation", "region", "sector", "topics", "evidence",
        "outcome", "result", "cost", "minutes",
    )  # fmt: skip
    found = select(*(getattr(Publication, name) for name in names)).join(Publication.submission)
    found = found.where(*_OPEN)
    return [
        Extracted(
            row.reference,
            row.kind,
            library.MARKER_NAMES.get(row.marker, ""),
            f"{row.published_on:%Y-%m}",
            row.organisation,
            kinds.get(row.organisation, ""),
            row.region,
            row.sector,
            [name for _slug, name in row.topics],
            row.evidence,
            library.outcome_in_words(row.kind, library.outcome_shown(False, row.outcome, row.result)),
            row.cost,
            row.minutes,
        )
        for row in session.execute(found.order_by(Publication.reference))
    ]
