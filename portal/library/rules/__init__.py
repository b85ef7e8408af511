"""Who may find and read what. Pure.

Every item carries one visibility token, every reader holds a set of them: who holds the item's token may
find it, everybody else can learn nothing of it, not even from a count (requirement 16).
"""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from portal.authorisation import rules as authorisation
from portal.feedback import rules as feedback
from portal.feedback.rules import OutcomeState, Result, SomeQuestion, result_names
from portal.implementation.rules import ledger, owners
from portal.people.rules import SomePerson
from portal.submissions.kinds import COST_BANDS, KINDS, SECTORS, Field, FieldType
from portal.submissions.rules import (
    EVIDENCE_NAMES,
    Reader,
    SomePost,
    Status,
    is_author,
    is_in_library,
    is_shared,
    may_read_post,
    opens,
    placement_days,
    tokens_of,
)

PER_PAGE = 20
MOST_PER_PAGE = 100
CHOICES_AT_MOST = 20  # of one filter; more are nobody's question
CHOICE_LENGTH = 80

FACET_NAMES: dict[str, str] = {
    "kind": "Kind",
    "outcome": "What came of it",
    "topic": "Topic",
    "evidence": "Evidence",
    "organisation": "Organisation",
    "region": "Region",
    "sector": "Sector",
    "marker": "Placement or step",
    "cost": "Cost",
    "standing": "Still current",
    "year": "Year",
}

# The orders that a reader can ask for, by what the address says. Nobody is shown research before experience, or the
# other way round, without having asked for it (requirement 129).
ORDER_NAMES: dict[str, str] = {
    "relevance": "best match",
    "newest": "newest",
    "used": "most used",
    "evidence": "most tested",
}

# What became of it as a reader filters by it: what came of it, or that it ended before anything did.
# One filter holds ideas that worked and mistakes that were overcome.
OUTCOME_WORDS: dict[str, str] = {
    Result.WORKED: "Worked, or overcome",
    Result.DID_NOT: "Did not work, or not overcome",
    Result.MIXED: "Mixed, or partly overcome",
    Result.TOO_EARLY: "Too early to say",
    OutcomeState.NOT_TAKEN_FORWARD: "Not taken forward",
    OutcomeState.STOPPED: "Stopped",
}
SECTOR_NAMES: dict[str, str] = dict(SECTORS)
MARKER_NAMES: dict[str, str] = {
    value: label for kind in KINDS.values() if kind.marker for value, label in kind.field(kind.marker).options
}
COST_ORDER: dict[str, int] = {band: place for place, (band, _words) in enumerate(COST_BANDS)}
WORDS_OF: dict[str, dict[str, str]] = {
    "standing": {"retired": "Retired"},
    "outcome": OUTCOME_WORDS,
    "evidence": {kind.value: name for kind, name in EVIDENCE_NAMES.items()},
    "sector": SECTOR_NAMES,
    "marker": MARKER_NAMES,
    "cost": dict(COST_BANDS),
}
EVIDENCE_IN_WORDS: dict[str, str] = {
    "research": "Published research stands behind it.",
    "evaluated_locally": "It was tried, and what came of it was counted or asked where it was tried.",
    "professional_judgement": "It rests on the experience of those who wrote it.",
    "untested": "Nobody has tried it yet, as far as the author knows.",
}
READING_TYPES = frozenset(
    {FieldType.TEXT, FieldType.QUOTATIONS}
)  # read as text; the others are facts beside it
# What a part is called for readers, where the question that was put to the author would not do.
READING_NAMES: dict[str, str] = {
    "idea.body": "The idea",
    "better": "What would be better",
    "how_to": "How it could be done",
    "tried": "What has been tried",
    "would_not_work": "When it would not work",
    "mechanism": "Why it works",
    "cost_band": "Cost",
    "learning.body": "What they did and saw",
    "so_what": "Why it matters here",
    "now_what": "What has changed, or should",
    "planned_output": "What was planned",
    "delivered_output": "What was delivered",
    "placement_type": "Placement",
    "direction": "Where",
    "host": "Host",
    "host_sector": "Their sector",
    "host_role": "Role there",
    "nature": "Sort of work",
    "skills": "Skills gained",
    "barriers": "What got in the way",
    "readers": "Most use to",
    "contacts": "Whom to ask",
    "quotations": "In their words",
    "impact-case.body": "What went wrong",
    "causes": "What led to it",
    "approach": "What they decided to do, and on what evidence",
    "implemented": "What they did",
    "evaluation": "How they know whether it worked",
    "review": "What they would do differently",
    "advice": "What others should do",
    "overcome": "As its author saw it",
}
FACTS_ELSEWHERE = frozenset(
    {"step_reached", "placement_type", "needs", "areas", "cost_band"}
)  # stand above the heading, as the kind's marker, or among the conditions


