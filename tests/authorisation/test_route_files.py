"""Routes as one file: written with comments, read back to the very same, refused with the place where it is none."""

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.authorisation.rules import (
    DECIDING_ROLES,
    FIRST_CONFIGURATION,
    REACH,
    Ask,
    Conditions,
    Configuration,
    Criterion,
    Decider,
    Names,
    RoutePlan,
    StagePlan,
    content_of,
    read_configuration,
)
from portal.authorisation.rules.configuration import COSTS, QUESTIONS
from portal.authorisation.rules.plan import Origin
from portal.authorisation.rules.readable import Directory, read, written
from portal.authorisation.rules.readymade import READY_MADE
from portal.foundation.errors import Refused
from portal.people.rules import StaffGroup
from portal.submissions.kinds import KINDS
from portal.submissions.rules import Evidence

HERE = Directory(
    {7: "sam@northshire.example", 8: "O'Neill+x@northshire.example"},
    {3: "Northshire Police / Response / Team One", 4: 'Northshire Police / "Odd" \\ unit'},
    {2: "Sergeant", 5: "Inspector"},
    {"Sergeant": 2, "Inspector": 5, "Band F": 5},
)
NAMES = Names(
    {7: "Sam\nSergeant", 8: "Una O'Neill"}, {3: "Team One", 4: "Odd"}, {2: "Sergeant", 5: "Inspector"}
)

words = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
numbers = st.integers(-5, 99)


