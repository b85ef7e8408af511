"""Units, grades, people, headships and roles, as they are stored.

Nothing here says when somebody was last seen, signed in or changed: such times, laid beside the times
of anonymous posts, would name their authors.
"""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, lazyload, mapped_column, relationship

from portal.foundation import clock
from portal.foundation.database import Base, Key, Keyed, one_of, session
from portal.foundation.keys import new_reference
from portal.people.models.organisations import Organisation
from portal.people.rules import Role, StaffGroup
from portal.people.rules.calendar import OFFICE_HOURS, WorksOn, duty_from
from portal.people.rules.establishment import Band
from portal.people.rules.mail import MailChoice


class Unit(Keyed, Base):
    """A part of an organisation. ``path`` lists the keys from the top down to itself, between slashes."""

    __tablename__ = "units"
    __table_args__ = (
        UniqueConstraint("organisation_id", "name", "parent_id"),
        # A database takes two empty parents for different ones, so the top needs a rule of its own.
        Index(
            "uq_units_top",
            "organisation_id",
            "name",
            unique=True,
            sqlite_where=text("parent_id is null"),
            postgresql_where=text("parent_id is null"),
        ),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    path: Mapped[str] = mapped_column(String(400), default="")
    closed_on: Mapped[date | None]

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)

    @property
    def lineage(self) -> tuple[int, ...]:
        """Keys of the units from the top down to this one, itself included."""
        return tuple(int(key) for key in self.path.split("/") if key)


class Establishment(Base):
    """How many people of a band work in a unit itself, as its organisation says. A unit without rows is unknown."""

    __tablename__ = "establishment"
    __table_args__ = (
        CheckConstraint(one_of("band", Band), name="band_is_known"),
        CheckConstraint("headcount >= 0", name="headcount_is_a_number"),
    )

    unit_id: Mapped[int] = mapped_column(Key, ForeignKey("units.id", ondelete="CASCADE"), primary_key=True)
    band: Mapped[str] = mapped_column(String(20), primary_key=True)
    headcount: Mapped[int]


class Grade(Keyed, Base):
    """A rank or staff grade. Grades of the same ``level`` are equals, whoever holds them."""

    __tablename__ = "grades"
    __table_args__ = (CheckConstraint("level between 0 and 99", name="level_in_range"),)

    name: Mapped[str] = mapped_column(String(80), unique=True)
    abbreviation: Mapped[str] = mapped_column(String(20), default="")
    staff_group: Mapped[str] = mapped_column(String(20), default=StaffGroup.STAFF)
    level: Mapped[int]


