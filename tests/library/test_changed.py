"""A post that was brought up to date says so: on its page, in feeds and to other programs."""

from datetime import timedelta

import pytest

from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.foundation import clock
from portal.foundation.database import transaction
from portal.people.actions.tokens import create_token
from portal.people.rules.scopes import Scope
from portal.submissions import actions as submissions
from portal.submissions.actions import Content
from tests import factories
from tests.client import Client
from tests.library import settle

LATER = timedelta(days=40)


def test_an_update_is_news_to_feeds_and_programs_and_stands_on_the_page(
    client: Client, force: factories.Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = factories.published(force.constable)
    reference = post.reference
    since, now = clock.today(), clock.now() + LATER
    monkeypatch.setattr(clock, "now", lambda: now)
    with transaction():
        update = submissions.begin_update(post, by=force.constable)
        submissions.save(
            update, Content(title="A quiet room, a year on"), seen=update.version, by=force.constable
        )
        authorisation.send(update, by=force.constable)
    while ways.open_step(update) is not None:
        factories.decided(update, Verdict.APPROVE)
    settle()
    changed = clock.today()
    assert changed > since
    client.sign_in(force.colleague)
    feed = client.get("/library.atom").text
    assert feed.count(f"<updated>{changed.isoformat()}T00:00:00Z</updated>") == 2, (
        "of the feed and of its entry"
    )
    assert f"<published>{since.isoformat()}T00:00:00Z</published>" in feed
    assert "Brought up to date" in client.get(f"/library/{reference}").text
    with transaction():
        secret = create_token(force.colleague, [Scope.READ], days=9, label="reads")
    bearer = {"Authorization": f"Bearer {secret}"}
    item = client.get(f"/api/v1/library/{reference}", headers=bearer).json
    (card,) = client.get("/api/v1/library", headers=bearer).json["items"]
    for said in (item, card):
        assert (said["published_on"], said["changed_on"]) == (since.isoformat(), changed.isoformat())
