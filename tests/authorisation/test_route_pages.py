"""The administrators' pages on routes, used as somebody without scripts would: every button carries its whole form."""

from typing import Any

from lxml import html

from portal.authorisation import actions, queries
from portal.authorisation.rules import (
    FIRST_CONFIGURATION,
    Ask,
    Conditions,
    Configuration,
    Criterion,
    Decider,
    RoutePlan,
    StagePlan,
    content_of,
)
from portal.foundation.database import session, transaction
from portal.people.actions import give_first_grades
from portal.submissions.models import Topic
from tests import factories
from tests.authorisation.drafts import now, place_of
from tests.factories import Force


def kept(draft: Any) -> Configuration:
    return now(draft).configuration


def filled(shown: Any, button: str) -> dict[str, list[str]]:
    """What a browser would send of the form that has this button, but for the button itself."""
    buttons = html.document_fromstring(shown.text).xpath(f"//button[@name='do'][@value='{button}']")
    form = buttons[0].iterancestors("form").__next__()
    sent: dict[str, list[str]] = {}
    for field in form.xpath(".//input|.//textarea|.//select"):
        if field.tag == "select":
            chosen = field.xpath(".//option[@selected]") or field.xpath(".//option")[:1]
            values = [option.get("value") for option in chosen]
        elif field.tag == "textarea":
            values = [(field.text or "").removeprefix("\n")]
        elif field.get("type") in {"checkbox", "radio"} and field.get("checked") is None:
            values = []
        else:
            values = [field.get("value", "")]
        if field.get("name"):
            sent.setdefault(field.get("name"), []).extend(values)
    return sent


def press(client: Any, shown: Any, button: str, address: str, **changes: Any) -> Any:
    """Send the form of a page as it is, with some fields filled in, by one of its buttons."""
    fields = filled(shown, button)
    return client.post(address, data={**fields, **changes, "do": button})


def test_the_routes_in_force_are_told_and_drawn(client: Any, force: Force) -> None:
    client.sign_in(force.administrator)
    shown = client.get("/admin/routes").text
    assert "A post takes the first of these routes that fits it" in shown
    assert "All impact cases" in shown
    assert shown.index("Head of unit") < shown.index("Innovation lead") < shown.index("It is in the library")
    assert "Ideas, Impact cases" in shown
    assert "Change the routes" in shown


def test_a_panel_is_drawn_beside_its_neighbour_with_its_terms(client: Any, force: Force) -> None:
    panel = StagePlan(
        "Panel",
        (Ask(Decider.UNIT_HEAD), Ask(Decider.PERSON, person_id=force.inspector.id)),
        4,
        beside=True,
        optional=True,
        blind=True,
    )
    factories.configured(
        force, FIRST_CONFIGURATION.routes[0].stages[1], panel, right_of_way=False, why_not="Too urgent."
    )
    client.sign_in(force.administrator)
    document = html.document_fromstring(client.get("/admin/routes").text)
    tiers = document.xpath("(//ol[@class='lane'])[1]/li[contains(@class, 'lane-several')]")
    assert len(tiers) == 1
    words = " ".join(tiers[0].text_content().split())
    assert "At the same time" in words
    assert "Iris Inspector" in words
    assert "Does not see who wrote it" in words
    assert tiers[0].xpath(".//div[contains(@class, 'lane-maybe')]")
    assert "Too urgent." in document.text_content()


def test_one_draft_is_begun_and_everybody_is_told_of_it(client: Any, force: Force) -> None:
    client.sign_in(force.administrator)
    begin = f"/admin/routes/{force.organisation.code}/draft"
    first = client.submit(begin, page="/admin/routes")
    shown = client.get("/admin/routes").text
    assert "begun by Ada Administrator" in shown
    assert first.location in shown
    with transaction():
        again = actions.begin_draft(force.organisation, by=force.administrator)
    assert first.location == place_of(again)
    assert "Nothing is changed yet" in client.get(first.location).text


def test_routes_are_moved_copied_removed_and_added_by_buttons(client: Any, force: Force, draft: Any) -> None:
    client.sign_in(force.administrator)
    place = place_of(draft)

    def names() -> list[str]:
        return [route.name for route in kept(draft).routes]

    ideas, learning, cases = names()
    assert client.submit(place, do="up-1").location == f"{place}#route-1"
    assert names() == [learning, ideas, cases]
    assert client.submit(place, do="copy-1").location == f"{place}/2"
    client.submit(place, do="remove-1")
    assert names() == [learning, "Ideas 2", cases]
    assert client.submit(place, do="new").location == f"{place}/3"
    assert names()[-1] == "New route"
    shown = client.get(place).text
    assert "Not ready yet" in shown
    assert "“New route” needs at least one stage" in shown
    assert "Removed the route “Ideas”" not in shown  # but for its name the copy says the same
    assert "“Ideas” is now called “Ideas 2”." in shown
    assert client.submit(place, do="remove-99").status_code == 302
    old = client.submit(place, do="up-1", version="1")
    assert old.status_code == 409
    assert "Somebody else changed these routes" in old.text


