"""What is promised, and how a post stands against it, without a database."""

from datetime import date, timedelta
from itertools import product

import pytest

from portal.foundation.errors import Refused
from portal.people.rules.calendar import OFFICE_HOURS
from portal.promises.rules import (
    BEGINS,
    DAYS_AT_MOST,
    ENDS,
    GOES_ON,
    KEEPS,
    WAITS,
    WAITS_NO_MORE,
    Happened,
    Part,
    Round,
    Standard,
    Standing,
    check_standard,
    near_in_words,
    rounds,
    said_to_author,
    standard_from,
    standard_in_words,
    standing_of,
)

MONDAY = date(2026, 3, 2)
A_DAY = timedelta(days=1)
USUAL = Standard()
# One of each sort: what begins, acknowledges, answers, waits for the author, goes on, decides, and ends.
ALPHABET = (
    "submission.sent",
    "submission.sent_again",
    "submission.acknowledged",
    "step.answered",
    "submission.returned",
    "step.clock_stopped",
    "step.clock_went_on",
    "edit.proposed",
    "edit.accepted",
    "submission.declined",
    "submission.withdrawn",
)


def works(day: date) -> bool:
    return OFFICE_HOURS.works_on(day)


def on(*told: tuple[str, int]) -> list[Happened]:
    """What happened, each so many days after the Monday."""
    return [Happened(event, MONDAY + days * A_DAY) for event, days in told]


@pytest.mark.parametrize("length", range(6))
def test_whatever_happens_in_whatever_order_a_round_holds_together(length: int) -> None:
    for events in product(ALPHABET, repeat=length):
        told = rounds([Happened(event, MONDAY + place * A_DAY) for place, event in enumerate(events)])
        assert [one.begun_on for one in told] == sorted({one.begun_on for one in told}), "rounds overlap"
        for one in told[:-1]:
            assert one.ended_on is not None, "a round began while another was open"
        for one in told:
            days = [one.kept.get(part) for part in Part]
            kept = [day for day in days if day is not None]
            assert days[: len(kept)] == kept, "a later part was kept before an earlier one"
            assert kept == sorted(kept)
            assert one.ended_on is None or one.paused_on is None
            assert (Part.DECIDED in one.kept) <= (one.ended_on is not None)
            for first, last in one.pauses:
                assert one.begun_on <= first <= last
            for part in Part:
                due = one.due(part, USUAL, works)
                assert due >= Round(one.begun_on).due(part, USUAL, works), "a pause made a day come sooner"
                assert works(due)


def test_every_event_that_counts_is_known_to_the_tables_once() -> None:
    assert not BEGINS & set(KEEPS)
    assert not ENDS & set(KEEPS)
    assert not set(GOES_ON) & (set(KEEPS) | WAITS | WAITS_NO_MORE)
    assert set(GOES_ON.values()) <= WAITS
    assert not WAITS & WAITS_NO_MORE


def test_days_are_working_days_counted_from_the_day_after() -> None:
    friday = Round(MONDAY + 4 * A_DAY)
    assert friday.due(Part.ACKNOWLEDGED, USUAL, works) == date(2026, 3, 10), (
        "a weekend is nobody's working day"
    )
    assert Round(MONDAY).due(Part.DECIDED, USUAL, works) == date(2026, 3, 30)


def test_while_the_author_has_the_next_word_no_day_counts() -> None:
    [one] = rounds(
        on(
            ("submission.sent", 0),
            ("submission.returned", 2),
            ("submission.sent_again", 9),
            ("submission.published", 30),
        )
    )
    assert one.pauses == ((MONDAY + 2 * A_DAY, MONDAY + 9 * A_DAY),)
    assert one.due(Part.ANSWERED, USUAL, works) == MONDAY + 7 * A_DAY, "it was answered before it waited"
    assert one.due(Part.DECIDED, USUAL, works) == date(2026, 3, 30) + 7 * A_DAY
    assert one.kept == {
        Part.ACKNOWLEDGED: MONDAY + 2 * A_DAY,
        Part.ANSWERED: MONDAY + 2 * A_DAY,
        Part.DECIDED: MONDAY + 30 * A_DAY,
    }
    assert one.ended_on == MONDAY + 30 * A_DAY


def test_a_wait_that_begins_after_the_day_was_missed_mends_nothing() -> None:
    [one] = rounds(on(("submission.sent", 0), ("step.clock_stopped", 40), ("step.clock_went_on", 80)))
    assert one.due(Part.DECIDED, USUAL, works) == date(2026, 3, 30)


def at(*told: tuple[str, int, str]) -> list[Happened]:
    """What happened at which step, each so many days after the Monday."""
    return [Happened(event, MONDAY + days * A_DAY, step) for event, days, step in told]


ASKED = (("submission.sent", 0, "a"), ("step.clock_stopped", 1, "a"), ("step.clock_stopped", 2, "b"))


def test_of_two_questions_the_clock_goes_on_after_the_second_answer() -> None:
    [one] = rounds(at(*ASKED, ("step.clock_went_on", 3, "a")))
    assert one.paused_on == MONDAY + A_DAY
    [one] = rounds(at(*ASKED, ("step.clock_went_on", 3, "a"), ("step.clock_went_on", 4, "b")))
    assert (one.paused_on, one.pauses) == (None, ((MONDAY + A_DAY, MONDAY + 4 * A_DAY),))


