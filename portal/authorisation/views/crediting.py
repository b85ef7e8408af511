"""Claiming a post that one made anonymously: what follows from it, and then yes."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.authorisation import actions, queries, rules
from portal.authorisation.forms import ClaimForm
from portal.authorisation.views.room import pages
from portal.foundation.access import me, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page

LONGEST_CODE_SHOWN = 80


@pages.route("/account/claim", methods=["GET", "POST"])
@requires()
def claim() -> ResponseReturnValue:
    """Claim one post. A code travels in the body of a request alone, and no refusal is kept."""
    form = ClaimForm()
    if request.method == "GET":
        return page("authorisation/claim.html", form=form)
    code = queries.claim_code_in(form.code.data or "") if form.validate() else ""
    try:
        if request.form.get("then") == "claim":
            post = actions.claim(code, by=me())
            flash("It bears your name now. Those who decided on it are told.", "success")
            return redirect(url_for("posts.show", reference=post.reference))
        found = queries.post_to_claim(code)
        rules.check_claim(me().id, found)
    except Refused as refused:
        form.code.data = (form.code.data or "")[:LONGEST_CODE_SHOWN]
        form.refuse(refused)
        return page("authorisation/claim.html", form=form)
    form.code.data = code
    return page("authorisation/claim_look.html", code=code, form=form, post=found)
