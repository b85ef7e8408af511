"""What a notice says once what it told of is over."""

import pytest
from sqlalchemy import select

from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.rules import Ask, Decider, StagePlan, StepState, Verdict
from portal.feedback import actions as feedback
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry
from portal.notifications import actions as notifications
from portal.notifications import queries, rules
from portal.notifications.models import Notice
from portal.people.rules import Role
from portal.reactions import REACTIONS
from portal.submissions import actions as posts
from portal.submissions.actions import Content
from tests import factories
from tests.factories import Force

pytestmark = pytest.mark.usefixtures("db")


def told(person) -> list[tuple[str, str, bool]]:
    """What somebody has been told, newest first: the words, where they lead, and whether it is no news."""
    journal.catch_up(REACTIONS)
    session.expire_all()
    return [(notice.words, notice.address, notice.seen) for notice in queries.notices_of(person)]


@pytest.fixture
def force():
    return Force()


@pytest.fixture
def post(force):
    found = factories.sent(force.constable)
    assert told(force.sergeant) == [
        (
            f"An idea waits for your decision: “{found.title}”",
            f"/steps/{ways.open_step(found).reference}",
            False,
        )
    ]
    return found


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict.APPROVE, "You approved “{}”"),
        (Verdict.RETURN, "You asked for a change to “{}”"),
        (Verdict.DECLINE, "You did not take “{}” forward"),
    ],
)
def test_what_somebody_decided_is_no_news_to_them(force, post, verdict, words):
    factories.decided(post, verdict)
    assert told(force.sergeant) == [(words.format(post.title), f"/submissions/{post.reference}", True)]
    assert queries.unseen(force.sergeant) == 0


def test_what_another_decided_says_who_it_was(force, post):
    with transaction():
        authorisation.hand_on(ways.open_step(post), force.inspector, by=force.sergeant)
    assert told(force.sergeant) == [(f"Iris Inspector has “{post.title}” now", "/queue", True)]
    factories.decided(post, Verdict.APPROVE)
    assert told(force.sergeant) == [(f"Iris Inspector has “{post.title}” now", "/queue", True)]
    assert told(force.inspector)[0][0] == f"You approved “{post.title}”"


def test_what_its_author_took_back_says_so(force, post):
    with transaction():
        authorisation.withdraw(post, by=force.constable)
    assert told(force.sergeant) == [(f"“{post.title}” was taken back by its author", "/queue", True)]


def test_an_update_that_fell_with_its_post_is_not_said_to_be_taken_back(force):
    post = factories.published(force.constable)
    with transaction():
        update = posts.begin_update(post, by=force.constable)
        posts.save(update, Content(title="A larger room"), seen=update.version, by=force.constable)
    with transaction():
        authorisation.send(update, by=force.constable)
    assert told(force.sergeant)[0][0].startswith("An idea waits for your decision")
    with transaction():
        authorisation.take_out(post, "The third paragraph names a child.", by=force.lead)
    words = "“A larger room” was closed: what it updates was taken out of the library"
    assert told(force.sergeant)[0] == (words, "/queue", True)


def test_a_step_that_opens_again_leaves_the_old_notice_as_it_ended(force, post):
    factories.decided(post, Verdict.RETURN)
    told(force.sergeant)
    assert told(force.constable)[0] == (
        f"Sam Sergeant (head of unit) asked for a change to “{post.title}”",
        f"/submissions/{post.reference}",
        False,
    )
    with transaction():
        posts.save(post, Content(body="Nine minutes."), seen=post.version, by=force.constable)
        authorisation.send(post, by=force.constable)
    assert [(words, seen) for words, _, seen in told(force.sergeant)] == [
        (f"An idea is back with you, changed: “{post.title}”", False),
        (f"You asked for a change to “{post.title}”", True),
    ]
    assert [seen for *_, seen in told(force.constable)] == [True]
    factories.decided(post, Verdict.APPROVE)
    assert [words for words, *_ in told(force.sergeant)] == [
        f"You approved “{post.title}”",
        f"You asked for a change to “{post.title}”",
    ]
    approved = (
        f"Sam Sergeant (head of unit) approved “{post.title}”. It goes on to Lena Lead (innovation lead)"
    )
    assert told(force.constable)[0][0].startswith(f"{approved}, who has until ")


def test_what_was_over_before_anybody_was_told_is_told_as_it_ended(force):
    post = factories.published(force.constable)
    assert [(words, seen) for words, _, seen in told(force.sergeant)] == [
        (f"You approved “{post.title}”", True)
    ]
    assert [(words, seen) for words, _, seen in told(force.lead)] == [(f"You approved “{post.title}”", True)]


def test_reminders_are_over_with_their_step(force, post):
    with clock.later(days=9):
        assert authorisation.keep_time()
        journal.catch_up(REACTIONS)
    factories.decided(post, Verdict.APPROVE)
    for person in (force.sergeant, force.inspector):
        assert all("waits" not in words and "is due" not in words for words, *_ in told(person))
        assert not any(address.startswith("/steps/") for _, address, _ in told(person))


def test_a_question_is_news_until_it_is_answered(force, post):
    with transaction():
        question = feedback.ask(post, "Who keeps the key?", by=force.sergeant)
    assert told(force.constable) == [
        (f"Sam Sergeant asked about “{post.title}”", f"/submissions/{post.reference}#questions", False)
    ]
    with transaction():
        feedback.answer(question, "The front office.", by=force.constable)
    assert told(force.constable) == [
        (f"A question about “{post.title}” was answered", f"/submissions/{post.reference}#questions", True)
    ]
    assert told(force.sergeant)[0][0] == f"Your question about “{post.title}” was answered"


