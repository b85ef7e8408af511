"""The pages on which staff write: each kind from the empty page to the version that is sent."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from lxml import html
from sqlalchemy import func, select

from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.text import plain_text
from portal.submissions import actions, queries
from portal.submissions.actions import Content
from portal.submissions.kinds import KINDS, FieldType
from portal.submissions.models import Submission
from tests import factories
from tests.factories import CONTENT, Force
from tests.foundation.hostile import naughty_strings, scripts

KIND_SLUGS = tuple(KINDS)


def fields(response):
    """What the main form of a page holds, by name, as a browser would show it."""
    document = html.document_fromstring(response.text)
    form = document.xpath("//main//form[@method='post']")[0]
    longer = {area.get("name") for area in form.xpath(".//textarea")}  # a browser drops their first line end
    return {name: value.removeprefix("\n") if name in longer else value for name, value in form.form_values()}


def typed(kind, **changes):
    content = CONTENT[kind]
    return {"title": content.title, "body": content.body, **content.details, **changes}


def newest(person):
    session.remove()
    return session.scalars(select(Submission).where(Submission.author_id == person.id)).one()


def test_the_gate_says_where_else_to_go_and_offers_three_ways(client):
    client.sign_in(Force().constable)
    page = client.get("/share").text
    for words in ("999", "safeguarding", "supervisor", "rofessional standards"):
        assert words in page
    for kind in KINDS.values():
        assert f'href="/share/{kind.slug}"' in page
        assert f"About {kind.minutes} minutes" in page


def test_an_idea_needs_three_fields_and_shows_no_more_until_asked(client):
    client.sign_in(Force().constable)
    document = html.document_fromstring(client.get("/share/idea").text)
    shown = document.xpath(
        "//main//form//*[self::input[not(@type='hidden')] or self::textarea or self::select]"
        "[not(ancestor::details)]/@name"
    )
    assert shown == ["title", "body", "better"]
    assert not document.xpath("//details[@open]")


@pytest.mark.parametrize("kind", KIND_SLUGS)
def test_a_page_is_written_saved_and_comes_to_the_last_look(client, kind):
    force = Force()
    client.sign_in(force.constable)
    response = client.submit(f"/share/{kind}", **typed(kind))
    post = newest(force.constable)
    assert response.location == f"/submissions/{post.reference}/check"
    assert (post.title, post.body, post.status) == (CONTENT[kind].title, CONTENT[kind].body, "draft")
    assert {name: post.details[name] for name in CONTENT[kind].details} == CONTENT[kind].details
    assert CONTENT[kind].title in client.get(response.location).text


@pytest.mark.parametrize("kind", KIND_SLUGS)
def test_a_draft_is_changed_and_shows_what_was_saved(client, kind):
    force = Force()
    post = factories.draft(force.constable, kind)
    client.sign_in(force.constable)
    address = f"/submissions/{post.reference}/edit"
    assert fields(client.get(address))
    response = client.submit(address, **typed(kind, title="Another title"), then="later")
    assert response.location == "/submissions"
    assert newest(force.constable).title == "Another title"
    assert "Another title" in client.get("/submissions").text


def test_a_draft_that_has_only_a_title_says_what_it_lacks(client):
    force = Force()
    client.sign_in(force.constable)
    response = client.submit("/share/idea", title="A title", body="", better="")
    page = client.get(response.location).text
    reference = newest(force.constable).reference
    for name in ("body", "better"):
        assert f'href="/submissions/{reference}/edit#{name}"' in page
    assert "Send it" not in page


def test_all_that_a_placement_asks_is_kept(client):
    force = Force()
    client.sign_in(force.constable)
    client.submit(
        "/share/learning",
        **typed("learning"),
        direction="external",
        host_sector="third",
        starts_on="2026-03-02",
        ends_on="27/03/2026",
        skills=["consultation", "partnership_building"],
        **{"quotations-0-text": "It changed my mind.", "quotations-0-consent": "role_only"},
        **{"quotations-1-text": "  ", "quotations-1-consent": ""},
    )
    details = newest(force.constable).details
    assert (details["starts_on"], details["ends_on"]) == ("2026-03-02", "2026-03-27")
    assert details["skills"] == ["consultation", "partnership_building"]
    assert details["quotations"] == [{"text": "It changed my mind.", "consent": "role_only"}]


@pytest.mark.parametrize(
    ("kind", "name", "value", "sentence"),
    [
        ("idea", "title", "x" * 151, "Shorten this to at most 150 characters. It has 151."),
        ("idea", "better", "x" * 20_001, "at most 20000 characters"),
        ("idea", "body", "a\x00b", "cannot be kept"),
        ("idea", "cost_band", "a million", "Choose one of the answers offered."),
        ("learning", "starts_on", "31/02/2026", "Type a day that is in the calendar"),
        ("learning", "ends_on", "soon", "Type a day that is in the calendar"),
        ("learning", "ends_on", "99999-01-01", "Type a day that is in the calendar"),
        ("learning", "skills", "flying", "Choose one of the answers offered."),
        ("learning", "quotations-0-text", "x" * 601, "at most 600 characters"),
        ("learning", "quotations-0-consent", "surely", "Choose one of the answers offered."),
        ("learning", "placement_type", "holiday", "cannot be saved like this"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field_and_nothing_typed_is_lost(
    client, kind, name, value, sentence
):
    client.sign_in(Force().constable)
    client.longest_page = 200_000
    response = client.submit(f"/share/{kind}", **typed(kind, title="Kept title") | {name: value})
    assert response.status_code in {409, 422}
    document = html.document_fromstring(response.text)
    (beside,) = document.xpath(f"//*[@id='{name}-error']")
    assert sentence in beside.text_content()
    assert document.xpath(f"//*[contains(@class, 'error-summary')]//a[@href='#{name}']")
    if name != "title":
        assert [one.text.strip() for one in document.xpath("//textarea[@name='title']")] == ["Kept title"]


@pytest.mark.parametrize(
    "name",
    ["quotations-²-text", "quotations-99999999999999999999-text", "quotations-x-text", "quotations--1-text"],
)
def test_rows_that_no_page_ever_offered_are_passed_over(client, name):
    force = Force()
    client.sign_in(force.constable)
    assert client.submit("/share/learning", **typed("learning"), **{name: "words"}).status_code == 302
    assert newest(force.constable).details["quotations"] == []


def test_a_second_click_makes_no_second_draft(client):
    force = Force()
    client.sign_in(force.constable)
    form = {**fields(client.get("/share/idea")), **typed("idea")}
    first, second = client.post("/share/idea", data=form), client.post("/share/idea", data=form)
    assert first.location == second.location
    assert session.scalar(select(func.count()).where(Submission.author_id == force.constable.id)) == 1


@pytest.mark.parametrize("way", ["", "/edit", "/check", "/versions", "/attachments", "/withdraw"])
def test_a_draft_is_hidden_from_everybody_else(client, way):
    force = Force()
    post = factories.draft(force.constable)
    for person in (force.colleague, force.sergeant, force.lead, force.administrator, Force().constable):
        client.sign_in(person)
        assert client.get(f"/submissions/{post.reference}{way}").status_code == 404


def test_whoever_reads_a_post_may_not_change_it(client):
    force = Force()
    post = factories.sent(force.constable)
    client.sign_in(force.sergeant)
    assert client.get(f"/submissions/{post.reference}").status_code == 200
    for way in ("/edit", "/check", "/attachments", "/withdraw"):
        assert client.get(f"/submissions/{post.reference}{way}").status_code == 403
    assert client.get("/submissions/0000-0000").status_code == 404
    assert client.get("/share/novel").status_code == 404


def test_a_visitor_is_asked_to_sign_in(client):
    for address in ("/share", "/share/idea", "/submissions"):
        assert client.get(address).location.startswith("/sign-in?next=")


def test_why_it_came_back_stands_beside_the_form(client):
    force = Force()
    post = factories.sent(force.constable)
    factories.decided(post, Verdict.RETURN, "Say where it was tried, and for how long.")
    client.sign_in(force.constable)
    page = client.get(f"/submissions/{post.reference}/edit").text
    assert "Say where it was tried, and for how long." in page
    assert "Sam Sergeant" in page


def test_my_posts_say_what_comes_next(client):
    force = Force()
    client.sign_in(force.constable)
    assert "You have not shared anything yet." in client.get("/submissions").text
    factories.draft(force.constable)
    factories.sent(force.constable)
    factories.decided(factories.sent(force.constable), Verdict.RETURN)
    factories.published(force.constable)
    page = client.get("/submissions").text
    for words in ("Carry on writing", "Sam Sergeant has it now", "something should change", "In the library"):
        assert words in page


def test_versions_show_what_changed_word_by_word(client):
    force = Force()
    post = factories.draft(force.constable)
    with transaction():
        actions.save(post, Content(title="A quiet room for every handover"), seen=1, by=force.constable)
    client.sign_in(force.constable)
    page = html.document_fromstring(client.get(f"/submissions/{post.reference}/versions").text)
    assert ["every" in mark.text_content() for mark in page.xpath("//ins")] == [True]
    for odd in ("?version=1", "?version=99", "?version=x", "?version=" + "9" * 30):
        assert client.get(f"/submissions/{post.reference}/versions{odd}").status_code == 200


def attach(client, address, name, words):
    response = client.submit(address, page=address, file=(BytesIO(words), name))
    response.request.environ["wsgi.input"].close()  # a large body waits in a file of the test client's own
    return response


def test_a_file_is_cleaned_kept_handed_out_sealed_and_removed(client):
    force = Force()
    post = factories.draft(force.constable)
    client.sign_in(force.constable)
    address = f"/submissions/{post.reference}/attachments"
    assert attach(client, address, "../../notes <1>.txt", b"what we counted").location == address
    (file,) = newest(force.constable).attachments
    with client.get(f"{address}/{file.reference}") as download:
        assert download.data == b"what we counted"
        assert download.headers["Content-Disposition"].startswith("attachment")
        assert download.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert download.headers["X-Content-Type-Options"] == "nosniff"
    assert client.submit(f"{address}/{file.reference}/remove", page=address).location == address
    assert newest(force.constable).attachments == []
    assert client.get(f"{address}/{file.reference}").status_code == 404


def test_a_file_that_cannot_be_taken_says_why_beside_the_field(client):
    force = Force()
    post = factories.draft(force.constable)
    client.sign_in(force.constable)
    address = f"/submissions/{post.reference}/attachments"
    for name, words, sentence in (
        ("page.html", b"<html><script>", "cannot be attached"),
        ("empty.txt", b"", "empty"),
        ("", b"", "Choose a file"),
        ("large.txt", b"x" * (8 * 1024 * 1024 + 1), "larger than 8 MB"),
    ):
        response = attach(client, address, name, words)
        assert response.status_code == 422
        assert sentence in html.document_fromstring(response.text).xpath("string(//*[@id='file-error'])")
    assert newest(force.constable).attachments == []


def test_a_file_is_as_hidden_as_its_post(client):
    force = Force()
    post = factories.draft(force.constable)
    client.sign_in(force.constable)
    address = f"/submissions/{post.reference}/attachments"
    attach(client, address, "notes.txt", b"words")
    file = newest(force.constable).attachments[0].reference
    elsewhere = factories.draft(force.constable).reference
    assert client.get(f"/submissions/{elsewhere}/attachments/{file}").status_code == 404
    client.sign_in(force.sergeant)
    assert client.get(f"{address}/{file}").status_code == 404
    with transaction():
        authorisation.send(queries.submission(post.reference), by=force.constable)
    with client.get(f"{address}/{file}") as download:
        assert download.status_code == 200
    assert client.post(f"{address}/{file}/remove").status_code in {400, 403}


def hostile_text():
    found = [text for text in (*naughty_strings(), *scripts()) if "\x00" not in text]
    return found or ["<script>alert(1)</script>", "{{7*7}}", "'; drop table people --", "\u202eabc"]


@pytest.mark.parametrize("kind", KIND_SLUGS)
def test_hostile_text_in_every_field_is_kept_and_shown_back_as_it_is(client, kind):
    force = Force()
    client.sign_in(force.constable)
    client.longest_page, client.verbatim = 3_000_000, True
    texts = ["\n\n".join(hostile_text())[start : start + 15_000] for start in range(0, 120_000, 15_000)]
    lines = [text for text in hostile_text() if 20 < len(text) < 140 and "\n" not in text]
    sent = {"title": lines[0], "body": texts[0]}
    for place, asked in enumerate(KINDS[kind].fields):
        if asked.type is FieldType.TEXT:
            sent[asked.name] = texts[place % len(texts)]
        elif asked.type is FieldType.LINE:
            sent[asked.name] = lines[place % len(lines)]
    choices = {name: value for name, value in CONTENT[kind].details.items() if name not in sent}
    response = client.submit(f"/share/{kind}", **sent, **choices)
    assert response.status_code == 302, html.document_fromstring(response.text).xpath(
        "string(//*[contains(@class, 'error-summary')])"
    )
    post = newest(force.constable)
    shown = fields(client.get(f"/submissions/{post.reference}/edit"))
    for name, text in sent.items():
        stored = post.details[name] if name in post.details else getattr(post, name)
        assert (
            stored == plain_text(text).strip() if name in {"title", "host", "host_role"} else plain_text(text)
        )
        assert shown[name].replace("\r\n", "\n") == stored, name
    for way in ("", "/check", "/versions"):
        assert client.get(f"/submissions/{post.reference}{way}").status_code == 200
    assert client.get("/submissions").status_code == 200


def test_what_is_finished_stands_by_when_it_ended_and_says_when_it_was_brought_up_to_date(client):
    force = Force()
    first = factories.published(force.constable, title="The first of three")
    factories.published(force.constable, title="The second of three")
    withdrawn = factories.sent(force.constable, title="The third of three")
    with clock.at(clock.now() + timedelta(days=3)), transaction():
        authorisation.withdraw(withdrawn, by=force.constable)
    with clock.at(clock.now() + timedelta(days=5)):
        with transaction():
            update = actions.begin_update(first, by=force.constable)
            changed = Content(body="A room with a door and a key.")
            actions.save(update, changed, seen=update.version, by=force.constable)
            authorisation.send(update, by=force.constable)
        while ways.open_step(update) is not None:
            factories.decided(update, Verdict.APPROVE)
        day = clock.day_in_words(clock.today())
    client.sign_in(force.constable)
    page = client.get("/submissions").text
    finished = page[page.index(">Finished<") :]
    assert re.findall(r"The (\w+) of three</a>", finished) == ["first", "third", "second"]
    assert f", brought up to date on {day}." in finished
    assert finished.count("brought up to date") == 1


def test_a_text_that_begins_anew_is_headed_as_a_draft_is(client):
    force = Force()
    post = factories.sent(force.constable)
    with transaction():
        authorisation.withdraw(post, by=force.constable)
        draft = actions.copy(post, by=force.constable)
    back = factories.decided(factories.sent(force.constable, title="Another thought"), Verdict.RETURN)
    client.sign_in(force.constable)
    assert "<h1>Your idea</h1>" in client.get(f"/submissions/{draft.reference}/edit").text
    assert "<h1>Change your idea</h1>" in client.get(f"/submissions/{back.reference}/edit").text


def test_a_long_title_is_read_whole_where_it_is_written(client):
    """A box of one line would cut it, and nobody can check words that they do not see."""
    force = Force()
    client.sign_in(force.constable)
    title = "Handover sheets that are kept where everybody looks " * 2
    client.submit("/share/idea", **typed("idea", title=title))
    page = html.document_fromstring(client.get(f"/submissions/{newest(force.constable).reference}/edit").text)
    (box,) = page.xpath("//textarea[@name='title']")
    assert box.text.strip() == title.strip()
    assert int(box.get("rows")) * 40 >= len(title.strip())


def test_a_line_break_in_a_title_is_a_space(client):
    force = Force()
    client.sign_in(force.constable)
    client.submit("/share/idea", **typed("idea", title="A second key\r\nfor the store\n"))
    assert newest(force.constable).title == "A second key for the store"
