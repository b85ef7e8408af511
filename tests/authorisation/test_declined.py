"""A post that was declined stays in the library only where whoever declined it allows it, and no further."""

import pytest

from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.rules import Verdict
from portal.authorisation.rules.declining import Stay, stays_for
from portal.foundation.database import transaction
from portal.foundation.errors import Refused
from portal.submissions import actions as posts
from portal.submissions.rules import Sharing, visibility_of
from tests import factories

REASON = "It carries a risk that we cannot take, as it is."


@pytest.fixture
def force(db):
    return factories.Force()


def declined(force, sharing="policing", **said):
    post = factories.sent(force.constable, sharing=sharing)
    answer = Decision(Verdict.DECLINE, REASON, seen=post.version, **said)
    with transaction():
        actions.decide(queries.open_step(post), answer, by=force.sergeant)
    return post


@pytest.mark.parametrize(
    ("leave", "code", "asked", "stays"),
    [
        ("", "not_now", "policing", "force"),
        ("", "not_now", "unit", "unit"),
        ("", "risk", "policing", None),
        ("", "our_powers", "force", None),
        ("here", "risk", "policing", "force"),
        ("as_asked", "cost", "region", "region"),
        ("not_at_all", "cost", "region", None),
    ],
)
def test_for_whom_it_stays(leave, code, asked, stays):
    assert stays_for(leave, code, Sharing(asked)) == stays


def test_a_choice_that_is_none_is_refused():
    with pytest.raises(Refused):
        stays_for("everybody", "cost", Sharing.FORCE)


def test_a_risk_is_not_left_in_the_library(client, force):
    post = declined(force, code="risk")
    with pytest.raises(Refused, match="only where whoever decided allows it"), transaction():
        posts.list_as_declined(post, True, by=force.constable)
    address = f"/submissions/{post.reference}"
    client.sign_in(force.constable)
    shown = client.get(address).text
    assert "asks that it is not left in the library" in shown
    assert "list-declined" not in shown


@pytest.mark.parametrize(("leave", "token"), [(Stay.USUAL, "organisation:"), (Stay.AS_ASKED, "policing")])
def test_it_goes_as_far_as_whoever_declined_it_said(force, leave, token):
    post = declined(force, code="not_now", leave=leave)
    with transaction():
        posts.list_as_declined(post, True, by=force.constable)
    assert visibility_of(post, force.organisation.region).startswith(token)
    with transaction():
        actions.send(post, by=force.constable)
    assert (post.listed, post.left_for) == (False, None)


def test_whoever_declines_chooses_on_the_page_and_its_author_reads_for_whom(client, force):
    post = factories.sent(force.constable, sharing="policing")
    address, step = f"/submissions/{post.reference}", f"/steps/{queries.open_step(post).reference}"
    client.sign_in(force.sergeant)
    assert "may it be left in the library as declined" in client.get(step).text
    client.submit(step, verdict="decline", code="cost", reason=REASON, leave="as_asked")
    client.sign_in(force.constable)
    assert "can find it, with the words of whoever decided" in client.get(address).text
