"""The public layer: what is approved for the public is read without an account, and nothing else is there."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from lxml import etree

from portal.authorisation.rules import Verdict
from portal.feedback import actions as feedback
from portal.feedback.rules import UseKind
from portal.foundation import access
from portal.foundation.database import transaction
from portal.library import actions, queries
from tests import factories
from tests.client import Client
from tests.library import settle
from tests.library.test_api import bearer

NOWHERE = "zzzz9999"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def closed(app: Flask) -> Iterator[None]:
    """The portal of an installation that has no public layer."""
    board: access.Board = app.extensions["access"]
    board.visitors = False
    yield
    board.visitors = True


def hidden(force: factories.Force) -> list[str]:
    """References of posts that are not for the public."""
    policing = [
        factories.published(force.constable, sharing=how) for how in ("unit", "force", "region", "policing")
    ]
    waiting, draft = factories.sent(force.constable, sharing="public"), factories.draft(force.constable)
    declined = factories.decided(factories.sent(force.constable, sharing="public"), Verdict.DECLINE)
    return [post.reference for post in (*policing, waiting, draft, declined)]


def test_a_visitor_finds_and_reads_what_is_for_the_public_and_nothing_else(
    client: Client, force: factories.Force
) -> None:
    post = factories.published(force.constable, sharing="public", title="A lamp by the gate")
    reference, others = post.reference, hidden(force)
    settle()
    listed = client.get("/library")
    assert re.findall(r"/library/([0-9a-z]{8})\"", listed.text) == [reference]
    assert "1 post" in listed.text
    assert "approved for the public" in listed.text
    item = client.get(f"/library/{reference}")
    assert item.status_code == 200
    assert "A lamp by the gate" in item.text
    assert f'<link rel="canonical" href="http://localhost/library/{reference}">' in item.text
    feed = client.get("/library.atom").text
    found = client.get("/api/v1/library").get_json()
    assert [one["reference"] for one in found["items"]] == [reference]
    assert found["facets"]["kind"] == [{"value": "idea", "label": "Idea", "count": 1}]
    sitemap = etree.fromstring(client.get("/sitemap.xml").data)
    assert [one.text for one in sitemap.iter(f"{SITEMAP}loc")] == [f"http://localhost/library/{reference}"]
    for other in others:
        assert other not in listed.text + item.text + feed
        assert client.get(f"/api/v1/library/{other}").status_code == 404


def test_what_is_not_there_and_what_is_not_for_visitors_is_one_page_that_offers_to_sign_in(
    client: Client, force: factories.Force
) -> None:
    others = hidden(force)
    settle()
    nothing = client.get(f"/library/{NOWHERE}")
    assert nothing.status_code == 404
    assert f"/sign-in?next=/library/{NOWHERE}" in nothing.text
    for other in others:
        answer = client.get(f"/library/{other}")
        assert answer.status_code == 404
        assert answer.text.replace(other, NOWHERE) == nothing.text
        assert dict(answer.headers) == dict(nothing.headers)


def test_a_colleague_without_a_session_signs_in_from_that_page_and_reads_on(
    client: Client, force: factories.Force
) -> None:
    reference = factories.published(force.constable).reference
    settle()
    asked = client.get(f"/library/{reference}")
    way = re.search(r'href="(/sign-in[?][^"]*)"', asked.text)
    assert way is not None
    answer = client.submit(way[1], email=force.colleague.email, password=factories.PASSWORD)
    assert answer.location == f"/library/{reference}"
    assert client.get(answer.location).status_code == 200


def test_a_visitor_is_told_nothing_that_colleagues_said_of_it_and_offered_nothing_to_do(
    client: Client, force: factories.Force
) -> None:
    post = factories.published(force.constable, sharing="public", co_authors=[force.colleague.email])
    with transaction():
        asked = feedback.ask(post, "Would it fit a rural station?", by=force.lead)
        feedback.answer(asked, "Only with a porch.", by=force.constable)
        feedback.respond(post, UseKind.DID_NOT_FIT, "Our porch is listed.", by=force.data_officer)
    reference = post.reference
    settle()
    said = client.get(f"/library/{reference}").text
    everything = said + client.get(f"/api/v1/library/{reference}").text + client.get("/library.atom").text
    for words in ("Amina", "Colin", "Lena", "rural station", "porch"):
        assert words not in everything
    assert "A member of Northmoor Police" in said
    assert '<form method="post"' not in said


FOR_COLLEAGUES = {"responses", "external_id", "review_on"}


def test_the_interface_tells_visitors_no_counts_no_keys_and_not_when_it_is_looked_at_again(
    client: Client, force: factories.Force
) -> None:
    post = factories.published(force.constable, sharing="public", title="A lamp by the gate")
    with transaction():
        post.author, post.author_id, post.external_id = None, None, "K-77"
        post.authority = "Superintendent Hall"
        feedback.respond(post, UseKind.USEFUL, "", by=force.data_officer)
    reference = post.reference
    settle()
    addresses = "/api/v1/library", f"/api/v1/library/{reference}"
    everywhere = (*addresses, f"/library/{reference}", "/library", "/library.atom", "/library.json")
    for address in (*everywhere, "/oai?verb=ListRecords&metadataPrefix=oai_dc"):
        answer = client.get(address).text
        assert "A lamp by the gate" in answer, address
        for words in ("Hall", "K-77", *FOR_COLLEAGUES):
            assert words not in answer, (address, words)
    theirs = bearer(force.colleague)
    line, whole = (client.get(address, headers=theirs).get_json() for address in addresses)
    assert {"external_id", "review_on"} <= set(line["items"][0])
    assert set(whole) >= FOR_COLLEAGUES
    assert (whole["author"], whole["responses"]["useful"]) == ("Superintendent Hall", 1)


def test_what_is_taken_out_is_gone_for_visitors_at_once(client: Client, force: factories.Force) -> None:
    post = factories.published(force.constable, sharing="public")
    reference = post.reference
    settle()
    assert client.get(f"/library/{reference}").status_code == 200
    with transaction():
        item = queries.item(reference)
        assert item is not None
        actions.take_out(item, "It named somebody.", by=force.lead)
    assert client.get(f"/library/{reference}").status_code == 404
    assert reference not in client.get("/library").text + client.get("/sitemap.xml").text


def test_no_proxy_keeps_a_page_and_a_visitor_is_given_no_cookie(
    client: Client, force: factories.Force
) -> None:
    reference = factories.published(force.constable, sharing="public").reference
    settle()
    for place in (
        "/library",
        f"/library/{reference}",
        f"/library/{NOWHERE}",
        "/library.atom",
        "/sitemap.xml",
    ):
        answer = client.get(place)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" in answer.headers["Vary"]


def test_search_engines_are_told_where_to_look(client: Client) -> None:
    assert client.get("/robots.txt").text.splitlines() == [
        "User-agent: *", "Allow: /library", "Disallow: /library?", "Disallow: /",
        "Sitemap: http://localhost/sitemap.xml",
    ]  # fmt: skip


@pytest.mark.parametrize("part", ["-1", "x", "1e3", "999999", "\u0663"])
def test_a_part_of_the_sitemap_that_cannot_be_meant_is_not_there(client: Client, part: str) -> None:
    assert client.get("/sitemap.xml", query_string={"part": part}).status_code == 404


def test_an_installation_without_a_public_layer_asks_everybody_to_sign_in(
    client: Client, force: factories.Force, closed: None
) -> None:
    reference = factories.published(force.constable, sharing="public").reference
    settle()
    for place in ("/library", f"/library/{reference}", "/library.atom", "/sitemap.xml"):
        answer = client.get(place)
        assert (answer.status_code, answer.location.partition("?")[0]) == (302, "/sign-in")
    for place in ("/api/v1/library", f"/api/v1/library/{reference}"):
        assert client.get(place).status_code == 401
    assert client.get("/embed/library").status_code == 404
    assert client.get("/robots.txt").text.splitlines() == ["User-agent: *", "Disallow: /"]
