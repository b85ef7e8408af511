"""Somebody outside decides one step by a mailed link: asked, confirmed by a code sent apart, used once, and logged."""

from datetime import timedelta

import pytest

from portal import reactions
from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.actions.asking_outside import close_over, decide_outside, withdraw_asking
from portal.authorisation.actions.outside import end_naming, name_outside, switch_outside
from portal.authorisation.rules import Ask, Decider, ReasonCode, StagePlan, StepState, Verdict
from portal.authorisation.rules.outside import CodeBy, mailbox
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.notifications import queries as notifications
from portal.people.rules import Role
from portal.submissions.rules import Status
from tests import factories
from tests.authorisation.outside import (
    EMAIL,
    WHY,
    asked,
    at_hand,
    confirmed,
    decide,
    events,
    fresh,
    mailed_code,
    mails_to,
    open_to_outside,
)


@pytest.fixture
def force(db):
    return factories.Force()


@pytest.fixture
def other(built_app):
    """Another browser, of whoever is asked outside."""
    return built_app.test_client()


def by(*people):
    return tuple(Ask(Decider.PERSON, person_id=one.id) for one in people)


def told(person):
    journal.catch_up(reactions.REACTIONS)
    return [notice.words for notice in notifications.notices_of(person)]


def test_it_is_off_until_an_administrator_switches_it_on_with_a_reason(client, force):
    post = factories.sent(force.constable)
    step = queries.open_step(post).reference
    client.sign_in(force.sergeant)
    assert "outside" not in client.get(f"/steps/{step}").text
    assert client.get(f"/steps/{step}/outside").status_code == 403
    assert client.get("/admin/outside").status_code == 403
    client.sign_in(force.administrator)
    code = force.organisation.code
    assert "It is switched off" in client.get("/admin/outside").text
    short = client.submit(f"/admin/outside/{code}/switch", page="/admin/outside", why="Because.")
    assert "Say why in a sentence or two" in short.text
    client.submit(f"/admin/outside/{code}/switch", page="/admin/outside", why=WHY)
    named = {
        "name": "Cora Chair",
        "what": "chair of the advisory group",
        "email": EMAIL,
        "until": (clock.today() + timedelta(days=30)).isoformat(),
    }
    name = f"/admin/outside/{code}/name"
    inside = client.submit(name, page="/admin/outside", **named | {"email": force.colleague.email.upper()})
    assert "They have an account here" in inside.text
    for_ever = client.submit(name, page="/admin/outside", **named | {"until": "2999-01-01"})
    assert "at most two years ahead" in for_ever.text
    assert client.submit(name, page="/admin/outside", **named).status_code == 302
    assert "Somebody is named with this address" in client.submit(name, page="/admin/outside", **named).text
    assert "Cora Chair" in client.get("/admin/outside").text
    entries = journal.entries_about(fresh(force.organisation))
    assert [one.facts["reason"] for one in entries if one.event == "outside.switched_on"] == [WHY]


