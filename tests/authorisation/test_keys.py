"""The queue and a decision by keyboard: access keys that need no script, named for the browser that asks."""

import pytest

from portal.authorisation import queries
from portal.authorisation.views.keys import HELD_WITH, held_with
from portal.foundation import clock
from tests import factories
from tests.factories import Force

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
EDGE = f"{WINDOWS} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0"
FIREFOX = f"{WINDOWS} Gecko/20100101 Firefox/132.0"
SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.6 Safari/605.1.15"


@pytest.mark.parametrize(
    ("browser", "held"),
    [(EDGE, "Alt"), (FIREFOX, "Alt and Shift"), (SAFARI, "Ctrl and Option"), ("", HELD_WITH)],
)
def test_what_is_held_is_that_of_the_browser(browser, held):
    assert held_with(browser) == held


@pytest.fixture
def force(app):
    return Force()


def three(force):
    for days, title in ((-3, "First"), (-2, "Second"), (-1, "Third")):
        with clock.later(days=days):
            factories.sent(force.constable, title=title)
    return [step.reference for step in queries.waiting_for(force.sergeant)]


def test_rows_and_verdicts_have_keys_and_the_page_says_them(client, force):
    steps = three(force)
    client.sign_in(force.sergeant)
    queue = client.get("/queue", headers={"User-Agent": FIREFOX}).text
    for number, step in enumerate(steps, 1):
        assert f'href="/steps/{step}" accesskey="{number}"' in queue
    assert "In this browser hold Alt and Shift, and press the key." in queue
    decide = client.get(f"/steps/{steps[0]}", headers={"User-Agent": EDGE}).text
    assert "In this browser hold Alt, and press the key." in decide
    for key in "acxwspnq":
        assert decide.count(f'accesskey="{key}"') == 1
        assert f"<kbd>{key}</kbd>" in decide
    assert "autofocus" not in decide


def test_the_next_is_the_one_after_and_after_the_last_the_first(client, force):
    first, second, third = three(force)
    client.sign_in(force.sergeant)
    for here, after in ((first, second), (second, third), (third, first)):
        assert f'href="/steps/{after}" accesskey="n"' in client.get(f"/steps/{here}").text
    answer = client.submit(f"/steps/{second}", verdict="approve", do="decide")
    assert answer.location == f"/steps/{third}"
    answer = client.submit(f"/steps/{third}", verdict="approve", do="decide")
    assert answer.location == f"/steps/{first}"
    assert 'accesskey="n"' not in client.get(f"/steps/{first}").text
    assert client.submit(f"/steps/{first}", verdict="approve", do="decide").location == "/queue"


def test_whoever_may_read_and_not_decide_is_told_of_no_key_that_does_nothing(client, force):
    first, *_rest = three(force)
    shown = client.sign_in(force.lead).get(f"/steps/{first}").text
    assert "<kbd>a</kbd>" not in shown
    assert "<kbd>q</kbd>" in shown
