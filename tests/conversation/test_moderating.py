"""Nothing vanishes in silence: whoever wrote what is hidden is told why, and may ask once for another look."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from portal.conversation import actions, queries
from portal.conversation.models import Remark, Report
from portal.conversation.rules.moderating import Reason, State
from portal.foundation import journal, refusals
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.notifications import queries as notices
from portal.people.models import Person
from portal.people.rules import Role
from portal.submissions.models import Submission
from tests import factories
from tests.client import Client
from tests.conversation.people import browser, now, told
from tests.factories import Force
from tests.notifications.mondays import work

WORDS = "It names the sergeant who was on that night."


def there_is() -> Remark:
    session.expire_all()
    return session.scalars(select(Remark)).one()


@pytest.fixture
def said(post: Submission, there: Force) -> str:
    """A comment of a reader of another force, and its reference."""
    with transaction():
        made = actions.comment(post, "Ask Sergeant Bell, he was on.", by=now(there.constable))
    work()
    return made.reference


def reported(by: Person) -> None:
    with transaction():
        actions.report(there_is(), Reason.IDENTIFIES, WORDS, by=now(by))
    work()


def hidden(by: Person) -> None:
    with transaction():
        actions.hide(there_is(), Reason.IDENTIFIES, "Leave out who was on duty.", by=now(by))
    work()


def appealed(by: Person) -> None:
    with transaction():
        actions.appeal(there_is(), "He said I may.", by=now(by))
    work()


def test_the_authors_hear_of_a_comment_and_of_those_that_follow_only_once_they_looked(
    post: Submission, said: str, here: Force, there: Force
) -> None:
    with transaction():
        actions.comment(post, "We did it too.", by=now(there.inspector))
    work()
    commented = [words for words in told(here.constable) if "said something about" in words]
    assert commented == ["Amina Constable said something about “A quiet room for handover”"]


def test_a_report_reaches_those_who_moderate_and_names_nobody(said: str, here: Force, there: Force) -> None:
    reported(here.colleague)
    assert told(here.lead)[0].startswith(
        "Something that was said about “A quiet room for handover” was reported"
    )
    assert not [words for words in told(there.constable) if "reported" in words]
    entry = session.scalars(select(journal.Entry).where(journal.Entry.event == "remark.reported")).one()
    assert (entry.by_id, entry.facts) == (None, {"remark": said})
    reported(here.colleague)
    assert len(session.scalars(select(Report)).all()) == 1, "said again, the newer words stand"
    assert len([words for words in told(here.lead) if "was reported" in words]) == 1


def test_what_is_hidden_is_told_to_whoever_wrote_it_with_the_reason_and_read_by_nobody_else(
    client: Client, post: Submission, said: str, here: Force, there: Force
) -> None:
    address = f"/library/{post.reference}"
    reported(here.colleague)
    hidden(here.lead)
    assert told(there.constable)[0].startswith("What you said about “A quiet room for handover” was hidden")
    assert told(here.colleague)[0] == "What you reported about “A quiet room for handover” was hidden"
    assert notices.unseen(now(here.lead)) == 0
    client.sign_in(now(here.colleague))
    page = client.get(address).text
    assert "Hidden by a moderator: it names or points to somebody." in page
    assert "Bell" not in page
    assert client.get(f"/remarks/{said}").status_code == 404
    writer = browser(client, there.constable)
    assert "Ask Sergeant Bell" in writer.get(address).text
    own = writer.get(f"/remarks/{said}").text
    assert "Leave out who was on duty." in own
    assert "Lena Lead, Northmoor Police" in own
    assert WORDS not in own, "what was reported is for moderators"


def test_somebody_else_looks_again_once_and_says_why(
    client: Client, said: str, here: Force, there: Force
) -> None:
    with transaction():
        second = factories.person(here.office, Role.COMMUNICATIONS)
    hidden(here.lead)
    appealed(there.constable)
    assert not [words for words in told(here.lead) if "another look" in words], "not whoever hid it"
    assert told(second)[0].startswith("Somebody asks for another look")
    with pytest.raises(Refused, match="did not hide it"), transaction():
        actions.hear(there_is(), "As I said.", shows_again=False, by=now(here.lead))
    client.sign_in(now(second))
    page = client.get(f"/remarks/{said}")
    assert "He said I may." in page.text
    answer = client.send(page, f"/remarks/{said}/hear", verdict="show", words="He did, I asked him.")
    assert answer.location == "/moderation"
    work()
    assert told(there.constable)[0].startswith(
        "What you said about “A quiet room for handover” is shown again"
    )
    assert there_is().state == State.SHOWN_AGAIN
    with pytest.raises(Refused, match="looked at this already"):
        hidden(here.lead)


def test_what_stays_hidden_stays_hidden(said: str, here: Force, there: Force) -> None:
    curator = factories.person(there.office, Role.NATIONAL_CURATOR)
    hidden(here.lead)
    appealed(there.constable)
    with transaction():
        actions.hear(there_is(), "A name is a name.", shows_again=False, by=now(curator))
    work()
    assert told(there.constable)[0].startswith("Somebody else looked: what you said about")
    with pytest.raises(Refused, match="already"):
        appealed(there.constable)


def test_what_is_let_stand_is_told_to_whoever_reported_it(said: str, here: Force, there: Force) -> None:
    reported(here.colleague)
    with transaction():
        actions.let_stand(there_is(), by=now(here.lead))
    work()
    assert told(here.colleague)[0].startswith("A moderator looked at what you reported about")
    assert queries.to_moderate(now(here.lead)) == []


@pytest.mark.parametrize(
    "deed",
    [
        lambda one, by: actions.hide(one, Reason.UNKIND, "No.", by=by),
        lambda one, by: actions.let_stand(one, by=by),
        lambda one, by: actions.appeal(one, "No.", by=by),
        lambda one, by: actions.hear(one, "No.", shows_again=True, by=by),
    ],
    ids=["hide", "let stand", "appeal", "hear"],
)
def test_nobody_else_decides(said: str, here: Force, deed: Callable[[Remark, Person], None]) -> None:
    for person in (here.constable, here.colleague, here.sergeant):
        with pytest.raises(Refused), transaction():
            deed(there_is(), now(person))
    assert there_is().state == State.SHOWN


def test_nobody_hides_what_is_said_of_their_own_post(here: Force, there: Force) -> None:
    own = factories.published(here.lead)
    with transaction():
        actions.comment(own, "It did not work at ours.", by=now(there.constable))
    with pytest.raises(Refused, match="look after"):
        hidden(here.lead)


@pytest.mark.parametrize(("number", "reason", "words"), [(0, "", "x"), (1, "identifies", "  ")])
def test_hiding_without_a_reason_is_refused_on_the_page(
    client: Client, said: str, here: Force, number: int, reason: str, words: str
) -> None:
    client.sign_in(now(here.lead))
    page = client.get(f"/remarks/{said}")
    answer = client.send(page, f"/remarks/{said}/hide", reason=reason, words=words)
    assert answer.status_code in {409, 422}
    assert "Say why" in answer.text or "Choose why" in answer.text
    assert there_is().state == State.SHOWN


def test_from_a_report_to_the_list_of_moderators(client: Client, said: str, here: Force) -> None:
    client.sign_in(now(here.colleague))
    page = client.get(f"/remarks/{said}/report")
    assert client.send(page, f"/remarks/{said}/report", reason="unkind", words="").status_code == 302
    assert client.get("/moderation").status_code == 403
    lead = browser(client, here.lead)
    listed = lead.get("/moderation")
    assert "It is unkind, or attacks somebody" in listed.text
    shown = lead.get(f"/remarks/{said}")
    assert lead.send(shown, f"/remarks/{said}/let-stand").location == "/moderation"
    assert "Nothing waits for you" in lead.get("/moderation").text


def test_who_reports_too_late_is_named_nowhere(client: Client, said: str, here: Force) -> None:
    client.sign_in(now(here.colleague))
    page = client.get(f"/remarks/{said}/report")
    hidden(here.lead)
    late = client.send(page, f"/remarks/{said}/report", reason="unkind", words="")
    assert late.status_code == 404
    assert not session.scalars(select(journal.Entry).where(journal.Entry.event == refusals.ATTEMPT)).all()


def test_who_moved_away_reads_what_they_said_and_not_of_what(
    client: Client, here: Force, there: Force
) -> None:
    elsewhere = there.team.id
    own = factories.published(now(here.constable), sharing="force", title="A plan of this force")
    with transaction():
        made = actions.comment(own, "Ask Sergeant Bell, he was on.", by=now(here.colleague)).reference
    writer = browser(client, here.colleague)
    assert "A plan of this force" in writer.get(f"/remarks/{made}").text
    hidden(here.lead)
    lead = browser(client, here.lead)
    assert "Ask Sergeant Bell" in lead.get("/moderation").text
    with transaction():
        for person in (here.colleague, here.lead):
            now(person).unit_id = elsewhere
    session.expire_all()
    page = writer.get(f"/remarks/{made}").text
    assert "Ask Sergeant Bell" in page
    assert "A plan of this force" not in page
    assert lead.get(f"/remarks/{made}").status_code == 404, "a lead of another force by now"
    assert "Ask Sergeant Bell" not in lead.get("/moderation").text
