"""What a rehearsal foretells is what happens: every post takes the way foretold, and trying it leaves no trace."""

import hashlib
import os
from dataclasses import replace

import pytest
from sqlalchemy import select

import portal.migrations
from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.models import Step
from portal.authorisation.queries.rehearsal import SEED
from portal.authorisation.rules import StepState, Verdict, may_decide, rehearse
from portal.foundation import clock
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.people.models import Person, Unit
from portal.people.rules import Role
from portal.submissions.models import Submission, Topic
from portal.submissions.rules import Status
from tests import factories
from tests.authorisation.rehearsed import World

# The whole number takes minutes: PORTAL_TEST_REHEARSED=500.
POSTS = int(os.environ.get("PORTAL_TEST_REHEARSED", "60"))


@pytest.mark.usefixtures("db")
def test_every_post_takes_the_way_that_was_foretold():
    seen = set()
    for seed in range(1 + (POSTS - 1) // 100):
        world = World(seed)
        factories.publish(world, world.configuration())
        busy(world)
        foretold = foretell(world, min(POSTS - 100 * seed, 100))
        for tried in foretold:
            with session.begin_nested() as trial:
                if tried.arrives:
                    assert way_taken(tried) == way_foretold(tried)
                else:  # it cannot be sent, or its last decision before the dead end cannot be made
                    with pytest.raises(Refused, match="Nobody is there to decide on this yet"):
                        way_taken(tried)
                trial.rollback()
            seen |= {tried.route, *(one.snag for one in tried.troubles)}
            seen |= {seat.given.way for stage in tried.stages for seat in stage.seats}
            seen |= {seat.given.holders.role for stage in tried.stages for seat in stage.seats}
    assert Role.TOPIC_LEAD in seen
    # That it is worth something: every route was taken, and most of what can be met; of many posts all, or all but
    # the rarest: who comes first of those alike is drawn with their keys.
    assert {route.name for route in world.configuration().routes} <= seen
    met = seen & {
        "delegate",
        "deputy",
        "fellow",
        "higher",
        "twice",
        "last_resort",
        "author_heads",
        "went_higher",
    }
    assert len(met) >= (7 if POSTS >= 300 else 5), met


def busy(world):
    """Some posts on their way, so that those who hold a role do not all have the same to do."""
    for author in world.luck.sample([one for one in world.people if one.ended_on is None], 8):
        factories.sent(author, world.luck.choice(["idea", "learning", "impact-case"]))


def foretell(world, many):
    roster = queries.RosterToday(world.organisation.id)
    configuration = queries.configuration_of(world.organisation.id)
    home, led = world.organisation.id, roster.led_topics
    assert led == {"topic-0", "topic-1"}
    items = queries.made_up(configuration, home, roster.homes(()), at_most=many, seed=SEED, led=led)
    assert len(items) == many
    writers = [one for one in world.people if one.ended_on is None]
    wrote = [with_others(item, world.luck.sample(writers, world.luck.randint(0, 2))) for item in items]
    return rehearse(configuration, wrote, roster).tried


def with_others(item, writers):
    """The same post, written by several."""
    if item.facts.anonymous:
        return item
    others = frozenset(one.id for one in writers)
    return replace(item, case=replace(item.case, barred=item.case.barred | others))


def way_foretold(tried):
    return tried.route, [
        (stage.plan.name, stage.tier, number, seat.given.holder_id, seat.due_on, seat.answers)
        for stage in tried.stages
        for number, seat in enumerate(stage.seats)
    ]


def way_taken(tried):
    """Send a post for real and let everybody who has it approve, in the order in which they are due."""
    post = sent(tried.item)
    while opened := [each for each in queries.present_steps(post) if each.state == StepState.OPEN]:
        opened.sort(key=lambda each: (each.due_on, each.stage, each.seat))
        step = next(each for each in opened if may_decide(each.holder, each))
        actions.decide(step, Decision(Verdict.APPROVE, seen=post.version), by=step.holder)
    assert post.status == Status.PUBLISHED
    return queries.passage_of(post).route, [
        (each.name, each.position, each.seat, each.holder_id, each.due_on, each.state == StepState.APPROVED)
        for each in queries.present_steps(post)
    ]


def sent(item):
    facts, content = item.facts, factories.CONTENT[item.facts.kind]
    author = session.get(Person, facts.author_id) if facts.author_id is not None else None
    unit = session.get_one(Unit, item.unit_id) if item.unit_id is not None else None
    assert (author is None) == facts.anonymous
    post = Submission(
        kind=facts.kind,
        organisation_id=item.case.organisation_id,
        author=author,
        unit=unit,
        holder_id=facts.author_id,
        desk_key="a key of the desk" if facts.anonymous else None,
        title=content.title,
        summary=content.summary,
        body=content.body,
        details={**content.details, **({"cost_band": facts.cost} if facts.cost else {})},
        evidence=facts.evidence,
        sharing=facts.sharing,
        share_check=dict.fromkeys(facts.answers, "yes"),
        status=Status.DRAFT,
        begun_on=clock.today(),
    )
    session.add(post)
    post.topics = session.query(Topic).filter(Topic.slug.in_(facts.topics)).all()
    post.co_authors = [session.get_one(Person, one) for one in sorted(item.case.barred - {facts.author_id})]
    session.flush()
    if author is None:
        actions.set_off(post, by_id=None)
    else:
        actions.send(post, by=author)
    return post


def test_a_rehearsal_leaves_the_database_as_it_was(own_database, tmp_path):
    world = World(1)
    factories.publish(world, world.configuration())
    busy(world)
    before = all_there_is(), files_in(tmp_path)
    found = queries.rehearsal(world.organisation.id, world.configuration())
    assert len(found.tried) > 300
    session.rollback()
    assert session.query(Step).count() > 0
    session.rollback()
    assert (all_there_is(), files_in(tmp_path)) == before


def all_there_is():
    """A checksum over every row of every table."""
    session.rollback()
    rows = {
        table.name: sorted(map(repr, session.execute(select(table))))
        for table in portal.migrations.METADATA.sorted_tables
    }
    session.rollback()
    assert rows["steps"]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def files_in(folder):
    """The bytes of SQLite's files: what is stored, and what is written to it next. PostgreSQL has none here."""
    files = [one for one in folder.iterdir() if one.name.startswith("race") and not one.name.endswith("-shm")]
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in files}
