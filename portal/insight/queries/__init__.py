"""Figures of what was shared and what came of it."""

from portal.insight.queries.figures import NOBODY_HAS_SAID, figures_of, organisation, organisations, own
from portal.insight.queries.openly import extract_rows, openly

__all__ = [
    "NOBODY_HAS_SAID",
    "extract_rows",
    "figures_of",
    "openly",
    "organisation",
    "organisations",
    "own",
]
