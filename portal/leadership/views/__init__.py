"""The pages of leaders."""

from portal.leadership.views import leading
from portal.leadership.views.room import pages

__all__ = ["leading", "pages"]
