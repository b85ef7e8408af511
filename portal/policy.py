"""Who may do what: every permission of the portal, once, with the rule that grants it.

A page names its permission; templates ask for the same one. ``SEES`` says who may learn that a thing
exists at all: whoever may not is told what a visitor of an empty address is told. ``keeps_refusal`` says
which refusals stand in the audit trail.
"""

from typing import Any

import portal.authorisation.rules
import portal.collections.rules
import portal.conversation.rules
import portal.conversation.rules.moderating
import portal.feedback.rules
import portal.following.rules
import portal.following.rules.wants
import portal.guardians.rules
import portal.implementation.rules.ledger
import portal.insight.rules
import portal.leadership.rules.agreed
import portal.leadership.rules.leading
import portal.leadership.rules.meetings
import portal.leadership.rules.messages
import portal.library.rules
import portal.newsletter.rules
import portal.people.rules
import portal.promises.rules
import portal.recognition.rules
import portal.submissions.rules
from portal.authorisation.models import (
    ConfigurationRow,
    Opinion,
    OutsideAsking,
    OutsideDecider,
    SharedRoute,
    Step,
)
from portal.authorisation.queries import Cover, DraftRoute
from portal.authorisation.rules.acknowledging import may_acknowledge
from portal.authorisation.rules.edits import may_see_edit
from portal.authorisation.rules.outside import (
    may_ask_outside,
    may_renew_code,
    may_see_asking,
    may_withdraw_asking,
)
from portal.collections.models import Collection
from portal.conversation.models import Remark
from portal.conversation.queries import Asked
from portal.conversation.rules.places import may_know_of_remark
from portal.feedback.models import Question
from portal.following.models import Follow, LookedFor, Want
from portal.foundation.access import Rule
from portal.foundation.refusals import FORBIDDEN, HIDDEN
from portal.guardians.queries import Confidence, OpeningCase
from portal.implementation.models import Adoption
from portal.leadership.models import AgendaEntry, AgreedAction, Meeting, Message, MessageQuestion
from portal.library.models import Publication, SynonymRing
from portal.library.queries import TakenOut
from portal.library.rules.answers import may_link
from portal.library.rules.freshness import (
    may_arrange,
    may_bring_back,
    may_confirm,
    may_report,
    may_retire,
    may_set_months,
)
from portal.library.rules.merging import may_merge, may_part
from portal.library.rules.synonyms import may_change_synonyms, may_keep_synonyms
from portal.newsletter.models import Newsletter
from portal.people.models import Absence, Delegation, Grade, Organisation, Person, Unit
from portal.people.queries import Almanac
from portal.submissions.models import Attachment, Submission, Topic
from portal.submissions.rules.topics import may_keep_topic, may_keep_topics

people = portal.people.rules
submissions = portal.submissions.rules
authorisation = portal.authorisation.rules
feedback = portal.feedback.rules
collections = portal.collections.rules
conversation = portal.conversation.rules
moderating = portal.conversation.rules.moderating
following = portal.following.rules
wants = portal.following.rules.wants
guardians = portal.guardians.rules
ledger = portal.implementation.rules.ledger
library = portal.library.rules
insight = portal.insight.rules
newsletter = portal.newsletter.rules
leading = portal.leadership.rules.leading
meetings = portal.leadership.rules.meetings
messages = portal.leadership.rules.messages
agreed = portal.leadership.rules.agreed
promises = portal.promises.rules
recognition = portal.recognition.rules