def test_a_ready_made_route_is_added_where_it_takes_posts(client: Any, force: Force, draft: Any) -> None:
    client.sign_in(force.administrator)
    place = place_of(draft)
    assert client.submit(place, do="adopt-national").location == f"{place}#route-1"
    assert kept(draft).routes[0].name == "National sharing"
    assert "Added “National sharing” as route 1." in client.get(place).text
    unnamed = client.submit(place, do="adopt-trusted-publisher")
    assert unnamed.status_code == 409
    assert "Name at least one person" in unnamed.text
    wrong = client.submit(place, do="adopt-trusted-publisher", people="Nobody Atall")
    assert "Nobody here is called “Nobody Atall”." in wrong.text
    assert "Nobody Atall</textarea>" in wrong.text
    people = f"{force.constable.name}\n{force.sergeant.email}"
    client.submit(place, do="adopt-trusted-publisher", people=people, until="2027-03-31")
    found = kept(draft).route("Trusted publisher")
    assert found is not None
    assert set(found.conditions.authors) == {force.constable.id, force.sergeant.id}
    assert client.submit(place, do="adopt-magic").status_code == 409


def test_what_holds_for_all_routes_is_kept(client: Any, force: Force, draft: Any) -> None:
    client.sign_in(force.administrator)
    place = place_of(draft)
    client.post(
        place,
        data={
            **filled(client.get(place), "settings"),
            "anonymous": "learning",
            "two_publish": "y",
            "do": "settings",
        },
    )
    assert kept(draft).anonymous == {"learning"}
    assert kept(draft).two_publish
    assert client.submit(place, do="settings", anonymous="sonnets").status_code == 422


def test_every_button_of_a_route_carries_the_whole_form(client: Any, force: Force, draft: Any) -> None:
    client.sign_in(force.administrator)
    place = place_of(draft, 0)
    shown = client.get(place)
    assert client.get(place).status_code == 200
    shown = press(client, shown, "add", place, name="Ideas for all")
    assert "Not kept yet" in shown.text
    shown = press(client, shown, "ask-2", place, **{"stages-2-name": "Panel", "stages-2-limit_days": "7"})
    shown = press(client, shown, "up-2", place, **{"stages-2-asks-0-role": "data-sharing-officer"})
    shown = press(client, shown, "copy-0", place)
    shown = press(client, shown, "remove-0", place, **{"stages-0-name": "Gone"})
    shown = press(client, shown, "when-0", place, **{"stages-0-name": "Unit"})
    changes = {
        "stages-0-only_if-sharing": "policing",
        "stages-1-asks-1-decider": "person",
        "stages-1-asks-1-person": f"{force.inspector.name} <{force.inspector.email}>",
        "stages-1-needed": "2",
        "stages-1-veto": [],
        "stages-1-beside": "y",
        "stages-1-blind": "y",
        "stages-1-checklist": "One\n\nTwo",
        "stages-1-criteria": "Use\nRisk × 3",
        "conditions-kinds": ["idea", "learning"],
        "four_eyes": "y",
        "right_of_way": [],
        "why_not": "It is looked at twice.",
    }
    answer = press(client, shown, "save", place, **changes)
    assert answer.location == f"{place_of(draft)}#route-1", answer.text
    route = kept(draft).routes[0]
    assert (route.name, route.four_eyes, route.right_of_way, route.why_not) == (
        "Ideas for all", True, False, "It is looked at twice.",
    )  # fmt: skip
    assert route.conditions == Conditions(kinds=("idea", "learning"))
    unit, panel, lead = route.stages
    assert (unit.name, unit.only_if) == ("Unit", Conditions(sharing="policing"))
    assert panel == StagePlan(
        "Panel",
        (Ask(Decider.ROLE, role="data-sharing-officer"), Ask(Decider.PERSON, person_id=force.inspector.id)),
        7,
        needed=2,
        veto=False,
        beside=True,
        blind=True,
        checklist=("One", "Two"),
        criteria=(Criterion("Use"), Criterion("Risk", 3)),
    )
    assert lead == FIRST_CONFIGURATION.routes[0].stages[1]


