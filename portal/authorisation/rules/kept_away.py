"""Whom an author keeps from deciding by writing with them: whoever decides instead reads it. Pure."""

from collections.abc import Iterable
from typing import Any


def wrote_instead_of_deciding(post: Any, steps: Iterable[Any]) -> list[Any]:
    """The co-authors who would be asked about this post had they not been named, now or once.

    One author could so choose who decides; whoever decides therefore reads it.
    """
    wrote = (*post.co_authors, *(post.former_authors if post.has_former_authors else ()))
    return on_its_way(wrote, post, steps)


def on_its_way(people: Iterable[Any], post: Any, steps: Iterable[Any]) -> list[Any]:
    """Those of these people whom the way of a post could ask: heads of its units, holders of the roles it names."""
    units = set(post.unit.lineage) if post.unit is not None else set()
    roles = {step.role for step in steps if step.role}
    here = [person for person in people if person.organisation_id == post.organisation_id]
    return [person for person in here if units & person.headed_unit_ids or roles & person.roles]
