"""Who is told of what: once, in words that give nobody away."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict, said_to_author
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry
from portal.foundation.outbox import OutgoingMail
from portal.notifications import actions as notifications
from portal.notifications.models import Notice
from portal.people.rules import Role
from portal.reactions import REACTIONS
from portal.submissions.models import Submission
from portal.submissions.rules import Status
from tests import factories
from tests.factories import Force

pytestmark = pytest.mark.usefixtures("db")
WHY = "Say where it was tried, and for how long."
TITLE = "Mulberry lanterns at the quiet gate"


def anonymous(force: Force) -> Submission:
    """A post that came over the desk, on its way."""
    with transaction():
        content = factories.IDEA
        post = Submission(
            kind="idea", organisation_id=force.organisation.id, organisation=force.organisation, desk_key="d" * 32,
            status=Status.DRAFT, begun_on=clock.today(), title=TITLE, summary="Lanterns.", body="Lanterns.",
            details=dict(content.details), sharing="policing",
        )  # fmt: skip
        session.add(post)
        session.flush()
        authorisation.set_off(post, by_id=None)
    return post


def mails() -> list[OutgoingMail]:
    return list(session.scalars(select(OutgoingMail)))


def tell_again() -> None:
    entries = session.scalars(select(Entry).order_by(Entry.sequence)).all()
    notifications.tell(entries)
    notifications.tell(entries)


def test_the_author_and_the_holder_are_told_once_however_often_it_is_run() -> None:
    force = Force()
    post = factories.published(force.constable)
    journal.catch_up(REACTIONS)
    told = session.scalar(select(func.count(Notice.id)))
    sent = len(mails())
    assert told
    assert sent
    tell_again()
    assert session.scalar(select(func.count(Notice.id))) == told
    assert len(mails()) == sent
    assert {mail.to for mail in mails()} == {force.constable.email}, "what is decided waits for nobody"
    assert any(post.title in mail.subject for mail in mails() if mail.to == force.constable.email)


def to_author(force: Force) -> list[OutgoingMail]:
    journal.catch_up(REACTIONS)
    return [mail for mail in mails() if mail.to == force.constable.email]


def test_the_mail_of_an_approval_says_who_has_it_now_and_by_when() -> None:
    force = Force()
    post = factories.decided(factories.sent(force.constable), Verdict.APPROVE)
    due = clock.day_in_words(ways.open_step(post).due_on)
    (mail,) = to_author(force)
    assert f"It goes on to Lena Lead (innovation lead), who has until {due}." in mail.text


def test_the_last_approval_is_told_once() -> None:
    force = Force()
    post = factories.published(force.constable)
    first, last = sorted(to_author(force), key=lambda mail: "/library/" in mail.text)
    assert first.subject.startswith("Sam Sergeant (head of unit) approved")
    assert last.subject == f"Lena Lead (innovation lead) approved “{post.title}”"
    assert last.text.count("approved") == 1
    assert f"/library/{post.reference}" in last.text


def test_the_mail_says_the_summary_that_its_author_had_left_to_whoever_approved_it() -> None:
    force = Force()
    post = factories.decided(factories.sent(force.constable, summary=""), Verdict.APPROVE)
    factories.decided(post, Verdict.APPROVE, summary="Handover behind a door.")
    first, last = sorted(to_author(force), key=lambda mail: "/library/" in mail.text)
    assert "summed it up" not in first.text
    said = "Lena Lead summed it up, as you had left that to them: “Handover behind a door.”"
    assert said in " ".join(last.text.split())


@pytest.mark.parametrize("verdict", Verdict)
def test_preview_mail_and_page_say_a_decision_in_the_same_words(client, verdict) -> None:
    force = Force()
    post = factories.sent(force.constable)
    address, place = f"/submissions/{post.reference}", f"/steps/{ways.open_step(post).reference}"
    code = "cost" if verdict is Verdict.DECLINE else ""
    reason = "" if verdict is Verdict.APPROVE else WHY
    preview = client.sign_in(force.sergeant).submit(
        place, verdict=verdict, code=code, reason=reason, do="preview"
    )
    assert client.submit(place, verdict=verdict, code=code, reason=reason, do="decide").status_code == 302
    (mail,) = to_author(force)
    said = said_to_author(verdict, "Sam Sergeant", reason=reason, code=code)
    page = client.sign_in(force.constable).get(address).text
    words = [said.what, said.heading, said.short, said.reason, said.next]
    if verdict is Verdict.APPROVE:
        words = ["Sam Sergeant approved it"]
    for text in (preview.text, mail.text, mail.html, page):
        assert [one for one in words if one not in text] == []


def test_the_reason_stands_in_the_mail_itself() -> None:
    force = Force()
    factories.decided(
        factories.sent(force.constable), Verdict.RETURN, reason="Say which front office it was."
    )
    journal.catch_up(REACTIONS)
    (mail,) = [mail for mail in mails() if mail.to == force.constable.email]
    assert "Say which front office it was." in mail.text
    assert "Say which front office it was." in mail.html


@pytest.mark.usefixtures("monday")
def test_mail_about_an_anonymous_post_says_neither_who_nor_what() -> None:
    force = Force()
    factories.person(
        force.division, Role.INNOVATION_LEAD
    )  # an anonymous post has two deciders of different units
    post = anonymous(force)
    journal.catch_up(REACTIONS)
    while ways.open_step(post) is not None:
        with clock.later(days=7):  # as good a moment for the mail of the day as this one
            assert notifications.write_mail_of_day()
        factories.decided(post, Verdict.APPROVE)
        journal.catch_up(REACTIONS)
    written = [f"{mail.subject} {mail.text} {mail.html}" for mail in mails()]
    assert written, "its deciders are told"
    for words in written:
        assert TITLE not in words
        assert "Lanterns" not in words
        assert post.reference not in words or "/submissions/" in words or "/steps/" in words
    notices = session.scalars(select(Notice)).all()
    assert all(TITLE not in notice.words for notice in notices)


def test_what_happened_long_ago_is_told_in_the_portal_and_not_mailed() -> None:
    force = Force()
    with clock.at(clock.now() - timedelta(days=10)):
        factories.sent(force.constable)
    journal.catch_up(REACTIONS)
    assert session.scalar(select(func.count(Notice.id)))
    assert mails() == []


def test_nobody_is_told_what_they_did_themselves_nor_who_has_left() -> None:
    force = Force()
    with transaction():
        force.colleague.ended_on = clock.today()
    post = factories.draft(force.constable, co_authors=[])
    with transaction():
        post.co_authors = [force.colleague]
    with transaction():
        authorisation.send(post, by=force.constable)
    journal.catch_up(REACTIONS)
    told = set(session.scalars(select(Notice.person_id)))
    assert force.colleague.id not in told
    assert force.constable.id not in told
