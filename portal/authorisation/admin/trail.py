"""The audit trail: who decided, who changed what, and who tried what is not theirs to do, in plain words."""

from datetime import date
from typing import Any

from flask import current_app, request, url_for
from flask.typing import ResponseReturnValue

from portal.authorisation.admin.showing import administered
from portal.authorisation.queries import trail as queries
from portal.authorisation.rules.trail import WHAT_NAMES, What
from portal.authorisation.views.room import pages
from portal.foundation import audit, clock, keys
from portal.foundation.access import may, reader, requires
from portal.foundation.forms import page, page_asked
from portal.foundation.tables import table_file
from portal.foundation.text import BadText, plain_line
from portal.people import queries as people

__all__ = ["trail", "trail_file"]

ALL = "all"
LONGEST = 200
HEADING = ("Day", "Who", "What", "Why it was refused", "Post")


@pages.get("/admin/audit")
@requires("people.administer")
def trail() -> ResponseReturnValue:
    """What happened in an organisation, newest first."""
    kept, wanted, organisation = _asked()
    number = min(page_asked(), queries.PAGES_AT_MOST)
    total = queries.count_of(wanted, reader())
    return page(
        "authorisation/trail.html",
        organisation=organisation,
        organisations=people.organisations() if may("people.administer-all") else [],
        kept=kept,
        unknown=bool(kept["person"]) and wanted.person_id == 0,
        what_names=WHAT_NAMES,
        lines=queries.trail(wanted, reader(), page=number),
        total=total,
        number=number,
        pages=-(-total // queries.ROWS_A_PAGE),
        rows_a_file=queries.ROWS_A_FILE,
        whole=audit.last_found_whole(current_app.config["SETTINGS"].checkpoints),
        address=lambda to: url_for("authorisation.trail", **_filled(kept), page=to),
        file_address=url_for("authorisation.trail_file", **_filled(kept)),
    )


@pages.get("/admin/audit.csv")
@requires("people.administer")
def trail_file() -> ResponseReturnValue:
    """The same rows as a table for a spreadsheet."""
    _kept, wanted, _organisation = _asked()
    rows = (
        (
            clock.local(line.at).date(),
            line.who.name if line.who is not None else "",
            line.words,
            line.why,
            line.post and keys.spoken(line.post),
        )
        for line in queries.trail(wanted, reader(), rows=queries.ROWS_A_FILE)
    )
    return table_file("audit-trail", HEADING, rows)


def _asked() -> tuple[dict[str, str], queries.Wanted, Any]:
    """What the address asks for: as it stood there, as rows, and the organisation; none where it is all of them."""
    kept = {name: _line(name) for name in ("organisation", "what", "person", "day")}
    every = kept["organisation"] == ALL and may("people.administer-all")
    organisation = None if every else administered()
    kept["organisation"] = (
        ALL if organisation is None else organisation.code if may("people.administer-all") else ""
    )
    try:
        day = date.fromisoformat(kept["day"]) if kept["day"] else None
    except ValueError:
        kept["day"], day = "", None
    if day is not None and not 1900 < day.year < 9000:
        kept["day"], day = "", None
    what = What(kept["what"]) if kept["what"] in set(What) else None
    kept["what"] = what.value if what is not None else ""
    somebody = _person(kept["person"]) if kept["person"] else None
    wanted = queries.Wanted(
        organisation.id if organisation is not None else None,
        what,
        None if not kept["person"] else somebody.id if somebody is not None else 0,
        day,
    )
    return kept, wanted, organisation


def _line(name: str) -> str:
    try:
        return plain_line(request.args.get(name, ""))[:LONGEST]
    except BadText:
        return ""


def _person(typed: str) -> Any:
    """Whoever has this address or reference, where the reader keeps their account."""
    found = people.person_by_email(typed) if "@" in typed else people.person(typed)
    return found if found is not None and may("people.edit", found) else None


def _filled(kept: dict[str, str]) -> dict[str, Any]:
    return {name: value for name, value in kept.items() if value}
