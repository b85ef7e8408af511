"""Whom something concerns, and where each of them reads of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from portal.authorisation.models import GivenVerdict, Step
from portal.authorisation.queries import approved_another_text
from portal.authorisation.rules import may_know_of
from portal.conversation import queries as talks
from portal.feedback import queries as feedback
from portal.feedback.rules import may_keep_outcome
from portal.foundation import clock
from portal.foundation.database import session
from portal.foundation.journal import Entry
from portal.guardians import queries as guardians
from portal.implementation import queries as implementation
from portal.library import queries as library
from portal.library.rules import may_open
from portal.library.rules.freshness import deputy_of, kept_by, owner_of
from portal.notifications.actions.budgets import takes_in
from portal.notifications.actions.settling import title_of
from portal.notifications.rules import Audience, Telling
from portal.people.models import Person
from portal.people.queries.holders import holders_in
from portal.people.rules import Role
from portal.submissions.models import Submission
from portal.submissions.rules import Status


def key_in(fact: object) -> int | None:
    """The key that a fact of the journal holds."""
    return int(fact) if isinstance(fact, str) and fact.isdecimal() else None


def goes_to(entry: Entry) -> str:
    """Who has a post from then on, as which step, and by when they answer; nothing once nobody is asked."""
    holder, due_on = title_of(key_in(entry.facts.get("holder_id"))), due_in(entry)
    if not holder:
        return ""
    step = str(entry.facts.get("waits_at") or "").lower()
    until = f", who has until {clock.day_in_words(due_on)}" if due_on else ""
    others = int(entry.facts.get("others") or 0)
    beside = "" if not others else ", and to one other" if others == 1 else f", and to {others} others"
    return (f"{holder} ({step})" if step else holder) + until + beside


def due_in(entry: Entry) -> date | None:
    """The day by which whoever has a post from then on answers."""
    due_on = str(entry.facts.get("due_on") or "")
    return date.fromisoformat(due_on) if due_on else None


# What has a page of its own, known by a fact of the journal.
_PLACES: Mapping[str, str] = {
    "opening": "/guardian/openings/{opening}",
    "opinion": "/opinions/{opinion}",
    "adoption": "/adoption/{entry}",
}


def address_of(telling: Telling, entry: Entry, post: Submission, person: Person) -> str:
    """Where somebody reads of what they are told."""
    own, in_library = f"/submissions/{post.reference}", f"/library/{post.reference}"
    match telling.page:
        case "queue":
            return "/queue"
        case "opening" | "opinion" | "adoption":
            return _PLACES[telling.page].format(**entry.facts)
        case "mine":
            return "/submissions"
        case "item":
            return in_library
        case "decided":
            there = post.updates or post
            return own if goes_to(entry) else f"/library/{there.reference}"
        case "versions":
            return f"{own}/versions"
        case "edit":
            return f"/steps/{entry.facts['of_step']}/proposed"
        case "outcome" | "progress":
            return f"{in_library}/{telling.page}"
        case "talk":
            return _where_it_is_talked_of(entry, post, person)
        case "step" | "hand-on":
            step = _step_told_of(entry, post)
            after = "/hand-on" if telling.page == "hand-on" else ""
            return f"/steps/{step.reference}{after}" if step else own
        case _:
            return own


def _where_it_is_talked_of(entry: Entry, post: Submission, person: Person) -> str:
    """Where a question is read: in the library, but what was asked before stays on the post's own page."""
    asked = feedback.question(post.reference, str(entry.facts.get("question")))
    routed: Any = post
    if asked is not None and asked.before_publication:
        return f"/submissions/{post.reference}#questions" if may_know_of(person, routed) else "/queue"
    in_library = post.status == Status.PUBLISHED
    return f"/{'library' if in_library else 'submissions'}/{post.reference}#questions"


def _step_told_of(entry: Entry, post: Submission) -> Step | None:
    """The step that an entry tells of: by now it may be over. Another of the same post may have its name."""
    told_of = select(Step).where(Step.reference == entry.facts.get("at_step"))
    return session.scalar(told_of.where(Step.submission_id == post.id))


