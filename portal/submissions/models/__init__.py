"""Posts, their versions, co-authors, topics and attachments, as they are stored."""

from portal.submissions.models.asked import decided_on, found, in_library, wrote
from portal.submissions.models.posts import (
    Submission,
    Topic,
    co_authors,
    former_authors,
    submission_topics,
)
from portal.submissions.models.texts import Attachment, Version

__all__ = [
    "Attachment",
    "Submission",
    "Topic",
    "Version",
    "co_authors",
    "decided_on",
    "former_authors",
    "found",
    "in_library",
    "submission_topics",
    "wrote",
]
