"""Meetings: an agenda of what each may read, decisions on the post itself, and who does what by when."""

from datetime import timedelta
from typing import Any

import pytest

from portal import reactions
from portal.following import actions as following
from portal.following.rules.wants import Shown
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import GONE, Refused
from portal.implementation.rules.chases import GRACE
from portal.implementation.rules.owners import Duty
from portal.leadership import actions, queries
from portal.leadership.actions import Report, Words
from portal.leadership.models import AgendaEntry, AgreedAction, Meeting
from portal.leadership.rules.agreed import AgreedState
from portal.leadership.rules.tabling import Source
from portal.library.actions import rebuild
from portal.library.queries import Asked
from portal.notifications.models import Notice
from portal.people.actions.persons import end as end_person
from portal.people.models import Headship, Person
from portal.submissions.models import Submission
from tests import factories
from tests.client import Client
from tests.factories import Force
from tests.statements import READS_AND_WRITES, statements


def settle() -> None:
    journal.catch_up(reactions.REACTIONS)
    session.expire_all()


def again(person: Person) -> Person:
    return session.get_one(Person, person.id)


def words(**changes: Any) -> Words:
    told = {
        "title": "Culture board",
        "held_on": clock.today(),
        "front_line": "PC Amina",
        "leaders": "The chief",
    }
    return Words(**(told | changes))


def called(by: Person, *, shown: bool = True) -> Meeting:
    with transaction():
        made = actions.call(words(), by=again(by))
        if shown:
            actions.show(made, by=again(by))
    return made


def tabled(meeting: Meeting, thing: Any, by: Person) -> AgendaEntry:
    with transaction():
        return actions.put_on(meeting, thing, by=again(by))


def seen_by(person: Person, meeting: Meeting) -> list[str]:
    found = [item.title for item in queries.agenda(again(person), meeting)]
    session.rollback()
    return found


def told(person: Person) -> list[str]:
    settle()
    rows = session.query(Notice).filter_by(person_id=person.id, replaced=False).order_by(Notice.entry)
    return [row.words for row in rows if not row.seen]


def test_whoever_does_not_lead_calls_no_meeting(force: Force) -> None:
    with pytest.raises(Refused, match="call meetings"), transaction():
        actions.call(words(), by=again(force.constable))


def test_a_meeting_is_read_by_all_who_work_there_once_both_sides_are_named(force: Force) -> None:
    with transaction():
        made = actions.call(words(leaders=""), by=again(force.sergeant))
    with pytest.raises(Refused, match="senior leaders"), transaction():
        actions.show(made, by=again(force.sergeant))
    assert queries.meetings(again(force.constable)).coming == []
    with transaction():
        actions.change(made, words(), seen=made.version, by=again(force.sergeant))
        actions.show(made, by=again(force.sergeant))
    assert [one.title for one in queries.meetings(again(force.constable)).coming] == ["Culture board"]
    other = Force("Eastvale Police")
    assert queries.meetings(again(other.lead)).coming == []
    with clock.later(days=1):
        assert [one.title for one in queries.meetings(again(force.constable)).past] == ["Culture board"]


def test_two_who_change_it_at_once_do_not_overwrite_each_other(force: Force) -> None:
    made = called(force.lead)
    seen = made.version
    with transaction():
        actions.change(made, words(place="Room 1"), seen=seen, by=again(force.lead))
    with pytest.raises(Refused, match="Somebody else changed"), transaction():
        actions.change(made, words(place="Room 2"), seen=seen, by=again(force.lead))
    with pytest.raises(Refused, match="innovation lead, can change"), transaction():
        actions.change(made, words(), seen=made.version, by=again(force.sergeant))


def test_each_reads_of_an_agenda_what_they_may_read_anyway_and_nothing_of_the_rest(force: Force) -> None:
    ours = factories.published(force.constable, title="Ours")
    waiting = factories.sent(force.constable, title="On its way")
    teams = factories.published(force.constable, title="The team alone", sharing="unit")
    settle()
    made = called(force.lead)
    for post in (waiting, ours, teams):
        tabled(made, post, force.lead)
    assert seen_by(force.lead, made) == ["On its way", "Ours", "The team alone"]
    assert seen_by(force.constable, made) == ["On its way", "Ours", "The team alone"]
    assert seen_by(force.colleague, made) == ["Ours", "The team alone"]
    assert seen_by(force.data_officer, made) == ["Ours", "The team alone"]  # answers for the library
    assert seen_by(factories.person(force.office), made) == ["Ours"]


