"""Routes that one organisation offers to all others: what may leave it, taken over, followed, and who sees it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portal.authorisation import actions, queries
from portal.authorisation.actions.sharing import offer_route, stop_sharing, take_newer, take_over
from portal.authorisation.models import SharedRoute
from portal.authorisation.queries import shared as offers
from portal.authorisation.rules import (
    FIRST_CONFIGURATION,
    HEAD_STAGE,
    LEAD_STAGE,
    Ask,
    Conditions,
    Configuration,
    Decider,
    Names,
    RoutePlan,
    StagePlan,
    content_of,
    differences,
    faults_of,
    read_configuration,
)
from portal.authorisation.rules.plan import Origin
from portal.authorisation.rules.readable import Directory, read, written
from portal.authorisation.rules.shared import (
    Newer,
    check_offer,
    for_others,
    origin_in_words,
    renewed,
    taken_over,
    to_choose,
)
from portal.foundation import journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.submissions.rules import Status
from tests import factories
from tests.authorisation.drafts import now, place_of
from tests.authorisation.test_route_pages import press
from tests.factories import Force

WORDS = "For ideas that cost nothing and stay in the force."
ORIGIN = Origin("Northshire Police", "northshire", "Ideas", 3)
LOCAL = RoutePlan(
    "Ideas",
    (
        HEAD_STAGE,
        StagePlan("Panel", (Ask(Decider.PERSON, person_id=7), Ask(Decider.HEAD_OF, unit_id=3, lowest=2)), 4),
    ),
    Conditions(kinds=("idea",)),
    publish_first=True,
    until=date(2027, 3, 31),
    origin=ORIGIN,
)


def events(subject: Any) -> list[str]:
    return [one.event for one in journal.entries_about(subject)]


# --- rules


def test_people_units_days_and_its_own_origin_stay_at_home() -> None:
    leaving = for_others(LOCAL)
    assert [(ask.person_id, ask.unit_id, ask.lowest) for ask in leaving.stages[1].asks] == [
        (None, None, 0),
        (None, None, 2),
    ]
    assert (leaving.until, leaving.origin) == (None, None)
    assert to_choose(leaving) == [
        "who decides at “Panel”",
        "which unit’s head decides at “Panel”",
        "until which day it publishes first",
    ]
    assert to_choose(LOCAL) == []
    for words in ("person who decides at stage 2", "unit whose head decides at stage 2", "until which day"):
        assert any(words in fault.words for fault in faults_of(Configuration((leaving,))))


@pytest.mark.parametrize(
    ("route", "words", "said"),
    [
        (LOCAL, "Too short", "in a sentence"),
        (LOCAL, "x" * 301, "in a sentence"),
        (replace(LOCAL, conditions=Conditions(authors=(7,))), WORDS, "by name"),
        (
            replace(LOCAL, stages=(replace(HEAD_STAGE, only_if=Conditions(authors=(7,))),)),
            WORDS,
            "by name",
        ),
        (LOCAL, "For all that sam   SERGEANT has to look at.", "It names Sam Sergeant"),
        (
            replace(LOCAL, stages=(replace(HEAD_STAGE, question="Did Sam\nSergeant see it?"),)),
            WORDS,
            "It names",
        ),
        (replace(LOCAL, stages=(replace(HEAD_STAGE, checklist=("Tell Sam Sergeant",)),)), WORDS, "It names"),
        (replace(LOCAL, stages=(replace(HEAD_STAGE, guidance="Ask Sam Sergeant."),)), WORDS, "It names"),
        (replace(LOCAL, why_not="Ask help@northshire.example."), WORDS, "e-mail address"),
    ],
)
def test_what_cannot_be_offered(route: RoutePlan, words: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        check_offer(route, words, ["Sam Sergeant"])


def test_a_name_within_another_word_is_none() -> None:
    check_offer(replace(LOCAL, name="Ideas"), "For ideas about annual leave in a force.", ["Ann", ""])


def test_where_it_came_from_is_said() -> None:
    came = "From Northshire Police, version 3"
    assert origin_in_words(ORIGIN, Newer(True)) == f"{came}."
    assert origin_in_words(ORIGIN, Newer(True, 4)) == f"{came}; they have changed it since."
    assert "Yours stays as it is" in origin_in_words(ORIGIN, Newer(False))


def test_a_newer_text_keeps_the_name_and_the_place_that_it_has_here() -> None:
    was = Configuration(
        (FIRST_CONFIGURATION.routes[1], replace(LOCAL, name="Ours"), FIRST_CONFIGURATION.routes[2])
    )
    newer = taken_over(replace(LOCAL, stages=(LEAD_STAGE,)), replace(ORIGIN, version=4))
    after = renewed(was, 1, newer)
    assert [route.name for route in after.routes] == [route.name for route in was.routes]
    assert after.routes[1].stages == (LEAD_STAGE,)
    assert any(
        "is now a copy of “Ideas” of Northshire Police, version 4." in one
        for one in differences(was, after, Names())
    )
    gone = replace(after, routes=(replace(after.routes[1], origin=None),))
    assert "no longer says where it came from" in differences(after, gone, Names())[0]


def test_the_file_keeps_where_it_came_from() -> None:
    known = Configuration((replace(for_others(LOCAL), until=date(2027, 3, 31), origin=ORIGIN),))
    text = written(known, Directory(), Names(), "Eastshire Police")
    assert (
        'origin = { organisation = "Northshire Police", code = "northshire", route = "Ideas", version = 3 }'
        in text
    )
    assert read(text, Directory()) == known
    assert read_configuration(content_of(known)) == known
    with pytest.raises(Refused, match="means nothing"):
        read(text.replace('code = "northshire"', 'key = "northshire"'), Directory())
    with pytest.raises(Refused, match="not a whole number"):
        read(text.replace("version = 3", 'version = "3"'), Directory())


# --- actions


@pytest.fixture
def other(db: Any) -> Force:
    return Force("Eastshire Police")


def offered(force: Force, name: str = "Ideas", words: str = WORDS) -> SharedRoute:
    published = queries.published(force.organisation.id)
    place = [one.name for one in published.configuration.routes].index(name)
    with transaction():
        return offer_route(published, place, words, by=force.administrator)


def draft_with_copy(force: Force, shared: SharedRoute) -> tuple[Any, int]:
    with transaction():
        draft = actions.begin_draft(force.organisation, by=force.administrator)
        return draft, take_over(draft, shared, seen=draft.version, by=force.administrator)


def changed(force: Force) -> None:
    """They change the route that they offer, and put it in force."""
    factories.configured(force, HEAD_STAGE)


def test_a_copy_stands_in_the_draft_and_says_where_it_came_from(force: Force, other: Force) -> None:
    factories.configured(
        force, HEAD_STAGE, StagePlan("Panel", (Ask(Decider.PERSON, person_id=force.lead.id),), 4)
    )
    shared = offered(force)
    assert shared.version == 2
    assert "person_id" not in str(shared.content)
    assert [one.id for one in offers.shared_with(other.organisation.id)] == [shared.id]
    assert offers.shared_with(force.organisation.id) == []
    draft, place = draft_with_copy(other, shared)
    copied = now(draft).configuration.routes[place]
    assert copied.origin == Origin(force.organisation.name, force.organisation.code, "Ideas", 2)
    assert copied.name == "Ideas 2"
    assert copied.stages[1].asks[0].person_id is None
    assert events(shared) == ["routes.offered"]
    assert events(draft) == ["routes.adopted"]
    with transaction(), pytest.raises(Refused, match="person who decides"):
        actions.publish(draft, "It is good for us.", seen=draft.version, by=other.administrator)


def test_they_change_it_and_nothing_here_changes_by_itself(force: Force, other: Force) -> None:
    draft, place = draft_with_copy(other, offered(force))
    was = now(draft).configuration
    own = [route for route in was.routes if route.conditions != was.routes[place].conditions]
    factories.publish(other, replace(was, routes=(was.routes[place], *own)))
    was, place = queries.configuration_of(other.organisation.id), 0
    post = factories.sent(other.constable)
    changed(force)
    assert offers.origins_of(was)[place].newer is None, "what they have not shared anew is not shown"
    before = offers.shared_by(force.organisation.id)[0]
    assert offers.has_changed(before, queries.configuration_of(force.organisation.id))
    newer = offered(force)
    assert before.ended_on is not None
    assert newer.version == 2
    followed = offers.origins_of(was)[place]
    assert followed.words.endswith("version 1; they have changed it since.")
    assert followed.newer == newer
    assert followed.before.stages == (HEAD_STAGE, LEAD_STAGE)
    assert len(queries.configuration_of(other.organisation.id).routes[0].stages) == 2
    assert len(queries.present_steps(post)) == 2
    with transaction():
        draft = actions.begin_draft(other.organisation, by=other.administrator)
        take_newer(draft, 0, seen=draft.version, by=other.administrator)
    taken = now(draft).configuration.routes[0]
    assert (taken.stages, taken.origin.version, taken.name) == ((HEAD_STAGE,), 2, was.routes[place].name)
    assert offers.origins_of(now(draft).configuration)[0].newer is None
    assert len(queries.present_steps(post)) == 2
    assert post.status == Status.WAITING
    with transaction(), pytest.raises(Refused, match="no later text"):
        take_newer(draft, 0, seen=draft.version, by=other.administrator)


def test_a_version_that_leaves_the_route_alone_is_no_change(force: Force, other: Force) -> None:
    draft, place = draft_with_copy(other, offered(force))
    factories.configured(force, HEAD_STAGE, kind="learning")
    offered(force, words="For ideas of every sort, in other words.")
    assert offers.origins_of(now(draft).configuration)[place].newer is None


def test_they_stop_and_copies_stay(force: Force, other: Force) -> None:
    shared = offered(force)
    draft, place = draft_with_copy(other, shared)
    for _twice in range(2):
        with transaction():
            stop_sharing(shared, by=force.administrator)
    assert events(shared) == ["routes.offered", "routes.withdrawn"]
    assert offers.shared_with(other.organisation.id) == []
    followed = offers.origins_of(now(draft).configuration)[place]
    assert "share it no longer" in followed.words
    assert followed.newer is None
    with transaction(), pytest.raises(Refused, match="shared no longer"):
        take_over(draft, shared, seen=draft.version, by=other.administrator)
    assert offered(force).id != shared.id, "it can be offered again"


def test_who_may_not_and_what_may_not(force: Force, other: Force) -> None:
    published = queries.published(force.organisation.id)
    with transaction(), pytest.raises(Refused, match="Only an administrator"):
        offer_route(published, 0, WORDS, by=other.administrator)
    with transaction(), pytest.raises(Refused, match="Only an administrator"):
        offer_route(published, 0, WORDS, by=force.lead)
    with transaction(), pytest.raises(Refused, match="It names Sam Sergeant"):
        offer_route(published, 0, "For what Sam Sergeant has to decide.", by=force.administrator)
    with transaction():
        draft = actions.begin_draft(force.organisation, by=force.administrator)
    with transaction(), pytest.raises(Refused, match="in force can be shared"):
        offer_route(draft, 0, WORDS, by=force.administrator)
    shared = offered(force)
    with transaction(), pytest.raises(Refused, match="in these very words already"):
        offer_route(published, 0, WORDS, by=force.administrator)
    with transaction(), pytest.raises(Refused, match="Only an administrator"):
        stop_sharing(shared, by=other.administrator)
    with transaction(), pytest.raises(Refused, match="shared no longer"):
        take_over(draft, shared, seen=draft.version, by=force.administrator)
    with transaction(), pytest.raises(Refused, match="Only an administrator"):
        take_over(draft, offered(other), seen=draft.version, by=other.administrator)
    assert session.get(SharedRoute, shared.id).ended_on is None


# --- pages


def test_shared_on_one_page_and_taken_over_on_another(client: Any, force: Force, other: Force) -> None:
    with transaction():
        force.administrator.name = "Nora Northerner"
    client.sign_in(force.administrator)
    published = queries.published(force.organisation.id)
    share = f"{place_of(published, 0)}/share"
    assert share in client.get("/admin/routes").text
    shown = client.get(share).text
    assert "Is it right, safe to share" in shown
    assert "Read them first" in client.submit(share, words=WORDS).text
    assert (
        "It names Sam Sergeant"
        in client.submit(share, words="For what Sam Sergeant reads.", names_nobody="y").text
    )
    assert client.submit(share, words=WORDS, names_nobody="y").status_code == 302
    assert "Shared with other forces" in client.get("/admin/routes").text
    with transaction():
        draft = actions.begin_draft(other.organisation, by=other.administrator)
    client.sign_in(other.administrator)
    shown = client.get(place_of(draft))
    for words in ("From other forces", WORDS, "Shared by Northshire Police since", "Add a copy"):
        assert words in shown.text
    assert "Nora Northerner" not in shown.text
    reference = offers.shared_with(other.organisation.id)[0].reference
    answer = client.submit(place_of(draft), do=f"from-{reference}")
    assert answer.status_code == 302
    copies = [route for route in now(draft).configuration.routes if route.origin]
    assert len(copies) == 1
    place = now(draft).configuration.routes.index(copies[0])
    assert "From Northshire Police, version 1." in client.get(place_of(draft, place)).text
    route = place_of(draft, place)
    assert press(client, client.get(route), "save", route).status_code == 302
    assert now(draft).configuration.routes[place].origin == copies[0].origin, "the form leaves it alone"
    newer = f"{place_of(draft, place)}/newer"
    assert client.get(newer).status_code == 302
    changed(force)
    offered(force)
    assert "they have changed it since" in client.get(place_of(draft, place)).text
    assert newer in client.get(place_of(draft)).text
    shown = client.get(newer).text
    assert "removed the stage “Innovation lead”" in shown
    assert client.submit(newer).status_code == 302
    assert len(now(draft).configuration.routes[place].stages) == 1
    gone = client.submit(place_of(draft), do="from-zzzz9999")
    assert "shared no longer" in gone.text


def test_it_is_stopped_on_the_page_and_by_its_own_administrator(
    client: Any, force: Force, other: Force
) -> None:
    shared = offered(force)
    end = f"/admin/routes/shared/{shared.reference}/end"
    client.sign_in(other.administrator)
    assert client.submit(end, page="/admin/routes").status_code == 404
    client.sign_in(force.administrator)
    assert client.submit(end, page="/admin/routes").status_code == 302
    assert session.get(SharedRoute, shared.id, populate_existing=True).ended_on is not None
    assert "Shared with other forces" not in client.get("/admin/routes").text


@pytest.mark.parametrize("who", ["constable", "sergeant", "lead", "data_officer"])
def test_only_administrators_see_what_is_shared(client: Any, force: Force, other: Force, who: str) -> None:
    theirs = offered(other).reference
    reference = queries.published(force.organisation.id).reference
    with transaction():
        draft = actions.begin_draft(force.organisation, by=force.administrator)
    address = place_of(draft)
    client.sign_in(getattr(force, who))
    for page in (address, f"{address}/0/newer", f"/admin/routes/{reference}/0/share"):
        assert client.get(page).status_code == 404
    assert client.get(f"/admin/routes/shared/{theirs}/end").status_code in {404, 405}


def test_a_draft_cannot_be_shared_from_its_page(client: Any, force: Force, draft: Any) -> None:
    client.sign_in(force.administrator)
    assert client.get(f"{place_of(draft, 0)}/share").status_code == 302
    assert offers.shared_by(force.organisation.id) == []
