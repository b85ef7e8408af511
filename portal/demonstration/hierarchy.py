"""What the demonstration shows of deciding: who is away and who decides for them, and what happens on the way."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.actions import Decision
from portal.authorisation.models import Opinion, Step
from portal.authorisation.rules import (
    Ask,
    Conditions,
    Configuration,
    Criterion,
    Decider,
    RoutePlan,
    StagePlan,
    StepState,
    Verdict,
)
from portal.authorisation.rules.plan import HEAD_STAGE, LEAD_STAGE
from portal.authorisation.rules.readymade import adopted, ready_made
from portal.demonstration import content
from portal.feedback import actions as feedback
from portal.foundation import clock
from portal.foundation.database import session
from portal.people import actions as people_actions
from portal.people.models import Person
from portal.submissions import actions as posts
from portal.submissions.models import Submission
from portal.submissions.rules import Sharing

ROUTES_SINCE = 60  # days ago
CLOCK_LOOKED_AT_SINCE = 42  # days ago: before that, nobody was late
TRUSTED_FOR = 120  # days from today
PANEL = ("trevor.stainsby", "philippa.garside", "saira.nettleship")
TRUSTED = ("priya.raghunathan", "grace.mukamba")
HOST = "@kelderby.example"

Happened = tuple[datetime, Any]


def by_email(email: str) -> Person:
    """The person of this address."""
    return session.scalars(select(Person).where(Person.email_key == email.casefold())).one()


def deeds(today: date) -> Iterator[Happened]:
    """The routes that were published meanwhile, who is away, who gave what away, and looks at the clock."""
    yield at(today, -ROUTES_SINCE, 9), partial(_publish_routes, today)
    cover = content.read("hierarchy")
    for told in cover["away"]:
        yield at(today, told["noted"], 7), partial(_away, told, today)
    for told in cover["given"]:
        yield at(today, told["noted"], 7), partial(_give_away, told, today)
    for day in range(-CLOCK_LOOKED_AT_SINCE, 1, 2):
        yield at(today, day, 6), authorisation.keep_time


def at(today: date, days: int, hour: int) -> datetime:
    """A moment so many days from today, and never later than an hour ago."""
    moment = datetime.combine(today + timedelta(days=days), time(hour), UTC)
    return min(moment, clock.now() - timedelta(minutes=60))


def _away(told: Mapping[str, Any], today: date) -> None:
    person = by_email(told["who"])
    people_actions.note_absence(
        person,
        first_day=today + timedelta(days=told["first"]),
        last_day=today + timedelta(days=told["last"]),
        deputy=by_email(told["deputy"]) if "deputy" in told else None,
        by=by_email(told.get("by", told["who"])),
    )


def _give_away(told: Mapping[str, Any], today: date) -> None:
    authorisation.give_away(
        by_email(told["who"]),
        by_email(told["to"]),
        first_day=today + timedelta(days=told["first"]),
        last_day=today + timedelta(days=told["last"]),
        route=told.get("route", ""),
        reason=told.get("reason", ""),
        by=by_email(told.get("by", told["who"])),
    )


def _publish_routes(today: date) -> None:
    """A panel with a score sheet, a stage that reads blind, and a route that publishes first."""
    panel = StagePlan(
        "Spending panel",
        tuple(Ask(Decider.PERSON, person_id=by_email(name + HOST).id) for name in PANEL),
        10,
        "Is it worth the money, here and now? Score what you know; say in the note what you do not.",
        needed=2,
        veto=False,
        criteria=(
            Criterion("What the public gains", 2),
            Criterion("What it costs, in money and effort"),
            Criterion("Whether it can be tried small first"),
        ),
    )
    trusted = ready_made("trusted-publisher")
    if trusted is None:
        raise LookupError("there is no ready-made route for those who publish first")
    routes = (
        RoutePlan(
            "What costs money",
            (HEAD_STAGE, panel, LEAD_STAGE),
            Conditions(kinds=("idea",), costs=("10k_100k", "over_100k"), anonymous=False),
        ),
        RoutePlan(
            "Inclusion, read blind",
            (replace(LEAD_STAGE, blind=True),),
            Conditions(
                kinds=("idea",), topics=("language-and-inclusion",), up_to=Sharing.FORCE, anonymous=False
            ),
        ),
        replace(
            trusted.route,
            name="Topic leads publish first",
            conditions=Conditions(
                kinds=("idea", "learning"),
                up_to=Sharing.FORCE,
                authors=tuple(by_email(name + HOST).id for name in TRUSTED),
                anonymous=False,
            ),
            until=today + timedelta(days=TRUSTED_FOR),
        ),
    )
    _publish(
        routes, "Two ideas a month cost more than a unit can spend, and topic leads write what can stand."
    )


def ask_more_of_what_goes_to_the_public() -> None:
    """A change of today, so that there is a version to compare and a picture with two at once."""
    ready = ready_made("national")
    if ready is None:
        raise LookupError("there is no ready-made route for what goes to all forces")
    route = replace(
        ready.route, name="Sharing with the public", conditions=Conditions(sharing=Sharing.PUBLIC)
    )
    why = "What the public reads speaks for all of us: communications and the national curator read it first."
    _publish((route,), why)


def _publish(routes: tuple[RoutePlan, ...], why: str) -> None:
    by = by_email(content.KEEPS_ROUTES)
    draft = authorisation.begin_draft(by.organisation, by=by)
    changed: Configuration = draft.configuration
    for route in routes:
        changed, _place = adopted(changed, route)
    authorisation.change_draft(draft, changed, seen=draft.version, by=by)
    tried = ways.rehearsal(by.organisation_id, changed)
    authorisation.note_tried(draft, tried, draft.version, seen=draft.version, by=by)
    authorisation.publish(draft, why, seen=draft.version, by=by)


def happens(post: Submission, told: Mapping[str, Any]) -> None:
    """One thing that happens to a post on its way. Raises ``LookupError`` where the tale and the rules disagree."""
    if told["deed"] == "taken-further":
        authorisation.go_further(post, told["reason"], by=session.get_one(Person, post.author_id))
        return
    if told["deed"] == "left-as-declined":
        posts.list_as_declined(post, True, by=session.get_one(Person, post.author_id))
        return
    step = _step(post, told)
    by = by_email(told["by"]) if "by" in told else session.get_one(Person, step.holder_id)
    match told["deed"]:
        case "opinion-asked":
            authorisation.ask_opinion(step, by_email(told["of"]), told["question"], by=by)
        case "opinion-given":
            asked = select(Opinion).where(Opinion.step_id == step.id, Opinion.of_id == by.id)
            authorisation.give_opinion(session.scalars(asked).one(), told["answer"], by=by)
        case "conflict":
            authorisation.declare_conflict(step, by, told["reason"], by=by)
        case "change-proposed":
            text = {name: getattr(post, name) for name in ("title", "summary", "body")} | told["text"]
            decision = Decision(Verdict.APPROVE, told["reason"], seen=post.version)
            authorisation.propose_edit(step, decision, {**text, "details": {}}, by=by)
        case "author-asked":
            feedback.ask(post, told["question"], by=by, deciding=True)
            authorisation.stop_clock(step)
        case "passed-over":
            authorisation.pass_over(step, told["reason"], by=by)
        case "decider-added":
            authorisation.add_decider(step, by_email(told["to"]), told["reason"], by=by)
        case "handed-on":
            authorisation.hand_on(step, by_email(told["to"]), by=by, reason=told["reason"])
        case "voice":
            scores = {name: (score, note) for name, score, note in told["scores"]}
            said = Decision(Verdict.APPROVE, told["reason"], seen=post.version, scores=scores)
            authorisation.decide(step, said, by=by)
        case other:
            raise LookupError(f"the demonstration tells of {other}, which nobody can do")


def _step(post: Submission, told: Mapping[str, Any]) -> Step:
    """The step that is meant: that of whoever gives a voice, or else the one that waits; after the end, the last."""
    steps = ways.present_steps(post)
    waiting = [step for step in steps if step.state == StepState.OPEN] or steps[-1:]
    if told["deed"] == "voice":
        waiting = [step for step in waiting if step.holder_id == by_email(told["by"]).id]
    return waiting[0]
