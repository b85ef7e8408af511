"""What can be typed about routes: one route with all its stages; a whole configuration; why it is published.

All of a route travels with every button, and is kept once, at the end.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PartOfForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput

from portal.authorisation.forms.typed import Told, criterion_of, lines_of, meant, meant_or_none
from portal.authorisation.rules import (
    ASKS_AT_MOST,
    COST_NAMES,
    DECIDER_NAMES,
    DECIDING_ROLES,
    LIMIT_DAYS_AT_MOST,
    NAME_LENGTH,
    QUESTION_LENGTH,
    SHARED_WITH,
    STAGES_AT_MOST,
    Ask,
    Conditions,
    Decider,
    RoutePlan,
    StagePlan,
)
from portal.authorisation.rules.faults import GUIDANCE_LENGTH
from portal.foundation.forms import Form, at_most, clean_line, clean_text
from portal.people.rules import ROLE_NAMES, STAFF_GROUP_NAMES
from portal.submissions.kinds import KINDS
from portal.submissions.rules import EVIDENCE_NAMES, SHARE_CHECK

LIST_LENGTH = 3000
_REACH = {reach.value: words for reach, words in SHARED_WITH.items()}
_DAYS = f"Give a number of working days from 1 to {LIMIT_DAYS_AT_MOST}."


class Boxes(SelectMultipleField):
    """Any of the options, a box for each."""

    option_widget = CheckboxInput()


def several_lines(label: str, hint: str) -> TextAreaField:
    """A field of several lines, each of which says one thing."""
    long = f"Use at most {LIST_LENGTH} characters."
    return TextAreaField(
        label, description=hint, filters=[clean_text], validators=[Length(max=LIST_LENGTH, message=long)]
    )


class ConditionsForm(PartOfForm):
    """What a post must be. What is left empty holds for every post."""

    kinds = Boxes("Kind", choices={kind.slug: kind.plural for kind in KINDS.values()})
    anonymous = SelectField(
        "With or without a name",
        choices={"": "Both", "no": "Only with the author's name", "yes": "Only anonymous posts"},
        default="",
    )
    sharing = SelectField(
        "To be shared at least with", choices={"": "Anybody, however few", **_REACH}, default=""
    )
    up_to = SelectField("And at most with", choices={"": "Anybody, however many", **_REACH}, default="")
    answers = Boxes(
        "The author answered yes to one of these",
        choices={name: question for name, question, _advice in SHARE_CHECK},
    )
    evidence = Boxes("Kind of evidence", choices={one.value: name for one, name in EVIDENCE_NAMES.items()})
    costs = Boxes("What it might cost", choices=COST_NAMES)
    topics = Boxes("Topics", choices=[])
    staff_groups = Boxes(
        "The author serves as", choices={one.value: name for one, name in STAFF_GROUP_NAMES.items()}
    )
    authors = several_lines(
        "Posts by these people only", "One person a line: an e-mail address, or a name from the list."
    )

    def plan(self, told: Told) -> Conditions:
        """The conditions as typed. Raises ``Refused`` for a name that means nobody."""
        return Conditions(
            kinds=tuple(self.kinds.data or ()),
            topics=tuple(self.topics.data or ()),
            sharing=self.sharing.data or "",
            up_to=self.up_to.data or "",
            answers=tuple(self.answers.data or ()),
            costs=tuple(self.costs.data or ()),
            evidence=tuple(self.evidence.data or ()),
            anonymous={"yes": True, "no": False}.get(self.anonymous.data or ""),
            staff_groups=tuple(self.staff_groups.data or ()),
            authors=tuple(meant(self.authors, one, told.people) for one in lines_of(self.authors.data)),
        )


class AskForm(PartOfForm):
    """One of those whom a stage asks."""

    decider = SelectField(
        "Who decides",
        choices={decider.value: name for decider, name in DECIDER_NAMES.items()},
        default=Decider.UNIT_HEAD.value,
    )
    role = SelectField(
        "Which role",
        choices={"": "Choose a role", **{role.value: ROLE_NAMES[role] for role in DECIDING_ROLES}},
        default="",
    )
    person = StringField("Which person", filters=[clean_line], validators=[Length(max=400)])
    unit = StringField("The head of which unit", filters=[clean_line], validators=[Length(max=1000)])
    lowest = SelectField("Of this rank or higher", coerce=int, default=0)
    highest = SelectField("And up to", coerce=int, default=0)

    def plan(self, told: Told) -> Ask:
        """Whom it asks, as typed. Raises ``Refused`` for a name that means nobody, or no unit."""
        decider = Decider(self.decider.data)
        return Ask(
            decider,
            role=self.role.data or "" if decider is Decider.ROLE else "",
            person_id=meant_or_none(self.person, told.people) if decider is Decider.PERSON else None,
            unit_id=meant_or_none(self.unit, told.units) if decider is Decider.HEAD_OF else None,
            lowest=self.lowest.data or 0,
            highest=self.highest.data or 0,
        )


def _how_many(asked: int) -> dict[int, str]:
    """How many of those asked can be wanted, each in words."""
    between = {number: f"{number} of {asked}" for number in range(2, asked)}
    return {1: "Any one of them", **between, asked: "All of them"}


def _choices(offered: Mapping[int, str]) -> list[Any]:
    return [SelectChoice(value, words) for value, words in offered.items()]


class StageForm(PartOfForm):
    """One stage of a route."""

    name = StringField(
        "Name of the stage",
        filters=[clean_line],
        validators=[at_most(NAME_LENGTH)],
    )
    asks = FieldList(FormField(AskForm), max_entries=ASKS_AT_MOST)
    needed = SelectField("How many must approve", coerce=int, default=1, validate_choice=False)
    veto = BooleanField("One who declines ends it", description="Without it, it ends once too few are left.")
    beside = BooleanField("Ask at the same time as the stage before")
    limit_days = IntegerField(
        "Working days they have",
        validators=[InputRequired(_DAYS), NumberRange(1, LIMIT_DAYS_AT_MOST, _DAYS)],
    )
    question = TextAreaField(
        "What they are asked",
        filters=[clean_text],
        validators=[at_most(QUESTION_LENGTH)],
    )
    blind = BooleanField("They do not see who wrote it")
    optional = BooleanField("Pass it by if nobody answers in time")
    guidance = TextAreaField(
        "Guidance",
        description="What helps them to decide: what to look for, and where it is written. It stands beside the text.",
        filters=[clean_text],
        validators=[at_most(GUIDANCE_LENGTH)],
    )
    checklist = several_lines("Checklist", "One point a line. They tick each before they approve.")
    criteria = several_lines(
        "Score sheet", "One line for each thing to judge; to let one count more, end it with × 2 up to × 5."
    )
    conditional = HiddenField()
    only_if = FormField(ConditionsForm)

    def plan(self, told: Told) -> StagePlan:
        """The stage as typed. Raises ``Refused`` for a name that means nobody."""
        asks = tuple(entry.form.plan(told) for entry in self.asks)
        several = len(asks) > 1
        return StagePlan(
            name=self.name.data or "",
            asks=asks,
            limit_days=self.limit_days.data or 0,
            question=self.question.data or "",
            needed=self.needed.data or 1 if several else 1,
            veto=bool(self.veto.data) or not several,
            beside=bool(self.beside.data),
            blind=bool(self.blind.data),
            optional=bool(self.optional.data),
            guidance=self.guidance.data or "",
            checklist=tuple(lines_of(self.checklist.data)),
            criteria=tuple(criterion_of(line) for line in lines_of(self.criteria.data)),
            only_if=self.only_if.form.plan(told) if self.conditional.data else Conditions(),
        )


# Which anonymous posts of a route are read first, as it is chosen, and as a plan keeps it.
READ_FIRST: dict[str, str] = {"": "Impact cases, as usual", "all": "All of them", "none": "None of them"}
_READ_FIRST: dict[str, bool] = {"all": True, "none": False}


class RouteForm(Form):
    """A whole route."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired("Open the page again.")])
    name = StringField(
        "Name of the route",
        filters=[clean_line],
        validators=[
            InputRequired("Give the route a name."),
            at_most(NAME_LENGTH),
        ],
    )
    conditions = FormField(ConditionsForm)
    stages = FieldList(FormField(StageForm), max_entries=STAGES_AT_MOST)
    four_eyes = BooleanField(
        "Nobody decides at two stages of it",
        description="Who approved at one stage is passed over at the next.",
    )
    right_of_way = BooleanField(
        "Its author may once ask that somebody else decides",
        description="After two missed limits, or when it was declined without a reason that helps.",
    )
    why_not = StringField(
        "If not: why",
        description="All who post there read it.",
        filters=[clean_line],
        validators=[Length(max=300)],
    )

    read_first = SelectField(
        "Anonymous posts that are read first",
        description="Somebody trained reads them before anybody decides, and proposes a text that gives less away.",
        choices=READ_FIRST,
        default="",
        validate_choice=False,
    )
    why_unread = StringField(
        "If none: why",
        description="All who post there read it.",
        filters=[clean_line],
        validators=[Length(max=300)],
    )

    publish_first = BooleanField(
        "Publish its posts at once, and review them after",
        description="For people, or sorts of posts, whom you trust. What the share check or the checker of details has "
        "doubts about is still read first, and so is what goes to the public.",
    )
    until = DateField(
        "Until the end of",
        description="Trust is given for a time. After that day its posts are read first again.",
        validators=[Optional()],
    )

    def offer(self, levels: Sequence[tuple[int, str]], topics: Sequence[tuple[str, str]]) -> None:
        """Say which ranks and topics can be chosen."""
        ranks = {0: "Any rank or grade", **dict(levels)}
        self.conditions.form.topics.choices = dict(topics)
        for stage in self.stages:
            stage.form.only_if.form.topics.choices = dict(topics)
            stage.form.needed.choices = _choices(_how_many(len(stage.form.asks)))
            for ask in stage.form.asks:
                ask.form.lowest.choices = _choices(ranks)
                ask.form.highest.choices = _choices({**ranks, 0: "The highest"})

    def plan(self, told: Told) -> RoutePlan:
        """The route as typed. Raises ``Refused`` for a name that means nobody."""
        return RoutePlan(
            name=self.name.data or "",
            stages=tuple(entry.form.plan(told) for entry in self.stages),
            conditions=self.conditions.form.plan(told),
            four_eyes=bool(self.four_eyes.data),
            right_of_way=bool(self.right_of_way.data),
            why_not="" if self.right_of_way.data else self.why_not.data or "",
            read_first=_READ_FIRST.get(self.read_first.data or ""),
            why_unread=(self.why_unread.data or "") if self.read_first.data == "none" else "",
            publish_first=bool(self.publish_first.data),
            until=self.until.data if self.publish_first.data else None,
        )

    def words_for_people(self) -> set[str]:
        """All that is typed to name people."""
        asks = [ask.form.person.data for stage in self.stages for ask in stage.form.asks]
        parts = [self.conditions.form, *(stage.form.only_if.form for stage in self.stages)]
        return {
            one for one in [*asks, *(line for part in parts for line in lines_of(part.authors.data))] if one
        }
