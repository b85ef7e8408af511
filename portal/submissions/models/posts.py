"""Posts, their topics and those who wrote them, as they are stored."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal.foundation.database import Base, Key, Keyed, one_of
from portal.foundation.keys import new_reference
from portal.people.models import Organisation, Person, Unit
from portal.people.rules import SomePerson
from portal.submissions.kinds import KINDS, SUMMARY_LENGTH, Kind
from portal.submissions.rules import Evidence, Sharing, Status, is_shared

if TYPE_CHECKING:
    from portal.submissions.models.texts import Attachment, Version


class Topic(Keyed, Base):
    """A subject that posts are filed under."""

    __tablename__ = "topics"

    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    # Since when it is offered no more; what is filed under it stays there.
    retired_on: Mapped[date | None]


submission_topics = Table(
    "submission_topics",
    Base.metadata,
    Column("submission_id", Key, ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True),
    Column("topic_id", Key, ForeignKey("topics.id"), primary_key=True, index=True),
)

co_authors = Table(
    "co_authors",
    Base.metadata,
    Column("submission_id", Key, ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", Key, ForeignKey("people.id"), primary_key=True, index=True),
)

# Who wrote it once, or brought it in, and no longer does. A row is added and never taken away.
former_authors = Table(
    "former_authors",
    Base.metadata,
    Column("submission_id", Key, ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", Key, ForeignKey("people.id"), primary_key=True, index=True),
)


# There is one update of a post at a time.
_OPEN = text("status in ('draft', 'waiting', 'returned', 'declined')")
_ON_TRUST: dict[str, Any] = {"sqlite_where": text("on_trust = 1"), "postgresql_where": text("on_trust")}
_UNREAD: dict[str, Any] = {"sqlite_where": text("unread = 1"), "postgresql_where": text("unread")}


class Submission(Keyed, Base):
    """A post of any kind. ``details`` holds the fields of its kind, by name.

    ``author_id`` is empty for what came over the anonymous desk, known by ``desk_key`` (``confidential``: who wrote it
    was sealed), and for what was imported, known by ``external_id``. An update says which published post it updates,
    and from which version its authors set out. ``sent_at`` and ``published_at`` of an anonymous post say the day only.
    An anonymous author is called by their ``designation``, and may claim the post with a code from which ``claim_mark``
    is derived.
    """

    __tablename__ = "submissions"
    __table_args__ = (
        CheckConstraint(one_of("status", Status), name="status_is_known"),
        CheckConstraint(one_of("sharing", Sharing), name="sharing_is_known"),
        CheckConstraint(one_of("evidence", Evidence), name="evidence_is_known"),
        CheckConstraint(
            "author_id is not null or desk_key is not null or external_id is not null", name="has_an_origin"
        ),
        CheckConstraint("author_id is null or desk_key is null", name="anonymous_has_no_author"),
        CheckConstraint("claim_mark is null or desk_key is not null", name="claimable_is_anonymous"),
        CheckConstraint("claimed_by_id is null or claim_mark is not null", name="claimed_had_a_mark"),
        CheckConstraint("(claimed_by_id is null) = (claimed_on is null)", name="claimed_on_a_day"),
        CheckConstraint("not confidential or desk_key is not null", name="confidential_came_over_the_desk"),
        CheckConstraint("status <> 'waiting' or holder_id is not null", name="waiting_has_a_holder"),
        CheckConstraint(
            "status <> 'published' or (summary <> '' and published_at is not null)",
            name="published_is_complete",
        ),
        CheckConstraint("updates_id is null or status <> 'published'", name="update_is_taken_up"),
        CheckConstraint("status <> 'taken_up' or updates_id is not null", name="only_updates_are_taken_up"),
        CheckConstraint(
            "(updates_id is null) = (updates_version is null)", name="update_says_from_which_version"
        ),
        CheckConstraint("updates_id is null or author_id is not null", name="update_has_an_author"),
        CheckConstraint(
            "not listed or (status = 'declined' and updates_id is null)", name="listed_is_declined"
        ),
        CheckConstraint("not listed or left_for is not null", name="listed_is_left"),
        CheckConstraint(one_of("left_for", Sharing), name="left_for_is_known"),
        CheckConstraint("not on_trust or status in ('published', 'returned')", name="trust_is_in_library"),
        CheckConstraint("not on_trust or author_id is not null", name="trust_is_in_somebody"),
        CheckConstraint("not unread or desk_key is not null", name="only_anonymous_is_unread"),
        CheckConstraint("not unread or status <> 'published'", name="published_is_read"),
        CheckConstraint(
            "edited_because = '' or desk_key is not null", name="edited_without_somebody_unknown"
        ),
        CheckConstraint("(status = 'merged') = (merged_into_id is not null)", name="merged_into_one"),
        CheckConstraint("(merged_into_id is null) = (merged_on is null)", name="merged_on_a_day"),
        CheckConstraint("merged_into_id <> id", name="merged_into_another"),
        UniqueConstraint("organisation_id", "kind", "external_id"),
        Index(
            "ix_submissions_one_update", "updates_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        # All that a lead's lists look at of what is on its way: thousands of posts are counted without being read.
        Index(
            "ix_submissions_queue",
            *("organisation_id", "status", "unread", "on_trust", "author_id", "desk_key", "begun_on", "kind"),
            "holder_id",
        ),
        Index("ix_submissions_unread", "organisation_id", "kind", "status", "on_trust", **_UNREAD),
        Index("ix_submissions_on_trust", "status", **_ON_TRUST),
    )

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    kind: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20), default=Status.DRAFT)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    desk_key: Mapped[str | None] = mapped_column(String(32), unique=True)
    designation: Mapped[str | None] = mapped_column(String(40), index=True)
    claim_mark: Mapped[str | None] = mapped_column(String(64), unique=True)
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    claimed_on: Mapped[date | None]
    confidential: Mapped[bool] = mapped_column(default=False)
    external_id: Mapped[str | None] = mapped_column(String(120))
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    authority: Mapped[str] = mapped_column(String(200), default="")
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    updates_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"))
    updates_version: Mapped[int | None]

    title: Mapped[str] = mapped_column(String(300), default="")
    summary: Mapped[str] = mapped_column(String(SUMMARY_LENGTH), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    evidence: Mapped[str] = mapped_column(String(30), default=Evidence.UNTESTED)
    sharing: Mapped[str] = mapped_column(String(20), default=Sharing.FORCE)
    # How far it was to go when it was last sent; what its authors choose after that says nothing yet.
    sent_sharing: Mapped[str | None] = mapped_column(String(20))
    show_grade: Mapped[bool] = mapped_column(default=False)
    share_check: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # What an anonymous author says about themselves: a band, a unit by its name, and whether in the library too.
    about: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # Identifying details that the author chose to keep.
    kept_words: Mapped[list[Any]] = mapped_column(default=list)
    # Somebody decides on its way without learning who wrote it.
    blind: Mapped[bool] = mapped_column(default=False)
    # Somebody asked not to decide on it.
    has_conflicts: Mapped[bool] = mapped_column(default=False)
    # Somebody wrote it once and no longer does.
    has_former_authors: Mapped[bool] = mapped_column(default=False)
    # Its text was sent before, as a post that its author took back.
    tried_before: Mapped[bool] = mapped_column(default=False)
    # Declined, and left in the library for others to find.
    listed: Mapped[bool] = mapped_column(default=False)
    # For whom its author may leave it in the library although it was declined; for nobody where it is empty.
    left_for: Mapped[str | None] = mapped_column(String(20))
    # In the library on trust: those who review it have not all approved it yet.
    on_trust: Mapped[bool] = mapped_column(default=False)
    # It is anonymous, and whoever reads such posts first has not passed it on: nobody else sees a word of it.
    unread: Mapped[bool] = mapped_column(default=False)
    # Why its text was changed without its author; empty where they agreed to every word.
    edited_because: Mapped[str] = mapped_column(Text, default="")
    # Readers may see what its author let others change.
    edits_shown: Mapped[bool] = mapped_column(default=False)
    # Its summary is of whoever approved it last: its author left it to them, and has put none in its place.
    summed_up: Mapped[bool] = mapped_column(default=False)
    # How it differs from what the library holds already, as its author says it to whoever decides.
    differs: Mapped[str] = mapped_column(Text, default="")
    # The day on which the last of them approved it.
    reviewed_on: Mapped[date | None]

    # The post that says the same and is found in its place; why, and since when.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    merged_because: Mapped[str] = mapped_column(Text, default="")
    merged_on: Mapped[date | None]
    # Another was merged into it, or said to answer the same question, now or before.
    has_merged: Mapped[bool] = mapped_column(default=False)
    has_answers: Mapped[bool] = mapped_column(default=False)

    version: Mapped[int] = mapped_column(default=1)
    begun_on: Mapped[date]
    sent_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    unit: Mapped[Unit | None] = relationship()
    author: Mapped[Person | None] = relationship(foreign_keys=[author_id])
    claimed_by: Mapped[Person | None] = relationship(foreign_keys=[claimed_by_id])
    holder: Mapped[Person | None] = relationship(foreign_keys=[holder_id])
    updates: Mapped["Submission | None"] = relationship(
        remote_side="Submission.id", foreign_keys=[updates_id]
    )
    merged_into: Mapped["Submission | None"] = relationship(
        remote_side="Submission.id", foreign_keys=[merged_into_id]
    )
    updated_by: Mapped[list["Submission"]] = relationship(
        viewonly=True, remote_side="Submission.updates_id", foreign_keys="Submission.updates_id"
    )
    topics: Mapped[list[Topic]] = relationship(secondary=submission_topics, order_by=Topic.name)
    co_authors: Mapped[list[Person]] = relationship(
        secondary=co_authors, order_by=Person.name, lazy="selectin"
    )
    former_authors: Mapped[list[Person]] = relationship(secondary=former_authors)
    versions: Mapped[list["Version"]] = relationship(
        order_by="Version.number", cascade="all, delete-orphan", back_populates="submission"
    )
    attachments: Mapped[list["Attachment"]] = relationship(
        order_by="Attachment.name", cascade="all, delete-orphan", back_populates="submission"
    )

    @validates("summary")
    def _another_summary(self, _name: str, summary: str) -> str:
        """Another summary is no longer the one that an approver wrote, whoever puts it there."""
        if summary != self.summary:
            self.summed_up = False
        return summary

    @property
    def words(self) -> dict[str, Any]:
        """What its author wrote, as it stands now: title, summary, body, and the answers to what its kind asks."""
        return {
            "title": self.title,
            "summary": self.summary,
            "body": self.body,
            "details": dict(self.details),
        }

    @property
    def described(self) -> Kind:
        """The entry of ``kinds.py`` that says what this post consists of."""
        return KINDS[self.kind]

    @property
    def co_author_ids(self) -> frozenset[int]:
        """Keys of those who wrote it with the author."""
        return frozenset(person.id for person in self.co_authors)

    @property
    def former_author_ids(self) -> frozenset[int]:
        """Keys of those who wrote it once, or brought it in, and no longer do."""
        if not self.has_former_authors:
            return frozenset()
        return frozenset(person.id for person in self.former_authors)

    @property
    def files(self) -> list["Attachment"]:
        """Its files as its authors have them now."""
        return [file for file in self.attachments if not file.taken_off]

    @property
    def files_shared(self) -> list["Attachment"]:
        """Its files as others than its authors see them."""
        return [file for file in self.attachments if is_shared(file)]

    def is_blind_to(self, person: SomePerson) -> bool:
        """Whether its author is kept from this person: the steps of its way say so, or those of an update of it."""
        if not self.blind:
            return False
        ways = (self, *self.updated_by)
        return any(step.keeps_author_from(person) for way in ways for step in way.steps)  # type: ignore[attr-defined]

    @property
    def conflicted_ids(self) -> frozenset[int]:
        """Keys of those who asked not to decide on it, or were asked not to."""
        if not self.has_conflicts:
            return frozenset()
        return frozenset(one.person_id for one in self.conflicts)  # type: ignore[attr-defined]

    @property
    def conflict_namer_ids(self) -> frozenset[int]:
        """Keys of those who said of somebody else that they should not decide on it."""
        if not self.has_conflicts:
            return frozenset()
        return frozenset(one.by_id for one in self.conflicts if one.by_id != one.person_id)  # type: ignore[attr-defined]

    @property
    def anonymous(self) -> bool:
        """Whether it came over the anonymous desk."""
        return self.desk_key is not None
