"""The topics of the whole service, as the national curator and system administrators keep them."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.foundation.access import may, me, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.submissions import actions, queries
from portal.submissions.forms import TopicForm
from portal.submissions.views import pages

__all__ = ["pages"]


@pages.route("/admin/topics", methods=["GET", "POST"])
@requires("topics.keep")
def topics() -> ResponseReturnValue:
    """All topics with how much is filed under each, and a field to add one."""
    form = TopicForm()
    if form.validate_on_submit():
        try:
            topic = actions.add_topic(form.name.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(f"“{topic.name}” is offered from now on.", "success")
            return redirect(url_for("submissions.topics"))
    kept = queries.topics_kept()
    return page(
        "submissions/topics.html",
        form=form,
        offered=[one for one in kept if one.topic.retired_on is None],
        retired=[one for one in kept if one.topic.retired_on is not None],
        administers=may("people.administer"),
    )


@pages.route("/admin/topics/<slug>", methods=["GET", "POST"])
@requires("topics.keep-one", on=queries.topic)
def topic(topic: Any) -> ResponseReturnValue:
    """Rename a topic, retire it, or bring it back."""
    form, title = TopicForm(obj=topic), topic.name
    if form.validate_on_submit():
        try:
            actions.rename_topic(topic, form.name.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Saved.", "success")
            return redirect(url_for("submissions.topics"))
    return page(
        "submissions/topic.html", form=form, topic=topic, title=title, filed=queries.filed_under(topic)
    )


@pages.post("/admin/topics/<slug>/retire")
@requires("topics.keep-one", on=queries.topic)
def retire_topic(topic: Any) -> ResponseReturnValue:
    """Offer a topic no longer."""
    actions.retire_topic(topic, by=me())
    flash(f"“{topic.name}” is not offered any more. What is filed under it stays there.", "success")
    return redirect(url_for("submissions.topics"))


@pages.post("/admin/topics/<slug>/bring-back")
@requires("topics.keep-one", on=queries.topic)
def bring_back_topic(topic: Any) -> ResponseReturnValue:
    """Offer a retired topic again."""
    actions.bring_back_topic(topic, by=me())
    flash(f"“{topic.name}” is offered again.", "success")
    return redirect(url_for("submissions.topics"))
