"""What follows from what: for every event of the journal, the reactions that run after the commit.

Reactions read present state and may run twice. What must happen together with the change itself is a plain
call in its action, never a line here.
"""

from collections.abc import Mapping, Sequence

from portal.anonymous import release
from portal.authorisation import actions as authorisation
from portal.conversation import actions as conversation
from portal.following import actions as following
from portal.foundation.journal import Entry, Reaction
from portal.guardians import actions as guardians
from portal.implementation import actions as implementation
from portal.leadership import actions as leadership
from portal.library import actions as library
from portal.notifications import actions as notifications
from portal.promises import actions as promises

to_library = library.refresh
keep_promises = promises.keep_after
tell_staff = notifications.tell
tell_followers = notifications.tell_followers
tell_of_wants = notifications.tell_of_wants
tell_of_talk = notifications.tell_of_talk
tell_administrators = notifications.tell_administrators
tell_who_administers = notifications.tell_who_administers
tell_leads = notifications.tell_leads
tell_new_owners = notifications.tell_new_owners
hand_over_owned = implementation.hand_over_after
hand_over_agreed = leadership.hand_over_agreed_after
tell_of_meetings = notifications.tell_of_meetings
tell_of_messages = notifications.tell_of_messages
ask_others = implementation.ask_others_after
tell_author = release.tell_author
close = guardians.close_after


def to_desk(_entries: Sequence[Entry]) -> None:
    """The desk learns which organisations take posts of which kinds now."""
    release.put_up_notices()


