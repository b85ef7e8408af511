"""The pages of leaders."""

from portal.leadership.views import agreed, leading, meetings, messages
from portal.leadership.views.room import pages

__all__ = ["agreed", "leading", "meetings", "messages", "pages"]
