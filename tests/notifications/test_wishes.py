"""What somebody chooses of mail holds: by kind, by post, by hour, and by one press without signing in."""

from datetime import time
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from portal.authorisation import actions as authorisation
from portal.authorisation.rules import Verdict
from portal.feedback import actions as feedback
from portal.following import actions as following
from portal.foundation import clock, outbox
from portal.foundation.database import session, transaction
from portal.foundation.mail import MailFolder
from portal.foundation.outbox import OutgoingMail
from portal.library import actions as library
from portal.library import queries
from portal.library.queries import Asked
from portal.notifications import actions as notifications
from portal.notifications.actions import Wishes
from portal.notifications.models import MailWishes, Muted
from portal.notifications.rules import ALL, MailKind
from portal.people.models import Person
from portal.people.rules.mail import MailChoice
from portal.submissions.models import Topic
from tests import factories
from tests.client import Client
from tests.factories import Force
from tests.notifications.mondays import URL, hour, mails, subjects, work

pytestmark = pytest.mark.usefixtures("db", "monday")
ONE_SCREEN, MOST_OCTETS = 12, 60_000


def wishes(person: Person, usual: MailChoice = MailChoice.DAILY, **more: object) -> None:
    kinds = {kind: choice for kind, choice in more.items() if kind in set(MailKind)}
    quiet = {name: when for name, when in more.items() if name.startswith("quiet_")}
    with transaction():
        notifications.choose(person, Wishes(usual, kinds, **quiet))  # type: ignore[arg-type]


def asked_about(force: Force, title: str = "Numbered hooks for van keys") -> SimpleNamespace:
    post = factories.published(force.constable, title=title)
    work()
    with transaction():
        feedback.ask(post, "Are the spare ones numbered too?", by=force.inspector)
    before = len(mails(force.constable))
    work()
    return SimpleNamespace(post=post, before=before)


def test_one_kind_is_left_out_and_another_comes_at_once() -> None:
    force = Force()
    asked = asked_about(force)
    wishes(force.constable, questions=MailChoice.NEVER.value)
    with hour(1):
        work()
    assert len(mails(force.constable)) == asked.before
    wishes(force.sergeant, to_decide=MailChoice.AT_ONCE.value)
    factories.sent(force.colleague, title="A quiet room for handover")
    work()
    assert subjects(force.sergeant)[-1] == "An idea waits for your decision: “A quiet room for handover”"


def test_who_wants_no_mail_but_one_kind_has_that_kind() -> None:
    force = Force()
    wishes(force.constable, MailChoice.NEVER, questions=MailChoice.DAILY.value)
    asked = asked_about(force)
    assert asked.before == 0
    with hour(1):
        work()
    assert subjects(force.constable) == [f"Iris Inspector asked about “{asked.post.title}”"]


def test_of_a_muted_post_comes_only_what_asks_something() -> None:
    force = Force()
    loud, quiet = (factories.published(force.constable, title=title) for title in ("Loud", "Quiet"))
    work()
    before = len(mails(force.constable))
    with transaction():
        notifications.choose(
            force.constable, Wishes(MailChoice.DAILY, {}), of=[loud.reference, quiet.reference],
            wanted=[loud.reference],
        )  # fmt: skip
    for post in (loud, quiet):
        with transaction():
            library.retire(queries.item(post.reference), "It was merged with another.", "", by=force.lead)
    work()
    with hour(1):
        work()
    (mail,) = mails(force.constable)[before:]
    assert "Loud" in mail.text
    assert "Quiet" not in mail.text
    with transaction():
        feedback.ask(quiet, "Is it still there?", by=force.inspector)
    work()
    with hour(2):
        work()
    assert "asked about “Quiet”" in subjects(force.constable)[-1]


