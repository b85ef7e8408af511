"""Several who decide together: what each must answer, what they see of the others, and of who wrote the post."""

import re
from io import BytesIO

import pytest

from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.rules import Ask, Criterion, Decider, StagePlan, StepState, Verdict
from portal.authorisation.rules.voices import (
    Scored,
    check_ticked,
    line_means,
    scored,
    stage_in_short,
    weighted_mean,
)
from portal.foundation.database import transaction
from portal.foundation.errors import Refused
from portal.foundation.files import CleanFile, Store
from portal.people.actions import tokens
from portal.people.rules import Role
from portal.people.rules.scopes import Scope
from portal.submissions import actions as writing
from portal.submissions.rules import Status
from tests import factories
from tests.library import settle

LINES = ("No name stands in it", "The figures are checked")
SHEET = (Criterion("Benefit", 2), Criterion("Effort", 1))


@pytest.fixture
def force(db):
    return factories.Force()


def by(*people):
    return tuple(Ask(Decider.PERSON, person_id=one.id) for one in people)


def token(person):
    with transaction():
        secret = tokens.create_token(person, [Scope.READ, Scope.WRITE], days=1, label="Test")
    return {"Authorization": f"Bearer {secret}"}


def decide(step, by, verdict=Verdict.APPROVE, reason="", **answer):
    with transaction():
        decision = Decision(verdict, reason, seen=step.submission.version, **answer)
        return actions.decide(step, decision, by=by)


def step_of(post, person):
    return next(step for step in queries.present_steps(post) if step.holder_id == person.id)


def panel(force, **terms):
    people = (force.sergeant, force.inspector, force.lead)
    factories.configured(force, StagePlan("Panel", by(*people), 5, "Is it worth it?", **terms))
    return people


def test_each_line_is_ticked_before_one_approves():
    check_ticked(LINES, LINES, Verdict.APPROVE)
    check_ticked(LINES, (), Verdict.DECLINE)
    with pytest.raises(Refused, match="The figures are checked"):
        check_ticked(LINES, LINES[:1], Verdict.APPROVE)
    with pytest.raises(Refused, match="and 1 more"):
        check_ticked(LINES, (), Verdict.APPROVE)


def test_a_score_sheet_is_filled_in_whole_from_0_to_4():
    sheet = scored(SHEET, {"Benefit": (4, " large "), "Effort": (0, "")})
    assert sheet == (Scored("Benefit", 2, 4, "large"), Scored("Effort", 1, 0, ""))
    for score in (None, 5, -1):
        with pytest.raises(Refused, match="Effort"):
            scored(SHEET, {"Benefit": (4, ""), "Effort": (score, "")})


def test_the_mean_of_score_sheets_weighs_their_lines():
    first, second = (
        (Scored("Benefit", 2, 4), Scored("Effort", 1, 1, "Two days")),
        (Scored("Benefit", 2, 2), Scored("Effort", 1, 1)),
    )
    assert weighted_mean([first]) == 3
    assert weighted_mean([first, second]) == pytest.approx(14 / 6)
    assert weighted_mean([()]) is None
    lines = line_means([first, second])
    assert [(line.mean, line.least, line.most, line.notes) for line in lines] == [
        (3, 2, 4, ()),
        (1, 1, 1, ("Two days",)),
    ]


def test_a_stage_says_how_many_must_approve():
    assert [stage_in_short(*one) for one in ((1, 1), (1, 3), (2, 3), (2, 2), (3, 3))] == [
        "",
        "One of 3 is enough",
        "2 of 3 have to approve",
        "Both have to approve",
        "All 3 have to approve",
    ]


def test_what_was_ticked_and_scored_is_kept_with_the_verdict(force):
    factories.configured(
        force, StagePlan("Check", by(force.sergeant), 5, checklist=LINES, criteria=SHEET), LAST
    )
    post = factories.sent(force.constable)
    step = step_of(post, force.sergeant)
    assert (step.checklist, [one["name"] for one in step.criteria]) == (list(LINES), ["Benefit", "Effort"])
    scores = {"Benefit": (3, "Less waiting"), "Effort": (1, "")}
    with pytest.raises(Refused, match="Tick each line"):
        decide(step, force.sergeant, scores=scores)
    with pytest.raises(Refused, match="Benefit"):
        decide(step, force.sergeant, ticked=LINES)
    assert step.state == StepState.OPEN
    decide(step, force.sergeant, ticked=LINES, scores=scores)
    verdict = step.verdicts[-1]
    assert verdict.ticked == list(LINES)
    assert verdict.scored == (Scored("Benefit", 2, 3, "Less waiting"), Scored("Effort", 1, 1))
    board = queries.scores_of(post, force.lead)[0]
    assert (board.stage, board.people, round(board.mean, 2)) == ("Check", 1, 2.33)


