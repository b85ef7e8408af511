"""What may become of a post, and by which deed: the one table of its life. Pure."""

from portal.foundation.errors import Refused
from portal.submissions.rules.life import STATUS_NAMES, SomePost, Status

# What may become of what, and by which deed. The picture in docs/lifecycle.md is made from this table.
TRANSITIONS: dict[tuple[Status, Status], str] = {
    (Status.DRAFT, Status.WAITING): "the author sends it",
    (Status.WAITING, Status.RETURNED): "a decider asks for changes",
    (Status.RETURNED, Status.WAITING): "the author sends it again",
    (
        Status.WAITING,
        Status.PUBLISHED,
    ): "the last decider approves, or its route publishes first and reviews after",
    (Status.WAITING, Status.TAKEN_UP): "the last decider approves the update of a published post",
    (Status.WAITING, Status.DECLINED): "a decider declines, with a reason",
    (Status.DECLINED, Status.WAITING): "the author changes it and sends it again",
    (Status.DRAFT, Status.WITHDRAWN): "the author withdraws it",
    (Status.WAITING, Status.WITHDRAWN): "the author withdraws it",
    (Status.RETURNED, Status.WITHDRAWN): "the author withdraws it, or it is closed once they have left",
    (Status.DRAFT, Status.PUBLISHED): "it is imported as already published, on a named authority",
    (Status.PUBLISHED, Status.RETURNED): "on trust: whoever reviews it asks for changes",
    (Status.PUBLISHED, Status.DECLINED): "on trust: whoever reviews it declines, with a reason",
    (Status.PUBLISHED, Status.WITHDRAWN): "on trust: the author takes it back before it is reviewed",
    (Status.PUBLISHED, Status.TAKEN_OUT): "somebody who answers for the library takes it out, with a reason",
    (
        Status.RETURNED,
        Status.TAKEN_OUT,
    ): "the same, where it stays in the library on trust while it is changed",
    (Status.DECLINED, Status.TAKEN_OUT): "the same, where its author had left it in the library as declined",
    (Status.TAKEN_OUT, Status.WAITING): "the author corrects it and sends it again",
    (Status.PUBLISHED, Status.MERGED): "somebody who may says that another post in the library is the same",
    (Status.MERGED, Status.PUBLISHED): "they are taken apart, or the other leaves the library",
    (Status.MERGED, Status.TAKEN_OUT): "somebody who answers for the library takes it out, with a reason",
    (
        Status.DECLINED,
        Status.WITHDRAWN,
    ): "the author withdraws it, or what it updates is taken out of the library",
}

# What becomes of a published post only while it is there on trust: somebody still reviews it.
ON_TRUST = frozenset(
    {
        (Status.PUBLISHED, Status.RETURNED),
        (Status.PUBLISHED, Status.DECLINED),
        (Status.PUBLISHED, Status.WITHDRAWN),
        (Status.RETURNED, Status.TAKEN_OUT),
    }
)


def check_move(post: SomePost, to: Status) -> None:
    """Raise ``Refused`` where a post cannot become what is asked."""
    move = (Status(post.status), to)
    if move not in TRANSITIONS or (move in ON_TRUST and not post.on_trust):
        was, will = STATUS_NAMES[Status(post.status)].lower(), STATUS_NAMES[to].lower()
        raise Refused(f"This post is {was}, so it cannot become {will}.", code="wrong-state")
