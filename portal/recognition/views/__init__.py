"""The pages of recognition: thanks on a post, and what somebody can show of what they did."""

from portal.recognition.views import record, thanks
from portal.recognition.views.room import pages

__all__ = ["pages", "record", "thanks"]
