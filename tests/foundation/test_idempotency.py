"""The same request twice, at the same moment, does its work once."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, delete, select

from portal.foundation import clock, database, idempotency
from portal.foundation.database import session, transaction
from portal.foundation.idempotency import GivenAnswer

THREADS = 6


@pytest.fixture
def own_engine(database_url: str, engine: Engine) -> Iterator[None]:
    """The real database, no test's own world: threads must meet each other there."""
    database.bind(database.engine_for(database_url))
    yield
    with transaction():
        session.execute(delete(GivenAnswer))
    bound = session.get_bind()
    database.bind(engine)
    assert isinstance(bound, Engine)
    bound.dispose()


def at_once(key: str, work: list[int], fails_first: bool = False) -> list[int]:
    """Many threads with one key. Returns the status that each was given."""
    barrier, answers, lock = threading.Barrier(THREADS), [], threading.Lock()

    def ask(number: int) -> None:
        barrier.wait()
        try:
            with transaction():
                answer = idempotency.claim(key, "somebody", "/share/idea")
                if not answer.status:
                    work.append(number)
                    if fails_first and len(work) == 1:
                        raise RuntimeError("the first one fails")
                    answer.status = 303
                with lock:
                    answers.append(answer.status)
        except RuntimeError:
            with lock:
                answers.append(0)
        finally:
            session.remove()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


@pytest.mark.usefixtures("own_engine")
def test_the_same_key_at_one_moment_does_its_work_once() -> None:
    for turn in range(5):
        work: list[int] = []
        assert at_once(f"key {turn}", work) == [303] * THREADS
        assert len(work) == 1


@pytest.mark.usefixtures("own_engine")
def test_where_the_first_one_fails_the_next_one_does_it() -> None:
    work: list[int] = []
    assert sorted(at_once("key", work, fails_first=True)) == [0, *[303] * (THREADS - 1)]
    assert len(work) == 2


@pytest.mark.usefixtures("db")
def test_another_person_or_address_is_another_request() -> None:
    with transaction():
        first = idempotency.claim("key", "a", "/x")
        assert idempotency.claim("key", "b", "/x") is not first
        assert idempotency.claim("key", "a", "/y") is not first
        assert idempotency.claim("key", "a", "/x") is first
        assert "key" not in first.key


@pytest.mark.usefixtures("db")
def test_old_answers_are_forgotten() -> None:
    with transaction():
        idempotency.claim("key", "a")
    with clock.later(days=4), transaction():
        idempotency.forget_old()
    assert session.scalars(select(GivenAnswer)).all() == []
