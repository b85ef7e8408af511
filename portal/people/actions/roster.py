"""A file of people made true: added, changed, given their roles, and, where asked, ended."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.people import queries, rules
from portal.people.actions import administrators, persons, structure
from portal.people.models import Grade, Organisation, Person, Unit
from portal.people.rules import ROLE_NAMES, Role
from portal.people.rules.grades import rank_key
from portal.people.rules.names import code_of, email_key, same_words
from portal.people.rules.roster import BadRow, Roster, Row

BATCH = 500


@dataclass(slots=True)
class Outcome:
    """What an import did, or would do. ``changes`` are sentences, ``notes`` what an administrator should look at."""

    added: int = 0
    changed: int = 0
    ended: int = 0
    unchanged: int = 0
    changes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """The outcome in one sentence."""
        return (
            f"{self.added} added, {self.changed} changed, {self.ended} ended, {self.unchanged} as they were, "
            f"{len(self.bad)} {'row' if len(self.bad) == 1 else 'rows'} left out."
        )


def import_people(
    roster: Roster,
    *,
    topics: Collection[str],
    by: Person | None = None,
    leavers: bool = False,
    tell: Callable[[int], None] | None = None,
) -> Outcome:
    """Bring the accounts to what the file says; the same file again changes nothing.

    Bad rows are left out and named, the others are done. ``leavers`` ends the accounts of the organisations
    in the file that the file does not name. ``by`` is the administrator whose powers bound it, or nobody for
    the command line. ``topics`` are those that somebody can lead, by their short names: what posts are about is
    not known down here. ``tell`` hears how many rows are done.
    """
    run = _Import(roster, topics, by)
    for start in range(0, len(roster.rows), BATCH):
        rows = roster.rows[start : start + BATCH]
        with transaction():
            run.begin(rows)
            for row in rows:
                run.take(row)
        if tell is not None:
            tell(len(rows))
    if leavers:
        with transaction():
            run.end_leavers()
    run.outcome.bad.sort(key=lambda bad: bad.line)
    return run.outcome


def rehearse_import(
    roster: Roster, *, topics: Collection[str], by: Person | None = None, leavers: bool = False
) -> Outcome:
    """What an import would do, found out by doing it and undoing it."""
    with _undone():
        return import_people(roster, topics=topics, by=by, leavers=leavers)


@contextmanager
def _undone() -> Iterator[None]:
    with transaction():
        savepoint = session.begin_nested()
        try:
            yield
        finally:
            savepoint.rollback()


class _Import:
    """One run: what the file says, what there is, and what was done so far."""

    def __init__(self, roster: Roster, topics: Collection[str], by: Person | None) -> None:
        self.roster = roster
        self.topics = topics
        self.by = by
        self.outcome = Outcome(bad=list(roster.bad), notes=[])
        if roster.ignored:
            self.outcome.notes.append(f"Columns that mean nothing here: {', '.join(roster.ignored)}.")
        self.organisations: list[Organisation] = []
        self.units: dict[int, _Units] = {}
        self.grades: dict[str, Grade] = {}
        self.people: dict[str, Person] = {}
        self.named: dict[int, Organisation] = {}

    def begin(self, rows: tuple[Row, ...]) -> None:
        """Read at once what a batch of rows is about."""
        if not self.organisations:
            self.organisations = list(queries.organisations())
        if not self.grades:
            structure.give_first_grades()
            for grade in queries.grades():
                for words in filter(None, (grade.name, grade.abbreviation)):
                    self.grades.setdefault(rank_key(words), grade)
        keys = [email_key(row.email) for row in rows]
        self.people = {person.email_key: person for person in queries.people_by_key(keys)}

    def take(self, row: Row) -> None:
        """Do one row, or name it among the bad ones."""
        try:
            said = self._take(row)
        except Refused as refused:
            self.outcome.bad.append(BadRow(row.line, refused.message))
            return
        if said is None:
            self.outcome.unchanged += 1
        else:
            self.outcome.changes.append(said)

    def _take(self, row: Row) -> str | None:
        person = self.people.get(email_key(row.email))
        organisation = self._organisation(row)
        self._check(row, person, organisation)
        grade = self._grade(row, person)
        unit = self._units_of(organisation).find(row.unit, row.parent_unit)
        self.named[organisation.id] = organisation
        if person is None:
            person = persons.make(name=row.name, email=row.email, unit=unit, grade=grade, by=self.by)
            self.people[person.email_key] = person
            self._set_duties(row, person, unit)
            self.outcome.added += 1
            return f"Added: {row.name} ({row.email}), {unit.name}, {organisation.name}."
        changes = persons.change(
            person, name=row.name, email=person.email, unit=unit, grade=grade, by=self.by
        )
        if person.ended_on is not None:
            persons.take_back(person, by=self.by)
            changes.append("came back")
        changes += self._set_duties(row, person, unit)
        if not changes:
            return None
        self.outcome.changed += 1
        return f"Changed: {row.name} ({row.email}): {'; '.join(changes)}."

    def _organisation(self, row: Row) -> Organisation:
        wanted = same_words(row.organisation)
        for one in self.organisations:
            if wanted in {one.code, same_words(one.name), same_words(one.short_name)}:
                return one
        code = code_of(row.organisation)
        for one in self.organisations:
            if one.code == code:
                return one
        if self.by is not None and not rules.may_administer_everything(self.by):
            raise Refused(f"“{row.organisation}” is not your organisation.")
        made = structure.add_organisation(name=row.organisation, by=self.by)
        self.organisations.append(made)
        self.outcome.changes.append(f"Added the organisation {made.name} (code {made.code}).")
        return made

    def _check(self, row: Row, person: Person | None, organisation: Organisation) -> None:
        for _role, topic in sorted(row.roles or ()):
            if topic and topic not in self.topics:
                raise Refused(f"There is no topic called “{topic}”.")
        if self.by is None:
            return
        if not rules.administers(self.by, organisation.id):
            raise Refused(f"“{row.organisation}” is not your organisation.")
        if person is not None and not rules.may_edit_person(self.by, person):
            raise Refused("This account is not yours to change.")
        held = {(Role(one.role), one.topic) for one in person.roles_held} if person else set()
        for role, _topic in (held if row.roles is None else row.roles) ^ held:
            if person is not None and person.id == self.by.id:
                raise Refused("Nobody changes their own roles.")
            if not rules.may_grant(self.by, role, to_id=0):
                raise Refused(f"Only a system administrator gives or takes “{ROLE_NAMES[role]}”.")

    def _grade(self, row: Row, person: Person | None) -> Grade | None:
        if not row.rank:
            return person.grade if person is not None else None
        grade = self.grades.get(rank_key(row.rank))
        if grade is None:
            self.outcome.notes.append(
                f"Line {row.line}: there is no rank or grade called “{row.rank[:80]}”. The row was done without it."
            )
            return person.grade if person is not None else None
        return grade

    def _units_of(self, organisation: Organisation) -> "_Units":
        if organisation.id not in self.units:
            mine = {organisation.code, same_words(organisation.name), same_words(organisation.short_name)}
            rows = [
                row
                for row in self.roster.rows
                if same_words(row.organisation) in mine or code_of(row.organisation) == organisation.code
            ]
            self.units[organisation.id] = _Units(organisation, rows, self.outcome, self.by)
        return self.units[organisation.id]

    def _set_duties(self, row: Row, person: Person, unit: Unit) -> list[str]:
        """Roles and headships exactly as the file has them; left alone where its cell is empty."""
        if row.roles is None:
            return []
        said: list[str] = []
        held = {(Role(one.role), one.topic) for one in person.roles_held}
        for role, topic in sorted(row.roles - held):
            if self.by is not None and administrators.waits(person, role) is not None:
                continue
            given = persons.grant(person, role, topic=topic, by=self.by)
            waits = "" if given else ", once another administrator confirms it"
            said.append(f"given {ROLE_NAMES[role]}{waits}")
        for role, topic in sorted(held - row.roles):
            persons.take_away(person, role, topic=topic, by=self.by)
            said.append(f"no longer {ROLE_NAMES[role]}")
        if row.head and unit.id not in person.headed_unit_ids:
            persons.name_head(unit, person, by=self.by)
            said.append(f"heads {unit.name}")
        for headship in list(person.headships):
            if not (row.head and headship.unit_id == unit.id):
                other = session.get_one(Unit, headship.unit_id)
                persons.remove_head(other, person, by=self.by)
                said.append(f"no longer heads {other.name}")
        return said

    def end_leavers(self) -> None:
        """End those of the organisations in the file whom it does not name."""
        if self.roster.unread:
            self.outcome.notes.append(
                "Nobody was ended: of some rows not even the address can be read, and they may name somebody."
            )
            return
        for organisation in self.named.values():
            for person in queries.people_of(organisation.id):
                if person.email_key not in self.roster.named:
                    self._end(person)

    def _end(self, person: Person) -> None:
        try:
            if self.by is not None and not rules.may_edit_person(self.by, person):
                raise Refused("This account is not yours to change.")
            persons.end(person, by=self.by)
        except Refused as refused:
            self.outcome.notes.append(f"{person.name} ({person.email}) was not ended. {refused.message}")
        else:
            self.outcome.ended += 1
            self.outcome.changes.append(f"Ended: {person.name} ({person.email}).")


class _Units:
    """The units of one organisation, found by name, and made where the file has one that is not there."""

    def __init__(
        self, organisation: Organisation, rows: list[Row], outcome: Outcome, by: Person | None
    ) -> None:
        self.organisation = organisation
        self.outcome = outcome
        self.by = by
        self.found: dict[tuple[str, str], Unit] = {}
        self.named: dict[str, list[Unit]] = {}
        for unit in queries.units_of(organisation.id):
            self.named.setdefault(same_words(unit.name), []).append(unit)
        self.parents: dict[str, set[str]] = {}  # what the file says stands above a unit, by its compared name
        for row in rows:
            if row.parent_unit:
                self.parents.setdefault(same_words(row.unit), set()).add(row.parent_unit)

    def find(self, name: str, parent_name: str, above: tuple[str, ...] = ()) -> Unit:
        """The unit of this name below a unit of that name. Raises ``Refused`` where it cannot be told which."""
        key = (same_words(name), same_words(parent_name))
        if key in self.found:
            return self.found[key]
        if key[0] in above or key[0] == key[1]:
            raise Refused(f"The file puts “{name}” below itself.")
        known = self.named.setdefault(key[0], [])
        if parent_name:
            parent = self._above(parent_name, (*above, key[0]))
            unit = next((one for one in known if one.parent_id == parent.id), None)
        else:
            parent = None
            if len(known) > 1:
                raise Refused(f"There are several units called “{name}”. Name the unit above it.")
            unit = known[0] if known else None
        if unit is None:
            unit = structure.add_unit(self.organisation, name, parent=parent, by=self.by)
            known.append(unit)
            place = f"below {parent.name}" if parent else "at the top"
            self.outcome.changes.append(f"Added the unit {unit.name}, {place}, {self.organisation.name}.")
        self.found[key] = unit
        return unit

    def _above(self, name: str, above: tuple[str, ...]) -> Unit:
        said = self.parents.get(same_words(name), set())
        known = self.named.get(same_words(name), [])
        if len(known) == 1 and not (said and len(said) == 1):
            return known[0]
        if len(said) > 1:
            raise Refused(f"There are several units called “{name}”, so it cannot stand above another.")
        return self.find(name, next(iter(said), ""), above)
