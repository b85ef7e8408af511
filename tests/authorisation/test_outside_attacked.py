"""A link to somebody outside under attack: read, guessed, forged, replayed, raced, and opened by machines."""

from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from sqlalchemy import select

from portal import reactions
from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.actions.asking_outside import confirm, decide_outside
from portal.authorisation.models import GivenVerdict, OutsideAsking, Step
from portal.authorisation.rules import Ask, Decider, StagePlan, StepState, Verdict
from portal.authorisation.rules.outside import WRONG_AT_MOST
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.files import Store
from portal.foundation.refusals import ATTEMPT
from portal.migrations import METADATA
from portal.notifications import queries as notifications
from portal.people.models import Person
from portal.submissions.models import Attachment
from tests import factories
from tests.authorisation.outside import (
    EMAIL,
    asked,
    confirmed,
    decide,
    events,
    fresh,
    mails_to,
    open_to_outside,
)
from tests.client import hidden_fields
from tests.hostile.watching import rows
from tests.racing import all_at_once
from tests.statements import READS_AND_WRITES, statements


@pytest.fixture
def force(db):
    return factories.Force()


@pytest.fixture
def other(built_app):
    return built_app.test_client()


@pytest.fixture
def link(force):
    return asked(factories.sent(force.constable), open_to_outside(force))


def row_of(link, **changes):
    row = link.row
    for name, value in changes.items():
        setattr(row, name, value)
    session.commit()


def test_whatever_is_not_open_answers_alike_and_asks_as_much_of_the_database(other, engine, force, link):
    decider = link.row.decider
    spent = {"forged": f"/outside/{'x' * 43}", "cut": link.address[:-1], "empty": "/outside/-"}
    for why in ("expired", "withdrawn", "wrong_codes", "switched_off"):
        closed = asked(factories.sent(force.constable), decider)
        row_of(closed, state="closed", why=why, ended_at=clock.now())
        spent[why] = closed.address
    used = asked(factories.sent(force.constable), decider)
    row_of(used, state="used", ended_at=clock.now())
    late = asked(factories.sent(force.constable), decider)
    row_of(late, expires_at=clock.now() - timedelta(seconds=1))
    spent |= {"used": used.address, "late": late.address}
    answers, costs = set(), set()
    for address in spent.values():
        session.remove()
        with statements(engine, READS_AND_WRITES) as said:
            answer = other.get(address)
        answers.add((answer.status_code, answer.text.replace(address, "")))
        costs.add(len(said))
    assert {status for status, _text in answers} == {410}
    assert len(answers) == 1
    assert costs == {1}


def test_a_form_sent_to_a_spent_link_answers_like_one_sent_to_none(other, force, link):
    shown = other.get(link.address)
    token = hidden_fields(shown, f"{link.address}/confirm")["csrf_token"]
    row_of(link, state="closed", why="expired", ended_at=clock.now())
    before = rows(session.connection())
    answers = set()
    for address in (link.address, f"/outside/{'x' * 43}"):
        for end in ("code", "confirm"):
            answer = other.post(f"{address}/{end}", data={"csrf_token": token, "code": link.code})
            answers.add((answer.status_code, answer.text))
        assert other.get(f"{address}/files/zzzz9999").status_code == 410
    assert len(answers) == 1
    assert other.post(f"{link.address}/decide", data={"csrf_token": token}).location == link.address
    assert rows(session.connection()) == before


def test_programs_that_open_links_in_mails_change_nothing_and_learn_nothing(other, force, link):
    title = link.row.step.submission.title
    before = rows(session.connection())
    for _time in range(3):
        for method in ("GET", "HEAD", "OPTIONS"):
            answer = other.open(link.address, method=method)
            assert answer.status_code == 200
            assert title not in answer.text
            assert "Set-Cookie" not in answer.headers or "outside" not in answer.headers["Set-Cookie"]
    for end in ("code", "confirm", "decide"):
        assert other.get(f"{link.address}/{end}").status_code == 405
        assert other.post(f"{link.address}/{end}", data={"code": link.code}).status_code == 400
    assert rows(session.connection()) == before


