"""A text is saved by its author and by the page itself: once, never in conflict with itself, and it says so."""

import re

import pytest
from lxml import html

from portal.authorisation import actions as authorisation
from portal.authorisation.rules import Verdict
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.submissions import actions, queries
from portal.submissions.actions import Content, Sheet
from portal.submissions.models import Topic
from tests import factories
from tests.factories import Force
from tests.submissions.test_pages import KIND_SLUGS, fields, newest, typed


def test_a_part_of_a_long_page_is_saved_where_one_is(client):
    force = Force()
    client.sign_in(force.constable)
    response = client.submit("/share/learning", **typed("learning"), then="part-1")
    reference = newest(force.constable).reference
    assert response.location == f"/submissions/{reference}/edit#part-1"
    document = html.document_fromstring(client.get(response.location).text)
    (said,) = document.xpath("//*[@data-saving][@role='status']")
    assert re.fullmatch(r"Saved at \d\d:\d\d", said.text_content().strip())
    # Where the page opens, a screen reader begins to read: it hears of the save first.
    beginning = " ".join(document.xpath("//section[@id='part-1']")[0].text_content().split())
    assert beginning.startswith(said.text_content().strip())


@pytest.mark.parametrize("then", ["check", "later"])
def test_every_save_says_when_it_was(client, then):
    client.sign_in(Force().constable)
    response = client.submit("/share/idea", **typed("idea"), then=then)
    document = html.document_fromstring(client.get(response.location).text)
    assert re.search(r"Saved at \d\d:\d\d\.", document.xpath("string(//main/*[@role='status'])"))


@pytest.mark.parametrize("then", ["check", "later", "part-1"])
@pytest.mark.parametrize("kind", KIND_SLUGS)
def test_an_empty_page_makes_no_draft_and_says_what_is_needed(client, kind, then):
    force = Force()
    client.sign_in(force.constable)
    response = client.submit(f"/share/{kind}", title="", body=" \n", then=then)
    assert response.status_code == 422
    document = html.document_fromstring(response.text)
    assert "Nothing is saved yet" in document.xpath("string(//*[@id='title-error'])")
    form = fields(response)
    del form["idempotency_key"]
    kept = client.post(f"/share/{kind}/keep", data=form, headers={"X-Autosave": "1"})
    assert (kept.status_code, kept.json["error"]["code"]) == (422, "nothing-typed")
    assert queries.written_by(force.constable) == []


def test_of_one_day_what_was_sent_stands_before_what_was_not(db):
    force = Force()
    drafts = [factories.draft(force.constable) for _ in range(2)]
    sent = factories.sent(force.constable)
    assert queries.written_by(force.constable)[0] is sent
    assert set(queries.written_by(force.constable)[1:]) == set(drafts)


def test_a_draft_saves_itself_from_the_empty_page_on_and_is_one_draft(client):
    force = Force()
    client.sign_in(force.constable)
    page = client.get("/share/idea")
    form = fields(page)
    del form["idempotency_key"]
    for title in ("A", "A qu", "A quiet room"):
        answer = client.post("/share/idea/keep", data={**form, "title": title}, headers={"X-Autosave": "1"})
        assert answer.status_code == 200
        form["version"] = str(answer.json["version"])
    post = newest(force.constable)
    assert (post.title, post.version) == ("A quiet room", 3)
    assert len(queries.versions_shown_to(force.constable, post)) == 1
    done = client.post("/share/idea", data={**fields(page), **form, "body": "Because."})
    assert done.location == f"/submissions/{post.reference}/check"
    assert newest(force.constable).body == "Because."


def autosaved(client, address, form, **changes):
    """What a page that saves itself is answered; a script counts each of its saves."""
    body = {name: value for name, value in form.items() if name != "idempotency_key"} | changes
    return client.post(address, data=body, headers={"X-Autosave": "1"})


def test_a_page_that_saves_itself_is_not_in_conflict_with_its_own_button(client):
    force = Force()
    post = factories.draft(force.constable)
    client.sign_in(force.constable)
    address = f"/submissions/{post.reference}"
    form = fields(client.get(f"{address}/edit"))
    # The button was pressed before the answer to the save was there, so it names the version before.
    assert autosaved(client, f"{address}/autosave", form, turn="1", title="A quiet").status_code == 200
    pressed = client.post(f"{address}/edit", data={**form, "turn": "2", "title": "A quiet room"})
    assert pressed.status_code == 302
    assert newest(force.constable).title == "A quiet room"


def test_a_save_that_arrives_after_the_button_it_was_sent_before_changes_nothing(client):
    force = Force()
    post = factories.draft(force.constable)
    client.sign_in(force.constable)
    address = f"/submissions/{post.reference}"
    form = fields(client.get(f"{address}/edit"))
    pressed = client.post(f"{address}/edit", data={**form, "turn": "2", "title": "A quiet room"})
    assert pressed.status_code == 302
    late = autosaved(client, f"{address}/autosave", form, turn="1", title="A quiet")
    assert (late.status_code, late.json["version"]) == (200, newest(force.constable).version)
    assert newest(force.constable).title == "A quiet room"


