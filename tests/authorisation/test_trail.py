"""The audit trail as administrators read it: who did what, in plain words, and nothing that names an author."""

from datetime import timedelta
from typing import Any

import pytest

from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.actions.delegating import give_away
from portal.authorisation.actions.sharing import offer_route, stop_sharing
from portal.authorisation.queries import trail as trails
from portal.authorisation.queries.routes import published as published_of
from portal.authorisation.rules import Verdict
from portal.authorisation.rules import trail as rules
from portal.foundation import audit, clock, journal
from portal.foundation.database import session, transaction
from portal.people import actions as people
from portal.people.actions import tokens
from portal.people.rules import Role
from portal.people.rules.scopes import Scope
from portal.submissions.models import Submission
from tests import factories
from tests.client import Client
from tests.factories import Force
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("db")
KEY = audit.key_from("a key that only the tests know, long enough")


def declined(force: Force, reason: str = "We tried it in March and it cost too much.") -> Submission:
    post = factories.sent(force.constable)
    with transaction():
        actions.decide(
            queries.open_step(post),
            Decision(Verdict.DECLINE, reason, code="cost", seen=post.version),
            by=force.sergeant,
        )
    return post


def read(client: Client, address: str = "/admin/audit") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.text)


def test_decisions_hand_overs_routes_people_and_roles_stand_there_in_words(client: Client) -> None:
    force = Force()
    post = factories.sent(force.constable)
    step = queries.open_step(post)
    with transaction():
        actions.hand_on(step, force.inspector, by=force.lead, reason="I am on leave.")
    with transaction():
        people.grant(force.colleague, Role.COMMUNICATIONS, by=force.administrator)
    with transaction():
        give_away(
            force.data_officer,
            force.inspector,
            first_day=clock.today(),
            last_day=clock.today() + timedelta(days=3),
            by=force.data_officer,
        )
    refused = declined(force)
    page = read(client.sign_in(force.administrator))
    for words in (
        "went from Sam Sergeant to Iris Inspector",
        "Made Colin Colleague communications",
        "Decisions of Dev Dataofficer go to Iris Inspector from",
        "Declined it at “Head of unit”",
        "The first routes were put in force",
    ):
        assert words in page
    assert f"{post.reference[:4]}-{post.reference[4:]}" in page
    assert page.index("Declined it") < page.index("The first routes")  # newest first
    for kept_for_its_readers in ("cost too much", "on leave", refused.title, force.constable.name):
        assert kept_for_its_readers not in page


def test_it_is_filtered_by_what_by_person_and_by_day(client: Client) -> None:
    force = Force()
    with clock.at(clock.now() - timedelta(days=3)), transaction():
        people.grant(force.colleague, Role.COMMUNICATIONS, by=force.administrator)
    declined(force)
    client.sign_in(force.administrator)
    assert "Declined it" in read(client, "/admin/audit?what=decisions")
    assert "communications" not in read(client, "/admin/audit?what=decisions")
    assert "Declined it" in read(client, f"/admin/audit?person={force.sergeant.email}")
    assert "communications" not in read(client, f"/admin/audit?person={force.sergeant.email}")
    on = (clock.today() - timedelta(days=3)).isoformat()
    assert "communications" in read(client, f"/admin/audit?day={on}")
    assert "Declined it" not in read(client, f"/admin/audit?day={on}")
    assert "Nobody here has this address." in read(client, f"/admin/audit?person={Force().sergeant.email}")


@pytest.mark.parametrize(
    "asked", ["day=9999-12-31", "day=0001-01-01", "day=soon", "what=all", "page=0", "page=x", "person=%00@x"]
)
def test_what_cannot_be_asked_is_left_out(client: Client, asked: str) -> None:
    assert "The first routes" in read(client.sign_in(Force().administrator), f"/admin/audit?{asked}")


def test_of_an_anonymous_post_nobody_is_named_nor_found(client: Client) -> None:
    force = Force()
    post = declined(force)
    with transaction():
        post.author_id, post.desk_key = None, "d" * 32
    client.sign_in(force.administrator)
    page = read(client, "/admin/audit?what=decisions")
    assert "Declined it" in page
    assert "Sam Sergeant" not in page
    assert "Declined it" not in read(client, f"/admin/audit?person={force.sergeant.email}")
    assert "Sam Sergeant" not in client.get("/admin/audit.csv?what=decisions").text


@pytest.mark.parametrize("event", sorted(rules.NAMES_NOBODY))
def test_what_an_author_did_names_nobody(client: Client, event: str) -> None:
    force = Force()
    post = factories.sent(force.constable)
    with transaction():
        journal.write(event, post, by_id=force.constable.id, waits_at="Innovation lead")
    client.sign_in(force.administrator)
    assert force.constable.name not in read(client)
    assert trails.trail(trails.Wanted(force.organisation.id), force.administrator)[0].who is None
    about = trails.Wanted(force.organisation.id, person_id=force.constable.id)
    assert trails.trail(about, force.administrator) == []


def test_an_organisation_reads_its_own_and_a_system_administrator_all(client: Client) -> None:
    force, elsewhere = Force(), Force()
    system = factories.person(force.office, Role.SYSTEM_ADMINISTRATOR)
    theirs = declined(elsewhere)
    shown = f"{theirs.reference[:4]}-{theirs.reference[4:]}"
    client.sign_in(force.administrator)
    for organisation in ("", elsewhere.organisation.code, "all"):
        assert shown not in read(client, f"/admin/audit?organisation={organisation}")
        assert shown not in client.get(f"/admin/audit.csv?organisation={organisation}").text
    client.sign_in(system)
    for organisation in (elsewhere.organisation.code, "all"):
        assert shown in read(client, f"/admin/audit?organisation={organisation}")
    for person in (force.constable, force.lead, force.sergeant):
        client.sign_in(person)
        assert {client.get(door).status_code for door in ("/admin/audit", "/admin/audit.csv")} == {403}


