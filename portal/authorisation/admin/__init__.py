"""The administrators' pages on routes: those in force, the draft of the next, trying it, and putting it in force.

They belong to the same blueprint as deciding: importing this package adds them to it.
"""

from portal.authorisation.admin import drafting, outside, publishing, rehearsing, showing
from portal.authorisation.views.room import pages

__all__ = ["drafting", "outside", "pages", "publishing", "rehearsing", "showing"]
