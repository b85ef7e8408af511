"""Where a post stands, as the database is asked it: each says in SQL what a rule says of one post."""

from sqlalchemy import BindParameter, ColumnElement, or_, select

from portal.submissions.models.posts import Submission, co_authors
from portal.submissions.rules import Status


def in_library() -> ColumnElement[bool]:
    """Whether a post is in the library now, as the database is asked it: ``rules.is_in_library`` says it of one."""
    listed = (Submission.status == Status.DECLINED) & Submission.listed
    changing = (Submission.status == Status.RETURNED) & Submission.on_trust
    return Submission.status.in_((Status.PUBLISHED, Status.MERGED)) | listed | changing


def found() -> ColumnElement[bool]:
    """Whether search, lists and counts show a post, as the database is asked it: ``rules.is_found`` says it of one."""
    return in_library() & (Submission.status != Status.MERGED)


def decided_on() -> ColumnElement[bool]:
    """Whether somebody is asked to decide on a post now: ``rules.is_decided_on`` says it of one."""
    on_trust = (Submission.status == Status.PUBLISHED) & Submission.on_trust
    return (Submission.status == Status.WAITING) | on_trust


def wrote(person_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """Whether somebody is an author of a post, as the database is asked it: ``rules.is_author`` says it of one."""
    with_others = select(co_authors.c.submission_id).where(co_authors.c.person_id == person_id)
    mine = or_(Submission.author_id == person_id, Submission.claimed_by_id == person_id)
    return or_(mine, Submission.id.in_(with_others))
