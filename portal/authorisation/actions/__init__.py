"""What can be done on the way to the library: send, decide, hand on, configure."""

from portal.authorisation.actions.acknowledging import acknowledge, acknowledge_all
from portal.authorisation.actions.claiming import go_further, go_further_from_desk
from portal.authorisation.actions.configuring import (
    begin_draft,
    change_draft,
    discard_draft,
    draft_from_file,
    give_first_routes,
    give_routes_after,
    note_rehearsed,
    publish,
)
from portal.authorisation.actions.conflicts import declare_conflict, keep_from_deciding
from portal.authorisation.actions.crediting import claim
from portal.authorisation.actions.deciding import Decision, already_decided, check_decision, decide
from portal.authorisation.actions.delegating import end_delegation, give_away
from portal.authorisation.actions.detours import (
    add_decider,
    ask_opinion,
    give_opinion,
    pass_over,
    pass_over_one,
)
from portal.authorisation.actions.editing import (
    accept_edit,
    answer_edit_from_desk,
    decline_edit,
    edit_without_author,
    lapse_edits,
    propose_edit,
)
from portal.authorisation.actions.holding import (
    hand_on,
    hand_on_all,
    hand_over,
    hand_over_after,
    pass_on_after,
    pass_on_posts,
    take,
    take_all,
    take_on,
)
from portal.authorisation.actions.rehearsing import note_tried, publish_tried
from portal.authorisation.actions.sending import (
    send,
    set_off,
    take_hold,
    withdraw,
    withdraw_from_desk,
)
from portal.authorisation.actions.several import decide_several
from portal.authorisation.actions.taking_out import take_out
from portal.authorisation.actions.timekeeping import clock_goes_on, cover_after, keep_time, stop_clock

__all__ = [
    "Decision",
    "accept_edit",
    "acknowledge",
    "acknowledge_all",
    "add_decider",
    "already_decided",
    "answer_edit_from_desk",
    "ask_opinion",
    "begin_draft",
    "change_draft",
    "check_decision",
    "claim",
    "clock_goes_on",
    "cover_after",
    "decide",
    "decide_several",
    "declare_conflict",
    "decline_edit",
    "discard_draft",
    "draft_from_file",
    "edit_without_author",
    "end_delegation",
    "give_away",
    "give_first_routes",
    "give_opinion",
    "give_routes_after",
    "go_further",
    "go_further_from_desk",
    "hand_on",
    "hand_on_all",
    "hand_over",
    "hand_over_after",
    "keep_from_deciding",
    "keep_time",
    "lapse_edits",
    "note_rehearsed",
    "note_tried",
    "pass_on_after",
    "pass_on_posts",
    "pass_over",
    "pass_over_one",
    "propose_edit",
    "publish",
    "publish_tried",
    "send",
    "set_off",
    "stop_clock",
    "take",
    "take_all",
    "take_hold",
    "take_on",
    "take_out",
    "withdraw",
    "withdraw_from_desk",
]
