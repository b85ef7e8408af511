"""How many people work where: what a file of figures must be, and an administrator's page of them."""

from io import BytesIO

import pytest

from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.people import actions, queries
from portal.people.models import Organisation
from portal.people.rules.establishment import Band, Place, read_figures, said_in_words
from tests.client import Client
from tests.factories import Force

PLACES = (Place("k7m29qxt", "Coast"), Place("a1b2c3d4", "Downs"), Place("e5f6g7h8", "Downs"))


def test_a_file_is_read_by_code_or_name_and_an_empty_row_is_unknown():
    text = 'code,unit,constable,staff,notes\nK7M2-9QXT,,"1,200",7,x\n\ne5f6g7h8,Downs,,,\n'
    found = read_figures(text, PLACES)
    assert found["k7m29qxt"][Band.CONSTABLE] == 1200
    assert found["k7m29qxt"][Band.STAFF] == 7
    assert found["k7m29qxt"][Band.SENIOR] == 0
    assert found["e5f6g7h8"] == {}
    assert read_figures("unit;constable\nCOAST;4", PLACES)["k7m29qxt"][Band.CONSTABLE] == 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("name,number\nCoast,4", "must name the columns"),
        ("unit,constable\nNowhere,4", "Line 2: there is no such unit"),
        ("unit,constable\nDowns,4", "Line 2: there are several"),
        ("unit,constable\nCoast,four", "Line 2: “four” is no number"),
        ("unit,constable\nCoast,-4", "Line 2: “-4” is no number"),
        ("unit,constable\nCoast,999999999", "Line 2: A number of people is from 0"),
        ("unit,constable\nCoast,1\nCoast,2", "Line 3: this unit has a row"),
        ('unit,constable\n"Coast,1', "Line 2 cannot be read"),
        ("unit,constable\n" + "x" * 3000, "Line 2 is longer"),
    ],
)
def test_a_file_that_cannot_be_used_says_where(text: str, said: str):
    with pytest.raises(Refused, match=said):
        read_figures(text, PLACES)


def test_what_is_said_of_an_author_in_words():
    assert said_in_words("constable", "") == "a constable"
    assert said_in_words("", "Coast") == "somebody in Coast"
    assert said_in_words("pcso", "Coast") == "a PCSO in Coast"


def boxes(force: Force, numbers: dict[Band, str]) -> dict[str, str]:
    return {f"heads-{force.team.reference}-{band}": number for band, number in numbers.items()}


def test_an_administrator_gives_figures_and_takes_them_back(client: Client):
    force = Force()
    client.sign_in(force.administrator)
    assert "No figures are given yet" in client.get("/admin/crowd").text
    typed = boxes(force, {Band.CONSTABLE: "240", Band.STAFF: "12"})
    assert client.submit("/admin/crowd/figures", page="/admin/crowd", **typed).status_code == 302
    shown = client.get("/admin/crowd").text
    assert "252" in shown
    assert "No figures for" in shown
    heads = queries.figures_of(queries.units_of(force.organisation.id)).heads
    assert heads == {force.team.reference: {**dict.fromkeys(Band, 0), Band.CONSTABLE: 240, Band.STAFF: 12}}
    wrong = client.submit("/admin/crowd/figures", page="/admin/crowd", **boxes(force, {Band.STAFF: "many"}))
    assert "“many” is no number of people" in wrong.text
    assert (
        client.submit(
            "/admin/crowd/figures", page="/admin/crowd", **boxes(force, dict.fromkeys(Band, ""))
        ).status_code
        == 302
    )
    assert not queries.figures_of(queries.units_of(force.organisation.id)).given


def test_a_file_goes_out_and_comes_back(client: Client):
    force = Force()
    client.sign_in(force.administrator)
    file = client.get("/admin/crowd/figures.csv")
    assert file.mimetype == "text/csv"
    lines = file.text.splitlines()
    assert lines[0].startswith("code,unit,constable")
    filled = "\n".join([lines[0], *(f"{line.split(',')[0]},,10,2,1,0,0,5,0" for line in lines[1:])])
    sent = client.submit(
        "/admin/crowd/figures", page="/admin/crowd", file=(BytesIO(filled.encode()), "f.csv")
    )
    assert sent.status_code == 302
    heads = queries.figures_of(queries.units_of(force.organisation.id)).heads
    assert len(heads) == len(lines) - 1
    assert all(sum(row.values()) == 18 for row in heads.values())


def test_the_crowd_is_never_smaller_than_five(client: Client):
    force = Force()
    client.sign_in(force.administrator)
    few = client.submit("/admin/crowd", crowd="4", quiet_below="20")
    assert "From 5 to 500 people" in few.text
    assert client.submit("/admin/crowd", crowd="25", quiet_below="0").status_code == 302
    session.rollback()
    kept = session.get_one(Organisation, force.organisation.id, populate_existing=True)
    assert (kept.crowd, kept.quiet_below) == (25, 0)
    assert "Posts never wait" in client.get("/admin/crowd").text
    with pytest.raises(Refused), transaction():
        actions.keep_crowd(kept, crowd=4, quiet_below=0, by=force.administrator)


def test_only_its_own_administrator_keeps_the_figures_of_an_organisation(client: Client):
    force, other = Force(), Force()
    client.sign_in(other.administrator)
    assert client.get(f"/admin/crowd?organisation={force.organisation.code}").status_code == 404
    with pytest.raises(Refused), transaction():
        actions.keep_figures(force.organisation, {}, by=other.administrator)
    with pytest.raises(Refused), transaction():
        actions.keep_figures(
            other.organisation, {force.team.reference: {Band.STAFF: 4}}, by=other.administrator
        )


def test_who_has_been_about_is_counted_once_and_of_smaller_organisations_half(client: Client):
    force = Force()
    about = queries.about(force.organisation)
    assert (about.accounts, about.week, about.needed) == (7, 0, 3)
    assert about.quiet
    for who in (force.constable, force.sergeant, force.lead):
        actions.begin_session(who)
        actions.begin_session(who)
    about = queries.about(force.organisation)
    assert (about.week, about.quiet) == (3, False)
