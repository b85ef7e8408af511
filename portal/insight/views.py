"""What came of it all, for everybody of an organisation, for an author, and for the public."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from portal.foundation.access import may, me, requires
from portal.foundation.forms import page
from portal.foundation.tables import table_file
from portal.insight import queries
from portal.insight.rules import LEAST_PEOPLE, PERIOD_NAMES, Period, share_in_words
from portal.people.rules.waits import working_days_in_words
from portal.promises.rules import PART_NAMES
from portal.submissions.kinds import KINDS
from portal.submissions.rules import STATUS_NAMES, Status

pages = Blueprint("insight", __name__)

NOT_SHOWN = f"fewer than {LEAST_PEOPLE}, or close to it"
TABLE = ("What", "Which", "How many", "Of")
EXTRACT = (
    "reference", "kind", "marker", "month", "organisation", "organisation_kind", "region", "sector", "topics",
    "evidence", "came_of_it", "cost", "minutes",
)  # fmt: skip


@pages.get("/insight")
@requires()
def organisation() -> ResponseReturnValue:
    """What came of what was shared in one's organisation; the national curator chooses one."""
    here, period = _asked()
    found = queries.figures_of(here, period)
    others = queries.organisations() if may("insight.see-all") else ()
    return page(
        "insight/organisation.html",
        organisation=here,
        found=found,
        period=period,
        periods=[
            {"label": name, "href": _at("insight.organisation", here, one), "current": one is period}
            for one, name in PERIOD_NAMES.items()
        ],
        heard=[
            (PART_NAMES[one.part], int(100 * one.kept / one.of) if one.of else 0, f"{one.kept} of {one.of}")
            for one in found.kept
        ],
        headline=_headline(found),
        way=[(step.name, step.count, step.words) for step in found.way],
        months=[(_month(day), sent, published) for day, sent, published in found.months],
        groups=[(name, number or 0, _people(number)) for name, number in found.groups],
        file=_at("insight.table", here, period),
        others=[{"name": one.name, "href": _at("insight.organisation", one, period)} for one in others],
        mine=here.id == me().organisation_id,
    )


@pages.get("/insight.csv")
@requires()
def table() -> ResponseReturnValue:
    """The same as a table for a spreadsheet."""
    here, period = _asked()
    return table_file(f"what-came-of-it-{here.code}", TABLE, _cells(queries.figures_of(here, period)))


@pages.get("/insight/mine")
@requires()
def mine() -> ResponseReturnValue:
    """What came of what I shared under my name. Nobody else reads it."""
    return page(
        "insight/mine.html",
        rows=[
            {
                "href": url_for("posts.show", reference=one.post.reference),
                "kind": one.post.kind,
                "kind_name": KINDS[one.post.kind].name,
                "title": one.post.title,
                "status": STATUS_NAMES[Status(one.post.status)],
                "came": _came(one),
            }
            for one in queries.own(me())
        ],
    )


@pages.get("/insight/open")
@requires("library.search", visitors=True)
def openly() -> ResponseReturnValue:
    """What the public layer holds, for whoever asks."""
    return page("insight/openly.html", found=queries.openly())


@pages.get("/insight/extract.csv")
@requires("library.search", visitors=True)
def extract() -> ResponseReturnValue:
    """All that is approved for the public as a table for research: nobody's name, and of each day the month."""
    rows = (
        [", ".join(cell) if isinstance(cell, list) else cell for cell in _values(row)]
        for row in queries.extract_rows()
    )
    return table_file("shared-practice-extract", EXTRACT, rows)


def _values(row: Any) -> list[Any]:
    return [getattr(row, name) for name in EXTRACT]


def _asked() -> tuple[Any, Period]:
    """Whose figures are asked for, and for how long."""
    typed, code = request.args.get("months", ""), request.args.get("organisation", "")
    period = Period(typed) if typed in set(Period) else Period.YEAR
    home = me().organisation
    if not code or code == home.code:
        return home, period
    other = queries.organisation(code[:40]) if may("insight.see-all") else None
    if other is None:
        raise NotFound
    return other, period


def _at(endpoint: str, organisation: Any, period: Period) -> str:
    code = organisation.code if organisation.id != me().organisation_id else None
    return url_for(endpoint, organisation=code, months=period.value)


def _headline(found: Any) -> list[dict[str, str]]:
    """The three figures that matter most: heard in time, used by somebody else, and how soon the first answer came."""
    answered = next(one for one in found.kept if one.part == "answered")
    told = [
        {
            "figure": share_in_words(answered.kept, answered.of) if answered.of else "None yet",
            "words": "of authors had their first answer when it was promised.",
        },
        {
            "figure": share_in_words(found.used_by_others, found.published)
            if found.published
            else "None yet",
            "words": "of what is in the library was used by somebody else.",
        },
    ]
    if found.first_answer is not None:
        days = found.first_answer.median
        told.append(
            {
                "figure": working_days_in_words(days) if days else "The same day",
                "words": f"until the first answer, in half of {found.first_answer.cases} posts.",
            }
        )
    return told


def _came(one: Any) -> str:
    """What came of one post, in words."""
    said = []
    if one.used:
        said.append(f"Used by {one.used} {'other' if one.used == 1 else 'others'}")
    if one.useful:
        said.append(f"{one.useful} found it useful")
    return ". ".join(said)


def _cells(found: Any) -> Iterable[Sequence[object]]:
    """All figures of a page, a row each."""
    sent = found.way[0].count
    yield from (("On its way", step.name, step.count, sent) for step in found.way)
    yield from (("Kept in time", PART_NAMES[one.part], one.kept, one.of) for one in found.kept)
    for name, took in (("First answer", found.first_answer), ("Decision", found.decision)):
        if took is not None:
            yield name, "Working days, half of them", took.median, took.cases
            yield name, "Working days, nine in ten", took.nine_in_ten, took.cases
    yield from (("Sent in the month", f"{day:%Y-%m}", count, "") for day, count, _published in found.months)
    yield from (("Published in the month", f"{day:%Y-%m}", count, "") for day, _sent, count in found.months)
    for name, cells in (
        ("Kind", found.kinds),
        ("Topic", found.topics),
        ("What came of it", found.results),
        ("Impact case", found.steps),
    ):
        yield from ((name, which, count, "") for which, count in cells)
    yield from (("People who shared", name, _people(count), "") for name, count in found.groups)


def _people(count: int | None) -> str:
    return NOT_SHOWN if count is None else f"at least {count}"


def _month(day: date) -> str:
    return f"{day:%b}"
