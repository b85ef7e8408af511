"""Meetings, what is on their agenda, and what was agreed there, as they are stored."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.following.models import Want
from portal.foundation.database import Base, Key, Keyed, one_of
from portal.foundation.keys import new_reference
from portal.implementation.rules.owners import OWNING_ROLES, Duty, duty_in_words
from portal.leadership.rules.agreed import WORDS_LENGTH, AgreedState
from portal.leadership.rules.meetings import NOTE_LENGTH, PLACE_LENGTH, TITLE_LENGTH
from portal.people.models import Organisation, Person, Unit
from portal.people.rules import Role
from portal.submissions.models import Submission


class Meeting(Keyed, Base):
    """A meeting of the front line with senior leaders. Who comes is typed in words: nobody is counted or followed.

    ``version`` counts how often what is said of it was changed, and never what stands on its agenda.
    """

    __tablename__ = "meetings"
    __table_args__ = (
        CheckConstraint("not shown or (front_line <> '' and leaders <> '')", name="shown_has_both_sides"),
        Index("ix_meetings_day", "organisation_id", "held_on"),
    )

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    called_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(PLACE_LENGTH), default="")
    front_line: Mapped[str] = mapped_column(Text, default="")
    leaders: Mapped[str] = mapped_column(Text, default="")
    minutes: Mapped[str] = mapped_column(Text, default="")
    shown: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    called_by: Mapped[Person] = relationship()


class AgendaEntry(Keyed, Base):
    """One thing on an agenda, at its place: a post, or what somebody asks for; and what was decided on it."""

    __tablename__ = "agenda_entries"
    __table_args__ = (
        CheckConstraint("(submission_id is null) <> (want_id is null)", name="is_about_one_thing"),
        CheckConstraint("(decided_on is null) = (decision = '')", name="decided_on_a_day"),
        UniqueConstraint("meeting_id", "submission_id"),
        UniqueConstraint("meeting_id", "want_id"),
    )

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"))
    submission_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("submissions.id", ondelete="CASCADE"), index=True
    )
    want_id: Mapped[int | None] = mapped_column(Key, ForeignKey("wants.id", ondelete="CASCADE"), index=True)
    place: Mapped[int]
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")
    decision: Mapped[str] = mapped_column(Text, default="")
    decided_on: Mapped[date | None]

    meeting: Mapped[Meeting] = relationship()
    submission: Mapped[Submission | None] = relationship()
    want: Mapped[Want | None] = relationship()


class AgreedAction(Keyed, Base):
    """What a meeting agreed that a post of duty does by a day. ``holder_id`` is whoever is in it today.

    ``asked_on`` says since when they owe a word on it, ``passed_on`` that whoever keeps the meeting was told.
    """

    __tablename__ = "agreed_actions"
    __table_args__ = (
        CheckConstraint(one_of("owner_role", OWNING_ROLES), name="owner_role_is_known"),
        CheckConstraint(one_of("state", AgreedState), name="state_is_known"),
        CheckConstraint("(state = 'open') = (said_on is null)", name="ended_on_a_day"),
        CheckConstraint("state <> 'dropped' or said <> ''", name="dropped_with_a_reason"),
        CheckConstraint("not passed_on or asked_on is not null", name="passed_on_was_asked"),
        Index("ix_agreed_actions_due", "state", "due_on"),
    )

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), index=True)
    entry_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("agenda_entries.id", ondelete="CASCADE"), index=True
    )
    words: Mapped[str] = mapped_column(String(WORDS_LENGTH))
    owner_role: Mapped[str] = mapped_column(String(40), default=Role.INNOVATION_LEAD)
    owner_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id", ondelete="SET NULL"))
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default=AgreedState.OPEN)
    said: Mapped[str] = mapped_column(Text, default="")
    said_on: Mapped[date | None]
    asked_on: Mapped[date | None]
    passed_on: Mapped[bool] = mapped_column(default=False)

    meeting: Mapped[Meeting] = relationship()
    entry: Mapped[AgendaEntry | None] = relationship()
    holder: Mapped[Person | None] = relationship()
    owner_unit: Mapped[Unit | None] = relationship()

    @property
    def owner(self) -> Duty:
        """The post of duty whose it is."""
        return Duty(self.owner_role, self.owner_unit_id)

    @property
    def owner_in_words(self) -> str:
        """What that post is called."""
        return duty_in_words(self.owner_role, self.owner_unit.name if self.owner_unit is not None else "")
