"""Commands about routes. Whoever runs them has the database at hand already."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from portal.authorisation import actions, queries
from portal.authorisation.rules import (
    Configuration,
    Names,
    Rehearsal,
    StageAhead,
    Tried,
    faults_of,
    item_in_words,
)
from portal.authorisation.rules.ahead_in_words import (
    from_in_words,
    holders_in_words,
    troubles_told,
    why_elsewhere,
)
from portal.authorisation.rules.plan import days_in_words
from portal.authorisation.rules.readable import LARGEST_FILE, read, written
from portal.foundation import clock
from portal.foundation.database import transaction
from portal.foundation.errors import Refused
from portal.foundation.keys import spoken
from portal.people import queries as people


@click.group()
def routes() -> None:
    """The routes of an organisation: as one file, and tried before they are used."""


def organisation_called(code: str) -> Any:
    """The organisation with this code, or the only one there is. Raises ``Refused``, naming those there are."""
    known = people.organisations()
    if not code and len(known) == 1:
        return known[0]
    found = people.organisation(code)
    if found is None:
        codes = ", ".join(one.code for one in known)
        wrong = f"No organisation has the code {code}." if code else "Say whose routes with --organisation."
        raise Refused(f"{wrong} There are: {codes}.")
    return found


def routes_in(file: Path, organisation_id: int) -> Configuration:
    """What a file says. Raises ``Refused`` for what is no file of routes."""
    if file.stat().st_size > LARGEST_FILE:
        raise Refused("This file is too large to hold routes.")
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("This file is no text in UTF-8.") from error
    return read(text, queries.directory_of(organisation_id))


@routes.command("export")
@click.option("--organisation", default="", help="Its code; not needed where there is only one.")
@click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), help="A file; otherwise it is printed."
)
def export_routes(organisation: str, to: Path | None) -> None:
    """Write the routes in force as one file that people can read, keep and compare."""
    of = organisation_called(organisation)
    configuration = queries.configuration_of(of.id)
    text = written(
        configuration,
        queries.directory_of(of.id, configuration),
        queries.names_of(of.id, configuration),
        of.name,
    )
    if to is None:
        click.echo(text, nl=False)
        return
    to.write_text(text, "utf-8", newline="\n")
    click.echo(f"The routes of {of.name} are in {to}.")


@routes.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organisation", default="", help="Its code; not needed where there is only one.")
def import_routes(file: Path, organisation: str) -> None:
    """Make FILE the draft of an organisation's next routes. It is never put in force by itself."""
    of = organisation_called(organisation)
    configuration = routes_in(file, of.id)
    with transaction():
        actions.draft_from_file(of, configuration)
    faults = faults_of(configuration)
    click.echo(f"{len(configuration.routes)} routes are the draft of {of.name} now. They are not in force.")
    for fault in faults:
        click.echo(f"Before they can be used: {fault.words}")
    if not faults:
        click.echo("An administrator rehearses and publishes them at /admin/routes.")


