"""Who tells the authors of a post that somebody has it. Pure."""

from portal.authorisation.rules.permits import SomeStep, may_decide, may_name_conflict
from portal.people.rules import SomePerson

WORDS_LENGTH = 300


def may_acknowledge(person: SomePerson, step: SomeStep) -> bool:
    """Whether the person may say that somebody has a post: whoever decides it now, or leads innovation there (row 15).

    Nobody who wrote it, and not before it was read first.
    """
    return may_decide(person, step) or may_name_conflict(person, step)