LAST = StagePlan("Lead", (Ask(Decider.ROLE, role=Role.INNOVATION_LEAD),), 5)


def test_what_others_said_is_kept_from_those_who_still_have_to_answer(force):
    sergeant, inspector, lead = panel(force, needed=2, criteria=SHEET)
    post = factories.sent(force.constable)
    scores = {"Benefit": (4, "Large"), "Effort": (1, "")}
    decide(step_of(post, sergeant), sergeant, reason="A fine idea, and cheap.", scores=scores)
    stage = queries.route_line(post, inspector)[0]
    voice = stage.voices[0]
    assert (voice.holder, voice.hidden, voice.verdict) == (sergeant.title, True, None)
    assert queries.said_beside(step_of(post, inspector), inspector) == []
    assert queries.scores_of(post, inspector) == []
    assert "step.answered" not in [one.event for one in queries.story_of(post, inspector)]
    for reader in (sergeant, force.constable):
        assert queries.route_line(post, reader)[0].voices[0].words == "approved"
        assert "step.answered" in [one.event for one in queries.story_of(post, reader)]
    in_short, in_full = queries.together_in_words(queries.route_line(post, force.constable))
    assert in_short == "Panel: 2 of 3 have to approve."
    assert in_full.startswith(f"{sergeant.title} approved, {inspector.title} has it until ")
    decide(step_of(post, inspector), inspector, scores={"Benefit": (2, ""), "Effort": (1, "")})
    assert [one.who for one in queries.said_beside(step_of(post, inspector), inspector)] == [
        sergeant.title,
        "You",
    ]
    assert queries.scores_of(post, inspector)[0].people == 2
    assert post.status == Status.PUBLISHED
    assert step_of(post, lead).state == StepState.SPARED


def test_stages_at_the_same_time_are_drawn_beside_each_other(force):
    factories.configured(
        force,
        StagePlan("Head", by(force.sergeant), 3),
        StagePlan("Data", by(force.data_officer), 5, beside=True),
        LAST,
    )
    post = factories.sent(force.constable)
    line = queries.route_line(post)
    assert [(one.label, one.state, one.beside) for one in line] == [
        ("Head", "now", False),
        ("Data", "now", True),
        ("Lead", "next", False),
    ]
    in_short, _in_full = queries.together_in_words(line)
    assert in_short == "It is at several steps at the same time: head and data."


def test_a_decider_fills_in_checklist_and_scores_on_the_page(client, force):
    panel(force, needed=2, checklist=LINES, criteria=SHEET)
    post, program = factories.sent(force.constable), token(force.inspector)
    client.sign_in(force.sergeant)
    address = f"/steps/{step_of(post, force.sergeant).reference}"
    scores = {"scores-0-score": "4", "scores-0-note": "Large", "scores-1-score": "1"}
    shown = client.submit(address, verdict="approve", do="decide", **{"scores-0-score": "4"})
    assert "Tick each line of the checklist" in shown.text
    shown = client.submit(address, verdict="approve", do="decide", ticked=["0", "1"])
    assert "a score from 0 to 4" in shown.text
    assert shown.text.count("checked") >= 2
    shown = client.submit(address, verdict="approve", do="preview", ticked=["0", "1"], **scores)
    assert "What the author will read" in shown.text
    assert 'value="Large"' in shown.text
    answer = client.submit(
        address, verdict="approve", do="decide", reason="It pays.", ticked=["0", "1"], **scores
    )
    assert answer.status_code == 302
    shown = client.get(address).text
    assert "3.0 of 4" in shown
    client.sign_in(force.inspector)
    there = client.get(f"/steps/{step_of(post, force.inspector).reference}").text
    assert force.sergeant.title in there
    assert "has answered; you read it once you have" in there
    assert "3.0 of 4" not in there
    assert "It pays." not in there
    assert "It pays." not in client.get(f"/submissions/{post.reference}").text
    seen = client.get(f"/api/v1/submissions/{post.reference}", headers=program)
    assert "It pays." not in seen.text
    way = seen.get_json()["way"]
    assert (way[0]["needed"], [one["state"] for one in way[0]["voices"]]) == (2, ["now", "now", "now"])
    client.sign_in(force.constable)
    shown = client.get(f"/submissions/{post.reference}").text
    assert "2 of 3 have to approve" in shown
    assert "It pays." in shown


