"""Whom a step is put to, as the database says it: the same as ``rules.may_decide`` says of one."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    Date,
    Select,
    and_,
    bindparam,
    case,
    exists,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.authorisation.models import Conflict, GivenVerdict, Step
from portal.authorisation.rules import StepState, Verdict
from portal.authorisation.rules.permits import asked_roles
from portal.foundation import clock
from portal.people.models import Absence, Delegation, Headship, Person, RoleHeld, Unit
from portal.people.rules import NATIONAL_ROLES, Role, SomePerson
from portal.submissions.models import Submission, Topic, co_authors, former_authors, submission_topics

_WRITTEN_BY = (co_authors, former_authors)
# Said as a plain word, so that the database finds the index that holds nothing but open steps.
IS_OPEN = Step.state == literal(StepState.OPEN.value, literal_execute=True)
_SKIPPED = aliased(Step)
_BY_NAME = or_(Step.handed_on, and_(Step.unit_id.is_(None), Step.asked_role == ""))


def of_reader(person: SomePerson) -> Mapping[str, Any]:
    """What ``PUT_TO_READER`` has to be told when it is asked."""
    return {
        "reader": person.id,
        "reader_level": person.level,
        "reader_unit": person.unit_id,
        "reader_organisation": person.organisation_id,
        "reader_heads": list(person.headed_unit_ids),
        "reader_roles": list(asked_roles(person)),
        "reader_leads": list(person.led_topics),
        "reader_reads_first": Role.DEIDENTIFIER in person.roles,
        "reader_writes": [person.id, *person.deputises_for],
    }


def _held_in_vain() -> Select[int, int]:
    holder = aliased(Person)
    heads = exists().where(Headship.person_id == holder.id, Headship.unit_id == Step.unit_id)
    home = exists().where(Unit.id == holder.unit_id, Unit.organisation_id == Submission.organisation_id)
    filed = submission_topics.join(Topic, Topic.id == submission_topics.c.topic_id)
    leads = (
        select(Topic.id)
        .select_from(filed)
        .where(submission_topics.c.submission_id == Submission.id, Topic.slug == RoleHeld.topic)
    )
    in_role = exists().where(
        RoleHeld.person_id == holder.id,
        RoleHeld.role == Step.asked_role,
        or_(Step.asked_role != Role.TOPIC_LEAD, leads.correlate(Submission, RoleHeld).exists()),
    )
    skipped = select(_SKIPPED.id).where(
        _SKIPPED.submission_id == Step.submission_id, _SKIPPED.skipped_by_id == holder.id
    )
    named = exists().where(
        Conflict.submission_id == Submission.id, Conflict.by_id == holder.id, Conflict.person_id != holder.id
    )
    asked = or_(_BY_NAME, heads, and_(in_role, or_(home, Step.asked_role.in_(NATIONAL_ROLES))))
    return (
        select(Step.id, Step.submission_id)
        .join(Submission, Submission.id == Step.submission_id)
        .join(holder, holder.id == Step.holder_id)
        .where(
            IS_OPEN,
            or_(
                holder.ended_on.is_not(None),
                ~asked,
                _is_barred(holder.id),
                skipped.correlate_except(_SKIPPED).exists(),
                and_(Submission.has_conflicts, named),
                _has_taken(holder.id),
                _has_spoken(
                    holder.id,
                    holder.unit_id,
                    Submission.desk_key.is_not(None),
                    unless=_held_in_another_unit(holder.unit_id),
                ),
            ),
        )
    )


def _is_barred(key: Any) -> ColumnElement[bool]:
    """Whether somebody never decides on a post, as ``rules.is_barred`` says it."""
    today: BindParameter[date] = bindparam("today", callable_=clock.today, type_=Date)
    others = [
        select(table.c.person_id).where(table.c.submission_id == Submission.id).correlate(Submission)
        for table in _WRITTEN_BY
    ]

    def stands_in(table: Any, to: Any) -> ColumnElement[bool]:
        of_author = or_(
            table.person_id == Submission.author_id,
            table.person_id == Submission.claimed_by_id,
            table.person_id == Submission.imported_by_id,
            *(table.person_id.in_(wrote) for wrote in others),
        )
        return exists().where(to == key, table.first_day <= today, table.last_day >= today, of_author)

    return or_(
        Submission.author_id.is_not_distinct_from(key),
        Submission.claimed_by_id.is_not_distinct_from(key),
        Submission.imported_by_id.is_not_distinct_from(key),
        *(
            exists().where(table.c.submission_id == Submission.id, table.c.person_id == key)
            for table in _WRITTEN_BY
        ),
        stands_in(Absence, Absence.deputy_id),
        stands_in(Delegation, Delegation.to_id),
        and_(
            Submission.has_conflicts,
            exists().where(Conflict.submission_id == Submission.id, Conflict.person_id == key),
        ),
    )


def _beside(other: Any) -> ColumnElement[bool]:
    """Another step of the same way."""
    return and_(other.submission_id == Step.submission_id, other.round == Step.round, other.id != Step.id)


def _held_in_another_unit(unit_id: Any) -> ColumnElement[bool]:
    """Whether somebody of another unit is asked about the same post beside."""
    other, by = aliased(Step), aliased(Person)
    held = select(other.id).join(by, other.holder_id == by.id).where(_beside(other))
    beside = held.where(other.state == StepState.OPEN, by.unit_id != unit_id)
    return beside.correlate_except(other, by).exists()


def _has_spoken(
    key: Any, unit_id: Any, nameless: ColumnElement[bool], unless: ColumnElement[bool] | None = None
) -> ColumnElement[bool]:
    """Whether somebody decided elsewhere what keeps them from deciding a step, as ``rules.has_spoken`` says it.

    ``nameless`` says whether the post came over the anonymous desk. That only their own unit has answered such a
    post keeps them from it ``unless`` this holds. What can be asked of the few steps of one stage is asked first:
    of most posts that is all.
    """
    other, by = aliased(Step), aliased(Person)
    inner = (other, by, GivenVerdict)
    refused = exists().where(
        GivenVerdict.step_id == Step.id, GivenVerdict.by_id == key, GivenVerdict.verdict == Verdict.DECLINE
    )
    said = exists().where(GivenVerdict.step_id == other.id, GivenVerdict.by_id == key)
    holds = and_(other.state == StepState.OPEN, other.holder_id == key)
    here = select(other.id).where(
        _beside(other), other.stage == Step.stage, or_(holds, said.correlate_except(GivenVerdict))
    )
    verdicts = select(GivenVerdict.id).join(other, GivenVerdict.step_id == other.id).where(_beside(other))
    # Whoever read an anonymous post first decided nothing: their unit is not that of a decider.
    of_unit = verdicts.join(by, GivenVerdict.by_id == by.id).where(other.role != Role.DEIDENTIFIER)
    # Nought is added so that the database begins with the few steps of a post, not with all that somebody decided.
    anywhere = verdicts.where(GivenVerdict.by_id + 0 == key).correlate_except(*inner).exists()
    alone = and_(
        of_unit.where(by.unit_id == unit_id).correlate_except(*inner).exists(),
        ~of_unit.where(by.unit_id != unit_id).correlate_except(*inner).exists(),
    )
    if unless is not None:
        alone = and_(alone, ~unless)
    # Whoever read it first decides at none of its steps, on whichever of its ways.
    first = aliased(Step)
    read = select(GivenVerdict.id).join(first, GivenVerdict.step_id == first.id)
    read = read.where(
        first.submission_id == Step.submission_id,
        first.role == Role.DEIDENTIFIER,
        GivenVerdict.by_id + 0 == key,
    )
    read_or_alone = or_(read.correlate_except(first, GivenVerdict).exists(), alone)
    return or_(
        refused.correlate_except(GivenVerdict),
        here.correlate_except(other).exists(),
        and_(
            or_(Step.four_eyes, nameless),
            or_(anywhere, and_(nameless, Step.role != Role.DEIDENTIFIER, read_or_alone)),
        ),
    )


def _has_taken(key: Any) -> ColumnElement[bool]:
    """Whether somebody took another step of the same post upon themselves."""
    taken = aliased(Step)
    took = select(taken.id).where(
        taken.submission_id == Step.submission_id, taken.id != Step.id, taken.taken_by_id == key
    )
    return took.correlate_except(taken).exists()


def _of_post(column: Any) -> ColumnElement[Any]:
    """What stands in the post of a step. Asked so, PostgreSQL looks at that one post, and never at all there are."""
    return select(column).where(Submission.id == Step.submission_id).correlate(Step).scalar_subquery()


def _put_to_reader() -> ColumnElement[bool]:
    reader: BindParameter[Any] = bindparam("reader")
    level: BindParameter[Any] = bindparam("reader_level")
    wrote: BindParameter[Any] = bindparam("reader_writes")
    mine = Step.holder_id == reader
    able = or_(mine, and_(Step.lowest <= level, or_(Step.highest == 0, Step.highest >= level)))
    here = or_(
        Step.asked_role.in_(NATIONAL_ROLES),
        _of_post(Submission.organisation_id) == bindparam("reader_organisation"),
    )
    led = select(submission_topics.c.submission_id).join(Topic).correlate(None)
    led = led.where(Topic.slug.in_(bindparam("reader_leads")))
    asked = or_(
        and_(mine, _BY_NAME),
        and_(Step.unit_id.in_(bindparam("reader_heads")), able),
        and_(
            Step.asked_role.in_(bindparam("reader_roles")),
            able,
            here,
            or_(Step.asked_role != Role.TOPIC_LEAD, Step.submission_id.in_(led)),
        ),
        # Who was given it before they headed a unit has it still.
        and_(
            mine, Step.asked_role == Role.DEIDENTIFIER, bindparam("reader_reads_first", type_=Boolean), here
        ),
    )
    skipped, taken = aliased(Step), aliased(Step)
    # Sets that are found once, where the same asked of each post would be asked as often as there are posts.
    theirs = (Submission.author_id, Submission.claimed_by_id, Submission.imported_by_id)
    apart = union_all(
        select(Submission.id).where(or_(*(column.in_(wrote) for column in theirs))).correlate(None),
        *(select(table.c.submission_id).where(table.c.person_id.in_(wrote)) for table in _WRITTEN_BY),
        select(Conflict.submission_id).where(or_(Conflict.person_id == reader, Conflict.by_id == reader)),
        select(skipped.submission_id).where(skipped.skipped_by_id == reader),
    )
    took = select(taken.submission_id).where(taken.taken_by_id == reader)
    never = or_(
        Step.submission_id.in_(apart),
        and_(Step.submission_id.in_(took), _has_taken(reader)),
        _has_spoken(reader, bindparam("reader_unit"), _of_post(Submission.desk_key).is_not(None)),
    )
    # "Not never", said so that PostgreSQL expects it of nearly every step: of a row of refusals it expects each to
    # halve what is left, plans for a single row, and takes seconds where there are thousands. And said as a condition:
    # SQLite looks no further in one than it has to, but works out every part of what it takes for a value.
    return and_(IS_OPEN, asked, case((never, null()), else_=1).is_not(None))


# The open steps that somebody may decide, as ``rules.may_decide`` says it of one. Built once: who asks is told to it.
# All that it looks at of a step is in one index, so that thousands of steps are looked through without being read.
PUT_TO_READER = _put_to_reader()
_HELD_IN_VAIN = _held_in_vain()


def held_in_vain() -> Select[int, int]:
    """The open steps whose holder may not decide them, with the keys of their posts: they have to go on.

    Whoever holds one has left or lost the post in which they were asked, writes with its author now, stands in for
    somebody who wrote it, or has answered beside what keeps them from answering here. It stays with whoever may decide
    it once another unit has answered, as ``rules.permits.waits_for_another_unit`` says it.
    """
    return _HELD_IN_VAIN