def test_the_whole_way_by_telephone(client, other, force):
    open_to_outside(force)
    post = factories.sent(force.constable)
    reference, step, lead = post.reference, queries.open_step(post).reference, force.lead.name
    at_hand()
    client.sign_in(force.sergeant)
    page = f"/steps/{step}/outside"
    assert page in client.get(f"/steps/{step}").text
    to = client.get(page).text.split('<option value="')[2][:8]
    unchecked = client.submit(page, to=to, code_by="told")
    assert "Check it first" in unchecked.text
    shown = client.submit(page, to=to, code_by="told", may_leave="y", question="Is this fair?")
    code = shown.text.split('spoken-code">')[1][:9]
    mail = mails_to(EMAIL)[-1]
    link = next(word for word in mail.text.split() if "/outside/" in word).removeprefix("http://localhost")
    assert code not in mail.text
    assert post.title not in mail.subject + mail.text
    assert "works once" in mail.text

    door = other.get(link)
    assert "Confirm that it is you" in door.text
    assert post.title not in door.text
    wrong = other.submit(f"{link}/confirm", page=link, code="1234")
    assert "4 tries are left" in wrong.text
    assert other.submit(f"{link}/confirm", page=link, code=code).status_code == 302
    inside = other.get(link)
    assert post.title in inside.text
    assert "half of it is lost" in inside.text
    assert "Is this fair?" in inside.text
    assert lead not in inside.text
    assert "/queue" not in inside.text
    for name, value in (("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer")):
        assert inside.headers[name] == value
    assert "noindex" in inside.headers["X-Robots-Tag"]
    assert other.get(f"/submissions/{reference}").status_code == 302, "it opens nothing else"
    without = other.submit(f"{link}/decide", page=link, verdict="approve", do="decide")
    assert "If you had a part in it" in without.text
    bare = other.submit(f"{link}/decide", page=link, verdict="return", apart="y", do="decide")
    assert bare.status_code == 422
    look = other.submit(f"{link}/decide", page=link, verdict="approve", apart="y", do="preview")
    assert "Cora Chair (chair of the advisory group, asked by Sam Sergeant)" in look.text
    done = other.submit(
        f"{link}/decide", page=link, verdict="approve", reason="Fair to all.", apart="y", do="decide"
    )
    assert done.location == link
    assert "You approved it." in other.get(link).text

    step = queries.step(step)
    assert step.state == StepState.APPROVED
    given = step.verdicts[-1]
    assert (given.by_id, given.outside.name, given.version) == (force.sergeant.id, "Cora Chair", 1)
    assert queries.open_step(step.submission).holder_id == force.lead.id
    kept = events(step.submission)
    for event in ("outside.asked", "outside.wrong_code", "outside.opened", "outside.answered"):
        assert kept.count(event) == 1, event
    who = "Cora Chair (chair of the advisory group, asked by Sam Sergeant)"
    for reader in (force.constable, force.lead):
        client.sign_in(reader)
        assert f"{who} approved it" in client.get(f"/submissions/{reference}").text
    client.sign_in(force.sergeant)
    own = client.get(f"/submissions/{reference}").text
    assert "You approved it" not in own
    assert f"{who} approved it" in own
    assert f"already decided by {who}" in client.get(f"/steps/{step.reference}").text


def test_a_code_by_mail_comes_apart_is_good_for_ten_minutes_and_once(other, force):
    decider = open_to_outside(force)
    link = asked(factories.sent(force.constable), decider, code_by=CodeBy.MAILED)
    assert link.code == ""
    assert len(mails_to(EMAIL)) == 1
    assert other.submit(f"{link.address}/code", page=link.address).status_code == 302
    code = mailed_code()
    assert "/outside/" not in mails_to(EMAIL)[-1].text
    again = other.submit(f"{link.address}/code", page=link.address)
    assert "Wait a minute" in again.text
    with clock.later(minutes=11):
        late = other.submit(f"{link.address}/confirm", page=link.address, code=code)
        assert "too old" in late.text
        other.submit(f"{link.address}/code", page=link.address)
        confirmed(other, link, mailed_code())
    with clock.later(minutes=12):
        assert "Decide" in other.get(link.address).text
    other.delete_cookie("portal-outside", path=link.address)
    with clock.later(minutes=13):
        used = other.submit(f"{link.address}/confirm", page=link.address, code=mailed_code())
        assert "not the code" in used.text
    for minutes in range(20, 24):
        with clock.later(minutes=minutes):
            last = other.submit(f"{link.address}/code", page=link.address)
    assert "That was the last code" in last.text


def test_whoever_asked_makes_another_code_and_the_one_before_is_worth_nothing(client, other, force):
    link = asked(factories.sent(force.constable), open_to_outside(force))
    client.sign_in(force.lead)
    page = f"/askings/{link.reference}"
    assert "Take the link back" in client.get(page).text
    assert "Make another code" not in client.get(page).text
    client.sign_in(force.sergeant)
    shown = client.submit(f"{page}/code", page=page)
    fresh = shown.text.split('spoken-code">')[1][:9]
    assert "not the code" in other.submit(f"{link.address}/confirm", page=link.address, code=link.code).text
    confirmed(other, link, fresh)
    client.sign_in(force.constable)
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("verdict", [Verdict.RETURN, Verdict.DECLINE])
def test_somebody_outside_sends_it_back_or_declines_with_a_reason_the_author_reads(
    client, other, force, verdict
):
    link = asked(factories.sent(force.constable), open_to_outside(force))
    post = link.row.step.submission
    confirmed(other, link)
    reason = "Ask the young people whom it concerns, and say what they answered."
    decide(other, link, verdict=verdict.value, code=ReasonCode.OTHER.value, reason=reason)
    post = fresh(post)
    assert post.status == {Verdict.RETURN: Status.RETURNED, Verdict.DECLINE: Status.DECLINED}[verdict]
    client.sign_in(force.constable)
    shown = client.get(f"/submissions/{post.reference}").text
    assert "Cora Chair (chair of the advisory group, asked by" in shown
    assert reason in shown
    assert any("Whom you asked outside has decided" in words for words in told(force.sergeant))


