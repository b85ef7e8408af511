"""Messages from leaders, how many answered them, and what was asked, as they are stored. No row says who read one."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.foundation import clock
from portal.foundation.database import Base, Key, Keyed, one_of
from portal.foundation.keys import new_reference
from portal.leadership.rules.messages import LINK_LENGTH, WORDS_LENGTH, Audience, Said
from portal.people.models import Organisation, Person, Unit


class Message(Keyed, Base):
    """A few words from a leader. ``audience`` says for whom, with a unit or a role; it is over after ``expires_on``."""

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint(one_of("audience", Audience), name="audience_is_known"),
        CheckConstraint("(audience = 'unit') = (unit_id is not null)", name="unit_where_one_is_meant"),
        CheckConstraint("(audience = 'role') = (role <> '')", name="role_where_one_is_meant"),
        CheckConstraint("link = '' or submission_id is null", name="leads_to_one_place"),
        CheckConstraint("sent_on <= expires_on", name="days_in_order"),
        Index("ix_messages_now", "organisation_id", "expires_on"),
    )

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    words: Mapped[str] = mapped_column(String(WORDS_LENGTH))
    link: Mapped[str] = mapped_column(String(LINK_LENGTH), default="")
    submission_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("submissions.id", ondelete="SET NULL"), index=True
    )
    audience: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    role: Mapped[str] = mapped_column(String(40), default="")
    sent_on: Mapped[date]
    expires_on: Mapped[date]

    by: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    unit: Mapped[Unit | None] = relationship()

    @property
    def is_over(self) -> bool:
        """Whether its last day has gone."""
        return self.expires_on < clock.today()


class MessageCount(Keyed, Base):
    """How many said on one day that they understood or used a message: a number, and nobody."""

    __tablename__ = "message_counts"
    __table_args__ = (
        CheckConstraint(one_of("said", Said), name="said_is_known"),
        UniqueConstraint("message_id", "said", "day"),
    )

    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    said: Mapped[str] = mapped_column(String(20))
    day: Mapped[date]
    number: Mapped[int] = mapped_column(default=0)


class MessageMark(Keyed, Base):
    """That somebody has answered, so that nobody is counted twice: a digest that only the portal's key can make again.

    No person, no day; forgotten when the message is over.
    """

    __tablename__ = "message_marks"
    __table_args__ = (UniqueConstraint("message_id", "mark"),)

    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    mark: Mapped[str] = mapped_column(String(64))


class MessageQuestion(Keyed, Base):
    """Something asked about a message. ``asked_by_id`` is empty without a name, and once the message is over."""

    __tablename__ = "message_questions"
    __table_args__ = (CheckConstraint("(answer = '') = (answered_on is null)", name="answered_on_a_day"),)

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_on: Mapped[date | None]

    message: Mapped[Message] = relationship()
    asked_by: Mapped[Person | None] = relationship()
