"""Who wrote a confidential post is opened: asked with a reason, answered by a second, read once, and always told.

The journal keeps who, when and why, and never what was read.
"""

from typing import Any

from portal.authorisation.actions import keep_from_deciding, take_hold
from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.foundation.sealing import NotOpened, opened, unboxed
from portal.guardians import queries, rules
from portal.guardians.models import GuardianKey, Opening
from portal.guardians.queries import Confidence, OpeningCase
from portal.guardians.rules import Ground, Identity, OpeningState
from portal.people.models import Person
from portal.submissions.models import Submission

GONE = "The name has been destroyed. Nobody can open it any more."
WRONG = "That is not the passphrase of this key. Nobody can find it for you."
OVER = "This request waits no longer."


def ask(it: Confidence, ground: Ground, reason: str, *, by: Person) -> Opening:
    """Ask a second guardian to agree that one reads who wrote a post. Raises ``Refused`` where nobody could."""
    key = _begin(it, by)
    if not it.seconds(by.id):
        raise Refused(
            "No second guardian can answer: they have left, decide on the post, or came later. Ask its author.",
            code="no-second",
        )
    return _asked(it, key, ground, reason, by, of_author=False)


def ask_author(it: Confidence, ground: Ground, reason: str, *, by: Person) -> Opening:
    """Ask the author of a post whether this guardian alone may read who they are."""
    return _asked(it, _begin(it, by), ground, reason, by, of_author=True)


def _begin(it: Confidence, by: Person) -> GuardianKey:
    take_hold(it.post)
    if it.sealed is None:
        raise Refused(GONE, code="gone")
    key = it.key_of(by.id)
    if key is None:
        raise Refused("This post was sealed before you had a key. Another guardian can ask.", code="no-key")
    if any(one.asked_by_id == by.id and one.state in _PENDING for one in it.openings):
        raise Refused("You have asked already, and it is not over yet.", code="asked-already")
    return key


_PENDING = (OpeningState.WAITING, OpeningState.APPROVED)


def _asked(
    it: Confidence, key: GuardianKey, ground: Ground, reason: str, by: Person, *, of_author: bool
) -> Opening:
    made = Opening(
        submission_id=it.post.id,
        submission=it.post,
        of_author=of_author,
        key_id=key.id,
        asked_by_id=by.id,
        ground=ground,
        reason=rules.check_reason(reason),
        asked_at=clock.now(),
        state=OpeningState.WAITING,
    )
    session.add(made)
    session.flush()
    asks_in: dict[str, Any] = {"key": key.reference, "guardian": by.title} if of_author else {}
    journal.write(
        "identity.consent_asked" if of_author else "identity.asked",
        it.post,
        by_id=by.id,
        opening=made.reference,
        ground=rules.GROUND_NAMES[ground],
        reason=made.reason,
        **asks_in,
    )
    return made


def approve(case: OpeningCase, seed: bytes | None, answer: str, *, by: Person) -> None:
    """The second guardian agrees, and peels their layer: what is left opens with the key of whoever asked.

    ``seed`` is what their passphrase opened. Raises ``Refused`` without it, and where the request is over.
    """
    opening = _waits(case, by)
    it = case.confidence
    answer = rules.check_reason(answer, "answer")
    key = it.key_of(by.id)
    if it.sealed is None or key is None:
        raise Refused(
            GONE if it.sealed is None else "This post was sealed before you had a key.", code="gone"
        )
    if seed is None:
        raise Refused(WRONG, field="password", code="wrong-password")
    try:
        peeled = opened(seed, it.sealed.pairs[f"{key.reference}.{opening.key.reference}"]).decode()
    except NotOpened:
        raise Refused(WRONG, field="password", code="wrong-password") from None
    _answer(opening, OpeningState.APPROVED, answer, by, peeled)


def refuse(case: OpeningCase, answer: str, *, by: Person) -> None:
    """The second guardian does not agree. Raises ``Refused`` without a reason, and where the request is over."""
    opening = _waits(case, by)
    _answer(opening, OpeningState.REFUSED, rules.check_reason(answer, "answer"), by)


def _waits(case: OpeningCase, by: Person) -> Opening:
    _hold(case)
    if case.opening.state != OpeningState.WAITING or not rules.may_answer(by, case):
        raise Refused(OVER, code="already-decided")
    return case.opening


def _hold(case: OpeningCase) -> None:
    """Hold the post of a request, and see both as they are now: who decides on the post, too."""
    take_hold(case.opening.submission)
    session.refresh(case.opening)
    case.confidence = queries.in_confidence(case.opening.submission)


def _answer(opening: Opening, state: OpeningState, answer: str, by: Person, peeled: str = "") -> None:
    opening.state, opening.peeled = state, peeled
    opening.answer, opening.answered_by_id, opening.answered_at = answer, by.id, clock.now()
    journal.write(
        f"identity.{state}",
        opening.submission,
        by_id=by.id,
        opening=opening.reference,
        ground=rules.GROUND_NAMES[Ground(opening.ground)],
        reason=opening.reason,
        answer=answer,
        asked_by=str(opening.asked_by_id),
        guardian=opening.asked_by.title,
    )


def answer_from_desk(post: Submission, reference: str, part: str) -> bool:
    """The author's own answer, by receipt: the part for the guardian who asked, or none where they say no.

    Says whether it came in time.
    """
    take_hold(post)
    case = queries.opening(reference)
    opening = case.opening if case is not None else None
    if case is None or opening is None or opening.submission_id != post.id or not opening.of_author:
        return False
    if opening.state != OpeningState.WAITING or case.confidence.sealed is None:
        return False
    opening.state = OpeningState.APPROVED if part else OpeningState.REFUSED
    opening.peeled, opening.answered_at = part, clock.midnight()
    event = "identity.consented" if part else "identity.withheld"
    guardian = opening.asked_by.title
    at, asked = clock.midnight(), str(opening.asked_by_id)
    journal.write(event, post, at=at, opening=opening.reference, guardian=guardian, asked_by=asked)
    return True


def read(case: OpeningCase, seed: bytes | None, *, by: Person) -> Identity:
    """Who wrote it, once, for whoever asked. Raises ``Refused`` without their passphrase, and the second time."""
    _hold(case)
    opening, it = case.opening, case.confidence
    if it.sealed is None:
        raise Refused(GONE, code="gone")
    if opening.state != OpeningState.APPROVED or not rules.may_read(by, case):
        raise Refused("It was shown, once. What you need again, ask for again.", code="already-decided")
    if seed is None:
        raise Refused(WRONG, field="password", code="wrong-password")
    try:
        identity = rules.read_identity(unboxed(opened(seed, opening.peeled), it.sealed.box))
    except NotOpened:
        raise Refused(WRONG, field="password", code="wrong-password") from None
    opening.state, opening.peeled = OpeningState.READ, ""
    if by.id not in opening.submission.conflicted_ids:
        keep_from_deciding(opening.submission, by, by=by)  # they know who wrote it
    journal.write(
        "identity.opened",
        opening.submission,
        by_id=by.id,
        opening=opening.reference,
        guardian=by.title,
        ground=rules.GROUND_NAMES[Ground(opening.ground)],
    )
    return identity
