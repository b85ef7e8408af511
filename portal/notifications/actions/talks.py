"""Telling of what people ask each other, answer and say: never of more answers than whoever asked can take in."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from portal.authorisation.rules.in_library import ANSWER_FOR_LIBRARY
from portal.conversation import queries as talks
from portal.conversation.models import Remark, Report
from portal.conversation.queries import Asked
from portal.conversation.rules import is_last_told, is_told, may_read, routing
from portal.conversation.rules.moderating import State, may_hear, moderates
from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry
from portal.notifications.actions.audience import audience_of
from portal.notifications.actions.budgets import place_of, told_of
from portal.notifications.actions.routes import give_notice
from portal.notifications.actions.settling import title_of
from portal.notifications.models import Notice
from portal.notifications.rules import Audience, named
from portal.notifications.rules import talks as rules
from portal.people.models import Person, RoleHeld
from portal.people.queries.holders import holders_in
from portal.people.rules import Role
from portal.submissions.models import Submission
from portal.submissions.queries import text_shared

Telling = Callable[[Entry, str], None]


def tell_of_talk(entries: Sequence[Entry]) -> None:
    """Reaction: whoever an answer, a comment or a moderator's decision concerns hears of it, as it stands now."""
    with transaction():
        for entry in entries:
            _TELLINGS[entry.event](entry, _title(entry))


def _title(entry: Entry) -> str:
    """The post that it is about, as a sentence names it; nothing for what is wanted."""
    if entry.subject_kind != Submission.__tablename__:
        return ""
    post = session.get(Submission, entry.subject_id)
    return named(text_shared(post)["title"], anonymous=post.anonymous) if post is not None else ""


def _asked(entry: Entry) -> Asked | None:
    return talks.asked(str(entry.facts.get("question")))


def _remark(entry: Entry) -> Remark | None:
    return talks.remark(str(entry.facts.get("remark")))


def _answered(entry: Entry, title: str) -> None:
    """Whoever asked hears while their budget lasts; then their deputy hears once. Nobody else is asked any more."""
    asked = _asked(entry)
    if asked is None:
        return
    _over(place_of(asked), "question.put_to_others")
    told, by = told_of(asked), title_of(entry.by_id)
    remark = _remark(entry)
    heard = select(Notice.id).where(Notice.person_id == asked.asked_by_id, Notice.entry == entry.sequence)
    if remark is None or remark.state == State.HIDDEN or session.scalar(heard) is not None:
        return
    if is_told(told, asked.budget):
        words = rules.LAST_ANSWER if is_last_told(told, asked.budget) else rules.ANSWERED
        give_notice(entry, asked.asked_by, rules.filled(words, title=title, by=by), place_of(asked))
    elif asked.talk is not None and asked.talk.deputy is not None:
        deputy = asked.talk.deputy
        before = select(Notice.id).join(Entry, Notice.entry == Entry.sequence)
        of_it = before.where(Notice.person_id == deputy.id, Notice.address == place_of(asked))
        if session.scalar(of_it.where(Entry.event == "answer.given")) is None:
            words = rules.filled(rules.YOURS_NOW, title=title, whose=asked.asked_by.title)
            give_notice(entry, deputy, words, place_of(asked))


def _answered_for_post(entry: Entry, _title: str) -> None:
    """Those who were asked because they may know are asked no more; whoever asked is told with all else of the post."""
    asked = _asked(entry)
    if asked is not None:
        _over(place_of(asked), "question.put_to_others")


def _over(address: str, event: str) -> None:
    """What somebody was asked is done: their notice is news no longer."""
    of_event = select(Entry.sequence).where(Entry.event == event)
    over = update(Notice).where(Notice.address == address, Notice.entry.in_(of_event), Notice.seen.is_(False))
    session.execute(over.values(seen=True))


def _helped(entry: Entry, title: str) -> None:
    remark, asked = _remark(entry), _asked(entry)
    if remark is not None and asked is not None and remark.accepted:
        give_notice(entry, remark.by, rules.filled(rules.HELPED, title=title), place_of(asked))


def _deputy_named(entry: Entry, title: str) -> None:
    asked = _asked(entry)
    if asked is not None and asked.talk is not None and asked.talk.deputy is not None:
        words = rules.filled(rules.DEPUTY, title=title, by=title_of(entry.by_id))
        give_notice(entry, asked.talk.deputy, words, place_of(asked))


def _used(entry: Entry, title: str) -> None:
    asked = _asked(entry)
    if asked is None:
        return
    _over(f"{place_of(asked)}/done", "answers.asked_back")
    for person in talks.who_answered(asked):
        give_notice(entry, person, rules.filled(rules.USED, title=title), place_of(asked))


def _asked_back(entry: Entry, title: str) -> None:
    asked = _asked(entry)
    if asked is not None and asked.talk is not None and not asked.talk.done:
        words = rules.filled(rules.WHAT_CAME, title=title)
        give_notice(entry, asked.asked_by, words, f"{place_of(asked)}/done", asks=True)


