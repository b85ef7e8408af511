"""What can be asked about recognition."""

from portal.recognition.queries.record import Record, record_of
from portal.recognition.queries.thanks import thanks_for, thanks_to

__all__ = ["Record", "record_of", "thanks_for", "thanks_to"]
