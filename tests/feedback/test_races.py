"""Two presses of one button at one moment."""

import pytest
from sqlalchemy import select

from portal.feedback import actions
from portal.feedback.models import Use
from portal.feedback.rules import UseKind
from portal.foundation import journal
from portal.foundation.database import session, transaction
from portal.people.models import Person
from portal.submissions.models import Submission
from tests import factories
from tests.factories import Force
from tests.racing import all_at_once

pytestmark = pytest.mark.both

PRESSES = 5


def pressing(post, reader, kind, words, **how):
    """One press of a button, by keys: each press has a session of its own."""

    def press():
        with transaction():
            there, by = session.get_one(Submission, post), session.get_one(Person, reader)
            actions.respond(there, kind, words, by=by, **how)

    return press


@pytest.mark.usefixtures("own_database")
def test_pressed_at_one_moment_a_response_is_said_and_taken_back_in_turn():
    force = Force()
    post, reader = factories.published(force.constable).id, force.colleague.id
    session.remove()

    outcomes = all_at_once([pressing(post, reader, UseKind.USEFUL, "")] * PRESSES)
    assert outcomes == ["done"] * PRESSES
    assert len(session.scalars(select(Use)).all()) == PRESSES % 2
    told = [entry.event for entry in journal.entries_about(session.get_one(Submission, post))]
    told = [event for event in told if event.startswith("post.")]
    assert told == (["post.used", "post.response_taken_back"] * PRESSES)[:PRESSES]


@pytest.mark.usefixtures("own_database")
def test_one_sentence_sent_twice_at_one_moment_stands_once():
    force = Force()
    post, reader = factories.published(force.constable).id, force.colleague.id
    session.remove()

    press = pressing(post, reader, UseKind.USED, "For the night shift", in_words=True)
    assert all_at_once([press] * PRESSES) == ["done"] * PRESSES
    assert [use.reason for use in session.scalars(select(Use))] == ["For the night shift"]
    told = [entry.event for entry in journal.entries_about(session.get_one(Submission, post))]
    assert [event for event in told if event.startswith("post.")] == ["post.used"]