def test_what_is_not_theirs_to_read_goes_on_nobodys_agenda(force: Force) -> None:
    other = Force("Eastvale Police")
    theirs = factories.sent(other.constable, title="Theirs")
    draft = factories.draft(force.lead, title="Not sent")
    made = called(force.lead)
    for post in (theirs, draft):
        with pytest.raises(Refused, match="that you may read"):
            tabled(made, post, force.lead)
        assert queries.thing_typed(again(force.lead), post.reference) is None
    assert queries.thing_typed(again(force.lead), "nowhere") is None
    assert queries.thing_typed(again(force.lead), "") is None


def test_what_a_reader_does_not_see_does_not_stand_in_the_way_of_the_order(force: Force) -> None:
    head = force.sergeant
    first, last = (factories.published(force.constable, title=title) for title in ("First", "Last"))
    hidden = factories.sent(force.inspector, title="Hidden from the head")
    settle()
    made = called(head)
    tabled(made, first, head)
    tabled(made, hidden, force.lead)
    entry = tabled(made, last, head)
    assert seen_by(head, made) == ["First", "Last"]
    with transaction():
        actions.arrange(entry, up=True, by=again(head))
    assert seen_by(head, made) == ["Last", "First"]
    assert seen_by(force.lead, made) == ["Last", "Hidden from the head", "First"]
    with transaction():
        actions.arrange(entry, up=True, by=again(head))  # at the top nothing moves
        actions.take_off(entry, by=again(head))
    assert seen_by(head, made) == ["First"]


def test_what_is_there_already_is_there_once_and_says_the_note_anew(force: Force) -> None:
    post = factories.published(force.constable)
    made = called(force.lead)
    with transaction():
        actions.put_on(made, post, "It waits", by=again(force.lead))
        entry = actions.put_on(made, post, "It still waits", by=again(force.lead))
    assert entry.note == "It still waits"
    assert len(seen_by(force.lead, made)) == 1


def test_a_decision_stands_on_the_post_and_its_author_is_told(force: Force) -> None:
    post = factories.published(force.constable, title="A quiet room")
    settle()
    made = called(force.lead)
    entry = tabled(made, post, force.lead)
    with transaction():
        actions.decide(entry, "We try it on Fridays.", by=again(force.lead))
        actions.decide(entry, "We try it on Fridays.", by=again(force.lead))
    assert [one for one in told(force.constable) if "meeting" in one] == [
        "A meeting with leaders decided something on “A quiet room”"
    ]
    (found,) = queries.decisions_on(again(force.colleague), post)
    assert found.entry.decision == "We try it on Fridays."
    assert queries.decisions_on(again(Force("Eastvale Police").constable), post) == []
    with pytest.raises(Refused, match="stays on the agenda"), transaction():
        actions.take_off(entry, by=again(force.lead))
    with pytest.raises(Refused, match="the meeting stays"), transaction():
        actions.end(made, by=again(force.lead))


def test_an_author_elsewhere_reads_the_decision_and_not_the_meeting(force: Force) -> None:
    other = Force("Eastvale Police")
    post = factories.published(other.constable, title="From elsewhere")
    settle()
    made = called(force.lead)
    entry = tabled(made, post, force.lead)
    with transaction():
        actions.decide(entry, "We take it up.", by=again(force.lead))
    (found,) = queries.decisions_on(again(other.constable), post)
    assert not found.reads_meeting
    assert queries.decisions_on(again(other.colleague), post) == []


def test_nothing_is_decided_where_nobody_could_read_it(force: Force) -> None:
    post = factories.published(force.constable)
    made = called(force.lead, shown=False)
    entry = tabled(made, post, force.lead)
    with pytest.raises(Refused, match="Show the meeting"), transaction():
        actions.decide(entry, "Yes.", by=again(force.lead))
    with pytest.raises(Refused, match="Show the meeting"), transaction():
        actions.plan(made, "Do it", Duty(), clock.today(), by=again(force.lead))
    with transaction():
        actions.show(made, by=again(force.lead))
    with pytest.raises(Refused, match="sentence or two"), transaction():
        actions.decide(entry, " ", by=again(force.lead))


def test_whoever_asked_for_something_hears_what_was_decided_on_it(force: Force) -> None:
    with transaction():
        want = following.ask_for(Asked("boots"), "Dry boots.", Shown.ORGANISATION, by=again(force.constable))
    made = called(force.lead)
    entry = tabled(made, want, force.lead)
    assert seen_by(force.lead, made) == ["Dry boots."]
    assert seen_by(force.colleague, made) == []
    with transaction():
        actions.decide(entry, "Boots are bought.", by=again(force.lead))
    assert "A meeting with leaders decided something on what you asked for" in told(force.constable)
    assert [one.entry.decision for one in queries.decisions_on_want(again(force.constable), want)] == [
        "Boots are bought."
    ]


