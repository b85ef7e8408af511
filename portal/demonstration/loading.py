"""Brings the demonstration into an empty portal: the people first, then what they did, in order of time."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import chain
from typing import Any, TypeVar

from sqlalchemy import select

from portal.anonymous import actions as desk_actions
from portal.anonymous import queries as desk_queries
from portal.anonymous import release
from portal.anonymous.models import desk
from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.actions import Decision
from portal.authorisation.rules import ReasonCode, Verdict
from portal.demonstration import content, hierarchy, leading, talking
from portal.demonstration.hierarchy import by_email
from portal.feedback import actions as feedback
from portal.feedback import queries as said
from portal.feedback.rules import OutcomeState, Result, UseKind
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.guardians import actions as guardians
from portal.library import actions as library
from portal.people import actions as people_actions
from portal.people.models import Establishment, Grade, Headship, Organisation, Person, RoleHeld, Unit
from portal.people.rules import Role
from portal.people.rules.establishment import Band
from portal.people.rules.profile import profile_from
from portal.submissions import actions as posts
from portal.submissions import rules as life
from portal.submissions.actions import Content
from portal.submissions.models import Submission, Topic
from portal.submissions.rules import Status

BEFORE_IT_BEGINS = timedelta(days=30)

Progress = Callable[[int, int], None]
Deed = Callable[[], None]
Thing = TypeVar("Thing")


def load(progress: Progress) -> int:
    """Load people and posts, all or nothing. Returns how many posts there are.

    ``progress`` is told deeds done and to do.
    """
    today = clock.today()
    told = [Story(post, today) for post in content.posts()]
    titles = {story.told["title"] for story in told}
    of_posts = (deed for story in told for deed in story.deeds())
    deeds = sorted(
        chain(of_posts, hierarchy.deeds(today), leading.deeds(today, titles)), key=lambda deed: deed[0]
    )
    with transaction():
        with clock.at(deeds[0][0] - BEFORE_IT_BEGINS):
            _organisations_and_people()
            _keys_of_guardians()
            library.give_first_synonyms()
        release.put_up_notices()
        # Held until all is told: each deed finds people and posts in the session, and reads nothing twice.
        at_hand: list[Any] = [*session.scalars(select(Person)), *session.scalars(select(Unit))]
        for number, (moment, deed) in enumerate(deeds, 1):
            with clock.at(moment):
                deed()
            progress(number, len(deeds))
        at_hand.clear()
        hierarchy.ask_more_of_what_goes_to_the_public()
    return len(told)


def _organisations_and_people() -> None:
    for topic in content.read("topics")["topic"]:
        session.add(Topic(slug=topic["slug"], name=topic["name"]))
    grades = {}
    for grade in content.read("grades")["grade"]:
        code = grade.pop("code")
        grades[code] = Grade(**grade)
    session.add_all(grades.values())
    units: dict[str, Unit] = {}
    for row in content.read("organisations")["organisation"]:
        theirs, profile = row.pop("units"), profile_from(row.pop("profile", {}))
        organisation = Organisation(**row, settings={"profile": profile.stored()})
        session.add(organisation)
        session.flush()
        for unit in theirs:
            parent = units.get(unit.get("parent", ""))
            made = Unit(
                name=unit["name"],
                organisation=organisation,
                parent_id=parent.id if parent else None,
            )
            session.add(made)
            session.flush()
            made.path = f"{parent.path if parent else '/'}{made.id}/"
            for band in Band:
                session.add(
                    Establishment(unit_id=made.id, band=band.value, headcount=unit["heads"].get(band, 0))
                )
            units[unit["code"]] = made
        authorisation.give_first_routes(organisation.id)
    password = people_actions.hashed(content.PASSWORD)
    for row in content.read("people")["person"]:
        session.add(_person(row, units, grades, password))


def _keys_of_guardians() -> None:
    keep = select(Person).join(RoleHeld).where(RoleHeld.role == Role.GUARDIAN)
    for guardian in session.scalars(keep.order_by(Person.email_key)).unique().all():
        guardians.make_key(guardian, content.PASSPHRASE)


def _person(row: dict[str, Any], units: dict[str, Unit], grades: dict[str, Grade], password: str) -> Person:
    person = Person(
        email=row["email"],
        email_key=row["email"].casefold(),
        name=row["name"],
        unit=units[row["unit"]],
        grade=grades.get(row.get("grade", "")),
        password_hash=password,
    )
    if row.get("heads"):
        person.headships = [Headship(unit_id=units[row["heads"]].id)]
    for role in row.get("roles", []):
        for topic in row["leads_topics"] if role == Role.TOPIC_LEAD else [""]:
            person.roles_held.append(RoleHeld(role=role, topic=topic))
    return person


@dataclass
class Story:
    """What happened to one post of the demonstration, as deeds with their moments."""

    told: dict[str, Any]
    today: date
    receipt: str = ""
    asked: dict[int, str] = field(default_factory=dict)
    written: Submission | None = None

    def deeds(self) -> Iterator[tuple[datetime, Deed]]:
        """Everything that happened, each with its moment; none of it later than now."""
        told, sent = self.told, self.today - timedelta(days=self.told["days_ago"])
        yield self._on(sent, 0, -2), self._begin
        if told["state"] == "draft":
            return
        yield self._on(sent, 0), self._send
        last = 0
        for number, decision in enumerate(told.get("decisions", []), 1):
            last = decision["after_days"]
            yield self._on(sent, last, number), partial(self._decide, decision)
        for number, happened in enumerate(told.get("meanwhile", []), 6):
            yield self._on(sent, happened["after_days"], number), partial(self._happens, happened)
        if told["state"] == "withdrawn":
            yield self._on(sent, told["withdrawn_after_days"], 5), self._withdraw
        if told["state"] != "published":
            return
        yield self._on(sent, last + 1), self._finish
        span = max(1, told["days_ago"] - last - 2)
        afterwards = [self._keep_outcome] if "outcome" in told else []
        afterwards += [*self._uses(), *self._questions()]
        afterwards += talking.comments(self.told, lambda: self.post)
        for number, deed in enumerate(afterwards, 1):
            yield self._on(sent, last + 1 + span * number // (len(afterwards) + 1), number), deed

    def _on(self, sent: date, days: int, minutes: int = 0) -> datetime:
        """A moment of a working day, the same at every loading, and never later than now."""
        spread = int.from_bytes(hashlib.sha256(self.told["id"].encode()).digest()[:2], "big") % 480
        day = min(sent + timedelta(days=days), self.today)
        moment = datetime.combine(day, time(8), UTC) + timedelta(minutes=spread + 10 * minutes)
        return min(moment, clock.now() - timedelta(minutes=30 - minutes))

    @property
    def post(self) -> Submission:
        """The post, which stays at hand while its story is told."""
        return _there(self.written)

    def _content(self) -> dict[str, Any]:
        told = self.told
        return {
            "title": told["title"],
            "summary": told.get("summary", ""),
            "body": told["body"].strip(),
            "details": content.details_of(told, self.today),
            "topics": told.get("topics", []),
            "evidence": told.get("evidence", life.Evidence.UNTESTED),
            "sharing": told.get("sharing", life.Sharing.FORCE),
        }

    def _begin(self) -> None:
        if self.told.get("anonymous"):
            self.receipt = desk_actions.new_receipt()
            return
        with transaction():
            author = by_email(self.told["author"])
            others = [by_email(email).reference for email in self.told.get("co_authors", [])]
            typed = Content(**self._content(), co_authors=others)
            self.written = posts.begin(self.told["kind"], typed, by=author)

    def _send(self) -> None:
        no = {name: "no" for name, _question, _advice in life.SHARE_CHECK}
        if self.receipt:
            with desk_actions.at_the_desk():
                text = {**self._content(), "share_check": no}
                told = self.told
                envelope = guardians.seal_for(by_email(told["author"])) if told.get("confidential") else None
                desk_actions.file(self.receipt, told["organisation"], told["kind"], text, envelope=envelope)
            self._release()
            return
        with transaction():
            posts.set_share_check(self.post, no, [])
            authorisation.send(self.post, by=by_email(self.told["author"]))

    def _release(self) -> None:
        release.release()
        item = _there(desk_queries.own(self.receipt)).item
        self.written = session.scalars(select(Submission).where(Submission.desk_key == item.key)).one()
        desk.remove()

    def _decide(self, told: dict[str, Any]) -> None:
        if self.post.status in {Status.RETURNED, Status.DECLINED}:
            self._send_again()
        if self.post.unread:
            self._step(Verdict.APPROVE, "")
        verdict = Verdict(told["verdict"])
        code = told.get("code", ReasonCode.OTHER) if verdict is Verdict.DECLINE else ""
        self._step(verdict, told.get("reason", ""), code, told.get("leave", ""))

    def _step(self, verdict: Verdict, reason: str, code: str = "", leave: str = "") -> None:
        with transaction():
            step = _there(ways.open_step(self.post))
            holder = session.get_one(Person, step.holder_id)
            said = Decision(verdict, reason, code, seen=self.post.version, leave=leave)
            authorisation.decide(step, said, by=holder)

    def _happens(self, told: dict[str, Any]) -> None:
        with transaction():
            hierarchy.happens(self.post, told)

    def _send_again(self) -> None:
        if not self.receipt:
            with transaction():
                authorisation.send(self.post, by=by_email(self.told["author"]))
            return
        with transaction():
            authorisation.set_off(self.post, by_id=None)

    def _withdraw(self) -> None:
        with transaction():
            authorisation.withdraw(self.post, by=by_email(self.told["author"]))

    def _finish(self) -> None:
        """An anonymous post may need a second decider that the tale leaves out."""
        while self.post.status == Status.WAITING:
            self._step(Verdict.APPROVE, "")

    def _keep_outcome(self) -> None:
        told = self.told
        with transaction():
            feedback.keep_outcome(
                self.post,
                OutcomeState(told["outcome"]),
                Result(told["result"]) if told.get("result") else None,
                told.get("outcome_note", ""),
                by=_lead_of(self.post),
            )

    def _uses(self) -> Iterator[Deed]:
        for use in self.told.get("uses", []):
            yield partial(self._use, use)

    def _use(self, told: dict[str, Any]) -> None:
        with transaction():
            feedback.respond(
                self.post, UseKind(told["kind"]), told.get("reason", ""), by=by_email(told["by"])
            )

    def _questions(self) -> Iterator[Deed]:
        for number, question in enumerate(self.told.get("questions", [])):
            yield partial(self._ask, number, question)
            for answer in question.get("answers", []):
                yield partial(self._answer, number, answer)
            yield from talking.after(question, partial(self.asked.__getitem__, number))

    def _ask(self, number: int, told: dict[str, Any]) -> None:
        with transaction():
            self.asked[number] = feedback.ask(self.post, told["text"], by=by_email(told["by"])).reference

    def _answer(self, number: int, told: dict[str, Any]) -> None:
        with transaction():
            question = _there(said.question(self.post.reference, self.asked[number]))
            if told["by"] == "author" and self.receipt:
                feedback.answer_from_desk(question, told["text"])
                return
            by = (
                by_email(self.told["author"])
                if told["by"] == "author"
                else _lead_of(self.post, question.asked_by_id)
            )
            feedback.answer(question, told["text"], by=by)


def _there(thing: Thing | None) -> Thing:
    """What the tale says is there. Raises ``LookupError`` where the tale and the rules disagree."""
    if thing is None:
        raise LookupError("the demonstration tells of something that its rules do not allow")
    return thing


def _lead_of(post: Submission, *but: int) -> Person:
    """An innovation lead of the post's organisation who did not write it."""
    leads = select(Person).join(RoleHeld).join(Unit, Person.unit_id == Unit.id)
    leads = leads.where(RoleHeld.role == Role.INNOVATION_LEAD, Unit.organisation_id == post.organisation_id)
    barred = {*life.barred_from_deciding(post), *but}
    return next(lead for lead in session.scalars(leads.order_by(Person.name)) if lead.id not in barred)
