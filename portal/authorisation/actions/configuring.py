"""The routes of an organisation: given at the start; drafted, tried and published by its administrators."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from portal.authorisation import queries, rules
from portal.authorisation.models import ConfigurationRow
from portal.authorisation.rules import Configuration, ConfigurationState
from portal.authorisation.rules.reasons import check_why
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.journal import Entry
from portal.people.models import Organisation, Person, Unit


def give_first_routes(organisation_id: int) -> ConfigurationRow:
    """Give an organisation the routes that everybody starts with, where it has none (contract.md)."""
    there = queries.published(organisation_id)
    if there is not None:
        return there
    first = ConfigurationRow(
        organisation_id=organisation_id,
        number=1,
        state=ConfigurationState.PUBLISHED,
        content=rules.content_of(rules.FIRST_CONFIGURATION),
        anonymous=bool(rules.FIRST_CONFIGURATION.anonymous),
        published_at=clock.now(),
    )
    session.add(first)
    session.flush()
    anonymous = sorted(rules.FIRST_CONFIGURATION.anonymous)
    names = [route.name for route in rules.FIRST_CONFIGURATION.routes]
    journal.write("routes.given", first, number=1, routes=names, anonymous=anonymous)
    return first


def give_routes_after(entries: Sequence[Entry]) -> None:
    """Reaction: a new organisation gets its first routes."""
    for entry in entries:
        with transaction():
            if session.get(Organisation, entry.subject_id) is not None:
                give_first_routes(entry.subject_id)


def begin_draft(organisation: Organisation, *, by: Person) -> ConfigurationRow:
    """The draft of an organisation's next configuration: the one that is there, or a copy of what is in force."""
    _check_may(organisation.id, by)
    there = queries.draft_of(organisation.id)
    if there is not None:
        return there
    draft = ConfigurationRow(
        organisation_id=organisation.id,
        organisation=organisation,
        content=rules.content_of(queries.configuration_of(organisation.id)),
        begun_by_id=by.id,
    )
    session.add(draft)
    session.flush()
    return draft


def change_draft(draft: ConfigurationRow, configuration: Configuration, *, seen: int, by: Person) -> None:
    """Keep what a draft is to say. It may still have faults: only what is published may have none.

    Raises ``Refused`` where the person may not, where somebody changed it meanwhile, or where it asks somebody, or the
    head of a unit, who is not here.
    """
    _take_hold(draft, seen, by)
    _check_people(configuration, draft.organisation_id)
    content = rules.content_of(configuration)
    if content == draft.content:
        return
    draft.content = content
    draft.version += 1
    if draft.proposed_by_id is not None:
        journal.write("routes.changed", draft, by_id=by.id, **_proposed(draft))
        draft.proposed_by_id = None


def note_rehearsed(draft: ConfigurationRow, *, seen: int, by: Person) -> None:
    """Remember that this very draft was tried and that every post found its way."""
    _take_hold(draft, seen, by)
    draft.rehearsed_version = draft.version


def publish(draft: ConfigurationRow, why: str, *, seen: int, by: Person) -> bool:
    """Put a draft in force. Posts on their way keep the steps they were sent with.

    Returns whether it is in force: where the organisation wants two administrators, the first one proposes it.
    Raises ``Refused`` where the person may not, it has faults, it was not rehearsed as it is, or no reason is given.
    """
    _take_hold(draft, seen, by)
    configuration = draft.configuration
    rules.check_configuration(configuration)
    _check_people(configuration, draft.organisation_id)
    if draft.rehearsed_version != draft.version:
        raise Refused("Rehearse it first: nobody has tried these routes as they are now.", code="wrong-state")
    before = queries.published(draft.organisation_id)
    if before is not None and before.content == draft.content:
        raise Refused(
            "It says what is in force already. Change something, or discard it.", code="wrong-state"
        )
    check_why(why, "Say why, in a sentence or two: whoever looks at it in a year reads it.")
    needs_two = configuration.two_publish or (before is not None and before.configuration.two_publish)
    if needs_two and draft.proposed_by_id in {None, by.id}:
        draft.proposed_by_id, draft.why = by.id, why.strip()
        journal.write("routes.proposed", draft, by_id=by.id, why=draft.why)
        return False
    if before is not None:
        before.state = ConfigurationState.RETIRED
        session.flush()
    draft.number = (before.number or 0) + 1 if before is not None else 1
    draft.state, draft.why = ConfigurationState.PUBLISHED, why.strip()
    draft.published_by_id, draft.published_at = by.id, clock.now()
    draft.anonymous = bool(configuration.anonymous)
    journal.write(
        "routes.published",
        draft,
        by_id=by.id,
        number=draft.number,
        why=draft.why,
        **_proposed(draft),
        anonymous=sorted(configuration.anonymous),
    )
    return True


