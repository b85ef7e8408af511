"""What a token may be used for. Pure."""

from enum import StrEnum


class Scope(StrEnum):
    """What a token may be used for, never more than its person may do."""

    READ = "read"
    WRITE = "write"