def test_in_quiet_hours_a_mail_waits_until_they_end_and_lets_others_pass(tmp_path: object) -> None:
    force = Force()
    folder = MailFolder(tmp_path)  # type: ignore[arg-type]
    wishes(force.constable, quiet_from=time(21), quiet_until=time(6, 30))
    post = factories.sent(force.constable)
    with hour(0, 23):
        factories.decided(post, Verdict.DECLINE)
        work()
        with transaction():
            outbox.put(force.constable.email, "Choose your password", "A link.")
        assert outbox.deliver(folder, "portal@force.example", again=notifications.letter_again) == 1
    password, held = sorted(mails(force.constable), key=lambda mail: mail.due_at)
    assert (held.state, password.state) == (outbox.WAITING, outbox.SENT)
    assert clock.local(held.due_at).time() == time(6, 30)
    with hour(1, 6, 30):
        assert outbox.deliver(folder, "portal@force.example", again=notifications.letter_again) == 1


def test_what_nobody_may_read_any_more_is_not_said_by_a_mail_that_waited(tmp_path: object) -> None:
    force, other = Force(), Force()
    folder = MailFolder(tmp_path)  # type: ignore[arg-type]
    with transaction():
        session.add(Topic(slug="handover", name="Handover"))
        following.follow(Asked(filters={"topic": ("handover",)}), by=other.constable)
    gone, stays = (
        factories.published(force.constable, title=title, topics=["handover"])
        for title in ("A name in it", "Numbered hooks")
    )
    work()
    with hour(1):
        work()
        (mail,) = mails(other.constable)
        assert "A name in it" in mail.text
        with transaction():
            library.take_out(queries.item(gone.reference), "It named somebody.", by=force.lead)
        while outbox.deliver(folder, "portal@force.example", again=notifications.letter_again):
            pass
    sent = [file.read_text() for file in tmp_path.iterdir()]  # type: ignore[attr-defined]
    theirs = [text for text in sent if other.constable.email in text]
    assert len(theirs) == 1
    assert stays.title in theirs[0]
    assert not any("A name in it" in text and force.constable.email not in text for text in sent)


def test_a_mail_of_which_nothing_is_left_does_not_go(tmp_path: object) -> None:
    force = Force()
    post = factories.sent(force.constable)
    work()
    with hour(1):
        work()
        assert len(mails(force.sergeant)) == 1
        with transaction():
            authorisation.withdraw(post, by=force.constable)
        folder = MailFolder(tmp_path)  # type: ignore[arg-type]
        assert outbox.deliver(folder, "portal@force.example", again=notifications.letter_again) == 0
    assert mails(force.sergeant) == []


@pytest.mark.parametrize("one_click", [False, True])
def test_every_mail_is_stopped_by_its_link_without_signing_in(client: Client, one_click: bool) -> None:
    force = Force()
    factories.decided(factories.sent(force.constable), Verdict.DECLINE)
    factories.sent(force.colleague)
    work()
    with hour(1):
        work()
    (own,), (day,) = mails(force.constable), mails(force.sergeant)
    author, decider = force.constable.id, force.sergeant.id
    for stop, text, html, person in (
        (own.stop, own.text, own.html, author), (day.stop, day.text, day.html, decider),
    ):  # fmt: skip
        place = stop.removeprefix(URL)
        assert stop in text
        assert stop in html
        assert "Stop this mail?" in client.get(place).text
        assert session.get_one(MailWishes, person).kinds == {}, "looking at it stops nothing"
        one_press = {"List-Unsubscribe": "One-Click"}
        answer = client.post(place, data=one_press) if one_click else client.submit(place)
        assert "We write no more of this" in answer.text
    session.expire_all()
    assert session.get_one(MailWishes, author).kinds == {"own": "never"}
    assert session.get_one(Person, decider).mail == MailChoice.NEVER


