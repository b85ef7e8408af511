"""A fault is noted with its place, and without a word of what somebody wrote."""

import logging

from flask.testing import FlaskClient

from portal.foundation.errors import GONE, Refused
from portal.foundation.forms import Form
from portal.operation import working

WORDS = "what was confided"


def test_the_log_names_the_place_of_a_fault_and_not_its_message(app, caplog, monkeypatch):
    def breaks():
        raise ValueError(f"Failing row contains ({WORDS})")

    monkeypatch.setitem(app.view_functions, "people.sign_in", breaks)
    caplog.set_level(logging.DEBUG)
    answer = FlaskClient(app, app.response_class).get("/sign-in")
    assert answer.status_code == 500
    assert "fault in people.sign_in: ValueError" in caplog.text
    assert "in breaks" in caplog.text
    assert WORDS not in caplog.text


def test_what_is_gone_is_said_on_a_page_of_its_own(app, monkeypatch):
    """The page of the thing itself could not be shown any more: nothing of it can be read."""

    def too_late():
        Form(None).refuse(Refused("Somebody else ended this meanwhile.", code=GONE))

    monkeypatch.setitem(app.view_functions, "people.sign_in", too_late)
    answer = FlaskClient(app, app.response_class).get("/sign-in")
    assert answer.status_code == 409
    assert "Somebody else ended this meanwhile." in answer.text


def test_the_worker_notes_its_faults_in_the_same_way(db, caplog, monkeypatch):
    monkeypatch.setattr(working, "TROUBLE_SECONDS", 0.0)
    tries = []

    def work():
        tries.append(1)
        raise ValueError(f"Failing row contains ({WORDS})")

    working._repeat(work, lambda: bool(tries))
    assert "the worker met ValueError" in caplog.text
    assert "in work" in caplog.text
    assert WORDS not in caplog.text
