"""A file of people, imported by command and on the page."""

from io import BytesIO
from pathlib import Path
from time import process_time

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select

from portal.foundation.database import session, transaction
from portal.people import actions, queries
from portal.people.cli import people as command
from portal.people.models import Person, Unit
from portal.people.rules import Role
from portal.people.rules.roster import read
from tests import factories
from tests.client import Client
from tests.factories import Force

HEADER = "email,name,organisation,unit,parent_unit,rank,roles\n"
FILE = HEADER + (
    "ada@vale.example,Ada Admin,Vale Police,Headquarters,,Chief Inspector,organisation-administrator;innovation-lead\n"
    "sam@vale.example,Sam Sergeant,Vale Police,Team A,Division,Sgt,head\n"
    "amina@vale.example,Amina Constable,Vale Police,Team A,Division,Constable,\n"
    "iris@vale.example,Iris Inspector,Vale Police,Division,Headquarters,Inspector,head\n"
)


@pytest.fixture
def run(app: Flask, tmp_path: Path) -> "Run":
    return Run(tmp_path / "people.csv")


class Run:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, text: str | bytes, *options: str) -> Result:
        self.path.write_bytes(text if isinstance(text, bytes) else text.encode())
        said = ["import", str(self.path), *options]
        result = CliRunner().invoke(command, said, obj=lambda: {"drones"}, catch_exceptions=False)
        assert result.exit_code == 0
        return result


def test_organisations_units_people_roles_and_heads_are_made(run: Run) -> None:
    result = run(FILE)
    vale = queries.organisation("vale-police")
    assert vale is not None
    lines = [(line.unit.name, line.depth, line.heads) for line in queries.tree(vale.id)]
    assert lines == [
        ("Headquarters", 0, ()),
        ("Division", 1, ("Iris Inspector",)),
        ("Team A", 2, ("Sam Sergeant",)),
    ]
    ada = queries.person_by_email("ada@vale.example")
    assert ada is not None
    assert ada.roles == {Role.ORGANISATION_ADMINISTRATOR, Role.INNOVATION_LEAD}
    amina = queries.person_by_email("AMINA@vale.example")
    assert amina is not None
    assert amina.title == "PC Amina Constable"
    assert result.output.splitlines()[-1] == "4 added, 0 changed, 0 ended, 0 as they were, 0 rows left out."


def test_the_same_file_again_changes_nothing(run: Run) -> None:
    run(FILE)
    before = session.scalar(select(func.count()).select_from(Unit))
    result = run(b"\xef\xbb\xbf" + FILE.replace("\n", "\r\n").encode())
    assert result.output == "0 added, 0 changed, 0 ended, 4 as they were, 0 rows left out.\n"
    assert session.scalar(select(func.count()).select_from(Unit)) == before


def test_bad_rows_are_named_and_the_others_done(run: Run) -> None:
    result = run(
        FILE + "nobody,X,Vale Police,Team A,,,\nbo@vale.example,Bo,Vale Police,Team A,Division,,wizard\n"
    )
    assert "Line 6 was left out: An e-mail address looks like" in result.output
    assert "Line 7 was left out: There is no role called “wizard”." in result.output
    assert result.output.splitlines()[-1].startswith("4 added")
    assert result.output.splitlines()[-1].endswith("2 rows left out.")


def test_changes_are_made_and_told(run: Run) -> None:
    run(FILE)
    changed = FILE.replace("Amina Constable", "Amina Khan").replace("Sgt,head", "Inspector,none")
    output = run(changed).output
    assert "Changed: Amina Khan (amina@vale.example): name, from Amina Constable." in output
    assert "rank or grade, to Inspector; no longer heads Team A." in output
    amina = queries.person_by_email("amina@vale.example")
    assert amina is not None
    with transaction():
        actions.grant(amina, Role.COMMUNICATIONS, by=None)
    run(changed)
    assert amina.roles == {Role.COMMUNICATIONS}  # an empty cell leaves roles as they are


def test_leavers_are_those_the_file_does_not_name(run: Run) -> None:
    other = Force().constable
    run(FILE)
    without = "\n".join(line for line in FILE.splitlines() if not line.startswith("amina")) + "\n"
    assert "0 ended" in run(without).output
    assert "Ended: Amina Constable (amina@vale.example)." in run(without, "--leavers").output
    amina = queries.person_by_email("amina@vale.example")
    assert amina is not None
    assert amina.ended_on is not None
    assert other.ended_on is None
    assert "came back" in run(FILE, "--leavers").output
    assert amina.ended_on is None


def test_nobody_is_ended_for_a_row_that_cannot_be_read(run: Run) -> None:
    run(FILE)
    output = run(FILE.replace("amina@vale.example", "amina(at)vale"), "--leavers").output
    assert "Nobody was ended" in output


def test_units_that_cannot_be_told_apart_or_stand_below_themselves_are_bad_rows(run: Run) -> None:
    output = run(
        HEADER
        + "a@v.example,A,Vale,Team,North,,\nb@v.example,B,Vale,Team,South,,\nc@v.example,C,Vale,Team,,,\n"
        "d@v.example,D,Vale,One,Two,,\ne@v.example,E,Vale,Two,One,,\n"
    ).output
    assert "Line 4 was left out: There are several units called “Team”" in output
    assert "Line 5 was left out: The file puts" in output
    assert output.splitlines()[-1].startswith("2 added")


