"""The library is kept right: items are confirmed, retired, handed over, and whoever keeps them is asked in time."""

from datetime import date

import pytest
from sqlalchemy import Engine, select, update

from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.journal import Entry
from portal.library import actions, queries
from portal.library.models import Keeping
from portal.library.queries import freshness
from portal.library.rules.freshness import Standing
from portal.notifications import queries as told
from portal.people.actions.persons import end
from portal.people.models import Organisation, Person
from portal.people.rules import Role
from portal.reactions import REACTIONS
from portal.submissions import actions as posts
from portal.submissions.actions import Content
from portal.submissions.models import Submission
from tests import factories
from tests.factories import Force
from tests.library import settle
from tests.library.kept import PUBLISHED, WHY, again, events, item, kept
from tests.statements import READS_AND_WRITES, statements

DUE = date(2026, 3, 10)


pytestmark = pytest.mark.usefixtures("in_march")


def news(person: Person) -> list[tuple[str, str, bool]]:
    journal.catch_up(REACTIONS)
    session.expire_all()
    return [(one.words, one.address, one.seen) for one in told.notices_of(person)]


def nameless(force: Force) -> str:
    """A post in the library that came over the desk."""
    post = factories.published(force.constable)
    with transaction():
        unsigned = {"author_id": None, "desk_key": "a-key", "unit_id": None}
        session.execute(update(Submission).where(Submission.id == post.id).values(unsigned))
    reference = post.reference
    settle()
    return reference


def test_whoever_publishes_a_text_says_with_it_that_it_is_right_for_a_year(force: Force) -> None:
    reference = kept(force.constable)
    found = item(reference)
    assert (found.confirmed_on, found.review_on, found.retired_on) == (PUBLISHED.date(), DUE, None)
    assert found.keeping.confirmed_on is None


def test_still_right_counts_from_the_day_it_was_said_on_every_surface(force: Force) -> None:
    reference = kept(force.constable)
    with clock.later(days=400):
        assert queries.search(force.colleague, queries.asked()).cards[0].standing is Standing.STALE
        with transaction():
            actions.confirm(item(reference), by=again(force.constable))
        said = clock.today()
        assert item(reference).confirmed_on == said
        assert queries.search(force.colleague, queries.asked()).cards[0].standing is Standing.CURRENT
        settle()
        assert (item(reference).confirmed_on, item(reference).review_on) == (said, date(2027, 4, 14))
    assert events(reference) == ["item.confirmed"]


def test_the_months_of_an_organisation_and_of_an_item_move_its_day(force: Force) -> None:
    reference = kept(force.constable)
    months = {"idea": 6, "learning": 12, "impact-case": 24}
    with transaction():
        organisation = session.get_one(Organisation, force.organisation.id)
        actions.set_months(organisation, months, by=again(force.lead))
    settle()
    assert item(reference).review_on == date(2025, 9, 10)
    with transaction():
        actions.arrange(
            item(reference),
            owner="",
            deputy="",
            months=3,
            seen=item(reference).keeping.version,
            by=again(force.constable),
        )
    assert item(reference).review_on == date(2025, 6, 10)
    settle()
    assert item(reference).review_on == date(2025, 6, 10)
    with transaction():
        actions.arrange(
            item(reference),
            owner="",
            deputy="",
            months=None,
            seen=item(reference).keeping.version,
            by=again(force.constable),
        )
    assert item(reference).review_on == date(2025, 9, 10)
    for by in (force.constable, Force().lead):
        with pytest.raises(Refused), transaction():
            actions.set_months(session.get_one(Organisation, force.organisation.id), months, by=again(by))


def test_its_owner_is_asked_when_it_is_due_and_again_and_never_twice_for_one_day(force: Force) -> None:
    reference = kept(force.constable)
    title, heard = item(reference).title, {}
    for days, asked in ((364, 0), (365, 1), (366, 0), (379, 1), (380, 0), (468, 0), (469, 1), (470, 0)):
        with clock.later(days=days):
            assert actions.keep_fresh() == asked, days
            assert actions.keep_fresh() == 0, days
            heard[days] = [one for one in news(force.constable) if "Say if" in one[0]]
    page = f"/library/{reference}"
    first = (f"“{title}” was last confirmed on 10 March 2025. Say if it is still right", page, False)
    assert (heard[364], heard[365]) == ([], [first])
    for days in (379, 469):
        ((words, address, seen),) = heard[days]
        assert "by nobody since 10 March 2025, and its readers see that" in words
        assert (address, seen) == (page, False), "the newer reminder takes the place of the one before"
    with clock.later(days=471):
        with transaction():
            actions.confirm(item(reference), by=again(force.constable))
        assert all(seen for said, _address, seen in news(force.constable) if "Say if" in said)
        assert actions.keep_fresh() == 0


