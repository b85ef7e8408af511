"""The ways round: what is hidden is hidden in every list, feed, count, file, notice and old address too."""

import io
import re
from typing import Any

import pytest
from sqlalchemy import text

from portal.foundation.database import session
from portal.library.actions import rebuild
from portal.submissions.models import Version
from tests.hostile.known import AUTHORS, KNOW, READ, ROLES
from tests.hostile.watching import rows
from tests.hostile.world import World

# Everywhere that shows something of posts without being asked for one of them.
LISTS = (
    "/", "/library", "/library?sort=newest&per_page=100", "/library.atom", "/submissions", "/queue", "/triage",
    "/triage?state=returned", "/triage?state=imported", "/notices", "/admin", "/admin/routes", "/admin/people",
    "/api/v1/library?per_page=100", "/api/v1/steps",
)  # fmt: skip
NONCE = "qzx"


def nonce(name: str) -> str:
    """A word that stands in one post and nowhere else."""
    return NONCE + "".join(chr(ord("a") + int(digit)) for digit in str(sorted(KNOW).index(name) + 100))


@pytest.fixture
def marked(world: World) -> Any:
    """The world with a word of its own in the title and text of every post."""
    with world.apart():
        for name in KNOW:
            post = world.post(name)
            post.title, post.body = f"{post.title} {nonce(name)}", f"{post.body} {nonce(name)}"
            for version in session.query(Version).filter_by(submission_id=post.id):
                version.text = {**version.text, "title": post.title, "body": post.body}
        session.commit()
        rebuild(texts=True)
        yield world
    session.remove()
    rebuild(texts=True)


def may_meet(role: str, name: str) -> bool:
    """Whether somebody may meet a post anywhere at all."""
    asked = {"of_head": {"head_above"}}.get(name, set())
    return role in KNOW[name] | READ.get(name, set()) | asked


def told(world: World, role: str, address: str) -> set[str]:
    """The posts whose own word an answer holds."""
    answer = world.send(role, "GET", address)
    page = answer.text if answer.status_code == 200 else ""
    page = re.sub(r'value="[^"]*"|Library: [^<]*|[?&;]q=[^"<&]*', "", page)
    return {name for name in KNOW if nonce(name) in page}


def test_no_list_shows_what_is_hidden(marked: World) -> None:
    wrong = []
    for role in sorted(ROLES - {"nobody", "leaver"}):
        for address in LISTS:
            seen = told(marked, role, address)
            wrong += [f"{role} at {address}: {name}" for name in seen if not may_meet(role, name)]
    assert not wrong, "\n".join(wrong)


def test_no_search_finds_what_is_hidden(marked: World) -> None:
    wrong = []
    for role in ("partner", "neighbour", "same_force", "other_lead", "author", "administrator", "curator"):
        for name in KNOW:
            word = nonce(name)
            for address in (
                f"/library?q={word}", f"/library?q={word[:4]}*", f"/library.atom?q={word}",
                f"/api/v1/library?q={word}&match=any",
                f"/api/v1/similar?title={word}&text={word}", f"/library/similar?title={word}",
            ):  # fmt: skip
                page = marked.send(role, "GET", address).text
                seen = {
                    one
                    for one in KNOW
                    if marked.posts[one].reference in page and role not in READ.get(one, ())
                }
                wrong += [f"{role} at {address}: {one}" for one in seen]
    assert not wrong, "\n".join(wrong)


def test_what_is_hidden_changes_nothing_that_is_counted(world: World) -> None:
    addresses = (
        "/library",
        "/library?q=handover",
        "/api/v1/library?q=handover+room",
        "/library.atom",
        "/api/v1/similar?title=handover",
    )
    roles = ("partner", "neighbour", "reading_partner")

    def shown() -> list[str]:
        pages = [world.send(role, "GET", address).text for role in roles for address in addresses]
        return [re.sub(r'(csrf_token|idempotency_key)" value="[^"]*"', "", page) for page in pages]

    with world.apart():
        whole = shown()
        hidden = [name for name in KNOW if not any(role in READ.get(name, ()) for role in roles)]
        keys = ",".join(str(world.posts[name].id) for name in hidden)
        for table in ("publications", "outcomes", "uses", "questions"):
            column = "submission_id"
            if table in {one.name for one in tables()}:
                world.connection.execute(text(f"delete from {table} where {column} in ({keys})"))  # noqa: S608 - keys of ours
        session.remove()
        rebuild()
        without = shown()
    session.remove()
    rebuild()
    assert whole == without


