"""A topic lead is asked about what is filed under a topic of theirs, and about nothing else."""

import re
from dataclasses import dataclass, field

import pytest

from portal.authorisation import actions, queries, rules
from portal.authorisation.actions import Decision
from portal.authorisation.models import Step
from portal.authorisation.rules import Ask, Case, Decider, Holders, StagePlan, StepState, Verdict
from portal.foundation import journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.people import actions as people
from portal.people.models import Person, RoleHeld
from portal.people.rules import Role
from portal.reactions import REACTIONS
from portal.submissions import actions as posts
from portal.submissions.actions import Content
from portal.submissions.models import Submission, Topic
from tests import factories
from tests.authorisation.test_rules import LEADER, TODAY, Post, Somebody, roster, waiting
from tests.authorisation.test_standing_in import agree
from tests.factories import Force
from tests.statements import READS_AND_WRITES, statements

OF_DRONES, OF_BOTH, OF_HORSES, AUTHOR = 801, 802, 803, 804
LED = {
    OF_DRONES: frozenset({"drones"}),
    OF_BOTH: frozenset({"drones", "horses"}),
    OF_HORSES: frozenset({"horses"}),
}
ASK = Ask(Decider.ROLE, role=Role.TOPIC_LEAD)


def case(*topics: str, **changes) -> Case:
    return Case(1, (), changes.pop("barred", frozenset({AUTHOR})), topics=frozenset(topics), **changes)


def leads(**changes):
    return roster(roles={Role.TOPIC_LEAD: list(LED), Role.INNOVATION_LEAD: [LEADER]}, leads=LED, **changes)


@pytest.mark.parametrize(
    ("topics", "asked"),
    [
        (("drones",), (OF_DRONES, OF_BOTH)),
        (("horses",), (OF_BOTH, OF_HORSES)),
        (("drones", "horses"), (OF_DRONES, OF_BOTH, OF_HORSES)),
        (("drones", "dogs"), (OF_DRONES, OF_BOTH)),
    ],
)
def test_those_are_asked_who_lead_a_topic_of_the_post(topics, asked):
    assert rules.holders_of(ASK, case(*topics), leads()) == Holders(asked, role=Role.TOPIC_LEAD)


@pytest.mark.parametrize("topics", [(), ("dogs",)])
def test_where_nobody_leads_any_of_them_it_is_passed_on_as_where_a_role_is_vacant(topics):
    found = rules.holders_of(ASK, case(*topics), leads())
    assert (found.ids, found.role) == ((LEADER,), Role.INNOVATION_LEAD)
    assert found.note == "Nobody is in that position at present, so we have passed it on."


def test_whoever_leads_the_topic_and_wrote_it_is_not_asked_nor_is_a_lead_of_another_topic_instead():
    found = rules.holders_of(ASK, case("drones", barred=frozenset({OF_DRONES, OF_BOTH})), leads())
    assert found.ids == (LEADER,)


def test_who_is_away_is_covered_by_another_who_leads_the_topic_and_never_by_who_leads_another():
    away = {OF_DRONES: TODAY.replace(year=TODAY.year + 1)}
    holders = Holders((OF_DRONES,), role=Role.TOPIC_LEAD)
    assert rules.present(holders, OF_DRONES, 3, case("drones"), leads(away=away)).holder_id == OF_BOTH
    of_one = {**LED, OF_BOTH: frozenset({"horses"})}
    people_there = roster(
        roles={Role.TOPIC_LEAD: list(LED), Role.INNOVATION_LEAD: [LEADER]}, leads=of_one, away=away
    )
    assert rules.present(holders, OF_DRONES, 3, case("drones"), people_there).holder_id == LEADER


@dataclass
class Filed(Post):
    """A post as the rules see it, with what it is filed under."""

    topics: list[Topic] = field(default_factory=lambda: [Topic(slug="drones")])


@pytest.mark.parametrize("holder", [1, 2])
@pytest.mark.parametrize(
    ("led", "organisation_id", "asked"),
    [
        ({"drones"}, 1, True),
        ({"drones", "horses"}, 1, True),
        ({"horses"}, 1, False),
        (set(), 1, False),
        ({"drones"}, 2, False),
    ],
)
def test_a_step_is_put_to_those_who_lead_a_topic_of_the_post(holder, led, organisation_id, asked):
    step = waiting(unit_id=None, asked_role=Role.TOPIC_LEAD, holder_id=holder)
    step.submission = Filed(steps=[step])
    roles = frozenset({Role.TOPIC_LEAD}) if led else frozenset()
    person = Somebody(1, organisation_id=organisation_id, roles=roles, led_topics=frozenset(led))
    assert rules.is_asked(person, step) is asked


EXPERT = StagePlan("Expert", (ASK,), 5)


@pytest.fixture
def force(db) -> Force:
    """A force whose ideas go to a topic lead, and the topics that they can lead."""
    force = Force()
    known = {topic.slug for topic in session.query(Topic)}
    with transaction():
        session.add_all(
            Topic(slug=slug, name=slug.title()) for slug in ("drones", "horses", "dogs") if slug not in known
        )
    factories.configured(force, EXPERT)
    return force


def lead_of(force: Force, *topics: str) -> Person:
    person = factories.person(force.office)
    with transaction():
        session.add_all(RoleHeld(person_id=person.id, role=Role.TOPIC_LEAD, topic=topic) for topic in topics)
    session.refresh(person)
    return person


