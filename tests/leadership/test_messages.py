"""Messages from leaders: for whom, for how long, and that nothing stored says who read or answered one."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal import reactions
from portal.foundation import clock, journal, refusals
from portal.foundation.database import session, transaction
from portal.foundation.errors import GONE, Refused
from portal.leadership import actions, queries
from portal.leadership.actions import Draft
from portal.leadership.models import Message, MessageCount, MessageMark, MessageQuestion
from portal.leadership.rules.messages import SENT_AT_MOST, Audience, Said, may_read
from portal.library import queries as library
from portal.migrations import METADATA
from portal.notifications.models import Notice
from portal.people.models import Person
from portal.people.rules import Role
from tests import factories
from tests.client import Client
from tests.factories import Force

KEY = "the portal's own key"


def settle() -> None:
    journal.catch_up(reactions.REACTIONS)
    session.expire_all()


def again(person: Person) -> Person:
    return session.get_one(Person, person.id)


def said(
    by: Person, audience: Audience = Audience.ORGANISATION, *, post: str = "", **changes: Any
) -> Message:
    told = {"words": "Ask before you buy.", "expires_on": clock.today() + timedelta(days=7)} | changes
    with transaction():
        item = library.item(post) if post else None
        return actions.send(Draft(audience=audience, item=item, **told), by=again(by))


def read_by(person: Person) -> list[str]:
    found = [one.words for one in queries.messages_for(again(person))]
    session.rollback()
    return found


def answers(message: Message, people: list[Person], what: Said = Said.UNDERSTOOD) -> None:
    with transaction():
        for person in people:
            actions.say(message, what, key=KEY, by=again(person))


def crowd(force: Force, number: int) -> list[Person]:
    return [factories.person(force.team) for _number in range(number)]


def test_each_reads_what_is_said_to_them_until_it_is_over(force: Force) -> None:
    said(force.lead, words="To all")
    said(force.lead, Audience.UNIT, words="To the team", unit=force.team)
    said(force.lead, Audience.HEADS, words="To heads")
    said(force.lead, Audience.ROLE, words="To officers", role=Role.DATA_SHARING_OFFICER)
    assert set(read_by(force.constable)) == {"To all", "To the team"}
    assert set(read_by(force.sergeant)) == {"To all", "To the team", "To heads"}
    assert set(read_by(force.inspector)) == {"To all", "To heads"}
    assert set(read_by(force.data_officer)) == {"To all", "To officers"}
    assert read_by(force.lead) == []
    assert read_by(Force("Eastvale Police").constable) == []
    with clock.later(days=8):
        assert read_by(force.constable) == []


def test_what_the_list_holds_is_what_the_rule_lets_read(force: Force) -> None:
    sent = [
        said(force.lead),
        said(force.lead, Audience.UNIT, unit=force.division),
        said(force.lead, Audience.HEADS),
        said(force.lead, Audience.ROLE, role=Role.INNOVATION_LEAD),
    ]
    second = factories.person(force.team, Role.INNOVATION_LEAD)
    for person in (force.constable, force.sergeant, force.inspector, force.data_officer, second):
        found = {one.id for one in queries.messages_for(again(person))}
        assert found == {one.id for one in sent if may_read(again(person), one)}


def test_whoever_does_not_lead_says_nothing_to_all_and_nobody_too_much(force: Force) -> None:
    with pytest.raises(Refused, match="Only innovation leads"):
        said(force.constable)
    with pytest.raises(Refused, match="units that you head"):
        said(force.sergeant)
    said(force.sergeant, Audience.UNIT, unit=force.team)
    for _number in range(SENT_AT_MOST):
        said(force.lead)
    with pytest.raises(Refused, match="End one first"):
        said(force.lead)


def test_a_post_that_not_all_may_read_leads_nowhere_for_them(force: Force) -> None:
    post = factories.published(force.constable, sharing="unit")
    settle()
    message = said(force.lead, post=post.reference)
    assert queries.post_of(again(force.colleague), message) is not None
    assert queries.post_of(again(factories.person(force.office)), message) is None
    other = Force("Eastvale Police")
    with pytest.raises(Refused, match="that you may read"):
        said(other.lead, post=post.reference)


def test_whoever_said_it_reads_how_many_from_the_next_day_on_and_only_of_a_crowd(force: Force) -> None:
    many = crowd(force, 40)
    message = said(force.lead)
    answers(message, many[:9])
    with clock.later(days=1):
        assert queries.counted(message).understood is None
        answers(message, many[9:23])
        assert queries.counted(message).understood is None, "today moves no number today"
    with clock.later(days=2):
        found = queries.counted(message)
        assert (found.understood, found.used) == (20, None)


def test_nobody_is_counted_twice_and_each_sort_by_itself(force: Force) -> None:
    message = said(force.lead)
    answers(message, [force.constable, force.constable])
    answers(message, [force.constable], Said.USED)
    assert sorted((row.said, row.number) for row in session.query(MessageCount)) == [
        ("understood", 1),
        ("used", 1),
    ]
    assert queries.answered_by(KEY, message, again(force.constable)) == {Said.UNDERSTOOD, Said.USED}
    assert queries.answered_by(KEY, message, again(force.colleague)) == frozenset()
    assert queries.answered_by("another key", message, again(force.constable)) == frozenset()


def test_reading_and_answering_leave_nothing_that_leads_to_a_person(client: Client, force: Force) -> None:
    message = said(force.lead)
    address, who = f"/messages/{message.reference}", force.constable.id
    settle()
    reading = client.sign_in(force.constable)
    reading.get("/")
    before = _rows_naming(who)
    reading.get("/messages")
    reading.get(address)
    assert _rows_naming(who) == before
    reading.submit(f"{address}/said", page=address, said="understood")
    reading.submit(f"{address}/ask", page=address, text="Which form?", named="no")
    settle()
    assert _rows_naming(who) == before
    assert session.query(MessageMark).count() == 1
    assert "You said: I understood it." in reading.get(address).text


def _rows_naming(key: int) -> dict[str, int]:
    """How many rows of each table hold the key of a person, wherever in the row."""
    found = {}
    for table in METADATA.sorted_tables:
        rows = [str(tuple(row)) for row in session.execute(select(table))]
        found[table.name] = sum(str(key) in row for row in rows)
    session.rollback()
    return found


def test_who_is_not_addressed_answers_nothing_and_who_said_it_neither(force: Force) -> None:
    message = said(force.lead, Audience.HEADS)
    for person in (force.constable, force.lead):
        with pytest.raises(Refused) as refused:
            answers(message, [person])
        assert refused.value.code == GONE
    with clock.later(days=8), pytest.raises(Refused):
        answers(message, [force.sergeant])


def test_a_question_is_answered_for_all_and_never_says_who_asked(client: Client, force: Force) -> None:
    message = said(force.lead)
    name = force.constable.name
    with transaction():
        asked = actions.ask(message, "Which form?", named=True, by=again(force.constable))
        actions.ask(message, "And at night?", named=False, by=again(force.colleague))
    settle()
    assert len(_notices(force.lead)) == 2
    assert name not in str(_notices(force.lead))
    assert [one.text for one in queries.questions_of(again(force.constable), message)] == ["Which form?"]
    assert queries.questions_of(again(force.colleague), message) == []
    with pytest.raises(Refused, match="Whoever said it answers"), transaction():
        actions.answer(asked, "The blue one.", by=again(force.sergeant))
    with transaction():
        actions.answer(asked, "The blue one.", by=again(force.lead))
    settle()
    assert _notices(force.constable) == ["What you asked was answered"]
    address, lead = f"/messages/{message.reference}", force.lead.id
    shown = client.sign_in(again(force.colleague)).get(address).text
    assert "The blue one." in shown
    assert name not in shown
    assert (
        "question on what you said to all"
        in client.sign_in(session.get_one(Person, lead)).get("/leading").text
    )
    mine = client.get(address).text
    assert "And at night?" in mine
    assert name in mine


def _notices(person: Person) -> list[str]:
    rows = session.query(Notice).filter_by(person_id=person.id, replaced=False)
    found = [row.words for row in rows if row.address.startswith("/messages/")]
    session.rollback()
    return found


def test_when_it_is_over_who_answered_and_who_asked_is_forgotten(force: Force) -> None:
    message = said(force.lead)
    answers(message, [force.constable])
    with transaction():
        actions.ask(message, "Which form?", named=True, by=again(force.constable))
        actions.forget_what_is_over()
    assert session.query(MessageMark).count() == 1
    with clock.later(days=8), transaction():
        actions.forget_what_is_over()
    assert session.query(MessageMark).count() == 0
    assert [one.asked_by_id for one in session.query(MessageQuestion)] == [None]
    asked = select(journal.Entry).where(journal.Entry.event == "message.asked")
    assert [(one.by_id, one.facts) for one in session.scalars(asked)] == [(None, {})]
    assert [one.number for one in session.query(MessageCount)] == [1]


def test_whoever_said_it_ends_it_and_all_that_was_said_of_it(force: Force) -> None:
    message = said(force.lead)
    answers(message, [force.constable])
    with pytest.raises(Refused, match="can end it"), transaction():
        actions.end_message(message, by=again(force.sergeant))
    with transaction():
        actions.end_message(message, by=again(force.lead))
    assert [session.query(table).count() for table in (Message, MessageMark, MessageCount)] == [0, 0, 0]
    with pytest.raises(Refused) as gone, transaction():
        actions.say(message, Said.USED, key=KEY, by=again(force.constable))
    assert gone.value.code == GONE


def test_a_lead_says_something_on_the_pages_and_readers_find_it_where_they_begin(
    client: Client, force: Force
) -> None:
    reference = factories.published(force.constable, title="A quiet room").reference
    settle()
    keys = {name: getattr(force, name).id for name in ("colleague", "sergeant")}
    lead = client.sign_in(force.lead)
    typed = {"words": "Use the quiet room.", "audience": "organisation", "expires_on": "2026-03-20"}
    address = lead.submit("/messages/new", more=f"http://localhost/library/{reference}", **typed).location
    assert "Understood it: too few, or nearly all" in lead.get(address).text
    wrong = lead.submit("/messages/new", **(typed | {"more": "zzzz9999"}))
    assert (wrong.status_code, "no post of this reference" in wrong.text) == (409, True)
    late = lead.submit("/messages/new", **(typed | {"expires_on": "2026-12-31"}))
    assert (late.status_code, "within 60 days" in late.text) == (409, True)
    reader = client.sign_in(session.get_one(Person, keys["colleague"]))
    assert "Use the quiet room." in reader.get("/").text
    assert "A quiet room" in reader.get(address).text
    assert reader.get("/messages/new").status_code == 403
    empty = reader.submit(f"{address}/ask", page=address, text=" ", named="yes")
    assert (empty.status_code, "Type your question." in empty.text) == (422, True)
    assert reader.submit(f"{address}/end", page=address).status_code == 403
    sergeant = client.sign_in(session.get_one(Person, keys["sergeant"]))
    assert "Everybody at" not in sergeant.get("/messages/new").text
    lead = client.sign_in(again(force.lead))
    assert lead.submit(f"{address}/end", page=address).location == "/messages"


def test_who_answers_too_late_is_named_nowhere(client: Client, force: Force) -> None:
    message = said(force.lead)
    address = f"/messages/{message.reference}"
    client.sign_in(again(force.constable))
    page = client.get(address)
    yesterday = clock.today() - timedelta(days=1)
    with transaction():
        over = session.get_one(Message, message.id)
        over.sent_on = over.expires_on = yesterday
    for part, typed in (("said", {"said": "understood"}), ("ask", {"text": "What of us?", "named": "no"})):
        assert client.send(page, f"{address}/{part}", **typed).status_code == 404
    assert not session.scalars(select(journal.Entry).where(journal.Entry.event == refusals.ATTEMPT)).all()
