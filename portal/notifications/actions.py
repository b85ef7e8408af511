"""Telling people: a notice in the portal, and a mail where it matters."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from jinja2 import Environment, PackageLoader, select_autoescape
from sqlalchemy import select, update

from portal.authorisation.models import Step
from portal.authorisation.rules import StepState
from portal.foundation import clock, outbox
from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry
from portal.notifications.models import Notice
from portal.notifications.rules import TELLINGS, Audience, Telling, wording, words_quoted
from portal.people.models import Person, RoleHeld, Unit
from portal.people.rules import Role
from portal.submissions.models import Submission

# What is older than this when it is noticed is told in the portal only: nobody wants a mail about last month.
MAILED_WITHIN = timedelta(days=3)
# And what is older than this is no longer news when it is told.
NEWS_FOR = timedelta(days=30)

letters = Environment(
    loader=PackageLoader("portal", "templates/email"), autoescape=select_autoescape(("html",))
)


_house = {"url": "", "product": ""}


def bind(url: str, product: str) -> None:
    """Say what links in mails are built from, and what the portal is called."""
    _house.update(url=url, product=product)


def tell(entries: Sequence[Entry]) -> None:
    """Reaction: tell whom each entry concerns, once, however often it is run."""
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
        del at_hand


def _people_named(entries: Sequence[Entry], posts: Iterable[Submission]) -> Sequence[Person]:
    keys = {post.author_id for post in posts}
    keys |= {_key(entry.facts.get(name)) for entry in entries for name in ("holder_id", "asked_by")}
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
    )
    address = _address(telling, post)
    for person in _audience(telling.audience, entry, post):
        known = select(Notice.id).where(Notice.person_id == person.id, Notice.entry == entry.sequence)
        if person.ended_on is not None or person.id == entry.by_id or session.scalar(known) is not None:
            continue
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
            _mail(person, words, words_quoted(telling, entry.facts), address)


def _mail(person: Person, words: str, quoted: str, address: str) -> None:
    values = {
        "name": person.name,
        "words": words,
        "quoted": quoted,
        "link": _house["url"] + address,
        **_house,
    }
    text = letters.get_template("notice.txt").render(values)
    html = letters.get_template("notice.html").render(values)
    outbox.put(person.email, words, text, html)


def _address(telling: Telling, post: Submission) -> str:
    if telling.page == "queue":
        return "/queue"
    if telling.page in {"step", "hand-on"}:
        step = session.scalar(select(Step).where(Step.submission_id == post.id, Step.state == StepState.OPEN))
        if step is not None:
            return f"/steps/{step.reference}" + ("/hand-on" if telling.page == "hand-on" else "")
    if telling.page == "item":
        return f"/library/{post.reference}"
    return f"/submissions/{post.reference}"


def _audience(audience: Audience, entry: Entry, post: Submission) -> Iterator[Person]:
    if audience is Audience.AUTHORS:
        yield from filter(None, [post.author])
        yield from post.co_authors
    elif audience is Audience.HOLDER:
        yield from _by_key(entry.facts.get("holder_id"))
    elif audience is Audience.LATE:
        yield from _by_key(entry.facts.get("from_id"))
    elif audience is Audience.KEEPERS:
        yield from _in_roles(post, Role.INNOVATION_LEAD, Role.ORGANISATION_ADMINISTRATOR)
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