def _who_knows(entry: Entry, title: str) -> None:
    asked = _asked(entry)
    if asked is None or talks.is_answered(asked):
        return
    keys = routing.asked(talks.knowers_of(asked), {asked.asked_by_id})
    for person in _people(keys):
        if may_read(person, asked):
            give_notice(entry, person, rules.filled(rules.WHO_KNOWS, title=title), place_of(asked), asks=True)


def _people(keys: Collection[int]) -> Iterable[Person]:
    there = select(Person).where(Person.id.in_(keys), Person.ended_on.is_(None)).order_by(Person.id)
    return session.scalars(there).unique().all()


def _commented(entry: Entry, title: str) -> None:
    """The authors hear that something was said; of what follows before they look they hear no more."""
    remark = _remark(entry)
    if remark is None or remark.submission is None or remark.state == State.HIDDEN:
        return
    post, address = remark.submission, f"/library/{remark.submission.reference}#comments"
    for person in audience_of(Audience.AUTHORS, entry, post):
        if not _has_news(person, address):
            words = rules.filled(rules.COMMENTED, title=title, by=title_of(entry.by_id))
            give_notice(entry, person, words, address)


def _has_news(person: Person, address: str) -> bool:
    """Whether somebody was told of something there that they have not looked at yet."""
    unread = select(Notice.id).where(
        Notice.person_id == person.id, Notice.address == address, Notice.seen.is_(False)
    )
    return session.scalar(unread) is not None


def _reported(entry: Entry, title: str) -> None:
    remark = _remark(entry)
    if remark is None or remark.state != State.SHOWN or not talks.reports_of(remark):
        return
    address = f"/remarks/{remark.reference}"
    for person in _moderators(remark, moderates):
        if not _has_news(person, address):
            give_notice(entry, person, rules.filled(rules.REPORTED, title=title), address, asks=True)


def _moderators(remark: Remark, may: Callable[[Any, Remark], bool]) -> Sequence[Person]:
    """Those who may, where it was said; where nobody there may, those who may elsewhere."""
    about: Any = remark.submission or remark.want
    here = [one for one in holders_in(about.organisation_id, *ANSWER_FOR_LIBRARY) if may(one, remark)]
    if here:
        return here
    held = select(Person).join(RoleHeld).where(Person.ended_on.is_(None)).order_by(Person.id)
    elsewhere = held.where(RoleHeld.role.in_((Role.NATIONAL_CURATOR, Role.TOPIC_LEAD)))
    return [one for one in session.scalars(elsewhere).unique() if may(one, remark)]


def _hidden(entry: Entry, title: str) -> None:
    remark = _remark(entry)
    if remark is None:
        return
    address = f"/remarks/{remark.reference}"
    _over(address, "remark.reported")
    give_notice(entry, remark.by, rules.filled(rules.HIDDEN, title=title), address)
    _tell_who_reported(entry, remark, rules.filled(rules.REPORT_HIDDEN, title=title))


def _stands(entry: Entry, title: str) -> None:
    remark = _remark(entry)
    if remark is not None:
        _over(f"/remarks/{remark.reference}", "remark.reported")
        _tell_who_reported(entry, remark, rules.filled(rules.REPORT_STANDS, title=title))


def _tell_who_reported(entry: Entry, remark: Remark, words: str) -> None:
    told = select(Person).join(Report, Report.by_id == Person.id)
    for person in (
        session.scalars(told.where(Report.remark_id == remark.id).order_by(Person.id)).unique().all()
    ):
        give_notice(entry, person, words, _where_it_stands(remark))


def _where_it_stands(remark: Remark) -> str:
    """The page on which all others read it, or that it was hidden."""
    if remark.talk is not None:
        there = remark.talk.question or remark.talk.want
        return f"/asked/{there.reference}" if there is not None else "/questions"
    return (
        f"/library/{remark.submission.reference}/comments" if remark.submission is not None else "/questions"
    )


def _appealed(entry: Entry, title: str) -> None:
    remark = _remark(entry)
    if remark is not None and remark.state == State.APPEALED:
        for person in _moderators(remark, may_hear):
            words = rules.filled(rules.APPEALED, title=title)
            give_notice(entry, person, words, f"/remarks/{remark.reference}", asks=True)


def _heard(entry: Entry, title: str) -> None:
    remark = _remark(entry)
    if remark is not None:
        address = f"/remarks/{remark.reference}"
        _over(address, "remark.appealed")
        words = rules.SHOWN_AGAIN if remark.state == State.SHOWN_AGAIN else rules.STAYS_HIDDEN
        give_notice(entry, remark.by, rules.filled(words, title=title), address)


_TELLINGS: Mapping[str, Telling] = {
    "answer.given": _answered,
    "question.answered": _answered_for_post,
    "answer.accepted": _helped,
    "answers.deputy_named": _deputy_named,
    "answers.used": _used,
    "answers.asked_back": _asked_back,
    "question.put_to_others": _who_knows,
    "comment.made": _commented,
    "remark.reported": _reported,
    "remark.hidden": _hidden,
    "remark.stands": _stands,
    "remark.appealed": _appealed,
    "remark.shown_again": _heard,
    "remark.stays_hidden": _heard,
}
