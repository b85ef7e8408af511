"""What one follows, and the button that stands wherever something can be followed."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from portal.following import actions, queries
from portal.following.forms import FollowForm
from portal.following.views.room import pages, place_of, want_lines
from portal.foundation.access import me, public, reader, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import Form, page
from portal.library.queries import Asked


@pages.app_template_global()
def search_to_follow(wish: Asked) -> str:
    """The search of a page, as its button to follow it sends it."""
    return queries.search_in(wish)


@pages.app_template_global()
def filter_to_follow(facet: str, value: str) -> str:
    """The search for one value of one filter, such as a topic, as a button to follow it sends it."""
    return queries.search_in(Asked(filters={facet: (value,)}))


@pages.get("/following")
@requires("following.follow")
def start() -> ResponseReturnValue:
    """What I follow."""
    return _shown(None)


@pages.post("/following")
@requires("following.follow")
def follow() -> ResponseReturnValue:
    """Follow a search."""
    form = FollowForm()
    if not form.validate_on_submit():
        raise BadRequest
    try:
        made = actions.follow(queries.wish_in(form.search.data or ""), by=me())
    except Refused as refused:
        form.refuse(refused)
        return _shown(form)
    flash(
        f"You follow what is new {queries.phrase_of(made.search)}. It comes with your one mail of the day.",
        "success",
    )
    return redirect(place_of(made.search))


@pages.post("/following/<reference>/stop")
@requires("following.stop", on=queries.follow)
def stop(follow: Any) -> ResponseReturnValue:
    """Follow it no longer."""
    said = queries.phrase_of(follow.search)
    actions.stop(follow)
    flash(f"You no longer follow what is new {said}.", "success")
    return redirect(url_for("following.start"))


@pages.route("/stop-following/<token>", methods=["GET", "POST"])
@public
def stop_by_mail(token: str) -> ResponseReturnValue:
    """Follow something no longer, by the link in a mail. Nobody has to sign in for that."""
    found, form = queries.follow_to_stop(token), Form()
    if found is None:
        raise NotFound
    said = queries.phrase_of(found.search)
    if form.validate_on_submit():
        actions.stop_by_mail(token)
        return render_template("following/stopped.html", said=said, done=True)
    return render_template("following/stopped.html", said=said, done=False, form=form)


def _shown(form: FollowForm | None) -> ResponseReturnValue:
    follows = [_line(one) for one in queries.follows_of(reader())]
    wants = want_lines(queries.wants_of(reader()))
    return page("following/start.html", form=form, follows=follows, wants=wants)


def _line(one: Any) -> dict[str, str]:
    said = queries.phrase_of(one.search)
    return {
        "words": said[:1].upper() + said[1:],
        "said": said,
        "href": place_of(one.search),
        "reference": one.reference,
    }
