"""Telling people: a notice in the portal, and mail as each of them wants it."""

from portal.notifications.actions.administrators import tell_who_administers
from portal.notifications.actions.again import letter_again, reader_still
from portal.notifications.actions.following import tell_followers
from portal.notifications.actions.letters import address_of, bind, choice_of, mail_to, rendered, stop_link
from portal.notifications.actions.mailing import write_mail_of_day
from portal.notifications.actions.meetings import tell_of_meetings
from portal.notifications.actions.messages import tell_of_messages
from portal.notifications.actions.reviews import tell_leads, tell_new_owners
from portal.notifications.actions.routes import tell_administrators
from portal.notifications.actions.talks import tell_of_talk
from portal.notifications.actions.telling import mark_seen, tell
from portal.notifications.actions.wants import tell_of_wants
from portal.notifications.actions.wishes import Wishes, choose, stop_by_mail

__all__ = [
    "Wishes",
    "address_of",
    "bind",
    "choice_of",
    "choose",
    "letter_again",
    "mail_to",
    "mark_seen",
    "reader_still",
    "rendered",
    "stop_by_mail",
    "stop_link",
    "tell",
    "tell_administrators",
    "tell_followers",
    "tell_leads",
    "tell_new_owners",
    "tell_of_meetings",
    "tell_of_messages",
    "tell_of_talk",
    "tell_of_wants",
    "tell_who_administers",
    "write_mail_of_day",
]
