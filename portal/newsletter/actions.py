"""What can be done with a newsletter: begin, change, order, send; and the mail of it to each who is to have it.

Whoever changes one holds it first: of two at one moment the second waits, and sees what the first has done.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError

from portal.foundation import clock, journal
from portal.foundation.database import hold, session, transaction
from portal.foundation.errors import GONE, Refused
from portal.foundation.outbox import Letter
from portal.library import queries as library
from portal.library.models import Publication
from portal.library.queries import Card
from portal.library.rules import may_read as may_read_item
from portal.newsletter import queries, rules
from portal.newsletter.models import Newsletter, NewsletterEntry
from portal.newsletter.rules import Section, State
from portal.notifications.actions import address_of, choice_of, mail_to, reader_still, rendered, stop_link
from portal.notifications.rules import MailKind
from portal.people.models import Person
from portal.people.rules.mail import MailChoice
from portal.submissions.rules import tokens_of

LETTER = "newsletter"
# So many people have their mail written between two looks at what else there is to do.
PEOPLE_A_ROUND = 25
STALE = "Somebody else changed this newsletter meanwhile. Look at it as it is now, and change it again."
WRITTEN_ALREADY = "There is a newsletter of this month already. Open it, and change that."


def begin(month: date, *, by: Person) -> Newsletter:
    """Begin the newsletter of a month where somebody works, with a draft of what happened in it.

    Raises ``Refused`` for whoever may not, for a month that is not over, and where it is begun already.
    """
    if not rules.may_write(by):
        raise Refused("Innovation leads and communications write the newsletter.", code="not-yours")
    if month not in queries.months_to_write(by):
        raise Refused(WRITTEN_ALREADY, field="month")
    home = by.organisation
    facts = queries.facts_of(home, month)
    made = Newsletter(
        organisation_id=home.id,
        organisation=home,
        month=month,
        title=f"{home.short_name}: what came of it in {rules.month_in_words(month)}",
        introduction=rules.introduction_of(facts, month, queries.answered_in(home, month)),
        audience=[rules.EVERYBODY],
    )
    made.entries = [
        NewsletterEntry(submission_id=one.key, section=one.section, place=place, note=one.note)
        for place, one in enumerate(rules.draft_of(facts, month), 1)
    ]
    session.add(made)
    try:
        session.flush()
    except IntegrityError:  # two began it at one moment
        raise Refused(WRITTEN_ALREADY, field="month") from None
    journal.write("newsletter.begun", made, by_id=by.id, month=rules.month_in_words(month))
    return made


def change(
    one: Newsletter, title: str, introduction: str, audience: Sequence[str], *, seen: int, by: Person
) -> None:
    """Change what a newsletter is called, how it begins and for whom it is. Raises ``Refused``.

    ``seen`` is the version that was read.
    """
    _take(one, by)
    if one.version != seen:
        raise Refused(STALE, code="stale")
    one.title, one.introduction = title, introduction
    one.audience = rules.check_audience(audience, [value for value, _words in queries.audiences(one)])
    one.version += 1
    journal.write("newsletter.changed", one, by_id=by.id)


def add(one: Newsletter, section: Section, item: Publication | None, note: str, *, by: Person) -> None:
    """Add a post with a note, or a line of one's own; of a post that is in it already say the note anew, there.

    Raises ``Refused`` where nothing would stand there, where it is full, or where the post is not theirs to read.
    """
    _take(one, by)
    if item is None and not note:
        raise Refused("Type a line of your own, or the reference of a post.", field="note")
    if item is not None and not may_read_item(by, item):
        raise Refused("There is no post of this reference that you may read.", field="item")
    key = item.submission_id if item is not None else None
    there = next((entry for entry in one.entries if key is not None and entry.submission_id == key), None)
    if there is not None:
        there.note, there.section = note, section
    else:
        rules.check_room(len(one.entries))
        last = max((entry.place for entry in one.entries), default=0)
        one.entries.append(NewsletterEntry(submission_id=key, section=section, place=last + 1, note=note))
    one.version += 1
    session.flush()


def say(one: Newsletter, entry: NewsletterEntry, note: str, *, by: Person) -> None:
    """Say something else of a line. Raises ``Refused`` where nothing would be left of it."""
    _take_line(one, entry, by)
    if entry.submission_id is None and not note:
        raise Refused("Take the line out instead of leaving it empty.", field="note")
    entry.note = note
    one.version += 1


def move(one: Newsletter, entry: NewsletterEntry, *, up: bool, by: Person) -> None:
    """Move a line up or down within its section, past what stands next to it there."""
    _take_line(one, entry, by)
    same = [other for other in one.entries if other.section == entry.section]
    at = same.index(entry)
    beside = at - 1 if up else at + 1
    if 0 <= beside < len(same):
        entry.place, same[beside].place = same[beside].place, entry.place
        one.version += 1
        session.flush()
        session.refresh(one)


def take_out(one: Newsletter, entry: NewsletterEntry, *, by: Person) -> None:
    """Take a line out."""
    _take_line(one, entry, by)
    one.entries.remove(entry)
    one.version += 1
    session.flush()


def send(one: Newsletter, *, seen: int, by: Person) -> None:
    """Let a newsletter go out to all for whom it is. Raises ``Refused`` while it is not whole."""
    _take(one, by)
    if one.version != seen:
        raise Refused(STALE, code="stale")
    rules.check_whole(len(one.entries), one.audience)
    one.state, one.sent_on, one.mailed_to = State.GOING_OUT, clock.today(), 0
    one.version += 1
    journal.write("newsletter.sent", one, by_id=by.id, title=one.title)


def drop(one: Newsletter, *, by: Person) -> None:
    """Drop a draft."""
    _take(one, by)
    journal.write("newsletter.dropped", one, by_id=by.id, title=one.title)
    session.delete(one)
    session.flush()


def _take(one: Newsletter, by: Person) -> None:
    """Hold a newsletter, as it is now, until the transaction ends. Raises ``Refused`` if it is gone or not theirs."""
    if not hold(one):
        raise Refused("Somebody else dropped this draft meanwhile.", code=GONE)
    if not rules.may_change(by, one):
        raise Refused("Only those who write the newsletter can change it.", code="not-yours")
    if one.state != State.DRAFT:
        raise Refused("This newsletter has gone out: it stays as it was.", code="wrong-state")


def _take_line(one: Newsletter, entry: NewsletterEntry, by: Person) -> None:
    """The same, with one of its lines. Raises ``Refused`` where somebody else took that out meanwhile."""
    _take(one, by)
    if entry not in one.entries:
        raise Refused(STALE, code="stale")


def mail_newsletters() -> int:
    """Write the mail of newsletters that go out to some of those for whom they are. Returns how many it looked at.

    The mails of a round are written together with how far it has got: a crash loses nothing and doubles nothing.
    """
    session.rollback()
    looked_at = 0
    for key in queries.going_out():
        with transaction():
            one = session.get(Newsletter, key, with_for_update=True, populate_existing=True)
            if one is not None and one.state == State.GOING_OUT:
                looked_at += _mail_some(one)
    return looked_at


def _mail_some(one: Newsletter) -> int:
    further = queries.recipients(one).where(Person.id > one.mailed_to).order_by(Person.id)
    people = session.scalars(further.limit(PEOPLE_A_ROUND)).unique().all()
    known: dict[frozenset[str], Mapping[int, Card]] = {}
    for person in people:
        if choice_of(person, MailKind.NEWSLETTER) is MailChoice.NEVER:
            continue
        tokens = tokens_of(person)
        if tokens not in known:
            known[tokens] = _cards(person, one)
        letter = letter_to(person, one, known[tokens])
        if letter is not None:
            mail_to(person, letter, MailKind.NEWSLETTER, {"letter": LETTER, "newsletter": one.id})
    if people:
        one.mailed_to = people[-1].id
    else:
        one.state = State.SENT
    return len(people) or 1


def _cards(person: Person, one: Newsletter) -> Mapping[int, Card]:
    keys = [entry.submission_id for entry in one.entries if entry.submission_id is not None]
    return library.cards(person, keys)


def letter_to(person: Person, one: Newsletter, cards: Mapping[int, Card] | None = None) -> Letter | None:
    """A newsletter as one reader gets it by mail; nothing where nothing of it is for them to read."""
    says = _says(one, _cards(person, one) if cards is None else cards)
    stop = stop_link(person, MailKind.NEWSLETTER)
    return rendered(person, one.title, LETTER, says, stop=stop) if says["parts"] else None


def preview(person: Person, one: Newsletter) -> Letter:
    """The mail as somebody who writes it would get it, but for the link that stops it, which is each reader's own."""
    return rendered(
        person, one.title, LETTER, _says(one, _cards(person, one)), stop=address_of("/stop-mail/…")
    )


