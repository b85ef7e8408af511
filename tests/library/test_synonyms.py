"""Words that mean the same: whoever looks for one way of saying it finds all, and a curator says which they are."""

import pytest

from portal.foundation import journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.library import actions, queries
from portal.library.models import SynonymRing
from portal.library.queries import synonyms
from portal.library.rules.synonyms import FIRST, checked_ways
from portal.library.search import Answer, Engine, Question
from portal.library.search.synonyms import Synonyms, key_of
from portal.people.models import Person
from portal.people.rules import Role
from tests import factories
from tests.client import Client, hidden_fields
from tests.factories import Force
from tests.library import settle
from tests.library.indexes import NewIndex
from tests.library.search_items import READER, item

SAID = Synonyms(
    [
        ("ASB", "anti-social behaviour", "nuisance"),
        ("misper", "missing person", "missing people"),
        ("section 136", "s136", "s 136"),
        ("VAWG", "violence against women and girls"),
    ]
)


@pytest.fixture(scope="module")
def searched(new_shared_index: NewIndex) -> Engine:
    made = new_shared_index().open()
    made.rebuild([])
    made.put(
        [
            item("in full", "a case of anti social behaviour"),
            item("short", "a case of ASB"),
            item("one word of it", "social"),
            item("a misper", "a misper from a care home"),
            item("a missing person", "a missing person from a care home"),
            item("apart", "the person who was missing, from a care home"),
            item("136", "detained under s136"),
            item("136 in full", "detained under Section 136 of the Act"),
            item("vawg", "our plan for VAWG"),
            item("in full words", "violence against women and girls, and our plan"),
        ]
    )
    return made


TITLES = (
    "in full", "short", "one word of it", "a misper", "a missing person", "apart", "136", "136 in full", "vawg",
    "in full words",
)  # fmt: skip


def ask(searched: Engine, text: str, said: Synonyms = SAID) -> Answer:
    return searched.search(Question(text, READER, synonyms=said))


def found(searched: Engine, text: str, said: Synonyms = SAID) -> set[str]:
    first = min(hit.id for hit in ask(searched, "", said).hits)
    return {TITLES[hit.id - first] for hit in ask(searched, text, said).hits if not hit.partial}


def test_each_way_finds_all_the_others(searched: Engine) -> None:
    assert found(searched, "asb") == found(searched, "antisocial nuisance ASB") | {"in full", "short"}
    assert found(searched, "nuisance") == {"in full", "short"}
    assert {"a misper", "a missing person"} <= found(searched, "mispers")
    assert {"136", "136 in full"} <= found(searched, "s136") & found(searched, "section 136")
    assert found(searched, "vawg") == {"vawg", "in full words"}


def test_of_a_way_of_several_words_each_is_found_by_the_others_too(searched: Engine) -> None:
    asked = "missing persons care home"
    assert found(searched, asked) == {"a misper", "a missing person", "apart"}
    assert "a misper" not in found(searched, asked, Synonyms()), "without them it is another word"
    assert "vawg" in found(searched, "violence against women and girls plan")


def test_the_very_word_comes_first_and_the_others_are_marked_and_told(searched: Engine) -> None:
    first = min(hit.id for hit in ask(searched, "").hits)
    answer = ask(searched, "asb")
    assert TITLES[answer.hits[0].id - first] == "short"
    assert "behaviour" in answer.terms
    assert answer.also == ("anti-social behaviour", "nuisance")
    assert ask(searched, "care home").also == ()


def test_what_stands_in_quotation_marks_is_found_as_it_stands(searched: Engine) -> None:
    assert found(searched, '"asb"') == {"short"}
    assert ask(searched, '"asb"').also == ()


def test_what_is_left_out_is_left_out_in_all_its_ways(searched: Engine) -> None:
    assert found(searched, "case -nuisance") == set()
    assert found(searched, "plan -vawg") == set()


def test_what_was_said_before_is_not_answered_after_it_was_changed(searched: Engine) -> None:
    assert "a misper" not in found(searched, "missing persons", Synonyms())
    assert "a misper" in found(searched, "missing persons")
    assert Synonyms([["a", "b"]]) == Synonyms([("a", "b")])
    assert hash(Synonyms([["a", "b"]])) == hash(Synonyms([("a", "b")]))


def test_no_way_of_the_first_ones_is_said_twice() -> None:
    keys = [key_of(way) for ways in FIRST for way in ways]
    assert len(set(keys)) == len(keys)
    assert all(checked_ways("\n".join(ways)) == ways for ways in FIRST)


