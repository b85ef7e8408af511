"""The demonstration shows each thing that happens on the way to a decision, by walking the real actions."""

import pytest
from sqlalchemy import func, select

from portal.authorisation import queries as ways
from portal.authorisation.models import Conflict, Opinion, Step
from portal.authorisation.rules import StepState
from portal.authorisation.rules.edits import edit_waits
from portal.demonstration import content, loading
from portal.demonstration.hierarchy import by_email
from portal.foundation.database import session
from portal.people.models import Absence, Delegation
from portal.submissions.models import Submission
from portal.submissions.rules import author_shown_to

pytestmark = pytest.mark.usefixtures("db", "at_desk")


def steps_of(title: str) -> list[Step]:
    return ways.present_steps(session.scalars(select(Submission).where(Submission.title == title)).one())


def count(model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_each_thing_that_happens_on_the_way_can_be_looked_at(monkeypatch):
    told = content.read("hierarchy")
    monkeypatch.setattr(content, "posts", lambda: told["post"])
    titles = {post["id"]: post["title"] for post in told["post"]}

    assert loading.load(lambda *_progress: None) == len(titles)

    assert (count(Absence), count(Delegation)) == (len(told["away"]), len(told["given"]))
    panel = [step for step in steps_of(titles["idea-cargo-bikes-towpath"]) if step.name == "Spending panel"]
    assert sorted(step.state for step in panel) == [StepState.APPROVED, StepState.OPEN, StepState.OPEN]
    assert [len(given.scores) for step in panel for given in step.verdicts] == [3]
    (blind,) = steps_of(titles["idea-rights-in-pictures"])
    assert author_shown_to(blind.holder, blind.submission).hidden
    asked = steps_of(titles["idea-quiet-room-front-counter"])[0]
    assert asked.due_before is not None, "its clock stands while a question waits for its author"
    assert any(edit_waits(step) for step in steps_of(content.CHANGE_WAITS))
    assert session.scalars(select(Conflict)).one().person is by_email("fiona.cattermole@kelderby.example")
    assert session.scalars(select(Opinion)).one().answer
    assert StepState.SKIPPED in {step.state for step in steps_of(titles["idea-motorway-debris-what-where"])}
    again = steps_of(titles["idea-second-look-burglary-letters"])
    assert [step.role for step in again if step.state == StepState.OPEN] == ["independent-reviewer"]
    first, reviewed = (
        steps_of(titles[name])[0].submission for name in ("idea-found-safe-card", "idea-debrief-without-rank")
    )
    assert (first.status, first.on_trust) == ("published", True)
    assert (reviewed.status, reviewed.on_trust) == ("published", False)
    assert steps_of(titles["idea-custody-clock-on-the-wall"])[0].escalations
