"""The orders a reader can ask for: best match, newest, most used, most tested. None is ever chosen for them."""

from datetime import date

import pytest

from portal.feedback import actions as feedback
from portal.feedback.rules import UseKind
from portal.foundation.database import session, transaction
from portal.library.search import Engine, Question, Sort, fallback
from portal.people.models import Person
from portal.submissions.rules import tokens_of
from tests import factories
from tests.client import Client
from tests.factories import Force
from tests.library import settle
from tests.library.indexes import NewIndex
from tests.library.search_items import READER, item

ITEMS = [
    item("never used, research", "drone", evidence="research", published_on=date(2024, 1, 1)),
    item("used twice, untested", "drone", evidence="untested", used=2, published_on=date(2022, 1, 1)),
    item(
        "used once, evaluated", "drone", evidence="evaluated_locally", used=1, published_on=date(2023, 1, 1)
    ),
    item(
        "used twice, judged",
        "drone drone",
        evidence="professional_judgement",
        used=2,
        published_on=date(2021, 1, 1),
    ),
]
TITLES = {one.id: one.title for one in ITEMS}


@pytest.fixture(scope="module", params=["in one piece", "piece by piece"])
def searched(request: pytest.FixtureRequest, new_shared_index: NewIndex) -> Engine:
    made = new_shared_index().open()
    made.rebuild([])
    for some in [ITEMS] if request.param == "in one piece" else [[one] for one in ITEMS]:
        made.put(some)
    return made


@pytest.mark.parametrize("text", ["", "drone"])
def test_each_order_lays_them_so_and_the_newest_first_where_it_is_the_same(
    searched: Engine, text: str
) -> None:
    def laid(sort: Sort) -> list[str]:
        return [TITLES[hit.id] for hit in searched.search(Question(text, READER, sort=sort)).hits]

    assert laid(Sort.USED) == [
        "used twice, untested", "used twice, judged", "used once, evaluated", "never used, research"
    ]  # fmt: skip
    assert laid(Sort.EVIDENCE) == [
        "never used, research", "used once, evaluated", "used twice, judged", "used twice, untested"
    ]  # fmt: skip
    assert laid(Sort.NEWEST)[0] == "never used, research"


def test_only_how_well_it_answers_is_told_as_a_score(searched: Engine) -> None:
    scores = {
        sort: {hit.score for hit in searched.search(Question("drone", READER, sort=sort)).hits}
        for sort in Sort
    }
    assert all(score > 0 for score in scores.pop(Sort.RELEVANCE))
    assert set().union(*scores.values()) == {0.0}


def test_a_page_of_an_order_goes_on_where_the_one_before_ended(searched: Engine) -> None:
    pages = [
        searched.search(Question("drone", READER, sort=Sort.USED, page=page, per_page=3)).hits
        for page in (1, 2)
    ]
    assert [len(hits) for hits in pages] == [3, 1]
    assert len({hit.id for hits in pages for hit in hits}) == 4


def test_the_same_order_is_kept_while_there_is_no_index(client: Client, force: Force) -> None:
    made = [factories.published(force.constable, title=f"Drone number {number}") for number in range(3)]
    keys = [post.id for post in made]
    for number, readers in ((1, 2), (2, 1)):
        for reader in (force.colleague, force.inspector)[:readers]:
            with transaction():
                feedback.respond(made[number], UseKind.USED, "", by=session.get_one(Person, reader.id))
    settle()
    asked = Question("drone", tokens_of(session.get_one(Person, force.lead.id)), sort=Sort.USED)
    assert [hit.id for hit in fallback.search(asked).hits] == [keys[1], keys[2], keys[0]]
    client.sign_in(session.get_one(Person, force.lead.id))
    shown = client.get("/library?q=drone&sort=used").text
    places = [shown.index(f"Drone</mark> number {number}") for number in (1, 2, 0)]
    assert places == sorted(places)
    assert 'aria-current="true">most used<' in shown
    assert "best match" not in client.get("/library?sort=used").text, "without words nothing matches best"
