"""What an author is told of their post, in words that name nobody. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.authorisation.rules.reading import because_in_words

ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth",
    "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
)  # fmt: skip


def not_their_words(what: Mapping[str, Any]) -> list[str]:
    """What stands in a published post that its author did not write, a sentence each, by the letter that told of it."""
    said = [because_in_words(what["edited_because"])] if what.get("edited_because") else []
    if what.get("summed_up"):
        said.append(
            f"Whoever approved it summed it up, as you had left that to them: “{what['summed_up']}” "
            "Readers see that it is not yours."
        )
    return said


def readers(steps: Sequence[object]) -> list[str]:
    """What the steps of an anonymous post are called, in order: by their place.

    Their own names would say of which unit the post is not: its readers are chosen without knowing its author.
    """
    later = [f"{number}th" for number in range(len(ORDINALS) + 1, 21)]
    names = [*ORDINALS, *later][: len(steps)]
    return [f"{name} reader" for name in names] + ["further reader"] * (len(steps) - len(names))


# What an author may know of what happened to their post: these facts, and never who did it.
TOLD: Mapping[str, tuple[str, ...]] = {
    "submission.sent": ("waits_at", "due_on"),
    "submission.sent_again": ("waits_at", "due_on", "from_desk"),
    "submission.acknowledged": ("step", "reason"),
    "submission.approved": ("step", "reason", "narrowed_to", "waits_at", "due_on"),
    "submission.read_first": ("waits_at", "due_on"),
    "submission.returned": ("step", "reason"),
    "submission.declined": ("step", "reason", "code"),
    "submission.taken_further": ("waits_at", "due_on"),
    "submission.published": (),
    "submission.withdrawn": (),
    "submission.taken_out": ("reason",),
    "submission.merged": ("reason",),
    "submission.joined": (),
    "submission.parted": ("reason",),
    "submission.left": (),
    "submission.claimed": (),
    "step.answered": ("step", "reason"),
    "step.lapsed": ("step",),
    "step.skipped": ("step", "reason"),
    "step.added": ("waits_at", "due_on", "reason"),
    "step.handed_on": ("waits_at", "due_on"),
    "step.covered": ("waits_at", "due_on"),
    "step.escalated": ("waits_at", "due_on"),
    "step.clock_stopped": ("waits_at", "due_on"),
    "step.clock_went_on": ("waits_at", "due_on"),
    "edit.proposed": ("step", "until", "reason"),
    "edit.accepted": ("step",),
    "edit.declined": ("step", "reason"),
    "edit.lapsed": ("step",),
    "edit.made": ("reason",),
    "question.asked": ("question", "text"),
    "question.answered": ("question", "text"),
    "identity.consent_asked": ("opening", "key", "guardian", "ground", "reason"),
    "identity.consented": ("opening", "guardian"),
    "identity.withheld": ("opening", "guardian"),
    "identity.asked": ("ground", "reason"),
    "identity.approved": ("ground", "answer"),
    "identity.refused": ("ground", "answer"),
    "identity.opened": ("guardian", "ground"),
    "identity.destroyed": (),
    "item.confirmed": (),
    "item.retired": ("reason",),
    "item.brought_back": (),
    "owner.named": ("owner",),
    "progress.noted": ("text",),
    "adoption.confirmed": ("place", "how", "came", "reason"),
    "progress.confirmed": ("state", "result"),
    "meeting.decided": ("meeting", "held_on", "text"),
    "outcome.kept": ("state", "result", "note"),
    "post.thanked": ("leader", "reason"),  # by name: that is what a leader's thanks are (requirement 103)
    "post.used": ("kind", "organisation", "reason"),
}
# Of those the ones that name a step, each with the fact that says which it is.
NAMES_A_STEP: Mapping[str, str] = {"step": "of_step", "waits_at": "at_step"}

# What follows from something that the author did: the news board does not call them for it.
OWN_DOING = frozenset(
    {
        "submission.sent",
        "submission.sent_again",
        "submission.taken_further",
        "submission.withdrawn",
        "submission.claimed",
        "author.changed",
        "author.answered",
        "edit.accepted",
        "edit.declined",
    }
)
# Since one of these it is in the library, or still there.
IN_LIBRARY = frozenset({"submission.published", "submission.merged", "submission.parted"})
NEWS_DAYS = 14  # so long does the news board say that there is news

# What an author reads of each letter. The words of deciders and readers follow below the sentence.
SAID: Mapping[str, str] = {
    "submission.sent": "It was passed on, and waits for its {waits_at}.",
    "author.changed": "Your changed text was passed on.",
    "submission.sent_again": "It waits again, for its {waits_at}.",
    "submission.acknowledged": "Its {step} says that they have it.",
    "submission.approved": "Its {step} said yes{fewer}.",
    "submission.read_first": "It was read first, and waits for its {waits_at}.",
    "submission.returned": "Its {step} asks you to change it.",
    "submission.declined": "It was not taken forward. That was decided by its {step}.",
    "submission.taken_further": "You asked for somebody else to decide. It waits for its {waits_at}.",
    "submission.published": "It was put in the library.",
    "submission.withdrawn": "It was withdrawn.",
    "submission.taken_out": "It was taken out of the library.",
    "submission.merged": "It was merged into another post in the library that says the same.",
    "submission.joined": "Another post in the library that says the same was merged into it.",
    "submission.parted": "It is found by itself in the library again.",
    "submission.left": "A post that was merged into it is found by itself again.",
    "submission.claimed": "It was claimed, and bears your name now.",
    "step.answered": "Its {step} has answered.",
    "step.lapsed": "Its {step} did not answer in time, so it went on without them.",
    "step.skipped": "Its {step} was passed over: nobody is asked there.",
    "step.added": "One more reader is asked, its {waits_at}.",
    "step.handed_on": "Somebody else is its {waits_at} now.",
    "step.covered": "Its {waits_at} is away. It is looked after, and you hear by the day named.",
    "step.escalated": "Its {waits_at} did not answer in time, so it went on to somebody else.",
    "step.clock_stopped": "The time of its {waits_at} stands still until you have answered.",
    "step.clock_went_on": "The time of its {waits_at} goes on.",
    "edit.proposed": "Its {step} says yes if you accept a change to the text.",
    "edit.accepted": "You accepted the change to the text.",
    "edit.declined": "You declined the change to the text. It is read again as you wrote it.",
    "edit.lapsed": "The change to the text lapsed. It is read again as you wrote it.",
    "edit.made": "Its text was changed without you, because:",
    "edit.overtaken": "Your answer to the change came too late: it had lapsed, or was decided otherwise.",
    "question.asked": "A question was asked.",
    "question.answered": "A question was answered.",
    "author.answered": "Your answer was passed on.",
    "author.overtaken": "Your changes came too late: it is being read as it was. Nobody has read them.",
    "identity.consent_asked": "{guardian}, a guardian, asks whether they may read who you are. Why: {ground}.",
    "identity.consented": "You agreed that {guardian} reads who you are. Nobody else can.",
    "identity.withheld": "You did not agree that {guardian} reads who you are.",
    "identity.asked": "A guardian asks a second one to open who you are. Why: {ground}.",
    "identity.approved": "A second guardian agreed that one of them reads who you are. Why: {ground}.",
    "identity.refused": "A second guardian did not agree that who you are is opened. What was asked: {ground}.",
    "identity.opened": "{guardian}, a guardian, has read who you are. Why: {ground}.",
    "identity.destroyed": "Your name was destroyed. Nobody can open it any more.",
    "item.confirmed": "Whoever keeps it in the library said that it is still right.",
    "item.retired": "It was retired in the library: it stays there to be read, marked as no longer current.",
    "item.brought_back": "It is current again in the library.",
    "owner.named": "Somebody was named who sees it through: {owner}.",
    "progress.noted": "There is news of how it goes on.",
    "adoption.confirmed": "{place} says what it did with it: {how}{came}.",
    "progress.confirmed": "It stands where it stood: {state}.",
    "meeting.decided": "A meeting with leaders decided something on it ({meeting}, {held_on}).",
    "outcome.kept": "What became of it: {state}.",
    "post.thanked": "{leader} thanks you.",
    "post.used": "{organisation}: {kind}.",
}

# Where a post stands: the sentence that comes first on its page, and its tone.
STANDING: Mapping[str, tuple[str, str]] = {
    "submission.sent": ("It is being read.", ""),
    "author.changed": ("Your changed text has been passed on.", ""),
    "submission.sent_again": ("Your changed text is being read.", ""),
    "submission.acknowledged": ("It is being read.", ""),
    "submission.approved": ("It is on its way.", ""),
    "submission.read_first": ("It is being read.", ""),
    "submission.returned": ("You are asked to change it.", "attention"),
    "submission.declined": ("It was not taken forward.", ""),
    "submission.taken_further": ("Somebody else is reading it.", ""),
    "submission.published": ("It is in the library.", "good"),
    "submission.withdrawn": ("You took it back.", ""),
    "submission.taken_out": ("It was taken out of the library.", "attention"),
    "submission.merged": ("It is in the library, found as part of another post that says the same.", "good"),
    "submission.parted": ("It is in the library.", "good"),
    "edit.proposed": ("You are asked to accept a change to the text.", "attention"),
    "edit.accepted": ("It is on its way, with the change that you accepted.", ""),
    "edit.declined": ("It is being read.", ""),
    "edit.lapsed": ("It is being read.", ""),
    "edit.made": ("It is being read.", ""),
    "edit.overtaken": ("It is being read.", ""),
    "step.answered": ("It is being read.", ""),
    "step.lapsed": ("It is being read.", ""),
    "step.skipped": ("It is being read.", ""),
    "step.added": ("It is being read.", ""),
    "step.handed_on": ("It is being read.", ""),
    "step.covered": ("It is being read.", ""),
    "step.escalated": ("It is being read.", ""),
    "step.clock_stopped": ("It is being read.", ""),
    "step.clock_went_on": ("It is being read.", ""),
}
