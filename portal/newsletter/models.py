"""Newsletters, as they are stored."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.foundation.database import Base, Key, Keyed, one_of
from portal.foundation.keys import new_reference
from portal.newsletter.rules import NOTE_LENGTH, TITLE_LENGTH, Section, State
from portal.people.models import Organisation


class NewsletterEntry(Keyed, Base):
    """One line of a newsletter, at its place in its section: a post with a note, or a line of the editor's own."""

    __tablename__ = "newsletter_entries"
    __table_args__ = (
        CheckConstraint(one_of("section", Section), name="section_is_known"),
        CheckConstraint("submission_id is not null or note <> ''", name="says_something"),
        UniqueConstraint("newsletter_id", "submission_id"),
    )

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    newsletter_id: Mapped[int] = mapped_column(ForeignKey("newsletters.id", ondelete="CASCADE"))
    submission_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("submissions.id", ondelete="CASCADE"), index=True
    )
    section: Mapped[str] = mapped_column(String(20))
    place: Mapped[int]
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")


class Newsletter(Keyed, Base):
    """What an organisation says of one month. ``audience`` is for whom it is, in the words of ``rules``.

    While it goes out, ``mailed_to`` is the key up to which people have their mail in the outbox: who was sent it is
    kept nowhere.
    """

    __tablename__ = "newsletters"
    __table_args__ = (
        CheckConstraint(one_of("state", State), name="state_is_known"),
        CheckConstraint("(state = 'draft') = (sent_on is null)", name="sent_on_a_day"),
        UniqueConstraint("organisation_id", "month"),
    )

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    month: Mapped[date]
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    introduction: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[str] = mapped_column(String(10), default=State.DRAFT, index=True)
    version: Mapped[int] = mapped_column(default=1)
    sent_on: Mapped[date | None]
    mailed_to: Mapped[int] = mapped_column(Key, default=0)

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    entries: Mapped[list[NewsletterEntry]] = relationship(
        order_by=(NewsletterEntry.place, NewsletterEntry.id), cascade="all, delete-orphan", lazy="selectin"
    )
