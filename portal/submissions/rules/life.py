"""The states of a post, who wrote it, and who may touch it when. Pure."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from portal.foundation.errors import Refused
from portal.people.rules import Role, SomePerson, holds


class Status(StrEnum):
    """Where a post is in its life."""

    DRAFT = "draft"
    WAITING = "waiting"
    RETURNED = "returned"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"
    TAKEN_UP = "taken_up"
    TAKEN_OUT = "taken_out"
    MERGED = "merged"


class Sharing(StrEnum):
    """How far a post may be shared, narrowest first (requirement 16)."""

    UNIT = "unit"
    FORCE = "force"
    REGION = "region"
    POLICING = "policing"
    PUBLIC = "public"


class Evidence(StrEnum):
    """What kind of evidence stands behind a post. Kinds, not degrees: never merged into one score (129)."""

    RESEARCH = "research"
    EVALUATED_LOCALLY = "evaluated_locally"
    PROFESSIONAL_JUDGEMENT = "professional_judgement"
    UNTESTED = "untested"


STATUS_NAMES: dict[Status, str] = {
    Status.DRAFT: "Draft",
    Status.WAITING: "Waiting for a decision",
    Status.RETURNED: "Back with the author",
    Status.DECLINED: "Not taken forward",
    Status.WITHDRAWN: "Withdrawn",
    Status.PUBLISHED: "In the library",
    Status.TAKEN_UP: "In the library, in what it updates",
    Status.TAKEN_OUT: "Taken out of the library",
    Status.MERGED: "In the library, merged into another post",
}

SHARING_NAMES: dict[Sharing, str] = {
    Sharing.UNIT: "My unit",
    Sharing.FORCE: "My organisation",
    Sharing.REGION: "My region",
    Sharing.POLICING: "All of policing and its partners here",
    Sharing.PUBLIC: "Everybody, the public too",
}

EVIDENCE_NAMES: dict[Evidence, str] = {
    Evidence.RESEARCH: "Research evidence",
    Evidence.EVALUATED_LOCALLY: "Evaluated locally",
    Evidence.PROFESSIONAL_JUDGEMENT: "Professional judgement",
    Evidence.UNTESTED: "Untested",
}

EDITABLE = frozenset({Status.DRAFT, Status.RETURNED, Status.DECLINED, Status.TAKEN_OUT})

# Where its authors may have changed what others read as it was last sent.
BACK_WITH_AUTHOR = frozenset({Status.RETURNED, Status.DECLINED, Status.WITHDRAWN, Status.TAKEN_OUT})

WITHDRAWABLE = frozenset({Status.DRAFT, Status.WAITING, Status.RETURNED, Status.DECLINED})


class PostInLibrary(Protocol):
    """What decides whether a post is in the library."""

    status: str
    listed: bool
    on_trust: bool


class SomePost(Protocol):
    """What the rules need to know of a post."""

    id: int
    kind: str
    status: str
    author_id: int | None
    desk_key: str | None
    designation: str | None
    claimed_by_id: int | None
    confidential: bool
    imported_by_id: int | None
    holder_id: int | None
    organisation_id: int
    version: int
    left_for: str | None
    listed: bool
    on_trust: bool
    edits_shown: bool
    show_grade: bool
    authority: str
    updates_id: int | None
    published_at: datetime | None

    @property
    def about(self) -> Mapping[str, Any]: ...
    @property
    def updates(self) -> Any: ...
    @property
    def co_author_ids(self) -> frozenset[int]: ...
    @property
    def former_author_ids(self) -> frozenset[int]: ...
    @property
    def author(self) -> Any: ...
    @property
    def claimed_by(self) -> Any: ...
    @property
    def co_authors(self) -> Sequence[Any]: ...
    @property
    def organisation(self) -> Any: ...

    def is_blind_to(self, person: SomePerson) -> bool: ...


def is_in_library(post: PostInLibrary) -> bool:
    """Whether a post belongs in the library now: published, merged there, or declined and left by its author.

    What is there on trust stays while its author changes it, as it was sent. ``models.in_library`` says the same to
    the database.
    """
    stays = (post.status == Status.DECLINED and post.listed) or (
        post.status == Status.RETURNED and post.on_trust
    )
    return post.status in {Status.PUBLISHED, Status.MERGED} or stays


def is_decided_on(post: PostInLibrary) -> bool:
    """Whether somebody is asked to decide on a post now: before it is published, or after, where it is on trust.

    ``models.decided_on`` says the same to the database.
    """
    return post.status == Status.WAITING or (post.status == Status.PUBLISHED and post.on_trust)


def is_author(person: SomePerson, post: SomePost) -> bool:
    """Whether the person wrote the post, alone or with others, or has claimed it."""
    return person.id in {post.author_id, post.claimed_by_id} or person.id in post.co_author_ids


def writes(person: SomePerson, post: SomePost) -> bool:
    """Whether the person reads a post as it is being written: who wrote it, or brought it in."""
    return is_author(person, post) or person.id == post.imported_by_id


def may_share(_person: SomePerson) -> bool:
    """Everybody may post: every rank, staff grade, PCSO, special and volunteer (requirement 42)."""
    return True


def may_edit(person: SomePerson, post: SomePost) -> bool:
    """Authors, and who brought it in, may change a draft, and what was returned, declined or taken out.

    What came over the anonymous desk is changed there, by receipt, also once it was claimed.
    """
    if post.status not in EDITABLE or post.desk_key is not None:
        return False
    return is_author(person, post) or _imported(person, post)


def may_withdraw(person: SomePerson, post: SomePost) -> bool:
    """The author may withdraw a post until all who decide have approved it; whoever looks after it, once they left."""
    return (post.status in WITHDRAWABLE or is_decided_on(post)) and (
        _keeps(person, post) or may_close(person, post)
    )


def may_close(person: SomePerson, post: SomePost) -> bool:
    """Whoever looks after a returned post whose authors have all left may close it, and so may an innovation lead."""
    keeps = person.id == post.holder_id or leads_where_posted(person, post)
    return post.status == Status.RETURNED and keeps and authors_have_left(post)


def sends(person: SomePerson, post: SomePost) -> bool:
    """Only the author sends a post, or a co-author to whom it passed, or who imported it as a draft.

    An update is sent by any of those who wrote what it updates. Whoever is too late, or too early, is told so and
    not turned away: ``may_send`` asks its state too.
    """
    return _keeps(person, post)


def may_send(person: SomePerson, post: SomePost) -> bool:
    """Whether the person may send the post now."""
    return post.status in EDITABLE and sends(person, post)


def authors_have_left(post: SomePost) -> bool:
    """Whether nobody works here any more of those who wrote a post under their names."""
    return post.author is not None and all(
        one.ended_on is not None for one in (post.author, *post.co_authors)
    )


def may_list_as_declined(person: SomePerson, post: SomePost) -> bool:
    """The author may leave a declined post in the library, so that others find that it was tried.

    Not where whoever declined it said that it is not to be, nor one that stood there before: that was taken out.
    """
    was_there = post.published_at is not None
    return (
        post.status == Status.DECLINED
        and person.id == post.author_id
        and post.updates_id is None
        and post.left_for is not None
        and not was_there
    )


def may_update(person: SomePerson, post: SomePost) -> bool:
    """Whoever wrote a published post may bring it up to date. The library keeps the old text until it is approved.

    What is there on trust is reviewed first; what came over the anonymous desk stays as its deciders read it.
    """
    theirs = is_author(person, post) and post.desk_key is None
    return post.status == Status.PUBLISHED and not post.on_trust and theirs


def says_rank(post: SomePost) -> bool:
    """Whether the author of a post says here if their rank stands beside their name: of an update only its own author.

    An update of a colleague's post leaves to the colleague what is shown of them.
    """
    return post.updates_id is None or post.author_id == post.updates.author_id


def may_copy(person: SomePerson, post: SomePost) -> bool:
    """The author may begin anew with the text of a post they took back."""
    return post.status == Status.WITHDRAWN and person.id == post.author_id and post.updates_id is None


def may_change_file(person: SomePerson, file: Any) -> bool:
    """Whoever may change a post may add files to it and take them off."""
    return may_edit(person, file.submission)


def is_shared(file: Any) -> bool:
    """Whether a file belongs to what others than its authors read of a post."""
    return bool(file.sent) if file.submission.status in BACK_WITH_AUTHOR else not file.taken_off


def _keeps(person: SomePerson, post: SomePost) -> bool:
    """Whether a post is the person's to send and to withdraw: the author's, or a co-author's once the author left.

    There is one update of a post at a time, so nobody who wrote the post waits for another to finish it.
    """
    passed_on = person.id == post.holder_id and person.id in post.co_author_ids
    if person.id == post.author_id or passed_on or _imported(person, post):
        return True
    return post.updates_id is not None and is_author(person, post.updates)


def _imported(person: SomePerson, post: SomePost) -> bool:
    return post.author_id is None and post.desk_key is None and person.id == post.imported_by_id


def check_version(post: SomePost, seen: int) -> None:
    """Raise ``Refused`` where somebody changes or decides on a text other than the one they saw."""
    if post.version != seen:
        raise Refused(
            "This post was changed in another window since you opened it. What you typed is still here: "
            "look at the other text, then save again if yours should replace it.",
            code="old-version",
        )


def home_when_sent(post: SomePost) -> Any:
    """From whom a post takes its unit and organisation when it is sent; from nobody where it stays as it is.

    A draft may be older than its author's move. An update stays where the post is that it updates, because those
    answer for it who let it into the library; what was returned goes back to whoever returned it.
    """
    stays = post.updates_id is not None or post.status == Status.RETURNED
    return None if stays else post.author


def barred_from_deciding(post: SomePost) -> frozenset[int]:
    """People who never decide on a post: author, co-authors, and who brought it in (permission matrix, row 12).

    Also whoever was one of these once: nobody decides on their own words by taking their name off them.
    """
    now: Collection[int | None] = {
        post.author_id,
        post.claimed_by_id,
        post.imported_by_id,
        *post.co_author_ids,
    }
    return frozenset(key for key in now if key is not None) | post.former_author_ids


def leads_where_posted(person: SomePerson, post: SomePost) -> bool:
    """Whether the person is an innovation lead of the organisation that the post belongs to."""
    return holds(person, Role.INNOVATION_LEAD) and person.organisation_id == post.organisation_id
