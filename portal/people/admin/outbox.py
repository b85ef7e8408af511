"""Mail as it leaves the portal: how much waits, what was given up and why. What it says stands on no page."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.foundation import outbox as mails
from portal.foundation.access import me, requires
from portal.foundation.bounces import trouble_in_words
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.people.forms import GivenUpForm
from portal.people.views import pages

AGAIN = "again"
DROP = "drop"


@pages.route("/admin/outbox", methods=["GET", "POST"])
@requires("people.administer-all")
def outbox() -> ResponseReturnValue:
    """Mail that waits, that was given up, to be tried again or dropped, and that a server sent back."""
    form = GivenUpForm()
    if form.validate_on_submit():
        try:
            flash(_settled(form.mail.data or "", form.then.data or ""), "success")
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect(url_for("people.outbox"))
    return page(
        "people/outbox.html",
        form=form,
        counts=mails.counts(),
        waiting=mails.listed(mails.WAITING),
        given_up=mails.listed(mails.FAILED),
        came_back=mails.listed(mails.BACK),
        in_words=trouble_in_words,
        hours=int(mails.GIVE_UP_AFTER.total_seconds() // 3600),
        days=mails.KEPT_FOR.days,
    )


def _settled(key: str, then: str) -> str:
    """Do what was chosen and say so. Raises ``Refused`` where nothing was, or it was not given up."""
    number = int(key) if key.isascii() and key.isdecimal() and len(key) < 20 else 0
    if then == AGAIN:
        mails.try_again(number, by_id=me().id)
        return "It is tried again."
    if then == DROP:
        mails.drop(number, by_id=me().id)
        return "Dropped."
    raise Refused("Choose whether to try it again or to drop it.", code="missing")
