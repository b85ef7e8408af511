"""Promises are worked out from the journal, the lead hears before an author waits in vain, and somebody can say so."""

from datetime import date

import pytest
from sqlalchemy import func, select

from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.models import Step
from portal.authorisation.rules import Verdict
from portal.feedback import actions as feedback
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.journal import Entry
from portal.notifications import queries as notices
from portal.people.actions.persons import end
from portal.people.models import Person
from portal.promises import actions, queries
from portal.promises.models import Promise
from portal.promises.rules import Part, Standard, Standing
from portal.reactions import REACTIONS
from portal.submissions import actions as posts
from portal.submissions.models import Submission
from tests import factories
from tests.factories import Force


def settle() -> None:
    journal.catch_up(REACTIONS)
    session.expire_all()


def rows(post: Submission) -> list[Promise]:
    settle()
    found = select(Promise).where(Promise.submission_id == post.id).order_by(Promise.number)
    return list(session.scalars(found).unique())


def step_of(post: Submission) -> Step:
    step = ways.open_step(post)
    assert step is not None
    return step


def news(person: Person) -> list[tuple[str, str]]:
    settle()
    return [(one.words, one.address) for one in notices.notices_of(person) if not one.seen]


def warned() -> int:
    told = actions.warn()
    settle()
    return told


def test_a_promise_begins_when_a_post_is_sent_and_holds_the_days_of_that_day(force: Force) -> None:
    post = factories.sent(force.constable)
    [promise] = rows(post)
    assert (promise.next_part, promise.next_due) == ("acknowledged", date(2026, 3, 4))
    assert [promise.due(part) for part in Part] == [date(2026, 3, 4), date(2026, 3, 9), date(2026, 3, 30)]
    with transaction():
        actions.set_standard(force.organisation, Standard(1, 1, 1), by=force.lead)
    factories.decided(post, Verdict.RETURN)
    [promise] = rows(post)
    assert promise.standard == Standard(), "what was sent before keeps what held then"
    assert rows(factories.sent(force.colleague))[0].standard == Standard(1, 1, 1)


def test_a_draft_promises_nothing(force: Force) -> None:
    assert rows(factories.draft(force.constable)) == []


def test_each_decision_keeps_its_part_and_the_last_ends_the_round(force: Force) -> None:
    post = factories.sent(force.constable)
    with clock.later(days=1):
        factories.decided(post, Verdict.APPROVE)
        [promise] = rows(post)
        assert (promise.acknowledged_on, promise.answered_on, promise.decided_on) == (
            date(2026, 3, 3),
            date(2026, 3, 3),
            None,
        )
        assert promise.next_part == "decided"
    with clock.later(days=2):
        while ways.open_step(post) is not None:
            factories.decided(post, Verdict.APPROVE)
        [promise] = rows(post)
        assert (promise.decided_on, promise.ended_on, promise.next_due) == (
            date(2026, 3, 4),
            date(2026, 3, 4),
            None,
        )


def test_what_came_back_waits_for_its_author_and_goes_on_later(force: Force) -> None:
    post = factories.sent(force.constable)
    factories.decided(post, Verdict.RETURN)
    [promise] = rows(post)
    assert (promise.paused_on, promise.next_due) == (date(2026, 3, 2), None)
    with clock.later(days=7):
        with transaction():
            posts.save(post, factories.IDEA, seen=post.version, by=force.constable)
            authorisation.send(post, by=force.constable)
        [promise] = rows(post)
        assert (promise.paused_on, promise.next_part) == (None, "decided")
        assert promise.decided_due == date(2026, 4, 8), "five days later, past Good Friday and Easter Monday"


def test_a_question_to_the_author_is_an_answer_and_stops_the_clock(force: Force) -> None:
    post = factories.sent(force.constable)
    with transaction():
        asked = feedback.ask(post, "Where is the room?", by=force.sergeant, deciding=True)
        authorisation.stop_clock(step_of(post))
    [promise] = rows(post)
    assert promise.answered_on == date(2026, 3, 2)
    assert promise.paused_on == date(2026, 3, 2)
    with clock.later(days=2):
        with transaction():
            feedback.answer(asked, "Beside the front office.", by=force.constable)
        [promise] = rows(post)
        assert (promise.paused_on, promise.next_part) == (None, "decided")