def _says(one: Newsletter, cards: Mapping[int, Card]) -> dict[str, Any]:
    return {
        "title": one.title,
        "introduction": one.introduction,
        "place": f"/newsletters/{one.reference}",
        "parts": [
            (rules.SECTION_NAMES[section], [_said(line) for line in lines])
            for section, lines in queries.parts_from(one, cards)
        ],
    }


def _said(line: queries.Line) -> Mapping[str, str]:
    card = line.card
    if card is None:
        return {"title": "", "place": "", "where": "", "note": line.note}
    title = library.words_of(card.title)
    place = f"/library/{card.reference}"
    return {"title": title, "place": place, "where": card.organisation_name, "note": line.note}


def letter_again(to: str, _letter: Letter, about: Mapping[str, Any]) -> Letter | None:
    """A newsletter that waits to be sent, as its reader may read it now; nothing for whom it is not any more.

    Whoever moved, lost the role or stopped following meanwhile would read what it begins with, and the editor's lines.
    """
    person, one = reader_still(to, about), session.get(Newsletter, about["newsletter"])
    if person is None or one is None or not queries.is_recipient(one, person.id):
        return None
    stopped = choice_of(person, MailKind.NEWSLETTER) is MailChoice.NEVER
    return None if stopped else letter_to(person, one)
