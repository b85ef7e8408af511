"""Which open steps time has something to do with, and how long deciding has taken."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import and_, func, or_, select

from portal.authorisation.models import GivenVerdict, Passage, Step
from portal.authorisation.queries.asked import IS_OPEN, held_in_vain
from portal.authorisation.queries.roster import LiveRoster
from portal.authorisation.queries.routes import as_published, versions_of
from portal.authorisation.rules import (
    AHEAD_OF_TIME,
    Configuration,
    RoutePlan,
    StepState,
    goes_on_from,
    is_reachable,
    reminder_due,
    tiers_of,
)
from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.people.models import NAMED_ONLY, Absence, Delegation, Organisation, Person
from portal.people.rules.calendar import (
    OFFICE_HOURS,
    WorksOn,
    working_day_after,
    working_days_between,
)
from portal.people.rules.waits import Wait, usual_wait
from portal.submissions.models import Submission
from portal.submissions.rules import Status

A_YEAR = timedelta(days=365)
CASES_AT_MOST = 1000
_ROUND_ENDED = frozenset({Status.PUBLISHED, Status.MERGED, Status.DECLINED, Status.TAKEN_OUT})


def steps_whose_time_comes() -> list[int]:
    """Keys of open steps that need something today: a reminder, another holder, or a note that nobody is there.

    Another holder is needed too where its own may not decide it any more, or has given such posts away.

    Asks a number of questions that does not grow with the steps.
    """
    today, roster = clock.today(), LiveRoster()
    gave, works = _gave_away(today), _holders_by(today + AHEAD_OF_TIME)
    in_vain = dict.fromkeys(key for key, _post in session.execute(held_in_vain()))
    away = select(Absence.person_id).where(Absence.first_day <= today, Absence.last_day >= today)
    comes = {holder: working_day_after(today, 1, works_on) for holder, (_due, works_on) in works.items()}
    near = [holder for holder, (due_on, _works_on) in works.items() if due_on <= comes[holder]]
    first_due = and_(Step.holder_id.in_(near), Step.due_on <= max(comes.values(), default=today))
    opened = (
        select(Step.id, Step.due_on, Step.given_on, Step.reminded, Step.holder_id, Organisation)
        .join(Submission, Submission.id == Step.submission_id)
        .join(Organisation, Organisation.id == Submission.organisation_id)
        .where(IS_OPEN, or_(first_due, Step.holder_id.in_(away), Step.holder_id.in_(gave)))
        .order_by(Step.due_on, Step.id)
    )
    found = list(in_vain)
    for key, due_on, given_on, reminded, holder_id, home in session.execute(opened):
        if due_on is None or holder_id is None or key in in_vain:
            continue
        needs_care = holder_id in gave or not is_reachable(holder_id, due_on, roster)
        if not needs_care and holder_id in works:
            works_on = works[holder_id][1]
            needs_care = (
                today >= goes_on_from(due_on, given_on or due_on, home.escalate_after, works_on)
                or reminder_due(due_on, given_on or due_on, today, works_on) > reminded
            )
        if needs_care:
            found.append(key)
    return found


def late_with(post: Submission) -> frozenset[int]:
    """Keys of those who had a post, did not answer in time, and from whom it went on.

    A row of which the law had the words erased does not say who it was.
    """
    gone_on = [entry for entry in journal.entries_about(post) if entry.event == "step.escalated"]
    return frozenset(int(str(entry.facts["from_id"])) for entry in gone_on if "from_id" in entry.facts)


def changes_overdue() -> list[int]:
    """Keys of steps whose reviewer asked for changes of what stands in the library, and whose author's time is over."""
    overdue = select(Step.id).join(Submission, Submission.id == Step.submission_id)
    on_trust = (Submission.on_trust, Submission.status == Status.RETURNED)
    back = (Step.state == StepState.RETURNED, Step.due_on < clock.today())
    return list(session.scalars(overdue.where(*on_trust, *back)))


def _holders_by(last: date) -> dict[int, tuple[date, WorksOn]]:
    """Who holds open steps that are due by a day: when the first of them is, and on which days they work.

    Nothing comes earlier than on the last day that its holder works before its day, so that of each holder the
    first day alone says whether there is anything to look at.
    """
    first = (
        select(Step.holder_id.label("holder_id"), func.min(Step.due_on).label("due_on"))
        .where(IS_OPEN, Step.due_on <= last)
        .group_by(Step.holder_id)
        .subquery()
    )
    held = select(Person, first.c.due_on).join(first, first.c.holder_id == Person.id)
    light = held.options(*NAMED_ONLY)
    return {person.id: (due_on, person.works_on) for person, due_on in session.execute(light)}


