"""Who decides in whose place: what is given away for a time, and what somebody should not decide."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.authorisation import actions, queries
from portal.authorisation.forms import ConflictForm, DelegationForm
from portal.authorisation.queries import Cover
from portal.authorisation.views.room import onwards, pages
from portal.foundation import clock
from portal.foundation.access import may, me, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.people import queries as people

ALL = ("", "Everything that comes to them")
ALL_OF_MINE = ("", "Everything that comes to me")


@pages.route("/account/cover", methods=["GET", "POST"])
@requires()
def cover() -> ResponseReturnValue:
    """Who decides in my place, and for how long."""
    return _cover(Cover(me()))


@pages.route("/people/<reference>/cover", methods=["GET", "POST"])
@requires("cover.give", on=queries.cover_of)
def cover_of(cover: Any) -> ResponseReturnValue:
    """Who decides in the place of somebody whom I look after."""
    return _cover(cover)


@pages.post("/delegations/<reference>/end")
@requires("cover.give", on=queries.delegation)
def end_delegation(given: Any) -> ResponseReturnValue:
    """What comes from now on comes to them again."""
    person, to = given.person, given.to
    actions.end_delegation(given, by=me())
    flash(f"Ended. What {to.name} has already stays with them.", "success")
    return redirect(_address(person))


def _cover(cover: Cover) -> ResponseReturnValue:
    person = cover.person
    own = person.id == me().id
    form = DelegationForm()
    near = [one for one in people.likely_deputies(person) if one.id != me().id]
    form.to.choices = [
        ("", "Choose a colleague"),
        *((one.reference, f"{one.title}, {one.unit.name}") for one in near),
    ]
    names = queries.route_names(person.organisation_id)
    form.route.choices = [ALL_OF_MINE if own else ALL, *((name, f"Only “{name}”") for name in names)]
    first, last = form.first_day.data, form.last_day.data
    if form.validate_on_submit() and first and last:
        try:
            given = actions.give_away(
                person,
                _chosen(form, person),
                first_day=first,
                last_day=last,
                route=form.route.data or "",
                reason=form.reason.data or "",
                by=me(),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            days = f"from {clock.day_in_words(given.first_day)} to {clock.day_in_words(given.last_day)}"
            whose = "your" if own else f"{person.name}’s"
            flash(f"Noted: {given.to.title} decides in {whose} place {days}.", "success")
            return redirect(request.path)
    return page("authorisation/cover.html", form=form, person=person, own=own, cover=cover)


def _chosen(form: DelegationForm, person: Any) -> Any:
    email = form.to_email.data
    if email:
        found = people.person_by_email(email)
        if found is None or found.organisation_id != person.organisation_id:
            raise Refused("Nobody in the organisation has this address.", field="to_email")
        return found
    found = people.person(form.to.data) if form.to.data else None
    if found is None:
        raise Refused("Choose a colleague.", field="to")
    return found


def _address(person: Any) -> str:
    if person.id == me().id:
        return url_for("authorisation.cover")
    return url_for("authorisation.cover_of", reference=person.reference)


@pages.route("/steps/<reference>/conflict", methods=["GET", "POST"])
@requires("step.step-aside", on=queries.step)
def conflict(step: Any) -> ResponseReturnValue:
    """Say that I should not decide on a post, or that somebody else should not."""
    post, form = step.submission, ConflictForm()
    names_others = may("step.name-conflict", step)
    asked = may("step.decide", step)
    mine = [(me().reference, "I should not")] if asked else []
    others = queries.deciders_of(post.organisation_id) if names_others else []
    form.who.choices = [
        *(mine or [("", "Choose somebody")]),
        *((one.reference, f"{one.title}, {one.unit.name}") for one in others if one.id != me().id),
    ]
    if form.validate_on_submit():
        person = people.person(form.who.data) if names_others and form.who.data else me()
        try:
            if person is None or (person.id == me().id and not asked):
                raise Refused("Choose somebody.", field="who")
            actions.declare_conflict(step, person, form.reason.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            own = person.id == me().id
            flash(
                f"Noted: {'you do' if own else f'{person.title} does'} not decide on it. "
                "What was to be decided has gone to the next who may.",
                "success",
            )
            return onwards()
    return page(
        "authorisation/conflict.html",
        form=form,
        step=step,
        post=post,
        names_others=names_others,
        conflicts=queries.conflicts_of(post) if names_others and not post.anonymous else [],
    )
