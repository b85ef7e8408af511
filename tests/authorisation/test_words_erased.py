"""The law may have words of the journal erased. What reads those rows goes on without them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.authorisation import actions, queries
from portal.authorisation.queries.several import open_questions
from portal.feedback import actions as feedback
from portal.foundation import audit, clock
from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry
from portal.library import queries as library
from tests import factories
from tests.factories import Force

pytestmark = pytest.mark.usefixtures("db")

KEY = audit.key_from("k" * 32)


def erased(event):
    """Erase the words of the newest row of an event."""
    audit.seal(KEY)
    row = session.scalars(select(Entry.sequence).where(Entry.event == event)).all()[-1]
    session.rollback()
    audit.erase(row, "Request 12")
    session.expire_all()


def test_clocks_go_on_although_nobody_knows_any_more_who_was_late():
    force = Force()
    post = factories.sent(force.constable)
    with clock.at(clock.now() + timedelta(days=30)):
        actions.keep_time()
        assert queries.late_with(post) == {force.sergeant.id}
        erased("step.escalated")
        assert queries.late_with(post) == frozenset()
    holder = post.holder_id
    with clock.at(clock.now() + timedelta(days=90)):
        assert actions.keep_time() == 1
        assert post.holder_id != holder


def test_several_are_looked_at_although_a_question_was_erased():
    force = Force()
    post, other = factories.sent(force.constable), factories.sent(force.constable)
    with transaction():
        for one in (other, post):
            feedback.ask(one, "Where was it tried?", by=force.sergeant)
    assert open_questions({post.id, other.id}) == {post.id, other.id}
    erased("question.asked")
    assert open_questions({post.id, other.id}) == {other.id}


def test_what_was_taken_out_is_as_if_it_had_never_been_there_once_its_row_is_erased():
    force = Force()
    post = factories.published(force.constable)
    with transaction():
        actions.take_out(post, "The third paragraph names a child.", by=force.lead)
    assert library.taken_out(post.reference) is not None
    erased("submission.taken_out")
    assert library.taken_out(post.reference) is None