def test_neither_the_secret_nor_the_code_is_stored(link):
    stored = "\n".join(
        str(tuple(row))
        for table in ("outside_askings", "journal", "verdicts", "idempotent_answers")
        for row in session.connection().execute(select(METADATA.tables[table]))
    )
    assert link.token not in stored
    assert link.code not in stored
    assert len(link.token) >= 43, "256 bits in base64"
    assert link.row.code_hash.startswith("$argon2")
    assert link.code not in "".join(mail.text for mail in mails_to(EMAIL))


def test_codes_are_guessed_five_times_and_never_again(other, force, link):
    guess = "00000000" if link.code != "00000000" else "11111111"
    for left in range(WRONG_AT_MOST - 1, 0, -1):
        answer = other.submit(f"{link.address}/confirm", page=link.address, code=guess)
        assert f"{left} tr" in answer.text
    shown = other.get(link.address)
    last = other.send(shown, f"{link.address}/confirm", code=guess)
    assert last.status_code == 410
    right = other.send(shown, f"{link.address}/confirm", code=link.code)
    assert right.status_code == 410
    assert confirm(link.row, link.code) == ""
    row = link.row
    assert (row.state, row.why, row.wrong) == ("closed", "wrong_codes", WRONG_AT_MOST)
    post = row.step.submission
    assert events(post).count("outside.wrong_code") == WRONG_AT_MOST
    journal.catch_up(reactions.REACTIONS)
    told = [one.words for one in notifications.notices_of(fresh(force.sergeant))]
    assert any("a wrong code was typed 5 times" in words for words in told)
    assert queries.open_step(fresh(post)).holder_id == force.sergeant.id
    assert "too often" in mails_to(EMAIL)[-1].text


def test_the_code_of_one_link_opens_no_other_and_neither_does_its_browser(other, built_app, force, link):
    second = asked(factories.sent(force.constable, title="Another idea"), link.row.decider)
    confirmed(other, link)
    assert "Confirm that it is you" in other.get(second.address).text
    cookie = other.get_cookie("portal-outside", path=link.address)
    thief = built_app.test_client()
    thief.set_cookie("portal-outside", cookie.value, path="/")
    assert "Confirm that it is you" in thief.get(second.address).text
    thief.set_cookie("portal-outside", "x" * 43, path="/")
    assert "Confirm that it is you" in thief.get(link.address).text
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert cookie.path == link.address


def test_the_browser_is_forgotten_after_two_hours(other, force, link):
    confirmed(other, link)
    page = other.get(link.address)
    with clock.later(hours=2, minutes=1):
        assert "Confirm that it is you" in other.get(link.address).text
        answer = other.send(page, f"{link.address}/decide", verdict="approve", apart="y", do="decide")
        assert answer.location == link.address
    assert link.row.state == "open"


def test_a_decision_is_not_taken_twice(other, force, link):
    confirmed(other, link)
    page = other.get(link.address)
    for verdict in ("approve", "decline"):
        answer = other.send(
            page,
            f"{link.address}/decide",
            verdict=verdict,
            reason="No.",
            code="other",
            apart="y",
            do="decide",
        )
        assert answer.location == link.address
    assert "You approved it." in other.get(link.address).text
    step = link.row.step
    assert [one.verdict for one in step.verdicts] == ["approve"]
    assert link.row.state == "used"


def test_a_text_that_changed_meanwhile_is_not_approved(other, force, link):
    confirmed(other, link)
    page = other.get(link.address)
    post = link.row.step.submission
    post.version += 1
    session.commit()
    answer = other.send(page, f"{link.address}/decide", verdict="approve", apart="y", do="decide")
    assert answer.location == link.address
    assert "The text has changed since you were asked" in other.get(link.address).text
    step = link.row.step
    assert (step.state, step.verdicts) == (StepState.OPEN, [])
    actions.keep_time()
    assert link.row.why == "text_changed"