def test_a_deputy_is_asked_too_and_may_answer(force: Force) -> None:
    reference = kept(force.constable)
    colleague = again(force.colleague)
    with pytest.raises(Refused), transaction():
        actions.confirm(item(reference), by=colleague)
    with transaction():
        actions.arrange(
            item(reference),
            owner="",
            deputy=colleague.email.upper(),
            months=None,
            seen=item(reference).keeping.version,
            by=again(force.constable),
        )
    assert any("named you deputy" in words for words, *_rest in news(force.colleague))
    with clock.later(days=365):
        assert actions.keep_fresh() == 1
        for one in (force.constable, force.colleague):
            assert any("Say if it is still right" in words for words, *_rest in news(one))
        with transaction():
            actions.confirm(item(reference), by=again(force.colleague))
    with pytest.raises(Refused), transaction():
        actions.arrange(
            item(reference),
            owner="",
            deputy="",
            months=None,
            seen=item(reference).keeping.version,
            by=again(force.colleague),
        )


def test_it_is_handed_over_to_a_colleague_who_reads_it_and_back(force: Force) -> None:
    reference, elsewhere = kept(force.constable, sharing="unit"), Force().constable
    author = again(force.constable)
    for email in ("nobody@force.example", elsewhere.email, force.lead.email.replace("person", "nobody")):
        with pytest.raises(Refused) as refused, transaction():
            actions.arrange(
                item(reference),
                owner=email,
                deputy="",
                months=None,
                seen=item(reference).keeping.version,
                by=again(author),
            )
        assert refused.value.field == "owner"
    with pytest.raises(Refused) as refused, transaction():
        actions.arrange(
            item(reference),
            owner=force.colleague.email,
            deputy=force.colleague.email,
            months=None,
            seen=item(reference).keeping.version,
            by=again(author),
        )
    assert refused.value.field == "deputy"
    with transaction():
        actions.arrange(
            item(reference),
            owner=force.colleague.email,
            deputy="",
            months=None,
            seen=item(reference).keeping.version,
            by=again(author),
        )
    assert any("asked you to keep" in words for words, *_rest in news(force.colleague))
    with clock.later(days=365):
        assert actions.keep_fresh() == 1
        assert not any("Say if" in words for words, *_rest in news(force.constable))
        assert any("Say if" in words for words, *_rest in news(force.colleague))
        with pytest.raises(Refused), transaction():
            actions.confirm(item(reference), by=again(force.constable))
        with transaction():
            actions.arrange(
                item(reference),
                owner="",
                deputy="",
                months=None,
                seen=item(reference).keeping.version,
                by=again(force.colleague),
            )
        with transaction():
            actions.confirm(item(reference), by=again(force.constable))
    assert events(reference) == [
        "item.handed_over",
        "item.review_asked",
        "item.handed_over",
        "item.confirmed",
    ]


def test_what_its_author_left_behind_goes_to_the_lead_and_is_never_nobodys(force: Force) -> None:
    reference = kept(force.constable)
    with transaction():
        end(again(force.constable), by=again(force.administrator))
    with clock.later(days=365):
        assert actions.keep_fresh() == 1
        words = "1 post of Northmoor Police waits for somebody to say that it is still right"
        assert (words, "/keeping/report", False) in news(force.lead)
        assert "item.review_asked" not in events(reference)
        with transaction():
            actions.confirm(item(reference), by=again(force.lead))


def test_where_nobody_leads_those_who_can_name_a_lead_hear_of_it(force: Force) -> None:
    kept(force.constable)
    with transaction():
        for one in (force.constable, force.lead):
            end(again(one), by=again(force.administrator))
    with clock.later(days=365):
        assert actions.keep_fresh() == 1
        said = [(words, address) for words, address, _seen in news(force.administrator)]
    assert any(
        "has no innovation lead. Name one" in words and address == "/admin/people" for words, address in said
    )


def test_a_lead_is_told_of_all_that_nobody_keeps_at_once_and_of_the_last_count_alone(force: Force) -> None:
    one, other = kept(force.constable, title="One"), kept(force.colleague, title="Other")
    with transaction():
        for person in (force.constable, force.colleague):
            end(again(person), by=again(force.administrator))
    with clock.later(days=365):
        assert actions.keep_fresh() == 2
        assert [words[:7] for words, address, _seen in news(force.lead) if address == "/keeping/report"] == [
            "2 posts"
        ]
        with transaction():
            actions.confirm(item(one), by=again(force.lead))
    with clock.later(days=379):
        assert actions.keep_fresh() == 1
        assert [words[:7] for words, address, _seen in news(force.lead) if address == "/keeping/report"] == [
            "1 post "
        ]
    due = select(Entry).where(Entry.event == "organisation.reviews_due")
    assert len(session.scalars(due).all()) == 2
    assert item(other).keeping.asked == 2


