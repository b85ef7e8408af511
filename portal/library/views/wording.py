"""Words that mean the same, as the national curator and system administrators keep them."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.foundation.access import may, me, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.library import actions, queries
from portal.library.forms import SynonymChangeForm, SynonymsForm
from portal.library.rules.synonyms import in_words
from portal.library.views.room import pages


@pages.route("/admin/synonyms", methods=["GET", "POST"])
@requires("synonyms.keep")
def synonyms() -> ResponseReturnValue:
    """All that means the same, and a field to say more."""
    form = SynonymsForm()
    if form.validate_on_submit():
        try:
            added = actions.add_synonyms(form.ways.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(f"Whoever looks for one of these finds them all: {in_words(added.ways)}.", "success")
            return redirect(url_for("library.synonyms"))
    return page(
        "library/synonyms.html", form=form, rings=queries.rings(), administers=may("people.administer")
    )


@pages.route("/admin/synonyms/<reference>", methods=["GET", "POST"])
@requires("synonyms.keep-one", on=queries.ring)
def synonym_ring(ring: Any) -> ResponseReturnValue:
    """Change which words mean the same."""
    form = SynonymChangeForm(data={"ways": "\n".join(ring.ways), "version": ring.version})
    title = in_words(ring.ways)
    if form.validate_on_submit():
        try:
            actions.change_synonyms(ring, form.ways.data or "", seen=form.version.data or 0, by=me())
        except Refused as refused:
            form.refuse(refused)
            form.version.raw_data, form.version.data = None, ring.version  # the page says what they are now
        else:
            flash("Saved. It counts from now on.", "success")
            return redirect(url_for("library.synonyms"))
    return page("library/synonym_ring.html", form=form, ring=ring, title=title)


@pages.post("/admin/synonyms/<reference>/remove")
@requires("synonyms.keep-one", on=queries.ring)
def remove_synonyms(ring: Any) -> ResponseReturnValue:
    """Say no longer that words mean the same."""
    said = in_words(ring.ways)
    actions.remove_synonyms(ring, by=me())
    flash(f"These are different words again: {said}.", "success")
    return redirect(url_for("library.synonyms"))
