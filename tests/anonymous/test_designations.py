"""What an anonymous author is called: two words, drawn at random and from nothing."""

import secrets

import pytest
from flask import Flask

from portal.anonymous import release, rules
from portal.anonymous.rules.designations import ALL, FIRST, SECOND
from portal.feedback import actions as feedback
from portal.foundation.database import transaction
from portal.submissions.rules import author_shown_to
from tests.anonymous.conftest import AtDesk
from tests.anonymous.test_release import filed, news, own_of, post_of
from tests.client import Client

# Words of police work, of blame and of informing: none of them is anybody's name here.
NOT_HERE = {
    "Blue", "Black", "White", "Red", "Copper", "Mole", "Rat", "Grass", "Magpie", "Pigeon", "Snake", "Weasel", "Fox",
    "Bear", "Pig", "Crow", "Cuckoo", "Vulture", "Badger", "Hound", "Guilty", "Sly", "Secret", "Robin", "Poppy",
}  # fmt: skip
GIVEN_NAMES = {
    "Ruby",
    "Olive",
    "Hazel",
    "Jade",
    "Pearl",
    "Rose",
    "Daisy",
    "Holly",
    "Ivy",
    "Iris",
    "Heather",
    "Rowan",
}


def test_the_lists_are_long_without_doubles_and_mean_nothing():
    assert min(len(FIRST), len(SECOND)) >= 100
    assert len(ALL) == len(set(FIRST)) * len(set(SECOND)) == len(FIRST) * len(SECOND)
    assert {*FIRST, *SECOND}.isdisjoint(NOT_HERE | GIVEN_NAMES)
    assert all(word.isalpha() and word.istitle() for word in (*FIRST, *SECOND))
    assert max(map(len, ALL)) <= 40


def test_none_is_given_twice_while_there_are_others_and_never_to_two_open_posts():
    choose = secrets.choice
    some = sorted(ALL)
    assert rules.drawn(ALL - {some[7]}, (), choose) == some[7]
    assert rules.drawn(ALL, ALL - {some[9]}, choose) == some[9]
    with pytest.raises(LookupError):
        rules.drawn(ALL, ALL, choose)


def test_each_post_has_its_own_drawn_when_it_is_passed_on(at_desk: AtDesk):
    receipts = [filed(at_desk, title=f"Post number {number}") for number in range(4)]
    assert own_of(receipts[0]).designation == ""
    release.release()
    news()
    named = {post_of(receipt).designation for receipt in receipts}
    assert len(named) == 4
    assert named < ALL
    assert [own_of(receipt).designation for receipt in receipts] == [
        post_of(receipt).designation for receipt in receipts
    ]
    release.release()
    assert {post_of(receipt).designation for receipt in receipts} == named


def test_deciders_and_the_author_read_it_in_place_of_a_name(app: Flask, at_desk: AtDesk):
    receipt = filed(at_desk)
    release.release()
    post = post_of(receipt)
    with transaction():
        question = feedback.ask(post, "Which station?", by=at_desk.force.lead)
        feedback.answer_from_desk(question, "By the river.")
    news()
    called = post_of(receipt).designation
    assert called is not None
    assert author_shown_to(at_desk.force.lead, post).words == f"Posted anonymously as {called}"
    own = at_desk.client().own(receipt)
    assert f"call you <strong>{called}</strong>" in own.text
    reader = app.test_client()
    assert isinstance(reader, Client)
    reader.sign_in(at_desk.force.lead)
    shown = reader.get(f"/submissions/{post.reference}").text
    assert f"<strong>{called}</strong>" in shown
    assert called in shown
