"""What I did, for me alone: a page, a statement for a review or a promotion, and a certificate for one post.

Nobody else can ask for any of it, and nothing is kept of that somebody did. Whoever is handed a file checks its stamp.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import current_app, request, url_for
from flask.typing import ResponseReturnValue

from portal.anonymous.rules import key_for
from portal.foundation import clock, paper
from portal.foundation.access import me, requires
from portal.foundation.forms import page
from portal.foundation.paper.stamps import stamped
from portal.foundation.tables import table_file
from portal.foundation.text import day_with_year
from portal.implementation import queries as implementation
from portal.library import queries as library
from portal.library.views.printing import handed_out
from portal.library.views.visiting import whole
from portal.people.rules.calendar import months_after
from portal.recognition import queries
from portal.recognition.rules.record import MARK_MEANS, MARK_NAMES, by_mark
from portal.recognition.views.room import pages
from portal.recognition.views.statement import certificate_as_document, statement_as_document
from portal.submissions import queries as writings
from portal.submissions.rules import author_shown_to

PERIODS: Mapping[str, str] = {"12": "12 months", "36": "3 years", "all": "All of it"}
KEY_PAGE = "/anonymous/proof"  # of the desk, whose pages the portal does not know
COLUMNS = ("Mark", "Day", "What", "Confirmed", "Reference")


@pages.get("/record")
@requires()
def record() -> ResponseReturnValue:
    """What I contributed, helped with, adopted and stopped, and who thanked me. Nobody else reads it."""
    period, since = _asked()
    found = queries.record_of(me(), since)
    return page(
        "recognition/record.html",
        groups=[
            {"name": MARK_NAMES[mark], "means": MARK_MEANS[mark], "deeds": [_line(one) for one in deeds]}
            for mark, deeds in by_mark(found.deeds)
        ],
        thanks=[
            {
                "who": one.leader,
                "on": one.said_on,
                "words": one.words,
                "title": one.submission.title,
                "href": url_for("library.item", reference=one.submission.reference),
            }
            for one in found.thanks
        ],
        period=period,
        periods=[
            {"label": name, "href": url_for("recognition.record", months=value), "current": value == period}
            for value, name in PERIODS.items()
        ],
        own={
            one.reference: url_for("recognition.certificate", reference=one.reference)
            for one in found.deeds
            if one.own
        },
    )


@pages.get("/record.csv")
@requires()
def record_table() -> ResponseReturnValue:
    """The same as a table."""
    _period, since = _asked()
    found = queries.record_of(me(), since)
    rows = [
        *((MARK_NAMES[one.mark], one.on, one.what, one.confirmed, one.reference) for one in found.deeds),
        *(("Thanked", one.said_on, one.words, one.leader, one.submission.reference) for one in found.thanks),
    ]
    return table_file("record-of-contribution", COLUMNS, rows)


@pages.get("/record.pdf")
@requires()
def statement() -> ResponseReturnValue:
    """The same as a statement that whoever is handed it can check."""
    period, since = _asked()
    person, today = me(), clock.today()
    found = queries.record_of(person, since)
    until = (
        f"{day_with_year(since)} to {day_with_year(today)}"
        if since is not None
        else f"Up to {day_with_year(today)}"
    )
    document = statement_as_document(
        found,
        person=person.title,
        organisation=person.organisation.name,
        period=until,
        portal=_portal(),
    )
    return handed_out(_stamped(document), f"record-of-contribution-{period}-{today}.pdf")


@pages.get("/record/<reference>/certificate")
@requires("record.certify", on=writings.submission)
def certificate(post: Any) -> ResponseReturnValue:
    """That I wrote one post, and what became of it."""
    person = me()
    found = queries.record_of(person)
    item = library.item(post.reference)
    document = certificate_as_document(
        [one for one in found.deeds if one.reference == post.reference and one.own],
        [one for one in found.thanks if one.submission_id == post.id],
        title=item.title if item is not None else post.title,
        names=author_shown_to(person, post).names or person.title,
        organisation=post.organisation.name,
        used_by=[one.place for one in implementation.ledger_of(post).holding],
        address=whole(url_for("library.item", reference=post.reference)),
        portal=_portal(),
        today=day_with_year(clock.today()),
    )
    return handed_out(_stamped(document), f"certificate-{post.reference}.pdf")


def _asked() -> tuple[str, date | None]:
    """How far back is asked for: the period, and its first day."""
    typed = request.args.get("months", "")
    period = typed if typed in PERIODS else "12"
    if period == "all":
        return period, None
    return period, months_after(clock.today().replace(day=1), -int(period))


def _line(deed: Any) -> Mapping[str, Any]:
    href = url_for("library.item", reference=deed.reference) if deed.reference else ""
    return {
        "what": deed.what,
        "on": deed.on,
        "confirmed": deed.confirmed,
        "href": href,
        "reference": deed.reference,
    }


def _portal() -> Mapping[str, str]:
    return {"name": current_app.config["SETTINGS"].name, "key": whole(KEY_PAGE)}


def _stamped(document: paper.Document) -> bytes:
    """The document with the stamp of this portal. It is kept nowhere."""
    seed = key_for(current_app.config["SETTINGS"].secret_key, "proof")
    return stamped(paper.pdf(document), bytes.fromhex(seed))
