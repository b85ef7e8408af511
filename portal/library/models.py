"""What the library shows of each post: written once when it is published, read many times."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.foundation.database import Base, Key, Keyed
from portal.foundation.keys import new_reference
from portal.implementation.models import Implementation
from portal.people.models import Person
from portal.submissions.models import Submission


class Publication(Base):
    """A post as readers meet it: clean HTML in sections, plain text for search, and what it is filed under.

    It is made from the post and can be made again at any time. ``visibility`` is the one token a reader must
    hold to find it. It carries nobody's name: who the author appears to be is asked at every showing.
    """

    __tablename__ = "publications"
    __table_args__ = (
        Index("ix_publications_newest", "published_on"),
        Index("ix_publications_review", "review_on"),
    )

    submission_id: Mapped[int] = mapped_column(
        Key, ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    reference: Mapped[str] = mapped_column(String(8), unique=True)
    version: Mapped[int]
    visibility: Mapped[str] = mapped_column(String(80), index=True)
    declined: Mapped[bool] = mapped_column(default=False)

    kind: Mapped[str] = mapped_column(String(20))
    marker: Mapped[str] = mapped_column(String(30), default="")
    cost: Mapped[str] = mapped_column(String(20), default="")  # a band
    title: Mapped[str] = mapped_column(String(300))
    summary: Mapped[str] = mapped_column(String(300))
    sections: Mapped[list[Any]]  # [field name, heading, clean HTML]
    text: Mapped[str] = mapped_column(Text)
    minutes: Mapped[int]

    organisation: Mapped[str] = mapped_column(String(40))  # code
    organisation_name: Mapped[str] = mapped_column(String(120))
    region: Mapped[str] = mapped_column(String(60))
    sector: Mapped[str] = mapped_column(String(20))
    topics: Mapped[list[Any]]  # [slug, name]
    evidence: Mapped[str] = mapped_column(String(30))
    outcome: Mapped[str] = mapped_column(String(20), default="")
    result: Mapped[str] = mapped_column(String(20), default="")
    used: Mapped[int] = mapped_column(default=0)  # how many readers said that they used it
    published_on: Mapped[date]
    changed_on: Mapped[date]  # when the text that stands there now was published
    # When somebody last said that it is right, by when it is said again (never of what was declined), and since when
    # it is retired: as ``Keeping`` has it.
    confirmed_on: Mapped[date]
    review_on: Mapped[date | None]
    retired_on: Mapped[date | None]
    external_id: Mapped[str | None] = mapped_column(String(120))

    submission: Mapped[Submission] = relationship(lazy="raise")
    implementation: Mapped[Implementation | None] = relationship(
        primaryjoin="foreign(Publication.submission_id) == Implementation.submission_id", viewonly=True
    )
    keeping: Mapped["Keeping"] = relationship(
        primaryjoin="foreign(Publication.submission_id) == Keeping.submission_id", viewonly=True
    )


class Keeping(Base):
    """Who keeps an item right beside its author, and what was last said of that. Every published post has one row.

    ``owner_id`` is empty while its author, or the innovation lead, keeps it; ``months`` while those of its organisation
    hold. ``asked_for`` is the day of review that its owner was asked about last, ``asked`` how often, and ``ask_on``
    when they are asked again. It says the day of everything and the moment of nothing, and never who confirmed it.
    ``version`` counts how often it was said who keeps it.
    """

    __tablename__ = "keepings"
    __table_args__ = (
        CheckConstraint("months is null or months between 1 and 60", name="months_in_range"),
        CheckConstraint("(retired_on is null) = (retired_because = '')", name="retired_with_a_reason"),
        CheckConstraint("successor_id is null or retired_on is not null", name="only_retired_is_succeeded"),
        CheckConstraint("successor_id is null or successor_id <> submission_id", name="successor_is_another"),
        CheckConstraint("(asked_for is null) = (ask_on is null)", name="asked_for_a_day"),
    )

    submission_id: Mapped[int] = mapped_column(
        Key, ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    months: Mapped[int | None]
    confirmed_on: Mapped[date | None]
    asked: Mapped[int] = mapped_column(default=0)
    asked_for: Mapped[date | None]
    ask_on: Mapped[date | None]
    retired_on: Mapped[date | None]
    retired_because: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    successor_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("submissions.id", ondelete="SET NULL"), index=True
    )

    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    deputy: Mapped[Person | None] = relationship(foreign_keys=[deputy_id])


class SameQuestion(Base):
    """Two items that answer the same question: the lower key stands first, so that a pair is told once."""

    __tablename__ = "same_questions"
    __table_args__ = (CheckConstraint("first_id < second_id", name="told_once"),)

    first_id: Mapped[int] = mapped_column(
        Key, ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    second_id: Mapped[int] = mapped_column(
        Key,
        ForeignKey("submissions.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )


class SynonymRing(Keyed, Base):
    """Ways of saying the same: whoever looks for one finds them all."""

    __tablename__ = "synonym_rings"

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    ways: Mapped[list[Any]]
    version: Mapped[int] = mapped_column(default=1)


class SearchState(Base):
    """Which pieces make up the search index in the database: one row, and none where the index lies in files.

    The tables of the index are a copy that can be made again at any time; ``search/postgresql_engine.py`` alone reads
    and writes them, and on SQLite they stay empty.
    """

    __tablename__ = "search_states"
    __table_args__ = (CheckConstraint("id = 1", name="there_is_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    signature: Mapped[str] = mapped_column(
        String(32)
    )  # another after every change; empty where it cannot be used
    digest: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    rebuilding: Mapped[bool]


class SearchPiece(Keyed, Base):
    """A piece of the search index: items with what they are counted by, its words, the digests of its postings."""

    __tablename__ = "search_pieces"

    head: Mapped[bytes] = mapped_column(LargeBinary)
    lexicon: Mapped[bytes] = mapped_column(LargeBinary)
    sums: Mapped[bytes] = mapped_column(LargeBinary)


class SearchPosting(Base):
    """Which items of a piece hold a word, how much of it, and where it stands in each."""

    __tablename__ = "search_postings"

    piece: Mapped[int] = mapped_column(
        Key, ForeignKey("search_pieces.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    word: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    posting: Mapped[bytes] = mapped_column(LargeBinary)
    places: Mapped[bytes] = mapped_column(LargeBinary)


class SearchChange(Base):
    """An item that was put into the index or taken out while it is being written anew."""

    __tablename__ = "search_changes"

    submission_id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