def test_one_press_stops_mail_about_one_post_and_no_link_tells_of_a_post(client: Client) -> None:
    force = Force()
    wishes(force.constable, MailChoice.AT_ONCE)
    post = factories.published(force.constable)
    other = factories.draft(force.colleague)
    key, reference, constable, hidden = post.id, post.reference, force.constable.id, other.reference
    work()
    mail = mails(force.constable)[-1]
    (place,) = {line.removeprefix(URL) for line in mail.text.splitlines() if "/post-" in line}
    token = session.get_one(MailWishes, constable).stop
    assert place == f"/stop-mail/{token}/post-{reference}"
    client.post(place, data={"List-Unsubscribe": "One-Click"})
    for not_theirs in (hidden, "zzzz9999"):
        answer = client.post(f"/stop-mail/{token}/post-{not_theirs}")
        assert "We write no more of this" in answer.text
    kept = session.scalars(select(Muted.submission_id).where(Muted.person_id == constable)).all()
    assert kept == [key]
    for made_up in (f"/stop-mail/{token}/everything", f"/stop-mail/{'x' * 43}/{ALL}"):
        assert client.get(made_up).status_code == client.post(made_up).status_code == 404


def test_the_page_of_choices_keeps_what_was_chosen(client: Client) -> None:
    force = Force()
    post = factories.published(force.constable, title="Numbered hooks for van keys")
    reference, constable = post.reference, force.constable.id
    work()
    client.sign_in(force.constable)
    page = client.get("/account/mail")
    assert f'value="{reference}" checked' in page.text
    typed = {
        "mail": "daily", "questions": "never", "quiet_from": "21:00", "quiet_until": "06:30", "posts": [],
    }  # fmt: skip
    assert client.send(page, "/account/mail", **typed).location == "/account"
    page = client.get("/account/mail")
    assert 'value="21:00"' in page.text
    assert f'value="{reference}" checked' not in page.text
    assert f'value="{reference}"' in page.text
    kept = session.get_one(MailWishes, constable, populate_existing=True)
    assert (kept.kinds, kept.quiet_until) == ({"questions": "never"}, time(6, 30))
    refused = client.submit("/account/mail", mail="daily", quiet_from="21:00", quiet_until="21:00")
    assert refused.status_code == 409


def test_a_post_that_somebody_reads_no_more_is_not_named_on_their_page(client: Client) -> None:
    force, other = Force(), Force()
    post = factories.published(force.constable, title="Numbered hooks for van keys")
    with transaction():
        question = feedback.ask(post, "Who keeps the spare one?", by=other.constable)
        feedback.answer(question, "The desk.", by=force.constable)
    work()
    asker, reference, lead = other.constable.id, post.reference, force.lead.id
    client.sign_in(other.constable)
    assert "Numbered hooks" in client.get("/account/mail").text
    with transaction():
        library.take_out(queries.item(reference), "It named somebody.", by=session.get_one(Person, lead))
    client.sign_in(session.get_one(Person, asker))
    assert "Numbered hooks" not in client.get("/account/mail").text


def test_whoever_follows_thirty_things_reads_one_screen_and_sixty_kilobytes() -> None:
    here, there = Force(), Force()
    with transaction():
        for number in range(30):
            slug = f"topic-{number}"
            session.add(Topic(slug=slug, name=f"Topic {number} {'of a long name ' * 4}"))
            session.flush()
            following.follow(Asked(filters={"topic": (slug,)}), by=there.constable)
    for number in range(30):
        factories.published(
            here.constable, title=f"{number} {'ä long title ' * 8}", topics=[f"topic-{number}"]
        )
    work()
    with hour(1):
        work()
    (mail,) = mails(there.constable)
    assert len(mail.text.encode()) + len(mail.html.encode()) < MOST_OCTETS
    headings, entries = mail.text.count("Stop following this"), mail.text.count("\n- ")
    assert 0 < headings + entries <= ONE_SCREEN
    assert f"And {30 - entries} more" in mail.text


def test_of_what_a_mail_was_for_the_outbox_keeps_no_more_than_it_must() -> None:
    force = Force()
    factories.decided(factories.sent(force.constable), Verdict.DECLINE)
    work()
    (row,) = session.scalars(select(OutgoingMail).where(OutgoingMail.to == force.constable.email))
    assert set(row.about) == {"letter", "notices", "person"}
