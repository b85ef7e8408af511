"""The pages of what is asked, answered and said."""

from portal.conversation.views import asked, comments, moderation, waiting
from portal.conversation.views.room import pages

__all__ = ["asked", "comments", "moderation", "pages", "waiting"]
