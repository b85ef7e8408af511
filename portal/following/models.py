"""What people follow, as it is stored."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.following.rules import SEARCH_LENGTH
from portal.foundation.database import Base, Keyed
from portal.foundation.keys import new_reference, new_token


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
