"""Several posts decided in the same words: one by one, each in a transaction of its own, under all its guards."""

import json
from collections.abc import Sequence
from dataclasses import replace

from portal.authorisation import queries, rules
from portal.authorisation.actions.deciding import Decision, decide
from portal.authorisation.actions.sending import take_hold
from portal.authorisation.models import Step
from portal.authorisation.queries.several import SEVERAL, open_questions
from portal.authorisation.rules.several import DECIDED, Chosen, Outcome, check_together
from portal.foundation import idempotency, refusals
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.idempotency import GivenAnswer
from portal.foundation.keys import digest, read_reference
from portal.people.models import Person

ANSWER = "step.answer"  # the permission that is asked for of each


def decide_several(
    page: str, chosen: Sequence[Chosen], decision: Decision, *, by: Person
) -> tuple[str, list[Outcome]]:
    """Decide several steps in the same words. Returns what became of each, and the sheet on which it is told again.

    One that is refused holds up no other. ``page`` names the page that was sent: sent twice, each is decided once and
    its answer is that of the first time. Sent again with another choice or in other words, it is another sheet, so
    that nothing is decided of which one is not told. Each ``Chosen`` says which version of the text was seen.
    """
    said = (decision.verdict.value, decision.reason, decision.code)
    sheet = digest(page, *said, *sorted(one.typed for one in chosen))
    found = [_decided(sheet, one, decision, by) for one in chosen]
    with transaction():
        kept = idempotency.claim(sheet, str(by.id), SEVERAL)
        if not kept.status:
            body = {"verdict": decision.verdict.value, "outcomes": [one.content for one in found]}
            kept.status, kept.body = refusals.DONE, json.dumps(body)
    return sheet, found


def _decided(sheet: str, one: Chosen, decision: Decision, by: Person) -> Outcome:
    scope, step = (str(by.id), SEVERAL, one.reference), None
    try:
        with transaction():
            session.expire_all()  # who may decide, and what stands there, is judged anew for each
            kept = idempotency.claim(sheet, *scope)
            if kept.status:
                return _outcome_of(kept)
            step = queries.step(one.reference)
            return _keep(kept, _answer(step, replace(decision, seen=one.seen), by))
    except Refused as refused:
        refusals.meet(refused, step, ANSWER)
        found = Outcome(read_reference(one.reference), refused.code, refused.message)
    with transaction():
        kept = idempotency.claim(sheet, *scope)
        return _outcome_of(kept) if kept.status else _keep(kept, found)


def _answer(step: Step | None, decision: Decision, by: Person) -> Outcome:
    if step is None or not rules.may_know_of_step(by, step):
        raise Refused("It is not here any more.", code=refusals.HIDDEN)
    post = step.submission
    take_hold(post)
    if step.state == rules.StepState.OPEN and rules.may_answer(by, step):
        asked = post.id in open_questions({post.id})
        seats = len(queries.stage_of(step))
        check_together(step, decision.verdict, last=queries.is_last(step), seats=seats, asked=asked)
    following = decide(step, decision, by=by)
    if following is None or following.holder is None:
        return Outcome(step.reference, DECIDED)
    holder = "You" if following.holder_id == by.id else following.holder.title
    return Outcome(
        step.reference, DECIDED, holder=holder, until=(following.due_on or "") and str(following.due_on)
    )


def _keep(kept: GivenAnswer, found: Outcome) -> Outcome:
    kept.status, kept.body = refusals.DONE, json.dumps(found.content)
    return found


def _outcome_of(kept: GivenAnswer) -> Outcome:
    return Outcome(**json.loads(kept.body))