def test_a_route_with_everything_comes_back_from_its_page_as_it_was(
    client: Any, force: Force, draft: Any
) -> None:
    with transaction():
        give_first_grades()
        session.add(Topic(slug="handover", name="Handover"))
    session.commit()
    level, _name = queries.levels()[0]
    conditions = Conditions(
        ("idea",), ("handover",), "force", "policing", ("operational",), ("none",), ("untested",), False,
        ("officer",), (force.constable.id,),
    )  # fmt: skip
    stage = StagePlan(
        "Panel",
        (
            Ask(Decider.HEAD_ABOVE, lowest=level),
            Ask(Decider.HEAD_OF, unit_id=force.team.id, highest=level),
            Ask(Decider.PERSON, person_id=force.lead.id),
        ),
        9, "Why?", 2, False, False, True, True, ("A",), (Criterion("B", 2),), conditions,
        "Look *here*.\n\nThen there.",
    )  # fmt: skip
    full = RoutePlan("Full", (stage, FIRST_CONFIGURATION.routes[0].stages[0]), conditions, True)
    with transaction():
        after = Configuration((full, *FIRST_CONFIGURATION.routes))
        actions.change_draft(draft, after, seen=draft.version, by=force.administrator)
    client.sign_in(force.administrator)
    place = place_of(draft, 0)
    assert press(client, client.get(place), "save", place).status_code == 302
    assert content_of(kept(draft)) == content_of(after)
    back = press(client, press(client, client.get(place), "always-0", place), "unask-0-0", place)
    assert press(client, back, "save", place).status_code == 302
    assert kept(draft).routes[0].stages[0].only_if == Conditions()
    assert len(kept(draft).routes[0].stages[0].asks) == 2


def test_what_cannot_be_read_is_kept_as_typed_and_said_beside_its_field(
    client: Any, force: Force, draft: Any
) -> None:
    client.sign_in(force.administrator)
    place = place_of(draft, 0)
    before = kept(draft)
    wrong = press(client, client.get(place), "save", place, **{"stages-0-limit_days": "soon", "name": ""})
    assert wrong.status_code == 422
    assert 'href="#stages-0-limit_days"' in wrong.text
    assert 'href="#name"' in wrong.text
    person = {"stages-1-asks-0-decider": "person", "stages-1-asks-0-person": "Nobody Atall"}
    nobody = press(client, client.get(place), "save", place, **person)
    assert nobody.status_code == 422
    assert 'href="#stages-1-asks-0-person"' in nobody.text
    assert 'value="Nobody Atall"' in nobody.text
    elsewhere = press(
        client,
        client.get(place),
        "save",
        place,
        **{**person, "stages-1-asks-0-person": factories.Force().lead.email},
    )
    assert elsewhere.status_code == 422
    for odd in (
        {"stages-0-asks-0-decider": "king"},
        {"conditions-sharing": "mars"},
        {"stages-0-asks-0-lowest": "x"},
    ):
        assert press(client, client.get(place), "save", place, **odd).status_code == 422
    for button in (
        "up-0",
        "down-9",
        "remove-x",
        "remove-999",
        "unask-0",
        "unask-0-9",
        "ask-0-0",
        "zzz",
        "look",
        "up",
    ):
        fields = {**filled(client.get(place), "save"), "do": button}
        assert client.post(place, data=fields).status_code == 200
    assert kept(draft) == before


def test_a_fault_is_kept_in_the_draft_and_stands_beside_its_stage(
    client: Any, force: Force, draft: Any
) -> None:
    client.sign_in(force.administrator)
    place = place_of(draft, 0)
    answer = press(client, client.get(place), "save", place, **{"stages-1-name": "Head of unit"})
    assert answer.location == place
    shown = client.get(place).text
    assert 'href="#stage-2"' in shown
    assert shown.count("Two stages of “Ideas” are called “Head of unit”.") == 2
    assert "Not ready yet" in client.get(place_of(draft)).text


def test_what_two_administrators_change_at_once_is_lost_to_neither(
    client: Any, force: Force, draft: Any
) -> None:
    client.sign_in(force.administrator)
    page = place_of(draft, 0)
    shown = client.get(page)
    client.submit(place_of(draft), do="up-1")
    refused = press(client, shown, "save", page, name="Ideas, as the second would have them")
    assert refused.status_code == 409
    assert "Somebody else changed these routes" in refused.text
    assert "Ideas, as the second would have them" in refused.text
    assert "What you typed is below, and is not in the draft." in refused.text
    assert f'href="{place_of(draft)}" target="_blank"' in refused.text
    assert "as the second" not in " ".join(route.name for route in kept(draft).routes)
