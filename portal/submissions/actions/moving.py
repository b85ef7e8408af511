"""A post moves through its life: held, withdrawn, left in the library as declined."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.foundation import clock, journal
from portal.foundation.database import held_already, session
from portal.foundation.errors import Refused
from portal.people.models import Person
from portal.submissions import rules
from portal.submissions.actions.keepers import keep_former, keeper_of
from portal.submissions.models import Submission
from portal.submissions.rules import Status

_COLUMNS = [column.key for column in Submission.__mapper__.column_attrs]


def take_hold(post: Submission) -> None:
    """Let nobody else change this post until the transaction ends, and see what it is now.

    Of two requests at one moment the second waits here, and is then judged by what the first has done.
    """
    if held_already(post):
        return
    session.flush()  # what this request has changed already is kept
    session.refresh(post, _COLUMNS, with_for_update=True)
    session.expire(post, ("holder", "merged_into", "topics", "co_authors", "former_authors", "attachments"))


def withdraw(post: Submission, *, by: Person, reason: str = "") -> None:
    """Take a post back before it is published, or close one whose authors have left, and say why.

    Raises ``Refused`` once it is too late, and for closing without a reason.
    """
    if not rules.may_withdraw(by, post):
        raise Refused("This post can no longer be withdrawn.", code="wrong-state")
    closed: dict[str, Any] = {"closed_because": reason.strip()} if rules.may_close(by, post) else {}
    if closed and not reason.strip():
        raise Refused("Say why it is closed, for whoever looks for it later.", field="reason", code="missing")
    move(post, Status.WITHDRAWN)
    journal.write("submission.withdrawn", post, by_id=by.id, **closed)


def pass_to_keeper(post: Submission) -> bool:
    """Whether a post that lies with somebody who has left went to whoever has the next word on it now."""
    take_hold(post)
    if post.status not in rules.EDITABLE:
        return False
    keeper = keeper_of(post)
    if keeper is None or keeper == post.holder_id:
        return False
    if post.author_id is None and post.status != Status.DRAFT:
        take_over_import(post, keeper)
    post.holder_id = keeper
    journal.write("submission.passed_on", post, holder_id=str(keeper))
    return True


def take_over_import(post: Submission, person_id: int) -> None:
    """Let somebody look after a post that came by import. Whoever did before stays barred from deciding on it."""
    before = session.get(Person, post.imported_by_id) if post.imported_by_id else None
    if before is not None and before.id != person_id:
        keep_former(post, [before])
    post.imported_by_id = person_id


def list_as_declined(post: Submission, listed: bool, *, by: Person) -> None:
    """Leave a declined post in the library, marked as declined, or take it out again."""
    take_hold(post)
    if not rules.may_list_as_declined(by, post):
        raise Refused(
            "Only a post that was not taken forward can be left in the library as declined, and only where whoever "
            "decided allows it."
        )
    if post.listed != listed:
        post.listed = listed
        journal.write("submission.listed" if listed else "submission.unlisted", post, by_id=by.id)


def move(post: Submission, to: Status, *, holder_id: int | None = None) -> None:
    """Change a post's status: the only place that does. Raises ``Refused`` for a change that is not in the table.

    The holder goes with it: whoever has the next word, which is the author unless a decider is named, or the
    author has left. What was merged into a post that leaves the library is found by itself again.
    """
    led = merged_into(post) if to is not Status.PUBLISHED else []
    if post.status != to or not rules.is_decided_on(post):
        rules.check_move(post, to)
    post.status = to
    if to not in {Status.PUBLISHED, Status.RETURNED}:
        post.on_trust = False
    if post.merged_into_id is not None:
        post.merged_into, post.merged_because, post.merged_on = None, "", None
    if to in {Status.WAITING, Status.WITHDRAWN, Status.TAKEN_OUT}:
        post.listed, post.left_for = False, None
    if holder_id is None and to in {Status.RETURNED, Status.DECLINED, Status.TAKEN_OUT}:
        holder_id = keeper_of(post)
    post.holder_id = holder_id if holder_id is not None else post.author_id or post.imported_by_id
    if to in {Status.WAITING, Status.PUBLISHED}:
        post.sent_sharing = post.sharing
    if to is Status.WAITING:
        post.sent_at = post.sent_at or moment_shown(post)
    if to is Status.PUBLISHED:
        post.published_at = post.published_at or moment_shown(post)
    for one in led:
        part(one)


def merged_into(leader: Submission) -> list[Submission]:
    """The posts that are merged into one, always in the same order: each is held in turn."""
    if not leader.has_merged:
        return []
    theirs = select(Submission).where(Submission.merged_into_id == leader.id)
    return list(session.scalars(theirs.order_by(Submission.id)))


def part(post: Submission, *, by_id: int | None = None, reason: str = "") -> bool:
    """Let a merged post be found by itself again, as it was. Returns no where that has happened meanwhile.

    Without a reason it follows from something else: the other left the library, or not all can read both any more.
    """
    take_hold(post)
    leader = post.merged_into
    if post.status != Status.MERGED or leader is None:
        return False
    move(post, Status.PUBLISHED)
    session.flush()
    journal.write("submission.parted", post, by_id=by_id, reason=reason, leader=leader.reference)
    journal.write("submission.left", leader, by_id=by_id, merged=post.reference)
    return True


def part_where_needed(post: Submission) -> None:
    """A post has changed: take apart what cannot be found as one any more, whichever of the two it is."""
    pairs = [(post, one) for one in merged_into(post)]
    if post.merged_into is not None:
        pairs.append((post.merged_into, post))
    for leader, one in pairs:
        if not rules.may_stand_as_one(leader, one):
            part(one)


def moment_shown(post: Submission) -> datetime:
    """Now; for an anonymous post the day only, because a finer time would help to find its author."""
    return clock.midnight() if post.anonymous else clock.now()
