"""A post sets off, comes to its next step, or is taken back."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from portal.authorisation import queries, rules
from portal.authorisation.actions.routing import stands_at_last, take_route, take_route_again
from portal.authorisation.models import NOTE_LENGTH, Passage, Step
from portal.authorisation.rules import Given, Holders, Roster, StepState, Way
from portal.authorisation.rules.reading import is_unread
from portal.authorisation.rules.trust import STAYS, Occasion
from portal.foundation import clock, journal
from portal.foundation.database import held_already, session
from portal.foundation.errors import Refused
from portal.people.models import Person
from portal.submissions import actions as posts
from portal.submissions import queries as writings
from portal.submissions.kinds import Needed
from portal.submissions.models import Submission
from portal.submissions.rules import Sharing, Status, changes_nothing, home_when_sent, may_send, missing


def take_hold(post: Submission) -> None:
    """Let nobody else move this post until the transaction ends, and see it and its steps as they are now.

    Two requests at one moment come one after the other: the second finds what the first has done.
    """
    posts.take_hold(post)
    if held_already(post, queries.STEPS):
        return
    steps = select(Step).where(Step.submission_id == post.id).order_by(Step.round, Step.stage, Step.seat)
    anew = session.scalars(steps, execution_options={"populate_existing": True}).all()
    set_committed_value(post, "steps", list(anew))
    session.expire(post, ["conflicts"])


def send(post: Submission, *, by: Person) -> Step | None:
    """Send a post on its way. Returns the step it now waits at, or nothing where it was published at once.

    Raises ``Refused`` where something is missing, or the person may not send it.
    """
    take_hold(post)
    if not may_send(by, post):
        raise Refused(
            "Only its author can send this post, and only while it is theirs to change.", code="wrong-state"
        )
    for name, sentence in missing(post, Needed.TO_SEND):
        raise Refused(sentence, field=name, code="missing")
    if post.updates is not None and changes_nothing(
        post, writings.text_now(post.updates), writings.text_now(post)
    ):
        raise Refused(
            "Nothing in it differs from what is in the library, so there is nothing to approve. Change it first.",
            code="missing",
        )
    _check_still_for_fewer(post)
    return set_off(post, by_id=by.id)


def _check_still_for_fewer(post: Submission) -> None:
    """Whoever approved a post for fewer people approved it for no more, also once another has sent it back."""
    kept = _narrowed(post)
    if kept is not None and rules.is_wider(post.sharing, kept):
        raise Refused(
            f"It was approved for {rules.YOUR_READERS[kept]} and nobody beyond. Choose that, or fewer people.",
            field="sharing",
            code="not-valid",
        )


def _narrowed(post: Submission) -> Sharing | None:
    if post.status != Status.RETURNED:
        return None
    return rules.narrowest(given.sharing for step in queries.present_steps(post) for given in step.verdicts)


def set_off(post: Submission, *, by_id: int | None, from_desk: str = "") -> Step | None:
    """Copy the route into the post's own steps, or take up the steps that returned it, and open what comes next.

    Called for staff by ``send`` and for anonymous posts by the release from the desk, which knows by the key
    ``from_desk`` in the journal what it has passed on already.
    """
    again = post.status != Status.DRAFT
    occasion = queries.occasion_of(post, by_id)
    taken: dict[str, Any] = {}
    kept = _narrowed(post)
    if kept is not None and rules.is_wider(post.sharing, kept):
        post.sharing = kept  # from the desk nobody can be asked
    wider = post.sent_sharing is not None and rules.is_wider(post.sharing, Sharing(post.sent_sharing))
    if not post.anonymous:
        posts.note_sent(post, by_id=by_id)
    if post.status != Status.RETURNED:
        _come_from_where_the_author_is(post)
        taken = take_route(post)
    else:
        take_route_again(post, wider=wider)
    if post.anonymous:
        _note_sent_from_desk(post)
    posts.leave_library(post)  # unless it comes there again
    opened = open_next(post)
    first = bool(opened) and _publish_first(post, occasion, by_id)
    facts: dict[str, Any] = {"version": post.version, **taken}
    if from_desk:
        facts["from_desk"] = from_desk
    if opened:
        facts |= step_facts(opened[0])
    event = "submission.sent_again" if again else "submission.sent"
    journal.write(event, post, by_id=by_id, at=posts.moment_shown(post), **facts)
    if first and not again:
        journal.write("submission.published", post, by_id=by_id, version=post.version, trust=STAYS)
    tell_opened(opened[1:])
    return opened[0] if opened else None


def _note_sent_from_desk(post: Submission) -> None:
    """What is read first counts as sent once it is passed on: until then its text is a version that nobody reads."""
    post.unread = is_unread(queries.present_steps(post))
    if post.unread:
        post.edited_because = ""
        posts.keep_version(post, by_id=None)
    else:
        posts.note_sent(post, by_id=None)


def _publish_first(post: Submission, occasion: Occasion, by_id: int | None) -> bool:
    """Whether a post is published now that it is sent. Its steps are open as ever: they review it after."""
    passages: list[Passage] = post.passages  # type: ignore[attr-defined] # the other end of Passage.submission
    if not passages or not queries.is_published_first(post, occasion, passages[-1]):
        return False
    passages[-1].on_trust = True
    posts.publish_on_trust(post, by_id=by_id)
    return True


def _come_from_where_the_author_is(post: Submission) -> None:
    """A draft may be older than its author's move: the heads of today's unit are asked, as its page foretells."""
    home = home_when_sent(post)
    if home is not None:
        post.unit, post.unit_id = home.unit, home.unit_id
        post.organisation, post.organisation_id = home.organisation, home.organisation_id


def open_next(post: Submission, not_to: Collection[int] = ()) -> list[Step]:
    """Bring a post to where its steps say it stands. Returns the steps that were opened, the first to be due first.

    What was opened beyond that waits until it is its turn: a yes before it is asked for anew, and no answer there would
    be heard. ``not_to`` are those who had it last and get it no more.
    """
    stands = stands_at_last(post)
    steps = queries.present_steps(post)
    if stands.status is not Status.WAITING:
        posts.move(post, stands.status)
        return []
    for step in steps:
        if step.state == StepState.OPEN and step.position != stands.position:
            step.state = StepState.AHEAD
            step.lock += 1
    opened = [
        step
        for step in steps
        if step.position == stands.position
        and step.state == StepState.AHEAD
        and rules.outcome(queries.stage_of(step)) is StepState.AHEAD
    ]
    for step in opened:
        _open(step, not_to)
    keep_holder(post)
    return sorted(opened, key=_in_turn)


def tell_opened(opened: Sequence[Step]) -> None:
    """Note for the journal to whom a post was put of whom no other entry tells."""
    for step in opened:
        journal.write(
            "step.opened", step.submission, at=posts.moment_shown(step.submission), **step_facts(step)
        )


def _in_turn(step: Step) -> tuple[date, int, int]:
    return step.due_on or date.max, step.stage, step.seat


def _open(step: Step, not_to: Collection[int]) -> None:
    post, roster = step.submission, queries.LiveRoster()
    with session.no_autoflush:  # what is new here says nothing about who is there: it is written in one go
        given = chosen(step, roster, not_to=not_to)
    step.opened_at = posts.moment_shown(post)
    step.escalations = 0
    start(step, given.holder_id, roster)
    give(step, given.holders, given.holder_id)
    if given.away_id is not None:
        note_cover(step, given, roster)
    if given.away_id is not None and given.way is not Way.DELEGATE:  # who gave it away is there
        facts = {name: fact for name, fact in step_facts(step).items() if name != "holder_id"}
        journal.write("step.covered", post, at=posts.moment_shown(post), **facts)


def keep_holder(post: Submission) -> Step | None:
    """Name as the holder of a post whoever has to answer first of those who are asked. Returns their step."""
    waiting = [step for step in queries.present_steps(post) if step.state == StepState.OPEN]
    if not waiting:
        return None
    first = min(waiting, key=_in_turn)
    posts.move(post, Status.PUBLISHED if post.on_trust else Status.WAITING, holder_id=first.holder_id)
    return first


def spare_rest(post: Submission) -> None:
    """Ask nobody any more at a stage that is settled: their answer would change nothing."""
    undecided = [step for step in queries.present_steps(post) if step.state in rules.UNDECIDED]
    spared = [step for step in undecided if rules.outcome(queries.stage_of(step)) is not StepState.AHEAD]
    for step in spared:
        told = step_facts(step) if step.state == StepState.OPEN else None
        step.state = StepState.SPARED
        step.lock += 1
        if told is not None:
            journal.write("step.spared", post, at=posts.moment_shown(post), **told)
    session.flush()  # whoever is spared has one open step less when the next is chosen


def chosen(step: Step, roster: Roster, due_on: date | None = None, not_to: Collection[int] = ()) -> Given:
    """Who gets a step that opens, and who stands in for them if they are away.

    Whoever sent the post back reads it again, while they still may. ``due_on`` is given where the time runs on.
    """
    case = queries.case_at(step)
    if not_to:
        case = replace(case, apart=case.apart | frozenset(not_to))
    holders = rules.holders_of(step.ask, case, roster)
    holder_id, returned_by = holders.ids[0], step.verdicts[-1].by_id if step.verdicts else None
    if returned_by is not None and returned_by in holders.ids:
        holder_id = returned_by
    elif returned_by is not None:
        by_hand = step.handed_on and returned_by == step.holder_id and roster.is_here(returned_by)
        if by_hand and rules.fit([returned_by], case, roster, twice=True):
            holder_id = returned_by
    return rules.present(holders, holder_id, step.limit_days, case, roster, due_on)


def start(step: Step, holder_id: int, roster: Roster) -> None:
    """Let the time of a step begin, counted in its holder's working days."""
    step.due_on = roster.due_after(holder_id, step.limit_days)
    step.stopped_on = step.due_before = None