def test_of_an_anonymous_post_the_lead_is_asked_and_its_author_reads_of_it_at_the_desk(force: Force) -> None:
    reference = nameless(force)
    found = item(reference)
    assert (
        queries.whose(force.colleague, found, None, hidden=False) == "the innovation lead of Northmoor Police"
    )
    with clock.later(days=365):
        actions.keep_fresh()
        assert any(address == "/keeping/report" for _words, address, _seen in news(force.lead))
        with transaction():
            actions.retire(item(reference), WHY, "", by=again(force.lead))
        (entry,) = [
            one for one in journal.entries_about(item(reference).submission) if one.event == "item.retired"
        ]
        assert entry.at == clock.midnight(), "the day and no more"
    assert entry.facts == {"reason": WHY}


def test_an_update_says_that_its_text_is_right_and_what_was_declined_is_never_due(force: Force) -> None:
    reference = kept(force.constable)
    with clock.later(days=300):
        with transaction():
            newer = posts.begin_update(item(reference).submission, by=again(force.constable))
            posts.save(newer, Content(title="Newer"), seen=newer.version, by=again(force.constable))
            authorisation.send(newer, by=again(force.constable))
        while ways.open_step(newer) is not None:
            factories.decided(newer, Verdict.APPROVE)
        settle()
        assert item(reference).review_on == date(2027, 1, 4)
    declined = factories.decided(factories.sent(force.colleague), Verdict.DECLINE)
    with transaction():
        posts.list_as_declined(declined, True, by=declined.author)
    settle()
    assert item(declined.reference).review_on is None
    with clock.later(days=360):
        assert actions.keep_fresh() == 0


def test_the_report_names_who_keeps_what_and_a_curator_reads_of_all_that_they_may(force: Force) -> None:
    other = Force("Southmoor Police")
    curator = factories.person(other.office, Role.NATIONAL_CURATOR)
    reference, hidden = (
        kept(force.constable, title="Open"),
        kept(force.constable, title="Ours", sharing="force"),
    )
    theirs = kept(other.constable, title="Theirs", sharing="unit")
    with clock.later(days=400):
        mine = queries.report(again(force.lead), Standing.STALE)
        assert [(line.reference, line.whose) for line in mine.lines] == [
            (one, "Amina Constable") for one in sorted((reference, hidden))
        ]
        assert mine.sums[Standing.STALE] == 2
        national = queries.report(again(curator), Standing.STALE)
        assert [line.reference for line in national.lines] == [reference]
        assert {name: counts for (_code, name), counts in national.counts.items()} == {
            "Northmoor Police": {Standing.STALE: 1}
        }
        assert [one.reference for one in queries.whole_report(again(other.lead), Standing.STALE)] == [theirs]


def test_a_report_does_not_name_an_author_whom_somebody_decides_on_blind(force: Force) -> None:
    reference = kept(force.constable)
    with transaction():
        item(reference).submission.blind = True
    with clock.later(days=400):
        (line,) = queries.report(again(force.lead), Standing.STALE).lines
    assert line.whose == "its author"


def test_a_report_and_the_daily_look_ask_the_database_as_often_for_many_as_for_few(
    force: Force, engine: Engine
) -> None:
    counted = []
    for _round in range(2):
        for number in range(6):
            factories.published(again(force.constable), title=f"Room {number}")
        settle()
        with clock.later(days=400):
            lead = again(force.lead)
            session.expire_all()
            lead.organisation_id, lead.roles  # noqa: B018 - read before it is counted
            with statements(engine, READS_AND_WRITES) as said:
                assert queries.report(lead, Standing.STALE).lines
                assert list(queries.whole_report(lead, Standing.STALE))
            counted.append(len(said))
    assert counted[0] == counted[1]


def test_every_published_post_has_its_row_and_a_rebuild_keeps_what_was_said(force: Force) -> None:
    reference = kept(force.constable)
    with clock.later(days=100):
        with transaction():
            actions.confirm(item(reference), by=again(force.constable))
        actions.rebuild(texts=True)
        assert item(reference).confirmed_on == clock.today()
    assert session.scalar(select(Keeping.submission_id)) == item(reference).submission_id
    assert freshness.waits_to_be_confirmed(0) is False
