"""People outside the organisation whom it lets decide a post, and the links by which they were asked."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.authorisation.models.steps import Step
from portal.authorisation.rules.outside import NAME_LENGTH, WHAT_LENGTH, AskingState, CodeBy, Why
from portal.foundation.database import Base, Keyed, one_of
from portal.foundation.keys import new_reference
from portal.people.models import Organisation, Person

_IS_OPEN = text("state = 'open'")


class OutsideDecider(Keyed, Base):
    """Somebody without an account whom an organisation lets be asked: who they are, and until when.

    ``mailbox`` is the address as it is compared with those of authors. ``ended_on`` is set where they are named no
    longer before their time is over.
    """

    __tablename__ = "outside_deciders"
    __table_args__ = (
        Index(
            "ix_outside_deciders_named_once",
            "organisation_id",
            "mailbox",
            unique=True,
            sqlite_where=text("ended_on is null"),
            postgresql_where=text("ended_on is null"),
        ),
    )

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    what: Mapped[str] = mapped_column(String(WHAT_LENGTH))
    email: Mapped[str] = mapped_column(String(254))
    mailbox: Mapped[str] = mapped_column(String(254))
    named_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    named_on: Mapped[date]
    until: Mapped[date]
    ended_on: Mapped[date | None]

    organisation: Mapped[Organisation] = relationship()
    named_by: Mapped[Person] = relationship()

    @property
    def title(self) -> str:
        """Their name, and what they are."""
        return f"{self.name} ({self.what})"

    def asked_by(self, title: str) -> str:
        """Who decided, and who asked them, as everybody reads it."""
        return f"{self.name} ({self.what}, asked by {title})"


class OutsideAsking(Keyed, Base):
    """One link by which somebody outside was asked to decide one step, on one version of its text.

    Of its secret and of the code only digests are kept. ``wrong`` counts wrong codes over its whole life.
    ``browser_hash`` is the secret of the browser in which the code was last given, good until ``browser_until``.
    """

    __tablename__ = "outside_askings"
    __table_args__ = (
        CheckConstraint(one_of("state", AskingState), name="state_is_known"),
        CheckConstraint(one_of("code_by", CodeBy), name="code_by_is_known"),
        CheckConstraint(one_of("why", Why), name="why_is_known"),
        CheckConstraint("(state = 'closed') = (why is not null)", name="closed_says_why"),
        CheckConstraint("(state = 'open') = (ended_at is null)", name="open_has_not_ended"),
        Index(
            "ix_outside_askings_one_open",
            "step_id",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
        Index("ix_outside_askings_state", "state"),
    )

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    step_id: Mapped[int] = mapped_column(ForeignKey("steps.id", ondelete="CASCADE"), index=True)
    decider_id: Mapped[int] = mapped_column(ForeignKey("outside_deciders.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    version: Mapped[int]
    question: Mapped[str] = mapped_column(Text, default="")
    expires_at: Mapped[datetime]
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code_by: Mapped[str] = mapped_column(String(10))
    code_hash: Mapped[str] = mapped_column(String(200), default="")
    code_until: Mapped[datetime | None]
    codes: Mapped[int] = mapped_column(default=0)
    code_at: Mapped[datetime | None]
    wrong: Mapped[int] = mapped_column(default=0)
    browser_hash: Mapped[str] = mapped_column(String(64), default="")
    browser_until: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(10), default=AskingState.OPEN)
    why: Mapped[str | None] = mapped_column(String(20))
    ended_at: Mapped[datetime | None]

    step: Mapped[Step] = relationship()
    decider: Mapped[OutsideDecider] = relationship()
    asked_by: Mapped[Person] = relationship()
