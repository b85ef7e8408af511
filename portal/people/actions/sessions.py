"""Sessions: begun by signing in, kept to the day, ended here or everywhere."""

from datetime import date, timedelta

from sqlalchemy import BindParameter, String, bindparam, cast, delete, func, select
from sqlalchemy.orm import joinedload

from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.keys import digest, new_token
from portal.people.models import (
    Absence,
    Delegation,
    Grade,
    Headship,
    Organisation,
    Person,
    RoleHeld,
    SignIn,
    Unit,
)
from portal.people.rules import SIGNED_IN_FOR_DAYS
from portal.people.rules.colleagues import Colleague, Team, Workplace

_people, _sign_ins, _units = Person.__table__.c, SignIn.__table__.c, Unit.__table__.c
_homes, _roles, _headships = Organisation.__table__.c, RoleHeld.__table__.c, Headship.__table__.c
_grades, _absences, _delegations = Grade.__table__.c, Absence.__table__.c, Delegation.__table__.c
_today: BindParameter[date] = bindparam("today")

# In whose place somebody decides today, as deputy and as delegate.
_deputises = (
    select(func.aggregate_strings(cast(_absences.person_id, String), ","))
    .where(_absences.deputy_id == _people.id, _absences.first_day <= _today, _absences.last_day >= _today)
    .scalar_subquery(),
    select(func.aggregate_strings(cast(_delegations.person_id, String), ","))
    .where(
        _delegations.to_id == _people.id,
        _delegations.first_day <= _today,
        _delegations.last_day >= _today,
    )
    .scalar_subquery(),
)
# Asked at every request: built once, over plain columns, and answered with all that permissions look at in one go.
_COLLEAGUE = (
    select(
        _people.id,
        _people.name,
        _units.id,
        _units.name,
        _units.path,
        _homes.id,
        _homes.code,
        _homes.name,
        _homes.short_name,
        _homes.kind,
        _homes.region,
        _homes.reads_policing,
        select(func.aggregate_strings(_roles.role, ","))
        .where(_roles.person_id == _people.id)
        .scalar_subquery(),
        select(func.aggregate_strings(_roles.topic, ","))
        .where(_roles.person_id == _people.id)
        .scalar_subquery(),
        select(func.aggregate_strings(cast(_headships.unit_id, String), ","))
        .where(_headships.person_id == _people.id)
        .scalar_subquery(),
        select(_grades.level).where(_grades.id == _people.grade_id).scalar_subquery(),
        *_deputises,
    )
    .join(Person.__table__, _people.id == _sign_ins.person_id)
    .join(Unit.__table__, _units.id == _people.unit_id)
    .join(Organisation.__table__, _homes.id == _units.organisation_id)
    .where(
        _sign_ins.token == bindparam("token"),
        _sign_ins.expires_on > _today,
        _people.ended_on.is_(None),
    )
)
_ACCOUNT = (
    select(Person, *_deputises)
    .join(SignIn, SignIn.person_id == Person.id)
    .where(
        SignIn.token == bindparam("token"), SignIn.expires_on > bindparam("today"), Person.ended_on.is_(None)
    )
    .options(joinedload(Person.roles_held), joinedload(Person.headships))
)


def sign_in(person: Person) -> str:
    """Begin a session. Returns its secret, of which only the digest is kept."""
    token = new_token()
    expires_on = clock.today() + timedelta(days=SIGNED_IN_FOR_DAYS)
    session.add(SignIn(token=digest("sign-in", token), person_id=person.id, expires_on=expires_on))
    return token


def begin_session(person: Person, *, instead_of: str = "") -> str:
    """Begin a session in place of an earlier one of the same browser, and keep it. Returns its secret."""
    with transaction():
        if instead_of:
            sign_out(instead_of)
        return sign_in(person)


def end_session(token: str) -> None:
    """End one session, and keep that."""
    with transaction():
        sign_out(token)


def sign_out(token: str) -> None:
    """End one session."""
    session.execute(delete(SignIn).where(SignIn.token == digest("sign-in", token)))


def sign_out_everywhere(person: Person) -> None:
    """End all of somebody's sessions."""
    session.execute(delete(SignIn).where(SignIn.person_id == person.id))


def signed_in(token: str) -> Colleague | None:
    """Whose session this is, for asking what they may; nobody's once it has ended or the person has left."""
    row = session.execute(_COLLEAGUE, _alive(token)).one_or_none()
    if row is None:
        return None
    key, name, unit, team, path, *home, roles, topics, headed, level, deputises, delegated = row
    lineage = tuple(int(part) for part in path.split("/") if part)
    return Colleague(
        key,
        name,
        Team(unit, team, lineage, Workplace(*home)),
        _words(roles),
        _keys(headed),
        level or 0,
        _keys(deputises) | _keys(delegated),
        _words(topics),
    )


def _words(listed: str | None) -> frozenset[str]:
    return frozenset(filter(None, (listed or "").split(",")))


def _keys(listed: str | None) -> frozenset[int]:
    return frozenset(map(int, listed.split(","))) if listed else frozenset()


def account(token: str) -> Person | None:
    """Whose session this is, to write with; nobody's once it has ended or the person has left."""
    row = session.execute(_ACCOUNT, _alive(token)).unique().one_or_none()
    if row is None:
        return None
    person: Person = row[0]
    person.keep_deputies(_keys(row[1]) | _keys(row[2]))
    return person


def _alive(token: str) -> dict[str, object]:
    return {"token": digest("sign-in", token), "today": clock.today()}


def forget_old_sessions() -> None:
    """Drop the sessions whose time is over."""
    session.execute(delete(SignIn).where(SignIn.expires_on <= clock.today()))
