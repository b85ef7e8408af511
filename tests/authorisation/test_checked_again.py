"""What is approved is what was read: whoever checked looks again at another text, and at a file that is new."""

import pytest

from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.rules import (
    LEAD_STAGE,
    Ask,
    Conditions,
    Decider,
    StagePlan,
    StepState,
    Verdict,
)
from portal.foundation.database import transaction
from portal.foundation.files import CleanFile
from portal.people.rules import Role
from portal.submissions import actions as posts
from portal.submissions.actions import Content
from portal.submissions.rules import Sharing
from tests import factories
from tests.factories import Force

pytestmark = pytest.mark.usefixtures("db")

REASON = "Say for how long it was tried, and where it was."
DATA = StagePlan("Data check", (Ask(Decider.ROLE, role=Role.DATA_SHARING_OFFICER),), 3)
FAR = StagePlan("Beyond us", (Ask(Decider.UNIT_HEAD),), 3, only_if=Conditions(sharing=Sharing.POLICING))
HEAD = StagePlan("Head", (Ask(Decider.UNIT_HEAD),), 3)


def attach(post, words, name="counts.txt"):
    with transaction():
        file = CleanFile(name, "text/plain", words, ())
        return posts.attach(post, file, f"{name}-{words.decode()}", by=post.author)


def answer(post, verdict):
    step = queries.open_step(post)
    with transaction():
        actions.decide(step, Decision(verdict, REASON, "", post.version), by=step.holder)


def back_after(force, stage):
    """A post that was checked, and that the lead then sent back for a change. One file came with it."""
    factories.configured(force, stage, LEAD_STAGE)
    post = factories.draft(force.constable)
    attach(post, b"nine")
    with transaction():
        actions.send(post, by=force.constable)
    answer(post, Verdict.APPROVE)
    answer(post, Verdict.RETURN)
    return post


def waits_at(post):
    with transaction():
        actions.send(post, by=post.author)
    return queries.open_step(post).name


def reword(post):
    with transaction():
        posts.save(post, Content(body="Another text."), seen=post.version, by=post.author)


def take_off(post):
    with transaction():
        posts.remove(post.attachments[0], by=post.author)


CHANGES = {
    "a file more": lambda post: attach(post, b"ten", "more.txt"),
    "another file of the same name": lambda post: (take_off(post), attach(post, b"ten")),
    "another name": lambda post: (take_off(post), attach(post, b"nine", "victim.txt")),
    "other words": reword,
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("stage", [DATA, FAR], ids=["a role", "its reach"])
def test_whoever_checked_looks_again_at_what_they_have_not_read(stage, change):
    post = back_after(Force(), stage)
    CHANGES[change](post)
    assert waits_at(post) == stage.name
    answer(post, Verdict.APPROVE)
    assert queries.open_step(post).name == LEAD_STAGE.name


@pytest.mark.parametrize("change", [lambda _post: None, take_off], ids=["nothing", "a file less"])
def test_nobody_is_asked_again_about_what_they_have_read(change):
    post = back_after(Force(), DATA)
    change(post)
    assert waits_at(post) == LEAD_STAGE.name


def test_whoever_says_yes_to_an_idea_is_not_asked_again_for_a_file():
    post = back_after(Force(), HEAD)
    attach(post, b"ten", "more.txt")
    assert waits_at(post) == LEAD_STAGE.name
    assert [step.state for step in queries.present_steps(post)] == [StepState.APPROVED, StepState.OPEN]


def test_the_page_marks_the_file_that_is_new(client):
    force = Force()
    post = back_after(force, DATA)
    attach(post, b"ten", "more.txt")
    waits_at(post)
    page = client.sign_in(force.data_officer).get(f"/steps/{queries.open_step(post).reference}").text
    assert page.count("added since it was checked") == 1
    assert page.index("counts.txt") < page.index("more.txt") < page.index("added since it was checked")