class SomePublication(Protocol):
    """An item of the library, with the post it was made from."""

    visibility: str

    @property
    def submission(self) -> Any: ...
    @property
    def implementation(self) -> Any: ...


def may_search(_person: SomePerson | None) -> bool:
    """Everybody may search, visitors too where the public layer is on; what they find depends on their tokens."""
    return True


def may_read_topic(_person: SomePerson, _topic: object) -> bool:
    """Everybody who is signed in may open the page of a topic, and finds there what they may read."""
    return True


def may_read(person: Reader | None, item: SomePublication) -> bool:
    """Whether the reader may read an item, judged by what is stored and by what the post is now."""
    stored = opens(item.visibility, item.submission.organisation_id, tokens_of(person))
    return stored and may_read_post(person, item.submission)


def may_open_file(person: Reader, file: Any) -> bool:
    """Whether the person may open a file of a post: as they may the post, before it is published and after."""
    post = file.submission
    if is_shared(file) and authorisation.reads_in_library(person, post):
        return True
    return authorisation.may_open_file(person, file)


def may_respond(person: Reader, item: SomePublication) -> bool:
    """Whether the reader may say of what use an item was."""
    return may_read(person, item) and feedback.may_respond(person, item.submission)


def may_ask(person: Reader, item: SomePublication) -> bool:
    """Whether the reader may ask about an item."""
    return may_read(person, item) and feedback.may_ask(person, item.submission)


def may_ask_author(person: SomePerson, step: Any) -> bool:
    """Whoever decides a step may ask the author something first.

    Not whoever reads an anonymous post first: what its author answered would be read by all who decide.
    """
    asks = authorisation.may_decide(person, step) and not step.reads_first
    return asks and feedback.may_ask(person, step.submission)


def may_keep_outcome(person: Reader, item: SomePublication) -> bool:
    """Whether the person keeps what became of an item. An innovation lead reads all of their own organisation's."""
    return feedback.may_keep_outcome(person, item.submission) or may_see_through(person, item)


def may_see_through(person: Reader, item: SomePublication) -> bool:
    """Whether the person says how an item goes on: whoever sees it through, or an innovation lead where it belongs."""
    return owners.may_see_through(person, item.submission, item.implementation)


def may_note_adoption(person: Reader, item: SomePublication) -> bool:
    """Whether the reader may enter what their unit or organisation did with an item."""
    return may_read(person, item) and ledger.may_note(person, item.submission)


def may_open(person: Reader | None, item: SomePublication) -> bool:
    """Whether the item's page opens: for its readers, its authors, and those of its organisation who answer for it."""
    post: SomePost = item.submission
    if may_read(person, item):
        return True
    if person is None:
        return False
    if authorisation.answers_for_library(person, post):
        return True
    return is_in_library(item.submission) and is_author(person, post)


def may_read_changes(person: Reader, item: SomePublication) -> bool:
    """Whether the reader sees what was changed before it was published: where its author lets them (decision 22)."""
    post: SomePost = item.submission
    return bool(post.edits_shown) and post.status == Status.PUBLISHED and may_open(person, item)


def may_take_out(person: Reader, item: SomePublication) -> bool:
    """Who answers for an item may take it out of the library, and the national curator one that they read."""
    return authorisation.may_take_out(person, item.submission) and may_open(person, item)


