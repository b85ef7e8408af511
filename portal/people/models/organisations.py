"""Organisations, and what each of them has settled for itself."""

from datetime import date, time
from typing import Any

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation.database import Base, Keyed, one_of
from portal.people.rules import OrganisationKind
from portal.people.rules.calendar import ESCALATE_AFTER, Nation, holidays_around
from portal.people.rules.establishment import CROWD, QUIET_BELOW
from portal.people.rules.mail import MAIL_AT
from portal.people.rules.profile import Profile, profile_from


class Organisation(Keyed, Base):
    """A police force or a partner body."""

    __tablename__ = "organisations"
    __table_args__ = (CheckConstraint(one_of("kind", OrganisationKind), name="kind_is_known"),)

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    short_name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20), default=OrganisationKind.FORCE)
    region: Mapped[str] = mapped_column(String(60), default="")
    sector: Mapped[str] = mapped_column(String(20), default="policing")
    reads_policing: Mapped[bool] = mapped_column(default=True)  # a partner may be kept to what all may read
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @property
    def organisation_id(self) -> int:
        """An organisation belongs to itself, so that one rule serves for all that is administered."""
        return self.id

    @property
    def nation(self) -> Nation:
        """Whose bank holidays the organisation keeps."""
        return Nation(self.settings.get("nation") or Nation.ENGLAND_AND_WALES)

    @property
    def extra_holidays(self) -> list[date]:
        """Days that nobody here works besides the bank holidays, first one first."""
        return sorted(date.fromisoformat(day) for day in self.settings.get("extra_holidays", ()))

    @property
    def worked_holidays(self) -> list[date]:
        """Bank holidays on which people here work as on any other day, first one first."""
        return sorted(date.fromisoformat(day) for day in self.settings.get("worked_holidays", ()))

    def holidays_around(self, day: date) -> frozenset[date]:
        """The days near this one that whoever works by the week does not work here."""
        return holidays_around(self.nation, day, self.extra_holidays, self.worked_holidays)

    @property
    def profile(self) -> Profile:
        """What the organisation says of itself; empty where it has said nothing."""
        return profile_from(self.settings.get("profile") or {})

    @property
    def escalate_after(self) -> int:
        """After how many working days past its limit a post goes to the next tier."""
        return int(self.settings.get("escalate_after") or ESCALATE_AFTER)

    @property
    def asks_outside(self) -> bool:
        """Whether people outside the organisation, whom it names, may be asked to decide. Off by default."""
        return bool(self.settings.get("asks_outside"))

    @property
    def crowd(self) -> int:
        """How many people whatever an anonymous author says about themselves must describe at least."""
        return int(self.settings.get("crowd") or CROWD)

    @property
    def quiet_below(self) -> int:
        """Below how many people about in a week anonymous posts wait longer; 0 for never."""
        return int(self.settings.get("quiet_below", QUIET_BELOW))

    @property
    def mail_at(self) -> time:
        """When the one mail of a day is written to those who work here."""
        return time.fromisoformat(self.settings.get("mail_at") or MAIL_AT.isoformat("minutes"))
