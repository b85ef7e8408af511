"""The life of a post as truth tables: no database."""

from dataclasses import dataclass, field
from datetime import date
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest

from portal.foundation.errors import Refused
from portal.people.rules import Role
from portal.submissions import rules
from portal.submissions.kinds import IMPACT_CASE, KINDS, LEARNING, FieldType, Needed
from portal.submissions.rules import EDITABLE, ON_TRUST, TRANSITIONS, WITHDRAWABLE, Status


@dataclass
class Somebody:
    id: int
    organisation_id: int = 1
    roles: frozenset[str] = frozenset()
    headed_unit_ids: frozenset[int] = frozenset()
    level: int = 0


@dataclass
class Post:
    kind: str = "idea"
    status: str = Status.DRAFT
    id: int = 9
    author_id: int | None = 1
    desk_key: str | None = None
    designation: str | None = None
    confidential: bool = False
    claimed_by_id: int | None = None
    claimed_by: Any = None
    imported_by_id: int | None = None
    holder_id: int | None = 1
    organisation_id: int = 1
    version: int = 1
    listed: bool = False
    left_for: str | None = "force"
    on_trust: bool = False
    published_at: Any = None
    show_grade: bool = False
    authority: str = ""
    about: Any = field(default_factory=dict)
    updates_id: int | None = None
    updates: Any = None
    co_author_ids: frozenset[int] = frozenset({2})
    former_author_ids: frozenset[int] = frozenset()
    author: Any = field(
        default_factory=lambda: SimpleNamespace(
            id=1, name="Amina Rahman", title="PC Amina Rahman", ended_on=None
        )
    )
    co_authors: Any = field(default_factory=lambda: [SimpleNamespace(id=2, name="Ola Reed", ended_on=None)])
    organisation: Any = field(
        default_factory=lambda: SimpleNamespace(name="Kelderby Police", short_name="Kelderby")
    )
    title: str = "A quiet room"
    summary: str = ""
    body: str = "Handover takes long."
    details: dict[str, Any] = field(default_factory=lambda: {"better": "A door."})
    blind_to: frozenset[int] = frozenset()

    def is_blind_to(self, person):
        return person.id in self.blind_to


AUTHOR, CO_AUTHOR, STRANGER = Somebody(1), Somebody(2), Somebody(3)
LEAD = Somebody(4, roles=frozenset({Role.INNOVATION_LEAD}))


def test_only_what_nobody_who_wrote_it_can_finish_is_closed_by_others():
    left = SimpleNamespace(id=2, ended_on=date(2026, 1, 5))
    for status, authors_left, who in product(Status, (True, False), (LEAD, STRANGER, CO_AUTHOR)):
        post = Post(status=status, author=SimpleNamespace(id=1, ended_on=date(2026, 1, 5)))
        post.co_authors = [left] if authors_left else post.co_authors
        closes = status is Status.RETURNED and authors_left and who is LEAD
        assert rules.may_close(who, post) == closes


@pytest.mark.parametrize(("was", "to"), list(product(Status, Status)))
def test_a_post_becomes_only_what_the_table_allows(was, to):
    for on_trust in (False, True):
        post = Post(status=was, on_trust=on_trust)
        if (was, to) in TRANSITIONS and (on_trust or (was, to) not in ON_TRUST):
            rules.check_move(post, to)
        else:
            with pytest.raises(Refused, match="cannot become"):
                rules.check_move(post, to)


def test_what_was_withdrawn_stays_so():
    assert not [was for was, _to in TRANSITIONS if was is Status.WITHDRAWN]


def test_every_state_but_those_that_end_leads_on_and_every_state_can_be_reached():
    ends = {Status.TAKEN_UP, Status.WITHDRAWN}
    assert {was for was, _to in TRANSITIONS} == set(Status) - ends
    assert {to for _was, to in TRANSITIONS} == set(Status) - {Status.DRAFT}


@pytest.mark.parametrize("status", list(Status))
def test_who_may_do_what_in_each_state(status):
    post = Post(status=status)
    assert rules.may_edit(AUTHOR, post) == (status in EDITABLE)
    assert rules.may_edit(CO_AUTHOR, post) == (status in EDITABLE)
    assert rules.may_send(AUTHOR, post) == (status in EDITABLE)
    assert rules.may_withdraw(AUTHOR, post) == (status in WITHDRAWABLE)
    assert rules.may_list_as_declined(AUTHOR, post) == (status == Status.DECLINED)
    for person in (CO_AUTHOR, STRANGER, LEAD):
        assert not rules.may_send(person, post)
        assert not rules.may_withdraw(person, post)
        assert not rules.may_list_as_declined(person, post)
    for person in (STRANGER, LEAD):
        assert not rules.may_edit(person, post)


