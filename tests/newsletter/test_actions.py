"""A newsletter is drafted, edited, sent once to each who is to have it, and to each as far as they may read."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from portal import reactions
from portal.following import actions as following
from portal.foundation import clock, journal, outbox
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.mail import MailFolder
from portal.foundation.outbox import Letter, OutgoingMail
from portal.library import actions as library
from portal.library import queries as found
from portal.library.queries import Asked
from portal.newsletter import actions, queries
from portal.newsletter.models import Newsletter
from portal.newsletter.rules import EVERYBODY, FOLLOWERS, OF_ROLE, OF_UNIT, Section, State
from portal.notifications import actions as notifications
from portal.notifications.actions import Wishes
from portal.notifications.rules import MailKind
from portal.operation.working import _letter_again
from portal.people.models import Person
from portal.people.rules import Role
from portal.people.rules.mail import MailChoice
from tests import factories
from tests.factories import Force

pytestmark = pytest.mark.usefixtures("db")
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
WORKING = datetime(2026, 11, 18, 12, tzinfo=UTC)
SINCE = datetime(2026, 12, 3, 12, tzinfo=UTC)


def settled() -> None:
    journal.catch_up(reactions.REACTIONS)
    session.expire_all()


def begun(force: Force, month: date = NOVEMBER, by: Person | None = None) -> Newsletter:
    with transaction():
        return actions.begin(month, by=by or force.lead)


def sent(one: Newsletter, force: Force, *audience: str) -> None:
    with transaction():
        if audience:
            actions.change(one, one.title, one.introduction, audience, seen=one.version, by=force.lead)
        actions.send(one, seen=one.version, by=force.lead)


def posted() -> int:
    """Let it all go into the outbox. Returns how many rounds it took."""
    rounds = 0
    while actions.mail_newsletters():
        rounds += 1
        assert rounds < 50
    return rounds


def letters(one: Newsletter) -> dict[str, OutgoingMail]:
    rows = session.scalars(select(OutgoingMail)).all()
    return {row.to: row for row in rows if row.about.get("newsletter") == one.id}


def lines(one: Newsletter, person: Person) -> dict[Section, list[str]]:
    return {
        section: [line.card.title[0][0] if line.card else line.note for line in some]
        for section, some in queries.parts(person, one)
    }


def test_a_draft_holds_what_happened_in_the_month_and_all_may_read() -> None:
    force, other = Force(), Force()
    with clock.at(WORKING):
        factories.published(force.constable, title="Ours")
        factories.published(force.constable, "learning", title="Learnt")
        factories.published(other.constable, title="Theirs")
        factories.published(force.constable, title="For the team", sharing="unit")
        factories.published(other.constable, title="For their force", sharing="force")
        factories.sent(force.constable, title="On its way")
        settled()
    with clock.at(SINCE):
        factories.published(force.constable, title="Of December")
        settled()
        one = begun(force)
        assert lines(one, force.lead) == {
            Section.NEW: ["Ours"], Section.LEARNT: ["Learnt"], Section.ELSEWHERE: ["Theirs"],
        }  # fmt: skip
        assert begun(force, OCTOBER).entries == []


def test_one_month_has_one_newsletter_and_it_is_over() -> None:
    force = Force()
    with clock.at(SINCE):
        begun(force)
        for month in (NOVEMBER, date(2026, 12, 1), date(2026, 8, 1)):
            with pytest.raises(Refused), transaction():
                actions.begin(month, by=force.lead)
        with pytest.raises(Refused), transaction():
            actions.begin(OCTOBER, by=force.constable)
        begun(force, OCTOBER, by=factories.person(force.office, Role.COMMUNICATIONS))


def test_an_editor_adds_orders_says_and_takes_out() -> None:
    force = Force()
    with clock.at(WORKING):
        for title in ("A", "B"):
            factories.published(force.constable, title=title)
        late = factories.published(force.constable, title="C", sharing="force")
        settled()
    with clock.at(SINCE):
        one = begun(force)
        with transaction():
            actions.take_out(one, one.entries[-1], by=force.lead)
        before = lines(one, force.lead)[Section.NEW]
        with transaction():
            actions.add(one, Section.NEW, found.item(late.reference), "Read this.", by=force.lead)
            actions.add(one, Section.WANTED, None, "Who has tried hooks?", by=force.lead)
        assert len(before) == 2
        entries = one.entries
        with transaction():
            actions.move(one, entries[0], up=False, by=force.lead)
        assert lines(one, force.lead)[Section.NEW][:2] == before[::-1]
        with transaction():
            actions.move(one, one.entries[0], up=True, by=force.lead)
            actions.say(one, one.entries[0], "Said anew.", by=force.lead)
        assert one.entries[0].note == "Said anew."
        assert lines(one, force.lead)[Section.WANTED] == ["Who has tried hooks?"]
        own = next(entry for entry in one.entries if entry.submission_id is None)
        for refused in (
            lambda: actions.say(one, own, "", by=force.lead),
            lambda: actions.add(one, Section.NEW, None, "", by=force.lead),
            lambda: actions.add(one, Section.NEW, None, "Not mine.", by=force.constable),
            lambda: actions.change(one, "New", "", [EVERYBODY], seen=one.version - 1, by=force.lead),
            lambda: actions.change(one, "New", "", ["unit:1"], seen=one.version, by=force.lead),
            lambda: actions.send(one, seen=one.version - 1, by=force.lead),
        ):
            with pytest.raises(Refused), transaction():
                refused()


def test_each_gets_it_once_and_as_far_as_they_may_read() -> None:
    force, other = Force(), Force()
    with clock.at(WORKING):
        factories.published(force.constable, title="For all")
        secret = factories.published(force.constable, title="For the team", sharing="unit")
        settled()
    with clock.at(SINCE):
        one = begun(force)
        with transaction():
            by = factories.person(force.team, Role.COMMUNICATIONS)
            actions.add(one, Section.LEARNT, found.item(secret.reference), "Of the team.", by=by)
        sent(one, force)
        assert posted() > 0
        assert one.state == State.SENT
        assert actions.mail_newsletters() == 0
        told = letters(one)
        here = {
            person.email for person in (force.constable, force.inspector, force.lead, force.administrator)
        }
        assert here <= set(told)
        assert other.constable.email not in told
        team, lead = told[force.constable.email], told[force.lead.email]
        assert "For the team" in team.text
        assert "What we learnt" in team.html
        for words in (lead.text, lead.html):
            assert "For all" in words
            for hidden in ("For the team", "Of the team.", "What we learnt"):
                assert hidden not in words
        assert all(mail.stop.endswith("/newsletter") and mail.stop in mail.text for mail in told.values())


def test_it_goes_to_units_roles_and_followers_as_chosen() -> None:
    force, other = Force(), Force()
    with clock.at(WORKING):
        factories.published(force.constable)
        settled()
    with clock.at(SINCE), transaction():
        following.follow(Asked(filters={"organisation": (force.organisation.code,)}), by=other.inspector)
        following.follow(Asked(filters={"organisation": (other.organisation.code,)}), by=other.constable)
    with clock.at(SINCE):
        one = begun(force)
        role = f"{OF_ROLE}{Role.DATA_SHARING_OFFICER.value}"
        sent(one, force, f"{OF_UNIT}{force.division.id}", role, FOLLOWERS)
        posted()
        people = (force.constable, force.colleague, force.sergeant, force.inspector, force.data_officer)
        assert set(letters(one)) == {person.email for person in (*people, other.inspector)}
        assert queries.how_many(one) == len(people), "who follows is counted nowhere"


def test_who_stopped_it_gets_none_and_hears_of_all_else() -> None:
    force = Force()
    with clock.at(WORKING):
        factories.published(force.constable)
        settled()
    with clock.at(SINCE):
        one = begun(force)
        with transaction():
            stopped = {MailKind.NEWSLETTER.value: MailChoice.NEVER.value}
            notifications.choose(force.constable, Wishes(MailChoice.DAILY, stopped))
            notifications.choose(force.colleague, Wishes(MailChoice.NEVER, {}))
        sent(one, force)
        posted()
        assert not {force.constable.email, force.colleague.email} & set(letters(one))
        assert force.sergeant.email in letters(one)


def test_what_left_the_library_meanwhile_is_in_no_mail_that_goes(tmp_path: object) -> None:
    force = Force()
    with clock.at(WORKING):
        gone = factories.published(force.constable, title="It names somebody")
        factories.published(force.constable, title="It stays")
        settled()
    with clock.at(SINCE):
        one = begun(force)
        sent(one, force)
        posted()
        with transaction():
            library.take_out(found.item(gone.reference), "It named somebody.", by=force.lead)
        folder = MailFolder(tmp_path)  # type: ignore[arg-type]
        theirs = [row.message_id for row in letters(one).values()]
        while outbox.deliver(folder, "portal@force.example", again=_letter_again):
            pass
    files = [file.read_text() for file in tmp_path.iterdir()]  # type: ignore[attr-defined]
    mails = [text for text in files if any(name in text for name in theirs)]
    assert len(mails) == len(theirs) > 3
    assert all("It stays" in text and "It names somebody" not in text for text in mails)


def test_a_reader_for_whom_nothing_is_left_has_no_mail() -> None:
    force = Force()
    with clock.at(WORKING):
        secret = factories.published(force.constable, title="For the team", sharing="unit")
        settled()
    with clock.at(SINCE):
        one = begun(force)
        with transaction():
            by = factories.person(force.team, Role.COMMUNICATIONS)
            actions.add(one, Section.NEW, found.item(secret.reference), "", by=by)
        sent(one, force)
        posted()
        assert force.constable.email in letters(one)
        assert force.administrator.email not in letters(one)


def test_what_has_gone_out_is_changed_by_nobody() -> None:
    force = Force()
    with clock.at(WORKING):
        factories.published(force.constable)
        settled()
    with clock.at(SINCE):
        one = begun(force)
        sent(one, force)
        for deed in (
            lambda: actions.drop(one, by=force.lead),
            lambda: actions.take_out(one, one.entries[0], by=force.lead),
            lambda: actions.send(one, seen=one.version, by=force.lead),
        ):
            with pytest.raises(Refused), transaction():
                deed()
        dropped = begun(force, OCTOBER)
        with transaction():
            actions.drop(dropped, by=force.lead)
        assert session.get(Newsletter, dropped.id) is None


def test_for_whom_it_is_not_any_more_it_does_not_go() -> None:
    force, other = Force(), Force()
    with clock.at(WORKING):
        factories.published(force.constable)
        settled()
    with clock.at(SINCE):
        one = begun(force)
        role = f"{OF_ROLE}{Role.DATA_SHARING_OFFICER.value}"
        sent(one, force, f"{OF_UNIT}{force.team.id}", role)
        posted()
        waiting = letters(one)
        gone, stays = (force.colleague, force.data_officer), force.constable
        with transaction():
            session.get_one(Person, gone[0].id).unit_id = other.team.id
            session.get_one(Person, gone[1].id).roles_held = []
        session.expire_all()
        for person in gone:
            about = waiting[person.email].about
            assert _letter_again(person.email, Letter("", "", ""), about) is None
        assert _letter_again(stays.email, Letter("", "", ""), waiting[stays.email].about) is not None


def test_what_is_for_others_takes_no_room_among_what_one_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    force, other = Force(), Force()
    monkeypatch.setattr("portal.newsletter.queries.SHOWN", 1)
    monkeypatch.setattr("portal.newsletter.queries.LOOKED_AT", 1)

    def written(by: Force, month: date, *audience: str, state: State = State.SENT) -> Newsletter:
        made = Newsletter(
            organisation_id=by.organisation.id, month=month, title="N", audience=list(audience),
            state=state, sent_on=None if state is State.DRAFT else month,
        )  # fmt: skip
        session.add(made)
        return made

    with transaction():
        ours = written(force, OCTOBER, EVERYBODY)
        written(other, NOVEMBER, EVERYBODY)
        written(other, date(2026, 9, 1), FOLLOWERS)
        written(other, date(2026, 12, 1), FOLLOWERS, state=State.DRAFT)
    assert queries.newsletters(session.get_one(Person, force.constable.id)) == [ours]
    with transaction():
        open_to_all = written(other, date(2027, 1, 1), EVERYBODY, FOLLOWERS)
    assert queries.newsletters(session.get_one(Person, force.constable.id)) == [open_to_all]


def test_a_line_that_somebody_else_took_out_is_gone_for_all() -> None:
    force = Force()
    with clock.at(WORKING):
        factories.published(force.constable)
        settled()
    with clock.at(SINCE):
        one = begun(force)
        entry = one.entries[0]
        with transaction():
            actions.take_out(one, entry, by=force.lead)
        for deed in (
            lambda: actions.take_out(one, entry, by=force.lead),
            lambda: actions.move(one, entry, up=True, by=force.lead),
            lambda: actions.say(one, entry, "Anew.", by=force.lead),
        ):
            with pytest.raises(Refused, match="meanwhile"), transaction():
                deed()
