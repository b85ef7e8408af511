"""Twenty people at one moment, on a real database of their own: one decides, and the others are told who."""

from collections import Counter

import pytest
from sqlalchemy import select

from portal.authorisation import actions, queries
from portal.authorisation.models import Step
from portal.authorisation.rules import StepState, Verdict
from portal.foundation.database import session, transaction
from portal.people.models import Person
from portal.submissions import actions as posts
from portal.submissions.actions import Content
from portal.submissions.models import Submission, Version
from tests import factories
from tests.factories import Force
from tests.racing import ManyDeciders, all_at_once, deciding

pytestmark = pytest.mark.both

DECIDERS = 20
ROUNDS = 4


@pytest.mark.usefixtures("own_database")
def test_twenty_deciders_at_one_moment_make_one_decision():
    """A few rounds; ``python benchmarks/deciding_at_once.py`` makes 500 on each database, and times them."""
    deciders = ManyDeciders(DECIDERS)
    for turn in range(ROUNDS):
        deciders.round(turn)
    assert len(deciders.seconds) == DECIDERS * ROUNDS


@pytest.mark.usefixtures("own_database")
def test_a_post_that_is_withdrawn_while_it_is_decided_ends_as_one_or_the_other():
    force = Force()
    for _turn in range(ROUNDS):
        post = factories.sent(session.merge(force.constable))
        step, key = queries.open_step(post).reference, post.id
        session.remove()

        def withdraw(key=key):
            with transaction():
                actions.withdraw(session.get_one(Submission, key), by=session.merge(force.constable))

        outcomes = all_at_once([deciding(step, force.sergeant.id, Verdict.APPROVE), withdraw])
        assert not any(outcome.startswith("fault") for outcome in outcomes), outcomes
        post = session.get_one(Submission, key)
        assert post.status == "withdrawn", (
            "an approval at the first step leaves it waiting, so it can still be taken back"
        )
        open_steps = select(Step).where(Step.submission_id == key, Step.state == StepState.OPEN)
        assert session.scalars(open_steps).all() == []
        assert queries.without_one_holder() == []


def saving(key: int, person_id: int, title: str, seen: int):
    def save():
        with transaction():
            by = session.get_one(Person, person_id)
            posts.save(
                session.get_one(Submission, key), Content(title=title), seen=seen, by=by, automatic=True
            )

    return save


@pytest.mark.usefixtures("own_database")
def test_of_eight_windows_that_save_at_one_moment_one_is_kept_and_the_others_are_told():
    force = Force()
    author = force.constable.id
    for _turn in range(ROUNDS):
        post = factories.draft(session.merge(force.constable))
        key, seen = post.id, post.version
        session.remove()
        outcomes = all_at_once([saving(key, author, f"Window {number}", seen) for number in range(8)])
        told = Counter(outcome.partition(":")[0] for outcome in outcomes)
        assert told == {"done": 1, "old-version": 7}, outcomes
        assert session.get_one(Submission, key).version == seen + 1


@pytest.mark.usefixtures("own_database")
def test_what_saves_itself_while_the_post_is_sent_is_in_what_was_sent_or_not_saved():
    force = Force()
    author = force.constable.id
    for _turn in range(ROUNDS):
        post = factories.draft(session.merge(force.constable))
        key, seen = post.id, post.version
        session.remove()

        def send(key=key):
            with transaction():
                actions.send(session.get_one(Submission, key), by=session.get_one(Person, author))

        outcomes = all_at_once(
            [send, *(saving(key, author, f"Window {number}", seen) for number in range(3))]
        )
        assert not any(outcome.startswith("fault") for outcome in outcomes), outcomes
        post = session.get_one(Submission, key)
        sent = select(Version).where(Version.submission_id == key, Version.sent_at.is_not(None))
        version = session.scalars(sent).one()
        assert (post.status, post.title, post.version) == ("waiting", version.text["title"], version.number)


@pytest.mark.usefixtures("own_database")
def test_what_is_taken_out_while_its_update_is_approved_waits_for_it_and_not_the_other_way_too():
    """Each held one of the two posts and wanted the other: on PostgreSQL one of them met a fault."""
    force = Force()
    author, lead = force.constable.id, force.lead.id
    for turn in range(ROUNDS):
        key = factories.published(session.get_one(Person, author)).id
        with transaction():
            by = session.get_one(Person, author)
            update = posts.begin_update(session.get_one(Submission, key), by=by)
            posts.save(update, Content(body=f"Text {turn}."), seen=update.version, by=by)
            actions.send(update, by=by)
        factories.decided(update, Verdict.APPROVE)
        step = queries.open_step(update)
        reference, holder, of_update = step.reference, step.holder_id, update.id
        session.remove()

        def take_out(key=key):
            with transaction():
                post = session.get_one(Submission, key)
                actions.take_out(post, "It was wrong from the start.", by=session.get_one(Person, lead))

        outcomes = all_at_once([deciding(reference, holder, Verdict.APPROVE), take_out])
        assert not any(outcome.startswith("fault") for outcome in outcomes), outcomes
        assert session.get_one(Submission, key).status == "taken_out"
        assert session.get_one(Submission, of_update).status in {"taken_up", "withdrawn"}
        assert queries.without_one_holder() == []
