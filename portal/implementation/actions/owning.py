"""Who sees a post through: named, handed over when people move or leave, and what they say of it on the way.

For what was posted anonymously every moment is kept to the day, as for the post itself (anonymity.md).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select

from portal.authorisation.queries import LiveRoster
from portal.authorisation.queries.roster_today import RosterToday
from portal.foundation import clock, database, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.journal import Entry
from portal.implementation import queries
from portal.implementation.actions.standing import begin, check_theirs, hold
from portal.implementation.models import Implementation, Milestone
from portal.implementation.rules import owners as rules
from portal.implementation.rules.owners import Duty
from portal.people.models import Organisation, Person, Unit
from portal.submissions.actions import moment_shown, take_hold
from portal.submissions.models import Submission
from portal.submissions.rules import Status

AT_ONCE = 200  # posts in one transaction


def begin_after(entries: Sequence[Entry]) -> None:
    """Reaction: what is published has an owner from then on."""
    with transaction():
        keys = {entry.subject_id for entry in entries}
        some = select(Submission).where(Submission.id.in_(keys)).order_by(Submission.id)
        for post in session.scalars(some).all():
            take_hold(post)  # its lead may be the first to say how it goes on
            if post.status == Status.PUBLISHED:
                begin(post)


def name_owner(post: Submission, owner: Duty, sponsor: Duty | None, *, seen: str, by: Person) -> None:
    """Say which post of duty sees a post through, and which stands behind it. ``seen`` is the version that was read.

    Raises ``Refused`` where the person may not, where somebody was quicker, and where nobody in that post could: they
    wrote it, or cannot read it.
    """
    found = hold(post)
    check_theirs(found, by)
    before, before_sponsor = found.owner, _sponsor(found)
    if (owner, sponsor) != (before, before_sponsor) and seen != rules.version_of(found.duties):
        second = f"{found.sponsor_in_words} stands" if found.sponsor_role else "nobody in particular stands"
        raise Refused(
            f"Somebody else changed this meanwhile. Now it is seen through by: {found.owner_in_words}; {second} "
            "behind it. Save again if what stands here is right all the same.",
            code="stale",
        )
    found.owner_role, found.owner_unit_id = owner.role, owner.unit_id
    session.flush()
    session.expire(found, ["owner_unit"])
    held = _held(owner, post, "owner")
    found.holder_id = queries.holder_today(found)
    if owner != before:
        journal.write(
            "owner.named", post, by_id=by.id, at=moment_shown(post), person_id=str(held), owner=found.owner_in_words
        )  # fmt: skip
    if sponsor == before_sponsor:
        return
    found.sponsor_role = sponsor.role if sponsor is not None else ""
    found.sponsor_unit_id = sponsor.unit_id if sponsor is not None else None
    session.flush()
    session.expire(found, ["sponsor_unit"])
    if sponsor is not None:
        behind = _held(sponsor, post, "sponsor")
        journal.write(
            "sponsor.named",
            post,
            by_id=by.id,
            at=moment_shown(post),
            person_id=str(behind),
            sponsor=found.sponsor_in_words,
        )


def _sponsor(found: Implementation) -> Duty | None:
    return Duty(found.sponsor_role, found.sponsor_unit_id) if found.sponsor_role else None


def _held(duty: Duty, post: Submission, field: str) -> int:
    """Who holds a post of duty today. Raises ``Refused`` where the unit is elsewhere, or nobody in it could."""
    if not queries.is_post_of(duty, post.organisation_id):
        raise Refused("Choose a unit of the organisation that the post belongs to.", field=field)
    holder = queries.holder_of(duty, post, LiveRoster())
    if holder is None:
        raise Refused("Nobody holds that role who could: choose another.", field=field)
    return holder


def plan_milestone(post: Submission, words: str, due_on: date | None, *, by: Person) -> Milestone:
    """Say what will be reached by when. Raises ``Refused`` where the person may not, or it says too little."""
    found = hold(post)
    check_theirs(found, by)
    day = rules.check_milestone(words, due_on, clock.today(), len(found.milestones))
    planned = Milestone(submission_id=post.id, words=words.strip(), due_on=day)
    found.milestones.append(planned)
    session.flush()
    _tell(post, f"By {clock.day_in_words(day)}: {planned.words}", by)
    return planned


def reach(post: Submission, reference: str, *, done: bool = True, by: Person) -> None:
    """Say that a milestone was reached, or that it was not after all. Raises ``Refused`` where the person may not.

    What is said already, as when two press at once, is passed over.
    """
    milestone = _milestone(hold(post), reference, by)
    if done == (milestone.done_on is not None):
        return
    milestone.done_on, milestone.said_by = (clock.today(), by) if done else (None, None)
    session.flush()
    _tell(post, f"{'Reached' if done else 'Not reached after all'}: {milestone.words}", by)


def _milestone(found: Implementation, reference: str, by: Person) -> Milestone:
    check_theirs(found, by)
    one = queries.milestone(found.submission, reference)
    if one is None or not database.hold(one):
        raise Refused("Somebody has taken this milestone away meanwhile.", code="wrong-state")
    return one


def drop_milestone(post: Submission, reference: str, *, by: Person) -> None:
    """Take a milestone away that nobody plans any more. Raises ``Refused`` where the person may not."""
    found = hold(post)
    milestone = _milestone(found, reference, by)
    found.milestones.remove(milestone)
    session.flush()
    _tell(post, f"No longer planned: {milestone.words}", by)


def note(post: Submission, said: Mapping[str, str], *, seen: str, by: Person) -> None:
    """Say what it brings and costs, in bands, and what is in the way. ``seen`` is the version that was read.

    Raises ``Refused`` where the person may not, and where somebody was quicker.
    """
    found = hold(post)
    check_theirs(found, by)
    before = found.said
    after = {name: said.get(name, "").strip() for name in before}
    words = rules.changes_in_words(before, after)
    if words:
        if seen != rules.version_of(before):
            raise Refused(
                f"Somebody else changed this meanwhile. Now it says: {rules.changes_in_words(after, before)} "
                "Save again if what stands here is right all the same.",
                code="stale",
            )
        for name, value in after.items():
            setattr(found, name, value)
        session.flush()
        _tell(post, words, by)


def _tell(post: Submission, words: str, by: Person) -> None:
    journal.write("progress.noted", post, by_id=by.id, at=moment_shown(post), text=words)


def hand_over_after(entries: Sequence[Entry]) -> None:
    """Reaction: somebody left, moved, lost or got a role or a headship. Whoever is in a post now has what it owns."""
    people = {entry.subject_id for entry in entries if entry.subject_kind == Person.__tablename__}
    units = {entry.subject_id for entry in entries if entry.subject_kind == Unit.__tablename__}
    here = select(Unit.organisation_id).join(Person, Person.unit_id == Unit.id).where(Person.id.in_(people))
    there = select(Unit.organisation_id).where(Unit.id.in_(units))
    held = select(Submission.organisation_id).join(
        Implementation, Implementation.submission_id == Submission.id
    )
    concerned = {
        *session.scalars(here),
        *session.scalars(there),
        *session.scalars(held.where(Implementation.holder_id.in_(people)).distinct()),
    }
    for organisation_id in sorted(concerned):
        hand_over(organisation_id)


def hand_over(organisation_id: int) -> int:
    """Give what posts of duty of an organisation own to whoever is in them today. Returns how many posts went."""
    gone, last = 0, -1
    gained: Counter[int] = Counter()
    while True:
        with transaction():
            some = session.scalars(
                select(Implementation)
                .join(Implementation.submission)
                .where(Submission.organisation_id == organisation_id, Implementation.submission_id > last)
                .order_by(Implementation.submission_id)
                .limit(AT_ONCE)
                .with_for_update(of=Implementation)
            ).all()
            roster = RosterToday(organisation_id)
            for found in some:
                holder = queries.holder_today(found, roster)
                if holder != found.holder_id:
                    found.holder_id = holder
                    gone += 1
                    if holder is not None:
                        gained[holder] += 1
        if len(some) < AT_ONCE:
            break
        last = some[-1].submission_id
    with transaction():
        organisation = session.get_one(Organisation, organisation_id)
        for person_id, count in sorted(gained.items()):
            journal.write(
                "owners.handed_over", organisation, at=clock.midnight(), person_id=str(person_id), count=count
            )
    return gone
