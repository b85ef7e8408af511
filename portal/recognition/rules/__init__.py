"""Who thanks for a post, and in which words. Pure."""

from typing import Any

from portal.authorisation.rules import reads_in_library
from portal.foundation.errors import Refused
from portal.leadership.rules.leading import is_leader
from portal.library.rules import may_open
from portal.people.rules import SomePerson
from portal.submissions.rules import Status, is_author, is_in_library

WORDS_AT_LEAST = 10
WORDS_AT_MOST = 300


def may_thank(person: Any, item: Any) -> bool:
    """Whether the person thanks for an item of the library: a leader who opens it and did not write it."""
    return may_open(person, item) and may_thank_for(person, item.submission)


def may_thank_for(person: Any, post: Any) -> bool:
    """Whether the person thanks for a post: a leader who reads it in the library and did not write it.

    Whoever decided on it may, and for what was declined or stopped too: to have tried, and to stop, count as much
    (requirement 71).
    """
    reads = is_in_library(post) and reads_in_library(person, post)
    return is_leader(person) and reads and not is_author(person, post)


def may_take_back(person: SomePerson, by_id: int) -> bool:
    """Whether the person takes these thanks back: whoever said them."""
    return person.id == by_id


def may_certify(person: SomePerson, post: Any) -> bool:
    """Whether the person is given a certificate for a post: whoever wrote it, once it was published."""
    return is_author(person, post) and is_in_library(post) and post.status != Status.DECLINED


def check_words(words: str) -> None:
    """Raise ``Refused`` for thanks that say nothing, or more than a few words."""
    if len(words.strip()) < WORDS_AT_LEAST:
        raise Refused(
            "Say in a sentence what you thank for. That is what is remembered.", field="words", code="missing"
        )
    if len(words) > WORDS_AT_MOST:
        raise Refused(f"Use at most {WORDS_AT_MOST} characters.", field="words", code="not-valid")
