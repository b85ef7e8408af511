"""What somebody asks for is read by those who can answer, and whoever asked hears; what many look for is counted."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.following import actions, queries
from portal.following.actions import looked_for
from portal.following.actions.looked_for import WORDS_AT_MOST, Tally
from portal.following.models import LookedFor, Want
from portal.following.rules.wants import ASKERS, OPEN_AT_MOST, Shown, WantState
from portal.foundation import journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.library.queries import Asked
from portal.notifications import queries as notices
from portal.people import actions as people
from portal.people.models import Person
from portal.people.rules import Role
from tests import factories
from tests.factories import Force
from tests.notifications.mondays import MONDAY, hour, mails, work

WISH = Asked(q="winter boots")
DAY = MONDAY.date()


@pytest.fixture(autouse=True)
def tally(monkeypatch: pytest.MonkeyPatch) -> Tally:
    """Nothing that another test has looked for."""
    fresh = Tally()
    monkeypatch.setattr(looked_for, "_tally", fresh)
    return fresh


def asked(by: Person, shown: Shown = Shown.NAME, wish: Asked = WISH) -> Want:
    with transaction():
        return actions.ask_for(wish, "Boots that stay dry on a cordon.", shown, by=by)


def told(person: Person) -> list[str]:
    session.expire_all()
    return [one.words for one in notices.notices_of(person)]


def test_whoever_asks_follows_the_search_and_leads_where_they_work_are_told(
    here: Force, there: Force
) -> None:
    want = asked(here.constable)
    assert [one.search for one in queries.follows_of(here.constable)] == ["q=winter+boots"]
    work()
    assert told(here.lead) == [
        "Amina Constable, Northmoor Police asks for something that is not in the library yet"
    ]
    assert told(there.lead) == told(here.sergeant) == []
    with hour(1):
        work()
    (mail,) = mails(here.lead)
    assert f"/wanted/{want.reference}" in mail.text
    assert "cordon" not in mail.text


def test_whoever_asks_without_a_name_is_not_named(here: Force) -> None:
    asked(here.constable, Shown.ORGANISATION)
    work()
    assert told(here.lead) == [
        "Somebody at Northmoor Police asks for something that is not in the library yet"
    ]


def test_a_post_that_answers_is_told_to_whoever_asked(here: Force, there: Force) -> None:
    post = factories.published(there.constable, title="Boots that stay dry")
    want = asked(here.constable)
    work()
    with transaction():
        actions.answer(want, f"https://portal.example/library/{post.reference}", by=there.lead)
    work()
    assert (want.state, want.answer) == (WantState.ANSWERED, post.reference)
    assert told(here.constable)[0] == "Lena Lead answered what you asked for"
    assert notices.unseen(here.lead) == 0, "nothing is asked of others any more"
    with hour(1):
        work()
    assert [mail.subject for mail in mails(here.constable)] == ["Lena Lead answered what you asked for"]


def test_what_comes_in_later_and_fits_is_told_to_whoever_asked(here: Force, there: Force) -> None:
    asked(here.constable)
    post = factories.published(there.constable, title="Winter boots that stay dry")
    work()
    assert told(here.constable) == [f"New for “winter boots”: “{post.title}”"]


def test_why_nothing_comes_of_it_is_told_to_whoever_asked(here: Force) -> None:
    want = asked(here.constable)
    with transaction():
        actions.close(want, " Boots are bought by the region. ", by=here.lead)
    work()
    assert (want.state, want.said) == (WantState.CLOSED, "Boots are bought by the region.")
    assert told(here.constable) == ["Lena Lead wrote why nothing comes of what you asked for"]


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        (lambda want, by, _narrow: actions.answer(want, "zzzz9999", by=by), "no such post"),
        (lambda want, by, narrow: actions.answer(want, narrow, by=by), "may not read"),
        (lambda want, by, _narrow: actions.close(want, "  ", by=by), "Say why"),
    ],
)
def test_what_is_no_answer_is_refused_and_it_waits_on(
    here: Force, there: Force, deed: Callable[[Want, Person, str], None], sentence: str
) -> None:
    narrow = factories.published(there.constable, sharing="force").reference
    want = asked(here.constable)
    work()
    with pytest.raises(Refused, match=sentence), transaction():
        deed(session.get_one(Want, want.id), session.get_one(Person, there.lead.id), narrow)
    session.expire_all()
    assert session.scalars(select(Want.state)).one() == WantState.OPEN


def test_of_two_who_answer_the_second_is_told(here: Force) -> None:
    want = asked(here.constable)
    with transaction():
        actions.close(want, "Not here.", by=here.lead)
    with pytest.raises(Refused, match="already"), transaction():
        actions.close(want, "Nor there.", by=here.lead)


def test_nobody_asks_for_too_much_at_a_time(here: Force) -> None:
    for number in range(OPEN_AT_MOST):
        asked(here.constable, wish=Asked(q=f"boots {number}"))
    with pytest.raises(Refused, match="already"):
        asked(here.constable)


def test_what_is_taken_back_leaves_no_word_and_is_told_to_nobody(here: Force) -> None:
    want = asked(here.constable)
    reference = want.reference
    with transaction():
        actions.take_back(want)
    work()
    assert queries.want(reference) is None
    assert told(here.lead) == []
    assert not any("boots" in str(entry.facts).lower() for entry in session.scalars(select(journal.Entry)))


def test_what_whoever_left_asked_for_goes_with_them(here: Force) -> None:
    asked(here.constable)
    with transaction():
        people.end(here.constable, by=here.administrator)
    work()
    assert session.scalars(select(Want)).all() == []


def test_words_come_out_when_enough_different_people_looked_for_them(tally: Tally) -> None:
    for _again in range(3):
        for person in range(ASKERS - 1):
            tally.note(person, "warm boots", DAY)
    assert tally.take() == []
    tally.note(ASKERS, "warm boots", DAY)
    assert tally.take() == ["warm boots"]
    assert tally.take() == []
    for person in range(3 * ASKERS):
        tally.note(person, "warm boots", DAY)
    assert tally.take() == [], "once a week"


def test_a_new_week_begins_with_nothing_and_what_came_out_is_not_lost(tally: Tally) -> None:
    for person in range(ASKERS - 1):
        tally.note(person, "warm boots", DAY)
    for person in range(ASKERS):
        tally.note(person, "dry gloves", DAY + timedelta(days=6))
    tally.note(ASKERS, "warm boots", DAY + timedelta(days=7))
    assert tally.take() == ["dry gloves"]


def test_what_is_held_in_memory_has_an_end(tally: Tally) -> None:
    for person in range(ASKERS - 1):
        tally.note(person, "warm boots", DAY)
    for number in range(WORDS_AT_MOST):
        tally.note(1, f"word {number}", DAY)
    tally.note(ASKERS, "warm boots", DAY)
    assert tally.take() == []
    assert len(tally._marks) == WORDS_AT_MOST


def test_what_is_held_tells_nobody_by_itself(tally: Tally) -> None:
    other = Tally()
    for one in (tally, other):
        one.note(7, "warm boots", DAY)
    assert tally._marks.keys() == other._marks.keys()
    assert tally._marks != other._marks, "each process has a key of its own"


def test_words_on_the_list_say_in_how_many_weeks_and_nobody(here: Force) -> None:
    actions.put_on_list(["warm boots"])
    with hour(8):
        actions.put_on_list(["warm boots"])
    (one,) = session.scalars(select(LookedFor)).all()
    assert (one.words, one.times, one.last_on) == ("warm boots", 2, date(2026, 12, 22))
    assert set(LookedFor.__table__.columns.keys()) == {"id", "reference", "words", "times", "last_on"}
    with transaction():
        actions.take_off(one)
    assert queries.wanted().looked_for == []


def test_words_are_counted_as_they_are_searched(here: Force, tally: Tally) -> None:
    for person, q in enumerate(("Warm Boots", "warm-boots", "WARM  BOOTS", "wärm boots", "warm boots")):
        actions.looked_for_in_vain(person, q)
    actions.to_list()
    assert [one.words for one in queries.wanted().looked_for] == ["warm boots"]


def test_a_topic_lead_elsewhere_sees_what_is_wanted(here: Force, there: Force) -> None:
    want = asked(here.constable)
    factories.person(there.office, Role.TOPIC_LEAD)
    assert [one.reference for one in queries.wanted().asked] == [want.reference]
