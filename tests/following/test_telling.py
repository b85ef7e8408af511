"""Who follows something hears of what is new in it: once, with the mail of the day, and only what they may read."""

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import Engine, select

from portal.authorisation import actions as authorisation
from portal.authorisation.rules import Ask, Decider, StagePlan, Verdict
from portal.following import actions, queries
from portal.following.models import Follow
from portal.foundation import journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.journal import Entry
from portal.library import actions as library
from portal.library import queries as found
from portal.library.queries import Asked
from portal.notifications import actions as notifications
from portal.notifications import queries as notices
from portal.people import actions as people
from portal.people.models import Person, Unit
from portal.people.rules import Role
from portal.people.rules.mail import MailChoice
from portal.reactions import REACTIONS
from portal.submissions.models import Submission
from tests import factories
from tests.factories import Force
from tests.notifications.mondays import URL, catch_up, hour, mails, work
from tests.statements import READS_AND_WRITES, statements

TOPIC = Asked(filters={"topic": ("handover",)})


def follows(person: Person, *wishes: Asked) -> list[Follow]:
    with transaction():
        return [actions.follow(wish, by=person) for wish in wishes]


def told(person: Person) -> list[str]:
    session.expire_all()
    return [one.words for one in notices.notices_of(person)]


def published(by: Person, kind: str = "idea", **changes: object) -> Submission:
    return factories.published(by, kind, **({"topics": ["handover"]} | changes))


def test_a_search_is_the_same_however_it_was_typed() -> None:
    one = queries.wish_in("topic=handover&q=drone&topic=custody&sort=newest&page=3&tea=1")
    other = queries.wish_in("q=drone&topic=custody&topic=handover")
    assert queries.search_in(one) == queries.search_in(other) == "q=drone&topic=custody&topic=handover"
    assert queries.wish_in(queries.search_in(one)) == other
    assert queries.wish_in("&".join("x=1" for _ in range(300))) == Asked()


def test_a_search_is_followed_once_and_nothing_says_when(here: Force) -> None:
    first, again = follows(here.constable, TOPIC, TOPIC)
    assert first is again
    assert queries.follows_of(here.constable) == [first]
    assert set(Follow.__table__.columns.keys()) == {"id", "reference", "person_id", "search", "stop"}
    assert not [entry for entry in session.scalars(select(Entry)) if "follow" in entry.event]
    with transaction():
        actions.stop(first)
    assert queries.follows_of(here.constable) == []


def test_what_is_followed_is_heard_of_once_with_the_mail_of_the_day(here: Force, there: Force) -> None:
    by_words, by_home = Asked(q="numbered hooks"), Asked(filters={"organisation": (here.organisation.code,)})
    follows(there.constable, TOPIC, by_words, by_home)
    post = published(here.constable, title="Numbered hooks for van keys")
    work()
    assert told(there.constable) == [f"New about Handover: “{post.title}”"]
    assert notices.unseen(there.constable) == 1
    assert mails(there.constable) == []
    with hour(1):
        work()
        work()
    (mail,) = mails(there.constable)
    assert mail.subject == f"New about Handover: “{post.title}”"
    assert f"About Handover:\n\n- “{post.title}”\n  {URL}/library/{post.reference}\n" in mail.text
    assert mail.text.count(post.title) == 1
    assert f'href="{URL}/library/{post.reference}"' in mail.html
    with hour(2):
        work()
    assert len(mails(there.constable)) == 1


def test_of_several_things_each_stands_under_what_it_is_new_in(here: Force, there: Force) -> None:
    one, two = follows(there.constable, TOPIC, Asked(filters={"topic": ("custody",)}))
    titles = [published(here.constable, title=f"Shorter talks {number}").title for number in range(2)]
    titles.append(published(here.constable, title="A clock in each cell", topics=["custody"]).title)
    work()
    with hour(1):
        work()
    (mail,) = mails(there.constable)
    assert mail.subject == "3 things are new"
    assert mail.text.index("About Custody:") < mail.text.index("About Handover:")
    assert all(mail.text.count(f"“{title}”") == 1 for title in titles)
    for follow in (one, two):
        assert mail.text.count(f"Stop following this: {URL}/stop-following/{follow.stop}\n") == 1
        assert mail.html.count(f'href="{URL}/stop-following/{follow.stop}"') == 1


def test_nobody_hears_of_what_they_may_not_read_nor_of_their_own(here: Force, there: Force) -> None:
    for person in (here.constable, here.colleague, here.inspector, there.constable):
        follows(person, TOPIC)
    published(here.constable, sharing="force", co_authors=[here.colleague.email])
    work()
    assert [len(told(one)) for one in (here.inspector, there.constable)] == [1, 0]
    assert all("New" not in words for one in (here.constable, here.colleague) for words in told(one))


def test_what_is_taken_out_again_is_nowhere_at_once(here: Force, there: Force) -> None:
    follows(there.constable, TOPIC)
    post = published(here.constable)
    work()
    assert notices.unseen(there.constable) == 1
    with transaction():
        item = found.item(post.reference)
        assert item is not None
        library.take_out(item, "It names somebody in the third paragraph.", by=here.lead)
    assert told(there.constable) == []  # before any reaction has run
    assert notices.unseen(there.constable) == 0
    with hour(1):
        work()
    assert mails(there.constable) == []


def test_what_comes_back_is_not_told_twice(here: Force, there: Force) -> None:
    follows(there.constable, TOPIC)
    post = published(here.constable)
    work()
    with transaction():
        journal.write("submission.published", post)
    work()
    catch_up()
    assert len(told(there.constable)) == 1