@routes.command("rehearse")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organisation", default="", help="Its code; not needed where there is only one.")
@click.option("--items", default=queries.REAL_POSTS, show_default=True, help="So many of the last posts.")
@click.option("--totals", is_flag=True, help="Only what goes wrong and how many arrive, not each post.")
@click.option("--json", "as_json", is_flag=True, help="Each post as one line of JSON, and nothing else.")
def rehearse_routes(file: Path | None, organisation: str, items: int, *, totals: bool, as_json: bool) -> None:
    """Try routes with the last posts, some made up, and today's people: those of FILE, the draft, or in force.

    It prints the way of each post, who would have each stage, and why it goes elsewhere than today; then what goes
    wrong. It writes nothing, and says of no real post who wrote it. The exit code is 1 where one would come to a dead
    end.
    """
    of = organisation_called(organisation)
    draft = queries.draft_of(of.id)
    if file is not None:
        what, configuration = f"The routes in {file}", routes_in(file, of.id)
    elif draft is not None:
        what, configuration = f"The draft of {of.name}", draft.configuration
    else:
        what, configuration = f"The routes of {of.name}", queries.configuration_of(of.id)
    rehearsal = queries.rehearsal(of.id, configuration, real=items)
    groups = rehearsal.grouped
    in_force = queries.configuration_of(of.id)
    names = queries.names_of(of.id, configuration, in_force)
    titles = queries.titles_of(_people(rehearsal))
    for each in () if totals and not as_json else rehearsal.tried:
        why = why_elsewhere(in_force, configuration, each.item.facts, names)
        told = _as_data(each, why, titles, names)
        click.echo(json.dumps(told, ensure_ascii=False) if as_json else "\n".join(_as_lines(told)))
    if as_json:
        raise SystemExit(int(not rehearsal.holds))
    for fault in rehearsal.faults:
        click.echo(f"Dead end: {fault.words}")
    for one in groups:
        sort = "Dead end" if one.trouble.is_dead_end else "Worth a look"
        where = f" [{one.where}]" if one.where else ""
        click.echo(f"{sort}, {one.posts_in_words}: {one.trouble.words(titles, names)}{where}")
    made = sum(each.item.made_up for each in rehearsal.tried)
    total = len(rehearsal.tried)
    click.echo(
        f"{what}: {rehearsal.arrive} of {total} posts find their way ({total - made} were sent, {made} are made up)."
    )
    if not rehearsal.holds:
        raise SystemExit(1)


def _people(rehearsal: Rehearsal) -> set[int]:
    """Keys of all whom a rehearsal names: holders, with whom it goes wrong, and as whom one was made up."""
    found = {person for each in rehearsal.tried for one in each.troubles for person in one.people}
    for each in rehearsal.tried:
        found |= {seat.given.holder_id for stage in each.stages for seat in stage.seats if seat.given}
        if each.item.made_up and each.item.facts.author_id is not None:
            found.add(each.item.facts.author_id)
    return found


def _as_data(tried: Tried, why: str, titles: Mapping[int, str], names: Names) -> dict[str, Any]:
    """The way of one post as plain values. ``by`` is the day for what would be open today, else nothing."""
    what, more = item_in_words(tried.item, names)
    return {
        "reference": spoken(tried.item.reference) if tried.item.reference else None,
        "post": what,
        "looked_at": more,
        "from": from_in_words(tried, titles, names),
        "route": tried.route or None,
        "elsewhere": why,
        "stages": [
            {
                "name": stage.plan.name,
                "tier": stage.tier + 1,
                "holders": holders_in_words(stage, titles),
                "working_days": stage.plan.limit_days,
                "by": _by(stage),
            }
            for stage in tried.stages
        ],
        "working_days": tried.days,
        "arrives": tried.arrives,
        "wrong": [
            {"stage": one.stage, "words": one.words(titles, names), "dead_end": one.is_dead_end}
            for one in troubles_told(tried)
        ],
    }


def _by(stage: StageAhead) -> str | None:
    """The last day of those who would have a stage at once; nothing of one that would come later."""
    days = [seat.due_on for seat in stage.seats if seat.due_on is not None] if not stage.tier else []
    return max(days).isoformat() if days else None


def _as_lines(told: Mapping[str, Any]) -> Iterator[str]:
    """The way of one post as people read it."""
    yield " ".join(filter(None, (told["reference"], told["post"])))
    yield f"  {'. '.join(filter(None, (told['from'], told['looked_at'])))}."
    yield f"  Route: {told['route'] or 'none'}. {told['elsewhere']}".rstrip()
    for tier, together in groupby(told["stages"], key=lambda stage: stage["tier"]):
        for place, stage in enumerate(together):
            number = "at the same time" if place else f"{tier}."
            until = days_in_words(stage["working_days"])
            if stage["by"]:
                until = f"by {clock.day_in_words(date.fromisoformat(stage['by']))}"
            yield f"  {number} {stage['name']}: {stage['holders']} ({until})"
    for one in told["wrong"]:
        where = f"{one['stage']}: " if one["stage"] else ""
        yield f"  {'Dead end' if one['dead_end'] else 'Worth a look'}. {where}{one['words']}"
