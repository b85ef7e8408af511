"""Whatever is typed, the answer comes in time and nothing breaks."""

import json
import random
import time

import pytest

from portal.library.search import Engine, Question, Sort
from tests.foundation.hostile import INPUTS, corpora
from tests.library.bombs import BOMBS
from tests.library.indexes import NewIndex
from tests.library.search_items import READER, item


@pytest.fixture(scope="module")
def engine(new_shared_index: NewIndex) -> Engine:
    chance = random.Random(11)  # noqa: S311 - the same words in every run
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(chance.choices(letters, k=chance.randint(1, 9))) for _ in range(6000)]
    words += [f"w{n}" for n in range(500)] + [
        "drone",
        "search",
        "a",
        "b",
        "author",
        "status",
        "draft",
        "script",
    ]
    engine = new_shared_index().open()
    engine.rebuild(
        item(" ".join(chance.choices(words, k=6)), " ".join(chance.choices(words, k=80))) for _ in range(1500)
    )
    return engine


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_answered_in_time(engine: Engine, name: str) -> None:
    start = time.process_time()
    answer = engine.search(Question(BOMBS[name], READER))
    assert time.process_time() - start < 2
    assert len(answer.hits) <= 20
    assert answer.total <= 1500


def test_what_takes_most_work_is_answered_in_time(engine: Engine) -> None:
    beginnings = " ".join(f"{letters}*" for letters in ("con", "pro", "com", "abc", "xyz"))
    phrases = '"a b a b a b" ' * 20
    for text in (beginnings, phrases, " ".join(f"w{n}" for n in range(100)), "w1* -w2* w3* -w4*"):
        for sort in Sort:
            start = time.process_time()
            engine.search(Question(text, READER, sort=sort, per_page=100, page=1000))
            assert time.process_time() - start < 2


@pytest.mark.parametrize("field", ["status", "author", "id", "visibility", "token", "key", "marks", "words"])
def test_field_names_are_plain_words(engine: Engine, field: str) -> None:
    with_value, apart = Question(f"{field}:draft", READER), Question(f"{field} draft", READER)
    assert engine.search(with_value) == engine.search(apart)
    assert engine.search(Question(f"{field}:*", READER)) == engine.search(Question(field, READER))


def test_only_what_is_not_there_is_not_found(engine: Engine) -> None:
    for text in (":::::", "[[[[[", "🙂*", "*", '""'):
        answer = engine.search(Question(text, READER))
        assert answer.total == 0
        assert answer.warning


@pytest.mark.parametrize("seed", range(20))
def test_noise_is_a_question_too(engine: Engine, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - noise that can be repeated
    alphabet = "ab drone*-\"'’()[]{}:~^+&|!?\\/\x00\u202e\ud800é🙂\n"
    for _ in range(40):
        text = "".join(chance.choices(alphabet, k=chance.randint(0, 60)))
        answer = engine.search(Question(text, READER))
        assert answer.total >= len(answer.hits)
        engine.similar(text, text, READER)


@corpora
def test_hostile_items_are_indexed_and_found(new_index: NewIndex) -> None:
    strings = json.loads((INPUTS / "generated" / "unicode.json").read_text("utf-8"))
    texts = [str(one) for one in (strings.values() if isinstance(strings, dict) else strings)]
    texts += [*BOMBS.values(), "\x1f\x00token\x1fpublic", "\ud800", "x" * 200_000, "y " * 100_000]
    engine = new_index().open()
    engine.rebuild(
        item(
            text,
            text,
            summary=text,
            topics=(text[:50], "kind\x1fidea"),
            organisation=text[:40],
            visibility="unit:1",
        )
        for text in texts
    )
    assert engine.search(Question("", frozenset({"unit:1"}))).total == len(texts)
    assert engine.search(Question("", READER)).total == 0
    assert engine.check().documents == len(texts)
