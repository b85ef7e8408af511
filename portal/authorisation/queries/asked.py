"""Whom a step is put to, as the database says it: the same as ``rules.may_decide`` says of one."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from portal.authorisation.models import Conflict, GivenVerdict, Step
from portal.authorisation.rules import StepState, Verdict
from portal.foundation import clock
from portal.people.models import Absence, Delegation, Headship, Person, RoleHeld, Unit
from portal.people.rules import NATIONAL_ROLES, SomePerson
from portal.submissions.models import Submission, co_authors, former_authors

_WRITTEN_BY = (co_authors, former_authors)
_BY_NAME = or_(Step.handed_on, and_(Step.unit_id.is_(None), Step.asked_role == ""))


def put_to(person: SomePerson) -> ColumnElement[bool]:
    """The open steps that a person may decide, as ``rules.may_decide`` says it of one."""
    asked = and_(Step.holder_id == person.id, _BY_NAME)
    within = and_(Step.lowest <= person.level, or_(Step.highest == 0, Step.highest >= person.level))
    mine = Step.holder_id == person.id
    if person.headed_unit_ids:
        asked = or_(asked, and_(Step.unit_id.in_(person.headed_unit_ids), or_(within, mine)))
    if person.roles:
        here = (Submission.organisation_id == person.organisation_id) | Step.asked_role.in_(NATIONAL_ROLES)
        asked = or_(asked, and_(Step.asked_role.in_(person.roles), here, or_(within, mine)))
    wrote = [person.id, *person.deputises_for]
    return and_(
        Step.state == StepState.OPEN,
        asked,
        or_(Submission.author_id.is_(None), Submission.author_id.not_in(wrote)),
        or_(Submission.imported_by_id.is_(None), Submission.imported_by_id.not_in(wrote)),
        *(
            Submission.id.not_in(select(table.c.submission_id).where(table.c.person_id.in_(wrote)))
            for table in _WRITTEN_BY
        ),
        Submission.id.not_in(select(Conflict.submission_id).where(Conflict.person_id == person.id)),
        ~_has_spoken(person.id, person.unit_id),
    )


def held_in_vain() -> Select[int, int]:
    """The open steps whose holder may not decide them, with the keys of their posts: they have to go on.

    Whoever holds one has left or lost the post in which they were asked, writes with its author now, stands in for
    somebody who wrote it, or has answered beside what keeps them from answering here. It stays with whoever may decide
    it once another unit has answered, as ``rules.permits.waits_for_another_unit`` says it.
    """
    holder = aliased(Person)
    heads = exists().where(Headship.person_id == holder.id, Headship.unit_id == Step.unit_id)
    home = exists().where(Unit.id == holder.unit_id, Unit.organisation_id == Submission.organisation_id)
    in_role = exists().where(RoleHeld.person_id == holder.id, RoleHeld.role == Step.asked_role)
    asked = or_(_BY_NAME, heads, and_(in_role, or_(home, Step.asked_role.in_(NATIONAL_ROLES))))
    return (
        select(Step.id, Step.submission_id)
        .join(Submission, Submission.id == Step.submission_id)
        .join(holder, holder.id == Step.holder_id)
        .where(
            Step.state == StepState.OPEN,
            or_(
                holder.ended_on.is_not(None),
                ~asked,
                _is_barred(holder.id),
                _has_spoken(holder.id, holder.unit_id, unless=_held_in_another_unit(holder.unit_id)),
            ),
        )
    )


def _is_barred(key: Any) -> ColumnElement[bool]:
    """Whether somebody never decides on a post, as ``rules.is_barred`` says it."""
    today = clock.today()
    others = [
        select(table.c.person_id).where(table.c.submission_id == Submission.id).correlate(Submission)
        for table in _WRITTEN_BY
    ]

    def stands_in(table: Any, to: Any) -> ColumnElement[bool]:
        of_author = or_(
            table.person_id == Submission.author_id,
            table.person_id == Submission.imported_by_id,
            *(table.person_id.in_(wrote) for wrote in others),
        )
        return exists().where(to == key, table.first_day <= today, table.last_day >= today, of_author)

    return or_(
        Submission.author_id.is_not_distinct_from(key),
        Submission.imported_by_id.is_not_distinct_from(key),
        *(
            exists().where(table.c.submission_id == Submission.id, table.c.person_id == key)
            for table in _WRITTEN_BY
        ),
        stands_in(Absence, Absence.deputy_id),
        stands_in(Delegation, Delegation.to_id),
        exists().where(Conflict.submission_id == Submission.id, Conflict.person_id == key),
    )


# What does not differ from one person to the next is built once: every queue asks for it.
_OTHER, _BY = aliased(Step), aliased(Person)
_ON_THE_WAY = and_(
    _OTHER.submission_id == Step.submission_id, _OTHER.round == Step.round, _OTHER.id != Step.id
)
_HERE = _OTHER.stage == Step.stage
_TWICE = or_(_HERE, Step.four_eyes, Submission.desk_key.is_not(None))
_VERDICTS = select(GivenVerdict.id).join(_OTHER, GivenVerdict.step_id == _OTHER.id).where(_ON_THE_WAY)
_OF_UNIT = _VERDICTS.join(_BY, GivenVerdict.by_id == _BY.id)


def _held_in_another_unit(unit_id: Any) -> ColumnElement[bool]:
    """Whether somebody of another unit is asked about the same post beside."""
    held = select(_OTHER.id).join(_BY, _OTHER.holder_id == _BY.id).where(_ON_THE_WAY)
    beside = held.where(_OTHER.state == StepState.OPEN, _BY.unit_id != unit_id)
    return beside.correlate_except(_OTHER, _BY).exists()


def _has_spoken(key: Any, unit_id: Any, unless: ColumnElement[bool] | None = None) -> ColumnElement[bool]:
    """Whether somebody decided elsewhere what keeps them from deciding a step, as ``rules.has_spoken`` says it.

    That only their own unit has answered an anonymous post keeps them from it ``unless`` this holds.
    """
    other, by = _OTHER, _BY
    holds = and_(_HERE, other.state == StepState.OPEN, other.holder_id == key)
    # Nought is added so that the database begins with the few steps of a post, not with all that somebody decided.
    answered = and_(_TWICE, GivenVerdict.by_id + 0 == key)
    verdicts, of_unit, inner = _VERDICTS, _OF_UNIT, (other, by, GivenVerdict)
    alone = and_(
        Submission.desk_key.is_not(None),
        of_unit.where(by.unit_id == unit_id).correlate_except(*inner).exists(),
        ~of_unit.where(by.unit_id != unit_id).correlate_except(*inner).exists(),
    )
    if unless is not None:
        alone = and_(alone, ~unless)
    refused = exists().where(
        GivenVerdict.step_id == Step.id, GivenVerdict.by_id == key, GivenVerdict.verdict == Verdict.DECLINE
    )
    return or_(
        refused.correlate_except(GivenVerdict),
        select(other.id).where(_ON_THE_WAY, holds).correlate_except(*inner).exists(),
        verdicts.where(answered).correlate_except(*inner).exists(),
        alone,
    )