def test_an_unknown_rank_is_told_and_the_row_done(run: Run) -> None:
    output = run(HEADER + "a@v.example,A,Vale,Team,,Wizard,\n").output
    assert "Note: Line 2: there is no rank or grade called “Wizard”" in output
    assert output.splitlines()[-1].startswith("1 added")


def test_a_topic_that_nobody_files_posts_under_is_named_with_its_line(run: Run) -> None:
    output = run(
        HEADER + "a@v.example,A,Vale,Team,,,topic-lead:drones\nb@v.example,B,Vale,Team,,,topic-lead:dronse\n"
    ).output
    assert "Line 3 was left out: There is no topic called “dronse”." in output
    assert output.splitlines()[-1].startswith("1 added")
    lead = queries.person_by_email("a@v.example")
    assert lead is not None
    assert {(held.role, held.topic) for held in lead.roles_held} == {("topic-lead", "drones")}


def test_an_administrator_changes_neither_others_nor_their_own_roles_by_a_file(app: Flask) -> None:
    force, other = Force(), Force()
    code, name = force.organisation.code, force.team.name
    chief = factories.person(force.team, Role.SYSTEM_ADMINISTRATOR)
    rows = [
        f"x@f.example,X,{other.organisation.code},Team,,,",
        "y@f.example,Y,A New Force,Team,,,",
        f"z@f.example,Z,{code},{name},,,national-curator",
        f"{force.administrator.email},Ada,{code},{name},,,innovation-lead;organisation-administrator",
        f"{chief.email},Chief,{code},{name},,,",
        f"{other.constable.email},Amina,{code},{name},,,",
        f"fine@f.example,Fine,{code},{name},,,communications;head",
    ]
    outcome = actions.import_people(read(HEADER + "\n".join(rows)), topics=(), by=force.administrator)
    assert [bad.line for bad in outcome.bad] == [2, 3, 4, 5, 6, 7]
    assert outcome.added == 1


def test_an_administrator_in_a_file_waits_for_a_second_administrator(app: Flask) -> None:
    force = Force()
    second = factories.person(force.office, Role.ORGANISATION_ADMINISTRATOR)
    row = f"new@f.example,New,{force.organisation.code},{force.team.name},,,organisation-administrator;communications"
    first, again = (
        actions.import_people(read(HEADER + row), topics=(), by=force.administrator) for _ in range(2)
    )
    assert (first.added, first.bad, again.bad, again.unchanged) == (1, [], [], 1)
    new = queries.person_by_email("new@f.example")
    assert new is not None
    assert new.roles == {Role.COMMUNICATIONS}
    with transaction():
        actions.confirm(new, Role.ORGANISATION_ADMINISTRATOR, by=second)
    assert Role.ORGANISATION_ADMINISTRATOR in new.roles


def test_thousands_of_rows_take_a_few_milliseconds_each(run: Run) -> None:
    rows = "".join(
        f"p{number}@big.example,Pat {'abcdefghij'[number % 10]},Big Police,Team {number % 300},"
        f"Division {number % 20},PC,\n"
        for number in range(4_000)
    )
    began = process_time()
    result = run(HEADER + rows)
    assert result.output.splitlines()[-1].startswith("4000 added")
    assert process_time() - began < 20


def test_the_command_sets_a_password_and_refuses_a_weak_one(app: Flask) -> None:
    force = Force()
    runner = CliRunner()
    done = runner.invoke(command, ["password", force.constable.email], input="nine purple umbrellas\n")
    assert done.exit_code == 0
    assert actions.password_is_right(force.constable, "nine purple umbrellas")
    weak = runner.invoke(command, ["password", force.constable.email], input="short\n")
    assert "at least 12 characters" in str(weak.exception)
    nobody = runner.invoke(command, ["password", "nobody@x.example"], input="nine purple umbrellas\n")
    assert "Nobody who works here" in str(nobody.exception)


def test_the_page_shows_what_would_change_before_it_is_done(client: Client) -> None:
    force = Force()
    client.sign_in(force.administrator)
    text = HEADER + f"new@f.example,Nia New,{force.organisation.code},{force.team.name},,,\nbad,X,Y,Z,,,\n"
    upload = {"file": (BytesIO(text.encode()), "people.csv")}
    preview = client.submit("/admin/people/import", **upload)
    assert preview.status_code == 200
    assert "Added: Nia New" in preview.text
    assert "Line 3:" in preview.text
    assert queries.person_by_email("new@f.example") is None
    done = client.send(preview, "/admin/people/import", then="do")
    assert done.status_code == 302
    assert "1 added" in client.get("/admin/people").text
    assert session.scalar(select(Person.name).where(Person.email_key == "new@f.example")) == "Nia New"


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"\xff\xfe\x00", b"a,b\n1,2\n", b'"' * 4000, b"email;name\n" * 50]
)
def test_a_file_that_is_none_is_refused_in_a_sentence(client: Client, content: bytes) -> None:
    client.sign_in(Force().administrator)
    answer = client.submit("/admin/people/import", file=(BytesIO(content), "people.csv"))
    assert answer.status_code == 409
    assert "There is a problem" in answer.text
