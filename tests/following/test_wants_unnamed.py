"""A wish without a name points at no unit and at no few, whoever looks at it, answers it, or comes back later."""

from collections.abc import Mapping

import pytest

from portal.following import actions, queries
from portal.following.actions.wants import NOT_THEIRS_TO_READ
from portal.following.models import Want
from portal.following.rules.wants import Shown, WantState, asker_shown
from portal.foundation import journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.library.queries import Asked
from portal.notifications import queries as notices
from portal.people import queries as people
from portal.people.models import Person
from portal.people.rules import Role
from portal.submissions.rules import Sharing
from tests import factories
from tests.client import Client
from tests.factories import Force
from tests.notifications.mondays import work


def asked(by: Person, shown: Shown = Shown.ORGANISATION) -> Want:
    with transaction():
        return actions.ask_for(Asked(q="winter boots"), "Boots that stay dry.", shown, by=by)


def shown_of(want: Want) -> str:
    return asker_shown(want, queries.small_homes([want]))


def answered(want: Want, reference: str, by: Person) -> bool:
    """Whether a post is taken as an answer."""
    try:
        with transaction():
            actions.answer(session.get_one(Want, want.id), reference, by=session.get_one(Person, by.id))
    except Refused as refused:
        if refused.message != NOT_THEIRS_TO_READ:
            raise
        return False
    return True


def tried(asker: Person, posts: Mapping[Sharing, str], by: Person, shown: Shown) -> dict[Sharing, bool]:
    """Which posts are taken as an answer to a wish of somebody, one wish each."""
    return {sharing: answered(asked(asker, shown), reference, by) for sharing, reference in posts.items()}


def posts_of(author: Person) -> dict[Sharing, str]:
    found = {one: factories.published(author, sharing=one.value).reference for one in Sharing}
    work()
    return found


def answering(force: Force) -> Person:
    """Somebody who works in the team, and so reads what is for it, and answers what is asked."""
    return factories.person(force.team, Role.TOPIC_LEAD)


def test_no_answer_tells_in_which_unit_whoever_asked_works(here: Force) -> None:
    posts, by = posts_of(here.constable), answering(here)
    ours = tried(here.colleague, posts, by, Shown.ORGANISATION)
    theirs = tried(here.data_officer, posts, by, Shown.ORGANISATION)
    assert ours == theirs == {one: one != Sharing.UNIT for one in Sharing}
    assert tried(here.colleague, posts, by, Shown.NAME) == dict.fromkeys(Sharing, True)
    assert tried(here.data_officer, posts, by, Shown.NAME)[Sharing.UNIT] is False


def test_nor_does_one_of_somebody_who_wrote_it(here: Force) -> None:
    posts = posts_of(here.constable)
    assert tried(here.constable, posts, answering(here), Shown.ORGANISATION)[Sharing.UNIT] is False


def test_where_few_have_an_account_the_organisation_is_not_named_either(here: Force, there: Force) -> None:
    assert people.small([here.organisation, there.organisation]) == {there.organisation.id}
    want = asked(there.constable)
    assert shown_of(want) == "Somebody"
    work()
    assert [one.words for one in notices.notices_of(there.lead)] == []
    posts = posts_of(there.colleague)
    taken = tried(there.constable, posts, answering(there), Shown.ORGANISATION)
    assert taken == {one: one in {Sharing.POLICING, Sharing.PUBLIC} for one in Sharing}
    named = asked(there.constable, Shown.NAME)
    assert shown_of(named) == "Amina Constable, Southmoor Police"
    work()
    assert "Amina Constable" in notices.notices_of(there.lead)[0].words


def test_one_more_account_is_enough_and_one_that_ended_does_not_count(here: Force) -> None:
    want = asked(here.constable)
    assert shown_of(want) == "Somebody at Northmoor Police"
    with transaction():
        here.colleague.ended_on = here.colleague.ended_on or want.asked_on
    assert shown_of(want) == "Somebody"
    factories.person(here.team)
    assert shown_of(want) == "Somebody at Northmoor Police"


def test_whoever_moves_is_not_seen_by_their_wish(here: Force, there: Force) -> None:
    for _number in range(3):
        factories.person(there.team)
    posts, want = posts_of(here.colleague), asked(here.constable)
    with transaction():
        session.get_one(Person, here.constable.id).unit_id = there.team.id
        factories.person(here.team)
    session.expire_all()
    assert shown_of(session.get_one(Want, want.id)) == "Somebody at Northmoor Police"
    assert answered(want, posts[Sharing.FORCE], here.lead)


def test_the_journal_does_not_say_who_asked_without_a_name(here: Force) -> None:
    entries = {shown: journal.entries_about(asked(here.constable, shown)) for shown in Shown}
    assert {shown: [one.by_id for one in found] for shown, found in entries.items()} == {
        Shown.NAME: [here.constable.id],
        Shown.ORGANISATION: [None],
    }


@pytest.mark.parametrize(("few", "said"), [(False, False), (True, True)])
def test_who_works_where_few_have_an_account_reads_it_before_they_ask(
    client: Client, here: Force, there: Force, few: bool, said: bool
) -> None:
    page = client.sign_in((there if few else here).constable).get("/wanted/new?q=boots").text
    assert ("Fewer than 10 people have an account where you work." in page) is said


def test_leads_elsewhere_read_it_as_somebodys(client: Client, here: Force, there: Force) -> None:
    want = asked(there.constable)
    curator = factories.person(here.office, Role.NATIONAL_CURATOR)
    for reader in (here.lead, curator):
        client.sign_in(session.get_one(Person, reader.id))
        for address in ("/wanted", f"/wanted/{want.reference}"):
            page = client.get(address).text
            assert "Somebody, " in page
            assert "Southmoor" not in page.partition("<main")[2]
    assert session.get_one(Want, want.id).state == WantState.OPEN