def test_the_last_approval_from_outside_publishes(other, force):
    factories.configured(force, StagePlan("Head", by(force.sergeant), 3))
    post = factories.sent(force.constable)
    link = asked(post, open_to_outside(force))
    confirmed(other, link)
    decide(other, link)
    assert fresh(post).status == Status.PUBLISHED


def test_whoever_asked_holds_it_and_can_decide_or_take_the_link_back(client, other, force):
    decider = open_to_outside(force)
    post = factories.sent(force.constable)
    link = asked(post, decider)
    with pytest.raises(Refused, match="asked already"):
        asked(post, decider)
    assert queries.open_step(post).holder_id == force.sergeant.id
    confirmed(other, link)
    client.sign_in(force.sergeant)
    page = f"/askings/{link.reference}"
    assert client.submit(f"{page}/withdraw", page=page).status_code == 302
    assert "need do nothing" in mails_to(EMAIL)[-1].text
    assert "Your answer is not needed any more" in other.get(link.address).text
    with pytest.raises(Refused, match="not open any more"), transaction():
        withdraw_asking(link.row, by=fresh(force.sergeant))
    again = asked(post, decider)
    confirmed(other, again)
    factories.decided(fresh(post), Verdict.APPROVE)
    late = decide_page_of(other, again)
    assert "The post was decided meanwhile." in late
    assert close_over() == 1
    assert "outside.overtaken" in events(post)
    assert "The post was decided meanwhile." in mails_to(EMAIL)[-1].text


def decide_page_of(client, link):
    return client.get(link.address).text


def test_only_whoever_decides_asks_and_never_about_an_anonymous_post(force):
    decider = open_to_outside(force)
    post = factories.sent(force.constable)
    for person in (force.constable, force.colleague, force.inspector, force.lead, force.administrator):
        with pytest.raises(Refused, match="Only whoever decides"):
            asked(post, decider, by=person)
    with transaction():
        actions.take(queries.open_step(fresh(post)), by=fresh(force.lead))
    link = asked(post, decider, by=fresh(force.lead))
    assert link.row.asked_by_id == force.lead.id


def test_an_anonymous_post_is_not_put_to_anybody_outside(force):
    decider = open_to_outside(force)
    post = factories.sent(force.constable)
    post.author, post.desk_key = None, "d" * 32
    session.commit()
    with pytest.raises(Refused, match="Only whoever decides"):
        asked(post, decider)


def test_no_author_helper_deputy_or_voice_decides_under_another_address(force):
    team = [force.constable, force.colleague]
    post = factories.sent(force.constable, co_authors=[force.colleague.email])
    elsewhere = factories.Force()
    with transaction():
        from portal.people.actions.absences import note_absence

        deputy = elsewhere.colleague
        away = note_absence(
            force.constable,
            first_day=clock.today(),
            last_day=clock.today() + timedelta(days=3),
            deputy=None,
            by=fresh(force.constable),
        )
        away.deputy_id = deputy.id
    writer = elsewhere.constable
    with transaction():
        post.co_authors.append(writer)
    for number, person in enumerate([writer, deputy]):
        local, _, domain = person.email.upper().partition("@")
        decider = open_to_outside(force, f"{local}+{number}@{domain}", "Ann Other")
        with pytest.raises(Refused, match="cannot be asked about this"):
            asked(post, decider)
        with transaction():
            end_naming(fresh(decider), by=fresh(force.administrator))
    for person in team:
        with pytest.raises(Refused, match="They have an account here"):
            open_to_outside(force, person.email.upper())
    assert mailbox("A.B+x@Force.Example") == "a.b@force.example"


