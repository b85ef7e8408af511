"""Whoever is signed in, as far as rules and the frame of every page look at them: plain values, read in one go."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Workplace:
    """The organisation where a colleague works."""

    id: int
    code: str
    name: str
    short_name: str
    kind: str
    region: str
    reads_policing: bool

    @property
    def organisation_id(self) -> int:
        """An organisation belongs to itself, as its stored form does."""
        return self.id


@dataclass(frozen=True, slots=True)
class Team:
    """The unit where a colleague works. ``lineage`` holds the keys of units from the top down to it."""

    id: int
    name: str
    lineage: tuple[int, ...]
    organisation: Workplace

    @property
    def organisation_id(self) -> int:
        """Key of the organisation that the unit is part of."""
        return self.organisation.id


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody as the rules see them. It holds for one request: the next one reads it again.

    ``level`` is that of their rank or grade, 0 where they have none. ``deputises_for``: in whose place they decide
    today, by key. ``led_topics``: the short names of the topics of which they are the lead.
    """

    id: int
    name: str
    unit: Team
    roles: frozenset[str]
    headed_unit_ids: frozenset[int]
    level: int
    deputises_for: frozenset[int]
    led_topics: frozenset[str] = frozenset()

    @property
    def unit_id(self) -> int:
        """Key of the unit where they work."""
        return self.unit.id

    @property
    def organisation(self) -> Workplace:
        """Where they work."""
        return self.unit.organisation

    @property
    def organisation_id(self) -> int:
        """Key of the organisation where they work."""
        return self.unit.organisation.id
