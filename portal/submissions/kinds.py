"""The kinds of post, one entry each.

A kind is data: the form, what is stored, the pages, the card in the library, the search index, the
JSON interface and the importer are all made from the entry below. A new kind needs no migration,
because everything but the common columns (title, summary, body, topics, evidence, sharing) is kept
in one JSON column, ``details``, keyed by field name.

Pure: standard library only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from portal.people.rules import SECTOR_NAMES
from portal.people.rules.profile import AREAS, MEANS


class FieldType(StrEnum):
    """How a field is typed, stored and shown."""

    LINE = "line"  # one line of text
    TEXT = "text"  # Markdown, several paragraphs
    CHOICE = "choice"  # one of the options
    CHOICES = "choices"  # any of the options, stored as a list
    DATE = "date"  # stored as an ISO date
    QUOTATIONS = "quotations"  # list of {"text", "consent"}: consent for each one


class Needed(StrEnum):
    """When a field must be filled in."""

    NEVER = "never"
    TO_SEND = "to_send"
    TO_PUBLISH = "to_publish"


class Consent(StrEnum):
    """How a quoted person agreed to appear (requirement 31)."""

    NAMED = "named"
    ROLE_ONLY = "role_only"
    ANONYMOUS = "anonymous"


Option = tuple[str, str]

CONSENTS: tuple[Option, ...] = (
    (Consent.NAMED, "By name"),
    (Consent.ROLE_ONLY, "By role only"),
    (Consent.ANONYMOUS, "Without name or role"),
)

TITLE_LENGTH = 150
SUMMARY_LENGTH = 300  # requirement 107
LINE_LENGTH = 200
TEXT_LENGTH = 20_000
BODY_LENGTH = 60_000  # the longest of the real reports measured has 47,581 characters
QUOTATION_LENGTH = 600
DIFFERS_LENGTH = 600  # a remark for whoever decides, not a second text
QUOTATIONS_AT_MOST = 8


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a kind. ``section`` groups fields on a page; the first section is the quick post."""

    name: str
    label: str
    type: FieldType = FieldType.TEXT
    hint: str = ""
    options: tuple[Option, ...] = ()
    needed: Needed = Needed.NEVER
    section: str = ""
    rows: int = 5

    @property
    def max_length(self) -> int:
        """Longest stored value, in characters."""
        return LINE_LENGTH if self.type is FieldType.LINE else TEXT_LENGTH

    def label_of(self, value: str) -> str:
        """The words shown for a stored option; the value itself where it is not an option."""
        return dict(self.options).get(value, value)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of post: its names, its questions and the promise of time it makes."""

    slug: str
    name: str
    plural: str
    article: str
    invitation: str
    promise: str
    minutes: int
    body: Field
    fields: tuple[Field, ...]
    sections: tuple[str, ...]
    marker: str = ""  # the field whose option is shown as a word on the card

    def field(self, name: str) -> Field:
        """The field called ``name``. Raises ``KeyError`` where the kind has none."""
        return {field.name: field for field in self.fields}[name]

    @property
    def details_names(self) -> tuple[str, ...]:
        """Names of all fields of the kind."""
        return tuple(field.name for field in self.fields)

    def in_section(self, section: str) -> Iterator[Field]:
        """The fields asked under one heading, in order."""
        return (field for field in self.fields if field.section == section)

    def needed_to_send(self) -> tuple[str, ...]:
        """Names of all that must be filled in before sending. At most three on a quick post (requirement 73)."""
        own = tuple(field.name for field in self.fields if field.needed is Needed.TO_SEND)
        return ("title", "body", *own)

    def marker_of(self, details: dict) -> str:
        """The word that labels a post of this kind: the placement type, or the step an impact case has reached."""
        if not self.marker:
            return ""
        value = details.get(self.marker) or ""
        return self.field(self.marker).label_of(value) if value else ""


COST_BANDS: tuple[Option, ...] = (
    ("none", "Nothing"),
    ("under_1k", "Under £1,000"),
    ("1k_10k", "£1,000 to £10,000"),
    ("10k_100k", "£10,000 to £100,000"),
    ("over_100k", "Over £100,000"),
    ("not_known", "Not known"),
)

PLACEMENT_TYPES: tuple[Option, ...] = (
    ("insight", "Insight"),
    ("attachment", "Attachment"),
    ("secondment", "Secondment"),
    ("exchange", "Exchange"),
)

SECTORS: tuple[Option, ...] = tuple(SECTOR_NAMES.items())

SKILLS: tuple[Option, ...] = (
    ("business_acumen", "Business acumen"),
    ("project_management", "Project management and delivery"),
    ("consultation", "Consultation"),
    ("motivational_modelling", "Motivational modelling"),
    ("problem_solving", "Problem-solving techniques"),
    ("partnership_building", "Partnership building"),
    ("data_analysis", "Data and analysis"),
    ("communication", "Communication"),
    ("trauma_informed", "Trauma-informed practice"),
)

READERS: tuple[Option, ...] = (
    ("neighbourhood", "Neighbourhood policing"),
    ("response", "Response"),
    ("investigation", "Investigation"),
    ("safeguarding", "Safeguarding and public protection"),
    ("custody", "Custody"),
    ("control_room", "Contact and control room"),
    ("intelligence", "Intelligence"),
    ("roads", "Roads policing"),
    ("corporate", "Corporate services"),
    ("supervisors", "Supervisors"),
    ("leaders", "Senior leaders"),
)

BARRIERS: tuple[Option, ...] = (
    ("duration", "Too short or too long"),
    ("evaluation", "No way to show its value"),
    ("motivation", "Motivation or morale"),
    ("time", "Time pressure"),
    ("cover", "No cover at home"),
    ("planning", "Lack of planning"),
    ("managers", "Manager not briefed"),
    ("data_sharing", "Data sharing"),
    ("systems", "Systems and access"),
    ("culture", "Culture or language"),
    ("sharing", "No channel to share it afterwards"),
)

IMPACT_STEPS: tuple[Option, ...] = (
    ("identify", "1 of 4: mistake identified"),
    ("approach", "2 of 4: approach chosen"),
    ("evaluate", "3 of 4: tried and evaluated"),
    ("share", "4 of 4: ready to share"),
)

MORE = "More detail (optional)"

# The conditions under which something works: what a reader compares with where they work (requirement 172).
NEEDS = ("needs", "What does it need to work?", FieldType.CHOICES, "All that it would not work without.")
TRIED_IN = ("areas", "Where was it tried, or would it be?", FieldType.CHOICES, "All that fit.")


def conditions(section: str) -> tuple[Field, ...]:
    """The questions about conditions, the same for every kind."""
    return (
        Field("would_not_work", "When would this not work?", section=section, rows=3),
        Field(*NEEDS, options=tuple(MEANS.items()), section=section),
        Field(*TRIED_IN, options=tuple(AREAS.items()), section=section),
    )


IDEA = Kind(
    slug="idea",
    name="Idea",
    plural="Ideas",
    article="an idea",
    invitation="An idea",
    promise="Something that would make the work better, for the public or for us.",
    minutes=3,
    body=Field(
        "body",
        "What is the problem, or the idea?",
        hint="A few sentences are enough. Leave out names and anything that identifies a member of the public.",
        needed=Needed.TO_SEND,
        rows=6,
    ),
    fields=(
        Field(
            "better",
            "What would be better?",
            hint="For the public, for colleagues, or for the time it saves.",
            needed=Needed.TO_SEND,
            rows=4,
        ),
        Field(
            "how_to", "How could it be done?", hint="The steps, as you would tell a colleague.", section=MORE
        ),
        Field(
            "tried",
            "Has anything like it been tried?",
            hint="Here or elsewhere, and what came of it.",
            section=MORE,
        ),
        Field(
            "mechanism",
            "Why would it work?",
            hint="What it changes in what people do, and how that helps.",
            section=MORE,
            rows=3,
        ),
        *conditions(MORE),
        Field(
            "cost_band",
            "What might it cost?",
            FieldType.CHOICE,
            options=COST_BANDS,
            section=MORE,
        ),
    ),
    sections=("", MORE),
)

PLACEMENT = "The placement"
OUTPUT = "What it was for"
REFLECTION = "What you learnt"
PASSING_ON = "Passing it on"

LEARNING = Kind(
    slug="learning",
    name="Learning from a placement",
    plural="Learning from placements",
    article="learning from a placement",
    invitation="What I learnt elsewhere",
    promise="From a placement, a secondment, an attachment or an exchange.",
    minutes=15,
    body=Field(
        "body",
        "What? What did you do and see there?",
        hint="What struck you, and what they do differently.",
        needed=Needed.TO_SEND,
        section=REFLECTION,
        rows=7,
    ),
    fields=(
        Field(
            "placement_type",
            "Type of placement",
            FieldType.CHOICE,
            options=PLACEMENT_TYPES,
            needed=Needed.TO_SEND,
            section=PLACEMENT,
        ),
        Field(
            "direction",
            "Inside or outside your organisation?",
            FieldType.CHOICE,
            options=(("external", "Outside, with a partner"), ("internal", "Inside, with another team")),
            section=PLACEMENT,
        ),
        Field("host", "Who hosted you?", FieldType.LINE, needed=Needed.TO_PUBLISH, section=PLACEMENT),
        Field("host_sector", "Their sector", FieldType.CHOICE, options=SECTORS, section=PLACEMENT),
        Field("host_role", "Your role there", FieldType.LINE, section=PLACEMENT),
        Field("starts_on", "First day", FieldType.DATE, section=PLACEMENT),
        Field("ends_on", "Last day", FieldType.DATE, section=PLACEMENT),
        Field(
            "nature",
            "What sort of work was it?",
            FieldType.CHOICE,
            options=(("project", "A project"), ("operational", "Day-to-day operations")),
            section=PLACEMENT,
        ),
        Field("planned_output", "What were you meant to deliver?", section=OUTPUT, rows=3),
        Field("delivered_output", "What did you deliver?", section=OUTPUT, rows=3),
        Field(
            "so_what",
            "So what? Why does it matter here?",
            needed=Needed.TO_PUBLISH,
            section=REFLECTION,
        ),
        Field(
            "now_what",
            "Now what? What have you changed, or what should change?",
            needed=Needed.TO_PUBLISH,
            section=REFLECTION,
        ),
        Field("skills", "Skills you gained", FieldType.CHOICES, options=SKILLS, section=REFLECTION),
        Field("barriers", "What got in the way", FieldType.CHOICES, options=BARRIERS, section=REFLECTION),
        Field("readers", "Who should read this?", FieldType.CHOICES, options=READERS, section=PASSING_ON),
        Field(
            "contacts",
            "Who can be asked about it?",
            hint="Roles and teams rather than private numbers.",
            section=PASSING_ON,
            rows=3,
        ),
        Field(
            "quotations",
            "Words you would like to quote",
            FieldType.QUOTATIONS,
            hint="Say for each how the person agreed to appear. They may change their mind.",
            section=PASSING_ON,
        ),
        *conditions(PASSING_ON),
    ),
    sections=(PLACEMENT, OUTPUT, REFLECTION, PASSING_ON),
    marker="placement_type",
)

IDENTIFY = "1. Identify the mistake"
APPROACH = "2. The evidence-based approach you chose"
EVALUATE = "3. Implement, evaluate and review"
SHARE = "4. Share"

IMPACT_CASE = Kind(
    slug="impact-case",
    name="Impact case",
    plural="Impact cases",
    article="an impact case",
    invitation="What went wrong, and how we mended it",
    promise="A mistake, without blame, so that nobody else has to make it.",
    minutes=10,
    body=Field(
        "body",
        "What went wrong?",
        hint="What happened, not who did it. Mistakes are how an organisation that tries things learns.",
        needed=Needed.TO_SEND,
        section=IDENTIFY,
        rows=7,
    ),
    fields=(
        Field(
            "step_reached",
            "How far have you got?",
            FieldType.CHOICE,
            hint="You can share it part-way. It will say which step it has reached.",
            options=IMPACT_STEPS,
            needed=Needed.TO_SEND,
            section=IDENTIFY,
        ),
        Field("causes", "What led to it?", section=IDENTIFY),
        Field("approach", "What did you decide to do, and on what evidence?", section=APPROACH),
        Field("implemented", "What did you do?", section=EVALUATE),
        Field(
            "evaluation",
            "How do you know whether it worked?",
            hint="What you counted or asked.",
            section=EVALUATE,
        ),
        Field(
            "overcome",
            "Has it been overcome?",
            FieldType.CHOICE,
            options=(("yes", "Overcome"), ("partly", "Partly overcome"), ("no", "Not overcome")),
            section=EVALUATE,
        ),
        Field("review", "What would you do differently?", section=EVALUATE, rows=3),
        Field("advice", "What should others do?", section=SHARE),
        Field("mechanism", "Why does it work?", section=SHARE, rows=3),
        *conditions(SHARE),
        Field("cost_band", "What did it cost?", FieldType.CHOICE, options=COST_BANDS, section=SHARE),
    ),
    sections=(IDENTIFY, APPROACH, EVALUATE, SHARE),
    marker="step_reached",
)

KINDS: dict[str, Kind] = {kind.slug: kind for kind in (IDEA, LEARNING, IMPACT_CASE)}
