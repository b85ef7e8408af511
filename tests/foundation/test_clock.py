"""Days are those that people live in, also while the clocks of London are ahead of UTC."""

from datetime import UTC, date, datetime

from portal.authorisation.queries import Happening
from portal.foundation import clock

# Half past midnight on 2 July in London, while UTC is still at 1 July.
HALF_PAST_MIDNIGHT = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)


def test_a_moment_kept_to_the_day_is_of_the_day_on_the_wall():
    with clock.at(HALF_PAST_MIDNIGHT):
        assert clock.today() == date(2026, 7, 2)
        kept = clock.midnight()
    assert (kept.hour, kept.minute, kept.second, kept.microsecond) == (0, 0, 0, 0)
    assert clock.local(kept).date() == kept.date() == date(2026, 7, 2)


def test_the_year_is_told_of_a_day_that_is_not_near():
    with clock.at(datetime(2026, 12, 22, 9, tzinfo=UTC)):
        assert clock.day_in_words(date(2026, 3, 2)) == "Monday 2 March"
        assert clock.day_in_words(date(2027, 1, 4)) == "Monday 4 January"
        assert clock.day_in_words(date(2027, 3, 31)) == "31 March 2027"
        assert clock.day_in_words(date(2025, 12, 22)) == "22 December 2025"
    with clock.at(datetime(2027, 1, 7, 9, tzinfo=UTC)):
        assert clock.day_in_words(date(2026, 12, 21)) == "Monday 21 December"


def test_a_timeline_says_the_day_on_the_wall():
    happened = Happening("submission.sent", HALF_PAST_MIDNIGHT, "", False, "", "", "", {})
    assert happened.day == "2026-07-02"