def _gave_away(today: date) -> set[int]:
    """Keys of those who have given away today what comes to them, on some route or on all."""
    runs = select(Delegation.person_id).where(Delegation.first_day <= today, Delegation.last_day >= today)
    return set(session.scalars(runs))


@dataclass(frozen=True, slots=True)
class Waits:
    """How long the way of one kind takes: the whole of it, and each stage by its name."""

    whole: Wait
    stages: Mapping[str, Wait]


def waits_of(organisation_id: int, route: RoutePlan) -> Waits:
    """How long posts have taken on a route as it is now, in the last twelve months; its limits where too few have.

    What took it by a configuration in which it was another one tells nothing of it. Of stages that are asked at the
    same time the longest limit counts.
    """
    same = [row.id for row in versions_of(organisation_id) if _is_same(as_published(row.id), route)]
    recent = (
        select(
            Step.submission_id,
            Step.round,
            Step.name,
            GivenVerdict.asked_at,
            GivenVerdict.given_at,
            Submission.status,
            Submission.on_trust,
        )
        .join(GivenVerdict, GivenVerdict.step_id == Step.id)
        .join(Submission, Submission.id == Step.submission_id)
        .join(Passage, and_(Passage.submission_id == Step.submission_id, Passage.round == Step.round))
        .where(Passage.configuration_id.in_(same), Passage.route == route.name)
        .where(GivenVerdict.given_at >= clock.now() - A_YEAR)
        .order_by(GivenVerdict.given_at.desc())
        .limit(CASES_AT_MOST)
    )
    of_stage: dict[str, list[int]] = {}
    of_round: dict[tuple[int, int], list[date]] = {}
    for row in session.execute(recent):
        first, last = clock.local(row.asked_at).date(), clock.local(row.given_at).date()
        of_stage.setdefault(row.name, []).append(_worked(first, last))
        if row.status in _ROUND_ENDED and not row.on_trust:
            of_round.setdefault((row.submission_id, row.round), []).extend((first, last))
    whole = [_worked(min(days), max(days)) for days in of_round.values()]
    limits = {stage.name: stage.limit_days for stage in route.stages}
    of_tier: dict[int, int] = {}
    for tier, stage in zip(tiers_of(route.stages), route.stages, strict=True):
        of_tier[tier] = max(of_tier.get(tier, 0), stage.limit_days)
    return Waits(
        usual_wait(whole, sum(of_tier.values())),
        {name: usual_wait(of_stage.get(name, []), limit) for name, limit in limits.items()},
    )


def _is_same(routes: Configuration, route: RoutePlan) -> bool:
    """Whether a route was the same in other routes, but for where it came from and its day of trust."""
    there = routes.route(route.name)
    return there is not None and replace(there, until=route.until, origin=route.origin) == route


def usual_at(step: Step) -> Wait:
    """How long deciding has taken at steps of this name, for posts of this kind, in the last twelve months."""
    post = step.submission
    answered = (
        select(GivenVerdict.asked_at, GivenVerdict.given_at)
        .join(Step, Step.id == GivenVerdict.step_id)
        .join(Submission, Submission.id == Step.submission_id)
        .where(Submission.organisation_id == post.organisation_id, Submission.kind == post.kind)
        .where(Step.name == step.name)
        .where(GivenVerdict.given_at >= clock.now() - A_YEAR)
        .order_by(GivenVerdict.given_at.desc())
        .limit(CASES_AT_MOST)
    )
    found = session.execute(answered)
    days = [_worked(clock.local(row.asked_at).date(), clock.local(row.given_at).date()) for row in found]
    return usual_wait(days, step.limit_days)


def _worked(first: date, last: date) -> int:
    return working_days_between(first, last, OFFICE_HOURS.works_on)


def away_until(people: Collection[int]) -> dict[int, date]:
    """When each of these people is back who is away today."""
    roster = LiveRoster()
    backs = {person: roster.back_on(person) for person in people}
    return {person: back for person, back in backs.items() if back is not None}