@pytest.mark.parametrize("event", sorted(WAITS_NO_MORE))
def test_whoever_decides_without_waiting_for_the_answer_ends_the_wait(event: str) -> None:
    [one] = rounds(at(*ASKED[:2], (event, 3, "a")))
    assert (one.paused_on, one.pauses) == (None, ((MONDAY + A_DAY, MONDAY + 3 * A_DAY),))
    [one] = rounds(at(*ASKED[:2], (event, 3, "c")))
    assert one.paused_on == MONDAY + A_DAY, "what another step does leaves it"


def test_what_is_published_on_trust_is_decided_once_its_review_ends() -> None:
    sent = [Happened("submission.sent", MONDAY), Happened("submission.published", MONDAY, on_trust=True)]
    [one] = rounds(sent)
    assert (one.kept, one.ended_on) == ({}, None), "nobody has read it yet"
    came_back = [*on(("submission.returned", 2), ("submission.sent_again", 4), ("submission.approved", 6))]
    [one] = rounds([*sent, *came_back, Happened("submission.review_ended", MONDAY + 6 * A_DAY)])
    assert one.kept[Part.DECIDED] == one.ended_on == MONDAY + 6 * A_DAY
    assert one.pauses == ((MONDAY + 2 * A_DAY, MONDAY + 4 * A_DAY),)


def test_whoever_goes_further_after_a_no_is_promised_it_all_again() -> None:
    told = rounds(on(("submission.sent", 0), ("submission.declined", 3), ("submission.taken_further", 8)))
    assert [one.begun_on for one in told] == [MONDAY, MONDAY + 8 * A_DAY]
    assert told[1].kept == {}


@pytest.mark.parametrize(
    ("kept_on", "today", "paused_on", "ended_on", "stands"),
    [
        (5, 9, None, None, Standing.KEPT),
        (6, 9, None, None, Standing.KEPT_LATE),
        (6, 9, None, 6, Standing.KEPT_LATE),
        (None, 3, None, None, Standing.TO_COME),
        (None, 4, None, None, Standing.NEAR),
        (None, 5, None, None, Standing.NEAR),
        (None, 6, None, None, Standing.MISSED),
        (None, 9, 4, None, Standing.WITH_AUTHOR),
        (None, 9, 6, None, Standing.MISSED),
        (None, 9, None, 5, Standing.NOT_NEEDED),
        (None, 9, None, 6, Standing.MISSED),
    ],
)
def test_how_a_part_stands(
    kept_on: int | None, today: int, paused_on: int | None, ended_on: int | None, stands: Standing
) -> None:
    def day(number: int | None) -> date | None:
        return None if number is None else date(2026, 3, number)

    now = date(2026, 3, today)
    found = standing_of(
        date(2026, 3, 5),
        day(kept_on),
        now,
        near=now + A_DAY,
        paused_on=day(paused_on),
        ended_on=day(ended_on),
    )
    assert found is stands


@pytest.mark.parametrize(
    ("standard", "field"),
    [
        (Standard(0, 5, 20), "acknowledged"),
        (Standard(6, 5, 20), "answered"),
        (Standard(2, 21, 20), "decided"),
        (Standard(2, 5, DAYS_AT_MOST + 1), "decided"),
    ],
)
def test_days_that_cannot_be_meant_are_refused_beside_their_field(standard: Standard, field: str) -> None:
    with pytest.raises(Refused) as refused:
        check_standard(standard)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "standard", [USUAL, Standard(1, 1, 1), Standard(DAYS_AT_MOST, DAYS_AT_MOST, DAYS_AT_MOST)]
)
def test_days_that_can_be_meant_are_kept_as_they_are(standard: Standard) -> None:
    check_standard(standard)
    assert standard_from(standard.stored()) == standard
    assert standard_from(None) == USUAL


def test_the_words_say_who_does_what_by_when() -> None:
    assert standard_in_words(Standard(1, 5, 20)) == (
        "Somebody says that they have it within 1 working day. A first answer comes within 5 working days, and a "
        "decision with its reason within 20 working days."
    )
    assert near_in_words(1, 0) == "1 post needs a word by the next working day"
    assert (
        near_in_words(2, 3) == "2 posts need a word by the next working day and 3 wait longer than promised"
    )
    assert near_in_words(0, 1) == "1 post waits longer than promised"
    assert near_in_words(0, 0) == ""
    said = {
        stands: said_to_author(Part.ANSWERED, stands, "Friday 6 March", "Tuesday 10 March")
        for stands in Standing
    }
    assert said[Standing.KEPT_LATE].endswith("We had promised it by Friday 6 March, and were late.")
    assert said[Standing.WITH_AUTHOR] == "A first answer comes after your next word."
    assert said[Standing.NEAR] == "We promise a first answer by Friday 6 March."
    assert "have not kept it" in said[Standing.MISSED]
    assert said[Standing.NOT_NEEDED] == ""
