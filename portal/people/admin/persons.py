"""One person's account, as an administrator keeps it."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.foundation.access import may, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.people import actions, queries
from portal.people.admin.start import chosen_organisation, kept_organisations
from portal.people.forms import ButtonForm, NewPersonForm, PersonForm, RoleForm
from portal.people.rules import ROLE_DUTIES, ROLE_NAMES, Role, may_grant
from portal.people.views import mail_link, me, pages, topics

INDENT = "\u2003"


def unit_choices(organisations: list[Any], *, first: tuple[str, str] | None = None) -> list[tuple[str, str]]:
    """The units to choose from, each indented below the one it belongs to."""
    choices = [first] if first else []
    for organisation in organisations:
        several = f"{organisation.short_name}: " if len(organisations) > 1 else ""
        choices += [
            (unit.reference, INDENT * (len(unit.lineage) - 1) + several + unit.name)
            for unit in queries.units_of(organisation.id)
        ]
    return choices


def warn_without_password(person: Any) -> None:
    """Say of somebody who was given a duty and cannot sign in yet what becomes of their posts."""
    if person.password_hash is None:
        flash(
            f"{person.name} has not chosen a password yet. Until then, posts go past them to anybody else who "
            "could have them, and wait for them only where there is nobody else.",
            "attention",
        )


def _offer(form: PersonForm, organisations: list[Any]) -> None:
    form.unit.choices = unit_choices(organisations)
    form.grade.choices = [("", "None"), *((str(grade.id), grade.name) for grade in queries.grades())]


def _typed(form: PersonForm) -> dict[str, Any]:
    unit = queries.unit(form.unit.data or "")
    if unit is None:
        raise Refused("Choose a unit from the list.", field="unit")
    grade = queries.grade(int(form.grade.data)) if form.grade.data else None
    return {"name": form.name.data or "", "email": form.email.data or "", "unit": unit, "grade": grade}


@pages.route("/admin/people/new", methods=["GET", "POST"])
@requires("people.administer")
def new_person() -> ResponseReturnValue:
    """Add somebody."""
    organisation = chosen_organisation()
    form = NewPersonForm()
    _offer(form, [organisation])
    if form.validate_on_submit():
        try:
            person = actions.add(**_typed(form), by=me())
            if form.invite.data:
                mail_link(person, by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            invited = f" We have mailed a link to {person.email}." if form.invite.data else ""
            flash(f"{person.name} has an account.{invited}", "success")
            return redirect(url_for("people.person", reference=person.reference))
    return page(
        "people/new_person.html",
        form=form,
        organisation=chosen_organisation(),
        organisations=kept_organisations(),
    )


@pages.route("/admin/people/<reference>")
@requires("people.edit", on=queries.person)
def person(person: Any) -> ResponseReturnValue:
    """One account: who it is, what they hold, and what can be done."""
    return _person_page(person, RoleForm(None))


def _person_page(person: Any, form: RoleForm) -> tuple[str, int]:
    free = [role for role in Role if role not in person.roles or role is Role.TOPIC_LEAD]
    to_lead = topics()
    form.offer([role for role in free if may_grant(me(), role, to_id=person.id)], to_lead)
    names = dict(to_lead)
    held = [
        {
            "role": one.role,
            "topic": one.topic,
            "topic_name": names.get(one.topic, one.topic),
            "name": ROLE_NAMES[Role(one.role)],
            "duty": ROLE_DUTIES[Role(one.role)],
            "mine_to_take": may_grant(me(), Role(one.role), to_id=person.id),
        }
        for one in sorted(person.roles_held, key=lambda one: (one.role, one.topic))
    ]
    waiting = [
        {
            "role": one.role,
            "name": ROLE_NAMES[Role(one.role)],
            "by": one.asked_by.title,
            "on": one.asked_on,
            "mine": one.asked_by_id == me().id,
            "may": may_grant(me(), Role(one.role), to_id=person.id),
        }
        for one in queries.asked_to_administer(person)
    ]
    own = person.id == me().id
    return page(
        "people/person.html",
        form=form,
        person=person,
        held=held,
        waiting=waiting,
        own=own,
        headed=queries.headed_by(person),
        mailed=person.password_hash is None and queries.link_was_mailed(person),
    )


@pages.route("/admin/people/<reference>/edit", methods=["GET", "POST"])
@requires("people.edit-person", on=queries.person)
def edit_person(person: Any) -> ResponseReturnValue:
    """Change an account, or move somebody to another unit."""
    form = PersonForm(
        data={
            "name": person.name,
            "email": person.email,
            "unit": person.unit.reference,
            "grade": str(person.grade_id or ""),
            "version": queries.version_of(person),
        }
        if request.method == "GET"
        else None
    )
    _offer(form, kept_organisations() if may("people.administer-all") else [person.organisation])
    title = person.name
    if form.validate_on_submit():
        try:
            if form.version.data != queries.version_of(person):
                form.version.data = queries.version_of(person)
                raise Refused(
                    "Somebody else changed this account while you had it open. Look at it again, then save yours.",
                    code="changed-meanwhile",
                )
            changes = actions.change(person, **_typed(form), by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Saved." if changes else "Nothing was changed.", "success")
            return redirect(url_for("people.person", reference=person.reference))
    return page("people/edit_person.html", form=form, person=person, title=title)


@pages.post("/admin/people/<reference>/roles")
@requires("people.edit-person", on=queries.person)
def give_role(person: Any) -> ResponseReturnValue:
    """Give a role."""
    form = RoleForm()
    form.offer(Role, topics())
    if form.validate_on_submit():
        try:
            role, topic = form.chosen
            given = actions.grant(person, role, topic=topic, by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(
                f"{person.name} now has the role “{ROLE_NAMES[role]}”."
                if given
                else f"Asked. {person.name} has the role “{ROLE_NAMES[role]}” once another administrator confirms it.",
                "success",
            )
            warn_without_password(person)
            return redirect(url_for("people.person", reference=person.reference))
    return _person_page(person, form)


@pages.post("/admin/people/<reference>/roles/<role>/take")
@requires(
    "people.edit-person", on=lambda reference, role: queries.person(reference) if role in ROLE_NAMES else None
)
def take_role(person: Any) -> ResponseReturnValue:
    """Take a role away."""
    role = Role((request.view_args or {})["role"])
    actions.take_away(person, role, topic=request.form.get("topic", ""), by=me())
    flash(f"{person.name} no longer has the role “{ROLE_NAMES[role]}”.", "success")
    return redirect(url_for("people.person", reference=person.reference))


@pages.post("/admin/people/<reference>/roles/<role>/confirm")
@requires(
    "people.edit-person", on=lambda reference, role: queries.person(reference) if role in ROLE_NAMES else None
)
def confirm_role(person: Any) -> ResponseReturnValue:
    """Confirm, as the second administrator, that somebody administers."""
    role = Role((request.view_args or {})["role"])
    actions.confirm(person, role, by=me())
    flash(f"{person.name} now has the role “{ROLE_NAMES[role]}”.", "success")
    return redirect(url_for("people.person", reference=person.reference))


@pages.post("/admin/people/<reference>/roles/<role>/drop")
@requires(
    "people.edit-person", on=lambda reference, role: queries.person(reference) if role in ROLE_NAMES else None
)
def drop_role(person: Any) -> ResponseReturnValue:
    """Do not confirm it, or take back what one has asked for."""
    role = Role((request.view_args or {})["role"])
    actions.drop(person, role, by=me())
    flash(f"{person.name} does not get the role “{ROLE_NAMES[role]}”.", "success")
    return redirect(url_for("people.person", reference=person.reference))


@pages.post("/admin/people/<reference>/password-link")
@requires("people.edit-person", on=queries.person)
def send_link(person: Any) -> ResponseReturnValue:
    """Mail somebody the link with which they choose a password."""
    mail_link(person, by=me())
    flash(f"We have mailed a link to {person.email}. It works once, for 24 hours.", "success")
    return redirect(url_for("people.person", reference=person.reference))


@pages.route("/admin/people/<reference>/end", methods=["GET", "POST"])
@requires("people.edit-person", on=queries.person)
def end_person(person: Any) -> ResponseReturnValue:
    """Somebody leaves."""
    form = ButtonForm()
    if form.validate_on_submit():
        try:
            actions.end(person, by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(f"{person.name}'s account has ended, and they are signed out.", "success")
            return redirect(url_for("people.person", reference=person.reference))
    return page("people/end_person.html", form=form, person=person, headed=queries.headed_by(person))


@pages.post("/admin/people/<reference>/return")
@requires("people.edit-person", on=queries.person)
def take_back_person(person: Any) -> ResponseReturnValue:
    """Somebody who left works here again."""
    actions.take_back(person, by=me())
    mail_link(person, by=me())
    flash(f"{person.name} has an account again. We have mailed a link to {person.email}.", "success")
    return redirect(url_for("people.person", reference=person.reference))
