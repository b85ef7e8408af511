"""Trying routes before they are used: how the last posts, and some made up, would go today."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.authorisation import actions, queries
from portal.authorisation.forms import SentForm
from portal.authorisation.rules import (
    Configuration,
    ConfigurationState,
    Group,
    Names,
    Rehearsal,
    StageAhead,
    Tried,
    how_many,
    item_in_words,
)
from portal.authorisation.rules.ahead_in_words import (
    from_in_words,
    holders_in_words,
    troubles_told,
    why_elsewhere,
)
from portal.authorisation.rules.trust import Occasion, goes_first
from portal.authorisation.views.room import pages
from portal.foundation import clock
from portal.foundation.access import may, me, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page, page_asked
from portal.foundation.keys import spoken

__all__ = ["dead_ends", "rehearse", "tried_before"]

A_PAGE = 25
GROUPS_SHOWN = 25
TABS = {"": "All posts", "lost": "At a dead end", "detours": "Worth a look"}


def tried_before() -> tuple[int, Rehearsal] | None:
    """The rehearsal of a draft, before anybody has to wait for what it may then note; nothing where one may not."""
    draft = queries.configuration(str((request.view_args or {}).get("reference", "")))
    if draft is None or not may("route.configure", draft):
        return None
    return draft.version, queries.rehearsal(draft.organisation_id, draft.configuration)


@pages.route("/admin/routes/<reference>/rehearse", methods=["GET", "POST"])
@requires("route.configure", on=queries.configuration, before=tried_before)
def rehearse(tried: Any) -> ResponseReturnValue:
    """How posts would go today by a draft, or by what is in force. Only a draft remembers that it was tried."""
    form = SentForm()
    if form.validate_on_submit():
        version, rehearsal = g.prepared
        try:
            actions.note_tried(tried, rehearsal, version, seen=form.version.data or 0, by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Every post finds its way. You can publish these routes.", "success")
            return redirect(url_for("authorisation.rehearse", reference=tried.reference))
    else:
        rehearsal = queries.rehearsal(tried.organisation_id, tried.configuration)
    form.version.data = tried.version
    return _shown(tried, rehearsal, form)


def _shown(configuration: Any, rehearsal: Rehearsal, form: SentForm) -> ResponseReturnValue:
    chosen = request.args.get("show", "")
    chosen = chosen if chosen in TABS else ""
    parts = {name: [each for each in rehearsal.tried if _belongs(each, name)] for name in TABS}
    found = parts[chosen]
    last = max(1, -(-len(found) // A_PAGE))
    number = min(page_asked(), last)
    shown = found[(number - 1) * A_PAGE : number * A_PAGE]
    groups = rehearsal.grouped
    lost = [one for one in groups if one.trouble.is_dead_end]
    detours = [one for one in groups if not one.trouble.is_dead_end]
    titles = queries.titles_of(_people([*lost[:GROUPS_SHOWN], *detours[:GROUPS_SHOWN]], shown))
    in_force = queries.configuration_of(configuration.organisation_id)
    names = queries.names_of(configuration.organisation_id, configuration.configuration, in_force)
    made = sum(each.item.made_up for each in rehearsal.tried)
    return page(
        "authorisation/rehearse.html",
        form=form,
        configuration=configuration,
        draft=configuration.state == ConfigurationState.DRAFT,
        noted=configuration.rehearsed_version == configuration.version,
        rehearsal=rehearsal,
        real=len(rehearsal.tried) - made,
        made=made,
        faults=[fault.words for fault in rehearsal.faults],
        lost=_lines(lost, titles, names),
        detours=_lines(detours, titles, names),
        rows=[
            _row(each, titles, names, configuration.configuration)
            | {"elsewhere": why_elsewhere(in_force, configuration.configuration, each.item.facts, names)}
            for each in shown
        ],
        number=number,
        last=last,
        tabs=[
            {
                "label": label,
                "href": _address(configuration, name, 1),
                "current": name == chosen,
                "count": len(parts[name]),
            }
            for name, label in TABS.items()
            if parts[name] or name in {"", chosen}
        ],
        turn=lambda to: _address(configuration, chosen, to),
    )


def _belongs(each: Tried, tab: str) -> bool:
    return not tab or (bool(each.troubles) and each.arrives is (tab == "detours"))


def _address(configuration: Any, show: str, number: int) -> str:
    return url_for(
        "authorisation.rehearse",
        reference=configuration.reference,
        show=show or None,
        page=number if number > 1 else None,
    )


def _people(groups: Iterable[Group], shown: Iterable[Tried]) -> set[int]:
    """Keys of all whom the page names."""
    found = {person for one in groups for person in one.trouble.people}
    for each in shown:
        found |= {person for one in each.troubles for person in one.people}
        found |= {seat.given.holder_id for stage in each.stages for seat in stage.seats if seat.given}
        if each.item.made_up and each.item.facts.author_id is not None:
            found.add(each.item.facts.author_id)
    return found


@dataclass(frozen=True, slots=True)
class Lines:
    """The first of several things that go wrong, and how many more there are."""

    shown: Sequence[tuple[str, str, str]]
    more: int


def _lines(groups: Sequence[Group], titles: Mapping[int, str], names: Names) -> Lines:
    shown = groups[:GROUPS_SHOWN]
    lines = [(one.where, one.trouble.words(titles, names), one.posts_in_words) for one in shown]
    return Lines(lines, max(0, len(groups) - GROUPS_SHOWN))


def dead_ends(rehearsal: Rehearsal) -> Lines:
    """What brings posts to a dead end, in the words of the page on which it is rehearsed."""
    groups = [one for one in rehearsal.grouped if one.trouble.is_dead_end]
    return _lines(groups, queries.titles_of(_people(groups[:GROUPS_SHOWN], ())), Names())


def _row(tried: Tried, titles: Mapping[int, str], names: Names, routes: Configuration) -> dict[str, Any]:
    """One post as the table shows it. ``first``: it would be published at once, and reviewed after."""
    route = routes.route(tried.route)
    what, more = item_in_words(tried.item, names)
    return {
        "what": what,
        "reference": spoken(tried.item.reference) if tried.item.reference else "",
        "from": from_in_words(tried, titles, names),
        "more": more,
        "route": tried.route,
        "first": route is not None and goes_first(route, tried.item.facts, Occasion(), clock.today()),
        "days": tried.days,
        "lost": not tried.arrives,
        "tiers": [
            [_stage(stage, titles) for stage in tier]
            for _number, tier in groupby(tried.stages, key=lambda stage: stage.tier)
        ],
        "troubles": [(one.stage, one.words(titles, names), one.is_dead_end) for one in troubles_told(tried)],
    }


def _stage(stage: StageAhead, titles: Mapping[int, str]) -> dict[str, str]:
    who = holders_in_words(stage, titles)
    return {"name": stage.plan.name, "who": who, "how_many": how_many(stage.plan)}
