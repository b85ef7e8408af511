"""The pages on which two items that say the same become one, and are taken apart again."""

from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from portal.foundation.access import may, me, reader, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.library import actions, queries
from portal.library.forms import MergeForm, PartForm
from portal.library.rules.merging import INTO, UNKNOWN
from portal.library.views.room import address_of, alike_row, pages


@pages.route("/library/<reference>/merge", methods=["GET", "POST"])
@requires("library.merge", on=queries.item)
def merge(item: Any) -> ResponseReturnValue:
    """Say that another item says the same, and leads."""
    form = MergeForm(data={"into": request.args.get("into", "")})
    alike = [alike_row(one) for one in queries.related(reader(), item) if not one.declined]
    form.alike.choices = [(row["reference"], row["title"]) for row in alike]
    if form.validate_on_submit():
        leader = queries.item(form.leader) if form.leader else None
        try:
            if leader is None or not may("library.read", leader):
                raise Refused(UNKNOWN if form.leader else "Choose the one that leads.", field=INTO)
            actions.merge(item.submission, leader.submission, form.reason.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("They are found as one now. Those who wrote them are told why.", "success")
            return redirect(address_of(leader.reference))
    return page("library/merge.html", form=form, item=item, alike=alike)


@pages.route("/library/<reference>/part", methods=["GET", "POST"])
@requires("library.part", on=queries.item)
def part(item: Any) -> ResponseReturnValue:
    """Take an item apart from the one that it was merged into."""
    form, leader = PartForm(), leader_of(item)
    if form.validate_on_submit():
        try:
            actions.part(item.submission, form.reason.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("It is found by itself again, with everything as it was.", "success")
            return redirect(address_of(item.reference))
    return page("library/part.html", form=form, item=item, leader=leader)


def leader_of(item: Any) -> Any:
    """The item that one was merged into; nothing where it was not, or where whoever asks may not read that."""
    into = item.submission.merged_into
    leader = queries.item(into.reference) if into is not None else None
    return leader if leader is not None and may("library.read", leader) else None
