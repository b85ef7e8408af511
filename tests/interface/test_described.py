"""The interface for programs is what its description says, and the description is valid and whole."""

import json
import re
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from schemathesis.specs.openapi import checks as openapi_checks

from portal.authorisation.rules import Verdict
from portal.foundation.database import session
from portal.interface import document
from portal.submissions.kinds import KINDS
from portal.submissions.models import Submission
from tests import factories
from tests.client import Client
from tests.library import settle
from tests.library.test_api import bearer

pytestmark = pytest.mark.both

BASE = "/api/v1"
DESCRIBED = document("The portal", "http://localhost")
CALLS = [(path, method) for path, methods in DESCRIBED["paths"].items() for method in methods]
EXAMPLES = 25
CHECKS = [
    schemathesis.checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_headers_conformance,
    openapi_checks.response_schema_conformance,
]


def test_every_call_is_described_and_no_other(app: Flask) -> None:
    there = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix(BASE)), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(f"{BASE}/") and rule.endpoint != "interface.openapi"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert there == set(CALLS)


def test_anybody_reads_the_description_and_it_is_valid_openapi(client: Client) -> None:
    answer = client.get(f"{BASE}/openapi.json")
    assert answer.status_code == 200
    assert answer.get_json() == json.loads(json.dumps(DESCRIBED | {"info": answer.get_json()["info"]}))
    schemathesis.openapi.from_dict(answer.get_json()).validate()
    assert answer.get_json()["servers"] == [{"url": "http://localhost/api/v1"}]


def test_every_kind_and_every_question_of_it_can_be_sent() -> None:
    schemas = DESCRIBED["components"]["schemas"]
    assert set(schemas["Details"]["properties"]) == {
        field.name for kind in KINDS.values() for field in kind.fields
    }
    begin = DESCRIBED["paths"]["/submissions"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert begin["properties"]["kind"]["enum"] == list(KINDS)


@pytest.fixture
def references(force: factories.Force) -> dict[str, list[str]]:
    """Posts in many states, and steps: so that not every generated call is about what is not there."""
    own = [
        factories.draft(force.sergeant),
        factories.sent(force.sergeant),
        factories.published(force.sergeant),
        factories.published(force.constable),
    ]
    waits = factories.sent(force.constable)
    answered = factories.sent(force.constable)
    factories.decided(answered, Verdict.RETURN, "Say where it was tried, and by whom.")
    settle()
    steps = [step.reference for post in (waits, answered) for step in session.merge(post).steps]
    posts = [session.merge(post).reference for post in (*own, waits, answered)]
    return {"/library": posts, "/submissions": posts, "/steps": steps}


@pytest.mark.parametrize(("path", "method"), CALLS)
def test_whatever_is_sent_it_answers_as_described(
    path: str, method: str, app: Flask, force: factories.Force, references: dict[str, list[str]]
) -> None:
    headers = bearer(force.sergeant)
    described = schemathesis.openapi.from_dict(DESCRIBED)
    described.app = app
    call = described[path][method.upper()]
    known = next((these for start, these in references.items() if path.startswith(f"{start}/{{")), [])
    answered = set()

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None)
    @given(case=call.as_strategy(), which=some.integers(0, 100))
    def ask(case: Any, which: int) -> None:
        if known and which:
            case.path_parameters["reference"] = known[which % len(known)]
        if "version" in (case.body if isinstance(case.body, dict) else {}) and which % 2 == 0:
            post = session.query(Submission).filter_by(reference=case.path_parameters["reference"]).first()
            case.body["version"] = post.version if post is not None else 1
        response = case.call(headers=headers)
        answered.add(response.status_code)
        case.validate_response(response, checks=CHECKS, headers=headers)

    ask()
    assert answered - {404}, "nothing that was asked for was there"


FOR_VISITORS = [(path, method) for path, method in CALLS if "security" in DESCRIBED["paths"][path][method]]


@pytest.mark.parametrize(("path", "method"), [call for call in CALLS if call not in FOR_VISITORS])
def test_without_a_token_nothing_is_answered(path: str, method: str, app: Flask) -> None:
    answer = app.test_client().open(f"{BASE}{path.replace('{reference}', 'k7m29qxt')}", method=method.upper())
    assert answer.status_code == 401
    assert set(answer.get_json()["error"]) == {"code", "message", "field"}


@pytest.mark.parametrize(("path", "method"), FOR_VISITORS)
def test_what_visitors_may_ask_takes_no_token_and_no_bad_one(
    path: str, method: str, app: Flask, force: factories.Force
) -> None:
    post = factories.published(force.constable, sharing="public")
    settle()
    address = f"{BASE}{path.replace('{reference}', post.reference)}"
    client = app.test_client()
    assert client.open(address, method=method.upper()).status_code == 200
    bad = client.open(address, method=method.upper(), headers={"Authorization": "Bearer none"})
    assert bad.status_code == 401
