"""When somebody is away, and on which days they work: one's own, and one's people's."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.foundation import clock
from portal.foundation.access import requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.people import actions, queries
from portal.people.admin.start import chosen_organisation, kept_organisations
from portal.people.forms import AbsenceForm, DutyForm
from portal.people.forms.working_days import WorkingDaysForm
from portal.people.queries import Almanac
from portal.people.rules.calendar import absence_on, duty_from, known_holidays
from portal.people.views import me, pages

NOBODY = ("", "Whoever is next in line")


@pages.route("/account/away", methods=["GET", "POST"])
@requires()
def away() -> ResponseReturnValue:
    """When I am away, and who decides for me."""
    return _away(Almanac(me()))


@pages.route("/people/<reference>/away", methods=["GET", "POST"])
@requires("people.note-absence", on=queries.almanac)
def away_of(almanac: Any) -> ResponseReturnValue:
    """When somebody is away, as a head of their unit or an administrator keeps it."""
    return _away(almanac)


def _away(almanac: Almanac) -> ResponseReturnValue:
    form = AbsenceForm()
    form.deputy.choices = _deputies(almanac)
    first, last = form.first_day.data, form.last_day.data
    if form.validate_on_submit() and first and last:
        person = almanac.person
        try:
            absence = actions.note_absence(
                person,
                first_day=first,
                last_day=last,
                deputy=_deputy(form, person),
                by=me(),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            deputy = f" {absence.deputy.title} decides meanwhile." if absence.deputy else ""
            flash(f"Noted: away until {clock.day_in_words(absence.last_day)}.{deputy}", "success")
            return redirect(request.path)
    return _shown(almanac, form, None)


def _deputy(form: AbsenceForm, person: Any) -> Any:
    email = form.deputy_email.data
    if email:
        found = queries.person_by_email(email)
        if found is None or found.organisation_id != person.organisation_id:
            raise Refused("Nobody in the organisation has this address.", field="deputy_email")
        return found
    return queries.person(form.deputy.data) if form.deputy.data else None


def _deputies(almanac: Almanac) -> list[tuple[str, str]]:
    near = queries.likely_deputies(almanac.person)
    return [NOBODY, *((one.reference, f"{one.title}, {one.unit.name}") for one in near)]


def _shown(almanac: Almanac, form: AbsenceForm, duty_form: DutyForm | None) -> tuple[str, int]:
    person = almanac.person
    if duty_form is None:
        duty_form = DutyForm(None)
        duty_form.show(duty_from(person.duty))
    own = person.id == me().id
    return page(
        "people/away.html",
        form=form if form.errors or not duty_form.errors else duty_form,
        absence_form=form,
        duty_form=duty_form,
        person=person,
        own=own,
        absences=almanac.absences,
        duty=duty_from(person.duty).words,
        led=_led() if own else [],
    )


def _led() -> list[tuple[Any, Any]]:
    """My people, each with the absence of today, if there is one."""
    people = queries.led_by(me())
    absences = queries.absences_of([one.id for one in people], clock.today())
    theirs: dict[int, list[Any]] = {}
    for absence in absences:
        theirs.setdefault(absence.person_id, []).append(absence)
    return [(one, absence_on(theirs.get(one.id, ()), clock.today())) for one in people]


@pages.post("/people/<reference>/duty")
@requires("people.note-absence", on=queries.almanac)
def set_duty(almanac: Any) -> ResponseReturnValue:
    """Say on which days somebody works."""
    form = DutyForm()
    if form.validate_on_submit():
        try:
            actions.set_duty(almanac.person, form.duty(), by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Saved. Posts that come from now on are due by these days.", "success")
            return redirect(_back_to(almanac.person))
    absence_form = AbsenceForm(None)
    absence_form.deputy.choices = _deputies(almanac)
    return _shown(almanac, absence_form, form)


@pages.post("/absences/<reference>/take-back")
@requires("people.note-absence", on=queries.absence)
def take_back_absence(absence: Any) -> ResponseReturnValue:
    """Somebody is not away after all, or back early."""
    person = absence.person
    actions.take_back_absence(absence, by=me())
    flash("Taken back. What was passed on meanwhile stays where it is.", "success")
    return redirect(_back_to(person))


def _back_to(person: Any) -> str:
    if person.id == me().id:
        return url_for("people.away")
    return url_for("people.away_of", reference=person.reference)


@pages.route("/admin/working-days", methods=["GET", "POST"])
@requires("people.administer")
def working_days() -> ResponseReturnValue:
    """Which days an organisation does not work, and when what is late goes to the next in line."""
    organisation = chosen_organisation()
    form = WorkingDaysForm(
        data={
            "nation": organisation.nation.value,
            "extra_holidays": "\n".join(day.isoformat() for day in organisation.extra_holidays),
            "worked_holidays": "\n".join(day.isoformat() for day in organisation.worked_holidays),
            "escalate_after": organisation.escalate_after,
            "mail_at": organisation.mail_at,
        }
    )
    if form.validate_on_submit():
        try:
            actions.keep_working_days(
                organisation,
                nation=form.nation.data or "",
                extra_holidays=form.days(),
                worked_holidays=form.worked(),
                escalate_after=form.escalate_after.data or 0,
                mail_at=form.mail_at.data,
                by=me(),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Saved. It holds for posts that come from now on.", "success")
            return redirect(url_for("people.working_days", organisation=organisation.code))
    return page(
        "people/working_days.html",
        form=form,
        organisation=organisation,
        organisations=kept_organisations(),
        known=known_holidays(organisation.nation, clock.today()),
    )
