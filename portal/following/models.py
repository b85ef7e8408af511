"""What people follow and ask for, as it is stored."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.following.rules import SEARCH_LENGTH
from portal.following.rules.wants import COUNTED_LENGTH, Shown, WantState
from portal.foundation.database import Base, Keyed, one_of
from portal.foundation.keys import new_reference, new_token
from portal.people.models import Organisation, Person


class Follow(Keyed, Base):
    """A search that somebody follows, as its address has it: a topic and an organisation are searches too.

    No day, no moment and no row of the journal: when somebody was here is not kept. ``stop`` is what the link in a mail
    carries that ends it without signing in.
    """

    __tablename__ = "follows"
    __table_args__ = (UniqueConstraint("person_id", "search"), Index("ix_follows_search", "search"))

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    search: Mapped[str] = mapped_column(String(SEARCH_LENGTH))
    stop: Mapped[str] = mapped_column(String(64), unique=True, default=new_token)


class Want(Keyed, Base):
    """Something that somebody asked for because they did not find it, in words of their own, and what became of it.

    ``search`` is what they had looked for, as an address has it. ``shown`` says how they are named to those who can
    answer; the organisation is where they worked when they asked, so that nobody sees from it who has moved. An answer
    is a post of the library, or a reason why nothing comes of it: ``said``. ``to_all``: everybody in policing may read
    it and say what they know.
    """

    __tablename__ = "wants"
    __table_args__ = (
        CheckConstraint(one_of("shown", Shown), name="shown_is_known"),
        CheckConstraint(one_of("state", WantState), name="state_is_known"),
        CheckConstraint("(state = 'open') = (settled_by_id is null)", name="settled_by_somebody"),
        CheckConstraint("state <> 'closed' or said <> ''", name="closed_with_a_reason"),
        Index("ix_wants_state", "state"),
    )

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    search: Mapped[str] = mapped_column(String(SEARCH_LENGTH))
    words: Mapped[str] = mapped_column(Text)
    shown: Mapped[str] = mapped_column(String(20), default=Shown.NAME)
    to_all: Mapped[bool] = mapped_column(default=False)
    asked_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default=WantState.OPEN)
    answer: Mapped[str] = mapped_column(String(8), default="")  # the reference of a post
    said: Mapped[str] = mapped_column(Text, default="")
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id], lazy="joined", innerjoin=True)
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    settled_by: Mapped[Person | None] = relationship(foreign_keys=[settled_by_id], lazy="joined")


class LookedFor(Keyed, Base):
    """Words that several people looked for within a week, and nobody found: the words and the day, and nobody.

    ``times`` is in how many weeks so many did.
    """

    __tablename__ = "looked_for"

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    words: Mapped[str] = mapped_column(String(COUNTED_LENGTH), unique=True)
    times: Mapped[int] = mapped_column(default=1)
    last_on: Mapped[date]
