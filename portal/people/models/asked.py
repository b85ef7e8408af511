"""What waits for a second administrator, as it is stored."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.foundation.database import Base, Keyed, one_of
from portal.people.models.persons import Person
from portal.people.rules import Role


class RoleAsked(Keyed, Base):
    """That an administrator would make somebody an administrator, and a second one has not confirmed it yet."""

    __tablename__ = "roles_asked"
    __table_args__ = (
        CheckConstraint(one_of("role", Role), name="role_is_known"),
        UniqueConstraint("person_id", "role"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(40))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_on: Mapped[date]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
