"""A published post is brought up to date, and a text that was taken back is used again."""

import pytest
from lxml import html
from sqlalchemy import select
from sqlalchemy import update as changing
from sqlalchemy.exc import IntegrityError

from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.actions import Decision
from portal.authorisation.rules import Verdict
from portal.feedback import actions as feedback
from portal.feedback.rules import OutcomeState, Result
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.files import CleanFile
from portal.foundation.journal import catch_up as follow
from portal.library import queries as library
from portal.notifications.models import Notice
from portal.people.models import Person
from portal.reactions import REACTIONS
from portal.submissions import actions, queries
from portal.submissions.actions import Content
from portal.submissions.models import Submission
from portal.submissions.rules import barred_from_deciding
from tests import factories
from tests.factories import Force

CHILD = {"title": "A missing child was graded too low", "details": {"step_reached": "identify"}}
LATER = {"step_reached": "evaluate", "evaluation": "None was graded low in a year.", "overcome": "yes"}


@pytest.fixture
def case(db):
    """A force with an impact case in the library that has reached its first step, and a colleague who wrote it too."""
    force = Force()
    post = factories.draft(force.constable, "impact-case")
    with transaction():
        actions.save(post, Content(co_authors=[force.colleague.email]), seen=post.version, by=force.constable)
        authorisation.send(post, by=force.constable)
    while ways.open_step(post) is not None:
        factories.decided(post, Verdict.APPROVE)
    follow(REACTIONS)
    return force, post


def begun(post, by, **changes):
    with transaction():
        update = actions.begin_update(post, by=by)
        if changes:
            actions.save(update, Content(**changes), seen=update.version, by=by)
    return update


def sent(post, by, **changes):
    update = begun(post, by, **(changes or {"title": f"{post.title}, said better"}))
    with transaction():
        authorisation.send(update, by=by)
    return update


def approved(update):
    while ways.open_step(update) is not None:
        factories.decided(update, Verdict.APPROVE)
    follow(REACTIONS)
    session.expire_all()


def test_a_part_way_case_carries_on_and_replaces_what_is_in_the_library_once_it_is_approved(case):
    force, post = case
    update = sent(post, force.constable, details=LATER, body="It was graded low nine times.")
    assert (post.status, post.version, post.details["step_reached"]) == ("published", 2, "identify")
    assert library.item(post.reference).version == 2
    assert [step.name for step in ways.present_steps(update)] == [
        step.name for step in ways.present_steps(post)
    ]
    approved(update)
    assert (post.status, update.status) == ("published", "taken_up")
    assert post.details | LATER == post.details
    item = library.item(post.reference)
    assert (item.marker, item.version) == ("evaluate", 3)
    assert library.item(update.reference) is None
    first, second = library.editions(post)[::-1]
    assert (first.number, second.number) == (2, 3)
    assert "What went wrong" in second.changed


@pytest.mark.parametrize("verdict", [Verdict.RETURN, Verdict.DECLINE])
def test_what_is_returned_or_declined_leaves_the_library_as_it_was(case, verdict):
    force, post = case
    update = sent(post, force.constable, title="Another title")
    factories.decided(update, verdict)
    follow(REACTIONS)
    session.expire_all()
    assert (post.title, post.status, library.item(post.reference).title) == (
        CHILD["title"],
        "published",
        CHILD["title"],
    )
    assert library.item(update.reference) is None
    assert begun(post, force.constable).id == update.id
    with transaction():
        authorisation.send(update, by=force.constable)
    approved(update)
    assert library.item(post.reference).title == "Another title"


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"updates_version": None}, "update_says_from_which_version"),
        ({"author_id": None, "desk_key": "k7m29qxt"}, "update_has_an_author"),
        ({"listed": True}, "listed_is_declined"),
    ],
)
def test_the_database_keeps_what_an_update_is(case, changes, rule):
    force, post = case
    stored = changing(Submission).where(Submission.id == begun(post, force.constable).id)
    with pytest.raises(IntegrityError, match=rule), transaction():
        session.execute(stored.values(changes))


def test_there_is_one_update_at_a_time_and_another_after_it(case):
    force, post = case
    first = begun(post, force.constable, title="First")
    assert begun(post, force.colleague).id == first.id
    with pytest.raises(IntegrityError, match=r"updates_id|one_update"), transaction():
        session.add(
            Submission(
                kind=post.kind,
                organisation_id=post.organisation_id,
                author_id=force.constable.id,
                begun_on=post.begun_on,
                updates_id=post.id,
                updates_version=post.version,
            )
        )
    with transaction():
        authorisation.withdraw(first, by=force.constable)
    second = begun(post, force.constable)
    assert second.id != first.id
    assert second.title == CHILD["title"]


