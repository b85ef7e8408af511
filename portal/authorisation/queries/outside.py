"""Who outside may be asked, which links there are, and who of the organisation an address belongs to."""

from collections.abc import Collection, Sequence
from hmac import compare_digest
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from portal.authorisation.models import OutsideAsking, OutsideDecider, Step
from portal.authorisation.queries.steps import stage_of
from portal.authorisation.rules import has_spoken, is_barred
from portal.authorisation.rules.outside import AskingState, Why, has_spoken_outside, is_named, why_over
from portal.foundation import clock
from portal.foundation.database import session
from portal.foundation.keys import digest, read_reference
from portal.people.models import Person


def outside_decider(reference: str) -> OutsideDecider | None:
    """Whoever outside is named under this reference."""
    return session.scalar(select(OutsideDecider).where(OutsideDecider.reference == read_reference(reference)))


def outsiders_of(keys: Collection[int]) -> dict[int, OutsideDecider]:
    """Several people outside at once, by key."""
    found = session.scalars(select(OutsideDecider).where(OutsideDecider.id.in_(keys))) if keys else ()
    return {one.id: one for one in found}


def outside_deciders(organisation_id: int) -> Sequence[OutsideDecider]:
    """All whom an organisation has named, those of today first."""
    theirs = select(OutsideDecider).where(OutsideDecider.organisation_id == organisation_id)
    named = theirs.options(joinedload(OutsideDecider.named_by)).order_by(OutsideDecider.name)
    found = session.scalars(named).all()
    return sorted(found, key=lambda one: not is_named(one, clock.today()))


def may_be_asked(step: Step) -> list[OutsideDecider]:
    """Whom one could ask to decide a step: those named today who have no part in the post."""
    named = outside_deciders(step.submission.organisation_id)
    return [one for one in named if is_named(one, clock.today()) and not is_barred_outside(one, step)]


def asking(reference: str) -> OutsideAsking | None:
    """The link with this reference, for those inside."""
    return session.scalar(select(OutsideAsking).where(OutsideAsking.reference == read_reference(reference)))


def asking_of(token: str) -> OutsideAsking | None:
    """The link that this secret opens, in whatever state. It costs the same whether there is one or not."""
    return session.scalar(select(OutsideAsking).where(OutsideAsking.key_hash == digest("outside", token)))


def is_confirmed(asking: OutsideAsking, browser: str) -> bool:
    """Whether the code was given in this browser, a short while ago."""
    if not browser or not asking.browser_hash or asking.browser_until is None:
        return False
    right = compare_digest(asking.browser_hash, digest("browser", browser))
    return right and clock.now() < asking.browser_until


def is_usable(asking: OutsideAsking) -> bool:
    """Whether a link can be used now. One that is used, closed or too old costs nothing more to refuse."""
    if asking.state != AskingState.OPEN or clock.now() >= asking.expires_at:
        return False
    return why_over_now(asking) is None


def askings_of(step: Step) -> Sequence[OutsideAsking]:
    """The links by which somebody outside was asked about a step, the newest first."""
    theirs = select(OutsideAsking).where(OutsideAsking.step_id == step.id)
    both = joinedload(OutsideAsking.decider), joinedload(OutsideAsking.asked_by)
    return session.scalars(theirs.options(*both).order_by(OutsideAsking.asked_at.desc())).unique().all()


def open_askings() -> Sequence[int]:
    """Keys of all links that nobody has used or closed yet."""
    return session.scalars(select(OutsideAsking.id).where(OutsideAsking.state == AskingState.OPEN)).all()


def accounts_of(mailbox: str) -> Sequence[Person]:
    """Everybody, also who has left, whose address leads to this mailbox."""
    name, _, domain = mailbox.rpartition("@")
    tagged = Person.email_key.like(f"{_literal(name)}+%@{_literal(domain)}", escape="\\")
    return session.scalars(select(Person).where(or_(Person.email_key == mailbox, tagged))).all()


def _literal(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def works_here(mailbox: str, organisation_id: int) -> bool:
    """Whether somebody with this address has an account in the organisation: they are no outsider."""
    return any(
        one.ended_on is None and one.organisation_id == organisation_id for one in accounts_of(mailbox)
    )


def is_barred_outside(decider: OutsideDecider, step: Step) -> bool:
    """Whether somebody outside never decides this step.

    Because they, by their address, wrote the post, brought it in, stand in for whoever did, asked not to decide on
    it, are asked or have answered beside it, or work here after all.
    """
    post: Any = step.submission
    if works_here(decider.mailbox, post.organisation_id) or has_spoken_outside(decider.mailbox, step):
        return True
    holders = {each.holder_id for each in stage_of(step)}
    return any(
        one.id in holders or is_barred(one, post) or has_spoken(one, step)
        for one in accounts_of(decider.mailbox)
    )


def why_over_now(asking: OutsideAsking) -> Why | None:
    """Why a link that is open cannot be used; nothing where it can."""
    why = why_over(asking, clock.now(), clock.today())
    if why is None and is_barred_outside(asking.decider, asking.step):
        return Why.BARRED
    return why
