"""The pages of those who decide: the queue, a decision, a lead's workspace."""

from portal.authorisation.views import deciding, triage
from portal.authorisation.views.room import pages

__all__ = ["deciding", "pages", "triage"]