def test_a_co_author_may_update_and_none_of_those_who_wrote_it_decides(case):
    force, post = case
    update = begun(post, force.colleague, title="Newer", co_authors=[])
    assert (update.author_id, update.co_author_ids) == (force.colleague.id, {force.constable.id})
    assert {force.colleague.id, force.constable.id} <= barred_from_deciding(update)
    with transaction():
        authorisation.send(update, by=force.colleague)
    approved(update)
    assert (post.author_id, post.co_author_ids) == (force.constable.id, {force.colleague.id})


def test_the_author_who_becomes_head_does_not_decide_on_a_colleagues_update(case):
    force, post = case
    force.constable.headships = [factories.Headship(unit_id=force.team.id)]
    force.sergeant.headships = []
    session.commit()
    step = ways.open_step(sent(post, force.colleague))
    assert step.holder_id not in {force.constable.id, force.colleague.id}
    with pytest.raises(Refused, match="not yours"), transaction():
        authorisation.decide(
            step, Decision(Verdict.APPROVE, seen=step.submission.version), by=force.constable
        )


def test_nobody_else_updates_and_nothing_but_what_is_in_the_library_is_updated(case):
    force, post = case
    for person in (force.sergeant, force.lead, Force().constable):
        with pytest.raises(Refused, match="Only its authors"), transaction():
            actions.begin_update(post, by=person)
    waiting = factories.sent(force.constable)
    with pytest.raises(Refused, match="once it is in the library"), transaction():
        actions.begin_update(waiting, by=force.constable)


def test_an_update_is_never_left_in_the_library_as_declined(case):
    force, post = case
    update = sent(post, force.constable, title="Another")
    factories.decided(update, Verdict.DECLINE)
    with pytest.raises(Refused), transaction():
        actions.list_as_declined(update, True, by=force.constable)


def test_an_update_goes_to_those_where_the_post_belongs_wherever_its_author_works_now(case):
    force, post = case
    there = Force()
    force.constable.unit = there.team
    session.commit()
    update = sent(post, force.constable)
    assert (update.organisation_id, update.unit_id) == (force.organisation.id, force.team.id)
    assert ways.open_step(update).holder_id == force.sergeant.id


def test_an_update_is_refused_where_the_library_has_another_text_by_now(case):
    force, post = case
    update = sent(post, force.constable)
    factories.decided(update, Verdict.APPROVE)
    factories.decided(update, Verdict.APPROVE)
    post.version += 1
    session.commit()
    step = ways.open_step(update)
    with pytest.raises(Refused, match="has changed since"), transaction():
        authorisation.decide(step, Decision(Verdict.APPROVE, seen=update.version), by=step.holder)
    session.expire_all()
    assert (update.status, post.title) == ("waiting", CHILD["title"])


def test_what_is_laid_out_anew_and_says_the_same_is_no_change(case):
    force, post = case
    update = begun(post, force.constable, body=post.body.replace(" ", "\n", 1))
    assert update.body != post.body
    assert queries.compared(post.kind, queries.text_now(post), queries.text_now(update)) == []


def test_its_files_join_those_that_are_there(case):
    force, post = case
    update = begun(post, force.constable)
    with transaction():
        file = CleanFile("counts.txt", "text/plain", b"words", ())
        actions.attach(update, file, "somewhere", by=force.constable)
        authorisation.send(update, by=force.constable)
    approved(update)
    assert [file.name for file in post.attachments] == ["counts.txt"]
    assert [file.name for file in update.files] == ["counts.txt"]


def test_its_authors_hear_and_its_story_tells(case):
    force, post = case
    update = sent(post, force.colleague)
    approved(update)
    assert [entry.event for entry in journal.entries_about(post)][-1] == "submission.updated"
    assert [entry.event for entry in journal.entries_about(update)][-1] == "submission.taken_up"
    told = {
        (notice.person_id, notice.address)
        for notice in session.scalars(select(Notice))
        if "up to date" in notice.words
    }
    assert told == {
        (person.id, f"/library/{post.reference}") for person in (force.constable, force.colleague)
    }


def test_on_its_pages_one_press_begins_and_deciders_see_what_it_would_change(case, client):
    force, post = case
    item, own = f"/library/{post.reference}", f"/submissions/{post.reference}"
    constable, sergeant = force.constable.id, force.sergeant.id
    client.sign_in(force.constable)
    for page in (item, own):
        assert "Update it" in client.get(page).text
    response = client.submit(f"{own}/update", page=own)
    assert response.status_code == 302
    edited = client.get(response.location).text
    assert "Update your impact case" in edited
    assert "stays as it is until this is approved" in edited
    assert "an update" in client.get("/submissions").text
    address = response.location.removesuffix("/edit")
    with transaction():
        update = queries.submission(address.rpartition("/")[2])
        actions.save(
            update,
            Content(title="Always graded too low"),
            seen=update.version,
            by=session.get_one(Person, constable),
        )
        authorisation.send(update, by=session.get_one(Person, constable))
        step = ways.open_step(update).reference
    client.sign_in(session.get_one(Person, sergeant))
    document = html.document_fromstring(client.get(f"/steps/{step}").text)
    (changes,) = document.xpath("//section[h2='What it would change']")
    assert "Always" in changes.xpath("string(.//ins)")
    session.remove()
    approved(queries.submission(address.rpartition("/")[2]))
    assert "In the library now." in client.get(address).text


