"""What can be done with people's accounts, the units they work in, and the words for their ranks."""

from portal.people.actions.absences import (
    choose_mail,
    keep_working_days,
    note_absence,
    set_duty,
    take_back_absence,
)
from portal.people.actions.administrators import confirm, drop
from portal.people.actions.attempts import Attempts
from portal.people.actions.establishment import keep_crowd, keep_figures
from portal.people.actions.passwords import (
    ask_for_link,
    choose_by_link,
    choose_password,
    hashed,
    is_of,
    password_is_right,
    person_of_link,
    send_password_link,
    token_for_link,
)
from portal.people.actions.persons import (
    add,
    change,
    end,
    grant,
    name_head,
    remove_head,
    take_away,
    take_back,
)
from portal.people.actions.profile import keep_profile
from portal.people.actions.roster import import_people, rehearse_import
from portal.people.actions.sessions import (
    account,
    begin_session,
    end_session,
    forget_old_sessions,
    sign_in,
    sign_out,
    sign_out_everywhere,
    signed_in,
)
from portal.people.actions.settling import hold_settled, settle
from portal.people.actions.structure import (
    add_grade,
    add_organisation,
    add_unit,
    change_grade,
    change_organisation,
    change_unit,
    close_unit,
    give_first_grades,
    remove_grade,
)
from portal.people.actions.tokens import take_back_tokens, tokens_of

__all__ = [
    "Attempts",
    "account",
    "add",
    "add_grade",
    "add_organisation",
    "add_unit",
    "ask_for_link",
    "begin_session",
    "change",
    "change_grade",
    "change_organisation",
    "change_unit",
    "choose_by_link",
    "choose_mail",
    "choose_password",
    "close_unit",
    "confirm",
    "drop",
    "end",
    "end_session",
    "forget_old_sessions",
    "give_first_grades",
    "grant",
    "hashed",
    "hold_settled",
    "import_people",
    "is_of",
    "keep_crowd",
    "keep_figures",
    "keep_profile",
    "keep_working_days",
    "name_head",
    "note_absence",
    "password_is_right",
    "person_of_link",
    "rehearse_import",
    "remove_grade",
    "remove_head",
    "send_password_link",
    "set_duty",
    "settle",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "signed_in",
    "take_away",
    "take_back",
    "take_back_absence",
    "take_back_tokens",
    "token_for_link",
    "tokens_of",
]