def test_a_reaction_that_runs_twice_tells_once(here: Force, there: Force) -> None:
    follows(there.constable, TOPIC)
    published(here.constable)
    catch_up()
    entries: Sequence[Entry] = session.scalars(
        select(Entry).where(Entry.event == "submission.published")
    ).all()
    notifications.tell_followers(entries)
    assert len(told(there.constable)) == 1


def test_an_impact_case_tells_other_forces_how_to_avoid_the_same(here: Force, there: Force) -> None:
    by_home = Asked(filters={"organisation": (here.organisation.code,)})
    follows(here.inspector, TOPIC)
    follows(there.constable, by_home, TOPIC)
    follows(there.inspector, by_home)
    advice = "Show the **history** of the child on the form itself."
    post = published(
        here.constable, "impact-case", details=dict(factories.IMPACT_CASE.details) | {"advice": advice}
    )
    work()
    (one,) = notices.notices_of(there.constable)
    assert one.words == f"Avoid what went wrong elsewhere, about Handover: “{post.title}”"
    assert one.note == "What others should do: Show the history of the child on the form itself."
    for person in (here.inspector, there.inspector):
        assert all(not other.note and "elsewhere" not in other.words for other in notices.notices_of(person))
    with hour(1):
        work()
    (mail,) = mails(there.constable)
    assert one.note in mail.text
    assert one.note in mail.html


def test_a_post_without_a_name_is_told_to_every_follower_and_its_author_is_not_spared(here: Force) -> None:
    follows(here.colleague, Asked(filters={"kind": ("impact-case",)}))
    roles = (Role.INNOVATION_LEAD, Role.DATA_SHARING_OFFICER)
    stages = [StagePlan(role.value, (Ask(Decider.ROLE, role=role),), 3) for role in roles]
    factories.configured(
        here, *stages, kind="impact-case", anonymous=True, read_first=False, why_unread="A test."
    )
    factories.person(here.division, Role.INNOVATION_LEAD)
    post = factories.nameless(here)
    while post.status != "published":
        factories.decided(post, Verdict.APPROVE)
    work()
    assert told(here.colleague) == [f"New narrowed to Impact case: “{post.title}”"]


def test_nothing_is_mailed_of_what_is_followed_no_longer_or_was_read(here: Force, there: Force) -> None:
    (follow,) = follows(there.constable, TOPIC)
    follows(there.inspector, TOPIC)
    published(here.constable)
    work()
    with transaction():
        actions.stop_by_mail(follow.stop)
        notifications.mark_seen(there.inspector)
    with hour(1):
        work()
    assert mails(there.constable) == mails(there.inspector) == []


@pytest.mark.parametrize("choice", MailChoice)
def test_what_is_followed_never_comes_by_itself(here: Force, there: Force, choice: MailChoice) -> None:
    with transaction():
        people.choose_mail(there.constable, choice)
    follows(there.constable, TOPIC)
    published(here.constable)
    work()
    assert mails(there.constable) == []
    with hour(1):
        work()
    assert len(mails(there.constable)) == (choice is not MailChoice.NEVER)


def test_no_mail_of_it_on_a_day_off(here: Force, there: Force) -> None:
    follows(there.constable, TOPIC)
    with transaction():
        day = date(2026, 12, 15)
        people.note_absence(there.constable, first_day=day, last_day=day, deputy=None, by=there.constable)
    published(here.constable)
    work()
    for day_after, written in ((1, 0), (2, 1)):
        with hour(day_after):
            work()
        assert len(mails(there.constable)) == written


def test_whoever_leaves_follows_nothing_any_more(here: Force, there: Force) -> None:
    follows(there.constable, TOPIC)
    follows(there.inspector, TOPIC)
    with transaction():
        people.end(there.constable, by=there.administrator)
    work()
    assert [follow.person_id for follow in session.scalars(select(Follow))] == [there.inspector.id]


def test_what_is_brought_in_with_others_is_no_news(here: Force, there: Force) -> None:
    follows(there.constable, TOPIC)
    post = published(here.constable)
    session.scalars(select(Entry).where(Entry.event == "submission.published")).one().facts = {
        "authority": "Elsewhere"
    }
    session.commit()
    catch_up()
    assert post.reference
    assert told(there.constable) == []


def test_a_search_too_many_is_refused(here: Force) -> None:
    follows(here.constable, *(Asked(q=f"word{number}") for number in range(100)))
    with pytest.raises(Refused, match="100 things"):
        follows(here.constable, TOPIC)


def test_the_database_is_asked_the_same_however_many_follow_and_however_much_is_new(
    here: Force, there: Force, engine: Engine
) -> None:
    team, author = there.team.id, here.constable.id
    others = {
        event: [one for one in some if one is not notifications.tell_followers]
        for event, some in REACTIONS.items()
    }

    def asked(posts: int, followers: int) -> int:
        for number in range(followers):
            person = factories.person(session.get_one(Unit, team))
            follows(person, TOPIC, Asked(q=f"hooks{number}"))
        for number in range(posts):
            published(session.get_one(Person, author), title=f"Shorter talks {number}")
        due = select(Entry).where(Entry.event == "submission.published", Entry.due_at.is_not(None))
        entries = session.scalars(due).all()
        session.expunge_all()
        journal.catch_up(others)
        session.remove()
        with statements(engine, READS_AND_WRITES - {"INSERT"}) as said:
            notifications.tell_followers(entries)
        return len([one for one in said if "synonym_rings" not in one])  # asked once a second

    few = asked(1, 2)
    assert asked(6, 12) == few


def test_what_waits_to_be_decided_is_told_to_no_follower(here: Force, there: Force) -> None:
    follows(there.constable, TOPIC)
    post = factories.sent(here.constable, topics=["handover"])
    work()
    assert told(there.constable) == []
    with transaction():
        authorisation.withdraw(post, by=here.constable)
    work()
    assert told(there.constable) == []
