"""What can be typed about people, units, organisations and grades."""

from collections.abc import Iterable

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput

from portal.foundation.errors import Refused
from portal.foundation.forms import Form, clean_line
from portal.people.rules import ROLE_NAMES, SECTOR_NAMES, STAFF_GROUP_NAMES, OrganisationKind, Role
from portal.people.rules.calendar import WEEKDAYS, Duty, duty_from

CHOOSE = ("", "Choose…")
LONG = Length(max=1000, message="That is too long.")
NAME = Length(max=120, message="Use at most 120 characters.")
EMAIL = Length(max=254, message="Use at most 254 characters.")
OWN_ADDRESS = EmailField(
    "E-mail address",
    filters=[clean_line],
    validators=[InputRequired("Type the e-mail address you work under."), EMAIL],
)


def _choice(label: str, *, choices: list[tuple[str, str]] | None = None, hint: str = "") -> SelectField:
    offered = [SelectChoice(value, words) for value, words in choices or []]
    return SelectField(label, choices=offered, description=hint, default="")


class SignInForm(Form):
    """Address and password."""

    email = OWN_ADDRESS
    password = PasswordField("Password", validators=[InputRequired("Type your password."), LONG])


class ForgottenForm(Form):
    """The address to which a link is mailed."""

    email = OWN_ADDRESS


class ChoosePasswordForm(Form):
    """A new password, by a mailed link."""

    password = PasswordField(
        "New password",
        description="At least 12 characters. Three unrelated words work well. You can paste it.",
        validators=[InputRequired("Type the password you want."), LONG],
    )


class ChangePasswordForm(ChoosePasswordForm):
    """A new password, by somebody who knows the old one."""

    old_password = PasswordField(
        "Present password", validators=[InputRequired("Type your present password."), LONG]
    )


class PersonForm(Form):
    """Somebody's account."""

    version = HiddenField()
    name = StringField("Name", filters=[clean_line], validators=[InputRequired("Type their name."), NAME])
    email = EmailField(
        "E-mail address",
        description="They sign in with it, and mail goes there.",
        filters=[clean_line],
        validators=[InputRequired("Type their e-mail address."), EMAIL],
    )
    unit = _choice("Unit")
    grade = _choice("Rank or grade")


class NewPersonForm(PersonForm):
    """An account for somebody new."""

    invite = BooleanField("Mail them a link to choose their password", default=True)


class RoleForm(Form):
    """A role to be given. Both lists are handed in."""

    role = _choice("Role")
    topic = _choice("Topic", hint="For a topic lead.")

    def offer(self, roles: Iterable[Role], topics: Iterable[tuple[str, str]]) -> None:
        """Offer these roles and these topics, each beginning with none."""
        self.role.choices = [CHOOSE, *((role.value, ROLE_NAMES[role]) for role in roles)]
        self.topic.choices = [CHOOSE, *topics]

    @property
    def chosen(self) -> tuple[Role, str]:
        """The role, and the topic that stands beside it. Raises ``Refused`` where no role is chosen."""
        if not self.role.data:
            raise Refused("Choose a role.", field="role")
        return Role(self.role.data), str(self.topic.data or "")


class UnitForm(Form):
    """A unit and where it stands."""

    name = StringField("Name", filters=[clean_line], validators=[InputRequired("Type a name."), NAME])
    parent = _choice("Belongs to")


class HeadForm(Form):
    """Somebody to head a unit."""

    person = _choice("Who heads it")


class OrganisationForm(Form):
    """A force or a partner body."""

    name = StringField("Name", filters=[clean_line], validators=[InputRequired("Type a name."), NAME])
    short_name = StringField(
        "Short name",
        description="As people say it, for example Kelderby.",
        filters=[clean_line],
        validators=[
            InputRequired("Type a short name."),
            Length(max=60, message="Use at most 60 characters."),
        ],
    )
    kind = _choice(
        "Kind",
        choices=[
            (OrganisationKind.FORCE.value, "Police force"),
            (OrganisationKind.PARTNER.value, "Partner body"),
        ],
    )
    region = StringField(
        "Region",
        description="Posts can be shared with everybody in a region.",
        filters=[clean_line],
        validators=[Length(max=60, message="Use at most 60 characters.")],
    )
    sector = _choice(
        "Sector",
        choices=list(SECTOR_NAMES.items()),
    )
    reads_policing = BooleanField(
        "Its people read what is shared with all of policing",
        description="A police force always does. A partner body without the tick reads what everybody may read, "
        "and what is its own.",
        default=True,
    )


