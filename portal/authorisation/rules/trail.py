"""The audit trail in plain words: which rows an administrator reads, and what each says. Pure."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from portal.people.rules import ROLE_NAMES

ATTEMPT = "attempt.refused"


class What(StrEnum):
    """What a row of the trail is about, as it is chosen on the page."""

    DECISIONS = "decisions"
    HANDS = "hands"
    ROUTES = "routes"
    PEOPLE = "people"
    NAMES = "names"
    REFUSED = "refused"


WHAT_NAMES: dict[What, str] = {
    What.DECISIONS: "Decisions",
    What.HANDS: "Who decides: cover, hand-overs, escalations",
    What.ROUTES: "Routes and settings",
    What.PEOPLE: "People, units and roles",
    What.NAMES: "Who wrote confidential posts",
    What.REFUSED: "Refused attempts",
}

# What happened, in words. ``{name}`` is a fact; one that ends in ``id`` or begins with ``by`` names a person.
_SAID: dict[What, dict[str, str]] = {
    What.DECISIONS: {
        "submission.acknowledged": "Told its author that somebody has it",
        "submission.approved": "Approved it at “{step}”",
        "submission.read_first": "Read it first, and passed it on to those who decide",
        "step.answered": "Answered at “{step}”, beside others",
        "submission.returned": "Sent it back at “{step}”",
        "submission.declined": "Declined it at “{step}”",
        "submission.published": "It was put into the library",
        "submission.review_ended": "All who review it have approved it: it stands there like every other",
        "submission.reviewed": "What stood in the library on trust was reviewed",
        "submission.imported": "Brought it in by import, on the authority of {authority}",
        "submission.withdrawn": "It was taken back, or closed",
        "submission.left_library": "It left the library until it is decided on anew",
        "submission.taken_out": "Took it out of the library",
        "item.retired": "Retired it in the library",
        "item.brought_back": "Undid that it was retired",
        "item.answer_linked": "Another post was said to answer the same question",
        "item.answer_unlinked": "Another post is no longer said to answer the same question",
        "submission.merged": "Merged it into another post that says the same",
        "submission.joined": "Merged another post that says the same into it",
        "submission.parted": "It is found by itself again, and no longer merged into another post",
        "submission.left": "A post that was merged into it is found by itself again",
        "submission.claimed": "Its author claimed it under their name",
        "edit.proposed": "Put a change to its text to its author",
        "edit.accepted": "The change to its text was accepted",
        "edit.declined": "The change to its text was declined",
        "edit.made": "Changed its text without its author, because {reason}",
        "edit.lapsed": "Nobody answered the change to its text in time",
        "adoption.confirmed": "Confirmed what {place} did with it: {how}",
        "adoption.refused": "Did not confirm what {place} did with it: {reason}",
        "remark.hidden": "Hid something that was said about it, with a reason to whoever wrote it",
        "remark.stands": "Let something stand that was reported",
        "remark.shown_again": "Showed something again that another had hidden",
        "remark.stays_hidden": "Looked again at something that another had hidden: it stays hidden",
        "opinion.asked": "Asked {person_id} for an opinion",
        "opinion.given": "Gave an opinion at “{step}”",
    },
    What.HANDS: {
        "delegation.given": "Decisions of {subject} go to {to_id} from {first_day} to {last_day}",
        "delegation.ended": "Decisions of {subject} no longer go to {to_id}",
        "conflict.declared": "{person_id} does not decide on it",
        "step.handed_on": "“{waits_at}” went from {from_id} to {holder_id}",
        "step.covered": "“{waits_at}” is covered for whoever is away",
        "step.escalated": "“{waits_at}” was late, and went from {from_id} to {holder_id}",
        "step.overdue": "“{waits_at}” is late, and nobody is next in line",
        "step.clock_stopped": "Its clock stands while its author is asked, until {day} at the latest",
        "step.clock_went_on": "Its clock went on: it is due by {day}",
        "step.lapsed": "Nobody answered at “{step}” in time: it went on without",
        "step.skipped": "Passed over “{step}”",
        "step.added": "Added a decider: {holder_id}",
        "owner.named": "Said who sees it through: {owner}",
        "sponsor.named": "Said who stands behind it: {sponsor}",
        "owners.handed_over": "{count} posts went to {person_id}, to see them through",
        "submission.taken_on": "Took on a draft that came by import",
        "submission.passed_on": "It was passed on to {holder_id}, for its author has left",
        "submission.taken_further": "It was taken to “{waits_at}” after it was declined, or late",
        "outside.asked": "Asked somebody outside to decide “{step}”",
        "outside.code_made": "Had a code made for somebody outside",
        "outside.code_sent": "Somebody outside was sent a code",
        "outside.wrong_code": "Somebody outside typed a wrong code at “{step}”",
        "outside.opened": "Somebody outside opened it at “{step}” with the code",
        "outside.answered": "Somebody outside decided “{step}”",
        "outside.closed": "The link to somebody outside was closed",
        "outside.overtaken": "The link to somebody outside was closed: it was decided",
    },
    What.ROUTES: {
        "routes.given": "The first routes were put in force",
        "routes.proposed": "Proposed new routes: {why}",
        "routes.published": "Put version {number} of the routes in force: {why}",
        "routes.changed": "Changed routes that were proposed",
        "routes.discarded": "Discarded a draft of the routes",
        "routes.adopted": "Took a route of another organisation into a draft",
        "routes.offered": "Shared the route {route} with other organisations",
        "routes.withdrawn": "Stopped sharing the route {route}",
        "routes.imported": "Brought in a draft of the routes from a file",
        "outside.switched_on": "Allowed that people outside are asked: {reason}",
        "outside.switched_off": "Ended that people outside are asked: {reason}",
        "outside.named": "Named somebody outside, until {until}",
        "outside.ended": "Ended the naming of somebody outside",
        "organisation.added": "Added the organisation {name}",
        "organisation.changed": "Changed the organisation {name}",
        "organisation.working_days_changed": "Changed working days, or when what is late goes on",
        "organisation.profile_changed": "Changed what the organisation says of itself",
        "organisation.review_months_changed": "Changed after how many months posts are looked at again: {months}",
        "organisation.promises_changed": "Promised a word in {acknowledged}, an answer in {answered} and a decision in "
        "{decided} working days",
        "organisation.figures_changed": "Changed how many people work in {units} units",
        "organisation.crowd_changed": "Changed the crowd to {crowd} people, and quiet weeks to below {quiet_below}",
        "grade.added": "Added the rank or grade {name}",
        "grade.changed": "Changed the rank or grade {name}",
        "grade.removed": "Removed the rank or grade {name}",
        "topic.added": "Added the topic {name}",
        "topic.renamed": "Renamed the topic {before} to {name}",
        "topic.retired": "Retired the topic {name}",
        "topic.brought_back": "Brought back the topic {name}",
        "collection.begun": "Began the collection {title}",
        "collection.changed": "Changed what is said of the collection {title}",
        "collection.gathered": "Put {item} into a collection",
        "collection.taken_out": "Took {item} out of a collection",
        "collection.shown": "Showed the collection {title} to readers",
        "collection.hidden": "Hid the collection {title} from readers",
        "collection.ended": "Ended the collection {title}",
        "newsletter.begun": "Began the newsletter of {month}",
        "newsletter.changed": "Changed a newsletter before it went out",
        "newsletter.sent": "Sent the newsletter {title}",
        "newsletter.dropped": "Dropped the draft of the newsletter {title}",
        "meeting.called": "Called the meeting {title}",
        "meeting.shown": "Showed the meeting {title} to everybody who works there",
        "meeting.hidden": "Hid the meeting {title} from everybody but those who keep it",
        "meeting.ended": "Ended the meeting {title}",
        "synonyms.added": "Said that these mean the same: {ways}",
        "synonyms.changed": "Changed what means the same from {before} to {ways}",
        "synonyms.removed": "Said no longer that these mean the same: {ways}",
        "words.erased": "Had the words of a row erased, as the law asks: {reason}",
        "mail.tried_again": "Had a mail tried again that was given up",
        "mail.dropped": "Dropped a mail that was given up",
    },
    What.PEOPLE: {
        "person.added": "Added {subject}",
        "person.changed": "Changed the account of {subject}: {changes}",
        "person.moved": "Moved {subject} to another unit",
        "person.ended": "Ended the account of {subject}",
        "person.returned": "Brought back the account of {subject}",
        "person.password_link_sent": "Sent {subject} a link to choose a password",
        "person.password_chosen": "{subject} chose a password",
        "token.created": "Made a token, with which a program acts for them",
        "token.taken_back": "Took back a token with which a program acted for them",
        "role.asked": "Asked that {subject} becomes {role}: a second administrator confirms it",
        "role.not_granted": "{subject} does not become {role}, as was asked for",
        "role.granted": "Made {subject} {role}",
        "role.taken": "{subject} is no longer {role}",
        "head.named": "Made {person_id} head of a unit",
        "head.removed": "{person_id} is no longer head of a unit",
        "unit.added": "Added the unit {name}",
        "unit.changed": "Changed a unit, called {name_before} before",
        "unit.closed": "Closed a unit",
        "absence.noted": "Noted that {subject} is away from {first_day} to {last_day}",
        "absence.taken_back": "Took back that {subject} is away",
        "duty.changed": "Changed when {subject} works: {duty}",
    },
    What.NAMES: {
        "guardian.key_made": "Made a guardian's key",
        "identity.asked": "Asked a second guardian to open who wrote it. {ground}: {reason}",
        "identity.approved": "Agreed that {guardian} reads who wrote it: {answer}",
        "identity.refused": "Did not agree that {guardian} reads who wrote it: {answer}",
        "identity.consent_asked": "Asked its author whether they may read who wrote it. {ground}: {reason}",
        "identity.consented": "Its author agreed that {guardian} reads who wrote it",
        "identity.withheld": "Its author did not agree that {guardian} reads who wrote it",
        "identity.opened": "Read who wrote it. {ground}",
        "identity.destroyed": "Who wrote it was destroyed",
    },
    What.REFUSED: {ATTEMPT: ""},
}
SAID: dict[str, str] = {event: words for some in _SAID.values() for event, words in some.items()}
EVENTS: dict[What, frozenset[str]] = {what: frozenset(some) for what, some in _SAID.items()}
# What an author did, or may have done: the trail says that it happened, and never who did it.
NAMES_NOBODY = frozenset(
    {
        "submission.published",
        "submission.withdrawn",
        "submission.claimed",
        "edit.accepted",
        "edit.declined",
        "submission.taken_further",
        "item.retired",
        "item.brought_back",
    }
)
# What authors do with their own text, and what people say to each other about a post, is told on its page and nowhere
# else; so is what follows of itself from a row that is told here.
NOT_TOLD = frozenset((
    "adoption.noted", "adoption.taken_back", "agreed.asked", "agreed.given", "agreed.passed_on", "agreed.reported",
    "answer.accepted", "answer.given", "answers.asked_back", "answers.deputy_named", "answers.used",
    "attachment.added", "attachment.removed", "co_author.added", "co_author.left", "co_author.removed",
    "comment.made", "item.confirmed", "item.deputy_named", "item.handed_over", "meeting.decided",
    "message.answered", "message.asked", "message.sent", "want.discussed",
    "item.review_asked", "item.review_changed", "organisation.entries_wait", "organisation.progress_due",
    "organisation.promises_near", "organisation.reviews_due", "outcome.kept", "post.response_taken_back",
    "post.thanked", "post.thanks_taken_back", "post.used", "progress.asked", "progress.confirmed", "progress.noted",
    "question.answered", "question.asked", "question.put_to_others", "question.settled", "remark.appealed",
    "remark.reported", "step.opened", "step.reminded", "step.spared", "submission.begun", "submission.listed",
    "submission.sent",
    "submission.sent_again", "submission.taken_up", "submission.unlisted", "submission.updated", "want.answered",
    "want.asked", "want.closed",
))  # fmt: skip
# What guardians do about a confidential post they do by name, although it has no author to be seen.
GUARDIANS = frozenset(_SAID[What.NAMES])
# A link that somebody had sent to themselves is nobody's business: it says when they were there.
ONLY_BY_OTHERS = "person.password_link_sent"
SOMEBODY = "somebody"


def in_words(event: str, facts: Mapping[str, Any], subject: str, name: Callable[[str], str]) -> str:
    """What a row says. ``name`` yields what a person is called by their key; ``subject`` whom it is about.

    A row whose words were erased says so (``facts`` holds nothing but why).
    """
    if "erased" in facts:
        return "The words of this row were erased"
    told = {"subject": subject or SOMEBODY} | {key: _fact(key, value, name) for key, value in facts.items()}
    words = SAID[event].format_map(_Facts(told)).removesuffix(": ")
    return words[:1].upper() + words[1:]


class _Facts(dict[str, str]):
    """Facts by name; one that an older row does not have is somebody, or nothing."""

    def __missing__(self, key: str) -> str:
        return SOMEBODY if key.endswith("id") else ""


def _fact(key: str, value: Any, name: Callable[[str], str]) -> str:
    if key.endswith("_id"):
        return name(str(value)) if value else SOMEBODY
    if value and (key == "until" or key.endswith("_day")):
        day = date.fromisoformat(str(value)[:10])  # of a moment, its day
        return f"{day.day} {day:%B %Y}"
    if key == "role":
        return ROLE_NAMES[value].lower() if value in set(ROLE_NAMES) else str(value)
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def people_in(facts: Mapping[str, Any]) -> frozenset[int]:
    """Keys of the people whom a row names in its facts."""
    named = (str(value) for key, value in facts.items() if key.endswith("_id") and key != "outside_id")
    return frozenset(int(key) for key in named if key.isdecimal())


# What was tried: by its permission, else by the room of the permission.
TRIED: dict[str, str] = {
    "step.answer": "Decide on a post",
    "step.ask": "Ask an author before deciding",
    "step.propose-edit": "Approve a post with a change to its text",
    "step.answer-edit": "Answer a change to a text",
    "step.ask-outside": "Ask somebody outside to decide",
    "asking": "Act on a link to somebody outside",
    "outside": "Name people outside",
    "step.ask-opinion": "Ask a colleague for an opinion",
    "step.change-way": "Pass over a step, or add a decider",
    "opinion.see": "Read a post as a colleague who is asked about it",
    "step.hand-on": "Take a decision over, or hand it on",
    "route.configure": "Change a route",
    "people.lead": "Take or hand on posts as innovation lead",
    "people.note-absence": "Note when somebody is away",
    "item": "Confirm, retire or hand over a post in the library",
    "keeping": "See or change what is kept right in the library",
    "adoption": "Enter or confirm what was done with a post elsewhere",
    "meeting": "Change a meeting",
    "message": "Answer or end a message from a leader",
    "agenda": "Write down what a meeting decided",
    "agreed": "Say how something stands that a meeting agreed",
    "progress": "Say how a post in the library goes on",
    "library.take-out": "Take a post out of the library",
    "people": "Change people, units or settings",
    "route": "Change a route",
    "step": "Act on a decision",
    "submission": "Change, send or withdraw a post",
    "attachment": "Take a file off a post",
    "thanks": "Thank for a post",
    "record": "Ask for a certificate for a post",
    "feedback": "Say or answer something about a post",
    "library": "Change something in the library",
}
WHY: dict[str, str] = {
    "forbidden": "It was not theirs to do",
    "hidden": "It is something that they may not know of",
    "not-yours": "It was not theirs to do",
    "already-decided": "Somebody else had decided before",
    "old-version": "It had changed since they read it",
}


def tried_in_words(permission: str) -> str:
    """What was tried."""
    return TRIED.get(permission) or TRIED.get(
        permission.partition(".")[0], "Something that is not open to them"
    )


def why_in_words(code: str) -> str:
    """Why it was refused."""
    return WHY.get(code, "A rule stood against it")
