"""Whoever decides blind on an update does not meet its author beside it: not where it is in the library already."""

from portal.authorisation import actions, queries
from portal.authorisation.rules import Ask, Decider, StagePlan
from portal.conversation import actions as conversation
from portal.feedback import actions as feedback
from portal.foundation.database import session, transaction
from portal.library.search.bound import engine
from portal.people.actions import tokens
from portal.people.rules import Role
from portal.people.rules.scopes import Scope
from portal.submissions import actions as writing
from portal.submissions.actions import Content
from tests import factories
from tests.library import settle

NAME = "Zebedee Quillfeather"


def token(person):
    with transaction():
        secret = tokens.create_token(person, [Scope.READ], days=1, label="Test")
    return {"Authorization": f"Bearer {secret}"}


def updated(post, by):
    """An update of a published post, on its way."""
    with transaction():
        post, by = session.get_one(type(post), post.id), session.get_one(type(by), by.id)
        update = writing.begin_update(post, by=by)
        writing.save(update, Content(body="Now it takes eight minutes."), seen=update.version, by=by)
        actions.send(update, by=by)
    return update


def names(client, addresses, program):
    """Which of these pages and programs name the author."""
    found = {}
    for address in addresses:
        shown = client.get(address, headers=program if "/api/" in address else {})
        said = shown.text.split("<main", maxsplit=1)[-1] + str(shown.headers)
        found[address] = (shown.status_code, NAME in said)
    return found


def test_neither_the_page_nor_the_list_of_what_it_updates_names_its_author(client, db):
    engine().rebuild(())
    force = factories.Force()
    with transaction():
        force.constable.name = NAME
        officer = factories.person(force.office, Role.COMMUNICATIONS)
    post = factories.published(force.constable)
    with transaction():
        question = feedback.ask(post, "Does it work at night?", by=officer)
        feedback.answer(question, "It does, with a lamp.", by=force.constable)
        conversation.comment(post, "Ask me for the lamp.", by=force.constable)
    settle()
    reviewer, lead = force.data_officer, force.lead
    library = [
        f"/library/{post.reference}",
        f"/api/v1/library/{post.reference}",
        "/api/v1/library?q=handover",
    ]
    library += ["/library?q=handover", "/library.atom?q=handover"]
    library += [f"/asked/{question.reference}", f"/library/{post.reference}/comments"]
    client.sign_in(reviewer)
    before = names(client, library, token(reviewer))
    assert before[library[0]] == before[library[1]] == (200, True), "until then everybody reads who wrote it"

    factories.configured(
        force,
        StagePlan("Review", (Ask(Decider.ROLE, role=Role.DATA_SHARING_OFFICER),), 5, blind=True),
        StagePlan("Lead", (Ask(Decider.ROLE, role=Role.INNOVATION_LEAD),), 5),
    )
    update = updated(post, force.constable)
    settle()
    step, last = queries.present_steps(session.get_one(type(update), update.id))
    own = [f"/steps/{step.reference}", f"/steps/{step.reference}/hand-on", f"/submissions/{update.reference}"]
    own += [f"/api/v1/submissions/{update.reference}", "/api/v1/steps?waiting=me", "/queue", "/notices", "/"]
    client.sign_in(reviewer)
    seen = names(client, own + library, token(reviewer))
    assert [address for address, (_status, named) in seen.items() if named] == []
    assert {own[0], own[3], library[0], library[1]} <= {
        one for one, (status, _) in seen.items() if status == 200
    }
    assert library[0] in client.get(library[3]).text
    assert "It does, with a lamp." in client.get(library[0]).text
    client.sign_in(lead)
    assert names(client, library[:1], {})[library[0]] == (200, True), "who is not blind reads it as ever"

    client.sign_in(reviewer)
    assert client.submit(own[0], verdict="approve", do="decide").status_code == 302
    client.sign_in(lead)
    assert client.submit(f"/steps/{last.reference}", verdict="approve", do="decide").status_code == 302
    settle()
    client.sign_in(reviewer)
    after = names(client, own + library, token(reviewer))
    assert [address for address, (_status, named) in after.items() if named] == []