def tables() -> Any:
    import portal.migrations

    return portal.migrations.METADATA.sorted_tables


def test_what_an_author_took_out_before_sending_is_read_by_authors_alone(world: World) -> None:
    with world.apart():
        post = world.post("waiting")
        for number, automatic in ((900, False), (901, True)):
            kept = {"title": "a", "summary": "", "body": f"{NONCE}secret", "details": {}}
            session.add(
                Version(
                    submission_id=post.id,
                    number=number,
                    automatic=automatic,
                    saved_at=post.sent_at,
                    text=kept,
                )
            )
        session.commit()
        for role in ("head", "lead", "author", "co_author"):
            pages = [
                world.send(
                    role, "GET", f"/submissions/{world.posts['waiting'].reference}/versions?version={number}"
                ).text
                for number in (900, 901)
            ]
            pages.append(world.send(role, "GET", f"/steps/{world.steps['waiting', 0]}").text)
            pages.append(
                world.send(role, "GET", f"/api/v1/submissions/{world.posts['waiting'].reference}").text
            )
            assert (f"{NONCE}secret" in "".join(pages)) == (role in AUTHORS), role


def test_what_an_author_changes_after_a_return_is_read_by_authors_alone(world: World) -> None:
    reference = world.posts["returned"].reference
    with world.apart():
        before = world.send("lead", "GET", f"/api/v1/submissions/{reference}").get_json()
        given = {
            "title": f"{NONCE}later",
            "sharing": "public",
            "evidence": "research",
            "version": world.posts["returned"].version,
        }
        assert (
            world.send("author", "PATCH", f"/api/v1/submissions/{reference}", json=given).status_code == 200
        )
        after = world.send("lead", "GET", f"/api/v1/submissions/{reference}").get_json()
        for name in ("title", "summary", "body", "details", "sharing", "evidence", "topics"):
            assert after[name] == before[name], name
        for role in ("head", "lead", "author"):
            for address in ("/triage", "/triage?sort=title"):
                assert f"{NONCE}later" not in world.send(role, "GET", address).text, (role, address)
            for address in (
                f"/submissions/{reference}",
                f"/steps/{world.steps['returned', 0]}",
                f"/api/v1/submissions/{reference}",
            ):
                seen = f"{NONCE}later" in world.send(role, "GET", address).text
                # The page of a step is for those who decide: its author has the page of the post.
                assert seen == (role == "author" and "/steps/" not in address), (role, address)


def test_the_key_of_somebody_elses_request_gives_nothing_back(world: World) -> None:
    with world.apart():
        key = {"Idempotency-Key": "k" * 30}
        first = world.send(
            "author", "POST", "/api/v1/submissions", json={"kind": "idea", "title": "Mine"}, headers=key
        )
        again = world.send(
            "author", "POST", "/api/v1/submissions", json={"kind": "idea", "title": "Mine"}, headers=key
        )
        other = world.send(
            "neighbour", "POST", "/api/v1/submissions", json={"kind": "idea", "title": "Mine"}, headers=key
        )
        assert first.status_code == again.status_code == other.status_code == 201
        assert first.get_json() == again.get_json()
        assert other.get_json()["reference"] != first.get_json()["reference"]


def test_a_key_gives_no_answer_back_to_somebody_who_no_longer_may(world: World) -> None:
    address, key = f"/submissions/{world.posts['waiting'].reference}/withdraw", {"idempotency_key": "w" * 30}
    with world.apart():
        assert world.send("author", "POST", address, data=key).status_code == 302
        assert world.send("author", "POST", address, data=key).status_code in {302, 403}
        assert world.send("lead", "POST", address, data=key).status_code == 403
        assert world.send("neighbour", "POST", address, data=key).status_code == 404


def test_a_draft_reference_of_somebody_else_is_not_taken_over(world: World) -> None:
    """The page of a new post carries the reference that its draft will have: it may be anybody's."""
    theirs = world.posts["draft"]
    before = rows(world.connection)
    with world.apart() as watch:
        given = {"title": "Mine now", "body": "a", "draft": theirs.reference, "version": str(theirs.version)}
        answer = world.send("neighbour", "POST", "/share/idea/keep", data=given)
        assert answer.status_code == 200
        assert answer.get_json()["reference"] != theirs.reference
        assert world.post("draft").title != "Mine now"
        assert watch.changed(before)