POLICY: dict[str, Rule] = {
    "people.administer": people.may_administer,
    "people.administer-all": people.may_administer_everything,
    "people.edit": people.may_edit,
    "people.edit-person": people.may_edit_person,
    "people.edit-organisation": people.may_edit_organisation,
    "people.keep-grades": people.may_keep_grades,
    "people.note-absence": people.may_note_absence,
    "people.lead": people.may_lead,
    "topics.keep": may_keep_topics,
    "topics.keep-one": may_keep_topic,
    "synonyms.keep": may_keep_synonyms,
    "synonyms.keep-one": may_change_synonyms,
    "submission.share": submissions.may_share,
    "submission.read": authorisation.may_know_of,
    "submission.edit": submissions.may_edit,
    "submission.send": submissions.sends,
    "submission.withdraw": submissions.may_withdraw,
    "submission.update": submissions.may_update,
    "submission.copy": submissions.may_copy,
    "submission.leave": submissions.may_leave,
    "submission.go-further": authorisation.may_go_further,
    "submission.list-declined": submissions.may_list_as_declined,
    "attachment.read": library.may_open_file,
    "attachment.remove": submissions.may_change_file,
    "queue.see": authorisation.may_see_queue,
    "step.read": authorisation.may_read_step,
    "step.answer": authorisation.may_answer,
    "step.decide": authorisation.may_decide,
    "step.ask": library.may_ask_author,
    "step.hand-on": authorisation.may_hand_on,
    "step.propose-edit": authorisation.may_decide,
    "step.answer-edit": may_see_edit,
    "step.ask-opinion": authorisation.may_ask_opinion,
    "step.change-way": authorisation.may_change_way,
    "step.ask-outside": may_ask_outside,
    "asking.see": may_see_asking,
    "asking.withdraw": may_withdraw_asking,
    "asking.renew-code": may_renew_code,
    "outside.name": people.may_edit,
    "opinion.see": authorisation.may_know_of_opinion,
    "opinion.give": authorisation.may_give_opinion,
    "step.acknowledge": may_acknowledge,
    "step.step-aside": authorisation.may_step_aside,
    "step.name-conflict": authorisation.may_name_conflict,
    "cover.give": authorisation.may_delegate,
    "insight.see-all": insight.may_see_all,
    "promises.see-stuck": promises.may_see_stuck,
    "promises.set": promises.may_set_standard,
    "route.configure": people.may_edit,
    "guardian.serve": guardians.may_serve,
    "identity.ask": guardians.may_ask,
    "identity.see-opening": guardians.may_see_opening,
    "identity.answer": guardians.may_answer,
    "identity.read": guardians.may_read,
    "library.search": library.may_search,
    "library.read-topic": library.may_read_topic,
    "library.read": library.may_open,
    "library.read-changes": library.may_read_changes,
    "library.take-out": library.may_take_out,
    "item.confirm": may_confirm,
    "item.retire": may_retire,
    "item.bring-back": may_bring_back,
    "item.arrange": may_arrange,
    "keeping.report": may_report,
    "keeping.set-months": may_set_months,
    "library.merge": may_merge,
    "library.part": may_part,
    "library.link": may_link,
    "adoption.note": library.may_note_adoption,
    "adoption.see": ledger.may_know_of,
    "adoption.confirm": ledger.may_confirm,
    "adoption.take-back": ledger.may_take_back,
    "progress.say": library.may_see_through,
    "thanks.say": recognition.may_thank,
    "record.certify": recognition.may_certify,
    "feedback.respond": library.may_respond,
    "feedback.ask": library.may_ask,
    "feedback.keep-outcome": library.may_keep_outcome,
    "feedback.answer": feedback.may_answer,
    "collections.see": collections.may_see_collections,
    "collections.gather": collections.may_gather,
    "collections.read": collections.may_read,
    "collections.change": collections.may_change,
    "newsletter.see": newsletter.may_see,
    "newsletter.write": newsletter.may_write,
    "newsletter.read": newsletter.may_read,
    "newsletter.keep": newsletter.may_change,
    "newsletter.change": newsletter.may_edit,
    "following.follow": following.may_follow,
    "following.stop": following.may_stop,
    "wants.ask": wants.may_ask_for,
    "wants.see": wants.may_see_wants,
    "wants.see-one": wants.may_see_want,
    "wants.settle": wants.may_settle,
    "wants.take-back": wants.may_take_back,
    "leading.see": leading.is_leader,
    "meetings.see": meetings.may_see_meetings,
    "meetings.call": meetings.may_call,
    "meeting.read": meetings.may_read,
    "meeting.keep": meetings.may_keep,
    "agenda.decide": meetings.may_decide_on,
    "agreed.see": agreed.may_know_of,
    "agreed.report": agreed.may_report,
    "questions.see": conversation.may_see_what_waits,
    "asked.read": conversation.may_read,
    "asked.answer": conversation.may_answer,
    "asked.same": conversation.may_say_the_same,
    "asked.accept": conversation.may_accept,
    "asked.keep": conversation.may_keep,
    "comment.make": conversation.may_comment,
    "comment.read": library.may_open,
    "remark.read": may_know_of_remark,
    "remark.report": moderating.may_report,
    "remark.hide": moderating.may_hide,
    "remark.appeal": moderating.may_appeal,
    "remark.hear": moderating.may_hear,
    "moderation.see": moderating.may_see_moderation,
    "messages.see": messages.may_see_messages,
    "messages.hear": messages.only_hears,
    "messages.send": messages.may_send,
    "message.read": messages.may_read,
    "message.answer": messages.may_answer,
    "message.keep": messages.may_keep,
    "message.answer-question": messages.may_answer_question,
}

