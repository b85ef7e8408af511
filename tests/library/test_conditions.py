"""Could it be used elsewhere? Conditions are compared in words, and nothing is made up where nobody has said it."""

import itertools

import pytest

from portal.foundation.database import transaction
from portal.foundation.errors import Refused
from portal.library.rules import conditions
from portal.library.rules.conditions import Place
from portal.people import actions
from portal.people.rules import Role
from portal.people.rules.calendar import Nation
from portal.people.rules.profile import MEANS, SIZES, Profile, profile_from
from portal.submissions.kinds import KINDS
from tests import factories
from tests.client import Client
from tests.library import settle

ENGLAND, SCOTLAND = Nation.ENGLAND_AND_WALES, Nation.SCOTLAND


def here(profile: Profile = Profile(), nation: Nation = ENGLAND) -> Place:  # noqa: B008 - frozen
    return Place("Eastvale", profile, nation)


def there(profile: Profile = Profile(), nation: Nation = ENGLAND) -> Place:  # noqa: B008 - frozen
    return Place("Northmoor", profile, nation)


def test_what_is_needed_is_there_or_not_or_nobody_said() -> None:
    needs = {"needs": ["analyst"], "areas": ["city"]}
    has = conditions.likeness(needs, there(), here(Profile(means=("analyst",))))
    lacks = conditions.likeness(needs, there(), here(Profile(means=("custody",))))
    silent = conditions.likeness(needs, there(), here())
    assert "It needs: an analyst's time. Eastvale has that." in has.alike
    assert "It needs: an analyst's time. Eastvale has not said that it has that." in lacks.different
    assert "It needs: an analyst's time. Eastvale has not said what it has." in silent.unknown
    assert not lacks.alike


def test_where_it_was_tried_is_what_its_author_says_else_where_its_organisation_works() -> None:
    rural, city = Profile(areas=("rural",)), Profile(areas=("city",))
    said = conditions.likeness({"areas": ["city", "towns"]}, there(rural), here(city))
    assert "Tried in: large city and towns. Eastvale works there too: large city." in said.alike
    not_said = conditions.likeness({}, there(rural), here(city))
    assert "Tried in: countryside. Eastvale works in: large city." in not_said.different
    assert "Where it was tried is not said." in conditions.likeness({}, there(), here(city)).unknown
    nothing_here = conditions.likeness({}, there(rural), here())
    assert "Tried in: countryside. Eastvale has not said where it works." in nothing_here.unknown


def test_size_and_law_are_compared_where_they_are_known() -> None:
    small, large = Profile(size="under_1k"), Profile(size="over_7k")
    assert (
        "Northmoor is about as large: under 1,000 people."
        in conditions.likeness({}, there(small), here(small)).alike
    )
    far = conditions.likeness({}, there(small, SCOTLAND), here(large))
    assert "Northmoor has under 1,000 people; Eastvale has over 7,000 people." in far.different
    assert (
        "Northmoor works under the law of Scotland, Eastvale under that of England and Wales."
        in far.different
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_condition_is_said_once_and_only_once(kind: str) -> None:
    for needs, areas, size in itertools.product(([], ["health"], list(MEANS)), ([], ["coast"]), ("", *SIZES)):
        found = conditions.likeness(
            {"needs": needs, "areas": areas},
            there(Profile(size="1k_3k")),
            here(Profile(areas=("coast",), size=size, means=("health",))),
        )
        told = [*found.alike, *found.different, *found.unknown]
        assert len(told) == len(set(told)) == max(len(needs), 1) + 1 + bool(size)
    asked = {field.name for field in KINDS[kind].fields}
    assert {"needs", "areas", "would_not_work"} <= asked


@pytest.mark.parametrize(
    ("kind", "details", "parts"),
    [
        ("idea", {"mechanism": "It reminds.", "how_to": "Send it."}, ["", "mechanism", "", "how_to", ""]),
        ("learning", {"so_what": "It matters.", "would_not_work": "At night."}, ["", "so_what", "would_not_work", ""]),
        ("impact-case", {"implemented": "We rang."}, ["", "", "", "implemented", ""]),
    ],
)  # fmt: skip
def test_the_five_questions_lead_to_what_answers_them(kind, details, parts) -> None:
    glances = list(conditions.at_a_glance(kind, {**details, "cost_band": "none"}, "Worked"))
    assert [glance.part for glance in glances] == parts
    assert glances[0].words == "Worked"
    if kind != "learning":
        assert (glances[-1].question, glances[-1].words) == ("What does it cost?", "Nothing")


def test_what_an_older_version_stored_is_passed_over() -> None:
    assert profile_from({"areas": ["moon", "coast"], "size": "huge", "means": ["wand"]}) == Profile(
        ("coast",)
    )
    assert not profile_from({})
    assert set(conditions.needs_of({"needs": ["wand", "analyst"]})) == {"An analyst's time"}


def test_only_who_administers_an_organisation_says_what_it_is_like(db: None) -> None:
    force = factories.Force()
    with pytest.raises(Refused, match="Only an administrator"), transaction():
        actions.keep_profile(force.organisation, areas=["city"], size="", means=(), by=force.sergeant)
    assert not force.organisation.profile


def test_a_reader_elsewhere_reads_what_is_alike_and_what_is_not(
    client: Client, force: factories.Force
) -> None:
    post = factories.published(force.constable, details={"needs": ["custody"], "areas": ["rural"]})
    settle()
    elsewhere = factories.Force("Eastvale Police")
    address = f"/library/{post.reference}"
    before = client.sign_in(elsewhere.constable).get(address).text
    assert "has not said what it has" in before
    administrator = factories.person(elsewhere.division, Role.ORGANISATION_ADMINISTRATOR)
    client.sign_in(administrator).submit("/admin/profile", areas=["city"], size="3k_7k", means=["custody"])
    page = client.sign_in(elsewhere.constable).get(address).text
    name = elsewhere.organisation.short_name
    assert f"Would it work at {name}?" in page
    assert f"It needs: custody suites of its own. {name} has that." in page
    assert f"Tried in: countryside. {name} works in: large city." in page
    own = client.sign_in(force.colleague).get(address).text
    assert "Would it work at" not in own
    assert "Custody suites of its own" in own


def test_cost_is_a_filter_from_little_to_much(client: Client, force: factories.Force) -> None:
    for band in ("over_100k", "none", "1k_10k", "1k_10k"):
        factories.published(force.constable, title=f"Costs {band}", details={"cost_band": band})
    settle()
    found = client.sign_in(force.colleague).get("/library?cost=none").text
    assert "Costs none" in found
    assert "Costs over_100k" not in found
    places = [found.index(words) for words in ("Nothing", "£1,000 to £10,000", "Over £100,000")]
    assert places == sorted(places)