class Person(Keyed, Base):
    """Somebody who works here. ``email_key`` is the address as it is compared."""

    __tablename__ = "people"
    __table_args__ = (CheckConstraint(one_of("mail", MailChoice), name="mail_is_known"),)

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    grade_id: Mapped[int | None] = mapped_column(ForeignKey("grades.id"))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    ended_on: Mapped[date | None]
    duty: Mapped[dict[str, Any]] = mapped_column(default=OFFICE_HOURS.stored)
    mail: Mapped[str] = mapped_column(String(10), default=MailChoice.DAILY)

    unit: Mapped[Unit] = relationship(lazy="joined", innerjoin=True)
    grade: Mapped[Grade | None] = relationship(lazy="joined")
    roles_held: Mapped[list["RoleHeld"]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    headships: Mapped[list["Headship"]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    @property
    def organisation(self) -> Organisation:
        """Where the person works."""
        return self.unit.organisation

    @property
    def organisation_id(self) -> int:
        """Key of the organisation where the person works."""
        return self.unit.organisation_id

    @property
    def roles(self) -> frozenset[str]:
        """The roles the person holds."""
        return frozenset(held.role for held in self.roles_held)

    @property
    def led_topics(self) -> frozenset[str]:
        """Short names of the topics of which the person is the lead."""
        return frozenset(held.topic for held in self.roles_held if held.topic)

    @property
    def headed_unit_ids(self) -> frozenset[int]:
        """Keys of the units the person heads."""
        return frozenset(headship.unit_id for headship in self.headships)

    @property
    def level(self) -> int:
        """The level of the person's rank or grade; 0 where they have none."""
        return self.grade.level if self.grade is not None else 0

    _deputises_for = None

    @property
    def deputises_for(self) -> frozenset[int]:
        """Keys of those in whose place the person decides today. Asked anew each time, but for whoever is signed in."""
        if self._deputises_for is not None:
            return self._deputises_for
        today = clock.today()
        away = select(Absence.person_id).where(
            Absence.deputy_id == self.id, Absence.first_day <= today, Absence.last_day >= today
        )
        gave = select(Delegation.person_id).where(
            Delegation.to_id == self.id, Delegation.first_day <= today, Delegation.last_day >= today
        )
        return frozenset(session.scalars(away.union(gave)))

    def keep_deputies(self, of: frozenset[int]) -> None:
        """Keep for this request in whose place the person decides today."""
        self._deputises_for = of

    @property
    def works_on(self) -> WorksOn:
        """Whether the person works on a day: their pattern, and the holidays of their organisation."""
        duty, home = duty_from(self.duty), self.organisation
        holidays = home.holidays_around(clock.today())
        return lambda day: duty.works_on(day, holidays)

    @property
    def title(self) -> str:
        """Name with rank, as colleagues would write it. A staff grade is no form of address."""
        if self.grade is None or self.grade.staff_group in {StaffGroup.STAFF, StaffGroup.VOLUNTEER}:
            return self.name
        return f"{self.grade.abbreviation} {self.name}".strip()


class Absence(Keyed, Base):
    """A time that somebody is away, in days, and who decides for them meanwhile."""

    __tablename__ = "absences"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="days_in_order"),
        CheckConstraint("deputy_id is null or deputy_id <> person_id", name="deputy_is_another"),
        Index("ix_absences_last_day", "last_day"),
    )

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="joined", innerjoin=True)
    deputy: Mapped[Person | None] = relationship(foreign_keys=[deputy_id], lazy="joined")


class Delegation(Keyed, Base):
    """That somebody has given away what comes to them to decide, from one day to another.

    ``route`` is what the route is called on which it comes; empty for whatever comes. ``reason`` is for those two and
    whoever looks after them.
    """

    __tablename__ = "delegations"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="days_in_order"),
        CheckConstraint("to_id <> person_id", name="delegate_is_another"),
        Index("ix_delegations_last_day", "last_day"),
    )

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    route: Mapped[str] = mapped_column(String(80), default="")
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(300), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="joined", innerjoin=True)
    to: Mapped[Person] = relationship(foreign_keys=[to_id], lazy="joined", innerjoin=True)
    by: Mapped[Person] = relationship(foreign_keys=[by_id])


class Headship(Keyed, Base):
    """That somebody heads a unit. A unit may have several heads; the lowest ``place`` comes first."""

    __tablename__ = "headships"
    __table_args__ = (UniqueConstraint("person_id", "unit_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    place: Mapped[int] = mapped_column(default=1)


class RoleHeld(Keyed, Base):
    """That somebody holds a role; a topic lead holds it for one topic."""

    __tablename__ = "roles_held"
    __table_args__ = (
        CheckConstraint(one_of("role", Role), name="role_is_known"),
        CheckConstraint("(role = 'topic-lead') = (topic <> '')", name="topic_leads_have_a_topic"),
        UniqueConstraint("person_id", "role", "topic"),
        Index("ix_roles_held_role", "role"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[str] = mapped_column(String(40))
    topic: Mapped[str] = mapped_column(String(60), default="")


class SignIn(Base):
    """A session, known by the digest of its secret, and kept to the day: over when ``expires_on`` begins."""

    __tablename__ = "sign_ins"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(Key, ForeignKey("people.id", ondelete="CASCADE"), index=True)
    expires_on: Mapped[date]


class ApiToken(Keyed, Base):
    """What lets another program act for a person, within ``scopes``. Only the digest of the secret is kept."""

    __tablename__ = "api_tokens"

    token: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(String(80))
    scopes: Mapped[list[Any]]
    expires_on: Mapped[date]


# How people are read where only their names are shown: what they may do nobody asks there.
NAMED_ONLY = (lazyload(Person.roles_held), lazyload(Person.headships))
# The same where not even the place they work at is shown.
TITLE_ONLY = (*NAMED_ONLY, lazyload(Person.unit))
