"""What leaves the house: a mail at once where it is urgent, else one mail a day at most."""

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import select, update

from portal.authorisation.rules import Said, may_know_of
from portal.following import queries as following
from portal.following.rules.wants import WantState
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.outbox import Letter
from portal.leadership import queries as leadership
from portal.leadership.rules.agreed import may_know_of as may_know_of_agreed
from portal.library import queries as library
from portal.library.rules import may_open
from portal.notifications.actions.budgets import talk_is_open
from portal.notifications.actions.letters import (
    address_of,
    choice_of,
    mail_to,
    muted_by,
    stop_link,
    written,
)
from portal.notifications.actions.settling import settle, step_at
from portal.notifications.models import DailyMail, Notice
from portal.notifications.queries import Words, words_of
from portal.notifications.rules import (
    ALL,
    ONE_POST,
    Group,
    Item,
    MailKind,
    Reader,
    begun,
    day_mail,
    is_time,
    named,
    next_mail_of_day,
    subject_from,
    title_in,
)
from portal.people.models import Person
from portal.people.queries import absences_of
from portal.people.rules.calendar import absence_on
from portal.people.rules.mail import MailChoice
from portal.submissions.models import Submission
from portal.submissions.queries import text_shared

# So many people's mail is written between two looks at what else there is to do.
PEOPLE_A_ROUND = 10
PAUSE_AFTER_TROUBLE = timedelta(minutes=30)

# Of which sort a mail in the outbox is.
OF_THE_DAY, AT_ONCE = "day", "notice"

log = logging.getLogger(__name__)


def mail_at_once(person: Person, notice: Notice, quoted: str = "", said: Said | None = None) -> None:
    """Write a mail about one thing, with what was written to its reader."""
    words = notice.words
    values: dict[str, object] = {"words": words, "title": title_in(words), "quoted": quoted, "said": said}
    values |= {"link": address_of(notice.address), "about": _stop_of_post(person, notice)}
    letter = written(person, subject_from(words), AT_ONCE, notice.kind, values)
    mail_to(person, letter, notice.kind, {"letter": AT_ONCE, "notices": [notice.id]})


def _stop_of_post(person: Person, notice: Notice) -> str:
    """Where somebody stops mail about one post; nowhere for what is about none, or asks something of them."""
    found = session.get(Submission, notice.submission_id) if notice.submission_id is not None else None
    return "" if found is None or notice.asks else stop_link(person, f"{ONE_POST}{found.reference}")


def write_mail_of_day() -> int:
    """Write the one mail of the day to some of those for whom it is time. Returns how many people were looked at.

    Each has a transaction of their own, which holds the mail and the mark that it was written: a crash loses
    nothing, and run again it writes nothing twice. What goes wrong for one holds up no other.
    """
    session.rollback()
    # In the order of the index on that moment, so that no other notice is looked at.
    due = select(Notice.person_id).where(Notice.mail_from <= clock.now()).order_by(Notice.mail_from)
    people = set(session.scalars(due.limit(PEOPLE_A_ROUND)))
    for person_id in people:
        try:
            with transaction():
                _write_to(person_id)
        except Exception as error:  # noqa: BLE001 - whatever it was, it is tried again, and the others have their mail
            log.error("the mail of the day failed for somebody: %s", type(error).__name__)
            with transaction():
                _put_off(person_id, clock.now() + PAUSE_AFTER_TROUBLE)
    return len(people)


def _write_to(person_id: int) -> None:
    # Two workers come one after the other, so that the second finds what the first has written.
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    person = session.get_one(Person, person_id, populate_existing=True)
    now, reader = clock.local(clock.now()), reader_of(person)
    if person.ended_on is not None or _wants_none(person):
        _put_off(person_id, None)
        return
    before = session.get(DailyMail, person_id)
    if not is_time(now, reader, before.written_on if before else None):
        _put_off(person_id, next_mail_of_day(now, reader))
        return
    due = _due(person_id)
    _put_off(person_id, None)
    letter = letter_of_day(person, due)
    if letter is None:
        return
    mail_to(person, letter, ALL, {"letter": OF_THE_DAY, "notices": [notice.id for notice in due]})
    if before is None:
        session.add(DailyMail(person_id=person_id, written_on=now.date()))
    else:
        before.written_on = now.date()


def _wants_none(person: Person) -> bool:
    """Whether somebody wants no mail of any kind."""
    return all(choice_of(person, kind) is MailChoice.NEVER for kind in MailKind)


def letter_of_day(person: Person, notices: Sequence[Notice]) -> Letter | None:
    """The mail of the day to somebody from what they were told, oldest first; nothing where nothing is left to say."""
    mail = day_mail(_items(person, notices))
    return None if mail is None else written(person, mail.subject, "day", ALL, {"mail": mail})


