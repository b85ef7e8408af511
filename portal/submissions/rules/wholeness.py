"""What a post still lacks, what may help its author, and all that was typed in it. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from portal.foundation.errors import Refused
from portal.submissions.kinds import KINDS, SUMMARY_LENGTH, FieldType, Kind, Needed

UNANSWERED = "unanswered"  # a program sent the post, and did not say

# The guided check before sending (requirement 139): the question, and what to do where the answer is yes.
SHARE_CHECK: tuple[tuple[str, str, str], ...] = (
    (
        "personal_data",
        "Could somebody outside your team recognise a member of the public in it?",
        "Take out names, places and dates that point to one person.",
    ),
    (
        "operational",
        "Would it help an offender, or harm a live case, if it were read?",
        "Leave out the tactic, the place or the case. If that leaves nothing, speak to your supervisor instead.",
    ),
    (
        "third_party",
        "Does it criticise a colleague or a partner who could be recognised?",
        "Say what happened and not who did it. The system is usually the story.",
    ),
)

NOTHING_TYPED = "Type a title or a few words first. Nothing is saved yet."


def question_to_answer(question: str) -> str:
    """What stands beside a question of the check that was not answered: it names the question."""
    return f"Answer yes or no: {question[:1].lower()}{question[1:]}"


def check_share_answers(answers: Mapping[str, Any]) -> None:
    """Raise ``Refused`` for answers to "Can I share this?" that are none, or to what is not asked."""
    asked = {name for name, _question, _advice in SHARE_CHECK}
    for name, answer in answers.items():
        if name not in asked or answer not in ("yes", "no"):
            raise Refused(
                f"“share_check” answers {', '.join(sorted(asked))}, each with yes or no.",
                field=name if name in asked else "share_check",
                code="not-valid",
            )


def with_unanswered(answers: Mapping[str, str]) -> dict[str, str]:
    """The answers to "Can I share this?", with what was left open said so: it counts as a yes (requirement 139)."""
    return {name: answers.get(name) or UNANSWERED for name, _question, _advice in SHARE_CHECK}


def troubling(answers: Mapping[str, str]) -> frozenset[str]:
    """The questions of "Can I share this?" whose answer asks for care: a yes, or none."""
    return frozenset(name for name, answer in answers.items() if answer in {"yes", UNANSWERED})


def missing(post: Any, needed: Needed) -> Iterator[tuple[str, str]]:
    """What must still be filled in before sending or publication: field name and sentence."""
    kind = KINDS[post.kind]
    if not post.title.strip():
        yield "title", "Give it a title, so that others can find it."
    if not post.body.strip():
        yield "body", f"Answer this: {kind.body.label}"
    wanted = {Needed.TO_SEND, needed}
    for field in kind.fields:
        if field.needed in wanted and not post.details.get(field.name):
            yield field.name, f"Answer this: {field.label}"
        quoted = post.details.get(field.name) if field.type is FieldType.QUOTATIONS else ()
        if not all(one["consent"] for one in quoted or ()):
            yield field.name, "Say for each person you quote how they agreed to appear."
    if needed is Needed.TO_PUBLISH and not post.summary.strip():
        yield (
            "summary",
            f"Sum it up in at most {SUMMARY_LENGTH} characters, so that a reader knows what it is.",
        )
    length = placement_days(post.details)
    if length is not None and length < 1:
        yield "ends_on", "The last day is before the first. Change one of them."
    if kind.slug == "impact-case":
        yield from _not_overcome_yet(post.details)


def _not_overcome_yet(details: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    evaluated = details.get("step_reached") in {"evaluate", "share"} and details.get("evaluation")
    if details.get("overcome") == "yes" and not evaluated:
        yield (
            "overcome",
            "A mistake can be called overcome once what you did has been evaluated. Fill in how you know, or "
            "choose another answer.",
        )


def warnings_about(
    kind: Kind, details: Mapping[str, Any], usual_days: Mapping[str, tuple[int, int]]
) -> list[str]:
    """Sentences that may help and never stop anybody: the sources disagree on how long placements are (row 5)."""
    found = []
    length = placement_days(details)
    usual = usual_days.get(details.get("placement_type") or "")
    if length is not None and length > 0 and usual and not usual[0] <= length <= usual[1]:
        name = kind.field("placement_type").label_of(details["placement_type"]).lower()
        article = "an" if name[0] in "aeiou" else "a"
        found.append(
            f"That is {length} days. {article.capitalize()} {name} here usually takes {usual[0]} to {usual[1]} days; "
            "if yours was different, leave it as it is."
        )
    if kind.slug == "learning" and not details.get("planned_output"):
        found.append("No planned output is given. That is fine, and is counted so that planning gets better.")
    return found


# College of Policing lengths (002): insight to two weeks, attachment to three months, secondment to 18 months.
USUAL_DAYS: dict[str, tuple[int, int]] = {"insight": (1, 14), "attachment": (1, 92), "secondment": (1, 549)}


def placement_days(details: Mapping[str, Any]) -> int | None:
    """Length of a placement in days, both ends counted; nothing where a day is missing."""
    try:
        first, last = date.fromisoformat(details["starts_on"]), date.fromisoformat(details["ends_on"])
    except (KeyError, TypeError, ValueError):
        return None
    return (last - first).days + 1


def texts_of(post: Any) -> Iterator[tuple[str, str]]:
    """All that was typed in a post, part by part: where, and the words. ``quotations:0`` is the first quotation."""
    yield from (("title", post.title), ("summary", post.summary), ("body", post.body))
    for field in KINDS[post.kind].fields:
        value = post.details.get(field.name)
        if field.type is FieldType.QUOTATIONS:
            yield from ((f"{field.name}:{place}", one["text"]) for place, one in enumerate(value or ()))
        elif field.type in {FieldType.LINE, FieldType.TEXT} and value:
            yield field.name, value


def texts_checked(post: Any) -> Iterator[tuple[str, str]]:
    """All that the checker reads for details: the post, and how its author says it differs, which deciders read."""
    yield from texts_of(post)
    if post.differs:
        yield "differs", post.differs


def text_of(post: Any) -> str:
    """All that was typed in a post, one part below the other: what the index reads."""
    return "\n\n".join(text for _where, text in texts_of(post) if text)