def test_whoever_wrote_a_post_sends_and_withdraws_its_update_whoever_began_it():
    wrote = Post(author_id=STRANGER.id, co_author_ids=frozenset({1}))
    update = Post(updates_id=wrote.id, updates=wrote)
    for status, person in product(Status, (STRANGER, AUTHOR)):
        update.status = status
        assert rules.may_send(person, update) == (status in EDITABLE)
        assert rules.may_withdraw(person, update) == (status in WITHDRAWABLE)
    update.status = Status.RETURNED
    for person in (LEAD, CO_AUTHOR):
        assert not rules.may_send(person, update)
        assert not rules.may_withdraw(person, update)


def test_who_imported_a_draft_keeps_it_and_nobody_keeps_an_anonymous_one():
    imported = Post(author_id=None, author=None, imported_by_id=3, co_author_ids=frozenset())
    assert rules.may_edit(STRANGER, imported)
    assert rules.may_send(STRANGER, imported)
    anonymous = Post(
        author_id=None, author=None, desk_key="k", imported_by_id=None, co_author_ids=frozenset()
    )
    assert not any(rules.may_edit(person, anonymous) for person in (AUTHOR, CO_AUTHOR, STRANGER, LEAD))


def test_authors_and_importers_never_decide():
    assert rules.barred_from_deciding(Post(imported_by_id=5)) == {1, 2, 5}
    assert rules.barred_from_deciding(Post(former_author_ids=frozenset({7, 2}))) == {1, 2, 7}


@pytest.mark.parametrize(
    ("post", "reader", "words", "name"),
    [
        (Post(), STRANGER, "Amina Rahman, Kelderby, with Ola Reed", "Amina Rahman"),
        (Post(show_grade=True), STRANGER, "PC Amina Rahman, Kelderby, with Ola Reed", "PC Amina Rahman"),
        (Post(blind_to=frozenset({3})), STRANGER, "Author not shown", ""),
        (Post(blind_to=frozenset({4})), STRANGER, "Amina Rahman, Kelderby, with Ola Reed", "Amina Rahman"),
        (Post(), None, "A member of Kelderby Police", ""),
        (Post(show_grade=True), None, "A member of Kelderby Police", ""),
        (Post(desk_key="k", author_id=None, author=None), LEAD, "Posted anonymously", ""),
        (Post(desk_key="k"), LEAD, "Posted anonymously", ""),
        (Post(desk_key="k", author_id=None, author=None, confidential=True), LEAD, "Confidential author", ""),
        (Post(author_id=None, author=None), STRANGER, "Kelderby Police", ""),
        (Post(author_id=None, author=None, authority="NASA"), STRANGER, "NASA", ""),
    ],
)
def test_one_function_says_who_a_post_is_by(post, reader, words, name):
    shown = rules.author_shown_to(reader, post)
    assert (shown.words, shown.name) == (words, name)
    assert (shown.person_id is None) == (not name)


def test_all_who_wrote_it_are_credited_and_their_ranks_are_their_own_business():
    others = [SimpleNamespace(name=name, title=f"PC {name}") for name in ("Bea Marsh", "Colin Reed")]
    assert rules.author_shown_to(STRANGER, Post(co_authors=others[:1])).words == (
        "Amina Rahman, Kelderby, with Bea Marsh"
    )
    shown = rules.author_shown_to(STRANGER, Post(show_grade=True, co_authors=others))
    assert shown.words == "PC Amina Rahman, Kelderby, with Bea Marsh and Colin Reed"
    assert (shown.name, shown.names) == ("PC Amina Rahman", "PC Amina Rahman, Bea Marsh and Colin Reed")
    for reader, post in ((None, Post(co_authors=others)), (LEAD, Post(desk_key="k", co_authors=others))):
        shown = rules.author_shown_to(reader, post)
        assert (shown.name, shown.names) == ("", "")
        assert "Marsh" not in shown.words


def test_a_quick_post_asks_for_three_things():
    assert KINDS["idea"].needed_to_send() == ("title", "body", "better")
    assert all(len(kind.needed_to_send()) <= 3 for kind in KINDS.values())


