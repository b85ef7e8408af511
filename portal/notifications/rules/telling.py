"""Who is told of what, in which words. Pure."""

from collections.abc import Mapping

from portal.notifications.rules.adopting import ADOPTING
from portal.notifications.rules.audiences import Audience, Pace, Telling
from portal.notifications.rules.meetings import DECIDED
from portal.submissions.rules import Status

CHANGED = "{title} was changed after you approved it. You can read what differs"
WAITS = "{A_kind} {waits}: {title}"

TELLINGS: Mapping[str, tuple[Telling, ...]] = {
    "submission.sent": (Telling(Audience.HOLDER, WAITS, "step", Pace.ONCE_DUE),),
    "submission.sent_again": (
        Telling(Audience.HOLDER, "{A_kind} is back with you, changed: {title}", "step", Pace.ONCE_DUE),
        Telling(Audience.APPROVERS, CHANGED, "versions", Pace.DAILY),
    ),
    "submission.acknowledged": (
        Telling(Audience.AUTHORS, "{by} has {title}, and says so", "post", Pace.DAILY),
    ),
    "submission.approved": (
        Telling(Audience.AUTHORS, "{decider} approved {title}{fewer}. {then}", "decided", Pace.AT_ONCE),
        Telling(Audience.HOLDER, WAITS, "step", Pace.ONCE_DUE),
    ),
    "submission.read_first": (Telling(Audience.HOLDER, WAITS, "step", Pace.ONCE_DUE),),
    "submission.returned": (
        Telling(Audience.AUTHORS, "{decider} asked for a change to {title}", "post", Pace.AT_ONCE),
    ),
    "submission.declined": (
        Telling(Audience.AUTHORS, "{title} is not taken forward. The reason is there", "post", Pace.AT_ONCE),
    ),
    "submission.updated": (
        Telling(
            Audience.RENEWERS,
            "{title} was brought up to date. Say again what became of it",
            "outcome",
            Pace.DAILY,
        ),
    ),
    "submission.taken_out": (
        Telling(
            Audience.AUTHORS,
            "{title} was taken out of the library. The reason is there",
            "post",
            Pace.AT_ONCE,
        ),
    ),
    "submission.merged": (
        Telling(
            Audience.AUTHORS,
            "{title} was merged into another post that says the same. The reason is there",
            "item",
            Pace.DAILY,
        ),
    ),
    "submission.joined": (
        Telling(
            Audience.AUTHORS, "Another post was merged into {title}: it says the same", "item", Pace.DAILY
        ),
    ),
    "submission.parted": (
        Telling(Audience.AUTHORS, "{title} is found by itself in the library again", "item", Pace.DAILY),
    ),
    "submission.left": (
        Telling(
            Audience.AUTHORS,
            "A post that was merged into {title} is found by itself again",
            "item",
            Pace.ON_PAGE,
        ),
    ),
    "submission.claimed": (
        Telling(Audience.DECIDERS, "{title} bears a name now: its author has claimed it", "post", Pace.DAILY),
    ),
    "submission.left_library": (
        Telling(
            Audience.AUTHORS,
            "{title} left the library, because it was not changed in time. Send it again, and it is read first",
            "post",
            Pace.AT_ONCE,
        ),
        Telling(
            Audience.LEADS,
            "{title} left the library, because its author did not change it in time",
            "post",
            Pace.DAILY,
        ),
    ),
    "submission.passed_on": (
        Telling(
            Audience.HOLDER,
            "{A_kind} is yours now, because its author has left: {title}",
            "post",
            Pace.DAILY,
        ),
    ),
    "co_author.added": (
        Telling(Audience.NAMED, "{by} named you as a co-author of {title}", "post", Pace.DAILY),
    ),
    "co_author.removed": (
        Telling(Audience.NAMED, "{by} took you off the co-authors of {title}", "mine", Pace.ON_PAGE),
    ),
    "co_author.left": (
        Telling(
            Audience.AUTHORS,
            "{by} took their name off the co-authors of {title}",
            "post",
            Pace.ON_PAGE,
        ),
    ),
    "submission.taken_further": (
        Telling(
            Audience.HOLDER,
            "{A_kind} was put to you, because its author asked for somebody else: {title}",
            "step",
            Pace.ONCE_DUE,
        ),
        Telling(
            Audience.KEEPERS, "The author of {title} asked for somebody else to decide", "post", Pace.DAILY
        ),
    ),
    "step.opened": (Telling(Audience.HOLDER, WAITS, "step", Pace.DAILY),),
    "step.answered": (
        Telling(
            Audience.AUTHORS,
            "{decider} has answered on {title}. Others decide with them",
            "post",
            Pace.ON_PAGE,
        ),
    ),
    "step.lapsed": (
        Telling(
            Audience.AUTHORS,
            "Nobody answered on {title} in time, and it went on without them",
            "post",
            Pace.DAILY,
        ),
        Telling(Audience.HOLDER, "{A_kind} went on without your answer: {title}", "queue", Pace.DAILY),
    ),
    "step.skipped": (
        Telling(
            Audience.AUTHORS, "{by} passed over a step of {title}. The reason is there", "post", Pace.DAILY
        ),
        Telling(Audience.LATE, "{A_kind} is not yours to decide any more: {title}", "queue", Pace.DAILY),
    ),
    "step.added": (
        Telling(
            Audience.AUTHORS,
            "{by} asked one more person about {title}. The reason is there",
            "post",
            Pace.DAILY,
        ),
        Telling(
            Audience.HOLDER, "{A_kind} was put to you too, for a decision: {title}", "step", Pace.ONCE_DUE
        ),
    ),
    "edit.proposed": (
        Telling(Audience.AUTHORS, "{decider} approves {title} if you accept a change", "edit", Pace.AT_ONCE),
    ),
    "edit.accepted": (Telling(Audience.APPROVERS, CHANGED, "versions", Pace.DAILY),),
    "edit.declined": (
        Telling(Audience.HOLDER, "It stays as written, and is yours again: {title}", "step", Pace.DAILY),
    ),
    "edit.lapsed": (
        Telling(Audience.AUTHORS, "A change to {title} lapsed. It stays as written", "post", Pace.DAILY),
        Telling(Audience.HOLDER, "Your change lapsed. {A_kind} is yours again: {title}", "step", Pace.DAILY),
    ),
    "opinion.asked": (
        Telling(Audience.NAMED, "{by} asks what you think of {title}", "opinion", Pace.AT_ONCE),
    ),
    "opinion.given": (
        Telling(Audience.ASKER, "{by} told you what they think of {title}", "step", Pace.DAILY),
    ),
    "outside.opened": (
        Telling(Audience.ASKER, "Whom you asked outside is reading {title}", "step", Pace.ON_PAGE),
    ),
    "outside.answered": (
        Telling(Audience.ASKER, "Whom you asked outside has decided on {title}", "post", Pace.DAILY),
    ),
    "outside.closed": (
        Telling(
            Audience.ASKER, "The link you had sent outside is closed: {said}. {title}", "step", Pace.AT_ONCE
        ),
    ),
    "step.handed_on": (
        Telling(Audience.HOLDER, "{A_kind} was passed to you for a decision: {title}", "step", Pace.ONCE_DUE),
    ),
    "conflict.declared": (
        Telling(
            Audience.LEADS,
            "Somebody asked not to decide on {title}. It goes to the next who may",
            "post",
            Pace.DAILY,
        ),
    ),
    "step.covered": (
        Telling(
            Audience.AUTHORS, "Whoever had {title} is away. You can read who decides now", "post", Pace.DAILY
        ),
        Telling(
            Audience.HOLDER,
            "{A_kind} was passed to you, because a colleague is away: {title}",
            "step",
            Pace.ONCE_DUE,
        ),
    ),
    "step.escalated": (
        Telling(
            Audience.AUTHORS,
            "{title} was not decided in time and went on to somebody else",
            "post",
            Pace.DAILY,
        ),
        Telling(
            Audience.HOLDER,
            "{A_kind} was passed to you, because it was not decided in time: {title}",
            "step",
            Pace.AT_ONCE,
        ),
        Telling(
            Audience.LATE,
            "{A_kind} was not decided in time and went on to somebody else: {title}",
            "queue",
            Pace.DAILY,
        ),
    ),
    "step.reminded": (Telling(Audience.HOLDER, "{A_kind} {said}: {title}", "step", Pace.ONCE_DUE),),
    "step.overdue": (Telling(Audience.KEEPERS, "{A_kind} {said}: {title}", "hand-on", Pace.AT_ONCE),),
    "question.asked": (
        Telling(Audience.AUTHORS, "{by} asked about {title}", "talk", Pace.WHILE_WAITING),
        Telling(Audience.ANSWERERS, "{by} asked about {title}", "talk", Pace.DAILY),
    ),
    "question.answered": (
        Telling(Audience.ASKER, "Your question about {title} was answered", "talk", Pace.DAILY),
    ),
    "identity.asked": (
        Telling(
            Audience.GUARDIANS,
            "{by} asks a second guardian about {title}. You can answer",
            "opening",
            Pace.DAILY,
        ),
    ),
    "identity.approved": (
        Telling(Audience.ASKER, "A second guardian agreed with what you asked", "opening", Pace.DAILY),
    ),
    "identity.refused": (
        Telling(Audience.ASKER, "A second guardian did not agree with what you asked", "opening", Pace.DAILY),
    ),
    "identity.consented": (
        Telling(Audience.ASKER, "The author whom you asked agreed", "opening", Pace.DAILY),
    ),
    "identity.withheld": (
        Telling(Audience.ASKER, "The author whom you asked did not agree", "opening", Pace.DAILY),
    ),
    "item.review_asked": (Telling(Audience.OWNERS, "{title} {said}", "item", Pace.DAILY),),
    "item.confirmed": (
        Telling(Audience.AUTHORS, "{title} was said to be still right", "item", Pace.ON_PAGE),
    ),
    "item.retired": (
        Telling(
            Audience.AUTHORS, "{title} was retired in the library. The reason is there", "item", Pace.DAILY
        ),
        Telling(
            Audience.KEPT_BY, "{title} was retired in the library. The reason is there", "item", Pace.DAILY
        ),
    ),
    "item.brought_back": (
        Telling(Audience.AUTHORS, "{title} is current again in the library", "item", Pace.DAILY),
        Telling(Audience.KEPT_BY, "{title} is current again in the library", "item", Pace.DAILY),
    ),
    "item.handed_over": (
        Telling(Audience.NAMED, "{by} asked you to keep {title} right in the library", "item", Pace.DAILY),
        Telling(Audience.AUTHORS, "Who keeps {title} in the library has changed", "item", Pace.ON_PAGE),
    ),
    "item.deputy_named": (
        Telling(
            Audience.NAMED,
            "{by} named you deputy for {title}: you are asked too whether it is still right",
            "item",
            Pace.DAILY,
        ),
    ),
    "owner.named": (
        Telling(Audience.NAMED, "{by} asked you to see {title} through", "progress", Pace.DAILY),
        Telling(
            Audience.AUTHORS, "Somebody was named who sees {title} through: {owner}", "item", Pace.ON_PAGE
        ),
    ),
    "sponsor.named": (
        Telling(Audience.NAMED, "{by} named you as the sponsor of {title}", "progress", Pace.DAILY),
    ),
    "progress.noted": (
        Telling(Audience.AUTHORS, "There is news of how {title} goes on", "progress", Pace.ON_PAGE),
    ),
    "progress.asked": (Telling(Audience.SEE_THROUGH, "{title} {said}", "progress", Pace.DAILY),),
    "progress.confirmed": (
        Telling(Audience.AUTHORS, "{title} stands where it stood: {said}", "item", Pace.ON_PAGE),
    ),
    "post.used": (
        Telling(Audience.AUTHORS, "{organisation} told you what use {title} was", "post", Pace.ON_PAGE),
    ),
    "post.thanked": (Telling(Audience.AUTHORS, "{by} thanks you for {title}", "item", Pace.DAILY),),
    **ADOPTING,
    **DECIDED,
    "outcome.kept": (
        Telling(Audience.AUTHORS, "There is news of what became of {title}", "post", Pace.DAILY),
    ),
}


# While a post is in one of these states, what its authors were told of it is news to them; then it is over.
NEWS_WHILE: Mapping[str, frozenset[Status]] = {
    "submission.returned": frozenset({Status.RETURNED}),
    "submission.taken_out": frozenset({Status.TAKEN_OUT}),
    "submission.left_library": frozenset({Status.RETURNED}),
    "step.covered": frozenset({Status.WAITING}),
    "step.escalated": frozenset({Status.WAITING}),
}
