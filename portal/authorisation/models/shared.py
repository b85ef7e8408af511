"""Routes that organisations offer to all others."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.authorisation.rules import RoutePlan, read_configuration
from portal.authorisation.rules.shared import WORDS_AT_MOST
from portal.foundation.database import Base, Keyed
from portal.foundation.keys import new_reference
from portal.people.models import Organisation, Person

_IS_OFFERED = text("ended_on is null")


class SharedRoute(Keyed, Base):
    """One text of a route that an organisation offers to all others; a later text is another row.

    ``content`` is the route as of ``version`` of the organisation's routes, without people, units and days, and never
    changes. ``ended_on`` is set where they stop, or offer a later text: copies elsewhere stay.
    """

    __tablename__ = "shared_routes"
    __table_args__ = (
        CheckConstraint("version > 0", name="version_is_counted"),
        Index(
            "ix_shared_routes_offered_once",
            "organisation_id",
            "route_name",
            unique=True,
            sqlite_where=_IS_OFFERED,
            postgresql_where=_IS_OFFERED,
        ),
    )

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    route_name: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(String(WORDS_AT_MOST))
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    version: Mapped[int]
    offered_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    offered_on: Mapped[date]
    ended_on: Mapped[date | None]

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    offered_by: Mapped[Person] = relationship()

    @property
    def route(self) -> RoutePlan:
        """It as the rules read it."""
        return read_configuration(self.content).routes[0]
