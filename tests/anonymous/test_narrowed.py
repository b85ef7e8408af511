"""An anonymous post that is approved for fewer people than its author asked: its author reads so by receipt."""

from typing import Any

from portal.anonymous import queries, release
from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.actions import Decision
from portal.authorisation.rules import Verdict
from portal.foundation.database import transaction
from tests import factories
from tests.anonymous.conftest import AtDesk
from tests.anonymous.test_release import filed, news, own_of, post_of, read

FEWER = "approved{} for fewer people than you asked: your organisation."


def approve(post: Any, **for_whom: str) -> None:
    step = ways.open_step(post)
    assert step is not None
    with transaction():
        decision = Decision(Verdict.APPROVE, seen=post.version, **for_whom)
        authorisation.decide(step, decision, by=step.holder)


def test_its_author_reads_for_whom_and_which_reader_chose_so(at_desk: AtDesk) -> None:
    receipt = filed(at_desk, sharing="policing")
    release.release()
    approve(post_of(receipt), sharing="force")
    news()
    assert read(receipt)[-1] == (
        "Its first reader said yes, for fewer people than you asked: your organisation."
    )
    stands = queries.standing(own_of(receipt), "")
    assert stands.more.startswith(f"Its first reader {FEWER.format(' it')} It waits for its second reader.")
    approve(post_of(receipt))
    news()
    stands = queries.standing(own_of(receipt), "")
    assert (stands.sentence, stands.more) == ("It is in the library.", f"It was {FEWER.format('')}")


def test_approved_as_asked_nothing_of_it_is_said(at_desk: AtDesk) -> None:
    receipt = filed(at_desk, sharing="policing")
    release.release()
    post = post_of(receipt)
    while ways.open_step(post) is not None:
        factories.decided(post, Verdict.APPROVE)
    news()
    assert queries.standing(own_of(receipt), "").more == ""
    assert not any("fewer" in sentence for sentence in read(receipt))
