"""How one is written to, and the link in every mail that stops it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from portal.foundation.access import me, public, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import Form, page
from portal.notifications import actions, queries
from portal.notifications.actions import Wishes
from portal.notifications.forms import WishesForm
from portal.people.rules.mail import MailChoice

pages = Blueprint("notifications", __name__)
# Whoever holds the link in a mail stops it, and the programs that read mail press it for them: they have no token.
stopping = Blueprint("stopping", __name__)


@pages.route("/account/mail", methods=["GET", "POST"])
@requires()
def mail() -> ResponseReturnValue:
    """Of what I am written to, how often, and when not."""
    person, kept = me(), queries.wishes_of(me())
    lately = queries.told_of_lately(person)
    form = WishesForm(
        data={
            "mail": person.mail,
            "quiet_from": kept.quiet_from,
            "quiet_until": kept.quiet_until,
            "posts": [one.reference for one in lately if not one.muted],
            **kept.kinds,
        }
    )
    form.offer(person.organisation.mail_at, lately)
    if form.validate_on_submit():
        wishes = Wishes(
            MailChoice(form.mail.data), form.by_kind(), form.quiet_from.data, form.quiet_until.data
        )
        # A page that did not show them says nothing of posts.
        of = [one.reference for one in lately] if request.form.get("of_posts") else []
        try:
            actions.choose(person, wishes, of=of, wanted=form.posts.data or ())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Saved. It holds for what happens from now on.", "success")
            return redirect(url_for("people.account"))
    differs = any(kept.kinds.values()) or any(one.errors for one in form.kinds)
    return page("notifications/mail.html", form=form, lately=lately, differs=differs)


@stopping.route("/stop-mail/<token>/<what>", methods=["GET", "POST"])
@public
def stop_mail(token: str, what: str) -> ResponseReturnValue:
    """Stop mail by the link in one: by its button here, or by one press in a mail program (RFC 8058).

    Looking at it stops nothing: what scans mail for dangerous links looks at each.
    """
    said = queries.stops(token, what)
    if not said:
        raise NotFound
    done = request.method == "POST" and actions.stop_by_mail(token, what)
    return render_template("notifications/stop.html", said=said, done=done, form=Form(None))