def discard_draft(draft: ConfigurationRow, *, seen: int, by: Person) -> None:
    """Throw a draft away. What is in force stays in force."""
    _take_hold(draft, seen, by)
    journal.write("routes.discarded", draft, by_id=by.id, **_proposed(draft))
    session.delete(draft)


def draft_from_file(organisation: Organisation, configuration: Configuration) -> ConfigurationRow:
    """What a file says becomes the draft of an organisation; it is never put in force by itself.

    Whoever runs the command has the database at hand. Raises ``Refused`` where it asks somebody, or the head of a
    unit, who is not here.
    """
    _check_people(configuration, organisation.id)
    draft = queries.draft_of(organisation.id)
    if draft is None:
        draft = ConfigurationRow(organisation_id=organisation.id, organisation=organisation)
        session.add(draft)
    else:
        draft.version += 1
    draft.content = rules.content_of(configuration)
    session.flush()
    journal.write("routes.imported", draft, **_proposed(draft))
    draft.proposed_by_id = None
    return draft


def _proposed(draft: ConfigurationRow) -> dict[str, Any]:
    """What the journal keeps of a proposal that ends: whose it was, and in which organisation."""
    return {"proposed_by": str(draft.proposed_by_id or ""), "organisation": str(draft.organisation_id)}


def _take_hold(draft: ConfigurationRow, seen: int, by: Person) -> None:
    _check_may(draft.organisation_id, by)
    session.execute(select(ConfigurationRow.id).where(ConfigurationRow.id == draft.id).with_for_update())
    session.refresh(draft)
    if draft.state != ConfigurationState.DRAFT:
        raise Refused("These routes are in force already. Begin a new draft.", code="wrong-state")
    if draft.version != seen:
        raise Refused(
            "Somebody else changed these routes since you opened them. Look at them again.",
            code="old-version",
        )


def _check_may(organisation_id: int, by: Person) -> None:
    if not rules.may_configure(by, organisation_id):
        raise Refused("Only an administrator of the organisation can change its routes.", code="not-yours")


def _check_people(configuration: Configuration, organisation_id: int) -> None:
    """Whoever is asked by name works here, and so does every author named; a unit is one of the organisation's own."""
    for route in configuration.routes:
        for author in route.conditions.authors:
            _check_person(author, organisation_id, f"“{route.name}”")
        for stage in route.stages:
            for ask in stage.asks:
                if ask.person_id is not None:
                    _check_person(ask.person_id, organisation_id, f"the stage “{stage.name}”")
                unit = session.get(Unit, ask.unit_id) if ask.unit_id is not None else None
                if ask.unit_id is not None and (unit is None or unit.organisation_id != organisation_id):
                    raise Refused(f"Choose a unit of this organisation for the stage “{stage.name}”.")


def _check_person(person_id: int, organisation_id: int, where: str) -> None:
    person = session.get(Person, person_id)
    if person is None or person.ended_on is not None or person.organisation_id != organisation_id:
        raise Refused(f"Choose somebody who works in this organisation for {where}.")