def may_know_taken_out(person: Reader, gone: SomePublication) -> bool:
    """Whether the person may learn that a post was taken out: who could read it there, and who reads it still."""
    post = gone.submission
    readers = opens(gone.visibility, post.organisation_id, tokens_of(person))
    return readers or authorisation.may_know_of(person, post)


def may_know_of_question(person: Reader, question: SomeQuestion) -> bool:
    """Whether the person may learn of a question: who may answer it, and who reads it on the item's page.

    One that was asked before publication stands on the post's own page alone, and is theirs who read that.
    """
    if question.before_publication:
        asked_of: Any = question.submission
        return authorisation.may_know_of(person, asked_of)
    if feedback.may_answer(person, question):
        return True
    return may_read_post(person, question.submission) and question.submission.status == Status.PUBLISHED


# What ``outcome_shown`` says of an item that did not work.
DID_NOT_WORK = (Result.DID_NOT.value, OutcomeState.STOPPED.value, OutcomeState.NOT_TAKEN_FORWARD.value)


def outcome_shown(declined: bool, outcome: str, result: str) -> str:
    """The one value that a card shows and a filter knows of what became of an item; nothing where nothing did."""
    if declined:
        return OutcomeState.NOT_TAKEN_FORWARD
    if result in set(Result):
        return result
    return outcome if outcome in {OutcomeState.NOT_TAKEN_FORWARD, OutcomeState.STOPPED} else ""


def as_its_author_saw_it(kind: str, details: Mapping[str, Any]) -> str:
    """What came of it by the author's own answer, as the same value that a lead keeps; nothing where none is given."""
    answers = {"yes": Result.WORKED, "partly": Result.MIXED, "no": Result.DID_NOT}
    return answers.get(str(details.get("overcome")), "") if kind == "impact-case" else ""


def outcome_in_words(kind: str, outcome: str) -> str:
    """What became of an item, in the words that fit its kind."""
    return result_names(kind)[Result(outcome)] if outcome in set(Result) else OUTCOME_WORDS.get(outcome, "")


def reading_name(kind: str, field: Field) -> str:
    """What a part of an item is called for its readers."""
    own = f"{kind}.{field.name}" if field.name == "body" else field.name
    return READING_NAMES.get(own, field.label)


def parts_changed(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """What the parts are called in which two texts of a post differ."""
    names = [name for name in ("title", "summary") if before.get(name) != after.get(name)]
    described = KINDS[kind]
    if before.get("body") != after.get("body"):
        names.append(reading_name(kind, described.body))
    old, new = before.get("details") or {}, after.get("details") or {}
    return names + [
        reading_name(kind, field) for field in described.fields if old.get(field.name) != new.get(field.name)
    ]


def facts_of(kind: str, details: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What an item says of itself in a word or two, for the list beside its text."""
    for field in KINDS[kind].fields:
        value = details.get(field.name)
        if not value or field.type in READING_TYPES or field.name in FACTS_ELSEWHERE:
            continue
        if field.type is FieldType.CHOICES:
            yield reading_name(kind, field), ", ".join(field.label_of(one) for one in value)
        elif field.type is FieldType.CHOICE:
            yield reading_name(kind, field), field.label_of(value)
        elif field.type is FieldType.LINE:
            yield reading_name(kind, field), value
    days = placement_days(details)
    if days is not None and days > 0:
        yield "For", f"{days} days" if days > 1 else "One day"


def label_of(facet: str, value: str) -> str:
    """The words for a value of a facet whose words never change; the value itself for all others."""
    if facet == "kind":
        return KINDS[value].name if value in KINDS else value
    return WORDS_OF.get(facet, {}).get(value, value)


def meant_for(visibility: str, organisation: str) -> str:
    """For whom an item is, for whoever holds a copy of it that the portal cannot take back."""
    how_far, _colon, which = visibility.partition(":")
    return {
        "public": "Everybody",
        "policing": "Policing, and partners who use this portal",
        "region": f"Forces in {which}",
        "unit": f"One unit at {organisation}",
    }.get(how_far, organisation)