def test_who_was_an_author_and_has_left_is_known_by_their_address(other, force):
    post = factories.sent(force.constable)
    link = asked(post, open_to_outside(force))
    confirmed(other, link)
    with transaction():
        gone = factories.person(fresh(force.team))
        gone.email = gone.email_key = EMAIL
        gone.ended_on = clock.today()
        there = fresh(post)
        there.co_authors.append(gone)
    assert "decided by others" in other.get(link.address).text
    with pytest.raises(Refused) as refused:
        decide_outside(link.row, Decision(Verdict.APPROVE), browser="x")
    assert refused.value.code == "not-yours"
    assert close_over() == 1
    assert link.row.why == "barred"


def test_somebody_outside_is_one_voice(other, force):
    stage = (
        StagePlan("Panel", by(force.sergeant, force.inspector), 5, needed=2),
        StagePlan("Lead", (Ask(Decider.ROLE, role=Role.INNOVATION_LEAD),), 5),
    )
    factories.configured(force, *stage, four_eyes=True)
    post = factories.sent(force.constable)
    decider = open_to_outside(force)
    first, second = (step for step in queries.present_steps(post) if step.state == StepState.OPEN)
    assert first.stage == second.stage
    link = asked(post, decider)
    confirmed(other, link)
    decide(other, link)
    post = fresh(post)
    with pytest.raises(Refused, match="cannot be asked about this"):
        asked(post, decider)
    factories.decided(fresh(post), Verdict.APPROVE)
    assert queries.open_step(post).name == "Lead"
    with pytest.raises(Refused, match="cannot be asked about this"):
        asked(post, decider)


def test_a_blind_step_hides_the_author_outside_too(other, force):
    factories.configured(force, StagePlan("Blind", by(force.inspector), 5, blind=True))
    link = asked(factories.sent(force.constable), open_to_outside(force))
    confirmed(other, link)
    shown = other.get(link.address).text
    assert "without knowing who wrote it" in shown
    assert force.constable.name not in shown
    assert force.team.name not in shown


def test_time_passes_and_the_step_goes_on_as_ever(other, force):
    post = factories.sent(force.constable)
    link = asked(post, open_to_outside(force))
    due, last = queries.open_step(post).due_on, link.row.expires_at
    assert clock.local(last).date() <= clock.today() + timedelta(days=8)
    assert queries.open_step(post).due_on == due
    confirmed(other, link)
    with clock.at(last):
        assert "The time for an answer is over" in other.get(link.address).text or (
            other.get(link.address).status_code == 410
        )
        actions.keep_time()
        assert link.row.state == "closed"
        assert "outside.closed" in events(fresh(post))
        assert queries.open_step(fresh(post)) is not None


def test_switching_off_ending_and_leaving_close_links_at_once(other, force):
    decider = open_to_outside(force)
    post = factories.sent(force.constable)
    link = asked(post, decider)
    with transaction():
        switch_outside(fresh(force.organisation), False, WHY, by=fresh(force.administrator))
    assert (link.row.state, link.row.why) == ("closed", "switched_off")
    assert other.get(link.address).status_code == 410
    assert any("asks nobody outside any more" in words for words in told(force.sergeant))
    with transaction():
        switch_outside(fresh(force.organisation), True, WHY, by=fresh(force.administrator))
    assert other.get(link.address).status_code == 410, "what is closed stays closed"
    link = asked(post, decider)
    with transaction():
        end_naming(fresh(decider), by=fresh(force.administrator))
    assert link.row.why == "naming_ended"
    decider = open_to_outside(force)
    link = asked(post, decider)
    with transaction():
        sergeant = fresh(force.sergeant)
        sergeant.headships.clear()
    close_over()
    assert link.row.why == "moved_on"


def test_a_naming_lapses_on_its_day(force):
    decider = open_to_outside(force)
    post = factories.sent(force.constable)
    with clock.at(clock.now() + timedelta(days=91)), pytest.raises(Refused, match="Choose somebody whom"):
        asked(post, decider, by=fresh(force.sergeant))
    with pytest.raises(Refused, match="Only an administrator"), transaction():
        name_outside(
            force.organisation, name="X", what="y", email="x@y.example", until=clock.today(), by=force.lead
        )
