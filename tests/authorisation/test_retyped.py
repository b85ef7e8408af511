"""Trust is no way past a no: what was declined or taken out does not go first because it is typed anew."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.rules import Verdict
from portal.authorisation.rules.retyped import is_nearly, said_in
from portal.foundation import clock
from portal.foundation.database import transaction
from portal.submissions.rules import Status
from tests import factories
from tests.factories import IDEA, Force

FIRST = date(2026, 12, 1)
REASON = "Name the unit that tried it, and say for how long it was tried."


def on(day):
    return clock.at(datetime.combine(day, time(9), UTC))


def text(body, **more):
    return {"title": "", "summary": "", "body": body, "details": {}, **more}


WHOLE = "Handover in the corridor takes twenty minutes and half of it is lost because nobody can hear a word"


@pytest.mark.parametrize(
    ("other", "nearly"),
    [
        (text(WHOLE), True),
        (text(WHOLE.upper() + "!"), True),
        (text("We said it before. " * 20 + WHOLE), True),
        (text("", details={"better": WHOLE}), True),
        (text(WHOLE.replace("twenty", "ten").replace("corridor", "hall")), True),
        (text("Handover in the car park saves ten minutes, and everybody can hear it."), False),
        (text(""), False),
        (text("", details={"quotations": [{"text": WHOLE}]}), True),
    ],
)
def test_a_text_is_nearly_another_where_much_of_what_follows_each_other_is_the_same(other, nearly):
    assert is_nearly(said_in(text(WHOLE)), said_in(other)) is nearly
    assert is_nearly(said_in(other), said_in(text(WHOLE))) is nearly


def refuse(post, how, force):
    with transaction():
        if how == "taken out":
            actions.take_out(post, "It names a victim.", by=force.lead)
        elif how == "taken back":
            actions.withdraw(post, by=post.author)
        else:
            step = queries.open_step(post)
            verdict = Verdict.DECLINE if how == "declined" else Verdict.RETURN
            actions.decide(step, Decision(verdict, REASON, "not_now", post.version), by=step.holder)


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("how", ["declined", "taken out", "back for changes", "taken back"])
@pytest.mark.parametrize("who", ["the author", "a co-author", "a colleague"])
def test_what_was_refused_is_read_first_when_it_is_typed_anew(how, who):
    with on(FIRST):
        force = Force()
        factories.trusted(force)
        first = factories.sent_on_trust(force.constable)
        if who == "a co-author":
            with transaction():
                first.co_authors = [force.inspector]
        refuse(first, how, force)
    by = {"the author": force.constable, "a co-author": force.inspector, "a colleague": force.colleague}[who]
    with on(FIRST + timedelta(days=300)):
        post = factories.checked_draft(by, body=f"{IDEA.body} We tell it once more, in the same words.")
        told = queries.how_it_is_published(post)
        assert not told.first
        assert "nearly the same" in told.words
        with transaction():
            actions.send(post, by=by)
        assert (post.status, post.on_trust) == (Status.WAITING, False)
    with on(FIRST + timedelta(days=800)):
        assert queries.how_it_is_published(factories.checked_draft(by)).first, "long ago"


@pytest.mark.usefixtures("db")
def test_another_text_a_strangers_and_one_that_is_in_the_library_stand_in_nobodys_way():
    with on(FIRST):
        force = Force()
        factories.trusted(force)
        refuse(factories.sent_on_trust(force.constable), "declined", force)
        assert queries.how_it_is_published(factories.checked_draft(force.inspector)).first
        other = {
            "title": "Lockers at the gate",
            "summary": "A row of lockers by the gate lets us hand over keys at night.",
            "body": "Keys are handed over in person, and somebody waits for that each night.",
            "details": {"better": "Six lockers with a code. Nobody waits."},
        }
        assert queries.how_it_is_published(factories.checked_draft(force.constable, **other)).first
        assert factories.sent_on_trust(force.inspector).on_trust
        assert factories.sent_on_trust(force.inspector).on_trust, "the first of them is in the library"
