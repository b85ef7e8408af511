"""What an author reads at the desk while somebody trained reads their post before anybody decides on it."""

from datetime import timedelta

import pytest

from portal.anonymous import actions, queries, release
from portal.anonymous.models import at_the_desk
from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.actions import Decision
from portal.authorisation.rules import HEAD_STAGE, LEAD_STAGE, Verdict
from portal.foundation import clock
from portal.foundation.database import transaction
from portal.people.models import Person
from portal.people.rules import Role
from portal.submissions.models import Submission
from tests import factories
from tests.anonymous.conftest import AtDesk
from tests.anonymous.test_edits import mark, say
from tests.anonymous.test_release import TEXT, news, own_of, post_of, read

TYPED = "On Friday at 02:10 in Mill Lane my sergeant PC 4411 graded it low."
BETTER = {
    "title": "A child was graded too low",
    "summary": "The history was not read.",
    "body": "It was graded low.",
}
WHY = "it named a street and an hour"


@pytest.fixture
def reader(at_desk: AtDesk) -> Person:
    return factories.person(at_desk.force.office, Role.DEIDENTIFIER, name="Rhoda Reader")


def filed(at_desk: AtDesk) -> tuple[str, Submission]:
    receipt = actions.new_receipt()
    text = TEXT | {"body": TYPED, "details": {"step_reached": "identify"}}
    with at_the_desk():
        actions.file(receipt, at_desk.force.organisation.code, "impact-case", text)
    release.release()
    news()
    return receipt, post_of(receipt)


def propose(post: Submission, reader: Person) -> None:
    step = ways.open_step(post)
    assert step is not None
    with transaction():
        decision = Decision(Verdict.APPROVE, "Mill Lane is one street.", seen=post.version)
        authorisation.propose_edit(step, decision, BETTER, by=reader)
    news()


def test_the_author_accepts_a_text_that_gives_less_away_by_receipt(at_desk: AtDesk, reader: Person) -> None:
    receipt, post = filed(at_desk)
    assert post.unread
    stands = queries.standing(own_of(receipt), "")
    assert stands.sentence == "It is being read first, before anybody decides."
    propose(post, reader)
    stands = queries.standing(own_of(receipt), "")
    assert stands.sentence == "You are asked to accept a text that gives less away."
    assert "it may go on in this text" in stands.more
    shown = at_desk.client().own(receipt).text
    assert "Mill Lane is one street." in shown
    assert "those who decide read this text" in shown
    assert "Rhoda" not in shown
    say(receipt, mark(receipt), accepts=True)
    assert release.release() == 1
    news()
    post = post_of(receipt)
    assert (post.body, post.unread, post.edited_because) == (BETTER["body"], False, "")
    assert own_of(receipt).item.text["body"] == BETTER["body"]
    assert read(receipt)[-1].startswith("It was read first, and passed on to those who decide.")


def test_who_declines_keeps_their_words(at_desk: AtDesk, reader: Person) -> None:
    receipt, post = filed(at_desk)
    propose(post, reader)
    say(receipt, mark(receipt), accepts=False, why="It has to be said where.")
    release.release()
    news()
    post = post_of(receipt)
    assert (post.body, post.unread) == (TYPED, True)
    assert "You declined the text that was proposed." in read(receipt)
    assert queries.standing(own_of(receipt), "").sentence == "It is being read first, before anybody decides."


def test_who_does_not_answer_reads_that_it_went_on_without_them_and_why(
    at_desk: AtDesk, reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt, post = filed(at_desk)
    propose(post, reader)
    later = clock.now() + timedelta(days=15)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert authorisation.lapse_edits() == 1
    post = post_of(receipt)
    step = ways.open_step(post)
    assert step is not None
    with transaction():
        authorisation.edit_without_author(step, WHY, seen=post.version, by=reader)
    news()
    assert own_of(receipt).item.text["body"] == TYPED, "their own words stay theirs"
    assert WHY in at_desk.client().own(receipt).text
    while ways.open_step(post_of(receipt)) is not None:
        factories.decided(post_of(receipt), Verdict.APPROVE)
    news()
    assert post_of(receipt).status == "published"
    assert f"Edited without the author, because {WHY}." in queries.standing(own_of(receipt), "").more


def test_whoever_posts_where_nobody_reads_it_first_reads_why(at_desk: AtDesk) -> None:
    why = "Two people run this desk, and both decide."
    shown = at_desk.client().checked(at_desk.door).text
    assert "Nobody reads it first" not in shown, "ideas usually are not, and nobody said why"
    for more in ({"read_first": False, "why_unread": why}, {"read_first": True}):
        factories.configured(at_desk.force, HEAD_STAGE, LEAD_STAGE, anonymous=True, **more)
        release.put_up_notices()
        shown = at_desk.client().checked(at_desk.door).text
        assert ("Nobody reads it first" in shown, why in shown) == (("why_unread" in more),) * 2
    factories.configured(
        at_desk.force, HEAD_STAGE, LEAD_STAGE, anonymous=True, read_first=False, why_unread=why
    )
    release.put_up_notices()
    assert why not in at_desk.client().checked("wrong-door-code").text, "nobody knows where it goes"
