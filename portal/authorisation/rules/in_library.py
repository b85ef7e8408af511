"""Who reads, answers for and takes out what stands in the library. Pure."""

from portal.people.rules import Role, SomePerson, holds
from portal.submissions.rules import Reader, SomePost, is_in_library, may_read_post

ANSWER_FOR_LIBRARY = frozenset(
    {Role.INNOVATION_LEAD, Role.DATA_SHARING_OFFICER, Role.PROFESSIONAL_STANDARDS, Role.COMMUNICATIONS}
)


def curates(person: SomePerson) -> bool:
    """Whether the person looks after the library of the whole service."""
    return holds(person, Role.NATIONAL_CURATOR)


def answers_for_library(person: SomePerson, post: SomePost) -> bool:
    """Whether the person answers for what of their organisation stands in the library (permission matrix, row 24).

    Its innovation lead, data-sharing officer, professional standards or communications. No administrator: they
    run the portal, and decide about no text.
    """
    here = person.organisation_id == post.organisation_id
    return here and is_in_library(post) and not ANSWER_FOR_LIBRARY.isdisjoint(person.roles)


def reads_in_library(person: Reader, post: SomePost) -> bool:
    """Whether the person reads a post where the library has it: its readers, and those who answer for it there."""
    return may_read_post(person, post) or answers_for_library(person, post)


def may_take_out(person: SomePerson, post: SomePost) -> bool:
    """Who answers for a post in the library may take it out, with a reason; so may the national curator."""
    return answers_for_library(person, post) or (curates(person) and is_in_library(post))
