"""What can be asked about guardians, their keys, and confidential posts. None of it says who wrote one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Select, exists, select

from portal.authorisation.rules import is_asked, is_barred
from portal.foundation.database import session
from portal.foundation.keys import read_reference
from portal.guardians.models import GuardianKey, Opening, SealedIdentity
from portal.guardians.rules import LEAST_GUARDIANS, MOST_GUARDIANS, OpeningState, names
from portal.people.models import Person, RoleHeld, Unit
from portal.people.rules import Role
from portal.submissions.models import Submission
from portal.submissions.rules import text_of

POSTS_SHOWN = 200


def _guardians() -> Select[Person]:
    held = select(Person).join(RoleHeld, RoleHeld.person_id == Person.id)
    return held.where(RoleHeld.role == Role.GUARDIAN, Person.ended_on.is_(None))


def guardians_of(organisation_id: int) -> Sequence[Person]:
    """Those who are guardians of an organisation today, by name, with a key or without."""
    here = _guardians().join(Unit, Unit.id == Person.unit_id).where(Unit.organisation_id == organisation_id)
    return session.scalars(here.order_by(Person.name, Person.id)).unique().all()


def keys_of(organisation_id: int) -> Sequence[GuardianKey]:
    """The keys to which an envelope is sealed today, by their holders' names; never more than it can hold."""
    here = [person.id for person in guardians_of(organisation_id)]
    used = select(GuardianKey).join(Person, Person.id == GuardianKey.person_id)
    used = used.where(GuardianKey.person_id.in_(here), GuardianKey.retired_on.is_(None))
    return session.scalars(used.order_by(Person.name, Person.id).limit(MOST_GUARDIANS)).all()


def takes_confidential(organisation_id: int) -> bool:
    """Whether an organisation has the two guardians with keys that it needs to take confidential posts."""
    return len(keys_of(organisation_id)) >= LEAST_GUARDIANS


def key_in_use(person_id: int) -> GuardianKey | None:
    """The key that a guardian uses now."""
    used = select(GuardianKey).where(GuardianKey.person_id == person_id, GuardianKey.retired_on.is_(None))
    return session.scalar(used)


def all_keys_of(person_id: int) -> Sequence[GuardianKey]:
    """All keys that somebody ever made, the newest first."""
    theirs = select(GuardianKey).where(GuardianKey.person_id == person_id)
    return session.scalars(
        theirs.order_by(GuardianKey.retired_on.is_not(None), GuardianKey.made_on.desc())
    ).all()


@dataclass
class Confidence:
    """A confidential post as guardians have it: what is sealed, if it is there still, and what was asked about it."""

    post: Submission
    sealed: SealedIdentity | None

    @property
    def organisation_id(self) -> int:
        """Key of the organisation that the post belongs to."""
        return self.post.organisation_id

    @property
    def title(self) -> str:
        """What the post is called before guardians: not its own title while it is read first (decision 30)."""
        return "A post that is being read first" if self.post.unread else self.post.title

    @cached_property
    def guardians(self) -> Sequence[Person]:
        """Those who are guardians where the post belongs."""
        return guardians_of(self.organisation_id)

    @cached_property
    def barred(self) -> frozenset[int]:
        """Keys of the guardians who decide on the post, ever did, or stand in its text."""
        return frozenset(one.id for one in self.guardians if touches(one, self.post))

    @cached_property
    def openings(self) -> Sequence[Opening]:
        """What was asked about it, newest first."""
        asked = select(Opening).where(Opening.submission_id == self.post.id)
        return session.scalars(asked.order_by(Opening.asked_at.desc(), Opening.id)).all()

    def key_of(self, person_id: int) -> GuardianKey | None:
        """The key of a guardian to which this post is sealed; nothing where it is sealed to none of theirs."""
        if self.sealed is None:
            return None
        return next((key for key in all_keys_of(person_id) if key.reference in self.sealed.keys), None)

    def seconds(self, but: int) -> list[Person]:
        """The guardians who can answer a request of another: they may see the post, and it is sealed to them."""
        able = [one for one in self.guardians if one.id != but and one.id not in self.barred]
        return [one for one in able if self.key_of(one.id) is not None]


@dataclass
class OpeningCase:
    """One request, with the post it is about."""

    opening: Opening
    confidence: Confidence

    @property
    def organisation_id(self) -> int:
        """Key of the organisation that the post belongs to."""
        return self.confidence.organisation_id

    @property
    def asked_by_id(self) -> int:
        """Key of whoever asked."""
        return self.opening.asked_by_id

    @property
    def state(self) -> str:
        """Where the request stands."""
        return self.opening.state

    @property
    def of_author(self) -> bool:
        """Whether it is the author who was asked."""
        return self.opening.of_author


def touches(person: Person, post: Submission) -> bool:
    """Whether somebody decides or decided on a post, was asked not to, or stands in its text.

    Whoever has read who wrote it does not decide on it either, and stays a guardian of it.
    """
    routed: Any = post
    kept_away = is_barred(person, routed) and not has_read(person.id, post)
    if kept_away or names(text_of(post), person.name, person.email):
        return True
    return any(
        is_asked(person, step)
        or person.id in {step.holder_id, step.skipped_by_id, step.taken_by_id, *step.decider_ids}
        for step in routed.steps
    )


def has_read(person_id: int, post: Submission) -> bool:
    """Whether a guardian has read who wrote a post."""
    read = (Opening.asked_by_id == person_id, Opening.state == OpeningState.READ)
    return session.scalar(select(exists().where(Opening.submission_id == post.id, *read))) or False


def _sealed(post: Submission) -> SealedIdentity | None:
    return session.scalar(select(SealedIdentity).where(SealedIdentity.submission_id == post.id))


def in_confidence(post: Submission) -> Confidence:
    """A confidential post as guardians have it now."""
    return Confidence(post, _sealed(post))


def confidence(reference: str) -> Confidence | None:
    """The confidential post with this reference."""
    found = select(Submission).where(
        Submission.reference == read_reference(reference), Submission.confidential
    )
    post = session.scalar(found)
    return in_confidence(post) if post is not None else None


def opening(reference: str) -> OpeningCase | None:
    """The request with this reference."""
    found = session.scalar(select(Opening).where(Opening.reference == read_reference(reference)))
    return OpeningCase(found, in_confidence(found.submission)) if found is not None else None


def sealed_in(organisation_id: int) -> list[Confidence]:
    """The confidential posts of an organisation whose authors' names are kept, in no order of arrival."""
    kept = select(SealedIdentity).join(Submission, Submission.id == SealedIdentity.submission_id)
    kept = kept.where(Submission.organisation_id == organisation_id).order_by(Submission.reference)
    return [Confidence(one.submission, one) for one in session.scalars(kept.limit(POSTS_SHOWN))]


def waiting_in(organisation_id: int) -> list[OpeningCase]:
    """The requests of an organisation that somebody still has to answer or to read."""
    asked = select(Opening).join(Submission, Submission.id == Opening.submission_id)
    asked = asked.where(
        Submission.organisation_id == organisation_id,
        Opening.state.in_([OpeningState.WAITING, OpeningState.APPROVED]),
    )
    found = session.scalars(asked.order_by(Opening.asked_at)).all()
    return [OpeningCase(one, in_confidence(one.submission)) for one in found]