# By which fact of the journal somebody is named.
_NAMED_BY: Mapping[Audience, str] = {
    Audience.HOLDER: "holder_id",
    Audience.LATE: "from_id",
}


def _who_decided(_entry: Entry, post: Submission) -> Iterable[Person]:
    spoke = select(GivenVerdict.by_id).join(Step).where(Step.submission_id == post.id)
    return session.scalars(select(Person).where(Person.id.in_(spoke)))


def _who_approved_another_text(_entry: Entry, post: Submission) -> Iterable[Person]:
    return approved_another_text(post)


def _seconds(entry: Entry, _post: Submission) -> Iterator[Person]:
    """The guardians who can answer what another asked."""
    case = guardians.opening(str(entry.facts.get("opening")))
    yield from case.confidence.seconds(case.asked_by_id) if case is not None else ()


def _who_keeps(_entry: Entry, post: Submission) -> Iterable[Person]:
    """Who keeps the item of a post by name, and may open it today."""
    item: Any = library.item(post.reference)
    keep = kept_by(owner_of(item), deputy_of(item)) if item is not None else ()
    return [one for one in keep if may_open(one, item)]


def _who_is_to_confirm(entry: Entry, post: Submission) -> Iterable[Person]:
    """The same, while somebody is to say of it that it is still right."""
    return _who_keeps(entry, post) if library.waits_to_be_confirmed(post.id) else ()


def _who_sees_it_through(_entry: Entry, post: Submission) -> Iterable[Person]:
    """Whoever sees a post through today and their deputies, while they owe a word on where it stands."""
    return implementation.asked_of(post) if implementation.awaits_answer(post) else ()


def _who_asked(entry: Entry, post: Submission) -> Iterator[Person]:
    """Whoever asked; of answers to what all readers see no more than they can take in: all stand on its page."""
    if entry.event == "question.answered":
        asked = feedback.question(post.reference, str(entry.facts.get("question")))
        if asked is not None and not asked.before_publication and not takes_in(talks.asked_of(asked)):
            return
    yield from _by_key(entry.facts.get("asked_by"))


_FOUND_BY: Mapping[Audience, Callable[[Entry, Submission], Iterable[Person]]] = {
    Audience.DECIDERS: _who_decided,
    Audience.ASKER: _who_asked,
    Audience.APPROVERS: _who_approved_another_text,
    Audience.GUARDIANS: _seconds,
    Audience.OWNERS: _who_is_to_confirm,
    Audience.KEPT_BY: _who_keeps,
    Audience.SEE_THROUGH: _who_sees_it_through,
}


def audience_of(audience: Audience, entry: Entry, post: Submission) -> Iterator[Person]:
    """The people who are told: those of this audience, as they are today."""
    if audience is Audience.AUTHORS:
        yield from filter(None, [post.author, post.claimed_by])
        yield from post.co_authors
    elif audience in _FOUND_BY:
        yield from _FOUND_BY[audience](entry, post)
    elif audience in _NAMED_BY:
        yield from _by_key(entry.facts.get(_NAMED_BY[audience]))
    elif audience is Audience.NAMED:
        if "update" not in entry.facts:  # who wrote an update was told when they were named there
            yield from _by_key(entry.facts.get("person_id"))
    elif audience is Audience.KEEPERS:
        roles = (Role.INNOVATION_LEAD, Role.ORGANISATION_ADMINISTRATOR)
        yield from holders_in(post.organisation_id, *(roles[1:] if post.unread else roles))
    elif audience is Audience.LEADS:
        if not post.unread:  # of what is read first they learn no more than that it is
            yield from holders_in(post.organisation_id, Role.INNOVATION_LEAD)
    elif audience is Audience.RENEWERS:
        if feedback.outcome_is_out_of_date(post):
            leads = holders_in(post.organisation_id, Role.INNOVATION_LEAD)
            yield from (lead for lead in leads if may_keep_outcome(lead, post))
    elif post.author is None:
        # Nobody with a name wrote it, so an innovation lead of its organisation sees to the answer.
        yield from holders_in(post.organisation_id, Role.INNOVATION_LEAD)


def _by_key(key: object) -> Iterator[Person]:
    number = key_in(key)
    if number is not None:
        yield from filter(None, [session.get(Person, number)])
