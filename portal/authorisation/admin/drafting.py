"""The draft of an organisation's next routes: their order, and one route with all its stages."""

from dataclasses import replace
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import ValidationError

from portal.authorisation import actions, queries
from portal.authorisation.actions.sharing import take_over
from portal.authorisation.admin.sharing import from_others
from portal.authorisation.forms import (
    AdoptForm,
    ConfigurationForm,
    RouteForm,
    SentForm,
    Told,
    errors_in,
    pressed,
    rearranged,
    typed,
)
from portal.authorisation.queries import shared as offers
from portal.authorisation.rules import (
    Configuration,
    ConfigurationState,
    content_of,
    differences,
    faults_of,
    picture_of,
    read_configuration,
    takers_in_words,
    takers_of,
)
from portal.authorisation.rules.readymade import READY_MADE, adopted, moved, ready_made
from portal.authorisation.views.room import pages
from portal.foundation.access import me, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.people import queries as people
from portal.submissions import queries as submissions

__all__ = ["route", "routes_begin", "routes_draft"]


@pages.post("/admin/routes/<code>/draft")
@requires("route.configure", on=people.organisation)
def routes_begin(organisation: Any) -> ResponseReturnValue:
    """Begin the draft of the next routes, or go on with the one that is there."""
    draft = actions.begin_draft(organisation, by=me())
    return redirect(url_for("authorisation.routes_draft", reference=draft.reference))


@pages.route("/admin/routes/<reference>", methods=["GET", "POST"])
@requires("route.configure", on=queries.configuration)
def routes_draft(draft: Any) -> ResponseReturnValue:
    """The draft: which routes there are, in which order. Every button keeps what it does."""
    if draft.state != ConfigurationState.DRAFT:
        return in_force(draft)
    settings, adopt, sent = ConfigurationForm(), AdoptForm(), SentForm()
    form: Any = {"settings": settings, "adopt": adopt}.get(pressed().partition("-")[0], sent)
    if form.validate_on_submit():
        try:
            done = _done(draft, pressed(), form)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect(done)
    configuration = draft.configuration
    if not settings.is_submitted() or form is not settings:
        settings = ConfigurationForm(
            None,
            data={"anonymous": sorted(configuration.anonymous), "two_publish": configuration.two_publish},
        )
    for one in (settings, adopt, sent):
        one.version.data = draft.version
    return _draft_page(draft, configuration, form, settings, adopt)


def _draft_page(draft: Any, configuration: Configuration, form: Any, settings: Any, adopt: Any) -> Any:
    before = queries.configuration_of(draft.organisation_id)
    names = queries.names_of(draft.organisation_id, configuration, before)
    faults = faults_of(configuration)
    return page(
        "authorisation/routes_draft.html",
        form=form,
        settings=settings,
        adopt=adopt,
        draft=draft,
        rehearsed=draft.rehearsed_version == draft.version,
        routes=[
            {
                "route": one,
                "takers": takers_of(configuration.routes, place, names),
                "picture": picture_of(one, names),
                "origin": origin,
                "faults": [fault.words for fault in faults if fault.route == place],
            }
            for place, (one, origin) in enumerate(
                zip(configuration.routes, offers.origins_of(configuration), strict=True)
            )
        ],
        faults=faults,
        everywhere=[fault.words for fault in faults if fault.route is None],
        changes=differences(before, configuration, names),
        from_others=from_others(draft.organisation_id),
        ready_made=[(one, takers_in_words(one.route.conditions, names)) for one in READY_MADE],
    )


def in_force(draft: Any) -> ResponseReturnValue:
    """To the routes as they are, for whoever comes to a draft that is one no more."""
    flash("This draft is in force already. To change the routes again, begin a new one.", "attention")
    return redirect(url_for("authorisation.routes", organisation=draft.organisation.code))


def _done(draft: Any, deed: str, form: Any) -> str:
    """Do what a button of the draft's page says; the address to go on to. Raises ``Refused`` where it cannot be."""
    was = draft.configuration
    here = url_for("authorisation.routes_draft", reference=draft.reference)
    verb, _, rest = deed.partition("-")
    if verb == "from":
        place = take_over(draft, offers.shared_route(rest), seen=form.version.data, by=me())
        flash(f"Added “{draft.configuration.routes[place].name}” as route {place + 1}.", "success")
        return f"{here}#route-{place + 1}"
    if verb == "settings":
        after = replace(
            was, anonymous=frozenset(form.anonymous.data), two_publish=bool(form.two_publish.data)
        )
        flash("Kept in the draft.", "success")
    elif verb == "adopt":
        after, place = _adopted(was, rest, form, draft.organisation_id)
        flash(f"Added “{after.routes[place].name}” as route {place + 1}.", "success")
        here += f"#route-{place + 1}"
    else:
        after, place = moved(was, deed)
        new = len(after.routes) > len(was.routes)
        here = (
            url_for("authorisation.route", reference=draft.reference, place=place)
            if new
            else f"{here}#route-{place + 1}"
        )
    actions.change_draft(draft, after, seen=form.version.data, by=me())
    return here


