"""The library for other programs, as the contract says."""

from datetime import timedelta

import pytest
from flask import Flask

from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.text import safe_cell
from portal.people.actions import persons, tokens
from portal.people.models import Person
from portal.people.rules.scopes import Scope
from tests import factories
from tests.client import Client
from tests.library import settle

ITEM = {
    "reference", "title", "summary", "kind", "organisation", "topics", "evidence", "published_on", "score", "url",
}  # fmt: skip


def bearer(person: Person, *scopes: Scope, days: int = 5) -> dict[str, str]:
    with transaction():
        secret = tokens.create_token(session.merge(person), scopes or tuple(Scope), days=days, label="a test")
    return {"Authorization": f"Bearer {secret}"}


def test_a_search_answers_what_the_contract_names(client: Client, force: factories.Force) -> None:
    reference = factories.published(force.constable).reference
    settle()
    answer = client.get("/api/v1/library?q=handover&per_page=5", headers=bearer(force.colleague))
    assert answer.status_code == 200
    said = answer.get_json()
    assert (said["total"], said["page"], said["suggestion"]) == (1, 1, None)
    (item,) = said["items"]
    assert set(item) >= ITEM
    assert item["reference"] == reference
    assert item["title"] == "A quiet room for handover"
    assert item["url"] == f"http://localhost/library/{reference}"
    assert said["facets"]["kind"] == [{"value": "idea", "label": "Idea", "count": 1}]
    assert "external_id" not in item


def test_one_item_whole_and_what_is_like_it(client: Client, force: factories.Force) -> None:
    reference = factories.published(force.constable).reference
    settle()
    headers = bearer(force.colleague)
    item = client.get(f"/api/v1/library/{reference}", headers=headers).get_json()
    assert item["author"] == "Amina Constable, Northmoor Police"
    assert [part["name"] for part in item["sections"]] == ["body", "better"]
    alike = client.get("/api/v1/similar?title=Quiet+room+handover&text=corridor", headers=headers).get_json()
    assert [one["reference"] for one in alike["items"]] == [reference]
    assert set(alike["items"][0]) >= {"reference", "external_id", "title", "score", "status"}
    missing = client.get("/api/v1/library/zzzzzzzz", headers=headers)
    assert missing.status_code == 404
    assert set(missing.get_json()["error"]) == {"code", "message", "field"}


def test_partial_matches_stand_below_and_say_so(client: Client, force: factories.Force) -> None:
    factories.published(force.constable)
    settle()
    headers = bearer(force.colleague)
    found = client.get("/api/v1/library?q=handover+helicopter", headers=headers).get_json()
    assert [item["partial"] for item in found["items"]] == [True]
    assert (
        client.get("/api/v1/library?q=handover+helicopter&match=all", headers=headers).get_json()["total"]
        == 0
    )
    assert (
        client.get("/api/v1/library?q=handover+helicopter&match=any", headers=headers).get_json()["total"]
        == 1
    )


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", "Basic abc", "Bearer \u00e9"])
def test_without_a_good_token_nothing_is_answered(
    client: Client, force: factories.Force, header: str
) -> None:
    settle()
    client.sign_in(force.colleague)  # a session's cookie opens no interface
    for_visitors = ("/api/v1/library", "/api/v1/library/zzzzzzzz")
    for address in ("/api/v1/similar", *(for_visitors if header else ())):
        answer = client.get(address, headers={"Authorization": header.encode("latin-1")} if header else {})
        assert answer.status_code == 401
        assert answer.get_json()["error"]["code"] == "no-token"


def test_a_token_ends_with_its_days_and_with_its_person(client: Client, force: factories.Force) -> None:
    settle()
    headers = bearer(force.colleague, days=3)
    assert client.get("/api/v1/library", headers=headers).status_code == 200
    with clock.at(clock.now() + timedelta(days=4)):
        assert client.get("/api/v1/library", headers=headers).status_code == 401
    with transaction():
        persons.end(session.get_one(Person, force.colleague.id), by=session.get_one(Person, force.lead.id))
    assert client.get("/api/v1/library", headers=headers).status_code == 401


def test_a_token_does_only_what_it_was_given(client: Client, force: factories.Force) -> None:
    settle()
    answer = client.get("/api/v1/library", headers=bearer(force.colleague, Scope.WRITE))
    assert answer.status_code == 403
    assert answer.get_json()["error"]["code"] == "scope"


def test_two_worlds_answer_alike(client: Client, force: factories.Force) -> None:
    factories.published(force.constable)
    reader = factories.Force().constable
    settle()
    headers = bearer(reader)
    addresses = ("/api/v1/library", "/api/v1/library?q=handover", "/api/v1/similar?title=quiet+room+handover")
    before = [client.get(address, headers=headers).data for address in addresses]
    constable = session.get_one(Person, force.constable.id)
    factories.draft(constable, title="Handover of a quiet room")
    factories.sent(constable, title="Handover of a quiet room")
    factories.published(constable, sharing="force", title="Handover of a quiet room")
    settle()
    assert [client.get(address, headers=headers).data for address in addresses] == before


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"), ("+44", "'+44"), ("-cmd", "'-cmd"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"),
        ("  =1", "'  =1"), ("＝1", "'＝1"), ("plain - text", "plain - text"), (None, ""), (["a", "b"], "a; b"),
    ],
)  # fmt: skip
def test_no_cell_is_a_formula(value: object, cell: str) -> None:
    assert safe_cell(value) == cell


def test_the_commands_are_there(app: Flask) -> None:
    from portal.library.cli import COMMANDS

    assert {command.name for command in COMMANDS} == {"reindex", "export", "token"}
