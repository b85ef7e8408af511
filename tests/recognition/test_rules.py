"""Who thanks, in which words, and what is told of somebody: by rules alone."""

from datetime import date
from itertools import product
from types import SimpleNamespace

import pytest

from portal.foundation.errors import Refused
from portal.implementation.rules.ledger import How
from portal.recognition import rules
from portal.recognition.rules.record import (
    HELP_WORDS,
    NOT_NAMED,
    Deed,
    Help,
    Helped,
    Mark,
    Published,
    TakenUp,
    by_mark,
    deeds_of,
)
from portal.submissions.rules import Status

MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


@pytest.mark.parametrize("words", ["", "   ", "thanks", "x" * 301])
def test_thanks_say_something_short(words: str) -> None:
    with pytest.raises(Refused):
        rules.check_words(words)
    rules.check_words("You saved every shift an hour.")


def test_a_certificate_is_for_who_wrote_what_is_published() -> None:
    for person, status, listed in product((1, 2, 3, 4), Status, (False, True)):
        post = SimpleNamespace(
            status=status,
            listed=listed,
            on_trust=False,
            author_id=1,
            claimed_by_id=2,
            co_author_ids=frozenset({3}),
        )
        may = rules.may_certify(SimpleNamespace(id=person), post)
        assert may == (person != 4 and status in {Status.PUBLISHED, Status.MERGED})


def test_only_whoever_said_it_takes_it_back() -> None:
    assert [rules.may_take_back(SimpleNamespace(id=person), 7) for person in (7, 8)] == [True, False]


def told(**of: object) -> list[tuple[Mark, str, str]]:
    deeds = deeds_of(
        of.get("published", ()), of.get("taken_up", ()), of.get("helped", ()), since=of.get("since")
    )
    return [(one.mark, one.what, one.confirmed) for one in deeds]


def test_what_was_published_is_a_contribution_and_what_ended_there_openly_counts_as_stopping() -> None:
    post = Published("abcd2345", "A lamp", "Idea", MAY, ("Sgt Bo", "Lee Lead"), (JULY, "It cost too much."))
    assert told(published=[post]) == [
        (Mark.STOPPED, "“A lamp”. It cost too much.", "Said on the page of the post"),
        (Mark.CONTRIBUTED, "Idea: “A lamp”", "Approved by Sgt Bo and Lee Lead"),
    ]
    assert told(published=[Published("abcd2345", "A lamp", "Idea", MAY)]) == [
        (Mark.CONTRIBUTED, "Idea: “A lamp”", "Published in the library")
    ]


@pytest.mark.parametrize("how", How)
def test_what_was_taken_up_is_adopted_or_stopped(how: How) -> None:
    (found,) = deeds_of((), [TakenUp("A lamp", "abcd2345", how, "Team, Moor Police", MAY, JUNE)], ())
    assert found.mark is (Mark.STOPPED if how is How.STOPPED else Mark.ADOPTED)
    assert found.what.endswith("“A lamp” at Team, Moor Police")
    assert found.confirmed == "Confirmed there by somebody else on 1 June 2026"
    assert not found.own


@pytest.mark.parametrize("sort", Help)
def test_every_way_to_help_is_told_and_names_no_post_that_is_not_read(sort: Help) -> None:
    hidden = deeds_of((), (), [Helped(sort, MAY, by="Sgt Bo", place="Team")])
    assert [one.mark for one in hidden] == [Mark.HELPED]
    assert NOT_NAMED in hidden[0].what
    assert hidden[0].reference == ""
    assert "{" not in hidden[0].what + hidden[0].confirmed
    assert set(HELP_WORDS) == set(Help)


def test_a_period_begins_with_its_first_day_and_the_newest_comes_first() -> None:
    posts = [
        Published(f"abcd234{number}", "A lamp", "Idea", on) for number, on in enumerate((MAY, JUNE, JULY))
    ]
    assert [one.on for one in deeds_of(posts, (), (), since=JUNE)] == [JULY, JUNE]
    assert [one.on for one in deeds_of(posts, (), ())] == [JULY, JUNE, MAY]


def test_marks_that_nothing_bears_are_left_out() -> None:
    deeds = [Deed(Mark.STOPPED, MAY, "", ""), Deed(Mark.HELPED, MAY, "", "")]
    assert [(mark, len(some)) for mark, some in by_mark(deeds)] == [(Mark.HELPED, 1), (Mark.STOPPED, 1)]
    assert by_mark([]) == []
