"""What is asked of the page of a leader, of meetings and of messages."""

from portal.leadership.queries.leading import Leading, Line, leading

__all__ = ["Leading", "Line", "leading"]