def test_what_is_missing_is_named_with_a_sentence():
    post = Post(title=" ", body="", details={})
    assert [name for name, _sentence in rules.missing(post, Needed.TO_SEND)] == ["title", "body", "better"]
    assert list(rules.missing(Post(), Needed.TO_SEND)) == []
    assert [name for name, _sentence in rules.missing(Post(), Needed.TO_PUBLISH)] == ["summary"]


def test_learning_asks_for_more_only_before_publication():
    post = Post(kind="learning", summary="Short.", details={"placement_type": "insight"})
    assert list(rules.missing(post, Needed.TO_SEND)) == []
    later = [name for name, _sentence in rules.missing(post, Needed.TO_PUBLISH)]
    assert later == ["host", "so_what", "now_what"]


def test_nobody_is_quoted_without_being_asked():
    quoted = {"placement_type": "insight", "quotations": [{"text": "It worked.", "consent": ""}]}
    post = Post(kind="learning", details=quoted)
    assert [name for name, _sentence in rules.missing(post, Needed.TO_SEND)] == ["quotations"]
    quoted["quotations"][0]["consent"] = "anonymous"
    assert list(rules.missing(post, Needed.TO_SEND)) == []


@pytest.mark.parametrize("step", [option for option, _label in IMPACT_CASE.field("step_reached").options])
@pytest.mark.parametrize("evaluation", ["", "We counted."])
@pytest.mark.parametrize("overcome", ["", "yes", "partly", "no"])
def test_a_mistake_is_overcome_only_after_the_evaluation(step, evaluation, overcome):
    details = {"step_reached": step, "evaluation": evaluation, "overcome": overcome}
    refused = [
        name for name, _sentence in rules.missing(Post(kind="impact-case", details=details), Needed.TO_SEND)
    ]
    evaluated = step in {"evaluate", "share"} and bool(evaluation)
    assert refused == (["overcome"] if overcome == "yes" and not evaluated else [])


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({"placement_type": "insight", "starts_on": "2026-03-01", "ends_on": "2026-03-14"}, []),
        (
            {"placement_type": "insight", "starts_on": "2026-03-01", "ends_on": "2026-03-15"},
            ["That is 15 days"],
        ),
        (
            {"placement_type": "attachment", "starts_on": "2026-03-01", "ends_on": "2026-12-01"},
            ["That is 276 days. An att"],
        ),
        ({"placement_type": "exchange", "starts_on": "2026-03-01", "ends_on": "2029-03-01"}, []),
        ({"placement_type": "insight", "starts_on": "2026-03-15"}, []),
        ({"starts_on": "never", "ends_on": "2026-03-01"}, []),
    ],
)
def test_unusual_lengths_are_mentioned_and_stop_nobody(details, said):
    details = {"planned_output": "A report.", **details}
    found = rules.warnings_about(LEARNING, details, rules.USUAL_DAYS)
    assert len(found) == len(said)
    assert all(sentence.startswith(start) for sentence, start in zip(found, said, strict=True))
    post = Post(kind="learning", details={"placement_type": "insight", **details})
    assert list(rules.missing(post, Needed.TO_SEND)) == []


def test_all_that_is_typed_is_read_by_the_checker_and_the_index():
    for kind in KINDS.values():
        details: dict[str, Any] = {}
        for asked in kind.fields:
            if asked.type in {FieldType.LINE, FieldType.TEXT}:
                details[asked.name] = f"words of {asked.name}"
            elif asked.type is FieldType.QUOTATIONS:
                details[asked.name] = [{"text": f"words of {asked.name}", "consent": "named"}]
        text = rules.text_of(Post(kind=kind.slug, summary="a summary", details=details))
        assert all(words in text for words in ("A quiet room", "a summary", "Handover takes long."))
        assert all(f"words of {name}" in text for name in details)


def test_an_old_version_is_refused():
    rules.check_version(Post(version=4), 4)
    with pytest.raises(Refused) as refusal:
        rules.check_version(Post(version=4), 3)
    assert refusal.value.code == "old-version"


@pytest.mark.parametrize(
    ("last", "wrong"), [("2026-03-14", True), ("2026-03-15", False), ("2026-04-01", False), ("", False)]
)
def test_a_placement_cannot_end_before_it_begins(last, wrong):
    post = SimpleNamespace(
        kind="learning",
        title="A title",
        body="What I saw.",
        summary="",
        details={"placement_type": "insight", "starts_on": "2026-03-15", "ends_on": last},
    )
    assert ("ends_on" in dict(rules.missing(post, Needed.TO_SEND))) is wrong
