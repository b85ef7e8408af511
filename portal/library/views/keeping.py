"""The pages that keep the library right: what one keeps, what is stale and whose, retiring and handing over."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.foundation import clock
from portal.foundation.access import may, me, reader, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page, page_asked
from portal.foundation.tables import table_file
from portal.foundation.text import day_with_year
from portal.library import actions, queries
from portal.library.forms import KeeperForm, MonthsForm, RetireForm, StillRightForm
from portal.library.rules import freshness as rules
from portal.library.rules.freshness import STANDING_NAMES, Standing
from portal.library.views.room import address_of, pages
from portal.submissions.kinds import KINDS
from portal.submissions.rules import author_shown_to

HEADING = (
    "reference", "title", "kind", "organisation", "kept by", "deputy", "last confirmed", "due", "times asked",
    "standing",
)  # fmt: skip
WAITING = frozenset({Standing.DUE, Standing.STALE})


@pages.get("/keeping")
@requires("submission.share")
def keeping() -> ResponseReturnValue:
    """What the reader keeps right, what is due first: each with one press that says it still is."""
    kept = [_line(item) for item in queries.kept_by(me())]
    return page(
        "library/keeping.html",
        due=[one for one in kept if one["standing"] in WAITING],
        current=[one for one in kept if one["standing"] == Standing.CURRENT],
        retired=[one for one in kept if one["standing"] == Standing.RETIRED],
    )


def _line(item: Any) -> Mapping[str, Any]:
    return {
        "reference": item.reference,
        "href": address_of(item.reference),
        "title": item.title,
        "kind": item.kind,
        "kind_name": KINDS[item.kind].name,
        "standing": rules.standing(item.review_on, item.retired_on, clock.today()),
        "confirmed": day_with_year(item.confirmed_on),
        "due": day_with_year(item.review_on),
        "retired": day_with_year(item.retired_on) if item.retired_on else "",
    }


@pages.post("/library/<reference>/still-right")
@requires("item.confirm", on=queries.item)
def still_right(item: Any) -> ResponseReturnValue:
    """Say that it is still right. Sent from a list, it comes back to that list."""
    form = StillRightForm()
    if form.validate_on_submit():
        actions.confirm(item, by=me())
        flash(f"Thank you. Readers of “{item.title}” see that it was still right today.", "success")
    there = {"keeping": "library.keeping", "report": "library.report"}.get(request.form.get("then", ""))
    return redirect(url_for(there) if there else url_for("library.item", reference=item.reference))


@pages.route("/library/<reference>/retire", methods=["GET", "POST"])
@requires("item.retire", on=queries.item)
def retire(item: Any) -> ResponseReturnValue:
    """Retire it: it stays to be read, with the reason and what to read instead."""
    form = RetireForm()
    if form.validate_on_submit():
        try:
            actions.retire(item, form.reason.data or "", form.successor.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(
                "Retired. It stays here to be read, marked, and below what is current in search.", "success"
            )
            return redirect(url_for("library.item", reference=item.reference))
    return page("library/retire.html", form=form, item=item)


@pages.post("/library/<reference>/bring-back")
@requires("item.bring-back", on=queries.item)
def bring_back(item: Any) -> ResponseReturnValue:
    """Undo that it was retired."""
    form = StillRightForm()
    if form.validate_on_submit():
        actions.bring_back(item, by=me())
        flash("It is current again.", "success")
    return redirect(url_for("library.item", reference=item.reference))


@pages.route("/library/<reference>/keeper", methods=["GET", "POST"])
@requires("item.arrange", on=queries.item)
def keeper(item: Any) -> ResponseReturnValue:
    """Say who keeps it, who stands in for them, and when it is looked at again."""
    kept = item.keeping
    owner, deputy = (one.email if one is not None else "" for one in (kept.owner, kept.deputy))
    form = KeeperForm(data={"owner": owner, "deputy": deputy, "months": kept.months, "version": kept.version})
    form.owner.description = _who_keeps_at_first(item)
    if form.validate_on_submit():
        try:
            actions.arrange(
                item,
                owner=form.owner.data or "",
                deputy=form.deputy.data or "",
                months=form.months.data,
                seen=form.version.data or 0,
                by=me(),
            )
        except Refused as refused:
            form.refuse(refused)
            form.version.raw_data, form.version.data = None, item.keeping.version
        else:
            flash("Saved. Whoever keeps it from now on is told.", "success")
            return redirect(url_for("library.item", reference=item.reference))
    return page("library/keeper.html", form=form, item=item)


def _who_keeps_at_first(item: Any) -> str:
    wrote = item.submission.author is not None or item.submission.claimed_by is not None
    first = "its author, or the innovation lead once they have left" if wrote else "the innovation lead"
    return f"Somebody who works where it was written. Leave it empty for {first}."


@pages.get("/keeping/report")
@requires("keeping.report")
def report() -> ResponseReturnValue:
    """What is stale and whose, with counts; the national curator sees all organisations."""
    show, organisation = _wanted()
    number = page_asked()
    person = reader()
    found = queries.report(person, show, organisation, number)
    home, leads = person.organisation.code, may("people.lead")
    return page(
        "library/report.html",
        found=found,
        show=show,
        organisation=organisation,
        tabs=[
            {
                "label": name,
                "href": _here("library.report", one, organisation),
                "current": one == show,
                "count": found.sums[one],
            }
            for one, name in STANDING_NAMES.items()
        ],
        rows=[
            {
                "href": address_of(line.reference),
                "reference": line.reference,
                "title": line.title,
                "kind": line.kind,
                "kind_name": KINDS[line.kind].name,
                "organisation": line.organisation_name,
                "whose": line.whose,
                "deputy": line.deputy,
                "confirmed": day_with_year(line.confirmed_on),
                "asked": line.asked,
                "confirms": leads and line.organisation == home and line.standing in WAITING,
            }
            for line in found.lines
        ],
        by_organisation=[
            (name, _here("library.report", show, code), [each.get(one, 0) for one in STANDING_NAMES])
            for (code, name), each in found.counts.items()
        ],
        names=STANDING_NAMES,
        number=min(max(1, number), found.pages),
        at=lambda turned: _here("library.report", show, organisation, turned),
        file=_here("library.report_file", show, organisation),
        everything=_here("library.report", show, ""),
    )


@pages.get("/keeping/report.csv")
@requires("keeping.report")
def report_file() -> ResponseReturnValue:
    """The same as a table for a spreadsheet, all of it."""
    rows = (
        (
            line.reference,
            line.title,
            KINDS[line.kind].name,
            line.organisation_name,
            line.whose,
            line.deputy,
            line.confirmed_on,
            line.review_on,
            line.asked,
            STANDING_NAMES[line.standing],
        )
        for line in queries.whole_report(reader(), *_wanted())
    )
    return table_file("kept-right", HEADING, rows)


def _wanted() -> tuple[Standing, str]:
    """What the address asks for: how items stand, and the code of an organisation or nothing for all."""
    typed = request.args.get("show", "")
    organisation = request.args.get("organisation", "")
    return Standing(typed) if typed in set(Standing) else Standing.STALE, organisation[:40]


def _here(endpoint: str, show: Standing, organisation: str, number: int = 1) -> str:
    return url_for(
        endpoint, show=show.value, organisation=organisation or None, page=number if number > 1 else None
    )


@pages.route("/keeping/months", methods=["GET", "POST"])
@requires("keeping.set-months")
def months() -> ResponseReturnValue:
    """After how many months the posts of one's organisation are looked at again, by kind."""
    organisation = me().organisation
    form = MonthsForm.of(organisation.settings.get(rules.MONTHS_SETTING) or {})
    if form.validate_on_submit():
        try:
            actions.set_months(organisation, form.chosen, by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Saved. The days change within a minute or two.", "success")
            return redirect(url_for("library.months"))
    return page("library/months.html", form=form, organisation=organisation, reports=may("keeping.report"))


def freshness_shown(item: Any) -> Mapping[str, Any]:
    """What the page of an item says of how fresh it is: whom to ask, and what to read instead of a retired one."""
    person = reader()
    author = author_shown_to(person, item.submission)
    owner = rules.owner_of(item)
    stands = rules.shown_standing(item.review_on, item.retired_on, clock.today())
    after = queries.successor_of(item) if stands is Standing.RETIRED else None
    return {
        "standing": stands,
        "since": day_with_year(item.confirmed_on),
        "mine": owner is not None and person is not None and owner.id == person.id,
        "whom": queries.whose(person, item, owner, hidden=author.hidden),
        "retired_on": day_with_year(item.retired_on) if item.retired_on else "",
        "because": item.keeping.retired_because,
        "successor": after if after is not None and may("library.read", after) else None,
        "due": rules.standing(item.review_on, item.retired_on, clock.today()) in WAITING,
        "review_on": day_with_year(item.review_on) if item.review_on else "",
    }
