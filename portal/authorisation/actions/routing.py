"""A post takes its route: the stages that are asked of it become steps of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from portal.authorisation import queries, rules
from portal.authorisation.actions.configuring import give_first_routes
from portal.authorisation.models import Passage, Step
from portal.authorisation.queries.asked_again import stages_asked
from portal.authorisation.rules import RoutePlan, StagePlan, Standing, StepState
from portal.authorisation.rules.asked_again import another_name, place_of
from portal.authorisation.rules.at_last import is_approved_by_enough, one_more, one_more_name
from portal.foundation.database import session
from portal.submissions.models import Submission
from portal.submissions.rules import Status, barred_from_deciding

OUT_OF_THE_WAY = 1000  # far beyond any number of a stage


def take_route(post: Submission) -> dict[str, Any]:
    """Give a post the steps of the first route whose conditions hold, and of the checks that it has to have again.

    Returns what the journal keeps of it.
    """
    key = queries.key_in_force(post.organisation_id)
    if key is None:
        key = give_first_routes(post.organisation_id).id
    facts = queries.facts_of(post)
    route = queries.as_published(key).route_for(facts)
    last = max((step.round for step in queries.present_steps(post)), default=0)
    session.add(
        Passage(
            submission=post,
            round=last + 1,
            configuration_id=key,
            route=route.name,
            right_of_way=route.right_of_way,
            claimed_on=None,
        )
    )
    stages = stages_asked(post, route.stages_for(facts))
    for number, (stage, tier) in enumerate(zip(stages, rules.tiers_of(stages), strict=True)):
        place = {"round": last + 1, "stage": number, "position": tier}
        add_steps(post, stage, place, four_eyes=route.four_eyes)
    return {"route": route.name, "configuration": str(key)}


def take_route_again(post: Submission, *, wider: bool) -> None:
    """Take up the way that a post came back from. What was approved stays approved, but not for more readers.

    Nor by whoever checks, once the text is another than the one they read: they read it again. Nor the yes of whoever
    writes it by now, or should not have decided: somebody else is asked.

    Where its author changed what the choice of a route looks at, the stages now asked of it are added, by the
    configuration it was sent with: nobody goes round one by leaving something out at first (requirements 140 to 146).
    """
    steps = queries.present_steps(post)
    barred = barred_from_deciding(post) | post.conflicted_ids
    for step in steps:
        reopened = step.state == StepState.RETURNED or (wider and step.state in _ANSWERED)
        reopened = reopened or queries.checked_another_text(step) or queries.read_another_text(step)
        # To read an anonymous post first is no yes, and its deciders have read by now what was passed on to them.
        reopened = reopened or (
            step.state == StepState.APPROVED and not step.reads_first and step.verdicts[-1].by_id in barred
        )
        if reopened or step.state == StepState.SPARED:
            step.state = StepState.AHEAD
    passage = queries.passage_of(post)
    if passage is None:
        return
    facts = queries.facts_of(post)
    route = queries.as_published(passage.configuration_id).route_for(facts)
    stages = route.stages_for(facts)
    by_name = passage.claimed_on is not None
    places = [place_of(stage, steps, by_name=by_name) for stage in stages]
    if None not in places:
        return
    passage.route, passage.right_of_way = route.name, route.right_of_way
    _insert(post, route, stages, places)


# Answers that hold for as many readers as they were given for. One that lapsed or was passed over was never given.
_ANSWERED = frozenset({StepState.APPROVED, StepState.DECLINED, StepState.LAPSED, StepState.SKIPPED})


def _insert(
    post: Submission, route: RoutePlan, stages: tuple[StagePlan, ...], places: Sequence[int | None]
) -> None:
    """Put the stages that a post has not got between those it has, each where its route has it.

    ``places`` says of each which stage of the post it is; nothing where it is none yet.
    """
    steps = queries.present_steps(post)
    of_stage = {step.stage: [each for each in steps if each.stage == step.stage] for step in steps}
    names = {step.name for step in steps}
    dropped = [number for number in of_stage if number not in places]
    for step in steps:
        step.stage += OUT_OF_THE_WAY  # so that no two of them share a place while they are put in order
    session.flush()
    position = -1
    first = sum(stage.reads_first for stage in stages)  # nothing stands before what is read first
    # What was asked for already is asked still: whoever was to decide does.
    asked: list[tuple[StagePlan | None, int | None]] = list(zip(stages, places, strict=True))
    order = [*asked[:first], *((None, number) for number in dropped), *asked[first:]]
    for number, (stage, before) in enumerate(order):
        position += not (stage is not None and stage.beside and number)
        if before is not None:
            for step in of_stage[before]:
                step.stage, step.position = number, position
        elif stage is not None:
            place = {"round": steps[-1].round, "stage": number, "position": position}
            named = replace(stage, name=another_name(stage.name)) if stage.name.strip() in names else stage
            add_steps(post, named, place, four_eyes=route.four_eyes)
    put_in_order(post)


def stands_at_last(post: Submission) -> Standing:
    """Where a post stands. Where too few have said yes to publish it, one more is asked before it is.

    This is the last gate, and all that publishes goes through it: no way to the library is shorter than this.
    """
    steps = queries.present_steps(post)
    stands = rules.standing(steps)
    if stands.status is not Status.PUBLISHED or not steps or is_approved_by_enough(post, steps):
        return stands
    last = max(steps, key=lambda step: step.stage)
    place = {"round": last.round, "position": last.position + 1, "stage": last.stage + 1}
    stage = one_more(post, one_more_name(steps), last.limit_days)
    add_steps(post, stage, place, four_eyes=last.four_eyes)
    put_in_order(post)
    return rules.standing(queries.present_steps(post))


def put_in_order(post: Submission) -> None:
    """Keep the steps that were put between those a post has, and have all of them as they follow each other."""
    session.flush()
    post.steps.sort(key=lambda step: (step.round, step.stage, step.seat))  # type: ignore[attr-defined]


def add_steps(
    post: Submission, stage: StagePlan, place: Mapping[str, int], *, four_eyes: bool, first_seat: int = 0
) -> list[Step]:
    """Give a post the steps of one stage, one for each who is asked. ``place`` is its round, position and stage.

    Beside those of the stage that are there already they begin with ``first_seat``.
    """
    if stage.blind:
        # Who decides blind on an update does not meet its author on the page of what it updates either.
        for one in filter(None, (post, post.updates)):
            one.blind = True
    added = [
        Step(
            submission=post,
            **place,
            seat=seat,
            name=stage.name.strip(),
            decider=ask.decider,
            role=ask.role,
            person_id=ask.person_id,
            of_unit_id=ask.unit_id,
            lowest=ask.lowest,
            highest=ask.highest,
            question=stage.question.strip(),
            limit_days=stage.limit_days,
            needed=stage.needed,
            veto=stage.veto,
            four_eyes=four_eyes,
            optional=stage.optional,
            blind=stage.blind,
            verifies=stage.verifies,
            checklist=list(stage.checklist),
            guidance=stage.guidance.strip(),
            criteria=[{"name": one.name, "weight": one.weight} for one in stage.criteria],
            state=StepState.AHEAD,
            handed_on=False,
            asked_role="",
            note="",
            reminded=rules.NOT_YET,
            escalations=0,
            lock=0,
        )
        for seat, ask in enumerate(stage.asks, start=first_seat)
    ]
    session.add_all(added)
    return added
