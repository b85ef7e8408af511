"""The pages of what one follows, and of what is asked for."""

from portal.following.views import follows, wants
from portal.following.views.room import pages

__all__ = ["follows", "pages", "wants"]