def agreed_in(meeting: Meeting, by: Person, owner: Duty | None = None, **about: Any) -> AgreedAction:
    with transaction():
        day = clock.today() + timedelta(days=7)
        return actions.plan(meeting, "Buy a lock", owner or Duty(), day, by=again(by), **about)


def test_what_is_agreed_is_asked_about_on_its_day_and_passed_on_after_two_weeks(force: Force) -> None:
    made = called(force.inspector)
    one = agreed_in(made, force.inspector, Duty(unit_id=force.team.id))
    assert any("A meeting agreed that you do this" in words for words in told(force.sergeant))
    assert actions.keep_asking() == 0
    with clock.later(days=7):
        assert actions.keep_asking() == 1
        assert actions.keep_asking() == 0
        assert any("Say how it stands" in words for words in told(force.sergeant))
    with clock.later(days=7 + GRACE.days):
        assert actions.keep_asking() == 1
        assert actions.keep_asking() == 0
        assert any("Nobody has said how it stands" in words for words in told(force.lead))
        with transaction():
            actions.report(one, Report(AgreedState.DONE, "It locks."), by=again(force.sergeant))
        assert told(force.sergeant) == []
        assert any("It is done" in words for words in told(force.inspector))
    assert (one.state, one.asked_on, one.passed_on) == (AgreedState.DONE, None, False)
    with pytest.raises(Refused, match="closed this already"), transaction():
        actions.report(one, Report(AgreedState.DONE), by=again(force.sergeant))


def test_what_takes_longer_is_asked_about_again_on_its_new_day(force: Force) -> None:
    made = called(force.lead)
    one = agreed_in(made, force.lead, Duty(unit_id=force.team.id))
    with clock.later(days=7):
        actions.keep_asking()
        later = clock.today() + timedelta(days=5)
        with transaction():
            actions.report(
                one, Report(AgreedState.OPEN, "The lock is ordered.", later), by=again(force.sergeant)
            )
        assert actions.keep_asking() == 0
    with clock.later(days=12):
        assert actions.keep_asking() == 1


def test_only_whose_it_is_and_who_keeps_the_meeting_say_how_it_stands(force: Force) -> None:
    one = agreed_in(called(force.lead), force.lead, Duty(unit_id=force.team.id))
    for other in (force.constable, force.inspector):
        with pytest.raises(Refused, match="whoever has it"), transaction():
            actions.report(one, Report(AgreedState.DONE), by=again(other))
    with transaction():
        actions.report(one, Report(AgreedState.DONE), by=again(force.lead))


def test_whoever_leaves_hands_it_to_whoever_comes_after(force: Force) -> None:
    one = agreed_in(called(force.lead), force.lead, Duty(unit_id=force.team.id))
    after = factories.person(force.team)
    with transaction():
        session.add(Headship(person_id=after.id, unit_id=force.team.id, place=2))
    with transaction():
        end_person(again(force.sergeant), by=again(force.administrator))
    settle()
    assert session.get_one(AgreedAction, one.id).holder_id == after.id
    assert any("A meeting agreed that you do this" in words for words in told(after))


def test_nobody_is_given_what_they_may_not_read(force: Force) -> None:
    post = factories.sent(force.inspector, title="Not the sergeant's")
    made = called(force.lead)
    entry = tabled(made, post, force.lead)
    one = agreed_in(made, force.lead, Duty(unit_id=force.team.id), about=entry)
    assert one.holder_id == force.lead.id  # the next in turn who may
    assert queries.agreed_in(again(force.sergeant), made) == []
    assert [found.id for found in queries.agreed_in(again(force.lead), made)] == [one.id]
    with transaction():
        session.get_one(AgreedAction, one.id).holder_id = force.sergeant.id  # what they could read once
    assert queries.open_for(again(force.sergeant)) == []
    assert queries.count_open_for(again(force.sergeant)) == 0
    elsewhere = Force("Eastvale Police").team
    with pytest.raises(Refused, match="unit of the organisation"):
        agreed_in(made, force.lead, Duty(unit_id=elsewhere.id))


def test_what_nothing_came_of_can_be_ended_and_hidden(force: Force) -> None:
    made = called(force.lead)
    with transaction():
        actions.hide(made, by=again(force.lead))
    assert not made.shown
    with transaction():
        actions.end(made, by=again(force.lead))
    with pytest.raises(Refused) as gone, transaction():
        actions.show(made, by=again(force.lead))
    assert gone.value.code == GONE


