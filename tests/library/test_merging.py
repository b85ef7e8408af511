"""Two published posts that say the same are found as one, and taken apart again with everything as it was."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.feedback import actions as feedback
from portal.feedback.rules import UseKind
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.library import actions, queries
from portal.library.rules import merging as rules
from portal.people.models import Person
from portal.people.rules import Role
from portal.submissions import actions as submissions
from portal.submissions.models import Submission
from portal.submissions.rules import (
    Status,
)
from tests import factories
from tests.client import Client
from tests.library import settle
from tests.library.merged import (
    WHY,
    WHY_NOT,
    Known,
    ids_of,
    known,
    merged,
    parted,
    person_of,
    post_of,
    token_of,
    told,
    two,
    who,
)
from tests.racing import all_at_once, own_database

__all__ = ["own_database", "two", "who"]


def test_one_leads_the_other_is_merged_and_both_are_told_in_the_journal(
    force: factories.Force, who: Any, two: tuple[Known, Known]
) -> None:
    post, leader = two
    merged(post, leader, who.lead)
    there, leads = post_of(post.id), post_of(leader.id)
    assert (there.status, there.merged_into_id, there.merged_because) == (Status.MERGED, leader.id, WHY)
    assert (leads.status, leads.has_merged) == (Status.PUBLISHED, True)
    (merge,) = told(post, "submission.merged")
    (join,) = told(leader, "submission.joined")
    assert (merge.by_id, merge.facts) == (who.lead, {"reason": WHY, "leader": leader.reference})
    assert (join.by_id, join.facts) == (who.lead, {"merged": post.reference})


def test_taken_apart_everything_is_as_before(
    force: factories.Force, who: Any, two: tuple[Known, Known]
) -> None:
    post, leader = two
    with transaction():
        feedback.respond(post_of(post.id), UseKind.USED, "", by=force.inspector)
    kept = ("status", "version", "published_at", "sharing", "sent_sharing", "holder_id", "merged_into_id",
            "merged_because", "merged_on", "title", "listed", "on_trust")  # fmt: skip
    before = [getattr(post_of(post.id), name) for name in kept]
    merged(post, leader, who.lead)
    parted(post, who.lead)
    assert [getattr(post_of(post.id), name) for name in kept] == before
    (part,) = told(post, "submission.parted")
    assert (part.by_id, part.facts["reason"]) == (who.lead, WHY_NOT)
    assert [one.by_id for one in told(leader, "submission.left")] == [who.lead]
    with pytest.raises(Refused, match="found by itself already"):
        parted(post, who.lead)


def test_search_lists_and_counts_show_one_and_then_two_again(
    client: Client, force: factories.Force, who: Any, two: tuple[Known, Known]
) -> None:
    post, leader = two
    third = known(factories.published(force.inspector))
    settle()
    secret = token_of(force.colleague)
    client.sign_in(force.colleague)
    pages = (
        "/library", "/library?q=handover", "/library.atom", "/library/similar?title=quiet+room+for+handover",
        f"/library/{third.reference}",
    )  # fmt: skip
    bearer = {"Authorization": f"Bearer {secret}"}

    def counted() -> tuple[int, int]:
        said = client.get("/api/v1/library?q=handover", headers=bearer).get_json()
        return said["total"], said["facets"]["kind"][0]["count"]

    assert [page for page in pages if post.reference not in client.get(page).text] == []
    assert counted() == (3, 3)
    merged(post, leader, who.lead)
    for _moment in ("before the index has heard of it", "and after"):
        assert [page for page in pages if post.reference in client.get(page).text] == []
        assert counted() == (2, 2)
        settle()
    actions.rebuild()
    assert counted() == (2, 2)
    parted(post, who.lead)
    settle()
    assert counted() == (3, 3)
    assert [page for page in pages if post.reference not in client.get(page).text] == []


def refusals(force: factories.Force) -> Iterator[tuple[str, Callable[[], None]]]:
    """Every way of merging that is refused, each with a piece of its sentence."""
    who = ids_of(force)
    other = factories.Force("Southmoor Police")
    curator = factories.person(other.office, Role.NATIONAL_CURATOR)
    mine, theirs = known(factories.published(force.constable)), known(factories.published(other.constable))
    curator_id = curator.id
    other_lead = other.lead.id
    narrow = known(factories.published(force.colleague, sharing="unit"))
    here = known(factories.published(force.colleague, sharing="force"))
    of_lead = known(factories.published(force.lead))
    declined = known(factories.decided(factories.sent(force.constable), Verdict.DECLINE))
    first, second = known(factories.published(force.constable)), known(factories.published(force.colleague))
    merged(first, second, who.lead)
    yield "the post itself", lambda: merged(mine, mine, who.lead)
    yield "two organisations", lambda: merged(mine, theirs, who.lead)
    yield "two organisations", lambda: merged(theirs, mine, other_lead)
    yield "An innovation lead where it was posted", lambda: merged(mine, theirs, who.administrator)
    yield "An innovation lead where it was posted", lambda: merged(mine, second, who.sergeant)
    yield "may not read that one", lambda: merged(mine, here, who.lead)
    yield "nothing can be said of it there", lambda: merged(narrow, mine, who.lead)
    yield "nothing can be said of it there", lambda: merged(here, theirs, curator_id)
    yield "You wrote one of the two", lambda: merged(of_lead, mine, who.lead)
    yield "You wrote one of the two", lambda: merged(mine, of_lead, who.lead)
    yield "published, and reviewed", lambda: merged(mine, declined, who.lead)
    yield "has left the library since", lambda: merged(declined, mine, who.lead)
    yield "has been merged", lambda: merged(first, mine, who.lead)
    yield "itself merged into another", lambda: merged(mine, first, who.lead)
    yield "Let this one lead", lambda: merged(second, mine, who.lead)
    yield "Say why", lambda: merged(mine, second, who.lead, " ")
    yield "Say why", lambda: parted(first, who.lead, "")


def test_what_cannot_be_one_is_refused_with_a_sentence_and_nothing_changes(force: factories.Force) -> None:
    for words, deed in refusals(force):
        before = {(one.id, one.status, one.merged_into_id) for one in session.scalars(select(Submission))}
        with pytest.raises(Refused) as refused:
            deed()
        assert words in refused.value.message
        assert before == {
            (one.id, one.status, one.merged_into_id) for one in session.scalars(select(Submission))
        }


def test_of_two_organisations_the_curator_alone_merges_and_takes_apart(force: factories.Force) -> None:
    other = factories.Force("Southmoor Police")
    curator = factories.person(other.office, Role.NATIONAL_CURATOR)
    mine, theirs = known(factories.published(force.constable)), known(factories.published(other.constable))
    settle()
    merged(mine, theirs, curator.id)
    settle()
    item = queries.item(mine.reference)
    assert item is not None
    people = {"curator": curator, "lead": force.lead, "other lead": other.lead, "author": force.constable}
    may = {name for name, one in people.items() if rules.may_part(session.get_one(Person, one.id), item)}
    assert may == {"curator"}


def test_who_may_merge_an_item_and_who_may_take_it_apart(
    force: factories.Force, who: Any, two: tuple[Known, Known]
) -> None:
    post, leader = two
    other = factories.Force("Southmoor Police")
    curator = factories.person(other.office, Role.NATIONAL_CURATOR)
    system = factories.person(force.office, Role.SYSTEM_ADMINISTRATOR)
    second_lead = factories.person(force.office, Role.INNOVATION_LEAD)
    people = [force.constable, force.colleague, force.sergeant, force.data_officer, force.administrator, system,
              other.lead, force.lead, second_lead, curator]  # fmt: skip
    keys = [one.id for one in people]
    settle()

    def able(rule: Callable[..., bool]) -> set[int]:
        item = queries.item(post.reference)
        return {key for key in keys if rule(session.get_one(Person, key), item)}

    allowed = {who.lead, second_lead.id, curator.id}
    assert (able(rules.may_merge), able(rules.may_part)) == (allowed, set())
    merged(post, leader, who.lead)
    settle()
    assert (able(rules.may_merge), able(rules.may_part)) == (set(), allowed)


def test_what_leads_leaves_the_library_and_the_other_comes_back(
    force: factories.Force, who: Any, two: tuple[Known, Known]
) -> None:
    post, leader = two
    merged(post, leader, who.lead)
    with transaction():
        authorisation.take_out(post_of(leader.id), "It names a child.", by=force.data_officer)
    assert (post_of(post.id).status, post_of(post.id).merged_into_id) == (Status.PUBLISHED, None)
    (part,) = told(post, "submission.parted")
    assert (part.by_id, part.facts["reason"]) == (None, "")


def test_what_was_merged_is_taken_out_and_does_not_come_back(
    force: factories.Force, who: Any, two: tuple[Known, Known]
) -> None:
    post, leader = two
    merged(post, leader, who.lead)
    with transaction():
        authorisation.take_out(post_of(post.id), "It names a child.", by=force.lead)
    assert (post_of(post.id).status, post_of(post.id).merged_into_id) == (Status.TAKEN_OUT, None)
    with transaction():
        authorisation.take_out(post_of(leader.id), "And so does this.", by=force.lead)
    assert post_of(post.id).status == Status.TAKEN_OUT


def updated(post: Submission, by: Person, **changes: Any) -> None:
    """An update of a published post, approved by all."""
    with transaction():
        update = submissions.begin_update(post_of(post.id), by=session.get_one(Person, by.id))
        submissions.save(
            update, submissions.Content(body="It was moved to the front.", **changes), seen=update.version,
            by=update.author or by,
        )  # fmt: skip
        authorisation.send(update, by=update.author or by)
    key = update.id
    while ways.open_step(post_of(key)) is not None:
        factories.decided(post_of(key), Verdict.APPROVE)


def test_an_update_that_lets_fewer_read_what_leads_takes_them_apart(
    force: factories.Force, who: Any, two: tuple[Known, Known]
) -> None:
    post, leader = two
    merged(post, leader, who.lead)
    updated(leader, force.colleague)
    assert post_of(post.id).status == Status.MERGED
    updated(leader, force.colleague, sharing="force")
    assert post_of(post.id).status == Status.PUBLISHED


def test_an_update_on_its_way_still_becomes_the_text_of_what_was_merged_meanwhile(
    force: factories.Force, who: Any, two: tuple[Known, Known]
) -> None:
    post, leader = two
    with transaction():
        update = submissions.begin_update(post_of(post.id), by=session.get_one(Person, who.constable))
        submissions.save(
            update, submissions.Content(body="It has a lock now."), seen=update.version, by=force.constable
        )
        authorisation.send(update, by=force.constable)
    key = update.id
    merged(post, leader, who.lead)
    while ways.open_step(post_of(key)) is not None:
        factories.decided(post_of(key), Verdict.APPROVE)
    assert (post_of(post.id).status, post_of(post.id).body) == (Status.MERGED, "It has a lock now.")
    parted(post, who.lead)
    settle()
    item = queries.item(post.reference)
    assert item is not None
    assert item.text.startswith("It has a lock now.")


def deed(post: int, leader: int, by: int) -> Callable[[], None]:
    """One merging, in a transaction of its own."""

    def do() -> None:
        with transaction():
            actions.merge(post_of(post), post_of(leader), WHY, by=session.get_one(Person, by))

    return do


def taking_out(post: int, by: int) -> Callable[[], None]:
    """One taking out, in a transaction of its own."""

    def do() -> None:
        with transaction():
            authorisation.take_out(post_of(post), "It names a child.", by=session.get_one(Person, by))

    return do


def test_of_several_at_one_moment_one_is_done_and_nothing_is_left_half_merged(own_database: None) -> None:
    force = factories.Force("Northmoor Police")
    who = ids_of(force)
    leads = [who.lead, factories.person(force.office, Role.INNOVATION_LEAD).id]
    for turn in range(4):
        one, other, third = (factories.published(person_of(who.constable)).id for _number in range(3))
        session.remove()
        said = all_at_once([deed(one, other, leads[0]), deed(other, one, leads[1])])
        assert not any(words.startswith("fault") for words in said), said
        assert said.count("done") == 1, said
        states = sorted(post_of(key).status for key in (one, other))
        assert states == [Status.MERGED, Status.PUBLISHED]
        session.remove()
        first, second = (
            factories.published(person_of(who.constable)).id,
            factories.published(person_of(who.constable)).id,
        )
        session.remove()
        said = all_at_once([deed(first, second, leads[0]), taking_out(second, leads[1])])
        assert not any(words.startswith("fault") for words in said), said
        assert post_of(first).status == Status.PUBLISHED
        assert post_of(second).status == Status.TAKEN_OUT
        session.remove()
        said = all_at_once([deed(third, first, leads[turn % 2]), deed(third, first, leads[0])])
        assert sorted(words.partition(":")[0] for words in said) == ["done", "wrong-state"], said
        session.remove()
