"""The pages of those who decide: the queue, a decision, a lead's workspace."""

from portal.authorisation.views import (
    claiming,
    cover,
    crediting,
    deciding,
    detours,
    editing,
    from_outside,
    handing,
    outside,
    reading,
    several,
    triage,
    trust,
    workload,
)
from portal.authorisation.views.room import pages

__all__ = [
    "claiming",
    "cover",
    "crediting",
    "deciding",
    "detours",
    "editing",
    "from_outside",
    "handing",
    "outside",
    "pages",
    "reading",
    "several",
    "triage",
    "trust",
    "workload",
]
