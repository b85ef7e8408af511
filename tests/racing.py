"""Several people at one moment, each in a thread, on a real database of the test's own."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier, Thread
from time import perf_counter
from typing import TypeVar

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import make_url

import portal.migrations
from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.models import GivenVerdict
from portal.authorisation.rules import StepState, Verdict
from portal.foundation import journal
from portal.foundation.database import engine_for, session, transaction
from portal.foundation.errors import Refused
from portal.people.models import Headship, Person
from portal.submissions.models import Submission
from tests import factories
from tests.factories import Force

Row = TypeVar("Row")

VERDICTS = (Verdict.APPROVE, Verdict.RETURN, Verdict.DECLINE)
DECISIONS = frozenset({"submission.approved", "submission.returned", "submission.declined"})


@pytest.fixture
def own_database(database_url: str, engine: object, tmp_path: Path) -> Iterator[None]:
    """A database in which a test commits for good, bound in place of the one that forgets."""
    with database_in(tmp_path, database_url):
        yield
    session.configure(bind=engine)


@contextmanager
def database_in(folder: Path, address: str) -> Iterator[None]:
    """A new database of the kind that the address names, bound to the session as long as it lasts."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        mine = f"sqlite:///{folder}/race.sqlite"
    else:
        server = create_engine(url, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text("drop database if exists race"))
            connection.execute(text("create database race"))
        server.dispose()
        mine = url.set(database="race").render_as_string(hide_password=False)
    own = engine_for(mine)
    portal.migrations.METADATA.create_all(own)
    session.remove()
    session.configure(bind=own)
    try:
        yield
    finally:
        session.remove()
        own.dispose()


def all_at_once(deeds: Sequence[Callable[[], object]], seconds: list[float] | None = None) -> list[str]:
    """Start all deeds at one moment, each in a thread. Returns what each came to; ``seconds`` takes how long."""
    barrier, outcomes = Barrier(len(deeds)), list[str]()

    def run(deed: Callable[[], object]) -> None:
        begun = 0.0
        try:
            barrier.wait(timeout=120)
            begun = perf_counter()
            deed()
            outcomes.append("done")
        except Refused as refused:
            outcomes.append(f"{refused.code}: {refused.message}")
        except Exception as error:  # noqa: BLE001 - whatever else happened is what the test is about
            outcomes.append(f"fault: {error!r}")
        finally:
            session.remove()
            if seconds is not None:
                seconds.append(perf_counter() - begun)

    threads = [Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def loaded(model: type[Row], key: int) -> Row:
    """A row as a page loads it, before anything is held. One that is gone by then is a page that nobody finds."""
    found = session.get(model, key)
    if found is None:
        raise Refused("We cannot find that page.", code="gone")
    return found


def deciding(reference: str, person_id: int, verdict: Verdict) -> Callable[[], None]:
    """One decider's decision, in a transaction of their own."""

    def decide() -> None:
        with transaction():
            step = queries.step(reference)
            assert step is not None
            decision = Decision(verdict, "Because of what we learnt.", "other", step.submission.version)
            actions.decide(step, decision, by=session.get_one(Person, person_id))

    return decide


@dataclass
class ManyDeciders:
    """A team with many heads, who all decide on each post at one moment."""

    count: int
    seconds: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        force = Force()
        self.author = force.constable.id
        self.heads = [force.sergeant.id]
        for place in range(2, self.count + 1):
            head = factories.person(force.team)
            self.heads.append(head.id)
            with transaction():
                session.add(Headship(person_id=head.id, unit_id=force.team.id, place=place))

    def round(self, turn: int) -> None:
        """Send a post and let all decide. Raises ``AssertionError`` where not exactly one of them did."""
        post = factories.sent(session.get_one(Person, self.author))
        step, key = queries.open_step(post), post.id
        assert step is not None
        reference = step.reference
        session.remove()
        outcomes = all_at_once(
            [
                deciding(reference, head, VERDICTS[(place + turn) % 3])
                for place, head in enumerate(self.heads)
            ],
            self.seconds,
        )
        told = Counter(outcome.partition(":")[0] for outcome in outcomes)
        assert told == {"done": 1, "already-decided": self.count - 1}, outcomes
        assert all("already decided by " in outcome for outcome in outcomes if outcome != "done"), outcomes
        post = session.get_one(Submission, key)
        steps = queries.present_steps(post)
        given = select(GivenVerdict).where(GivenVerdict.step_id.in_([one.id for one in steps]))
        assert len(session.scalars(given).all()) == 1
        assert sum(one.state == StepState.OPEN for one in steps) == (post.status == "waiting")
        assert sum(entry.event in DECISIONS for entry in journal.entries_about(post)) == 1
