"""A desk that was copied before the portal, and came back beside it: nothing is lost, and nothing is told twice."""

from sqlalchemy import delete

from portal.anonymous import actions, release
from portal.anonymous.actions import at_the_desk
from portal.anonymous.models import Item, Letter, Notice, Waiting, desk
from portal.authorisation.rules import Verdict
from portal.foundation.database import session, transaction
from portal.operation.checking import results
from portal.submissions.models import Submission
from tests import factories
from tests.anonymous.conftest import AtDesk
from tests.anonymous.test_release import filed, news, own_of, post_of, read

KEPT = (Item, Waiting, Letter, Notice)
Copy = dict[type, list[dict[str, object]]]


def copied() -> Copy:
    """All that the desk holds."""
    desk.rollback()
    return {
        table: [
            {column.key: getattr(row, column.key) for column in table.__table__.columns}
            for row in desk.query(table)
        ]
        for table in KEPT
    }


def brought_back(copy: Copy) -> None:
    """What the desk holds is what it held then, and what `portal restore` does after it."""
    with at_the_desk():
        for table in KEPT:
            desk.execute(delete(table))
        desk.expunge_all()
        desk.add_all(table(**row) for table, held in copy.items() for row in held)
    release.tell_again()


def arrived(at_desk: AtDesk) -> str:
    """What `portal check` says of what was passed on."""
    return dict(results(at_desk.settings))["Every post that the anonymous desk passed on is in the portal"]


def test_a_post_passed_on_between_the_two_copies_is_there_once(at_desk: AtDesk):
    receipt = filed(at_desk)
    copy = copied()
    release.release()
    post = post_of(receipt)
    key = post.id
    factories.decided(post, Verdict.RETURN, "Say where the room is.")
    news()
    told = read(receipt)
    brought_back(copy)
    release.release()
    assert post_of(receipt).id == key
    assert session.query(Submission).filter(Submission.desk_key.is_not(None)).count() == 1
    assert read(receipt) == told
    assert not arrived(at_desk)
    release.tell_again()
    assert read(receipt) == told


def test_a_change_passed_on_between_the_two_copies_is_made_once(at_desk: AtDesk):
    receipt = filed(at_desk)
    release.release()
    factories.decided(post_of(receipt), Verdict.RETURN, "Say where the room is.")
    news()
    with at_the_desk():
        actions.change(receipt, {"body": "In the old interview room."})
    copy = copied()
    release.release()
    news()
    brought_back(copy)
    release.release()
    assert (post_of(receipt).version, post_of(receipt).body) == (2, "In the old interview room.")
    assert read(receipt)[-1] == "It waits again, for its first reader."
    assert own_of(receipt).item.text["body"] == "In the old interview room."


def test_a_post_in_neither_of_the_two_is_named(at_desk: AtDesk):
    receipt = filed(at_desk)
    release.release()
    assert not arrived(at_desk)
    with transaction():
        post_of(receipt).desk_key = "another"  # as if the portal had been copied before it arrived
    assert arrived(at_desk).startswith("fewer than 5 are not")
