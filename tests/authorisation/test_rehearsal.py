"""Routes tried before they are used: what goes wrong is named, dead ends are refused, and nothing is written."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from portal.__main__ import portal as command
from portal.authorisation import actions, queries, rules
from portal.authorisation.models import Conflict, Step
from portal.authorisation.rules import (
    Ask,
    Case,
    Conditions,
    Configuration,
    Decider,
    Facts,
    Item,
    Names,
    RoutePlan,
    Snag,
    StagePlan,
    readable,
)
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.people import actions as people
from portal.people.rules import Role
from tests import factories
from tests.authorisation.test_rules import CHIEF, DIVISION, FORCE, INSPECTOR, LEADER, OFFICER, SERGEANT, TEAM
from tests.authorisation.test_rules import Roster as Given
from tests.factories import Force
from tests.statements import READS_AND_WRITES, statements

AUTHOR, OTHER = 901, 902
LATER = date(2027, 3, 1)
HEAD, ABOVE = Ask(Decider.UNIT_HEAD), Ask(Decider.HEAD_ABOVE)
LEAD = Ask(Decider.ROLE, role=Role.INNOVATION_LEAD)
DATA = Ask(Decider.ROLE, role=Role.DATA_SHARING_OFFICER)
STAGES = (StagePlan("Head", (HEAD,), 3), StagePlan("Lead", (LEAD,), 5))
SMALL = {
    "heads": {TEAM: [SERGEANT], DIVISION: [INSPECTOR], FORCE: [CHIEF]},
    "roles": {Role.INNOVATION_LEAD: [LEADER], Role.DATA_SHARING_OFFICER: [OFFICER]},
}


class Roster(Given):
    """Who is there, as a test says it; nobody has more to do than another."""

    def holding(self, more):
        return self


def one_route(*stages, **terms):
    return Configuration((RoutePlan("All", stages or STAGES, **terms),))


def tried(configuration=None, *, anonymous=False, wrote=(AUTHOR,), **there):
    facts = Facts("idea", anonymous=anonymous, author_id=None if anonymous else AUTHOR)
    lineage = () if anonymous else (FORCE, DIVISION, TEAM)
    case = Case(1, lineage, frozenset() if anonymous else frozenset(wrote), anonymous=anonymous)
    return rules.rehearse(configuration or one_route(), [Item(facts, case)], Roster(**(SMALL | there))).tried[
        0
    ]


def snags(**given):
    return {one.snag for one in tried(**given).troubles}


ALONE = {"heads": {}, "roles": {Role.INNOVATION_LEAD: [LEADER]}}


@pytest.mark.parametrize(
    ("what", "given", "found"),
    [
        ("all is well", {}, set()),
        ("nobody at all", {"heads": {}, "roles": {}}, {Snag.NOBODY}),
        ("only the author", {**ALONE, "wrote": (LEADER,)}, {Snag.ONLY_AUTHOR}),
        ("one for two stages", ALONE, {Snag.LAST_RESORT, Snag.TWICE}),
        (
            "one for two stages that want four eyes",
            {**ALONE, "configuration": one_route(four_eyes=True)},
            {Snag.LAST_RESORT, Snag.NO_OTHER},
        ),
        ("one for an anonymous post", {**ALONE, "anonymous": True}, {Snag.NO_OTHER}),
        (
            "one unit for an anonymous post",
            {
                **ALONE,
                "roles": {Role.INNOVATION_LEAD: [LEADER, OTHER]},
                "units": {LEADER: 7, OTHER: 7},
                "anonymous": True,
            },
            {Snag.ONE_UNIT},
        ),
        ("no head", {"heads": {DIVISION: [INSPECTOR]}}, {Snag.WENT_HIGHER}),
        ("the head wrote it", {"wrote": (SERGEANT,)}, {Snag.AUTHOR_HEADS}),
        ("nobody in the role", {"roles": {Role.ORGANISATION_ADMINISTRATOR: [OTHER]}}, {Snag.LAST_RESORT}),
        ("away without a deputy", {"away": {SERGEANT: LATER}}, {Snag.NO_DEPUTY}),
        ("away with one", {"away": {SERGEANT: LATER}, "deputies": {SERGEANT: OTHER}}, set()),
        (
            "away, and nobody else there",
            {**ALONE, "heads": {TEAM: [SERGEANT]}, "away": {SERGEANT: LATER, LEADER: LATER}},
            {Snag.UNCOVERED},
        ),
        (
            "deputies in a circle",
            {
                "away": {SERGEANT: LATER, INSPECTOR: LATER},
                "deputies": {SERGEANT: INSPECTOR, INSPECTOR: SERGEANT},
            },
            {Snag.NO_DEPUTY, Snag.CIRCLE},
        ),
        ("given away", {"given": {(SERGEANT, ""): OTHER}}, set()),
        (
            "given away in a circle",
            {"given": {(SERGEANT, "All"): INSPECTOR, (INSPECTOR, ""): SERGEANT}},
            {Snag.GIVEN_ROUND},
        ),
        (
            "no route",
            {"configuration": one_route(conditions=Conditions(kinds=("learning",)))},
            {Snag.NO_ROUTE},
        ),
    ],
)
def test_what_goes_wrong_is_named(what, given, found):
    assert snags(**given) == found, what
    assert tried(**given).arrives is rules.DEAD_ENDS.isdisjoint(found)
    for one in tried(**given).troubles:
        assert "{" not in one.words({}, Names())


def test_whom_a_stage_wanted_in_vain_is_named():
    (vacant,) = tried(roles={Role.ORGANISATION_ADMINISTRATOR: [OTHER]}).troubles
    assert (
        vacant.words({OTHER: "Ada Administrator"}, Names())
        == "Nobody could decide as the innovation lead, so it falls to Ada Administrator."
    )
    gone = replace(vacant, ask=Ask(Decider.PERSON, person_id=LEADER))
    assert (
        gone.words({OTHER: "Ada Administrator"}, Names({LEADER: "Lena Lead"}))
        == "Lena Lead cannot decide on it, so it falls to Ada Administrator."
    )


def test_days_are_those_of_the_longest_of_each_tier():
    stages = (*STAGES, StagePlan("Data", (DATA,), 7, beside=True), StagePlan("Above", (ABOVE,), 2))
    assert tried(one_route(*stages)).days == 3 + 7 + 2


def test_of_several_only_as_many_decide_as_are_needed():
    panel = StagePlan("Panel", (HEAD, LEAD, DATA), 3, needed=2)
    way = tried(one_route(panel, StagePlan("Data", (DATA,), 3))).stages
    assert [seat.answers for seat in way[0].seats] == [True, True, False]
    assert [seat.given.holder_id for seat in way[1].seats] == [
        OFFICER
    ]  # not asked twice: they were spared before
    assert not tried(one_route(panel, StagePlan("Data", (DATA,), 3))).troubles


class Busy(Roster):
    """Of those in a role, whoever holds a step of the same post already comes last."""

    def holding(self, more):
        then = Busy(**SMALL)
        then.roles = {role: sorted(held, key=more.count) for role, held in self.roles.items()}
        return then


def test_whoever_holds_a_step_beside_is_asked_after_those_who_hold_none():
    both = Role.PROFESSIONAL_STANDARDS
    asks = {"One": LEAD, "Two": DATA, "Three": LEAD, "Four": Ask(Decider.ROLE, role=both)}
    stages = [StagePlan(name, (ask,), 3, beside=name == "Four") for name, ask in asks.items()]
    there = Busy(**SMALL)
    there.roles = {**SMALL["roles"], both: [LEADER, OFFICER]}
    way = rules.walked(stages, Case(1, (FORCE,), frozenset({AUTHOR})), there)
    assert [stage.seats[0].given.holder_id for stage in way] == [LEADER, OFFICER, LEADER, OFFICER]


def test_made_up_posts_are_the_same_each_time_and_meet_every_condition():
    homes = [
        queries.Home(number, (FORCE, TEAM + number), ("officer", "staff")[number % 2]) for number in range(9)
    ]
    sensitive = Conditions(
        ("idea",), ("drones",), sharing="policing", answers=("personal_data",), costs=("none",)
    )
    routes = (
        RoutePlan("A", STAGES, sensitive),
        RoutePlan("B", STAGES, Conditions(("idea",), staff_groups=("officer",), evidence=("research",))),
        RoutePlan("C", STAGES, Conditions(authors=(3,))),
        RoutePlan("D", STAGES, Conditions(("impact-case",), anonymous=True)),
        RoutePlan(
            "E",
            (*STAGES, StagePlan("F", (DATA,), 1, only_if=Conditions(topics=("dogs",), up_to="unit"))),
            Conditions(topics=("horses",)),
        ),
        RoutePlan("G", STAGES),
    )
    of = Configuration(routes, frozenset({"impact-case"}))
    items = queries.made_up(of, 1, homes, at_most=60, seed=1)
    assert items == queries.made_up(of, 1, homes, at_most=60, seed=1)
    assert len(items) == len({(item.facts, item.case.lineage) for item in items}) == 60
    assert {item.facts.author_id for item in items} >= {home.author_id for home in homes}
    assert {of.route_for(item.facts).name for item in items} == {"A", "B", "C", "D", "E", "G"}
    assert any(routes[4].stages_for(item.facts)[-1].name == "F" for item in items)
    assert all(
        item.facts.author_id is None and item.unit_id is None for item in items if item.facts.anonymous
    )
    assert not queries.made_up(of, 1, [], at_most=60, seed=1)


def away(person, *, deputy=None):
    with transaction():
        until = clock.today() + timedelta(days=90)
        people.note_absence(person, first_day=clock.today(), last_day=until, deputy=deputy, by=person)


def drafted(force, **terms):
    """A draft of the next routes, in which the route for ideas has these terms."""
    with transaction():
        draft = actions.begin_draft(force.organisation, by=force.administrator)
        was = draft.configuration
        routes = (replace(was.routes[0], **terms), *was.routes[1:])
        actions.change_draft(draft, replace(was, routes=routes), seen=draft.version, by=force.administrator)
    return draft


def sound():
    """A force in which anonymous posts find two units: its administrators do not all work with its lead."""
    force = Force()
    factories.person(force.division, Role.ORGANISATION_ADMINISTRATOR)
    return force


@pytest.mark.usefixtures("db")
def test_the_last_posts_are_tried_as_they_were_sent():
    force = Force()
    post = factories.sent(force.constable, sharing="public")
    session.get_one(
        factories.Submission, post.id
    ).sharing = "unit"  # what its author chooses now says nothing yet
    session.commit()
    mine = [
        each
        for each in queries.rehearsal(force.organisation.id, rules.FIRST_CONFIGURATION).tried
        if not each.item.made_up
    ]
    (each,) = mine
    assert (each.item.reference, each.item.facts.sharing, each.route) == (post.reference, "public", "Ideas")
    assert [seat.given.holder_id for stage in each.stages for seat in stage.seats] == [
        force.sergeant.id,
        force.lead.id,
    ]


@pytest.mark.usefixtures("db")
def test_the_database_is_asked_no_more_for_more_posts(engine):
    asked = []
    force = Force()
    panel = StagePlan("Panel", (HEAD, LEAD, DATA), 3, needed=2)
    several = one_route(panel, StagePlan("Beside", (DATA, ABOVE), 2, beside=True), *STAGES)
    for _again in range(2):
        for kind in ("idea", "learning", "impact-case") * 3:
            post = factories.sent(force.constable, kind, co_authors=[force.colleague.email])
            session.add(
                Conflict(
                    submission_id=post.id, person_id=force.lead.id, by_id=force.lead.id, day=clock.today()
                )
            )
            post.has_conflicts = True
            session.commit()
        session.remove()
        with statements(engine) as said:
            found = queries.rehearsal(force.organisation.id, several).tried
        real = [each for each in found if not each.item.made_up]
        assert all(force.lead.id in each.item.case.apart for each in real)
        assert all(force.colleague.id in each.item.case.barred for each in real)
        asked.append(len(said))
        assert not [one for one in said if not one.startswith(("SELECT", "BEGIN", "SAVEPOINT", "RELEASE"))]
    assert asked[0] == asked[1] <= 24


def test_a_draft_that_holds_is_kept_as_rehearsed_and_looking_writes_nothing(client, engine):
    force = sound()
    factories.sent(force.constable)
    draft = drafted(force, name="All ideas")
    client.sign_in(force.administrator)
    address = f"/admin/routes/{draft.reference}/rehearse"
    with statements(engine, READS_AND_WRITES) as said:
        page = client.get(address)
    assert not [one for one in said if not one.startswith("SELECT")]
    assert page.status_code == 200
    assert len(page.data) < 100_000
    assert "find their way" in page.text
    assert "All ideas" in page.text
    kept = client.send(page, address)
    assert (kept.status_code, kept.location) == (302, address)
    assert "rehearsed as they are now" in client.get(address).text
    session.remove()
    kept_draft = session.get_one(type(draft), draft.id)
    assert kept_draft.rehearsed_version == kept_draft.version
    assert session.query(Step).count() == 2  # of the one post: nothing was sent


def test_a_draft_with_a_dead_end_is_refused(client):
    force = sound()
    alone = (StagePlan("Head", (HEAD,), 3), StagePlan("Above", (ABOVE,), 3), StagePlan("Data", (DATA,), 3))
    draft = drafted(
        force, stages=(*alone, StagePlan("Again", (HEAD,), 3), StagePlan("Lead", (LEAD,), 3)), four_eyes=True
    )
    client.sign_in(force.administrator)
    address = f"/admin/routes/{draft.reference}/rehearse"
    page = client.get(address)
    assert "Dead ends" in page.text
    assert "Everybody who could decide has another step of it" in page.text
    seen = session.get_one(type(draft), draft.id).version
    refused = client.submit(address, version=seen)
    assert refused.status_code == 409
    assert "come to a dead end" in refused.text
    session.remove()
    assert session.get_one(type(draft), draft.id).rehearsed_version is None


def test_the_routes_in_force_are_tried_as_they_are_and_kept_nowhere(client):
    force = Force()
    away(force.sergeant)
    client.sign_in(force.administrator)
    reference = queries.published(force.organisation.id).reference
    page = client.get(f"/admin/routes/{reference}/rehearse")
    assert "How it would go today" in page.text
    assert "without a deputy who could decide" in page.text
    assert client.get(f"/admin/routes/{reference}/rehearse?show=lost&page=99").status_code == 200
    assert client.submit(f"/admin/routes/{reference}/rehearse", version=1).status_code == 409


def test_only_administrators_of_the_organisation_rehearse(client):
    force, elsewhere = Force(), Force()
    reference = queries.published(force.organisation.id).reference
    for person in (force.lead, elsewhere.administrator):
        client.sign_in(person)
        assert client.get(f"/admin/routes/{reference}/rehearse").status_code in {403, 404}


def test_nothing_on_the_page_says_who_wrote_a_post(client):
    force = Force()
    post = factories.sent(force.colleague)
    client.sign_in(force.administrator)
    page = client.get(f"/admin/routes/{queries.published(force.organisation.id).reference}/rehearse")
    row = page.text.split(post.reference[4:])[1].split("</tr>")[0]
    assert force.colleague.name not in row
    assert force.sergeant.name in row


@pytest.mark.usefixtures("db")
def test_the_terminal_names_every_fault_and_ends_badly_with_a_dead_end(tmp_path):
    force = sound()
    factories.sent(force.constable)
    code = force.organisation.code
    done = run("--organisation", code, "--items", "5")
    assert done.exit_code == 0, done.output
    assert "posts find their way (1 were sent" in done.output
    panel = [StagePlan(f"Stage {number}", (LEAD,), 2) for number in range(6)]
    drafted(force, stages=tuple(panel), four_eyes=True)
    assert run("--organisation", code).exit_code == 1
    file = tmp_path / "routes.toml"
    written = readable.written(
        rules.FIRST_CONFIGURATION, queries.directory_of(force.organisation.id), rules.Names(), "x"
    )
    file.write_text(written, "utf-8")
    done = run(str(file), "--organisation", code)
    assert (done.exit_code, "routes.toml" in done.output) == (0, True), done.output


def run(*words):
    """The command, in the world of the test: the instance is open already."""
    return CliRunner().invoke(command.commands["routes"], ["rehearse", *words], catch_exceptions=False)