def reader_of(person: Person, kind: MailKind = MailKind.OTHER) -> Reader:
    """What is to be known of somebody before they are written to: days off, leave and bank holidays too."""
    works_on = person.works_on
    absences = cache(lambda: absences_of([person.id], clock.today()))  # asked for only where it matters
    return Reader(
        choice=choice_of(person, kind),
        mail_at=person.organisation.mail_at,
        at_work=lambda day: works_on(day) and absence_on(absences(), day) is None,
    )


def _due(person_id: int) -> Sequence[Notice]:
    theirs = select(Notice).where(Notice.person_id == person_id, Notice.mail_from <= clock.now())
    return session.scalars(theirs.order_by(Notice.entry)).all()


def _put_off(person_id: int, until: datetime | None) -> None:
    theirs = update(Notice).where(Notice.person_id == person_id, Notice.mail_from <= clock.now())
    session.execute(theirs.values(mail_from=until))


def _items(person: Person, notices: Sequence[Notice]) -> list[Item]:
    """What of this is still true, still new to the person, and still theirs to read."""
    keys = {notice.submission_id for notice in notices}
    posts = {post.id: post for post in session.scalars(select(Submission).where(Submission.id.in_(keys)))}
    for post in posts.values():
        settle(post)
    session.flush()
    muted = muted_by(person)
    new = [notice for notice in notices if _is_wanted(person, notice, muted)]
    groups = _groups(person) if any(notice.followed is not None for notice in new) else {}
    said = words_of(
        person, [notice for notice in new if notice.followed is None or notice.followed in groups]
    )
    return [
        _item(notice, said[notice.id], groups, posts)
        for notice in new
        if notice.id in said and (notice.followed is not None or _is_open(notice.address, person, posts))
    ]


def _is_wanted(person: Person, notice: Notice, muted: Collection[int]) -> bool:
    """Whether somebody has not read of it yet, and wants mail of it."""
    if notice.seen or notice.replaced or (notice.submission_id in muted and not notice.asks):
        return False
    return choice_of(person, MailKind(notice.kind)) is not MailChoice.NEVER


def is_still_said(person: Person, notice: Notice) -> bool:
    """Whether a notice that goes by itself is still true, new to somebody, and theirs to read."""
    return bool(_items(person, [notice]))


def _groups(person: Person) -> dict[str, Group]:
    """What somebody follows now, by its search, as the headings of a mail."""
    return {
        one.search: Group(begun(following.phrase_of(one.search)), f"/stop-following/{one.stop}")
        for one in following.follows_of(person)
    }


def _is_open(address: str, person: Person, posts: dict[int, Submission]) -> bool:
    """Whether a link still leads somewhere: a co-author may be one no longer, a post may have been taken back."""
    page, _, rest = address.lstrip("/").partition("/")
    reference = rest.partition("/")[0].partition("#")[0]
    if page == "submissions" and reference:
        post: Any = next((post for post in posts.values() if post.reference == reference), None)
        return post is not None and may_know_of(person, post)
    if page == "library":
        item = library.item(reference)
        return item is not None and may_open(person, item)
    if page in {"asked", "remarks"}:
        return talk_is_open(page, reference, person)
    if page == "agreed":
        agreed = leadership.agreed(reference)
        return agreed is not None and may_know_of_agreed(person, agreed)
    if page == "wanted":
        want = following.want(reference)
        return want is not None and (want.state == WantState.OPEN or want.asked_by_id == person.id)
    return True


def _item(notice: Notice, said: Words, groups: Mapping[str, Group], posts: Mapping[int, Submission]) -> Item:
    if notice.followed is not None:
        return Item(
            said.whole,
            notice.address,
            asks=False,
            group=groups[notice.followed],
            short=said.short,
            note=said.note,
        )
    due_on = step_at(notice.address).due_on if notice.address.startswith("/steps/") else None
    about = posts.get(notice.submission_id) if notice.submission_id is not None else None
    return Item(
        notice.words,
        notice.address,
        notice.asks,
        due_on,
        _until(due_on, notice.words),
        about=about.id if about is not None else None,
        title=named(text_shared(about)["title"], anonymous=about.anonymous) if about is not None else "",
    )


def _until(due_on: date | None, words: str) -> str:
    """By when an answer is due, as it is today, unless the words say so themselves."""
    if due_on is None or clock.day_in_words(due_on) in words:
        return ""
    if due_on == clock.today():
        return "By the end of today"
    day = clock.day_in_words(due_on)
    return f"By {day}" if due_on > clock.today() else f"Was due on {day}"