REACTIONS: Mapping[str, Sequence[Reaction]] = {
    "submission.sent": (keep_promises, tell_staff, tell_author),
    "submission.sent_again": (keep_promises, to_library, tell_staff, tell_author, close),
    "submission.acknowledged": (keep_promises, tell_staff, tell_author),
    "submission.approved": (keep_promises, authorisation.pass_on_after, tell_staff, tell_author),
    "submission.read_first": (keep_promises, authorisation.pass_on_after, tell_staff, tell_author),
    "submission.returned": (keep_promises, tell_staff, tell_author),
    "submission.declined": (keep_promises, tell_staff, tell_author, close),
    "submission.published": (
        keep_promises,
        to_library,
        implementation.begin_after,
        tell_staff,
        tell_followers,
        tell_author,
        close,
    ),
    "submission.updated": (to_library, library.go_on_after, tell_staff),
    "submission.withdrawn": (keep_promises, to_library, tell_staff, tell_author, close),
    "submission.taken_out": (keep_promises, to_library, tell_staff, tell_author, close),
    "submission.merged": (to_library, tell_staff, tell_author),
    "submission.taken_up": (keep_promises,),
    "submission.joined": (tell_staff, tell_author),
    "submission.parted": (to_library, tell_staff, tell_author),
    "submission.left": (tell_staff, tell_author),
    "submission.claimed": (to_library, tell_staff, tell_author),
    "submission.passed_on": (tell_staff,),
    "submission.listed": (to_library,),
    "submission.unlisted": (to_library,),
    "co_author.added": (tell_staff,),
    "co_author.removed": (tell_staff,),
    "co_author.left": (tell_staff,),
    "submission.reviewed": (to_library,),
    "submission.review_ended": (keep_promises,),
    "submission.left_library": (to_library, tell_staff),
    "submission.taken_further": (keep_promises, to_library, tell_staff, tell_author, close),
    "step.opened": (keep_promises, tell_staff),
    "step.answered": (keep_promises, authorisation.pass_on_after, tell_staff, tell_author),
    "step.spared": (keep_promises, tell_staff),
    "step.lapsed": (keep_promises, tell_staff, tell_author),
    "step.skipped": (keep_promises, tell_staff, tell_author),
    "step.added": (tell_staff, tell_author),
    "edit.proposed": (keep_promises, tell_staff, tell_author),
    "edit.accepted": (keep_promises, tell_staff, tell_author),
    "edit.declined": (keep_promises, tell_staff, tell_author),
    "edit.made": (tell_author,),
    "edit.lapsed": (keep_promises, tell_staff, tell_author),
    "opinion.asked": (keep_promises, tell_staff),
    "opinion.given": (tell_staff,),
    "outside.opened": (tell_staff,),
    "outside.answered": (tell_staff,),
    "outside.closed": (tell_staff,),
    "step.handed_on": (keep_promises, tell_staff, tell_author),
    "step.covered": (keep_promises, tell_staff, tell_author),
    "step.escalated": (keep_promises, tell_staff, tell_author),
    "step.clock_stopped": (keep_promises, tell_author),
    "step.clock_went_on": (keep_promises, tell_author),
    "step.reminded": (tell_staff,),
    "step.overdue": (tell_staff,),
    "conflict.declared": (tell_staff,),
    "absence.noted": (authorisation.cover_after,),
    "delegation.given": (authorisation.cover_after,),
    "item.confirmed": (to_library, tell_staff, tell_author),
    "item.retired": (to_library, tell_staff, tell_author),
    "item.brought_back": (to_library, tell_staff, tell_author),
    "item.review_changed": (to_library,),
    "item.handed_over": (tell_staff,),
    "item.deputy_named": (tell_staff,),
    "item.review_asked": (tell_staff,),
    "owner.named": (tell_staff, tell_author),
    "sponsor.named": (tell_staff,),
    "owners.handed_over": (tell_new_owners,),
    "progress.noted": (tell_staff, tell_author),
    "progress.asked": (tell_staff,),
    "progress.confirmed": (tell_staff, tell_author),
    "adoption.noted": (tell_staff,),
    "adoption.confirmed": (to_library, tell_staff, tell_author),
    "adoption.refused": (tell_staff,),
    "adoption.taken_back": (to_library, tell_staff),
    "outcome.kept": (to_library, tell_staff, tell_author),
    "post.used": (to_library, tell_staff, tell_author),
    "post.response_taken_back": (to_library,),
    "post.thanked": (tell_staff, tell_author),
    "question.asked": (keep_promises, tell_staff, tell_author),
    "meeting.decided": (tell_staff, tell_author),
    "want.discussed": (tell_of_meetings,),
    "agreed.given": (tell_of_meetings,),
    "agreed.asked": (tell_of_meetings,),
    "agreed.passed_on": (tell_of_meetings,),
    "agreed.reported": (tell_of_meetings,),
    "question.answered": (library.clocks_go_on_after, tell_staff, tell_of_talk, tell_author),
    "question.settled": (tell_staff,),
    "question.put_to_others": (tell_of_talk,),
    "answer.given": (tell_of_talk,),
    "answer.accepted": (tell_of_talk,),
    "answers.deputy_named": (tell_of_talk,),
    "answers.asked_back": (tell_of_talk,),
    "answers.used": (tell_of_talk,),
    "comment.made": (tell_of_talk,),
    "remark.reported": (tell_of_talk,),
    "remark.hidden": (tell_of_talk,),
    "remark.stands": (tell_of_talk,),
    "remark.appealed": (tell_of_talk,),
    "remark.shown_again": (tell_of_talk,),
    "remark.stays_hidden": (tell_of_talk,),
    "message.asked": (tell_of_messages,),
    "message.answered": (tell_of_messages,),
    "want.asked": (tell_of_wants,),
    "want.answered": (tell_of_wants,),
    "want.closed": (tell_of_wants,),
    "person.ended": (
        authorisation.hand_over_after,
        hand_over_owned,
        hand_over_agreed,
        ask_others,
        following.forget_after,
        following.forget_wants_after,
        conversation.forget_after,
        to_desk,
    ),
    "person.moved": (authorisation.hand_over_after, hand_over_owned, hand_over_agreed, ask_others, to_desk),
    "role.asked": (tell_who_administers,),
    "role.not_granted": (tell_who_administers,),
    "role.granted": (hand_over_owned, hand_over_agreed, tell_who_administers, to_desk),
    "role.taken": (
        authorisation.hand_over_after,
        hand_over_owned,
        hand_over_agreed,
        ask_others,
        tell_who_administers,
        to_desk,
    ),
    "guardian.key_made": (to_desk,),
    "identity.asked": (tell_staff, tell_author),
    "identity.approved": (tell_staff, tell_author),
    "identity.refused": (tell_staff, tell_author),
    "identity.consent_asked": (tell_author,),
    "identity.consented": (tell_staff, tell_author),
    "identity.withheld": (tell_staff, tell_author),
    "identity.opened": (tell_author,),
    "identity.destroyed": (tell_author,),
    "head.removed": (authorisation.hand_over_after, hand_over_owned, hand_over_agreed, ask_others),
    "head.named": (hand_over_owned, hand_over_agreed),
    "topic.added": (to_desk,),
    "topic.renamed": (to_library, to_desk),
    "topic.retired": (to_desk,),
    "topic.brought_back": (to_desk,),
    "organisation.added": (authorisation.give_routes_after, to_desk),
    "organisation.changed": (to_library, to_desk),
    "organisation.review_months_changed": (to_library,),
    "organisation.reviews_due": (tell_leads,),
    "organisation.entries_wait": (tell_leads,),
    "organisation.progress_due": (tell_leads,),
    "organisation.promises_near": (tell_leads,),
    "organisation.figures_changed": (to_desk,),
    "organisation.crowd_changed": (to_desk,),
    "routes.proposed": (tell_administrators,),
    "routes.changed": (tell_administrators,),
    "routes.imported": (tell_administrators,),
    "routes.discarded": (tell_administrators,),
    "routes.published": (to_desk, tell_administrators),
}
