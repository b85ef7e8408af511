"""A small world to be attacked: three forces, a partner, somebody of every role, and a post in every state."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from typing import Any

from flask import Flask, url_for
from lxml import html
from sqlalchemy import Connection, select
from werkzeug.test import TestResponse

from portal import reactions
from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.actions.asking_outside import ask_outside
from portal.authorisation.actions.outside import name_outside, switch_outside
from portal.authorisation.actions.sharing import offer_route
from portal.authorisation.rules import Verdict
from portal.authorisation.rules.outside import CodeBy
from portal.collections import actions as collections
from portal.feedback import actions as feedback
from portal.feedback.rules import OutcomeState
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.files import Store, cleaned
from portal.guardians import actions as guardians
from portal.guardians.queries import confidence
from portal.guardians.rules import Destroy, Ground
from portal.implementation import actions as implementation
from portal.implementation.actions import Said
from portal.implementation.rules.ledger import How, Place
from portal.library import actions as libraries
from portal.library import queries as library
from portal.library.actions import rebuild
from portal.library.models import SynonymRing
from portal.people.actions.absences import note_absence
from portal.people.actions.persons import end
from portal.people.actions.sessions import begin_session
from portal.people.actions.structure import give_first_grades
from portal.people.actions.tokens import create_token
from portal.people.models import Grade, Person
from portal.people.rules import OrganisationKind, Role
from portal.people.rules.scopes import Scope
from portal.submissions import actions as posts
from portal.submissions.models import Attachment, Submission, Topic
from tests.client import Client
from tests.factories import Force, decided, draft, organisation, person, published, sent, unit
from tests.hostile.boards import boards
from tests.hostile.newsletters import newsletters
from tests.hostile.watching import Watch
from tests.hostile.wishes import remarks, wishes

SHARINGS = ("unit", "force", "region", "policing", "public")
NOTE = b"Minutes of nine handovers, one line each.\n"


@dataclass(frozen=True)
class Known:
    """What an attacker could know of somebody or something, whatever the session has in hand."""

    id: int
    reference: str
    email: str = ""
    version: int = 0


class World:
    """Everybody and everything, with a browser and a token for each person."""

    def __init__(self, app: Flask, desk: Flask, connection: Connection) -> None:
        self.app, self.desk, self.connection = app, desk, connection
        self._are_apart = False
        self.forms: list[Any] = []
        people = self._forces()
        posts_made = self._posts(people)
        session.commit()
        self.people = {role: Known(one.id, one.reference, one.email) for role, one in people.items()}
        self.posts = {name: Known(one.id, one.reference, "", one.version) for name, one in posts_made.items()}
        self.steps = {
            (name, place): step.reference
            for name, post in posts_made.items()
            if not name.startswith("for_") or name == "for_policing"
            for place, step in enumerate(ways.present_steps(post) if post.sent_at else ())
        }
        self.files = {
            name: post.attachments[0].reference for name, post in posts_made.items() if post.attachments
        }
        self.bearers = {role: self._bearer(role) for role in self.people}
        self.cookies: dict[str, str] = {}
        self.tokens: dict[str, str] = {}
        for role in ("nobody", *self.people):
            self._sign_in(role)
        with transaction():
            end(self.person("leaver"), by=self.person("administrator"))
        self.settle()
        self.collections = {name: self._gathered(name) for name in ("shown", "begun")}
        with transaction():
            alike = (library.item(self.posts[name].reference) for name in ("for_unit", "for_policing"))
            libraries.link(*alike, by=self.person("author"))
        session.remove()

    def person(self, role: str) -> Person:
        """Somebody, as the database has them now."""
        return session.get_one(Person, self.people[role].id)

    def post(self, name: str) -> Submission:
        """A post, as the database has it now."""
        return session.get_one(Submission, self.posts[name].id)

    def settle(self) -> None:
        """Run what follows from all that was done: the index, notices and mail."""
        journal.catch_up(reactions.REACTIONS)
        rebuild()

    def _gathered(self, name: str) -> str:
        """The reference of a collection of the lead's, with a post in it that all of policing reads."""
        with transaction():
            item = library.item(self.posts["for_policing"].reference)
            made = collections.begin(name, "", by=self.person("lead"))
            collections.gather(made, item, by=self.person("lead"))
            if name == "shown":
                collections.show(made, by=self.person("lead"))
        return made.reference

    def _drafted(self, force: Force, *, tried: bool) -> str:
        """The reference of the draft of a force's next routes, one of them changed and ready to publish."""
        by = force.administrator
        with transaction():
            draft = authorisation.begin_draft(force.organisation, by=by)
            if tried:
                turned = replace(draft.configuration, routes=draft.configuration.routes[::-1])
                authorisation.change_draft(draft, turned, seen=draft.version, by=by)
                authorisation.note_rehearsed(draft, seen=draft.version, by=by)
            return draft.reference

    def _shared(self, force: Force) -> tuple[str, str]:
        """The references of the routes in force, and of the first of them as it is offered to other forces."""
        in_force = ways.published(force.organisation.id)
        assert in_force is not None
        with transaction():
            offered = offer_route(
                in_force, 0, "For ideas of every sort, in any force.", by=force.administrator
            )
            return in_force.reference, offered.reference

    def _forces(self) -> dict[str, Person]:
        here, there = Force("Alder"), Force("Birch")
        there.organisation.region = "North"
        near = organisation("Cedar")
        partner = organisation("Dogwood Trust", kind=OrganisationKind.PARTNER, reads_policing=False)
        reading = organisation("Elm Institute", kind=OrganisationKind.PARTNER, region="")
        tops = {one.id: unit("Desk", one) for one in (near, partner, reading)}
        with transaction():
            give_first_grades()
            session.add(Topic(slug="handover", name="Handover"))
            ring = SynonymRing(ways=["handover", "shift change"])
            session.add(ring)
            session.flush()
            self.synonyms = ring.reference
        self.units = {"here": here.team.reference, "there": there.team.reference}
        self.codes = {"here": here.organisation.code, "there": there.organisation.code}
        self.shared = {"here": self._shared(here), "there": self._shared(there)}
        self.routes = {"here": self._drafted(here, tried=True), "there": self._drafted(there, tried=False)}
        self.grade = session.scalars(select(Grade.id).order_by(Grade.name)).first()
        return {
            "author": here.constable,
            "co_author": here.colleague,
            "same_unit": person(here.team),
            "same_force": person(here.office),
            "head": here.sergeant,
            "head_above": here.inspector,
            "lead": here.lead,
            "importer": person(here.office, Role.INNOVATION_LEAD),
            "data_officer": here.data_officer,
            "standards": person(here.office, Role.PROFESSIONAL_STANDARDS),
            "communications": person(here.office, Role.COMMUNICATIONS),
            "topic_lead": person(here.office, Role.TOPIC_LEAD),
            "guardian": person(here.office, Role.GUARDIAN),
            "second_guardian": person(here.office, Role.GUARDIAN),
            "administrator": here.administrator,
            "leaver": person(here.team, Role.INNOVATION_LEAD, Role.ORGANISATION_ADMINISTRATOR),
            "other_force": there.constable,
            "other_head": there.sergeant,
            "other_lead": there.lead,
            "other_administrator": there.administrator,
            "neighbour": person(tops[near.id]),
            "curator": person(there.office, Role.NATIONAL_CURATOR),
            "system": person(tops[near.id], Role.SYSTEM_ADMINISTRATOR),
            "partner": person(tops[partner.id]),
            "reading_partner": person(tops[reading.id]),
        }

    def _posts(self, people: dict[str, Person]) -> dict[str, Submission]:
        by, also = people["author"], [people["co_author"].email]
        keep, back = Verdict.APPROVE, Verdict.RETURN
        made: dict[str, Submission] = {}
        made["draft"] = draft(by, co_authors=also)
        made["waiting"] = sent(by, co_authors=also)
        made["at_lead"] = decided(sent(by, co_authors=also), keep)
        made["at_officer"] = decided(decided(sent(by, "impact-case", co_authors=also), keep), keep)
        made["returned"] = decided(sent(by, co_authors=also), back)
        made["declined"] = decided(sent(by, co_authors=also), Verdict.DECLINE)
        made["listed"] = decided(sent(by, co_authors=also), Verdict.DECLINE)
        made["withdrawn"] = sent(by, co_authors=also)
        made["withdrawn_draft"] = draft(by, co_authors=also)
        made["of_head"] = sent(people["head"])
        for how_far in SHARINGS:
            made[f"for_{how_far}"] = published(by, co_authors=also, sharing=how_far)
        made["merged"] = published(by, co_authors=also, sharing="policing")
        made["imported"] = draft(by)
        with transaction():
            libraries.merge(made["merged"], made["for_policing"], "It is one room.", by=people["lead"])
            listed = made["listed"]
            listed.left_for = listed.sharing  # whoever declined it let it stand there as asked
            posts.list_as_declined(listed, True, by=by)
            authorisation.withdraw(made["withdrawn"], by=by)
            authorisation.withdraw(made["withdrawn_draft"], by=by)
            brought = made["imported"]
            brought.imported_by_id = brought.holder_id = people["importer"].id
            brought.external_id, brought.authority = "row-1", "Somewhere else"
            brought.author = None
            for name in ("draft", "returned", "for_policing", "for_unit"):
                self._attach(made[name])
            day = clock.today() + timedelta(days=30)
            away = note_absence(by, first_day=day, last_day=day, deputy=None, by=by)
            self.absence = away.reference
            given = authorisation.give_away(by, people["same_unit"], first_day=day, last_day=day, by=by)
            self.delegation = given.reference
            asked = feedback.ask(made["for_policing"], "How long was it?", by=people["neighbour"])
            self.question = asked.reference
            self.remarks = remarks(asked, people)
            team = Place(by.organisation_id, by.unit_id)
            tried = Said(How.TRIED, clock.today())
            noted = implementation.note_adoption(made["for_policing"], team, tried, by=people["head"])
            self.entry = noted.reference
            seen_through = made["for_force"]
            implementation.plan_milestone(seen_through, "A door", day, by=people["lead"])
            implementation.keep_outcome(seen_through, OutcomeState.UNDER_WAY, None, "", by=people["lead"])
            self.wishes = wishes(people["neighbour"])
            self.boards = boards(people["lead"], people["head"], made, self.wishes["want"])
            self.newsletters = newsletters(people["lead"], made)
            self._ask_outside(made["at_lead"], people["lead"], people["administrator"])
            self._in_confidence(people)
        for name, post in made.items():
            post.title = f"{post.title}, {name.replace('_', ' ')}"
        return made

    def _ask_outside(self, post: Submission, lead: Person, administrator: Person) -> None:
        """Somebody outside is named, and asked about a post by a link."""
        why, until = "The advisory group asked for it.", clock.today() + timedelta(days=30)
        switch_outside(post.organisation, True, why, by=administrator)
        named = name_outside(
            post.organisation,
            name="Cora",
            what="chair",
            email="c@group.example",
            until=until,
            by=administrator,
        )
        tokens: list[str] = []

        def link_of(token: str) -> str:
            tokens.append(token)
            return token

        step = ways.open_step(post)
        assert step is not None
        asking, _code = ask_outside(step, named, "", CodeBy.TOLD, link_of=link_of, by=lead)
        self.named, self.asking, self.link = named.reference, asking.reference, tokens[0]

    def _in_confidence(self, people: dict[str, Person]) -> None:
        """A post that came in confidence, and a guardian who asks who wrote it."""
        for name in ("guardian", "second_guardian"):
            guardians.make_key(people[name], f"paper boats go under, {name}")
        envelope = guardians.seal_for(people["author"])
        home = people["author"].organisation
        post = Submission(
            kind="idea",
            organisation_id=home.id,
            organisation=home,
            desk_key="0" * 32,
            confidential=True,
            status="draft",
            begun_on=clock.today(),
            title="A lock that closes",
            body="The store stands open at night.",
            details={"better": "A lock."},
            sharing="force",
        )
        session.add(post)
        session.flush()
        guardians.keep(post, {"box": envelope.box, "pairs": envelope.pairs, "destroy": Destroy.AFTER_A_YEAR})
        authorisation.set_off(post, by_id=None)
        it = confidence(post.reference)
        assert it is not None
        why = "Somebody is in danger, and only the author can say where."
        asked = guardians.ask(it, Ground.SAFEGUARDING, why, by=people["guardian"])
        self.confidential, self.opening = post.reference, asked.reference

    def _attach(self, post: Submission) -> None:
        clean = cleaned("minutes.txt", BytesIO(NOTE), posts.ATTACHMENT_LIMITS)
        stored = Store(self.app.config["SETTINGS"].files_folder).put(
            BytesIO(clean.content), len(clean.content)
        )
        post.attachments.append(
            Attachment(
                name=clean.name,
                media_type=clean.media_type,
                size=len(clean.content),
                digest=hashlib.sha256(clean.content).hexdigest(),
                stored_as=stored,
                sent=post.sent_at is not None,
            )
        )
        session.flush()

    def _sign_in(self, role: str) -> None:
        client = self.app.test_client()
        if role != "nobody":
            with client.session_transaction() as cookie:
                cookie["_user_id"] = begin_session(self.person(role))
        page = client.get("/sign-in" if role == "nobody" else "/account")
        self.tokens[role] = csrf_of(page)
        kept = client.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
        assert kept is not None
        self.cookies[role] = f"{kept.key}={kept.value}"

    def _bearer(self, role: str) -> dict[str, str]:
        with transaction():
            secret = create_token(self.person(role), [Scope.READ, Scope.WRITE], days=9, label="hostile")
        return {"Authorization": f"Bearer {secret}"}

    def address(self, endpoint: str, parts: dict[str, Any]) -> str:
        """The address of a page."""
        return url_for(endpoint, **parts)

    def send(
        self, role: str, method: str, address: str, *, data: Any = None, json: Any = None, **more: Any
    ) -> TestResponse:
        """One request by somebody, with a form token that is right."""
        session.remove()
        client = self.app.test_client(use_cookies=False)
        assert isinstance(client, Client)
        client.verbatim = True
        if address.startswith("/api/"):
            headers = self.bearers.get(role, {})
        else:
            headers = {"Cookie": self.cookies[role]}
            if method != "GET" and json is None and (data is None or isinstance(data, dict)):
                data = {"csrf_token": self.tokens[role], **(data or {})}
        headers = {**headers, **more.pop("headers", {})}
        return client.open(
            address, method=method, data=data, json=json, headers=headers, buffered=True, **more
        )

    @property
    def name(self) -> str:
        """Which of the databases it lies in."""
        return self.connection.dialect.name

    @contextmanager
    def apart(self) -> Iterator[Watch]:
        """What happens inside is undone at its end; whether it changed anything can be asked."""
        session.remove()
        outermost = not self._are_apart
        if outermost:
            self.connection.commit()  # what was read before began a transaction
        begun = self.connection.begin() if outermost else self.connection.begin_nested()
        self._are_apart = True
        watch = Watch(self.connection)
        try:
            yield watch
        finally:
            watch.stop()
            session.remove()
            if begun.is_active:
                begun.rollback()
            self._are_apart = not outermost


def csrf_of(page: TestResponse) -> str:
    """The form token that a page carries."""
    return str(html.document_fromstring(page.text).xpath("//input[@name='csrf_token']/@value")[0])