def test_on_a_new_page_too_the_button_wins_in_whatever_order_it_arrives(client):
    force = Force()
    client.sign_in(force.constable)
    form = {**fields(client.get("/share/idea")), **typed("idea")}
    assert client.post("/share/idea", data={**form, "turn": "2"}).status_code == 302
    late = autosaved(client, "/share/idea/keep", form, turn="1", title="A quiet")
    assert late.status_code == 200
    assert newest(force.constable).title == typed("idea")["title"]


def test_a_save_from_a_page_is_refused_where_another_page_has_saved_since(client):
    force = Force()
    post = factories.draft(force.constable)
    client.sign_in(force.constable)
    address = f"/submissions/{post.reference}"
    mine, other = (fields(client.get(f"{address}/edit")) for _page in range(2))
    assert autosaved(client, f"{address}/autosave", mine, turn="1", title="Mine").status_code == 200
    seen = newest(force.constable).version
    assert (
        autosaved(client, f"{address}/autosave", other, turn="1", title="B", version=seen).status_code == 200
    )
    for turn, way in (("2", "/autosave"), ("3", "/edit")):
        form = {name: value for name, value in mine.items() if name != "idempotency_key"}
        refused = client.post(f"{address}{way}", data={**form, "turn": turn, "title": "Mine again"})
        assert refused.status_code == 409
    assert newest(force.constable).title == "B"


def test_what_cannot_be_saved_while_typing_changes_nothing_and_says_why(client):
    force = Force()
    post = factories.draft(force.constable)
    client.sign_in(force.constable)
    address = f"/submissions/{post.reference}"
    form = fields(client.get(f"{address}/edit"))
    long = client.post(f"{address}/autosave", data={**form, "title": "x" * 151, "body": "New"})
    assert long.status_code == 422
    assert newest(force.constable).body == post.body
    old = client.post(f"{address}/autosave", data={**form, "version": "0", "body": "New"})
    assert old.status_code == 409
    assert old.json["error"]["code"] == "old-version"


def test_of_two_windows_the_second_keeps_its_text_and_may_decide_to_replace(client):
    force = Force()
    post = factories.draft(force.constable)
    client.sign_in(force.constable)
    address = f"/submissions/{post.reference}/edit"
    first, second = client.get(address), client.get(address)
    client.post(address, data={**fields(first), "title": "First window"})
    warned = client.post(address, data={**fields(second), "title": "Second window"})
    assert warned.status_code == 409
    assert fields(warned)["title"] == "Second window"
    assert f'href="/submissions/{post.reference}/versions"' in warned.text
    assert newest(force.constable).title == "First window"
    client.post(address, data=fields(warned))
    assert newest(force.constable).title == "Second window"


@pytest.mark.parametrize("verdict", [Verdict.RETURN, Verdict.DECLINE])
def test_what_was_sent_stays_as_others_read_it_while_a_page_saves_what_is_typed_after_it(db, verdict):
    force = Force()
    sheet = Sheet("first", 1)
    with transaction():
        post = actions.begin("idea", factories.IDEA, by=force.constable, automatic=True, sheet=sheet)
        authorisation.send(post, by=force.constable)
    factories.decided(post, verdict)
    for turn, body in enumerate(("Not sent", "Not sent either"), 1):
        with transaction():
            page = Sheet("second", turn)
            actions.save(
                post, Content(body=body), seen=post.version, by=force.constable, automatic=True, sheet=page
            )
    newest, sent = queries.versions_shown_to(force.constable, post)
    assert (newest.text["body"], newest.sent_at) == ("Not sent either", None)
    assert sent.text["body"] == factories.IDEA.body
    assert sent.sent_at is not None
    assert queries.versions_shown_to(force.sergeant, post) == [sent]
    assert queries.text_shown_to(force.sergeant, post)["body"] == factories.IDEA.body


def test_of_two_who_name_co_authors_and_topics_the_second_sees_what_the_first_did(db):
    force = Force()
    session.add(Topic(slug="doors", name="Doors"))
    session.commit()
    post = factories.draft(force.constable, co_authors=[force.colleague.email])
    for first in (
        Content(co_authors=[force.colleague.email, force.inspector.email]),
        Content(topics=["doors"]),
    ):
        seen = post.version
        with transaction():
            actions.save(post, first, seen=seen, by=force.colleague)
        assert post.version == seen + 1
        second = Content(co_authors=[force.colleague.email], topics=[])
        with pytest.raises(Refused, match="another window"), transaction():
            actions.save(post, second, seen=seen, by=force.constable)
    assert force.inspector.id in post.co_author_ids
    assert [topic.slug for topic in post.topics] == ["doors"]


def test_what_a_co_author_saves_while_typing_leaves_what_the_author_typed(db):
    force = Force()
    post = factories.draft(force.constable, co_authors=[force.colleague.email])
    turns = [
        (force.constable, "a", 1, "Two hours"),
        (force.constable, "a", 2, "Two hours of work"),
        (force.colleague, "b", 1, "x"),
        (force.colleague, "b", 2, "xy"),
    ]
    for person, sheet, turn, body in turns:
        with transaction():
            actions.save(
                post,
                Content(body=body),
                seen=post.version,
                by=person,
                automatic=True,
                sheet=Sheet(sheet, turn),
            )
    session.expire_all()
    kept = [(version.by_id, version.text["body"]) for version in post.versions if version.automatic]
    assert sorted(body for _by, body in kept) == ["Two hours of work", "xy"]
    assert dict(kept) == {force.constable.id: "Two hours of work", force.colleague.id: "xy"}