def _adopted(was: Configuration, slug: str, form: Any, organisation_id: int) -> tuple[Configuration, int]:
    chosen = ready_made(slug)
    if chosen is None:
        raise Refused("Choose one of the routes that stand here.")
    if not chosen.by_name:
        return adopted(was, chosen.route)
    lines = [line.strip() for line in (form.people.data or "").splitlines() if line.strip()]
    found = queries.people_called(organisation_id, lines)
    missing = [line for line in lines if line not in found]
    if missing or not lines:
        said = (
            f"Nobody here is called “{missing[0]}”."
            if missing
            else "Name at least one person whom you trust."
        )
        raise Refused(said, field="people")
    if chosen.route.publish_first and form.until.data is None:
        raise Refused("Say until which day you trust them.", field="until")
    conditions = replace(chosen.route.conditions, authors=tuple(dict.fromkeys(found[line] for line in lines)))
    return adopted(was, replace(chosen.route, conditions=conditions, until=form.until.data))


@pages.route("/admin/routes/<reference>/<int:place>", methods=["GET", "POST"])
@requires("route.configure", on=queries.route_in_draft)
def route(found: Any) -> ResponseReturnValue:
    """One route of the draft. Every button carries the whole form; it is kept in the draft once, at the end."""
    draft, place = found.draft, found.place
    if draft.state != ConfigurationState.DRAFT:
        return in_force(draft)
    was = draft.configuration
    choices = queries.choices_of(draft.organisation_id, was)
    form, stored = _form(draft, was.routes[place], choices)
    form.offer(queries.levels(), [(topic.slug, topic.name) for topic in submissions.all_topics()])
    valid = (
        pressed() == "save" and form.validate_on_submit()
    )  # before the names are looked up: it forgets errors
    plan = _plan(form, draft.organisation_id, choices) if form.is_submitted() else was.routes[place]
    if plan is not None:
        plan = replace(plan, origin=was.routes[place].origin)
    if valid and plan is not None:
        after = _with_route(was, place, plan)
        try:
            actions.change_draft(draft, after, seen=form.version.data or 0, by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect(_after_saving(draft, after, place))
    seen = was if plan is None else _with_route(was, place, plan)
    names = queries.names_of(draft.organisation_id, seen)
    return page(
        "authorisation/route.html",
        form=form,
        draft=draft,
        place=place,
        count=len(was.routes),
        changed=not stored,
        errors=list(errors_in(form)),
        faults=[fault for fault in faults_of(seen) if fault.route == place],
        takers=takers_of(seen.routes, place, names),
        picture=picture_of(seen.routes[place], names),
        plan=seen.routes[place],
        origin=offers.origins_of(was)[place],
        choices=choices,
        summaries=[takers_in_words(stage.only_if, names) for stage in seen.routes[place].stages],
    )


def _with_route(was: Configuration, place: int, plan: Any) -> Configuration:
    return replace(was, routes=(*was.routes[:place], plan, *was.routes[place + 1 :]))


def _after_saving(draft: Any, after: Configuration, place: int) -> str:
    if any(fault.route == place for fault in faults_of(after)):
        flash("Kept in the draft. It cannot be used yet: what is left to do stands below.", "attention")
        return url_for("authorisation.route", reference=draft.reference, place=place)
    flash(f"Kept in the draft: “{after.routes[place].name}”.", "success")
    return f"{url_for('authorisation.routes_draft', reference=draft.reference)}#route-{place + 1}"


def _form(draft: Any, plan: Any, choices: Any) -> tuple[RouteForm, bool]:
    """The form as it is stored, as it was sent, or as a button has rearranged it; and whether it is as stored."""
    if request.method != "POST":
        data = {**typed(plan, choices.named_people, choices.named_units), "version": draft.version}
        return RouteForm(None, data=data), True
    form = RouteForm()
    other = rearranged(form.data, pressed())
    if other is None:
        return form, False
    again = RouteForm(None, data=other)
    again.version.data = form.version.data
    return again, False


def _plan(form: RouteForm, organisation_id: int, choices: Any) -> Any:
    """The route as typed; nothing where it cannot be read, which then stands beside the field."""
    told = Told(
        queries.people_called(organisation_id, form.words_for_people()),
        {path: key for key, path in choices.named_units.items()},
    )
    try:
        plan = form.plan(told)
        read_configuration(content_of(Configuration((plan,))))
    except ValidationError as error:
        form.form_errors.append(str(error))
    except (ValueError, Refused):  # an answer that is not on offer, which the form has a sentence for
        pass
    else:
        return plan
    return None
