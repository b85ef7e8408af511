"""Whom a step is put to, as the database says it: the same as ``rules.may_decide`` says of one."""

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from portal.authorisation.models import GivenVerdict, Step
from portal.authorisation.rules import StepState
from portal.people.models import Person
from portal.people.rules import NATIONAL_ROLES, SomePerson
from portal.submissions.models import Submission, co_authors


def put_to(person: SomePerson) -> ColumnElement[bool]:
    """The open steps that a person may decide, as ``rules.may_decide`` says it of one."""
    by_name = or_(Step.handed_on, and_(Step.unit_id.is_(None), Step.asked_role == ""))
    asked = and_(Step.holder_id == person.id, by_name)
    within = and_(Step.lowest <= person.level, or_(Step.highest == 0, Step.highest >= person.level))
    mine = Step.holder_id == person.id
    if person.headed_unit_ids:
        asked = or_(asked, and_(Step.unit_id.in_(person.headed_unit_ids), or_(within, mine)))
    if person.roles:
        here = (Submission.organisation_id == person.organisation_id) | Step.asked_role.in_(NATIONAL_ROLES)
        asked = or_(asked, and_(Step.asked_role.in_(person.roles), here, or_(within, mine)))
    wrote = select(co_authors.c.submission_id).where(co_authors.c.person_id == person.id)
    return and_(
        Step.state == StepState.OPEN,
        asked,
        Submission.author_id.is_distinct_from(person.id),
        Submission.imported_by_id.is_distinct_from(person.id),
        Submission.id.not_in(wrote),
        ~_has_spoken(person),
    )


def _has_spoken(person: SomePerson) -> ColumnElement[bool]:
    """Whether somebody decided elsewhere what keeps them from deciding a step, as ``rules.has_spoken`` says it."""
    other, by = aliased(Step), aliased(Person)
    on_the_way = and_(
        other.submission_id == Step.submission_id, other.round == Step.round, other.id != Step.id
    )
    here = other.stage == Step.stage
    holds = and_(here, other.state == StepState.OPEN, other.holder_id == person.id)
    twice = or_(here, Step.four_eyes, Submission.desk_key.is_not(None))
    answered = and_(twice, GivenVerdict.by_id == person.id)
    verdicts = select(GivenVerdict.id).join(other, GivenVerdict.step_id == other.id).where(on_the_way)
    of_unit = verdicts.join(by, GivenVerdict.by_id == by.id)
    alone = and_(
        Submission.desk_key.is_not(None),
        of_unit.where(by.unit_id == person.unit_id).correlate(Step).exists(),
        ~of_unit.where(by.unit_id != person.unit_id).correlate(Step).exists(),
    )
    return or_(
        select(other.id).where(on_the_way, holds).correlate(Step).exists(),
        verdicts.where(answered).correlate(Step, Submission).exists(),
        alone,
    )
