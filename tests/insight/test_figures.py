"""Every figure is what the journal says, told again by another way."""

from collections import Counter
from datetime import date

from sqlalchemy import Engine, select

from portal.authorisation import actions as authorisation
from portal.authorisation.rules import Verdict
from portal.feedback import actions as feedback
from portal.feedback.rules import OutcomeState, Result, UseKind
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry
from portal.insight import queries
from portal.insight.rules import Period
from portal.people.models import Grade, Organisation
from portal.people.rules import StaffGroup
from portal.reactions import REACTIONS
from portal.submissions.models import Submission
from tests import factories
from tests.factories import Force
from tests.statements import statements


def settle() -> None:
    journal.catch_up(REACTIONS)
    session.expire_all()


def some_weeks(force: Force, others: Force) -> None:
    """A mixed lot: answered soon and late, declined, published, used elsewhere, taken back, and without a name."""
    settle()
    posts = [factories.sent(force.constable, title=f"Idea {number}") for number in range(6)]
    learning = factories.published(force.colleague, "learning")
    case = factories.published(force.sergeant, "impact-case")
    factories.nameless(force)
    with clock.later(days=1):
        factories.decided(posts[0], Verdict.APPROVE)
        factories.decided(posts[1], Verdict.DECLINE)
    with clock.later(days=8):
        factories.decided(posts[2], Verdict.RETURN)
        with transaction():
            authorisation.withdraw(posts[3], by=force.constable, reason="")
            authorisation.go_further(posts[1], "It was not read.", by=force.constable)
            feedback.respond(learning, UseKind.USED, "", by=others.constable)
            feedback.respond(learning, UseKind.USEFUL, "", by=others.constable)
            feedback.keep_outcome(case, OutcomeState.DONE, Result.WORKED, "It holds.", by=force.lead)
    settle()


def told(force: Force) -> dict[str, list[tuple[str, date]]]:
    """The journal of each post of an organisation, by its reference: what happened on which day."""
    rows = session.execute(
        select(Submission.reference, Entry.event, Entry.at)
        .join(Entry, Entry.subject_id == Submission.id)
        .where(Entry.subject_kind == "submissions", Submission.organisation_id == force.organisation.id)
        .order_by(Entry.sequence)
    )
    found: dict[str, list[tuple[str, date]]] = {}
    for reference, event, at in rows:
        found.setdefault(reference, []).append((event, clock.local(at).date()))
    return {
        reference: events
        for reference, events in found.items()
        if any(e == "submission.sent" for e, _ in events)
    }


def test_every_figure_is_what_the_journal_says(force: Force) -> None:
    others = Force("Southmoor Police")
    some_weeks(force, others)
    with clock.later(days=20):
        assert queries.figures_of(force.organisation, Period.ALL).way[0].count == 0, (
            "this month moves no number yet"
        )
    with clock.later(days=40):
        found = queries.figures_of(force.organisation, Period.ALL)
        elsewhere = queries.figures_of(others.organisation, Period.ALL)
    journals = told(force)
    decides = {"submission.declined", "submission.published"}
    answers = {"submission.approved", "submission.returned", "step.answered", *decides}
    came_to = {
        "Sent": {"submission.sent"},
        "Answered": answers,
        "Decided": decides,
        "In the library now": {"submission.published"},
        "Used by somebody else": {"post.used"},
    }
    counts = {
        name: sum(any(event in events for event, _day in one) for one in journals.values())
        for name, events in came_to.items()
    }
    shown = {step.name: step.count for step in found.way}
    assert {name: shown[name] for name in counts} == counts
    assert counts == {
        "Sent": 9,
        "Answered": 5,
        "Decided": 3,
        "In the library now": 2,
        "Used by somebody else": 1,
    }
    assert all(step.count <= step.of == 9 for step in found.way)
    assert dict(found.kinds) == {"Impact case": 1, "Learning from a placement": 1}, (
        "of what came into the library"
    )
    assert found.months[-1] == (date(2026, 3, 1), 9, 2)
    assert sum(sent for _month, sent, _published in found.months) == 9
    assert dict(found.results) == {"Overcome": 1, queries.NOBODY_HAS_SAID: 1}
    assert (found.published, found.used_by_others) == (2, 1)
    assert sum(count for _name, count in found.steps) == 1
    [one] = queries.own(force.colleague)
    assert (one.post.kind, one.used, one.useful) == ("learning", 1, 1)
    assert len(queries.own(force.constable)) == 6
    assert queries.own(force.lead) == []
    assert (elsewhere.way[0].count, elsewhere.published, elsewhere.kinds) == (0, 0, [])
    with clock.later(days=150):
        home = session.get_one(Organisation, force.organisation.id)
        assert queries.figures_of(home, Period.QUARTER).way[0].count == 0, "what was before is not in it"
        assert queries.figures_of(home, Period.YEAR).way[0].count == 9


def test_few_people_are_not_counted_and_nobody_without_a_name_is(force: Force) -> None:
    groups = {
        group: Grade(name=f"Test {group}", staff_group=group, level=1)
        for group in (StaffGroup.OFFICER, StaffGroup.STAFF, StaffGroup.PCSO)
    }
    session.add_all(groups.values())
    session.flush()
    factories.trusted(force)
    for group, count in ((StaffGroup.OFFICER, 11), (StaffGroup.STAFF, 7), (StaffGroup.PCSO, 2)):
        for _one in range(count):
            factories.sent_on_trust(factories.person(force.team, grade=groups[group]))
    factories.sent(factories.person(force.team, grade=groups[StaffGroup.PCSO]), "learning")
    factories.nameless(force)
    settle()
    with clock.later(days=40):
        shown = dict(queries.figures_of(force.organisation, Period.ALL).groups)
    assert shown == {
        "Officers": 10,
        "Staff": 5,
        "PCSOs": None,
        "Special constabulary": None,
        "Volunteers": None,
    }, "in fives; the few, and nobody, are not shown"


def test_the_figures_ask_as_often_for_many_as_for_few(force: Force, engine: Engine) -> None:
    def asked() -> int:
        with statements(engine, {"SELECT"}) as made, clock.later(days=40):
            queries.figures_of(session.get_one(Organisation, home), Period.YEAR)
        return len(made)

    home = force.organisation.id
    factories.sent(force.constable)
    settle()
    before = asked()
    for number in range(3):
        factories.published(force.colleague, title=f"Idea {number}")
    settle()
    assert asked() <= before


def test_the_extract_holds_what_is_public_and_nobody(force: Force) -> None:
    open_to_all = factories.published(force.constable, sharing="public")
    factories.published(force.colleague)
    settle()
    [row] = queries.extract_rows()
    assert (row.reference, row.month, row.organisation) == (
        open_to_all.reference,
        "2026-03",
        force.organisation.code,
    )
    found = queries.openly()
    assert (found.items, found.organisations, dict(found.kinds)) == (1, 1, {"Idea": 1})
    said = " ".join(str(getattr(row, name)) for name in row.__slots__)
    assert force.constable.name not in said
    assert Counter(row.topics) == Counter()
