"""What a certificate says of an anonymous post: what its author was told of it, and nothing of its author."""

from collections.abc import Sequence
from dataclasses import replace

from portal.anonymous.queries.own import Own, Told, told

# What others did with it or said of it.
RECOGNISED = frozenset(
    {
        "adoption.confirmed",
        "outcome.kept",
        "post.thanked",
        "post.used",
        "progress.confirmed",
        "item.confirmed",
    }
)
_GONE = frozenset({"submission.taken_out", "submission.withdrawn"})


def in_library_since(post: Own) -> str:
    """The day on which a post was first put in the library; nothing where it is not there, or not any more."""
    days = [one.day for one in post.letters if one.event == "submission.published"]
    last = [one.event for one in post.letters if one.event in {"submission.published", *_GONE}]
    return days[0] if last and last[-1] not in _GONE else ""


def recognised(post: Own) -> Sequence[Told]:
    """What others did with a post and said of it, the newest first."""
    return told(replace(post, letters=tuple(one for one in post.letters if one.event in RECOGNISED)))
