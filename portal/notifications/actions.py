"""Telling people: a notice in the portal, and a mail where it matters."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape
from sqlalchemy import Select, and_, or_, select, update

from portal.authorisation.models import Step
from portal.authorisation.rules import Said, StepState, may_know_of, said_to_author
from portal.feedback import queries as feedback
from portal.feedback.rules import may_keep_outcome
from portal.foundation import clock, outbox
from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry, entries_about
from portal.notifications.models import Notice
from portal.notifications.rules import (
    DECISIONS,
    NEWS_WHILE,
    TELLINGS,
    Audience,
    Telling,
    named,
    wording,
    words_quoted,
    words_when_answered,
    words_when_over,
)
from portal.people.models import Person, RoleHeld, Unit
from portal.people.rules import Role
from portal.submissions.models import Submission
from portal.submissions.rules import Status

# What is older than this when it is noticed is told in the portal only: nobody wants a mail about last month.
MAILED_WITHIN = timedelta(days=3)
# And what is older than this is no longer news when it is told.
NEWS_FOR = timedelta(days=30)
# What asks something of somebody, until it is done.
ASKING = ("question.asked", "submission.updated")

letters = Environment(
    loader=PackageLoader("portal", "templates/email"), autoescape=select_autoescape(("html",))
)


_house = {"url": "", "product": ""}


def bind(url: str, product: str) -> None:
    """Say what links in mails are built from, and what the portal is called."""
    _house.update(url=url, product=product)


def tell(entries: Sequence[Entry]) -> None:
    """Reaction: tell whom each entry concerns, once, however often it is run; and settle what is over."""
    about = {entry.subject_id for entry in entries if entry.subject_kind == "submissions"}
    with transaction():
        # All at once, and held until the end: one by one they would be most of the work.
        posts = {
            post.id: post for post in session.scalars(select(Submission).where(Submission.id.in_(about)))
        }
        at_hand = _people_named(entries, posts.values())
        for entry in entries:
            post = posts.get(entry.subject_id)
            if post is not None and entry.subject_kind == "submissions":
                for telling in TELLINGS.get(entry.event, ()):
                    _tell_all(entry, post, telling)
        for post in posts.values():
            _settle(post)
        del at_hand


def _people_named(entries: Sequence[Entry], posts: Iterable[Submission]) -> Sequence[Person]:
    keys = {post.author_id for post in posts}
    keys |= {
        _key(entry.facts.get(name)) for entry in entries for name in ("holder_id", "asked_by", "person_id")
    }
    keys |= {entry.by_id for entry in entries}
    return session.scalars(select(Person).where(Person.id.in_(keys - {None}))).all()


def _key(fact: object) -> int | None:
    return int(fact) if isinstance(fact, str) and fact.isdecimal() else None


def _tell_all(entry: Entry, post: Submission, telling: Telling) -> None:
    words = wording(
        telling,
        title=post.title,
        kind_with_article=post.described.article,
        anonymous=post.anonymous,
        facts=entry.facts,
        by=_title(entry.by_id),
        goes_to=_goes_to(entry),
        update=post.updates_id is not None,
    )
    for person in _audience(telling.audience, entry, post):
        known = select(Notice.id).where(Notice.person_id == person.id, Notice.entry == entry.sequence)
        if person.ended_on is not None or person.id == entry.by_id or session.scalar(known) is not None:
            continue
        address = _address(telling, entry, post, person)
        session.add(
            Notice(
                person_id=person.id,
                entry=entry.sequence,
                submission_id=post.id,
                words=words,
                address=address,
                told_on=clock.local(entry.at).date(),
                seen=clock.now() - entry.at > NEWS_FOR,
            )
        )
        session.flush()
        if telling.mailed and clock.now() - entry.at <= MAILED_WITHIN:
            _mail(person, words, words_quoted(telling, entry.facts), address, _said(telling, entry, post))


def _goes_to(entry: Entry) -> str:
    """Who has a post from then on, as which step, and by when they answer; nothing once nobody is asked."""
    holder, due_on = _title(_key(entry.facts.get("holder_id"))), str(entry.facts.get("due_on") or "")
    if not holder:
        return ""
    step = str(entry.facts.get("waits_at") or "").lower()
    until = f", who has until {clock.day_in_words(date.fromisoformat(due_on))}" if due_on else ""
    return (f"{holder} ({step})" if step else holder) + until


def _said(telling: Telling, entry: Entry, post: Submission) -> Said | None:
    """A decision in the words that whoever decided was shown, for its authors."""
    verdict = DECISIONS.get(entry.event)
    if verdict is None or telling.audience is not Audience.AUTHORS:
        return None
    goes_to = _goes_to(entry)
    return said_to_author(
        verdict,
        _title(entry.by_id) or "Whoever decided",
        reason=str(entry.facts.get("reason") or ""),
        code=str(entry.facts.get("code") or ""),
        goes_to=goes_to,
        last=not goes_to,
        update=post.updates_id is not None,
        narrowed_to=str(entry.facts.get("narrowed_to") or ""),
    )


def _mail(person: Person, words: str, quoted: str, address: str, said: Said | None) -> None:
    values = {
        "name": person.name,
        "words": words,
        "quoted": quoted,
        "said": said,
        "link": _house["url"] + address,
        **_house,
    }
    text = letters.get_template("notice.txt").render(values)
    html = letters.get_template("notice.html").render(values)
    outbox.put(person.email, words, text, html)


def _address(telling: Telling, entry: Entry, post: Submission, person: Person) -> str:
    own, in_library = f"/submissions/{post.reference}", f"/library/{post.reference}"
    match telling.page:
        case "queue":
            return "/queue"
        case "mine":
            return "/submissions"
        case "item":
            return in_library
        case "decided":
            there = post.updates or post
            return own if _goes_to(entry) else f"/library/{there.reference}"
        case "outcome":
            return f"{in_library}/outcome"
        case "talk":
            return _where_it_is_talked_of(entry, post, person)
        case "step" | "hand-on":
            step = _step_told_of(entry, post)
            after = "/hand-on" if telling.page == "hand-on" else ""
            return f"/steps/{step.reference}{after}" if step else own
        case _:
            return own


def _where_it_is_talked_of(entry: Entry, post: Submission, person: Person) -> str:
    """Where a question is read: in the library, but what was asked before stays on the post's own page."""
    asked = feedback.question(post.reference, str(entry.facts.get("question")))
    routed: Any = post
    if asked is not None and asked.before_publication:
        return f"/submissions/{post.reference}#questions" if may_know_of(person, routed) else "/queue"
    in_library = post.status == Status.PUBLISHED
    return f"/{'library' if in_library else 'submissions'}/{post.reference}#questions"


