"""The author's right of way, as a page: what is not answered, and to whom it goes."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.authorisation import actions, queries
from portal.authorisation.forms import FurtherForm
from portal.authorisation.rules.further import overrules_a_check
from portal.authorisation.views.room import pages
from portal.foundation.access import me, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.submissions import queries as writings


@pages.route("/submissions/<reference>/further", methods=["GET", "POST"])
@requires("submission.go-further", on=writings.submission)
def go_further(post: Any) -> ResponseReturnValue:
    """Take a post past those who have had it, once."""
    form = FurtherForm()
    if form.validate_on_submit():
        try:
            step = actions.go_further(post, form.why.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(f"It is with {step.holder.title if step.holder else 'somebody else'} now.", "success")
            return redirect(url_for("posts.show", reference=post.reference))
    line = queries.route_line(post)
    return page(
        "authorisation/go_further.html", form=form, post=post, line=line, check=overrules_a_check(post)
    )
