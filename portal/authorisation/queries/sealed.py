"""Whether the decisions that pages show are those that the sealed journal tells of."""

from collections import Counter

from sqlalchemy import select

from portal.authorisation.models import GivenVerdict, Step
from portal.authorisation.rules import Verdict
from portal.foundation.audit import ERASED
from portal.foundation.database import session
from portal.foundation.journal import Entry
from portal.submissions.models import Submission

_TELLS = {
    "submission.approved": Verdict.APPROVE,
    "submission.read_first": Verdict.APPROVE,
    "submission.returned": Verdict.RETURN,
    "submission.declined": Verdict.DECLINE,
}
_ONE_OF_SEVERAL = "step.answered"


def altered_decisions() -> list[str]:
    """References of posts whose decisions are not those that the journal tells: by whom, what, why, and how many.

    For ``portal check``. The journal is sealed, the decisions are not: this is how a change to them is found. Where
    the law had words erased from the journal, as many decisions of that post are passed over.
    """
    told: Counter[tuple[int, str, int | None, str, str]] = Counter()
    erased: Counter[int] = Counter()
    rows = select(Entry.subject_id, Entry.event, Entry.by_id, Entry.facts)
    for post_id, event, by_id, facts in session.execute(
        rows.where(Entry.event.in_([*_TELLS, _ONE_OF_SEVERAL]))
    ):
        if ERASED in facts:
            erased[post_id] += 1
            continue
        verdict = facts["verdict"] if event == _ONE_OF_SEVERAL else _TELLS[event].value
        told[post_id, facts["of_step"], by_id, verdict, facts["reason"]] += 1
    given = (
        select(Step.reference, GivenVerdict.by_id, GivenVerdict.verdict, GivenVerdict.reason, Submission.id)
        .join(Step, GivenVerdict.step_id == Step.id)
        .join(Submission, Step.submission_id == Submission.id)
    )
    wrong: set[int] = set()
    for step, by_id, verdict, reason, post_id in session.execute(given):
        decision = post_id, step, by_id, verdict, reason
        if told[decision]:
            told[decision] -= 1
        elif erased[post_id]:
            erased[post_id] -= 1
        else:
            wrong.add(post_id)
    wrong |= {decision[0] for decision, left in told.items() if left}
    return sorted(session.scalars(select(Submission.reference).where(Submission.id.in_(wrong))))