def note_cover(step: Step, given: Given, roster: Roster) -> None:
    """Say on the step who is away, until when, and who has it instead."""
    if given.away_id is None:
        return
    titles = queries.titles_of({given.away_id, given.holder_id})
    back = clock.day_in_words(roster.back_on(given.away_id))
    words = rules.cover_in_words(given.way, titles[given.away_id], back, titles[given.holder_id])
    step.note = words[:NOTE_LENGTH]


def give(step: Step, holders: Holders, holder_id: int) -> None:
    """Open a step for one of those who are asked, or for a colleague whom one of them named."""
    step.state = StepState.OPEN
    step.holder, step.holder_id = session.get_one(Person, holder_id), holder_id
    step.handed_on, step.taken_by_id = holder_id not in holders.ids, None
    step.unit_id, step.asked_role, step.note = holders.unit_id, holders.role, holders.note
    step.given_on, step.reminded = clock.today(), rules.NOT_YET
    step.lock += 1
    keep_holder(step.submission)
    session.flush()


def withdraw(post: Submission, *, by: Person, reason: str = "") -> None:
    """Take a post back before it is published, or close what a leaver left, and close the rest of its way."""
    take_hold(post)
    posts.withdraw(post, by=by, reason=reason)
    close_rest(post)


def withdraw_from_desk(post: Submission) -> None:
    """The author of an anonymous post took it back, by receipt."""
    take_hold(post)
    posts.move(post, Status.WITHDRAWN)
    close_rest(post)
    journal.write("submission.withdrawn", post, at=posts.moment_shown(post))


def close_rest(post: Submission) -> None:
    """Nobody is asked any more: close the steps that are not decided."""
    for step in queries.present_steps(post):
        if step.state in {*rules.UNDECIDED, StepState.RETURNED}:
            step.state = StepState.CLOSED
            step.lock += 1


def step_facts(step: Step) -> dict[str, Any]:
    """What the journal keeps of an open step: its name, which it is, its holder and the day by which it is due.

    And whether the post is in the library already, on trust.
    """
    trust = {"trust": STAYS} if step.submission.on_trust else {}
    return {
        **trust,
        "waits_at": step.name,
        "at_step": step.reference,
        "holder_id": str(step.holder_id),
        "due_on": step.due_on.isoformat() if step.due_on else "",
        "note": step.note,
    }
