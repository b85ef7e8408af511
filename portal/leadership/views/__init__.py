"""The pages of leaders."""

from portal.leadership.views import agreed, leading, meetings
from portal.leadership.views.room import pages

__all__ = ["agreed", "leading", "meetings", "pages"]
