"""What can be done with a post: begin, save, check, attach, withdraw. Load, ask a rule, write, note it."""

from portal.submissions.actions.files import (
    ATTACHMENT_LIMITS,
    ATTACHMENTS_AT_MOST,
    attach,
    remove,
)
from portal.submissions.actions.moving import (
    list_as_declined,
    moment_shown,
    move,
    pass_to_keeper,
    take_hold,
    take_over_import,
    withdraw,
)
from portal.submissions.actions.topics import add_topic, bring_back_topic, rename_topic, retire_topic
from portal.submissions.actions.updating import (
    begin_update,
    copy,
    leave_library,
    publish,
    publish_on_trust,
)
from portal.submissions.actions.versions import (
    Sheet,
    keep_version,
    note_published,
    note_published_once,
    note_sent,
)
from portal.submissions.actions.writing import (
    CO_AUTHORS_AT_MOST,
    Content,
    answer_share_check,
    begin,
    co_author_mark,
    leave,
    named_by_address,
    save,
    set_share_check,
    settle,
)

__all__ = [
    "ATTACHMENTS_AT_MOST",
    "ATTACHMENT_LIMITS",
    "CO_AUTHORS_AT_MOST",
    "Content",
    "Sheet",
    "add_topic",
    "answer_share_check",
    "attach",
    "begin",
    "begin_update",
    "bring_back_topic",
    "co_author_mark",
    "copy",
    "keep_version",
    "leave",
    "leave_library",
    "list_as_declined",
    "moment_shown",
    "move",
    "named_by_address",
    "note_published",
    "note_published_once",
    "note_sent",
    "pass_to_keeper",
    "publish",
    "publish_on_trust",
    "remove",
    "rename_topic",
    "retire_topic",
    "save",
    "set_share_check",
    "settle",
    "take_hold",
    "take_over_import",
    "withdraw",
]
