"""Who may do what to whom, which passwords, names and addresses will do: no database needed."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from portal.foundation.errors import Refused
from portal.people import rules
from portal.people.rules import NATIONAL_ROLES, ROLE_DUTIES, ROLE_NAMES, Role
from portal.people.rules.grades import FIRST_GRADES, rank_key
from portal.people.rules.names import checked_email, checked_name, code_of
from portal.people.rules.passwords import wait_after, weakness_of
from portal.people.rules.roster import decoded, read

HERE, ELSEWHERE = 1, 2


@dataclass
class Somebody:
    id: int = 1
    roles: frozenset[str] = frozenset()
    organisation_id: int = HERE
    unit_id: int = 1
    headed_unit_ids: frozenset[int] = field(default_factory=frozenset)
    level: int = 0


def holder(*roles: Role, at: int = HERE, key: int = 1) -> Somebody:
    return Somebody(id=key, roles=frozenset(roles), organisation_id=at)


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("organisation", [HERE, ELSEWHERE])
def test_who_administers_an_organisation(role: Role | None, organisation: int) -> None:
    person = holder(*([role] if role else []))
    expected = role is Role.SYSTEM_ADMINISTRATOR or (
        role is Role.ORGANISATION_ADMINISTRATOR and organisation == HERE
    )
    assert rules.administers(person, organisation) is expected


@pytest.mark.parametrize(("by", "role"), list(product([None, *Role], Role)))
def test_who_may_give_which_role(by: Role | None, role: Role) -> None:
    person = holder(*([by] if by else []))
    if role in NATIONAL_ROLES:
        expected = by is Role.SYSTEM_ADMINISTRATOR
    else:
        expected = by in {Role.SYSTEM_ADMINISTRATOR, Role.ORGANISATION_ADMINISTRATOR}
    assert rules.may_grant(person, role, to_id=2) is expected
    assert rules.may_grant(person, role, to_id=person.id) is False


def test_an_account_with_a_national_role_is_out_of_reach_of_an_organisation_administrator() -> None:
    administrator = holder(Role.ORGANISATION_ADMINISTRATOR)
    assert rules.may_edit_person(administrator, holder(Role.INNOVATION_LEAD, key=2))
    assert not rules.may_edit_person(administrator, holder(Role.SYSTEM_ADMINISTRATOR, key=2))
    assert not rules.may_edit_person(administrator, holder(at=ELSEWHERE, key=2))
    assert rules.may_edit_person(
        holder(Role.SYSTEM_ADMINISTRATOR), holder(Role.NATIONAL_CURATOR, at=ELSEWHERE, key=2)
    )


def test_every_role_has_a_name_and_says_what_it_lets_somebody_do() -> None:
    assert set(ROLE_NAMES) == set(ROLE_DUTIES) == set(Role)


def test_a_unit_does_not_go_below_itself_nor_too_deep() -> None:
    with pytest.raises(Refused, match="below itself"):
        rules.check_not_below_itself((1, 2, 3), 2)
    with pytest.raises(Refused, match="deep"):
        rules.check_not_below_itself(tuple(range(rules.DEEPEST_UNIT)), 99)
    rules.check_not_below_itself((1, 2), 3)


PASSWORDS = [
    ("tea kettle lamppost", True),
    ("correct horse battery", True),
    ("Xk29!vvQ-8s7pLm", True),
    ("ledger-orchid-ninety", True),
    ("ünïcode wörter helfen", True),
    ("   spaces count too   ", True),
    ("a" * 60 + "bcdefghij", True),
    ("passphrases are longer", True),
    ("short", False),
    ("elevenchars", False),
    ("", False),
    ("aaaaaaaaaaaaaaaa", False),
    ("abcabcabcabcabc", False),
    ("password1234", False),
    ("Password12345!", False),
    ("qwertyuiop123", False),
    ("1234567890123", False),
    ("welcome123456", False),
    ("amina.constable1", False),
    ("Northshire2026", False),
    ("policepolice99", False),
    ("x" * 129, False),
]


@pytest.mark.parametrize(("password", "will_do"), PASSWORDS)
def test_which_passwords_will_do(password: str, will_do: bool) -> None:
    words = ["Amina", "Constable", "amina", "constable", "force", "example", "Northshire", "Police"]
    assert (weakness_of(password, words=words) is None) is will_do


def test_wrong_passwords_slow_down_and_never_shut_out() -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert wait_after(9, now, now) == timedelta()
    waits = [wait_after(wrong, now, now) for wrong in range(10, 60)]
    assert waits[0] == timedelta(seconds=1)
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(seconds=60)
    assert wait_after(1000, now - timedelta(seconds=61), now) == timedelta()


@pytest.mark.parametrize(
    "email",
    [
        "\u212aim@force.example", "o\ufb03ce@force.example", "\u0430mina@force.example", "amına@force.example",
        "no-at.example", "a@b@c.example", "a b@force.example", "=a@force.example", "a..b@force.example", "@x.example",
        "x" * 70 + "@force.example", "",
    ],
)  # fmt: skip
def test_addresses_that_are_none_or_look_like_another(email: str) -> None:
    with pytest.raises(Refused):
        checked_email(email)


def test_an_address_is_kept_as_it_was_typed() -> None:
    assert checked_email(" Amina.O'Neil+lead@force.example ") == "Amina.O'Neil+lead@force.example"


@pytest.mark.parametrize(
    "name", ["", "  ", "=cmd|' /C calc'!A0", "+1", "-2", "@SUM(1)", "12345", "\uff1dA", "Аmina", "x" * 121]
)
def test_names_that_cannot_be_kept(name: str) -> None:
    with pytest.raises(Refused):
        checked_name(name)


@pytest.mark.parametrize(
    "name", ["Amina Constable", "Zoë O’Brien-Łuczak", "Ольга Петрова", "山田 太郎", "D'Arcy"]
)
def test_names_of_people_are_kept(name: str) -> None:
    assert checked_name(f" {name}  ") == name


def test_a_code_is_made_of_the_name() -> None:
    assert code_of("Dyfed–Powys Héddlu & Co.") == "dyfedpowys-heddlu-co"
    assert code_of("West Midlands Police") == "west-midlands-police"


def test_a_rank_is_recognised_as_people_write_it() -> None:
    assert rank_key("Sergeant") == rank_key("police sergeant") == rank_key("Police  Sergeant")
    assert rank_key("Ch. Insp") == rank_key("ch insp")
    assert rank_key("Police Staff") != rank_key("Staff")
    assert len({rank_key(grade.name) for grade in FIRST_GRADES}) == len(FIRST_GRADES)


HEADER = "email,name,organisation,unit,parent_unit,rank,roles\n"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("nobody,Amina,Force,Team,,,", "name@example.org"),
        ("a@f.example,,Force,Team,,,", "Type a name"),
        ("a@f.example,Amina,,Team,,,", "name of the organisation"),
        ("a@f.example,Amina,Force,,,,", "name of the unit"),
        ("a@f.example,Amina,Force,Team,,,wizard", "no role called “wizard”"),
        ("a@f.example,Amina,Force,Team,,,innovation-lead:drones", "no role called"),
        ("a@f.example,Amina,Force,Team,,,topic-lead", "topic comes after a colon"),
        ('a@f.example,"Amina,Force,Team,,,', "quotation mark"),
        ("a@f.example,Am\x00ina,Force,Team,,,", "cannot be kept"),
        ('a@f.example,"=HYPERLINK(1)",Force,Team,,,', "cannot begin with"),
        ("a@f.example," + "x" * 6000 + ",Force,Team,,,", "longer than"),
        ("o\ufb03ce@f.example,Kim,Force,Team,,,", "plain letter"),
    ],
)
def test_a_bad_row_is_named_by_line_and_reason_and_the_next_is_read(line: str, reason: str) -> None:
    roster = read(HEADER + line + "\nb@f.example,Bo,Force,Team,,,\n")
    assert [(bad.line, reason in bad.reason) for bad in roster.bad] == [(2, True)], roster.bad
    assert [row.email for row in roster.rows] == ["b@f.example"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_file_is_read_however_it_was_written(encoding: str, end: str, delimiter: str) -> None:
    text = (HEADER + "zoe@f.example,Zoë,Force,Team,,Sgt,head; Topic-Lead:drones\n\n").replace(",", delimiter)
    roster = read(decoded(text.replace("\n", end).encode(encoding)))
    assert not roster.bad
    (row,) = roster.rows
    assert (row.name, row.rank, row.head) == ("Zoë", "Sgt", True)
    assert row.roles == {(Role.TOPIC_LEAD, "drones")}


def test_columns_come_in_any_order_and_spelling_and_strange_ones_are_told() -> None:
    roster = read("Unit;E-mail;Name;Organization;Grade;Shoe size\nTeam;a@f.example;Amina;Force;PC;40\n")
    assert roster.rows[0].rank == "PC"
    assert roster.ignored == ("shoe_size",)


def test_a_file_without_the_columns_it_needs_is_refused() -> None:
    with pytest.raises(Refused, match="Not there: organisation, unit"):
        read("email,name\na@f.example,Amina\n")
    with pytest.raises(Refused, match="empty"):
        read("\n \n")


def test_the_same_address_twice_is_one_person() -> None:
    roster = read(HEADER + "a@f.example,Amina,F,T,,,\nA@F.example,Other,F,T,,,\n")
    assert [(bad.line, bad.reason) for bad in roster.bad] == [(3, "Line 2 has the same address.")]


def test_what_an_export_put_before_a_formula_is_taken_off_again() -> None:
    roster = read(HEADER + "a@f.example,Amina,F,T,,'-none,\n")
    assert roster.rows[0].rank == "-none"