def test_a_post_is_a_link_only_for_those_who_may_know_of_it(app: Any, client: Client) -> None:
    force = Force()
    both = factories.person(force.office, Role.ORGANISATION_ADMINISTRATOR, Role.INNOVATION_LEAD)
    post, published = declined(force).reference, factories.published(force.constable).reference
    leading = app.test_client().sign_in(both)
    session.add(force.administrator)
    client.sign_in(force.administrator)
    page = read(client)
    assert f'href="/submissions/{post}"' not in page
    assert f'href="/library/{published}"' in page
    page = read(leading)
    for address in (f"/submissions/{post}", f"/submissions/{published}"):
        assert f'href="{address}"' in page
        assert leading.get(address).status_code == 200


def test_a_link_to_a_password_says_so_only_where_somebody_else_had_it_sent(client: Client) -> None:
    force = Force()
    with transaction():
        journal.write("person.password_link_sent", force.colleague, by_id=force.colleague.id)
        journal.write("person.password_link_sent", force.constable, by_id=force.administrator.id)
    page = read(client.sign_in(force.administrator))
    assert "Sent Amina Constable a link to choose a password" in page
    assert "Colin Colleague" not in page


def test_it_is_a_table_whose_cells_are_no_formulas(client: Client) -> None:
    force = Force()
    with transaction():
        journal.write("unit.changed", force.team, by_id=force.administrator.id, name_before="@SUM(1)")
        force.administrator.name = "=cmd|'/c calc'!A1"
    answer = client.sign_in(force.administrator).get("/admin/audit.csv")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.text.startswith("Day,Who,What,Why it was refused,Post")
    assert "'=cmd|" in answer.text
    assert ",=cmd|" not in answer.text


def test_it_is_paged_and_asks_no_more_of_the_database_when_there_is_more_of_it(
    client: Client, engine: Any
) -> None:
    force = Force()
    wanted = trails.Wanted(force.organisation.id)
    counts = []
    for _round in range(2):
        for _one in range(3):
            declined(force)
        session.expire_all()
        reader = force.administrator
        session.refresh(reader, ["roles_held", "unit"])  # as whoever is signed in, before it is counted
        with statements(engine, ("SELECT",)) as said:
            trails.count_of(wanted, reader)
            trails.trail(wanted, reader)
        counts.append(len(said))
    assert counts == [3, 3]
    with transaction():
        for number in range(trails.ROWS_A_PAGE + 1):
            journal.write("unit.added", force.team, by_id=force.administrator.id, name=f"Unit {number}")
    client.sign_in(force.administrator)
    assert "Unit 0<" not in read(client)
    assert "Unit 0<" in read(client, "/admin/audit?page=2")


def test_it_says_when_it_was_last_found_whole(client: Client, settings: Any) -> None:
    force = Force()
    client.sign_in(force.administrator)
    assert "Nobody has checked it yet." in read(client)
    audit.seal(KEY)
    try:
        assert audit.export_checkpoint(settings.checkpoints)
        rows = audit.checkpoint().number
        assert f"it had {rows:,} sealed rows" in read(client)
        settings.checkpoints.write_text("nonsense\n", "utf-8")
        assert "Nobody has checked it yet." in read(client)
    finally:
        settings.checkpoints.unlink()


def test_a_row_whose_words_were_erased_says_so(client: Client) -> None:
    force = Force()
    with transaction():
        row = journal.write(
            "head.named", force.team, by_id=force.administrator.id, person_id=str(force.sergeant.id)
        )
    audit.seal(KEY)
    audit.erase(row.sequence, "Request 12")
    assert "The words of this row were erased" in read(client.sign_in(force.administrator))


def test_an_administrator_reads_of_tokens_shared_routes_imports_and_what_was_taken_back(
    client: Client,
) -> None:
    force, other = Force(), Force()
    with transaction():
        for home in (force, other):
            tokens.create_token(home.colleague, [Scope.READ], days=1, label="Archive")
        tokens.take_back_tokens(force.colleague)
        post = factories.sent(force.constable)
        actions.withdraw(post, by=force.constable)
        published = published_of(force.organisation.id)
        shared = offer_route(published, 0, "For ideas of all kinds.", by=force.administrator)
        stop_sharing(shared, by=force.administrator)
    shown = read(client.sign_in(force.administrator))
    assert shown.count("Made a token") == 1, "those of another organisation are theirs"
    for words in (
        "Took back a token",
        "Shared the route Ideas with other organisations",
        "Stopped sharing the route Ideas",
        "It was taken back, or closed",
    ):
        assert words in shown
    assert "Amina Constable" not in shown.partition("It was taken back")[2][:400]


def test_every_row_that_is_read_has_words_of_its_own() -> None:
    assert set(rules.SAID) == set().union(*rules.EVENTS.values())
    assert sum(len(some) for some in rules.EVENTS.values()) == len(rules.SAID)
    for event in set(rules.SAID) - {rules.ATTEMPT}:
        assert rules.in_words(event, {}, "", lambda _key: "").strip()
