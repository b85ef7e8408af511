"""Whether a search is for an item, as far as filters can say. Pure."""

from collections.abc import Collection, Mapping


def fits(filters: Mapping[str, Collection[str]], values: Mapping[str, Collection[str]]) -> bool:
    """Whether an item with these values is left by these filters: of each filter, one of the values chosen."""
    return all(
        not chosen or not set(chosen).isdisjoint(values.get(facet, ())) for facet, chosen in filters.items()
    )