def test_a_text_that_was_taken_back_begins_anew_and_says_from_where_to_its_author_alone(client):
    force = Force()
    post = factories.sent(force.constable)
    with transaction():
        authorisation.withdraw(post, by=force.constable)
    client.sign_in(force.constable)
    address = f"/submissions/{post.reference}"
    response = client.submit(f"{address}/copy", page=address)
    assert f"with the text of “{post.title}”" in client.get(response.location).text
    session.remove()
    new = session.scalars(
        select(Submission).where(Submission.author_id == force.constable.id, Submission.status == "draft")
    ).one()
    assert (new.title, new.body, new.details) == (post.title, post.body, post.details)
    assert (new.version, new.share_check, new.co_author_ids) == (1, {}, frozenset())
    with transaction():
        authorisation.send(new, by=force.constable)
    client.sign_in(force.sergeant)
    assert post.reference not in client.get(f"/steps/{ways.open_step(new).reference}").text
    assert post.reference not in str([entry.facts for entry in journal.entries_about(new)])


def test_an_outcome_of_an_older_text_stands_below_the_authors_newer_answer_until_it_is_renewed(case, client):
    force, post = case
    lead, constable, key, item = force.lead.id, force.constable.id, post.id, f"/library/{post.reference}"
    with transaction():
        feedback.keep_outcome(post, OutcomeState.UNDER_WAY, Result.MIXED, "Two teams of six.", by=force.lead)
    client.sign_in(session.get_one(Person, constable))

    def led_by():
        document = html.document_fromstring(client.get(item).text)
        return " ".join(document.xpath("string(//p[@class='came-of-it'])").split())

    assert led_by() == "Partly overcome Under way Two teams of six."
    session.remove()
    post = session.get_one(Submission, key)
    approved(sent(post, session.get_one(Person, constable), details=LATER))
    day = clock.day_in_words(clock.today())
    assert led_by() == f"Overcome As its author saw it on {day}"
    assert (
        f"Before the update of {day}: Under way, partly overcome. Two teams of six." in client.get(item).text
    )
    assert library.item(post.reference).result == "", "nor do cards and filters show the old one"
    asked = select(Notice).where(
        Notice.person_id == lead, Notice.words.contains("Say again what became of it")
    )
    (notice,) = session.scalars(asked)
    assert (notice.address, notice.seen) == (f"{item}/outcome", False)
    client.sign_in(session.get_one(Person, lead))
    client.submit(f"{item}/outcome", state="done", result="worked", note="")
    session.remove()
    follow(REACTIONS)
    assert led_by() == "Overcome"
    assert "Before the update" not in client.get(item).text
    assert [one.seen for one in session.scalars(asked)] == [True]
    assert library.item(post.reference).result == "worked"


def test_without_an_outcome_the_authors_answer_leads_and_nobody_is_asked_to_renew_one(case, client):
    force, post = case
    item = f"/library/{post.reference}"
    approved(sent(post, force.constable, details=LATER))
    client.sign_in(force.colleague)
    page = client.get(item).text
    assert "As its author saw it" in page
    assert "Before the update" not in page
    assert session.scalars(select(Notice).where(Notice.address.endswith("/outcome"))).all() == []


def test_an_update_says_of_its_own_author_alone_if_their_rank_stands_beside_their_name(case, client):
    force, post = case
    own, other = force.constable.id, force.colleague.id
    approved(sent(post, force.constable, show_grade=True))
    assert post.show_grade
    update = begun(post, force.colleague, title="Newer still")
    assert not update.show_grade
    look = f"/submissions/{update.reference}/check"
    client.sign_in(force.colleague)
    assert "Show my rank" not in client.get(look).text
    update = session.get_one(Submission, update.id)
    with transaction():
        authorisation.send(update, by=session.get_one(Person, other))
    approved(update)
    post = session.get_one(Submission, post.id)
    assert post.show_grade
    update = begun(post, session.get_one(Person, own), show_grade=False)
    client.sign_in(session.get_one(Person, own))
    assert "Show my rank" in client.get(f"/submissions/{update.reference}/check").text
    update = session.get_one(Submission, update.id)
    with transaction():
        authorisation.send(update, by=session.get_one(Person, own))
    approved(update)
    assert not session.get_one(Submission, post.id).show_grade
