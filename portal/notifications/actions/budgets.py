"""How many answers somebody has heard of, whether they hear of one more, and what they may still read of it."""

from sqlalchemy import select

from portal.conversation import queries as talks
from portal.conversation.queries import Asked
from portal.conversation.rules import is_told, may_read
from portal.conversation.rules.places import may_know_of_remark
from portal.foundation.database import session
from portal.foundation.journal import Entry
from portal.notifications.models import Notice
from portal.notifications.rules.talks import ANSWERS
from portal.people.models import Person


def place_of(asked: Asked) -> str:
    """The page on which something that was asked is answered."""
    return f"/asked/{asked.reference}"


def told_of(asked: Asked) -> int:
    """Of how many answers whoever asked has heard, whoever gave them."""
    heard = select(Entry.facts).join(Notice, Notice.entry == Entry.sequence)
    theirs = heard.where(Notice.person_id == asked.asked_by_id, Entry.event.in_(ANSWERS))
    about = theirs.where(Entry.subject_kind == asked.about.__tablename__, Entry.subject_id == asked.about.id)
    return sum(facts.get("question") == asked.reference for facts in session.scalars(about))


def takes_in(asked: Asked) -> bool:
    """Whether whoever asked hears of one more answer."""
    return is_told(told_of(asked), asked.budget)


def talk_is_open(page: str, reference: str, person: Person) -> bool:
    """Whether somebody still reads what was asked or said there: a post may have been taken out, a want taken back."""
    if page == "asked":
        asked = talks.asked(reference)
        return asked is not None and may_read(person, asked)
    remark = talks.remark(reference)
    return remark is not None and may_know_of_remark(person, remark)