SEES: dict[type, Rule] = {
    Person: people.may_edit,
    Almanac: people.may_note_absence,
    Absence: people.may_note_absence,
    Cover: authorisation.may_delegate,
    Delegation: authorisation.may_delegate,
    Unit: people.may_edit,
    Organisation: people.may_edit,
    Grade: people.may_keep_grades,
    ConfigurationRow: people.may_edit,
    DraftRoute: people.may_edit,
    Topic: library.may_read_topic,
    SynonymRing: may_change_synonyms,
    Submission: authorisation.may_know_of,
    Attachment: library.may_open_file,
    Publication: library.may_open,
    TakenOut: library.may_know_taken_out,
    Question: library.may_know_of_question,
    Adoption: ledger.may_know_of,
    Follow: following.may_stop,
    Collection: collections.may_read,
    Newsletter: newsletter.may_read,
    Want: wants.may_see_want,
    LookedFor: wants.may_settle,
    Meeting: meetings.may_read,
    AgendaEntry: meetings.may_see_entry,
    AgreedAction: agreed.may_know_of,
    Asked: conversation.may_read,
    Remark: may_know_of_remark,
    Message: messages.may_read,
    MessageQuestion: messages.may_answer_question,
    Confidence: guardians.may_see,
    OpeningCase: guardians.may_see_opening,
    Step: authorisation.may_know_of_step,
    Opinion: authorisation.may_know_of_opinion,
    OutsideAsking: may_see_asking,
    OutsideDecider: people.may_edit,
    SharedRoute: people.may_edit,
}

# The codes of refusals that a guard gives. All others ask for something better typed, or for another moment.
GUARDS = frozenset({FORBIDDEN, HIDDEN, "not-yours", "already-decided", "old-version"})
OWN_WRITING = frozenset({"submission.edit", "submission.send"})
# Whoever answers a message or reports a remark is noted nowhere: nor is that they came too late for it.
NOBODYS = frozenset({"message.answer", "remark.report"})


def keeps_refusal(permission: str, thing: Any, code: str) -> bool:
    """Whether the audit trail keeps that this was refused.

    Of an anonymous post it keeps what deciders tried and nothing else: whoever tries to change, send or answer
    for it may well be its author. And two windows of one author are no attempt at anything.
    """
    if code not in GUARDS or permission in NOBODYS or (code == "old-version" and permission in OWN_WRITING):
        return False
    post = getattr(thing, "submission", thing)
    return isinstance(thing, Step) or not getattr(post, "anonymous", False)