def test_a_late_answer_to_a_decider_is_told_where_they_can_read_it(force, post):
    with transaction():
        question = feedback.ask(post, "Who keeps the key?", by=force.sergeant)
    while ways.open_step(post) is not None:
        factories.decided(post, Verdict.APPROVE)
    with transaction():
        feedback.answer(question, "The front office.", by=force.constable)
    answered = f"Your question about “{post.title}” was answered"
    assert told(force.sergeant)[0] == (answered, f"/submissions/{post.reference}#questions", False)
    with transaction():
        later = feedback.ask(post, "How large is it?", by=force.sergeant)
    with transaction():
        feedback.answer(later, "Four metres by five.", by=force.constable)
    assert told(force.sergeant)[0] == (answered, f"/library/{post.reference}#questions", False)


def test_whoever_asked_and_reads_the_post_no_longer_is_led_to_no_closed_door(force, post):
    with transaction():
        question = feedback.ask(post, "Who keeps the key?", by=force.sergeant)
    with transaction():
        authorisation.hand_on(ways.open_step(post), force.inspector, by=force.sergeant)
    while ways.open_step(post) is not None:
        factories.decided(post, Verdict.APPROVE)
    with transaction():
        feedback.answer(question, "The front office.", by=force.constable)
    assert told(force.sergeant)[0][1] == "/queue"


@pytest.mark.usefixtures("monday")
def test_what_is_over_stands_once_and_under_the_day_on_which_it_happened(force, post):
    with clock.later(days=3):
        assert authorisation.keep_time()
        journal.catch_up(REACTIONS)
    with clock.later(days=4):
        factories.decided(post, Verdict.APPROVE)
        day = clock.today()
        assert [words for words, *_ in told(force.sergeant)] == [f"You approved “{post.title}”"]
        assert [notice.told_on for notice in queries.notices_of(force.sergeant)] == [day]
        assert session.scalar(select(Notice.replaced).where(Notice.replaced)) is True
        before = told(force.sergeant)
        notifications.tell(session.scalars(select(Entry).order_by(Entry.sequence)).all())
        assert told(force.sergeant) == before


def test_settling_twice_changes_nothing(force, post):
    factories.decided(post, Verdict.APPROVE)
    before = told(force.sergeant), told(force.constable), told(force.lead)
    notifications.tell(session.scalars(select(Entry).order_by(Entry.sequence)).all())
    assert (told(force.sergeant), told(force.constable), told(force.lead)) == before
    assert session.scalar(select(Notice.seen).where(Notice.person_id == force.lead.id)) is False


def test_of_two_steps_of_one_name_each_notice_leads_to_its_own(force):
    both = (Ask(Decider.UNIT_HEAD), Ask(Decider.ROLE, role=Role.INNOVATION_LEAD))
    factories.configured(force, StagePlan("Check", both, 3, needed=2))
    post = factories.sent(force.constable)
    waits = f"An idea waits for your decision: “{post.title}”"
    assert told(force.sergeant) == [(waits, f"/steps/{ways.open_step(post).reference}", False)]
    factories.decided(post, Verdict.APPROVE)
    assert told(force.lead) == [(waits, f"/steps/{ways.open_step(post).reference}", False)]
    assert told(force.sergeant)[0][0] == f"You approved “{post.title}”"


def test_a_step_that_lies_ahead_was_not_taken_back():
    words = rules.words_when_over(StepState.AHEAD, "“A title”", by="", holder="")
    assert words == "“A title” is at an earlier step again"


@pytest.mark.parametrize("state", StepState)
def test_of_every_state_it_names_no_author(state):
    words = rules.words_when_over(state, rules.named("A title", anonymous=True), by="You", holder="Lena Lead")
    assert words[0].isupper()
    assert "post made without a name" in words


def test_what_its_author_writes_anew_is_not_told_before_it_is_sent() -> None:
    force = Force()
    post = factories.decided(
        factories.sent(force.constable, co_authors=[force.colleague.email]), Verdict.RETURN
    )
    title = post.title
    with transaction():
        anew = Content(title="What nobody else has read yet", co_authors=[])
        posts.save(post, anew, seen=post.version, by=force.constable)
    journal.catch_up(REACTIONS)
    told = [
        notice.words for person in (force.colleague, force.sergeant) for notice in queries.notices_of(person)
    ]
    assert any(f"took you off the co-authors of “{title}”" in words for words in told)
    assert not [words for words in told if "nobody else" in words]


def test_a_change_to_the_text_is_told_to_its_author_until_they_answer(force, post):
    step = ways.open_step(post)
    text = {"title": post.title, "summary": post.summary, "body": f"{post.body} Shorter."}
    with transaction():
        decision = authorisation.Decision(Verdict.APPROVE, "Shorter.", seen=post.version)
        authorisation.propose_edit(step, decision, text, by=force.sergeant)
    words = f"{force.sergeant.title} (head of unit) approves “{post.title}” if you accept a change"
    assert told(force.constable)[0] == (words, f"/steps/{step.reference}/proposed", False)

    with transaction():
        authorisation.decline_edit(step, "It says what it should.", by=force.constable)

    assert (words, f"/submissions/{post.reference}", True) in told(force.constable)