def opened(post: Submission) -> Step:
    [step] = [one for one in queries.present_steps(post) if one.state == StepState.OPEN]
    return step


def test_of_all_topic_leads_the_one_of_the_post_has_it_however_busy(force):
    of_drones, of_horses = lead_of(force, "drones"), lead_of(force, "horses")
    for _each in range(3):
        assert opened(factories.sent(force.constable, topics=["drones"])).holder_id == of_drones.id
    post = factories.sent(force.constable, topics=["horses"])
    assert opened(post).holder_id == of_horses.id
    assert agree() == set()
    with pytest.raises(Refused), transaction():
        actions.decide(opened(post), Decision(Verdict.APPROVE, seen=post.version), by=of_drones)
    with transaction():
        actions.decide(opened(post), Decision(Verdict.APPROVE, seen=post.version), by=of_horses)


@pytest.mark.parametrize(("led", "status"), [("drones", 200), ("horses", 404)])
def test_in_the_browser_a_topic_lead_opens_what_is_theirs_and_no_other(client, force, led, status):
    there = {topic: lead_of(force, topic) for topic in ("drones", "horses")}
    step = opened(factories.sent(force.constable, topics=["drones"]))
    client.sign_in(there[led])
    assert client.get(f"/steps/{step.reference}").status_code == status


def test_another_who_leads_a_topic_of_it_finds_and_decides_it_too(force):
    lead_of(force, "drones")
    post = factories.sent(force.constable, topics=["drones", "dogs"])
    other = lead_of(force, "dogs", "horses")
    assert opened(post).holder_id != other.id
    assert agree() == set()
    assert rules.may_decide(other, opened(post))


@pytest.mark.parametrize("topics", [[], ["dogs"]])
def test_what_no_lead_is_there_for_goes_to_the_innovation_lead(force, topics):
    lead_of(force, "drones")
    step = opened(factories.sent(force.constable, topics=topics))
    assert (step.holder_id, step.asked_role) == (force.lead.id, Role.INNOVATION_LEAD)
    assert agree() == set()


def test_the_topic_lead_of_another_force_is_not_asked(force):
    lead_of(Force(), "drones")
    assert opened(factories.sent(force.constable, topics=["drones"])).holder_id == force.lead.id
    assert agree() == set()


@pytest.mark.parametrize("another", [True, False])
def test_who_loses_the_topic_keeps_no_step_though_they_lead_another(force, another):
    holder = lead_of(force, "drones", "horses")
    post = factories.sent(force.constable, topics=["drones"])
    assert opened(post).holder_id == holder.id
    next_one = lead_of(force, "drones") if another else force.lead
    with transaction():
        people.take_away(holder, Role.TOPIC_LEAD, topic="drones", by=force.administrator)
    assert agree() == {opened(post).id}
    journal.catch_up(REACTIONS)
    assert opened(post).holder_id == next_one.id
    assert agree() == set()
    assert not rules.may_decide(holder, opened(post))


def test_what_loses_the_topic_is_found_as_held_in_vain(force):
    lead_of(force, "drones")
    post = factories.sent(force.constable, topics=["drones"])
    with transaction():
        post.topics = []
    assert agree() == {opened(post).id}


def test_sent_again_under_another_topic_it_goes_to_whoever_leads_that(force):
    of_drones, of_horses = lead_of(force, "drones"), lead_of(force, "horses")
    post = factories.sent(force.constable, topics=["drones"])
    returned = Decision(Verdict.RETURN, "Say what it costs, please.", "other", post.version)
    with transaction():
        actions.decide(opened(post), returned, by=of_drones)
    with transaction():
        posts.save(post, Content(topics=["horses"]), seen=post.version, by=force.constable)
        actions.send(post, by=force.constable)
    assert opened(post).holder_id == of_horses.id
    assert agree() == set()


def test_the_queue_of_a_topic_lead_costs_as_much_for_many_as_for_two(client, force, engine):
    holder = lead_of(force, "drones", "horses")
    author_id = force.constable.id
    client.sign_in(holder)
    counts = []
    for more in (2, 4):
        author = session.get_one(Person, author_id)  # what was read before belongs to a page that is over
        for number in range(more):
            factories.sent(author, topics=["drones", "dogs"][: 1 + number % 2])
        with statements(engine, READS_AND_WRITES) as said:
            shown = client.get("/queue").text
        counts.append((len(set(re.findall(r'href="(/steps/[^"/]+)"', shown))), len(said)))
    assert [steps for steps, _said in counts] == [2, 6]
    assert counts[1][1] <= counts[0][1], counts


def test_a_rehearsal_makes_up_posts_on_the_topics_that_somebody_leads(force):
    holder = lead_of(force, "drones")
    lead_of(Force(), "horses")
    found = queries.rehearsal(force.organisation.id, queries.configuration_of(force.organisation.id))
    topics = {topic for tried in found.tried for topic in tried.item.facts.topics}
    assert topics == {"drones"}
    ideas = [one for one in found.tried if one.item.facts.kind == "idea" and one.item.facts.topics]
    assert ideas
    for one in ideas:
        wrote = one.item.facts.author_id == holder.id
        assert one.stages[0].seats[0].given.holder_id == (force.lead.id if wrote else holder.id)
