"""What the tests of conversation begin with: a Monday, two forces, and a question about a post."""

import pytest

from portal.conversation import queries as talks
from portal.conversation.queries import Asked
from portal.feedback import actions as feedback
from portal.foundation.database import session, transaction
from portal.people.models import Person
from portal.submissions.models import Submission
from tests import factories
from tests.factories import Force
from tests.following.conftest import here, monday, there
from tests.notifications.mondays import work

__all__ = ["here", "monday", "there"]


@pytest.fixture
def post(here: Force, there: Force) -> Submission:
    """A post about handover that all of policing reads, with everybody told of it."""
    made = factories.published(here.constable, topics=["handover"])
    work()
    return session.get_one(Submission, made.id)


@pytest.fixture
def asked(post: Submission, there: Force) -> Asked:
    """What a reader of another force asked about it."""
    with transaction():
        question = feedback.ask(
            post, "How did you find a room?", by=session.get_one(Person, there.constable.id)
        )
    work()
    found = talks.asked(question.reference)
    assert found is not None
    return found