def test_a_lead_moves_nothing_of_another_force_in_bulk(world: World) -> None:
    before = rows(world.connection)
    chosen = [known.reference for known in world.posts.values()]
    for deed in ("take", "hand-on"):
        with world.apart() as watch:
            given = {"chosen": chosen, "do": deed, "to": world.people["other_lead"].reference}
            assert world.send("other_lead", "POST", "/triage", data=given).status_code == 302
            assert not watch.changed(before)


def test_nothing_is_given_across_the_border_of_an_organisation(world: World) -> None:
    other, team = world.people["other_force"].reference, world.units["here"]
    before = rows(world.connection)
    asked = (
        (f"/admin/units/{team}/heads", {"person": other}),
        (
            f"/admin/people/{world.people['same_force'].reference}/edit",
            {"name": "A", "email": "a@b.example", "unit": world.units["there"]},
        ),
        (f"/admin/units/{team}", {"name": "Team", "parent": world.units["there"]}),
        ("/admin/units/new", {"name": "New", "parent": world.units["there"]}),
        ("/admin/people/new", {"name": "A", "email": "a@b.example", "unit": world.units["there"]}),
        (f"/admin/people/{world.people['same_force'].reference}/roles", {"role": "system-administrator"}),
        (f"/admin/people/{world.people['administrator'].reference}/roles", {"role": "innovation-lead"}),
    )
    for address, given in asked:
        with world.apart() as watch:
            answer = world.send("administrator", "POST", address, data=given)
            assert answer.status_code in {403, 404, 409, 422}, (address, answer.status_code)
            assert not watch.changed(before), address
    for code in (world.codes["there"], "nowhere"):
        for address in ("/admin/people", "/admin/units", "/admin/people/new", "/admin/units/new"):
            assert world.send("administrator", "GET", f"{address}?organisation={code}").status_code == 404, (
                address
            )
    shown = world.send("administrator", "GET", f"/admin/routes?organisation={world.codes['there']}")
    assert world.routes["there"] not in shown.text


def test_an_imported_file_moves_nobody_of_another_organisation(world: World) -> None:
    theirs = world.person("other_force")
    email, name, organisation = theirs.email, theirs.name, world.person("administrator").organisation.name
    lines = (
        f"{email},{name},{organisation},Headquarters,,,organisation-administrator\n",
        f"new@x.example,New,{theirs.organisation.name},Headquarters,,,\n",
        f"{world.people['administrator'].email},Ada Administrator,{organisation},Innovation,,,system-administrator\n",
    )
    before = rows(world.connection)
    for line in lines:
        file = (
            io.BytesIO(f"email,name,organisation,unit,parent_unit,rank,roles\n{line}".encode()),
            "people.csv",
        )
        for then in ({}, {"then": "do"}):
            with world.apart() as watch:
                answer = world.send(
                    "administrator",
                    "POST",
                    "/admin/people/import",
                    data={"file": file, **then},
                    content_type="multipart/form-data",
                )
                assert answer.status_code in {200, 302, 409, 422}
                assert not watch.changed(before), line
            file = (
                io.BytesIO(f"email,name,organisation,unit,parent_unit,rank,roles\n{line}".encode()),
                "people.csv",
            )


@pytest.mark.parametrize("name", ["draft", "returned", "for_unit"])
def test_a_file_is_not_reached_by_the_address_of_another_post(world: World, name: str) -> None:
    file, public = world.files[name], world.posts["for_policing"].reference
    for role in ("neighbour", "other_lead", "partner"):
        for address in (
            f"/submissions/{public}/attachments/{file}",
            f"/submissions/{world.posts[name].reference}/attachments/{file}",
            f"/submissions/{file}/attachments/{file}",
        ):
            assert world.send(role, "GET", address).status_code == 404


def test_a_question_is_not_answered_under_the_address_of_another_post(world: World) -> None:
    other = world.posts["for_force"].reference
    answer = world.send("author", "GET", f"/library/{other}/questions/{world.question}/answer")
    assert answer.status_code == 404