@pytest.mark.parametrize(
    "typed",
    ["", "one alone", "same\nsame", "\n".join(map(str, range(13))), f"short\n{'x' * 61}", "a\n" + "b " * 9],
)
def test_what_cannot_be_kept_is_refused_beside_the_field(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        checked_ways(typed)
    assert refused.value.field == "ways"


@pytest.fixture
def curator(force: Force) -> Person:
    return factories.person(force.office, Role.NATIONAL_CURATOR, name="Cora Curator")


def said(typed: str, by: Person) -> SynonymRing:
    with transaction():
        return actions.add_synonyms(typed, by=by)


def test_they_are_said_changed_and_taken_back_with_effect_at_once(force: Force, curator: Person) -> None:
    ring = said("  Misper \nmissing   person\n", curator)
    assert ring.ways == ["Misper", "missing person"]
    assert synonyms.present() == Synonyms([("Misper", "missing person")])
    with transaction():
        actions.change_synonyms(ring, "misper\nmissing person\nMP", seen=1, by=curator)
    assert synonyms.present() == Synonyms([("misper", "missing person", "MP")])
    with pytest.raises(Refused, match="meanwhile"), transaction():
        actions.change_synonyms(ring, "misper\nmissing", seen=1, by=curator)
    with transaction():
        actions.remove_synonyms(ring, by=curator)
    assert synonyms.present() == Synonyms()
    told = journal.entries_of("synonym_rings", ring.id)
    assert [entry.event for entry in told] == ["synonyms.added", "synonyms.changed", "synonyms.removed"]
    assert all(entry.by_id == curator.id for entry in told)


def test_a_way_is_said_once_in_whatever_form(force: Force, curator: Person) -> None:
    said("misper\nmissing person", curator)
    for typed in ("Missing Persons\nvulnerable", "body cam\nbody-cam", "&\nand then"):
        with pytest.raises(Refused) as refused, transaction():
            actions.add_synonyms(typed, by=curator)
        assert refused.value.field == "ways"


def test_nobody_else_says_which_words_mean_the_same(force: Force, curator: Person) -> None:
    ring = said("misper\nmissing person", curator)
    for by in (force.administrator, force.lead, force.constable):
        for deed in (
            lambda by: actions.add_synonyms("one\ntwo", by=by),
            lambda by: actions.change_synonyms(ring, "one\ntwo", seen=1, by=by),
            lambda by: actions.remove_synonyms(ring, by=by),
        ):
            with pytest.raises(Refused, match="curator"), transaction():
                deed(by)


def test_the_first_ones_are_given_once(force: Force) -> None:
    with transaction():
        actions.give_first_synonyms()
        actions.give_first_synonyms()
    assert len(queries.rings()) == len(FIRST)


def test_the_pages_keep_them_and_a_search_says_what_else_it_looked_for(client: Client, force: Force) -> None:
    curator = factories.person(force.office, Role.NATIONAL_CURATOR)
    reference = factories.published(force.constable, title="A misper from a care home").reference
    lead, keeper = force.lead.id, curator.id
    settle()
    client.sign_in(session.get_one(Person, lead))
    assert client.get("/admin/synonyms").status_code == 403
    assert reference not in client.get("/library?q=missing+person&match=all").text

    client.sign_in(session.get_one(Person, keeper))
    assert client.submit("/admin/synonyms", ways="misper\nmissing person").status_code == 302
    shown = client.get("/library?q=missing+people+care+home&match=all").text
    assert reference not in shown, "people is another word than person"
    shown = client.get("/library?q=missing+persons+care+home&match=all").text
    assert reference in shown
    assert "Also looked for: misper." in shown
    again = client.submit("/admin/synonyms", ways="MISPER\nsomebody")
    assert again.status_code == 409
    assert "is said already, with missing person" in again.text
    assert "somebody</textarea>" in again.text, "what was typed is kept"

    [ring] = queries.rings()
    page = f"/admin/synonyms/{ring.reference}"
    assert client.submit(page, ways="misper\nmissing person\nmissing people").status_code == 302
    assert reference in client.get("/library?q=missing+people&match=all").text
    stale = client.submit(page, ways="misper\nrunaway", version="1")
    assert (stale.status_code, "meanwhile" in stale.text) == (409, True)
    assert hidden_fields(stale, page)["version"] == "2", "sent again from this page it is taken"
    assert client.submit(page, ways="misper\nrunaway", version="9" * 5000).status_code == 422
    assert client.submit(f"{page}/remove", page=page).status_code == 302
    assert "Nothing is said to mean the same yet" in client.get("/admin/synonyms").text
    client.sign_in(session.get_one(Person, lead))
    assert client.get(page).status_code == 404
