"""Receipts, door codes, and when the desk is emptied."""

import math
from collections import Counter
from datetime import date, datetime, time

import pytest

from portal.anonymous import actions, rules

HOURS = (time(6), time(14))
FULL_WIDTH = {ord(symbol): chr(ord(symbol) + 0xFEE0) for symbol in rules.ALPHABET}


def test_a_receipt_cannot_be_guessed():
    assert rules.RECEIPT_LENGTH * math.log2(len(set(rules.ALPHABET))) + math.log2(32 / 37) >= 112


def test_receipts_are_unique_and_their_symbols_even():
    receipts = [actions.new_receipt() for _ in range(20_000)]
    assert len(set(receipts)) == len(receipts)
    counted = Counter("".join(receipt[:-1] for receipt in receipts))
    expected = sum(counted.values()) / 32
    chi_square = sum((counted[symbol] - expected) ** 2 / expected for symbol in rules.ALPHABET)
    assert chi_square < 70  # 31 degrees of freedom: one time in ten thousand


def test_every_symbol_of_a_receipt_is_on_a_keypad():
    assert all(set(actions.new_receipt()) <= set(rules.ALPHABET) for _ in range(500))


def test_every_wrong_symbol_and_every_swap_of_neighbours_is_found():
    for _ in range(40):
        receipt = actions.new_receipt()
        for place in range(len(receipt)):
            for symbol in rules.ALPHABET:
                if symbol != receipt[place]:
                    assert rules.read_receipt(receipt[:place] + symbol + receipt[place + 1 :]) is None
            swapped = receipt[:place] + receipt[place : place + 2][::-1] + receipt[place + 2 :]
            if swapped != receipt:
                assert rules.read_receipt(swapped) is None


def test_a_receipt_is_read_however_it_is_typed():
    receipt = next(one for one in iter(actions.new_receipt, "") if {"0", "1"} <= set(one[:-1]))
    groups = rules.spoken_receipt(receipt)
    for typed in (
        receipt.lower(),
        " ".join(groups),
        "-".join(groups),
        "–".join(groups) + "\n",
        "\u00a0".join(groups),
        "\u200b" + receipt,
        receipt.replace("0", "O"),
        receipt.replace("0", "o").replace("1", "l"),
        receipt.replace("1", "I"),
        receipt.translate(FULL_WIDTH),
    ):
        assert rules.read_receipt(typed) == receipt


@pytest.mark.parametrize("typed", ["", " ", "0", "x" * 10_000, "\x00" * 27, "é" * 27, "U" * 27, "𝟘" * 5000])
def test_what_is_no_receipt_is_none(typed: str):
    assert rules.read_receipt(typed) is None


def test_a_seal_fits_its_own_receipt_only():
    key = rules.key_for("secret", "receipt")
    first, second = actions.new_receipt(), actions.new_receipt()
    mark = rules.seal(key, first)
    assert rules.sealed(key, first, mark)
    assert not rules.sealed(key, second, mark)
    assert not rules.sealed(rules.key_for("secret", "door"), first, mark)
    assert not rules.sealed(key, first, "ü")


def test_a_door_code_is_one_for_an_organisation_and_a_day():
    key, day = rules.key_for("secret", "door"), date(2026, 11, 22)
    code = rules.door_code(key, "wealdshire", day)
    assert code == rules.door_code(key, "wealdshire", day)
    others = {
        rules.door_code(key, "wealdshire", date(2026, 11, 23)),
        rules.door_code(key, "fenland", day),
        rules.door_code(rules.key_for("another", "door"), "wealdshire", day),
    }
    assert code not in others
    assert rules.read_door_code(f" {code[:3].lower()} {code[3:]} ") == code


def test_a_receipt_is_found_in_a_text_however_it_is_written():
    receipt = actions.new_receipt()
    spoken = " ".join(rules.spoken_receipt(receipt)).lower()
    assert rules.within(f"My code is {spoken}, keep it", receipt)
    assert rules.within("x" + receipt[:-1].translate(FULL_WIDTH), receipt)
    assert not rules.within("A quiet room for handover " * 50, receipt)


@pytest.mark.parametrize(
    ("last", "now", "posts", "due"),
    [
        ("05:59", "06:00", 1, True),  # a set hour strikes
        ("05:59", "06:00", 0, False),
        ("06:00", "06:10", 1, False),  # something arrives after it
        ("06:00", "06:10", 9, False),  # not even when enough wait: that would tell when the last one came
        ("06:10", "07:00", 2, False),
        ("06:10", "07:00", 3, True),  # enough, on the full hour
        ("13:59", "14:30", 1, True),  # the worker was away when it struck
    ],
)
def test_when_the_desk_is_emptied(last: str, now: str, posts: int, due: bool):
    was, is_now = (rules.struck(datetime.fromisoformat(f"2026-11-22T{at}"), HOURS) for at in (last, now))
    assert rules.release_is_due(posts, is_now, was) is due


def test_midnight_strikes_no_set_hour():
    late, early, six = (
        rules.struck(datetime.fromisoformat(at), HOURS)
        for at in ("2026-11-22T23:59", "2026-11-23T00:00", "2026-11-23T06:00")
    )
    assert not rules.release_is_due(2, early, late)
    assert rules.release_is_due(1, six, late)


def test_the_hours_in_words():
    assert rules.hours_in_words(()) == "within a minute or so"
    assert rules.hours_in_words((time(6),)) == "by 06:00, or within two days in a quiet week"
    assert rules.hours_in_words(HOURS) == "by 06:00 or 14:00, or within two days in a quiet week"