class NewOrganisationForm(OrganisationForm):
    """A new organisation, and the unit at its top."""

    first_unit = StringField(
        "First unit",
        description="The top of its units. You can rename it, and add others below it.",
        default="Headquarters",
        filters=[clean_line],
        validators=[InputRequired("Type a name for the first unit."), NAME],
    )


class GradeForm(Form):
    """A rank or grade."""

    name = StringField(
        "Name",
        filters=[clean_line],
        validators=[InputRequired("Type a name."), Length(max=80, message="Use at most 80 characters.")],
    )
    abbreviation = StringField(
        "Short form",
        description="Written before a name, for example Sgt.",
        filters=[clean_line],
        validators=[Length(max=20, message="Use at most 20 characters.")],
    )
    staff_group = _choice(
        "Serves as", choices=[(group.value, name) for group, name in STAFF_GROUP_NAMES.items()]
    )
    level = IntegerField(
        "Level",
        description="A number from 0 to 99. Ranks and grades of one level are equals, whoever holds them.",
        validators=[InputRequired("Type a level."), NumberRange(0, 99, "A level is a number from 0 to 99.")],
    )


class ImportForm(Form):
    """A file of people."""

    file = FileField("File of people", description="A CSV file of at most 1 MB.")
    leavers = BooleanField(
        "End the accounts of those the file does not name, in the organisations that it does"
    )
    text = HiddenField()


class AbsenceForm(Form):
    """When somebody is away, and who decides for them."""

    first_day = DateField("First day away", validators=[InputRequired("Give the first day.")])
    last_day = DateField("Last day away", validators=[InputRequired("Give the last day.")])
    deputy = _choice("Who decides meanwhile", hint="Whatever would become due meanwhile goes to them.")
    deputy_email = StringField(
        "Or somebody else, by e-mail address",
        filters=[clean_line],
        validators=[EMAIL],
    )


class DutyForm(Form):
    """On which days somebody works."""

    pattern = RadioField(
        "Which days",
        choices=[
            SelectChoice("week", "The same days every week"),
            SelectChoice("rota", "A rota: so many days on, so many off"),
        ],
        default="week",
    )
    weekdays = SelectMultipleField(
        "Days of the week",
        coerce=int,
        choices=[SelectChoice(number, name) for number, name in enumerate(WEEKDAYS)],
        option_widget=CheckboxInput(),
    )
    on = IntegerField("Days on", validators=[Optional(), NumberRange(1, 14, "From 1 to 14 days.")])
    off = IntegerField("Days off", validators=[Optional(), NumberRange(1, 14, "From 1 to 14 days.")])
    begins = DateField("A first day on", validators=[Optional()])

    def show(self, duty: Duty) -> None:
        """Fill in the pattern as it is."""
        self.pattern.data = "rota" if duty.on else "week"
        self.weekdays.data = sorted(duty.weekdays)
        if duty.on:
            self.on.data, self.off.data, self.begins.data = duty.on, duty.off, duty.begins

    def duty(self) -> Duty:
        """The pattern as it was typed. Raises ``Refused`` where something is missing."""
        if self.pattern.data == "week":
            if not self.weekdays.data:
                raise Refused("Tick at least one day.", field="weekdays")
            return Duty(weekdays=frozenset(self.weekdays.data))
        if not (self.on.data and self.off.data and self.begins.data):
            raise Refused("A rota needs the days on, the days off, and a first day on.", field="on")
        typed = {"on": self.on.data, "off": self.off.data, "begins": self.begins.data.isoformat()}
        return duty_from(typed)


class ButtonForm(Form):
    """A button that stands by itself."""


class GivenUpForm(Form):
    """What becomes of a mail that was given up."""

    mail, then = HiddenField(), HiddenField()
