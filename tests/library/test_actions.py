"""What is written in the library, and what the index knows of it."""

import pytest
from sqlalchemy import Engine, func, select, text, update

from portal.authorisation.rules import Verdict
from portal.feedback import actions as feedback
from portal.feedback.rules import OutcomeState, Result
from portal.foundation import config
from portal.foundation.database import session, transaction
from portal.library import actions, queries
from portal.library.models import Publication
from portal.library.search import Question
from portal.library.search.bound import engine as index
from portal.people import actions as people
from portal.people.models import Organisation, Person
from portal.submissions import actions as submissions
from portal.submissions.models import Submission
from tests import factories
from tests.library import settle

EVERYTHING = frozenset({"policing", "public"})


def found(text: str = "handover") -> list[int]:
    return [hit.id for hit in index().search(Question(text, EVERYTHING)).hits]


def items() -> list[Publication]:
    return list(session.scalars(select(Publication)))


def test_a_published_post_becomes_an_item_with_its_parts_in_order(force: factories.Force) -> None:
    post = factories.published(force.constable, body="Handover **takes** long.\n\n- a list")
    key = post.id
    settle()
    (item,) = items()
    assert item.submission_id == key
    assert [name for name, _heading, _html in item.sections] == ["body", "better"]
    assert item.sections[0][1:] == [
        "The idea",
        "<p>Handover <strong>takes</strong> long.</p>\n<ul>\n<li>a list</li>\n</ul>\n",
    ]
    assert item.visibility == "policing"
    assert item.text.startswith("Handover takes long.")
    assert found() == [key]


@pytest.mark.parametrize("status", ["draft", "waiting", "returned", "declined"])
def test_nothing_else_reaches_the_library(force: factories.Force, status: str) -> None:
    post = factories.draft(force.constable) if status == "draft" else factories.sent(force.constable)
    if status in {"returned", "declined"}:
        factories.decided(post, Verdict.RETURN if status == "returned" else Verdict.DECLINE)
    key = post.id
    settle()
    actions.write([key])
    assert items() == []
    assert found() == []


def test_a_declined_post_is_listed_and_taken_out_again_by_its_author(force: factories.Force) -> None:
    post = factories.decided(factories.sent(force.constable, sharing="public"), Verdict.DECLINE)
    with transaction():
        submissions.list_as_declined(post, True, by=force.constable)
    settle()
    (item,) = items()
    assert item.declined
    assert item.visibility == f"organisation:{force.organisation.id}"  # nobody left it to more
    post = session.get_one(Submission, item.submission_id)
    with transaction():
        submissions.list_as_declined(post, False, by=session.merge(force.constable))
    settle()
    assert items() == []
    assert found() == []


def test_a_declined_item_shows_what_was_sent_while_its_author_changes_it(force: factories.Force) -> None:
    post = factories.decided(factories.sent(force.constable), Verdict.DECLINE)
    with transaction():
        submissions.list_as_declined(post, True, by=force.constable)
        changed = submissions.Content(title="Not for others yet", body="Half a thought.")
        submissions.save(post, changed, seen=post.version, by=force.constable)
    settle()
    actions.rebuild(texts=True)
    (item,) = items()
    assert item.title == factories.IDEA.title
    assert "Half a thought" not in item.text


def test_the_same_entries_twice_change_nothing(force: factories.Force) -> None:
    key = factories.published(force.constable).id
    settle()
    actions.write([key])
    actions.write([key])
    assert len(items()) == 1
    assert found() == [key]


def test_what_became_of_it_reaches_the_item(force: factories.Force) -> None:
    post = factories.published(force.constable)
    with transaction():
        feedback.keep_outcome(post, OutcomeState.DONE, Result.MIXED, "Two of three teams.", by=force.lead)
    settle()
    (item,) = items()
    assert (item.outcome, item.result) == ("done", "mixed")
    answer = index().search(Question("", EVERYTHING, {"outcome": ("mixed",)}))
    assert answer.total == 1


def test_text_too_deep_to_be_rendered_is_still_read(force: factories.Force) -> None:
    factories.published(force.constable, body="> " * 60 + "<b>deep</b>")
    settle()
    (item,) = items()
    assert "&lt;b&gt;deep&lt;/b&gt;" in item.sections[0][2]


def test_many_are_written_with_one_change_of_the_index(force: factories.Force) -> None:
    keys = [factories.published(force.constable, title=f"Handover number {n}").id for n in range(3)]
    settle()
    assert sorted(found()) == sorted(keys)
    assert index().check().segments == 1  # type: ignore[attr-defined]


def test_an_index_that_is_gone_is_made_again(
    force: factories.Force, settings: config.Settings, engine: Engine
) -> None:
    key = factories.published(force.constable).id
    settle()
    if settings.index_in_database:
        with engine.begin() as elsewhere:
            elsewhere.execute(text("delete from search_pieces"))
    else:
        (settings.index_folder / "current").write_text("nonsense")
    reader = session.get_one(Person, force.constable.id)
    assert queries.search(reader, queries.asked("handover")).total == 1
    assert actions.heal()
    assert found() == [key]
    assert actions.indexed() == 1


def test_a_rebuild_writes_what_is_missing_and_takes_out_what_is_too_much(force: factories.Force) -> None:
    missing = factories.published(force.constable)
    wrong = factories.published(force.colleague)
    keys = missing.id, wrong.id
    settle()
    with transaction():
        session.delete(session.get_one(Publication, keys[0]))
        session.execute(update(Submission).where(Submission.id == keys[1]).values(status="withdrawn"))
    assert actions.rebuild() == 1
    assert found() == [keys[0]]
    assert session.scalar(select(func.count()).select_from(Publication)) == 1


def test_a_rebuild_can_write_every_text_again(force: factories.Force) -> None:
    key = factories.published(force.constable).id
    settle()
    with transaction():
        session.execute(update(Publication).values(text="old"))
    actions.rebuild(texts=True)
    assert session.get_one(Publication, key).text != "old"


def test_the_export_names_nobody_and_leaves_out_what_is_shared_narrowly(force: factories.Force) -> None:
    factories.published(force.constable)
    factories.published(force.constable, sharing="unit", title="Only for us")
    settle()
    rows = list(queries.exported())
    assert [row["title"] for row in rows] == ["A quiet room for handover"]
    assert rows[0]["by"] == f"A member of {force.organisation.name}"
    assert len(list(queries.exported(restricted=True))) == 2


def test_an_organisation_that_changes_its_region_takes_its_items_along(force: factories.Force) -> None:
    key = factories.published(force.constable, sharing="region").id
    settle()

    def found_in(region: str) -> list[int]:
        return [hit.id for hit in index().search(Question("handover", frozenset({f"region:{region}"}))).hits]

    assert (found_in("Midlands"), found_in("North")) == ([key], [])
    here = session.get_one(Organisation, force.organisation.id)
    with transaction():
        people.change_organisation(
            here, name="Another Name", short_name="Another", kind=here.kind, region="North", sector=here.sector,
            reads_policing=True, by=force.administrator,
        )  # fmt: skip
    settle()
    (item,) = items()
    assert (item.visibility, item.region, item.organisation_name) == ("region:North", "North", "Another Name")
    assert (found_in("Midlands"), found_in("North")) == ([], [key])