def _step_told_of(entry: Entry, post: Submission) -> Step | None:
    """The step that an entry tells of: by now it may be over. Another of the same post may have its name."""
    told_of = select(Step).where(Step.reference == entry.facts.get("at_step"))
    return session.scalar(told_of.where(Step.submission_id == post.id))


def _title(person_id: int | None) -> str:
    person = session.get(Person, person_id) if person_id is not None else None
    return person.title if person is not None else ""


def _settle(post: Submission) -> None:
    """Let what is over be news no longer: a notice of a step says what became of it, and to whom it went."""
    title = named(post.title, anonymous=post.anonymous)
    over: set[tuple[int, str, date]] = set()  # of two that say the same, the newer one stays
    for notice, entry in session.execute(_not_settled(post)).all():
        if notice.address.startswith("/steps/"):
            step = _step_at(notice.address)
            if not _still_asks(step, notice, entry):
                notice.seen, notice.told_on = True, _over_since(step)
                notice.words, notice.address = _over(step, notice, title), _after(step, notice)
                again = (notice.person_id, notice.words, notice.told_on)
                notice.replaced = again in over
                over.add(again)
        elif entry.event == "question.asked":
            question = feedback.question(post.reference, str(entry.facts.get("question")))
            if question is not None and question.answers:
                notice.seen, notice.words = True, words_when_answered(title)
                notice.told_on = clock.local(question.answers[-1].answered_at).date()
        elif notice.address.endswith("/outcome"):
            notice.seen = not feedback.outcome_is_out_of_date(post)
        elif post.status not in NEWS_WHILE.get(entry.event, {post.status}):
            notice.seen = True