def test_a_decision_without_waiting_for_the_answer_leaves_nothing_paused(force: Force) -> None:
    post = factories.sent(force.constable)
    with transaction():
        feedback.ask(post, "Where is the room?", by=force.sergeant, deciding=True)
        authorisation.stop_clock(step_of(post))
    factories.decided(post, Verdict.APPROVE)
    [promise] = rows(post)
    assert (promise.paused_on, promise.next_part) == (None, "decided")


def test_what_is_published_on_trust_is_decided_when_its_review_ends(force: Force) -> None:
    factories.trusted(force)
    post = factories.sent_on_trust(force.constable)
    [promise] = rows(post)
    assert (promise.acknowledged_on, promise.ended_on) == (None, None)
    with transaction():
        authorisation.acknowledge(step_of(post), "", by=force.lead)
    while ways.open_step(post) is not None:
        factories.decided(post, Verdict.APPROVE)
    [promise] = rows(post)
    assert promise.decided_on == promise.ended_on == date(2026, 3, 2)


def test_somebody_says_that_they_have_it_once_and_its_author_hears_who(force: Force) -> None:
    post = factories.sent(force.constable)
    step = step_of(post)
    with transaction():
        authorisation.acknowledge(step, " Thank you. I read it on Thursday. ", by=force.sergeant)
    [promise] = rows(post)
    assert (promise.acknowledged_on, promise.next_part) == (date(2026, 3, 2), "answered")
    assert (
        "Sam Sergeant has “A quiet room for handover”, and says so",
        f"/submissions/{post.reference}",
    ) in [(words, address) for words, address in news(force.constable)]
    with pytest.raises(Refused) as refused, transaction():
        authorisation.acknowledge(step, "", by=force.lead)
    assert "knows already" in refused.value.message
    entry = session.scalars(select(Entry).where(Entry.event == "submission.acknowledged")).one()
    assert entry.facts["reason"] == "Thank you. I read it on Thursday."


@pytest.mark.parametrize("who", ["constable", "colleague", "inspector", "administrator"])
def test_nobody_else_says_that_they_have_it(force: Force, who: str) -> None:
    post = factories.sent(force.constable)
    with pytest.raises(Refused), transaction():
        authorisation.acknowledge(step_of(post), "", by=getattr(force, who))
    assert rows(post)[0].acknowledged_on is None


def test_a_lead_who_wrote_it_does_not_say_that_they_have_it(force: Force) -> None:
    post = factories.sent(force.lead)
    with pytest.raises(Refused), transaction():
        authorisation.acknowledge(step_of(post), "", by=force.lead)


def test_a_lead_says_it_of_many_at_once_and_reads_which_were_told_before(force: Force) -> None:
    waiting = [factories.sent(force.constable, title=f"Idea {number}") for number in range(3)]
    with transaction():
        authorisation.acknowledge(step_of(waiting[0]), "", by=force.sergeant)
    with transaction():
        steps = [step_of(post) for post in waiting]
        done, refusals = authorisation.acknowledge_all(steps, by=force.lead)
    assert done == 2
    assert refusals == ["“Idea 0”: Its author knows already that somebody has it."]
    assert all(rows(post)[0].acknowledged_on for post in waiting)


def test_of_an_anonymous_post_the_day_alone_is_kept(force: Force) -> None:
    post = factories.nameless(force)
    with transaction():
        authorisation.acknowledge(step_of(post), "", by=force.lead)
    assert rows(post)[0].acknowledged_on == date(2026, 3, 2)
    entry = session.scalars(select(Entry).where(Entry.event == "submission.acknowledged")).one()
    assert entry.at == clock.midnight()


def test_the_lead_is_told_the_working_day_before_and_once_for_each_day(force: Force) -> None:
    post = factories.sent(force.constable)
    settle()
    assert warned() == 0, "Wednesday is not near on a Monday"
    with clock.later(days=1):
        assert warned() == 1
        assert ("1 post in Northmoor Police needs a promised word", "/promise") in news(force.lead)
        assert warned() == 0, "each post and day once"
    with clock.later(days=3):
        assert warned() == 0, "the list says that it is late; nobody is told the same twice"
        factories.sent(force.colleague)
        settle()
        assert queries.count_stuck(force.organisation.id) == (0, 1)
    with clock.later(days=4):
        with transaction():
            authorisation.acknowledge(step_of(post), "", by=force.sergeant)
        settle()
        assert warned() == 2, "the next part of the one and the first of the other are near by Monday"
        assert [words for words, address in news(force.lead) if address == "/promise"] == [
            "2 posts in Northmoor Police need a promised word"
        ], "of two counts the newer one is true"