def test_a_version_that_the_browser_names_counts_for_nothing(other, force, link):
    confirmed(other, link)
    decide(other, link, version="99")
    assert link.row.step.verdicts[-1].version == link.row.version


def test_what_was_decided_inside_first_stands_and_the_attempt_is_kept(other, force, link):
    confirmed(other, link)
    browser = other.get_cookie("portal-outside", path=link.address).value
    factories.decided(link.row.step.submission, Verdict.APPROVE)
    step = link.row.step_id
    for _again in range(3):
        with pytest.raises(Refused) as refused:
            decide_outside(link.row, Decision(Verdict.DECLINE, "No.", "other"), browser=browser)
        assert refused.value.code == "already-decided"
    kept = [one for one in journal.entries_of("steps", step) if one.event == ATTEMPT]
    assert [one.facts["code"] for one in kept] == ["already-decided"]
    assert session.scalars(select(GivenVerdict.verdict).where(GivenVerdict.step_id == step)).all() == [
        "approve"
    ]


def test_files_follow_the_post_behind_the_door_and_are_named_by_nobody_at_a_blind_step(
    other, built_app, force
):
    stage = StagePlan("Blind", (Ask(Decider.PERSON, person_id=force.inspector.id),), 5, blind=True)
    factories.configured(force, stage)
    post = factories.draft(force.constable)
    store = Store(built_app.config["SETTINGS"].files_folder)
    note = b"Minutes of nine handovers.\n"
    post.attachments.append(
        Attachment(
            name="Amina Constable minutes.txt",
            media_type="text/plain",
            size=len(note),
            digest=sha256(note).hexdigest(),
            stored_as=store.put(BytesIO(note), len(note)),
        )
    )
    session.commit()
    with transaction():
        actions.send(post, by=post.author)
    link = asked(post, open_to_outside(force))
    file = link.row.step.submission.attachments[0].reference
    address = f"{link.address}/files/{file}"
    assert other.get(address).status_code == 410
    confirmed(other, link)
    assert "Amina" not in other.get(link.address).text
    answer = other.get(address)
    assert (answer.status_code, answer.data) == (200, note)
    assert "Amina" not in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    answer.close()
    assert other.get(f"{link.address}/files/zzzz9999").status_code == 410


@pytest.mark.usefixtures("own_database")
def test_somebody_inside_and_somebody_outside_at_one_moment_make_one_decision():
    force = factories.Force()
    decider = open_to_outside(force)
    for _turn in range(4):
        link = asked(factories.sent(fresh(force.constable)), decider)
        browser, key, step, sergeant = (
            confirm(link.row, link.code),
            link.row.id,
            link.row.step_id,
            force.sergeant.id,
        )
        session.remove()

        def outside(key=key, browser=browser):
            decide_outside(session.get_one(OutsideAsking, key), Decision(Verdict.APPROVE), browser=browser)

        def inside(step=step, sergeant=sergeant):
            with transaction():
                there = session.get_one(Step, step)
                by = session.get_one(Person, sergeant)
                actions.decide(there, Decision(Verdict.APPROVE, seen=there.submission.version), by=by)

        outcomes = all_at_once([outside, outside, outside, inside])
        assert not any(one.startswith("fault") for one in outcomes), outcomes
        assert len(session.scalars(select(GivenVerdict.id).where(GivenVerdict.step_id == step)).all()) == 1


@pytest.mark.usefixtures("own_database")
def test_guesses_at_one_moment_are_counted_each():
    force = factories.Force()
    link = asked(factories.sent(fresh(force.constable)), open_to_outside(force))
    key, wrong = link.row.id, "00000000" if link.code != "00000000" else "11111111"
    session.remove()

    def guess():
        assert confirm(session.get_one(OutsideAsking, key), wrong) == ""

    outcomes = all_at_once([guess] * 12)
    assert not any(one.startswith("fault") for one in outcomes), outcomes
    row = session.get_one(OutsideAsking, key)
    assert (row.wrong, row.state) == (WRONG_AT_MOST, "closed")