def test_the_lists_of_the_portal_offer_what_is_not_on_the_agenda_yet(force: Force) -> None:
    case = factories.published(force.constable, "impact-case", title="A missing key").id
    factories.published(force.constable, title="A quiet room")
    with transaction():
        following.ask_for(Asked("boots"), "Dry boots.", Shown.NAME, by=again(force.constable))
    settle()
    rebuild()
    made = called(force.lead)

    def offered(source: Source, q: str = "") -> list[str]:
        return [one.words for one in queries.offered(again(force.lead), made, source, q)]

    assert offered(Source.CASES) == ["A missing key"]
    assert offered(Source.WANTED) == ["Dry boots."]
    assert offered(Source.LIBRARY, "quiet") == ["A quiet room"]
    assert offered(Source.STUCK) == offered(Source.UNANSWERED) == offered(Source.THANKS) == []
    with clock.later(days=7):
        assert set(offered(Source.THANKS)) == {"A missing key", "A quiet room"}
    factories.sent(force.constable, title="It waits")
    settle()
    with clock.later(days=30):
        assert offered(Source.PROMISED) == ["It waits"]
    tabled(made, session.get_one(Submission, case), force.lead)
    assert offered(Source.CASES) == []


def test_a_lead_makes_an_agenda_decides_and_agrees_on_the_pages(client: Client, force: Force) -> None:
    post = factories.published(force.constable, title="A quiet room")
    settle()
    reference, team = post.reference, force.team.reference
    keys = {name: getattr(force, name).id for name in ("colleague", "constable", "sergeant")}
    lead = client.sign_in(force.lead)
    answer = lead.submit(
        "/meetings/new", title="Culture board", held_on="2026-03-09", front_line="PCs", leaders="CC"
    )
    address = answer.location
    assert "Only those who keep it see this meeting." in lead.get(address).text
    lead.submit(f"{address}/add?list=library", chosen=[reference], note="It saves an hour")
    assert "It saves an hour" in lead.get(address).text
    lead.submit(f"{address}/shown", page=address)
    entry = session.query(AgendaEntry).one().reference
    session.rollback()
    lead.submit(f"/meetings/agenda/{entry}", words="We try it.")
    lead.submit(
        f"{address}/agree", words="Clear the room", owner=f"unit:{team}", due_on="2026-03-20", about=entry
    )
    shown = lead.get(address).text
    assert "We try it." in shown
    assert "Clear the room" in shown
    colleague = client.sign_in(session.get_one(Person, keys["colleague"]))
    assert "We try it." in colleague.get(f"/library/{reference}/progress").text
    assert (
        "We try it."
        in client.sign_in(session.get_one(Person, keys["constable"])).get(f"/submissions/{reference}").text
    )
    sergeant = client.sign_in(session.get_one(Person, keys["sergeant"]))
    assert "Clear the room" in sergeant.get("/meetings").text
    assert "that a meeting agreed, for you to do" in sergeant.get("/leading").text
    agreed = session.query(AgreedAction).one().reference
    session.rollback()
    sergeant.submit(f"/agreed/{agreed}/report", page=f"/agreed/{agreed}", state="done", said="It is clear.")
    assert "It is clear." in sergeant.get(address).text
    assert sergeant.get(f"{address}/change").status_code == 403


def test_the_pages_say_why_something_cannot_be_and_keep_what_was_typed(client: Client, force: Force) -> None:
    lead = client.sign_in(force.lead)
    address = lead.submit("/meetings/new", title="Board", held_on="2026-03-09").location
    assert "Who comes from the front line" in lead.get(f"{address}/change").text
    refused = lead.submit(f"{address}/shown", page=address)
    assert refused.status_code == 409
    assert "Say who comes from the front line" in refused.text
    nothing = lead.submit(f"{address}/add")
    assert (nothing.status_code, "Choose something" in nothing.text) == (409, True)
    unknown = lead.submit(f"{address}/add", thing="zzzz9999")
    assert (unknown.status_code, "no such post or wish" in unknown.text) == (409, True)
    early = lead.submit(f"{address}/agree", words="Do it", owner="role:innovation-lead", due_on="2026-03-20")
    assert (early.status_code, "Show the meeting" in early.text) == (409, True)
    without = lead.submit("/meetings/new", title="Board")
    assert (without.status_code, "Choose a day." in without.text) == (409, True)
    assert lead.submit(f"{address}/end", page=address).location == "/meetings"


def test_an_agenda_asks_the_database_as_often_for_many_things_as_for_two(
    client: Client, force: Force
) -> None:
    made = called(force.lead)
    address, lead = f"/meetings/{made.reference}", force.lead.id
    client.sign_in(force.lead).get(address)
    counts = []
    for number in range(6):
        post = factories.sent(again(force.constable), title=f"Idea {number}")
        tabled(session.get_one(Meeting, made.id), post, session.get_one(Person, lead))
        settle()
        if number in {1, 5}:
            with statements(session.get_bind(), READS_AND_WRITES) as said:
                client.get(address)
            counts.append(len(said))
    assert counts[0] == counts[1]
