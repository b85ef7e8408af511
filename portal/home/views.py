"""The start page, what one has been told, and the pages that every portal owes its readers."""

from pathlib import Path

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from portal.foundation import health, mail
from portal.foundation.access import me, open_to_visitors, public, reader, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.home import queries
from portal.home.forms import AccessForm
from portal.library.views import row
from portal.notifications import actions as telling
from portal.notifications import queries as notices
from portal.people.actions import asking
from portal.submissions.kinds import KINDS

NEW_SHOWN = 4

pages = Blueprint("home", __name__)


@pages.get("/")
@requires()
def start() -> ResponseReturnValue:
    """Search, three ways to share, what waits for me, what is new."""
    ways = [
        {
            "kind": kind.slug,
            "href": url_for("submissions.new", kind=kind.slug),
            "invitation": kind.invitation,
            "minutes": kind.minutes,
            "words": kind.promise,
        }
        for kind in KINDS.values()
    ]
    new = queries.new_for(reader(), NEW_SHOWN)
    return render_template(
        "home/start.html",
        ways=ways,
        waiting=queries.waiting_for(reader()),
        new_heading=new.heading,
        new=[row(card) for card in new.cards],
    )


@pages.get("/notices")
@requires()
def told() -> ResponseReturnValue:
    """What I have been told, newest first."""
    return render_template("home/told.html", notices=notices.notices_of(reader()))


@pages.post("/notices/seen")
@requires()
def seen() -> ResponseReturnValue:
    """Mark all of it as read."""
    telling.mark_seen(me())
    return redirect(url_for("home.told"))


@pages.route("/ask-for-access", methods=["GET", "POST"])
@public
def ask_for_access() -> ResponseReturnValue:
    """Ask for an account, where one has none. The answer is the same for whoever asks twice."""
    if not open_to_visitors():
        raise NotFound
    form, settings = AccessForm(), current_app.config["SETTINGS"]
    if form.validate_on_submit():
        email, link = form.email.data or "", settings.url + url_for("people.new_person")
        said = form.name.data or "", form.works_for.data or "", email, form.why.data or ""
        try:
            asking.ask_for_access(*said, link=link, product=settings.name)
        except Refused as refused:
            form.refuse(refused)
        else:
            return page("home/access_asked.html", email=email)
    return page("home/ask_for_access.html", form=form)


@pages.get("/help")
@public
def help_page() -> ResponseReturnValue:
    """What the portal is for, and how each thing is done."""
    return render_template("home/help.html")


@pages.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """The accessibility statement (2018 Regulations)."""
    return render_template("home/accessibility.html")


@pages.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """What is stored, why, for how long, and what is not."""
    return render_template("home/privacy.html")


@pages.get("/mail-sent")
@public
def mail_sent() -> ResponseReturnValue:
    """The mail of the demonstration, which stays in the house."""
    settings = current_app.config["SETTINGS"]
    if not settings.demonstration or "://" in settings.mail:
        raise NotFound
    return render_template("home/mail_sent.html", messages=mail.read_folder(Path(settings.mail), at_most=50))


@pages.get("/health")
@public
def alive() -> ResponseReturnValue:
    """Whether this process answers."""
    return {"status": "ok"}


@pages.get("/health/ready")
@public
def ready() -> ResponseReturnValue:
    """Whether it can do its work: the database answers, and nothing waits too long."""
    trouble = health.not_ready()
    return ({"status": "not ready", "trouble": trouble}, 503) if trouble else {"status": "ready"}
