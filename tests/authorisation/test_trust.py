"""Published first and reviewed after: what it means for the library, the reviewers, the clock, and who would cheat."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from portal.authorisation import actions, queries, rules
from portal.authorisation.actions import Decision
from portal.authorisation.rules import HEAD_STAGE, LEAD_STAGE, StepState, Verdict
from portal.authorisation.rules.trust import DAYS_TO_CHANGE
from portal.feedback import actions as feedback
from portal.feedback import queries as became
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.library.queries import item
from portal.people import actions as people
from portal.submissions import actions as posts
from portal.submissions.actions import Content
from portal.submissions.models import Submission, Topic
from portal.submissions.rules import SHARE_CHECK, Sharing, Status, may_read_post
from tests import factories
from tests.factories import Force
from tests.library import TO_LIBRARY

pytestmark = pytest.mark.usefixtures("db")

REASON = "Name the unit that tried it, and say for how long it was tried."


def on(day: date) -> Any:
    return clock.at(datetime.combine(day, time(9), UTC))


@pytest.fixture
def force() -> Iterator[Force]:
    with on(date(2026, 12, 1)):
        made = Force()
        factories.trusted(made)
        yield made


def answer(post: Submission, verdict: Verdict, **more: Any) -> Submission:
    """What its present holder decides."""
    step = queries.open_step(post)
    assert step is not None
    decision = Decision(verdict, REASON, "not_now", post.version, **more)
    with transaction():
        actions.decide(step, decision, by=step.holder)
    return post


def change(post: Submission, **content: Any) -> None:
    with transaction():
        posts.save(post, Content(**content), seen=post.version, by=post.author)


def send_again(post: Submission) -> Submission:
    with transaction():
        actions.send(post, by=post.author)
    return post


def found(post: Submission, title: str = "") -> bool:
    """Whether the library has it, once all that follows has followed."""
    journal.catch_up(TO_LIBRARY)
    there = item(post.reference)
    return there is not None and title in there.title


def stands(post: Submission) -> tuple[str, bool]:
    return post.status, post.on_trust


def test_it_is_in_the_library_at_once_and_its_review_is_open(force: Force) -> None:
    post = factories.sent_on_trust(force.constable)
    assert stands(post) == (Status.PUBLISHED, True)
    assert found(post)
    assert may_read_post(force.colleague, post)
    step = queries.open_step(post)
    assert step is not None
    assert (step.holder_id, post.holder_id) == (force.lead.id, force.lead.id)
    assert step.due_on is not None
    assert [one.id for one in queries.waiting_for(force.lead)] == [step.id]
    assert queries.without_one_holder() == []
    assert post.sent_at is not None
    assert queries.passage_of(post).on_trust
    events = [entry.event for entry in journal.entries_about(post)]
    assert events[-2:] == ["submission.sent", "submission.published"]


def test_approved_it_stays_and_is_its_authors_like_every_other(force: Force) -> None:
    post = answer(factories.sent_on_trust(force.constable), Verdict.APPROVE)
    assert stands(post) == (Status.PUBLISHED, False)
    assert post.holder_id == force.constable.id
    assert found(post)
    assert queries.open_step(post) is None
    with transaction():
        posts.begin_update(post, by=force.constable)


def test_declined_it_is_gone_at_once_and_nobody_puts_it_back_as_declined(force: Force) -> None:
    post = answer(factories.sent_on_trust(force.constable), Verdict.DECLINE)
    assert stands(post) == (Status.DECLINED, False)
    assert item(post.reference) is None, "before any reaction has run"
    assert not found(post)
    with pytest.raises(Refused), transaction():
        posts.list_as_declined(post, True, by=force.constable)
    assert rules.can_go_further(post), "its author may ask for an independent reviewer, as ever"


def test_it_stays_as_it_was_sent_while_its_author_changes_it(force: Force) -> None:
    post = answer(factories.sent_on_trust(force.constable), Verdict.RETURN)
    assert stands(post) == (Status.RETURNED, True)
    change(post, title="Something nobody has sent yet")
    assert found(post, "A quiet room")
    send_again(post)
    assert stands(post) == (Status.PUBLISHED, True)
    assert found(post, "Something nobody has sent yet")
    assert queries.open_step(post).holder_id == force.lead.id
    answer(post, Verdict.APPROVE)
    assert stands(post) == (Status.PUBLISHED, False)


def test_whoever_reviews_it_can_take_it_out_until_it_is_changed(force: Force) -> None:
    post = answer(factories.sent_on_trust(force.constable), Verdict.RETURN, take_out=True)
    assert stands(post) == (Status.RETURNED, False)
    assert not found(post)
    send_again(post)
    assert stands(post) == (Status.WAITING, False), "trust was used up: somebody reads it first"
    answer(post, Verdict.APPROVE)
    assert found(post)


def test_what_nobody_changes_in_time_leaves_the_library(force: Force) -> None:
    post = answer(factories.sent_on_trust(force.constable), Verdict.RETURN)
    for days, there in ((DAYS_TO_CHANGE, True), (3 * DAYS_TO_CHANGE, False)):
        with on(date(2026, 12, 1) + timedelta(days=days)):
            actions.keep_time()
            assert actions.keep_time() == 0
            assert found(post) is there
    assert stands(post) == (Status.RETURNED, False)
    assert journal.entries_about(post)[-1].event == "submission.left_library"
    assert stands(send_again(post)) == (Status.WAITING, False)


@pytest.mark.parametrize("verdict", [None, Verdict.RETURN])
def test_taken_out_its_review_ends_and_it_is_decided_on_anew(force: Force, verdict: Verdict | None) -> None:
    post = factories.sent_on_trust(force.constable)
    if verdict is not None:
        answer(post, verdict)
    with transaction():
        actions.take_out(post, "A child can be recognised.", by=force.data_officer)
    assert stands(post) == (Status.TAKEN_OUT, False)
    assert not found(post)
    assert queries.open_step(post) is None
    assert queries.without_one_holder() == []
    assert stands(send_again(post)) == (Status.WAITING, False)


def test_its_author_takes_it_back_before_it_is_reviewed_and_not_after(force: Force) -> None:
    post = factories.sent_on_trust(force.constable)
    with transaction():
        actions.withdraw(post, by=force.constable)
    assert stands(post) == (Status.WITHDRAWN, False)
    assert not found(post)
    assert queries.open_step(post) is None
    reviewed = answer(factories.sent_on_trust(force.constable), Verdict.APPROVE)
    with pytest.raises(Refused), transaction():
        actions.withdraw(reviewed, by=force.constable)


def test_what_is_under_review_is_not_updated_beside_it(force: Force) -> None:
    post = factories.sent_on_trust(force.constable)
    with pytest.raises(Refused), transaction():
        posts.begin_update(post, by=force.constable)


def test_an_update_is_read_first_also_by_those_who_are_trusted(force: Force) -> None:
    post = answer(factories.sent_on_trust(force.constable), Verdict.APPROVE)
    with transaction():
        update = posts.begin_update(post, by=force.constable)
        posts.set_share_check(update, {name: "no" for name, *_rest in SHARE_CHECK}, [])
    change(update, sharing=Sharing.REGION, title="Another title")
    assert stands(send_again(update)) == (Status.WAITING, False)
    assert queries.passage_of(update).route == "Trusted", "it keeps the route"
    assert found(post, "A quiet room")


def test_a_category_is_not_kept_by_changing_what_it_rests_on(force: Force) -> None:
    """What comes back and then goes further than trust does leaves the library, and is read first."""
    for change_of_it in ({"sharing": Sharing.POLICING}, {"sharing": Sharing.PUBLIC}):
        post = answer(factories.sent_on_trust(force.constable), Verdict.RETURN)
        change(post, **change_of_it)
        assert stands(send_again(post)) == (Status.WAITING, False)
        assert not found(post)
        assert "Head of unit" in {step.name for step in queries.present_steps(post)}, (
            "and asks who has to be asked"
        )


def test_topics_changed_after_publication_end_the_trust_that_rested_on_them(force: Force) -> None:
    topic = "night-handover"
    with transaction():
        session.add(Topic(slug=topic, name="Night handover"))
    configuration = queries.configuration_of(force.organisation.id)
    first, *rest = configuration.routes
    on_topic = replace(first, conditions=replace(first.conditions, topics=(topic,)))
    factories.publish(force, replace(configuration, routes=(on_topic, *rest)))
    assert stands(factories.sent_on_trust(force.inspector)) == (Status.WAITING, False)
    post = factories.sent_on_trust(force.constable, topics=[topic])
    assert stands(post) == (Status.PUBLISHED, True)
    with pytest.raises(Refused):
        change(post, topics=[])
    answer(post, Verdict.RETURN)
    change(post, topics=[])
    assert stands(send_again(post)) == (Status.WAITING, False)
    assert not found(post)


def test_trust_that_was_taken_back_is_not_used_again(force: Force) -> None:
    post = answer(factories.sent_on_trust(force.constable), Verdict.RETURN)
    factories.publish(force, rules.FIRST_CONFIGURATION)
    assert found(post), "what is there stays: no post moves because routes were changed"
    assert stands(send_again(post)) == (Status.WAITING, False)


NOT_PLAIN: dict[str, dict[str, Any]] = {
    "a question answered yes": {"share_check": {name: "yes" for name, *_rest in SHARE_CHECK}},
    "no question answered": {"share_check": {}},
    "no summary": {"summary": ""},
    "a detail marked": {"body": "Ask PC 4417 Smith on 07700 900123, born on 3 May 1987."},
    "too far": {"sharing": Sharing.POLICING},
}


@pytest.mark.parametrize("what", NOT_PLAIN)
def test_what_is_not_plainly_safe_is_read_first(force: Force, what: str) -> None:
    post = factories.checked_draft(force.constable)
    with transaction():
        for name, value in NOT_PLAIN[what].items():
            setattr(post, name, value)
    assert stands(send_again(post)) == (Status.WAITING, False)
    assert not found(post)


def test_only_its_author_uses_trust_and_only_those_who_are_meant(force: Force) -> None:
    first, *rest = queries.configuration_of(force.organisation.id).routes
    named = replace(first, conditions=replace(first.conditions, authors=(force.sergeant.id,)))
    factories.publish(force, replace(rules.FIRST_CONFIGURATION, routes=(named, *rest)))
    assert stands(factories.sent_on_trust(force.constable)) == (Status.WAITING, False)
    with_help = factories.checked_draft(force.sergeant, co_authors=[force.constable.email])
    with transaction():
        force.sergeant.ended_on = clock.today()
    with transaction():
        actions.pass_on_posts(force.sergeant.id)
    with transaction():
        actions.send(with_help, by=force.constable)
    assert stands(with_help) == (Status.WAITING, False), "a leaver's trust is nobody's"


def test_after_its_last_day_the_route_reads_first_and_takes_its_posts_still(force: Force) -> None:
    factories.trusted(force, until=date(2026, 12, 24))
    with on(date(2026, 12, 24)):
        assert stands(factories.sent_on_trust(force.constable)) == (Status.PUBLISHED, True)
    with on(date(2026, 12, 25)):
        late = factories.sent_on_trust(force.constable)
        assert stands(late) == (Status.WAITING, False)
        assert queries.passage_of(late).route == "Trusted"
        assert not queries.passage_of(late).on_trust


def test_nobody_who_wrote_it_reviews_it(force: Force) -> None:
    post = factories.sent_on_trust(force.lead)
    step = queries.open_step(post)
    assert step is not None
    assert step.holder_id != force.lead.id
    with pytest.raises(Refused), transaction():
        actions.decide(step, Decision(Verdict.APPROVE, seen=post.version), by=force.lead)


def test_its_review_is_reminded_covered_and_passed_on_like_every_other(force: Force) -> None:
    post = factories.sent_on_trust(force.constable)
    with transaction():
        people.note_absence(
            force.lead,
            first_day=date(2026, 12, 2),
            last_day=date(2026, 12, 31),
            deputy=force.inspector,
            by=force.lead,
        )
    with on(date(2026, 12, 3)):
        actions.keep_time()
        assert queries.open_step(post).holder_id == force.inspector.id
    with on(date(2027, 1, 15)):
        actions.keep_time()
        assert queries.open_step(post).escalations
        assert queries.overview(force.organisation.id).counts["late"] == 1
    events = {entry.event for entry in journal.entries_about(post)}
    assert {"step.covered", "step.escalated"} <= events
    assert stands(post) == (Status.PUBLISHED, True)
    assert queries.overview(force.organisation.id).counts["waiting"] == 1


def test_two_stages_review_one_after_the_other_and_the_first_may_let_fewer_read(force: Force) -> None:
    factories.trusted(force, HEAD_STAGE, LEAD_STAGE)
    post = factories.sent_on_trust(force.constable, sharing=Sharing.REGION)
    answer(post, Verdict.APPROVE, sharing=Sharing.UNIT)
    assert stands(post) == (Status.PUBLISHED, True)
    assert found(post)
    assert item(post.reference).visibility == f"unit:{force.team.id}"
    assert [step.state for step in queries.present_steps(post)] == [StepState.APPROVED, StepState.OPEN]
    answer(post, Verdict.RETURN)
    change(post, sharing=Sharing.REGION)
    with pytest.raises(Refused, match="nobody beyond"):
        send_again(post)


def test_its_first_day_in_the_library_stays_its_day(force: Force) -> None:
    post = factories.sent_on_trust(force.constable)
    found(post)
    with on(date(2026, 12, 4)):
        answer(post, Verdict.APPROVE)
        assert found(post)
        there = item(post.reference)
        assert (there.published_on, there.changed_on) == (date(2026, 12, 1), date(2026, 12, 1))


def test_a_change_that_a_reviewer_proposes_reaches_the_library_once_it_is_accepted(force: Force) -> None:
    post = factories.sent_on_trust(force.constable)
    step = queries.open_step(post)
    text = {"title": "A quiet room, tried for a month", "summary": post.summary, "body": post.body}
    with transaction():
        actions.propose_edit(step, Decision(Verdict.APPROVE, seen=post.version), text, by=force.lead)
    assert found(post, "A quiet room next") or found(post, "A quiet room for handover")
    with transaction():
        actions.accept_edit(step, by=force.constable)
    assert stands(post) == (Status.PUBLISHED, False)
    assert found(post, "tried for a month")


def test_what_a_reviewer_asks_is_between_them_and_the_author(force: Force) -> None:
    post = factories.sent_on_trust(force.constable)
    with transaction():
        asked = feedback.ask(post, "Where was it tried?", by=force.lead, deciding=True)
    assert asked.before_publication
    assert [one.reference for one in became.waiting_for_author(force.constable.id)] == [post.reference]