def some(values: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(st.sampled_from([*values]), max_size=3).map(tuple)


conditions = st.builds(
    Conditions,
    kinds=some(KINDS),
    topics=st.lists(words, max_size=2).map(tuple),
    sharing=st.sampled_from(["", *REACH]),
    up_to=st.sampled_from(["", *REACH]),
    answers=some(QUESTIONS),
    costs=some(COSTS),
    evidence=some(Evidence),
    anonymous=st.sampled_from([None, True, False]),
    staff_groups=some(StaffGroup),
    authors=some(HERE.people),
)
asks = st.builds(
    Ask,
    decider=st.sampled_from(Decider),
    role=st.sampled_from(["", *DECIDING_ROLES]),
    person_id=st.sampled_from([None, *HERE.people]),
    unit_id=st.sampled_from([None, *HERE.units]),
    lowest=st.sampled_from([0, 2, 5, 9]),
    highest=st.sampled_from([0, 2, 5, 9]),
)
stages = st.builds(
    StagePlan,
    name=words,
    asks=st.lists(asks, max_size=3).map(tuple),
    limit_days=numbers,
    question=words,
    needed=numbers,
    veto=st.booleans(),
    beside=st.booleans(),
    blind=st.booleans(),
    optional=st.booleans(),
    checklist=st.lists(words, max_size=3).map(tuple),
    criteria=st.lists(st.builds(Criterion, name=words, weight=numbers), max_size=3).map(tuple),
    only_if=conditions,
)
routes = st.builds(
    RoutePlan,
    name=words,
    stages=st.lists(stages, max_size=3).map(tuple),
    conditions=conditions,
    four_eyes=st.booleans(),
    right_of_way=st.booleans(),
    why_not=words,
    publish_first=st.booleans(),
    until=st.none() | st.dates(),
    origin=st.none() | st.builds(Origin, organisation=words, code=words, route=words, version=numbers),
)
configurations = st.builds(
    Configuration,
    routes=st.lists(routes, max_size=3).map(tuple),
    anonymous=st.frozensets(st.sampled_from([*KINDS])),
    two_publish=st.booleans(),
)


@settings(max_examples=100)
@given(configurations)
def test_what_is_written_is_read_back_the_same(configuration: Configuration) -> None:
    assert read(written(configuration, HERE, NAMES, "Northshire\nPolice"), HERE) == configuration


@settings(max_examples=50)
@given(configurations)
def test_what_is_stored_is_read_back_the_same(configuration: Configuration) -> None:
    assert read_configuration(content_of(configuration)) == configuration


def test_a_file_reads_like_a_page() -> None:
    panel = StagePlan(
        "Panel",
        (
            Ask(Decider.PERSON, person_id=7),
            Ask(Decider.HEAD_OF, unit_id=3),
            Ask(Decider.HEAD_ABOVE, lowest=5),
        ),
        4,
        needed=2,
        criteria=(Criterion("Use", 3),),
        only_if=Conditions(authors=(8,)),
    )
    file = written(
        Configuration((RoutePlan("Ideas", (panel,), Conditions(sharing="public")),)),
        HERE,
        NAMES,
        "Northshire",
    )
    assert file.startswith("# Routes of Northshire: who decides on what, in which order.\n#\n")
    assert '# Posts to be shared with the public.\n[[routes]]\nname = "Ideas"\n' in file
    assert (
        "# 2 of Sam Sergeant, head of Team One and head of the unit above, Inspector or higher, 4 days"
        in file
    )
    assert '    { decider = "person", person = "sam@northshire.example" },' in file
    assert '    { decider = "head_of", unit = "Northshire Police / Response / Team One" },' in file
    assert '    { decider = "head_above", lowest = "Inspector" },' in file
    assert 'only_if = { authors = ["O\'Neill+x@northshire.example"] }' in file
    assert tomllib.loads(file)["routes"][0]["stages"][0]["criteria"] == [{"name": "Use", "weight": 3}]


@pytest.mark.parametrize(
    "configuration", [FIRST_CONFIGURATION, Configuration(tuple(one.route for one in READY_MADE))]
)
def test_those_that_everybody_has_are_files_too(configuration: Configuration) -> None:
    assert read(written(configuration, Directory(), Names(), "Northshire"), Directory()) == configuration


def test_a_rank_is_found_by_any_of_its_names_and_an_address_in_any_case() -> None:
    asked = '{ decider = "person", person = "SAM@Northshire.example", lowest = "band f", highest = 9 }'
    text = f'[[routes]]\nname = "R"\n[[routes.stages]]\nname = "S"\nlimit_days = 1\nasks = [{asked}]\n'
    assert read(text, HERE).routes[0].stages[0].asks == (
        Ask(Decider.PERSON, person_id=7, lowest=5, highest=9),
    )


STAGE = '[[routes]]\nname = "R"\n[[routes.stages]]\nname = "S"\nlimit_days = 1\n'
WRONG = {
    "routes = [": "This is no TOML file",
    "routes = 3": "“routes” is not a list",
    "colour = 1": "“colour” means nothing",
    "[[routes]]\nname = 2026-01-01": "“name” is not text",
    f'{STAGE}asks = [{{ decider = "king" }}]': "“decider” says “king”",
    f'{STAGE}asks = [{{ decider = "person", person = "no@body.example" }}]': "the address “no@body.example”",
    f'{STAGE}asks = [{{ decider = "person", person = 7 }}]': "Nobody here has the address “7”",
    f'{STAGE}asks = [{{ decider = "person", person_id = 7 }}]': "A file names nobody by number: write person",
    f'{STAGE}asks = [{{ decider = "head_of", unit = "Nowhere" }}]': "No unit here is called “Nowhere”",
    f'{STAGE}asks = [{{ decider = "head_above", lowest = "King" }}]': "No rank or grade is called “King”",
    f'{STAGE}asks = [3]': "“asks” is a list, and each of it",
    f'{STAGE}only_if = {{ authors = ["x@y.example"] }}': "Nobody here has the address “x@y.example”",
    '[[routes]]\nname = "R"\n[routes.conditions]\nauthors = "sam"': "“authors” is not a list",
    f'{STAGE}limit_days = 2': "This is no TOML file",
    f"x = {'[' * 5000}": "",
}  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_configuration_is_refused_and_says_where(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read(text, HERE)
    assert WRONG[text] in refused.value.message
