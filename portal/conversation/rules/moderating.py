"""What is reported, hidden and appealed: who may, with which reason, and what everybody reads of it. Pure.

Nobody's words vanish in silence: whoever wrote them is told that they were hidden, why and by whom, and may ask once
for somebody else to look. All others read that something was hidden and for which reason, and nothing of what it said.
"""

from enum import StrEnum
from typing import Any

from portal.authorisation.rules import answers_for_library
from portal.authorisation.rules.in_library import ANSWER_FOR_LIBRARY
from portal.following.rules.wants import may_see_wants
from portal.foundation.errors import Refused
from portal.people.rules import Role, SomePerson, holds
from portal.submissions.rules import Reader, is_author, leads_where_posted, may_read_post

WORDS_LENGTH = 500


class State(StrEnum):
    """Where what somebody wrote stands."""

    SHOWN = "shown"
    HIDDEN = "hidden"
    APPEALED = "appealed"  # hidden, and its writer asked for somebody else to look
    STAYS_HIDDEN = "stays_hidden"
    SHOWN_AGAIN = "shown_again"


class Reason(StrEnum):
    """Why something is reported or hidden."""

    IDENTIFIES = "identifies"
    OPERATIONAL = "operational"
    UNKIND = "unkind"
    BESIDE_THE_POINT = "beside_the_point"
    OTHER = "other"


REASON_NAMES: dict[Reason, str] = {
    Reason.IDENTIFIES: "It names or points to somebody",
    Reason.OPERATIONAL: "It says something operational that should not stand here",
    Reason.UNKIND: "It is unkind, or attacks somebody",
    Reason.BESIDE_THE_POINT: "It has nothing to do with the post",
    Reason.OTHER: "Something else",
}

READABLE = frozenset({State.SHOWN, State.SHOWN_AGAIN})


def is_readable(state: str) -> bool:
    """Whether everybody who reads the post or question reads it."""
    return state in READABLE


def hidden_in_words(reason: str) -> str:
    """What stands in the place of something hidden, for all others."""
    said = REASON_NAMES[Reason(reason)]
    return f"Hidden by a moderator: {said[:1].lower()}{said[1:]}."


def may_see_moderation(person: SomePerson) -> bool:
    """Who looks after what is said, or looks again: each sees there what is theirs to look at."""
    return not (ANSWER_FOR_LIBRARY | {Role.NATIONAL_CURATOR, Role.TOPIC_LEAD}).isdisjoint(person.roles)


def moderates(person: Reader, remark: Any) -> bool:
    """Whether somebody looks after what is said there: an innovation lead of the organisation, or the national curator.

    Never who wrote it, nor who wrote the post or asked: nobody hides what is said of their own. The curator only where
    they read the post.
    """
    post, want = remark.submission, remark.want
    if person.id == remark.by_id:
        return False
    curates = holds(person, Role.NATIONAL_CURATOR)
    if post is not None:
        here = leads_where_posted(person, post) or (curates and may_read_post(person, post))
        return here and not is_author(person, post)
    here = holds(person, Role.INNOVATION_LEAD) and person.organisation_id == want.organisation_id
    return (here or curates) and want.asked_by_id != person.id


def may_report(person: SomePerson, remark: Any) -> bool:
    """Whoever reads something may say that it should not stand there, but not of what they wrote themselves."""
    return is_readable(remark.state) and person.id != remark.by_id


def may_hide(person: Reader, remark: Any) -> bool:
    """Whether somebody may hide it, or settle what was reported: what somebody else let stand, stands."""
    return moderates(person, remark) and remark.state == State.SHOWN


def may_appeal(person: SomePerson, remark: Any) -> bool:
    """Whoever wrote what was hidden may ask once for somebody else to look."""
    return person.id == remark.by_id and remark.state == State.HIDDEN


def may_hear(person: Reader, remark: Any) -> bool:
    """Who looks again: a moderator there who did not hide it, or another who answers for that organisation's library.

    Of what is wanted any other who can answer it: so there is always somebody, and never the one who hid it.
    """
    if remark.state != State.APPEALED or person.id in {remark.by_id, remark.hidden_by_id}:
        return False
    post, want = remark.submission, remark.want
    if post is None:
        return may_see_wants(person) and want.asked_by_id != person.id
    answers = answers_for_library(person, post) and not is_author(person, post)
    return moderates(person, remark) or answers


def check_words(words: str, field: str) -> str:
    """What is said to whoever wrote it. Raises ``Refused`` for nothing: nobody is left without a reason."""
    if not words.strip():
        raise Refused("Say why, in words that help whoever wrote it.", field=field)
    return words.strip()


def check_state(state: str, wanted: State, sentence: str) -> None:
    """Raise ``Refused`` where somebody was quicker."""
    if state != wanted:
        raise Refused(sentence, code="already-decided")
