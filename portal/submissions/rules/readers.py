"""Who reads a post once it is in the library: the one rule that pages, lists, the index and sentences go by. Pure."""

from collections.abc import Collection, Iterable
from typing import Any, Protocol

from portal.people.rules import OrganisationKind, SomePerson
from portal.submissions.rules.life import BACK_WITH_AUTHOR, Sharing, Status, is_in_library

# For whom a post is meant, as whoever decides reads it.
MEANT_FOR: dict[Sharing, str] = {
    Sharing.UNIT: "its author's unit",
    Sharing.FORCE: "its author's organisation",
    Sharing.REGION: "its author's region",
    Sharing.POLICING: "all of policing and its partners here",
    Sharing.PUBLIC: "everybody, the public too",
}


FOR_ANYBODY = frozenset({"public"})


class Reader(SomePerson, Protocol):
    """What visibility depends on in a person: where they work."""

    @property
    def organisation(self) -> Any: ...
    @property
    def unit(self) -> Any: ...


class SharedPost(Protocol):
    """What visibility depends on in a post."""

    status: str
    listed: bool
    sharing: str
    sent_sharing: str | None
    left_for: str | None
    organisation_id: int
    unit_id: int | None


def visibility_of(post: SharedPost, region: str) -> str:
    """The one token that a reader must hold to find a post.

    Where a unit or a region is meant and there is none, it stays in the organisation. What was declined is
    never for the public: nobody decided that it may be; nor for more than whoever declined it left it to. While its
    authors may change it, it goes as far as it was to go when it was last sent.
    """
    sharing = post.sent_sharing or post.sharing if post.status in BACK_WITH_AUTHOR else post.sharing
    if post.status == Status.DECLINED:
        sharing = narrower(sharing, post.left_for or Sharing.FORCE)
    if sharing == Sharing.PUBLIC and post.status in {Status.PUBLISHED, Status.MERGED}:
        return "public"
    if sharing in {Sharing.PUBLIC, Sharing.POLICING}:
        return "policing"
    if sharing == Sharing.REGION and region:
        return f"region:{region}"
    if sharing == Sharing.UNIT and post.unit_id is not None:
        return f"unit:{post.unit_id}"
    return f"organisation:{post.organisation_id}"


def narrower(one: str, other: str) -> Sharing:
    """Whichever of the two is for fewer people."""
    return min(Sharing(one), Sharing(other), key=list(Sharing).index)


def reads_policing(organisation: Any) -> bool:
    """Whether an organisation reads what all of policing does: a partner may be kept to what everybody may read."""
    return organisation.kind == OrganisationKind.FORCE or bool(organisation.reads_policing)


def tokens_of(person: Reader | None) -> frozenset[str]:
    """The tokens a reader holds. A visitor who is not signed in holds the public's alone."""
    return FOR_ANYBODY if person is None else tokens_at(person.organisation, person.unit.lineage)


def tokens_at(here: Any, lineage: Iterable[int] = ()) -> frozenset[str]:
    """The tokens of somebody who works in an organisation, in a unit of this lineage.

    A partner kept to what all may read has neither policing's nor a region's.
    """
    tokens = {"public", f"organisation:{here.id}", *(f"unit:{key}" for key in lineage)}
    if reads_policing(here):
        tokens.add("policing")
        if here.region:
            tokens.add(f"region:{here.region}")
    return frozenset(tokens)


def opens(token: str, organisation_id: int, tokens: Collection[str]) -> bool:
    """Whether holders of these tokens read what carries this one.

    An organisation's own people read what it shares, also where they read nothing else that goes so far.
    """
    own = not token.startswith("unit:") and f"organisation:{organisation_id}" in tokens
    return token in tokens or own


def may_read_post(person: Reader | None, post: Any) -> bool:
    """Whether a post is in the library for this reader, judged by what it is now."""
    token = visibility_of(post, post.organisation.region)
    return is_in_library(post) and opens(token, post.organisation_id, tokens_of(person))


def readers_in_words(post: Any, *, names_unit: bool = True) -> str:
    """Who reads a post once it is approved, as a sentence; where that is fewer than were asked for, it says why.

    ``names_unit`` is no where the sentence must not lead to its author.

    A post for a unit or a region that it does not have stays in its organisation (requirement 16).
    """
    home = post.organisation
    match post.sharing:
        case Sharing.PUBLIC:
            return "Everybody can read it, the public too."
        case Sharing.POLICING:
            kept = "" if reads_policing(home) else f", and so can {home.name}"
            return f"All of policing and its partners here can read it{kept}."
        case Sharing.REGION if home.region:
            kept = "" if reads_policing(home) else f", and so can {home.name}"
            return f"The forces of {home.region}, and its partners here, can read it{kept}."
        case Sharing.REGION:
            return (
                f"It was meant for a region, and {home.name} belongs to none: only {home.name} can read it."
            )
        case Sharing.UNIT if post.unit is not None:
            return f"Only {post.unit.name if names_unit else 'its author’s unit'}, and the units below it, can read it."
        case Sharing.UNIT:
            return f"It was meant for a unit, and names none: only {home.name} can read it."
        case _:
            return f"Only {home.name} can read it."