def test_where_nobody_leads_those_who_can_name_a_lead_are_told(force: Force) -> None:
    factories.sent(force.constable)
    settle()
    with transaction():
        end(force.lead, by=force.administrator)
    settle()
    with clock.later(days=1):
        assert warned() >= 1
        assert any(
            "it has no innovation lead. Name one" in words for words, _address in news(force.administrator)
        )


def test_how_it_was_kept_counts_what_was_due_up_to_last_sunday(force: Force) -> None:
    in_time, late, _open, taken_back = (factories.sent(force.constable, title=f"Idea {n}") for n in range(4))
    factories.decided(in_time, Verdict.DECLINE)
    with transaction():
        authorisation.withdraw(taken_back, by=force.constable, reason="")
    with clock.later(days=3):
        factories.decided(late, Verdict.DECLINE)
        settle()
        assert kept_where(force) == dict.fromkeys(Part, (0, 0)), (
            "nothing of this week moves a number this week"
        )
    with clock.later(days=7):
        told = kept_where(force)
        assert told[Part.ACKNOWLEDGED] == (1, 3), (
            "one in time, one late, one that nobody has said anything of"
        )
        assert told[Part.DECIDED] == (2, 2)
        factories.decided(_open, Verdict.DECLINE)
        settle()
        assert kept_where(force) == told, "what is answered today counts from Monday"
    with clock.later(weeks=14):
        assert kept_where(force) == dict.fromkeys(Part, (0, 0)), "of long ago nothing is said"


def kept_where(force: Force) -> dict[Part, tuple[int, int]]:
    return {one.part: (one.kept, one.of) for one in queries.record_of(force.organisation, *queries.lately())}


def test_the_lines_for_an_author_say_what_was_kept_and_what_was_not(force: Force) -> None:
    post = factories.sent(force.constable)
    settle()
    with clock.later(days=3):
        stands = {line.part: line.standing for line in queries.lines_for(post)}
        assert stands == {
            Part.ACKNOWLEDGED: Standing.MISSED,
            Part.ANSWERED: Standing.TO_COME,
            Part.DECIDED: Standing.TO_COME,
        }
    with clock.later(days=4):
        factories.decided(post, Verdict.RETURN)
        settle()
        stands = {line.part: line.standing for line in queries.lines_for(post)}
        assert stands == {
            Part.ACKNOWLEDGED: Standing.KEPT_LATE,
            Part.ANSWERED: Standing.KEPT,
            Part.DECIDED: Standing.WITH_AUTHOR,
        }


def test_an_author_who_goes_further_has_a_second_round(force: Force) -> None:
    post = factories.sent(force.constable)
    factories.decided(post, Verdict.DECLINE)
    settle()
    with transaction():
        authorisation.go_further(post, "It was not read.", by=force.constable)
    first, second = rows(post)
    assert first.ended_on is not None
    assert (second.ended_on, second.next_part) == (None, "acknowledged")


def test_all_of_it_is_the_journal_told_again(force: Force) -> None:
    post = factories.sent(force.constable)
    factories.decided(post, Verdict.RETURN)
    [before] = rows(post)
    kept = {
        column.key: getattr(before, column.key) for column in Promise.__table__.columns if column.key != "id"
    }
    with transaction():
        session.delete(before)
    with transaction():
        for entry in session.scalars(select(Entry).where(Entry.subject_id == post.id)):
            entry.due_at = clock.now()
    [after] = rows(post)
    assert {name: getattr(after, name) for name in kept} == kept
    assert session.scalar(select(func.count()).select_from(Promise)) == 1


@pytest.mark.parametrize("who", ["constable", "sergeant", "data_officer"])
def test_only_a_lead_or_an_administrator_says_what_is_promised(force: Force, who: str) -> None:
    with pytest.raises(Refused), transaction():
        actions.set_standard(force.organisation, Standard(1, 2, 3), by=getattr(force, who))
    other = Force("Southmoor Police")
    with pytest.raises(Refused), transaction():
        actions.set_standard(force.organisation, Standard(1, 2, 3), by=other.administrator)
    assert queries.standard_of(force.organisation) == Standard()
