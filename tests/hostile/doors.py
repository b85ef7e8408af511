"""Every page of the product, and who may do what behind it: the permission matrix, by what a page is about.

Written by hand, after section C of hardening.md where it speaks of what exists. A new page needs a name here.
"""

from tests.hostile.known import (
    ADMINISTER_HERE,
    ADMINISTRATORS,
    AUTHORS,
    EDIT,
    GUARDIANS,
    HERE,
    KNOW,
    LEADERS,
    LEADS,
    LIST,
    ON_AN_ENTRY,
    READ,
    SEND,
    SYSTEM,
    WITHDRAW,
)
from tests.hostile.signed_out import FOR_NOBODY, PUBLIC
from tests.hostile.talks import LOOK_AT_WHAT_WAS_SAID, ON_A_TALK
from tests.hostile.world import SHARINGS

ON_SEVERAL = {"authorisation.decided_several"}  # told to whoever decided them together, and nobody did
FOR_ALL = {
    "home.start", "home.told", "home.seen", "people.account", "people.away", "notifications.mail",
    "authorisation.cover", "authorisation.claim",
    "people.change_password", "people.sign_out_everywhere", "guardians.confidential",
    "authorisation.queue", "authorisation.look_at_several", "authorisation.decide_several",
    "submissions.share", "submissions.new", "submissions.keep", "submissions.mine",
    "library.sitemap",
    "library.search", "library.similar", "library.keeping", "feeds.library", "library_api.search",
    "library_api.similar", "authorisation_api.steps", "authorisation_api.begin", "following.start", "following.follow",
    "leadership.meetings", "leadership.messages", "collections.start", "following.ask_for", "conversation.waiting",
    "feeds.library_json", "newsletter.start", "newsletter.feed",
    "library.challenges", "library.topic", "library.seeing_through", "library.ledger", "library.you_said",
    "promises.kept", "recognition.record", "recognition.record_table", "recognition.statement",
    "insight.organisation", "insight.table", "insight.mine", "insight.openly", "insight.extract",
}  # fmt: skip
OTHERS_WHO_GATHER = {"other_lead", "other_administrator", "curator", "topic_lead"}
FUNCTIONS: dict[str, set[str]] = {
    **dict.fromkeys(
        (
            "people.administration", "people.find", "people.import_file", "people.new_person", "people.units",
            "people.new_unit", "people.working_days", "people.crowd", "people.profile",
            "people.keep_figures", "people.figures_file", "authorisation.trail", "authorisation.trail_file",
            "authorisation.routes", "authorisation.routes_history", "authorisation.routes_thresholds",
            "authorisation.routes_file", "authorisation.outside",
        ),
        ADMINISTRATORS,
    ),
    **dict.fromkeys(
        (
            "people.organisations", "people.new_organisation", "people.outbox", "people.grades", "people.new_grade",
        ),
        SYSTEM,
    ),
    "submissions.topics": {"curator", "system"},
    "newsletter.begin": LEADS | {"communications", "other_lead"},
    **dict.fromkeys(
        ("leadership.leading", "leadership.call_meeting", "leadership.send_message"), LEADERS
    ),
    "following.wanted": LEADS | {"other_lead", "topic_lead", "curator"},
    "library.synonyms": {"curator", "system"},
    "conversation.moderation": LOOK_AT_WHAT_WAS_SAID,
    **dict.fromkeys(("library.report", "library.report_file"), LEADS | {"other_lead", "curator"}),
    **dict.fromkeys(
        ("library.months", "promises.standard"), LEADS | {"other_lead", "administrator", "other_administrator"}
    ),
    **dict.fromkeys(("guardians.start", "guardians.key"), GUARDIANS),
    "collections.new": LEADS | ADMINISTER_HERE | OTHERS_WHO_GATHER,
    **dict.fromkeys(
        ("authorisation.triage", "authorisation.triage_chosen", "authorisation.workload"), LEADS | {"other_lead"}
    ),
}  # fmt: skip
ON_A_POST: dict[str, dict[str, set[str]]] = {
    **dict.fromkeys(("posts.show", "submissions.versions", "authorisation_api.show"), KNOW),
    **dict.fromkeys(
        (
            "submissions.edit", "submissions.autosave", "submissions.attachments", "posts.check",
            "authorisation_api.change",
        ),
        EDIT,
    ),
    "submissions.copy": {name: {"author"} for name in ("withdrawn", "withdrawn_draft")},
    **{
        name: {f"for_{how_far}": AUTHORS for how_far in SHARINGS}
        for name in ("submissions.update", "authorisation_api.update")
    },
    "submissions.leave": {name: {"co_author"} for name in KNOW if name not in {"of_head", "imported"}},
    "posts.withdraw": WITHDRAW,
    "recognition.certificate": {name: AUTHORS for name in READ if name != "listed"},
    "posts.list_declined": LIST,
    "authorisation.go_further": {"declined": AUTHORS, "listed": AUTHORS},
    "authorisation_api.send": SEND,
}  # fmt: skip
ON_A_FILE = {"submissions.attachment", "submissions.remove"}
ON_A_STEP = {
    "authorisation.decide", "authorisation.answer", "authorisation.take", "authorisation.hand_on",
    "authorisation_api.decide", "library.ask_author", "authorisation.conflict",
    "authorisation.propose_edit", "authorisation.ask_opinion", "authorisation.pass_over", "authorisation.add_decider",
    "authorisation.proposed", "authorisation.ask_someone_outside", "authorisation.read_first",
    "authorisation.acknowledge",
}  # fmt: skip
ON_AN_ITEM = {
    "library.item", "library.printed", "library_api.item", "library.outcome", "library.take_out", "library.respond",
    "library.ask", "library.answer", "library.changed", "library.still_right", "library.retire",
    "library.bring_back", "library.keeper", "library.merge", "library.part", "library.progress",
    "library.answers", "library.unlink", "conversation.comments", "conversation.comment",
    "library.progress_still", "library.progress_owner", "library.progress_note", "library.milestones",
    "library.milestone_said", "library.adopt", "recognition.thank", "recognition.take_back",
}  # fmt: skip
ON_WHAT_IS_KEPT = {"library.still_right", "library.retire", "library.keeper"}
ON_A_PERSON = {
    "people.person", "people.edit_person", "people.end_person", "people.send_link", "people.take_back_person",
    "people.give_role", "people.take_role", "people.confirm_role", "people.drop_role",
}  # fmt: skip
# When somebody is away: they themselves, the heads above them and their administrators know of it, and keep it.
ON_AN_ALMANAC = {"people.away_of", "people.set_duty"}
ON_AN_ABSENCE = {"people.take_back_absence"}
# What comes to somebody is given away by the same people, and by the innovation lead of their organisation.
ON_COVER = {"authorisation.cover_of", "authorisation.end_delegation"}
KEEP_ABSENCE: dict[str, set[str]] = {
    "author": ADMINISTER_HERE | {"author", "head", "head_above"},
    "head": ADMINISTER_HERE | {"head", "head_above"},
    "data_officer": ADMINISTER_HERE | {"data_officer"},
    "other_force": {"other_administrator", "system", "other_force", "other_head"},
    "leaver": set(),
}
ON_A_UNIT = {"people.unit", "people.close_unit", "people.name_head", "people.remove_head"}
ON_A_ROUTE = {
    "authorisation.route", "authorisation.routes_begin", "authorisation.routes_draft", "authorisation.routes_publish",
    "authorisation.routes_discard", "authorisation.rehearse", "authorisation.outside_switch",
    "authorisation.outside_name", "authorisation.route_newer", "authorisation.routes_text",
}  # fmt: skip
# Routes in force and what is offered of them: other forces see the text in their own drafts, and never this.
ON_A_SHARED_ROUTE = {"authorisation.route_share", "authorisation.route_stop_sharing"}
ON_AN_ORGANISATION = {"people.organisation"}
ON_AN_OPINION = {"authorisation.opinion"}  # known to the colleague alone who was asked: nobody was
# Who asked somebody outside, and the leads where the post belongs, know of the link; another code only whoever asked.
ON_AN_ASKING: dict[str, set[str]] = {
    "authorisation.asking": LEADS, "authorisation.withdraw_link": LEADS, "authorisation.another_code": {"lead"},
}  # fmt: skip
ON_SOMEBODY_OUTSIDE = {"authorisation.outside_end"}
# A confidential post has its page for guardians, who have no part in it, and for nobody else at all.
ON_A_CONFIDENCE: dict[str, set[str]] = {
    "guardians.post": GUARDIANS, "guardians.opening": GUARDIANS, "guardians.answer": {"second_guardian"},
    "guardians.read": {"guardian"},
}  # fmt: skip
ON_A_GRADE = {"people.grade", "people.remove_grade"}
KEEP_TOPICS = {"curator", "system"}
ON_A_TOPIC = {"submissions.topic", "submissions.retire_topic", "submissions.bring_back_topic"}
# A collection that is shown to all, and one that only those who keep it see.
ON_A_COLLECTION = {
    "collections.show", "collections.change", "collections.gather", "collections.arrange", "collections.settle",
    "collections.end",
}  # fmt: skip
# What somebody follows is theirs, and nobody else knows of it; what they ask for is read by who can answer.
ANSWER_WANTS = LEADS | {"other_lead", "topic_lead", "curator"}
ON_A_WISH: dict[str, tuple[set[str], set[str]]] = {
    "following.stop": ({"neighbour"}, {"neighbour"}),
    "following.want": (ANSWER_WANTS | {"neighbour"}, ANSWER_WANTS | {"neighbour"}),
    "following.answer": (ANSWER_WANTS | {"neighbour"}, ANSWER_WANTS),
    "following.close": (ANSWER_WANTS | {"neighbour"}, ANSWER_WANTS),
    "following.take_back": (ANSWER_WANTS | {"neighbour"}, {"neighbour"}),
    "following.take_off": (ANSWER_WANTS, ANSWER_WANTS),
}
# A meeting is read by all who work there once it is shown; of what is on its agenda each knows what they know anyway.
ON_A_MEETING: dict[str, set[str]] = {
    "leadership.meeting": HERE,
    **dict.fromkeys(
        (
            "leadership.change_meeting", "leadership.add", "leadership.order", "leadership.settle",
            "leadership.end_meeting", "leadership.agree",
        ),
        LEADS,
    ),
}  # fmt: skip
KNOW_ON_AGENDA: dict[str, set[str]] = {
    "for_policing": HERE, "at_lead": KNOW["at_lead"] & HERE, "want": ANSWER_WANTS & HERE,
}  # fmt: skip
ON_AN_AGENDA = {"leadership.decide"}
ON_WHAT_IS_AGREED = {"leadership.agreed": KNOW["at_lead"] & HERE, "leadership.report": LEADS | {"head"}}
# A newsletter that went out is read by all for whom it is, and changed by nobody; a draft by those who write it alone.
WRITE_NEWSLETTERS = LEADS | {"communications"}
ON_A_NEWSLETTER = {
    "newsletter.show", "newsletter.mail", "newsletter.change", "newsletter.add", "newsletter.arrange",
    "newsletter.send", "newsletter.drop",
}  # fmt: skip
# A message to heads of units: who said it reads it too, alone sees the counts, answers and ends it.
HEARD_BY = {"head", "head_above"}
ON_A_MESSAGE = {
    "leadership.message": HEARD_BY | {"lead"}, "leadership.say": HEARD_BY, "leadership.ask": HEARD_BY,
    "leadership.end_message": {"lead"},
}  # fmt: skip
ON_A_QUESTION = {"leadership.answer"}
ON_BOARDS = set(ON_A_MESSAGE) | ON_A_QUESTION | set(ON_A_MEETING) | ON_AN_AGENDA | set(ON_WHAT_IS_AGREED)
ON_SYNONYMS = {"library.synonym_ring", "library.remove_synonyms"}
APART = set().union(
    ON_AN_ASKING,
    ON_SOMEBODY_OUTSIDE,
    ON_A_CONFIDENCE,
    ON_A_WISH,
    ON_AN_ENTRY,
    ON_BOARDS,
    ON_A_TALK,
    ON_A_NEWSLETTER,
)
MAPPED = (
    PUBLIC | FOR_NOBODY | FOR_ALL | set(FUNCTIONS) | set(ON_A_POST) | ON_A_FILE | ON_A_STEP | ON_AN_ITEM | ON_A_PERSON
    | ON_AN_ALMANAC | ON_AN_ABSENCE | ON_COVER | ON_A_UNIT | ON_A_ROUTE | ON_A_SHARED_ROUTE | ON_AN_ORGANISATION
    | ON_A_GRADE | ON_A_TOPIC | ON_SYNONYMS | ON_AN_OPINION | ON_SEVERAL | ON_A_COLLECTION | APART
)  # fmt: skip