def test_a_blind_decider_meets_the_author_nowhere(client, force):
    """Every page, program and list that a blind decider can open, before and after they decide."""
    factories.configured(
        force,
        StagePlan("Head", by(force.sergeant), 3),
        StagePlan("Review", by(force.inspector), 5, blind=True),
        StagePlan("Lead", (Ask(Decider.ROLE, role=Role.INNOVATION_LEAD),), 5, blind=True),
    )
    with transaction():
        force.constable.name = "Zebedee Quillfeather"
        post = factories.draft(force.constable, sharing="unit", co_authors=[force.colleague.email])
    file = CleanFile("quillfeather-notes.txt", "text/plain", b"Nine minutes, not twenty.", ())
    stored_as = Store(client.application.config["SETTINGS"].files_folder).put(BytesIO(file.content), 25)
    with transaction():
        writing.attach(post, file, stored_as, by=force.constable)
    with transaction():
        actions.send(post, by=force.constable)
    decide(step_of(post, force.sergeant), force.sergeant)
    known = [
        "Zebedee",
        "uillfeather",
        force.colleague.name,
        force.constable.email,
        force.colleague.email,
        force.team.name,
    ]
    programs = {person.id: token(person) for person in (force.inspector, force.lead)}
    steps = [step.reference for step in queries.present_steps(post)]
    pages = [page for step in steps for page in (f"/steps/{step}", f"/steps/{step}/hand-on")]
    pages += [f"{page}/{post.reference}" for page in ("/submissions", "/api/v1/submissions", "/library")]
    pages += [f"/submissions/{post.reference}/{page}" for page in ("versions", f"attachments/{_file(post)}")]
    pages += ["/", "/queue", "/triage", "/notices", "/api/v1/steps?waiting=me"]
    for person, step in ((force.inspector, steps[1]), (force.lead, steps[1])):
        opened = _meets_nobody(client, person, programs[person.id], pages, known)
        assert {f"/steps/{step}", pages[6], pages[7], pages[10], "/api/v1/steps?waiting=me"} <= set(opened)
    for person, step in ((force.inspector, steps[1]), (force.lead, steps[2])):
        client.sign_in(person)
        assert client.submit(f"/steps/{step}", verdict="approve", do="decide").status_code == 302
        _meets_nobody(client, person, programs[person.id], pages, known)
    settle()
    for person in (force.inspector, force.lead):
        _meets_nobody(client, person, programs[person.id], pages, known)
    client.sign_in(force.sergeant)
    assert "Zebedee" in client.get(f"/submissions/{post.reference}").text


def _file(post):
    return post.attachments[0].reference


def _meets_nobody(client, person, program, pages, known):
    """Which of the pages somebody could open; none of them says anything that leads to an author."""
    client.sign_in(person)
    opened = []
    for address in pages:
        shown = client.get(address, headers=program if "/api/" in address else {})
        said = shown.text.split("<main", maxsplit=1)[-1] + str(shown.headers)
        said = re.sub("<select.*?</select>", "", said, flags=re.DOTALL)  # all deciders, for every post
        assert not [one for one in known if one in said], f"{address} names the author"
        opened += [address] * (shown.status_code == 200)
        shown.close()
    return opened


def test_the_guidance_of_a_stage_stands_beside_the_text_and_shows_no_mark_of_its_own(client, force):
    guidance = "Look at **section 4** first.\n\n<script>alert(1)</script>"
    factories.configured(force, StagePlan("Check", by(force.sergeant), 5, guidance=guidance), LAST)
    step = step_of(factories.sent(force.constable), force.sergeant)
    client.sign_in(force.sergeant)
    shown = client.get(f"/steps/{step.reference}").text
    assert "Guidance on this" in shown
    assert "<strong>section 4</strong>" in shown
    assert "<script>alert" not in shown


def test_a_score_that_is_missing_is_named_at_the_top_with_a_link_to_it(client, force):
    factories.configured(force, StagePlan("Check", by(force.sergeant), 5, criteria=SHEET), LAST)
    post = factories.sent(force.constable)
    step = step_of(post, force.sergeant)
    client.sign_in(force.sergeant)
    shown = client.submit(f"/steps/{step.reference}", verdict="approve", do="decide")
    top = shown.text.partition("There is a problem")[2].partition("</ul>")[0]
    link = re.search(r'href="#([^"]+)">[^<]+<', top)
    assert link is not None
    assert f'id="{link[1]}"' in shown.text
