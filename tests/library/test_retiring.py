"""An item that holds no longer is retired: it stays to be read, with the reason and what to read instead."""

import pytest

from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.library import actions, queries
from portal.library.rules import may_open
from portal.library.rules.freshness import Standing
from portal.library.search import Question, fallback
from portal.notifications import queries as told
from portal.people.models import Person
from portal.reactions import REACTIONS
from tests.factories import Force
from tests.library import settle
from tests.library.kept import PUBLISHED, WHY, again, events, item, kept

pytestmark = pytest.mark.usefixtures("in_march")


def news(person: Person) -> list[tuple[str, str, bool]]:
    journal.catch_up(REACTIONS)
    session.expire_all()
    return [(one.words, one.address, one.seen) for one in told.notices_of(person)]


def test_retired_it_stays_to_be_read_below_what_is_current_and_is_found_by_its_filter(force: Force) -> None:
    older = kept(force.constable, title="Quiet rooms")
    newer = kept(force.constable, title="Quiet rooms, newer")
    also = kept(force.constable, title="A room")
    with transaction():
        actions.retire(item(newer), WHY, f"https://portal.example/library/{older}", by=again(force.constable))
    settle()
    assert may_open(force.colleague, item(newer))
    assert queries.successor_of(item(newer)).reference == older
    for words in ("", "quiet rooms", "room"):
        for sort in ("relevance", "newest", "used", "evidence"):
            found = queries.search(force.colleague, queries.asked(words, sort=sort))
            assert [card.reference for card in found.cards][-1] == newer, (words, sort)
            assert {card.standing for card in found.cards if card.reference != newer} == {Standing.CURRENT}
    wanted = queries.asked(filters={"standing": ["retired"]})
    assert [card.reference for card in queries.search(force.colleague, wanted).cards] == [newer]
    first = queries.search(force.colleague, queries.asked(per_page="2"))
    assert {card.reference for card in first.cards} == {older, also}
    assert first.total == 3
    with transaction():
        actions.bring_back(item(newer), by=again(force.constable))
    settle()
    assert queries.search(force.colleague, wanted).total == 0
    assert item(newer).keeping.retired_because == ""
    assert events(newer) == ["item.retired", "item.brought_back"]


def test_the_same_order_holds_while_the_index_cannot_be_used(force: Force) -> None:
    older, newer = kept(force.constable, title="Older"), kept(force.constable, title="Newer")
    with transaction():
        actions.retire(item(newer), WHY, "", by=again(force.constable))
    tokens = frozenset({"policing"})
    keys = [item(one).submission_id for one in (older, newer)]
    assert [hit.id for hit in fallback.search(Question(tokens=tokens)).hits] == keys
    narrowed = fallback.search(Question(tokens=tokens, filters={"standing": ("retired",)}))
    assert [hit.id for hit in narrowed.hits] == keys[1:]


def test_its_authors_and_whoever_keeps_it_read_why_it_was_retired(force: Force) -> None:
    reference = kept(force.constable, co_authors=[force.colleague.email])
    with transaction():
        actions.retire(item(reference), WHY, "", by=again(force.lead))
    words = f"“{item(reference).title}” was retired in the library. The reason is there"
    for one in (force.constable, force.colleague):
        assert (words, f"/library/{reference}", False) in news(one)
    assert words not in [said for said, *_rest in news(force.lead)]


@pytest.mark.parametrize("successor", ["zzzzzzzz", "itself", "hidden", "retired"])
def test_a_successor_is_another_current_item_that_whoever_retires_it_may_read(
    force: Force, successor: str
) -> None:
    reference = kept(force.constable)
    other, gone = kept(Force().constable, sharing="unit"), kept(force.constable, title="Gone")
    with transaction():
        actions.retire(item(gone), WHY, "", by=again(force.constable))
    typed = {"itself": reference, "hidden": other, "retired": gone}.get(successor, successor)
    with pytest.raises(Refused) as refused, transaction():
        actions.retire(item(reference), WHY, typed, by=again(force.constable))
    assert refused.value.field == "successor"
    assert item(reference).retired_on is None


def test_nothing_is_retired_without_a_reason_twice_or_by_anybody_else(force: Force) -> None:
    reference = kept(force.constable)
    for by, reason in (
        (force.constable, "  "),
        (force.colleague, WHY),
        (force.administrator, WHY),
        (force.sergeant, WHY),
    ):
        with pytest.raises(Refused), transaction():
            actions.retire(item(reference), reason, "", by=again(by))
    with transaction():
        actions.retire(item(reference), WHY, "", by=again(force.constable))
    for act in (
        lambda: actions.retire(item(reference), WHY, "", by=again(force.lead)),
        lambda: actions.confirm(item(reference), by=again(force.lead)),
    ):
        with pytest.raises(Refused), transaction():
            act()
    with clock.later(days=400):
        assert actions.keep_fresh() == 0, "nobody is asked about what is retired"
    for one in (force.colleague, force.administrator):
        with pytest.raises(Refused), transaction():
            actions.bring_back(item(reference), by=again(one))
    assert item(reference).retired_on == PUBLISHED.date()
