"""What somebody chooses of mail, on their page or by one press in a mail.

The journal does not hear of it: it would keep when somebody was here, and nothing follows from it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import time

from sqlalchemy import delete, select

from portal.foundation.database import session, transaction
from portal.notifications.actions.letters import wishes_kept_of
from portal.notifications.models import MailWishes, Muted, Notice
from portal.notifications.rules import ALL, ONE_POST, MailKind, check_quiet, offered_for, what_stops
from portal.people.models import Person
from portal.people.rules.mail import MailChoice
from portal.submissions.models import Submission


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody chooses: how often, what differs by kind, and when they want no mail at all."""

    usual: MailChoice
    kinds: Mapping[str, str]
    quiet_from: time | None = None
    quiet_until: time | None = None


def choose(person: Person, wishes: Wishes, *, of: Collection[str] = (), wanted: Collection[str] = ()) -> None:
    """Say how one is written to. ``of`` are the references of posts that a page offered, ``wanted`` those to hear of.

    Raises ``Refused`` for quiet hours that are none.
    """
    check_quiet(wishes.quiet_from, wishes.quiet_until)
    # Two windows of one person come one after the other.
    session.execute(select(Person.id).where(Person.id == person.id).with_for_update(key_share=True))
    person.mail = wishes.usual
    kept = wishes_kept_of(person)
    kept.kinds = {
        kind.value: wishes.kinds[kind]
        for kind in MailKind
        if wishes.kinds.get(kind) and wishes.kinds[kind] in dict(offered_for(kind))
    }
    kept.quiet_from, kept.quiet_until = wishes.quiet_from, wishes.quiet_until
    posts = session.scalars(select(Submission).where(Submission.reference.in_(of))).all()
    for post in posts:
        _mute(person.id, post.id, on=post.reference not in wanted)


def stop_by_mail(token: str, what: str) -> bool:
    """Stop mail by the link in one. Whoever holds the link need not sign in. Returns no for a link that is none."""
    with transaction():
        wishes = session.scalar(select(MailWishes).where(MailWishes.stop == token).with_for_update())
        if wishes is None or not what_stops(what):
            return False
        if what == ALL:
            session.get_one(Person, wishes.person_id).mail = MailChoice.NEVER
            wishes.kinds = {}
        elif what.startswith(ONE_POST):
            _mute_by_mail(wishes.person_id, what.removeprefix(ONE_POST))
        else:
            wishes.kinds = {**wishes.kinds, what: MailChoice.NEVER.value}
        return True


def _mute_by_mail(person_id: int, reference: str) -> None:
    """Mute a post that somebody was told of; any other is passed over, and nothing tells whether it exists."""
    told = select(Notice.submission_id).join(Submission, Notice.submission_id == Submission.id)
    told = told.where(Submission.reference == reference, Notice.person_id == person_id).limit(1)
    post_id = session.scalar(told)
    if post_id is not None:
        _mute(person_id, post_id, on=True)


def _mute(person_id: int, post_id: int, *, on: bool) -> None:
    there = session.get(Muted, (person_id, post_id))
    if on and there is None:
        session.add(Muted(person_id=person_id, submission_id=post_id))
    elif not on and there is not None:
        session.execute(delete(Muted).where(Muted.person_id == person_id, Muted.submission_id == post_id))