def _not_settled(post: Submission) -> Select[Notice, Entry]:
    """What may be over by now: notices that still lead to a step, and unread ones of what passes."""
    passes = and_(Notice.seen.is_(False), Entry.event.in_((*ASKING, *NEWS_WHILE)))
    notices = select(Notice, Entry).join(Entry, Notice.entry == Entry.sequence)
    of_post = notices.where(
        Notice.submission_id == post.id, or_(Notice.address.startswith("/steps/"), passes)
    )
    return of_post.order_by(Notice.entry.desc())


def _step_at(address: str) -> Step:
    reference = address.removesuffix("/hand-on").rpartition("/")[2]
    return session.scalars(select(Step).where(Step.reference == reference)).one()


def _still_asks(step: Step, notice: Notice, entry: Entry) -> bool:
    """Whether a step waits for what a notice asked of somebody: to decide it, or to find somebody who does."""
    asked = entry.facts.get("holder_id") if notice.address.endswith("/hand-on") else str(notice.person_id)
    return step.state == StepState.OPEN and str(step.holder_id) == asked


def _over(step: Step, notice: Notice, title: str) -> str:
    by = step.verdicts[-1].by_id if step.verdicts else None
    return words_when_over(
        StepState(step.state),
        title,
        by="You" if by == notice.person_id else _title(by),
        holder=_title(step.holder_id),
        taken_out=any("taken_out" in entry.facts for entry in entries_about(step.submission)),
    )


def _over_since(step: Step) -> date:
    """The day on which a step waited for somebody no longer: it was decided, or went to another."""
    if step.state == StepState.OPEN and step.given_on is not None:
        return step.given_on
    decided = step.verdicts and step.state != StepState.CLOSED
    return clock.local(step.verdicts[-1].given_at).date() if decided else clock.today()


def _after(step: Step, notice: Notice) -> str:
    """Where somebody reads what became of a post: on its page, if they still may once it has left them."""
    post: Any = step.submission
    person = session.get_one(Person, notice.person_id)
    readable = step.state != StepState.OPEN and may_know_of(person, post)
    return f"/submissions/{post.reference}" if readable else "/queue"


def _audience(audience: Audience, entry: Entry, post: Submission) -> Iterator[Person]:
    if audience is Audience.AUTHORS:
        yield from filter(None, [post.author])
        yield from post.co_authors
    elif audience is Audience.HOLDER:
        yield from _by_key(entry.facts.get("holder_id"))
    elif audience is Audience.NAMED:
        if "update" not in entry.facts:  # who wrote an update was told when they were named there
            yield from _by_key(entry.facts.get("person_id"))
    elif audience is Audience.LATE:
        yield from _by_key(entry.facts.get("from_id"))
    elif audience is Audience.KEEPERS:
        yield from _in_roles(post, Role.INNOVATION_LEAD, Role.ORGANISATION_ADMINISTRATOR)
    elif audience is Audience.RENEWERS:
        if feedback.outcome_is_out_of_date(post):
            leads = _in_roles(post, Role.INNOVATION_LEAD)
            yield from (lead for lead in leads if may_keep_outcome(lead, post))
    elif audience is Audience.ASKER:
        yield from _by_key(entry.facts.get("asked_by"))
    elif post.author is None:
        # Nobody with a name wrote it, so an innovation lead of its organisation sees to the answer.
        yield from _in_roles(post, Role.INNOVATION_LEAD)


def _in_roles(post: Submission, *roles: Role) -> Iterator[Person]:
    """Those who hold one of these roles where a post belongs."""
    held = select(Person).join(RoleHeld).join(Unit, Person.unit_id == Unit.id)
    here = held.where(RoleHeld.role.in_(roles), Unit.organisation_id == post.organisation_id)
    yield from session.scalars(here).unique()


def _by_key(key: object) -> Iterator[Person]:
    number = _key(key)
    if number is not None:
        yield from filter(None, [session.get(Person, number)])


def mark_seen(person: Person) -> None:
    """Somebody has looked at what they were told."""
    mine = update(Notice).where(Notice.person_id == person.id, Notice.seen.is_(False))
    session.execute(mine.values(seen=True))
