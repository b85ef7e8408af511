"""A text is used again: what was withdrawn becomes a new draft, what is in the library is brought up to date.

An update is a post of its own that says which published post it updates. It is written, sent, decided and
returned like every other, while what is in the library stays as it is. Once the last decider approves, its text
becomes the next version of the published post.
"""

from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.people.models import Person
from portal.submissions import queries, rules
from portal.submissions.actions.files import replace_files, take_files
from portal.submissions.actions.keepers import keep_former
from portal.submissions.actions.moving import moment_shown, move, part_where_needed, take_hold
from portal.submissions.actions.versions import keep_version, note_published, note_published_once
from portal.submissions.actions.writing import Content, begin, draft_by, note_co_authors
from portal.submissions.models import Submission
from portal.submissions.rules import Status

COPIED = ("title", "summary", "body", "evidence", "sharing")


def copy(post: Submission, *, by: Person) -> Submission:
    """Begin a draft with the text of a post that its author took back.

    Files, co-authors and answers about sharing are not taken along; who wrote it never decides on the copy either, and
    what was sent before is a second try. Raises ``Refused`` where it may not be copied.
    """
    if not rules.may_copy(by, post):
        raise Refused("Only a post that you took back can be copied, and only by you.", code="wrong-state")
    texts = {name: getattr(post, name) for name in COPIED}
    slugs = [topic.slug for topic in post.topics]
    made = begin(
        post.kind,
        Content(**texts, show_grade=post.show_grade, details=dict(post.details), topics=slugs),
        by=by,
    )
    wrote = [*post.co_authors, *post.former_authors, *((post.author,) if post.author is not None else ())]
    keep_former(made, [person for person in wrote if person.id != by.id])
    made.tried_before = post.tried_before or post.sent_at is not None
    session.flush()
    return made


def begin_update(post: Submission, *, by: Person) -> Submission:
    """The open update of a published post, or a new one with its present text. There is one at a time.

    It belongs where the post belongs, and whoever wrote the post goes on writing. Raises ``Refused`` where it may
    not be updated.
    """
    take_hold(post)
    if not rules.may_update(by, post):
        raise Refused("Only its authors can update this post, once it is in the library.", code="wrong-state")
    there = queries.open_update_of(post)
    if there is not None:
        return there
    authors = [person for person in (post.author, *post.co_authors) if person is not None]
    update = draft_by(
        by,
        post.kind,
        home=post,
        updates_id=post.id,
        updates=post,
        updates_version=post.version,
        details=dict(post.details),
        topics=list(post.topics),
        co_authors=[person for person in authors if person.id != by.id],
        show_grade=post.show_grade and by.id == post.author_id,
        **{name: getattr(post, name) for name in COPIED},
    )
    update.summed_up = post.summed_up
    session.add(update)
    take_files(update, post)
    keep_former(update, post.former_authors)
    session.flush()
    keep_version(update, by_id=by.id)
    journal.write("submission.begun", update, by_id=by.id, updates=post.reference)
    return update


def publish_on_trust(post: Submission, *, by_id: int | None) -> None:
    """A post comes into the library the moment it is sent. Whoever reviews it goes on holding it."""
    move(post, Status.PUBLISHED, holder_id=post.holder_id)
    post.on_trust = True
    note_published(post, by_id=by_id)


def end_trust(post: Submission, *, by_id: int | None) -> None:
    """All who review a post have approved it: it is in the library like every other, and its author's again."""
    move(post, Status.PUBLISHED)
    post.on_trust, post.reviewed_on = False, clock.today()
    note_published_once(post, by_id=by_id)
    journal.write("submission.review_ended", post)


def leave_library(post: Submission) -> None:
    """A post that is being changed is in the library on trust no longer; it comes back once somebody approves it."""
    post.on_trust = False


def publish(post: Submission, *, by: Person) -> None:
    """The last decider approved: the post comes into the library, or an update into the post that it updates.

    What is there on trust stays there. Raises ``Refused`` where the published post is another than the one that the
    update was written from.
    """
    if post.on_trust:
        end_trust(post, by_id=by.id)
        return
    if post.updates is None:
        move(post, Status.PUBLISHED)
        note_published(post, by_id=by.id)
        journal.write("submission.published", post, at=moment_shown(post), version=post.version)
        return
    there = post.updates
    take_hold(there)
    if there.status not in {Status.PUBLISHED, Status.MERGED} or there.version != post.updates_version:
        raise Refused(
            "What is in the library has changed since this update was begun. Ask its author to begin it again.",
            code="old-version",
        )
    _take_over(there, post, by)
    move(post, Status.TAKEN_UP)
    journal.write("submission.taken_up", post, version=there.version)
    note_published(there, by_id=by.id)
    journal.write("submission.updated", there, version=there.version)
    part_where_needed(there)


def _take_over(there: Submission, update: Submission, by: Person) -> None:
    answered = ("share_check", "kept_words") if update.share_check else ()  # unasked, the old answers stand
    for name in (*COPIED, *answered):
        setattr(there, name, getattr(update, name))
    there.summed_up = update.summed_up
    if rules.says_rank(update):
        there.show_grade = update.show_grade
    there.details, there.topics = dict(update.details), list(update.topics)
    before = there.co_author_ids
    there.co_authors = [*there.co_authors, *rules.joining(update)]
    there.sent_sharing = there.sharing
    there.version += 1
    keep_version(there, by_id=update.author_id)
    note_co_authors(there, before, by=by, update=update.reference)
    replace_files(there, update)
    session.flush()
