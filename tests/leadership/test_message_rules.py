"""To whom a message is said, who learns what of the answers: every case, with no database."""

import itertools
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from portal.foundation.errors import Refused
from portal.leadership.rules import messages
from portal.leadership.rules.leading import SENIOR_LEVEL
from portal.leadership.rules.messages import DAYS_AT_MOST, SENT_AT_MOST, STEP, WORDS_LENGTH, Audience, Said
from portal.people.rules import NATIONAL_ROLES, Role

TODAY = date(2026, 3, 2)


def somebody(
    key: int = 2, *roles: Role, at: int = 1, level: int = 0, heads: tuple[int, ...] = ()
) -> SimpleNamespace:
    return SimpleNamespace(
        id=key,
        roles=frozenset(roles),
        organisation_id=at,
        level=level,
        headed_unit_ids=frozenset(heads),
        unit=SimpleNamespace(lineage=(10, 11)),
    )


def message(
    audience: Audience, unit: int | None = None, role: str = "", *, over: bool = False
) -> SimpleNamespace:
    return SimpleNamespace(
        organisation_id=1, by_id=1, audience=audience, unit_id=unit, role=role, is_over=over
    )


def test_a_message_is_for_those_of_its_organisation_whom_it_names() -> None:
    everybody, elsewhere = message(Audience.ORGANISATION), somebody(at=2)
    assert messages.is_for(somebody(), everybody)
    officers = message(Audience.ROLE, role="topic-lead")
    for one in (everybody, message(Audience.UNIT, 10), message(Audience.HEADS), officers):
        assert not messages.is_for(elsewhere, one)
    assert [messages.is_for(somebody(), message(Audience.UNIT, key)) for key in (10, 11, 12)] == [
        True,
        True,
        False,
    ]
    assert messages.is_for(somebody(heads=(5,)), message(Audience.HEADS))
    assert not messages.is_for(somebody(), message(Audience.HEADS))
    for asked, held in itertools.product(Role, Role):
        assert messages.is_for(somebody(2, held), message(Audience.ROLE, role=asked)) == (asked is held)


def test_it_is_read_until_its_day_and_by_who_said_it_for_ever() -> None:
    for key, audience, over in itertools.product(
        (1, 2), (Audience.ORGANISATION, Audience.HEADS), (True, False)
    ):
        one, person = message(audience, over=over), somebody(key)
        reads = key == 1 or (audience is Audience.ORGANISATION and not over)
        assert messages.may_read(person, one) == reads
        assert messages.may_answer(person, one) == (reads and key != 1)
        assert messages.may_keep(person, one) == (key == 1)


@pytest.mark.parametrize("audience", Audience)
def test_heads_speak_to_their_units_and_leads_and_senior_ranks_to_all(audience: Audience) -> None:
    theirs, other = (SimpleNamespace(organisation_id=1, lineage=way) for way in ((10, 11), (12,)))
    units = (None, theirs, other)
    people = (somebody(2, heads=(10,)), somebody(2, Role.INNOVATION_LEAD), somebody(2, level=SENIOR_LEVEL))
    for person, unit in itertools.product(people, units):
        of_all = person is not people[0]
        fine = (unit is not None or audience is not Audience.UNIT) and (of_all or unit is units[1])
        if fine:
            messages.check_audience(person, audience, unit)
        else:
            with pytest.raises(Refused) as refused:
                messages.check_audience(person, audience, unit)
            assert refused.value.field == "audience"


def test_nobody_addresses_a_unit_elsewhere() -> None:
    with pytest.raises(Refused, match="of your organisation"):
        messages.check_audience(
            somebody(2, Role.INNOVATION_LEAD),
            Audience.UNIT,
            SimpleNamespace(organisation_id=2, lineage=(10,)),
        )


def test_guardians_and_those_who_look_after_all_are_no_audience() -> None:
    assert {Role.GUARDIAN, *NATIONAL_ROLES}.isdisjoint(messages.ROLES_ADDRESSED)


@pytest.mark.parametrize(
    ("words", "link", "days", "sent", "field"),
    [
        ("Yes", "", 0, 0, ""),
        ("Yes", "https://force.example/page", DAYS_AT_MOST, SENT_AT_MOST - 1, ""),
        ("x" * WORDS_LENGTH, "", 1, 0, ""),
        (" ", "", 1, 0, "words"),
        ("x" * (WORDS_LENGTH + 1), "", 1, 0, "words"),
        ("Yes", "http://force.example", 1, 0, "more"),
        ("Yes", "javascript:alert(1)", 1, 0, "more"),
        ("Yes", "https://a b", 1, 0, "more"),
        ("Yes", "https://" + "x" * 600, 1, 0, "more"),
        ("Yes", "", -1, 0, "expires_on"),
        ("Yes", "", DAYS_AT_MOST + 1, 0, "expires_on"),
        ("Yes", "", 1, SENT_AT_MOST, None),
    ],
)
def test_a_message_is_short_leads_somewhere_safe_and_ends(
    words: str, link: str, days: int, sent: int, field: str | None
) -> None:
    day = TODAY + timedelta(days=days)
    if field == "":
        assert messages.check_message(words, link, day, TODAY, sent=sent) == day
        return
    with pytest.raises(Refused) as refused:
        messages.check_message(words, link, day, TODAY, sent=sent)
    assert refused.value.field == field


def test_a_count_points_at_nobody_who_answered_and_at_nobody_who_did_not() -> None:
    for crowd, audience in itertools.product((5, 10), range(60)):
        for answered in range(audience + 1):
            shown = messages.count_shown(answered, audience, crowd)
            if shown is None:
                continue
            assert shown % STEP == 0
            assert crowd <= shown <= answered
            assert audience - shown >= crowd, "whoever did not answer is one of so many at least"
    assert messages.count_shown(30, 60, 10) == 30
    assert messages.count_shown(60, 60, 10) == 50
    assert messages.count_shown(9, 60, 10) is None
    assert messages.count_shown(15, 19, 10) is None


def test_questions_end_somewhere_and_say_something() -> None:
    messages.check_question("Why?", 0)
    for text, there in ((" ", 0), ("Why?", messages.QUESTIONS_AT_MOST)):
        with pytest.raises(Refused) as refused:
            messages.check_question(text, there)
        assert refused.value.field == "text"


def test_messages_are_in_the_menu_of_those_who_only_hear_them() -> None:
    for role, heads in itertools.product(Role, ((), (10,))):
        one = somebody(2, role, heads=heads)
        assert messages.only_hears(one) == (role is not Role.INNOVATION_LEAD and not heads)


def test_a_count_says_no_number_where_none_is_shown() -> None:
    assert messages.count_in_words(Said.USED, 15) == "Used it: at least 15"
    assert messages.count_in_words(Said.UNDERSTOOD, None).startswith("Understood it: too few, or nearly all")
