"""The pages of those who decide: the queue, a decision, a lead's workspace."""

from portal.authorisation.views import claiming, deciding, handing, triage, workload
from portal.authorisation.views.room import pages

__all__ = ["claiming", "deciding", "handing", "pages", "triage", "workload"]
