"""The portal under test, used as people use it: through its pages, at simulated moments, all of it on the disk."""

import logging
import os
import re
import time as passing
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import html
from sqlalchemy import create_engine, make_url, text
from werkzeug.test import Client, TestResponse

from portal.__main__ import portal
from portal.app import create_wsgi
from portal.foundation import clock, config
from portal.foundation.database import session
from portal.operation.instance import opened, prepare
from portal.operation.working import Worker
from portal.people.models import Organisation, Person, Unit
from portal.people.rules import Role
from tests import factories
from tests.client import hidden_fields
from tests.linkage.population import Item, Member, Plan

LOOK = {f"look-{name}": "no" for name in ("personal_data", "operational", "third_party")}
PLACES = ("/", "/library", "/submissions", "/help", "/share", "/notices", "/account", "/queue")
ADMIN_PAGES = (
    "/admin", "/admin/people", "/admin/units", "/admin/routes", "/admin/outbox", "/admin/audit", "/admin/audit.csv",
    "/admin/organisations", "/admin/outside", "/triage", "/library", "/library.atom", "/submissions", "/queue",
)  # fmt: skip
REFUSED = (409, 422)  # the page again, with what is wrong with what was typed or chosen
CANARY = re.compile(r"itm-[0-9a-f]{12}")
KEY = "a key that the adversary is given too, long enough"
MAIL_FROM = "portal@force.example"


class Running:
    """One portal in a folder: real databases, files, index, log and mail; the clock is ours."""

    def __init__(self, folder: Path, database: str, desk: str) -> None:
        self.instance = folder / "instance"
        self.instance.mkdir(parents=True)
        self.passed: list[tuple[int, float]] = []  # what the machine's clock said, and what ours did
        os.environ.update(
            PORTAL_INSTANCE=str(self.instance),
            PORTAL_DATABASE=database,
            PORTAL_ANONYMOUS_DATABASE=desk,
            PORTAL_SECRET_KEY=KEY,
            PORTAL_URL="http://localhost",
            PORTAL_MAIL_FROM=MAIL_FROM,
        )
        logging.basicConfig(
            filename=self.instance / "portal.log",
            level=logging.INFO,
            format="%(asctime)s %(name)s %(message)s",
        )
        (self.instance / "settings.toml").write_text(f'secret_key = "{KEY}"\n')
        self.settings = config.load()
        self.deciders: list[str] = []
        self.administrators: list[str] = []
        self.clients: dict[str, Client] = {}
        self.drafts: dict[int, int] = {}  # how many named drafts each has saved
        self.to_ask: set[str] = set()  # canaries of the posts about which somebody asks before they decide
        self.asked: set[str] = set()  # of those that wait for an answer

    def open(self, plan: Plan, at: datetime) -> None:
        """Make the tables, the forces and their staff, and begin to serve."""
        with self.moved(at):
            prepare(self.settings)
            with opened(self.settings):
                self._people(plan)
            self.wsgi = create_wsgi(self.settings)
            self.worker = Worker(self.settings)
            self.work()

    @contextmanager
    def moved(self, at: datetime) -> Iterator[None]:
        """Everything inside happens at a simulated moment."""
        self.passed.append((passing.time_ns(), at.timestamp()))
        with clock.at(at):
            yield

    def _people(self, plan: Plan) -> None:
        self.codes = []
        for number, sizes in enumerate(plan.scale.units):
            force = factories.Force(f"Force {'ABC'[number]}")
            other = factories.person(force.division, Role.INNOVATION_LEAD, name="Lars Otherlead")
            self.codes.append(force.organisation.code)
            self.deciders += [one.email for one in (force.lead, other, force.sergeant, force.inspector)]
            self.administrators += [force.administrator.email, force.lead.email]
            units = [
                factories.unit(f"Unit {place}", force.organisation, force.division)
                for place, _ in enumerate(sizes)
            ]
            for member in plan.members:
                if member.force == number:
                    _hire(member, units[member.unit])
            session.commit()
        first = session.query(Organisation).first()
        assert first is not None
        top = session.query(Unit).filter_by(organisation_id=first.id, parent_id=None).first()
        assert top is not None
        chief = factories.person(top, Role.SYSTEM_ADMINISTRATOR, name="Sys Administrator")
        self.administrators.append(chief.email)
        session.remove()

    # ------------------------------------------------------------------ what people do

    def browser(self, who: Member | str) -> Client:
        """Somebody's browser, with its cookies."""
        name = who if isinstance(who, str) else who.email
        return self.clients.setdefault(name, Client(self.wsgi))

    def ask(
        self, who: Member | str, path: str, data: dict[str, Any] | None = None, refused: Sequence[int] = ()
    ) -> TestResponse:
        """One request from somebody's browser, with all that it says of itself. ``refused``: what it may answer too."""
        headers, base = ({}, {}) if isinstance(who, str) else (who.headers, {"REMOTE_ADDR": who.address})
        answer = self.browser(who).open(
            path, method="GET" if data is None else "POST", data=data, headers=headers, environ_base=base
        )
        understood = answer.status_code < 400 or answer.status_code in refused
        assert understood, f"{path} answered {answer.status_code}: {_words(answer)[:600]}"
        return answer

    def filled(self, who: Member | str, page: str, address: str = "", **typed: Any) -> TestResponse:
        """Open a page and send the form on it."""
        shown = self.ask(who, page)
        return self.ask(who, address or page, {**hidden_fields(shown, address or page), **typed})

    def sign_in(self, who: Member | str) -> None:
        """Sign in, where one is not signed in already."""
        if self.browser(who).open("/account", headers={}).status_code == 302:
            email = who if isinstance(who, str) else who.email
            self.filled(who, "/sign-in", email=email, password=factories.PASSWORD)

    def door_code(self, who: Member | str) -> str:
        """The code at the foot of everybody's pages: asked for once a day, and told to all."""
        self.sign_in(who)
        found = re.search(r"door code: ([\w ]+)", self.ask(who, "/help").text)
        assert found is not None
        return found[1]

    def save_draft(self, who: Member, words: str) -> str:
        """Save a named draft. Gives where it is checked before it is sent."""
        self.drafts[who.index] = self.drafts.get(who.index, 0) + 1
        typed = {
            "title": f"Idea {who.token('d')}{self.drafts[who.index]}",
            "body": words,
            "better": f"{who.token('d')} {words[:40]}",
        }
        return str(self.filled(who, "/share/idea", **typed, then="check").location)

    def send_named(self, who: Member, check: str) -> None:
        """Send a named draft on its way."""
        answers = {name.removeprefix("look-"): value for name, value in LOOK.items()}
        typed = {**answers, "sharing": "force", "evidence": "untested", "summary": "Short.", "then": "send"}
        self.filled(who, check, **typed)

    def post(
        self, who: Member, item: Item, door: str, words: str, files: Sequence[tuple[bytes, str]] = ()
    ) -> None:
        """Post at the desk, with files as they lie on somebody's device, and keep the receipt."""
        done = self.post_with(who, item, door, words, files)
        item.receipt = hidden_fields(done, "/anonymous/receipt")["code"]

    def post_with(
        self, who: Member, item: Item, door: str, words: str, files: Sequence[tuple[bytes, str]] = ()
    ) -> TestResponse:
        """Post at the desk. Gives the answer: a receipt, or the page again with what is wrong."""
        typed = {
            "title": f"Idea {item.canary}",
            "body": words,
            "better": words[:40],
            "door": door,
            "then": "check",
        }
        self.ask(who, "/anonymous/idea")
        shown = self.ask(who, "/anonymous/idea", typed)
        chosen = {"look-files": [(BytesIO(content), name) for content, name in files]} if files else {}
        return self._kept(who, shown, "/anonymous/idea/file", **chosen)

    def _kept(self, who: Member, shown: TestResponse, address: str, **chosen: Any) -> TestResponse:
        """Answer what is asked before a text is kept at the desk."""
        rest = {
            "look-sharing": "force",
            "look-evidence": "untested",
            "look-summary": "Short.",
            "then": "keep",
        }
        fields = {**_defaults(shown, address), **hidden_fields(shown, address), **LOOK, **rest, **chosen}
        return self.ask(who, address, fields, REFUSED)

    def own(self, who: Member, item: Item) -> TestResponse:
        """Come back with the receipt."""
        return self.ask(who, "/anonymous/receipt", {"code": item.receipt})

    def answer(self, who: Member, item: Item, words: str) -> bool:
        """Answer what was asked about a post, by its receipt. Gives whether anything was."""
        self.to_ask.discard(item.canary)
        self.asked.discard(item.canary)
        address = "/anonymous/receipt/answer"
        shown = self.own(who, item)
        if f'action="{address}"' not in shown.text:
            return False
        fields = hidden_fields(shown, address)
        done = self.ask(who, address, {**fields, f"{fields['question']}-answer": words})
        assert "Your answer is safe" in done.text, _words(done)[:600]
        return True

    def change(self, who: Member, item: Item, words: str) -> bool:
        """Change a post by its receipt. Gives whether that could be done still."""
        address = "/anonymous/receipt/change"
        if "Change the text" not in self.own(who, item).text:
            return False
        shown = self.ask(who, address, {"code": item.receipt})
        typed = {"title": f"Idea {item.canary}", "body": words, "better": words[:40], "then": "check"}
        fields = {**_defaults(shown, address), **hidden_fields(shown, address), **typed}
        done = self._kept(who, self.ask(who, address, fields), address)
        assert "Your changes are safe" in done.text, _words(done)[:600]
        return True

    def claim(self, who: Member, item: Item) -> bool:
        """Put their name to a post: with the code on its page, where they are signed in. Gives whether one could."""
        found = re.search(r'class="receipt-code">(.*?)</p>', self.own(who, item).text)
        if found is None:
            return False
        self.sign_in(who)
        code = " ".join(re.findall(r"<span>(\w+)</span>", found[1]))
        looked = self.filled(who, "/account/claim", code=code, then="look")
        fields = {**hidden_fields(looked, "/account/claim"), "then": "claim"}
        return self.ask(who, "/account/claim", fields).status_code == 302

    # ------------------------------------------------------------------ what the portal does

    def decide(self, most: int = 100) -> int:
        """Every decider opens their queue and says yes, or asks the author first. Gives how often they said yes."""
        done = 0
        for who in self.deciders:
            self.sign_in(who)
            for path in sorted(set(re.findall(r'href="(/steps/[\w-]+)"', self.ask(who, "/queue").text)))[
                :most
            ]:
                shown = self.browser(who).open(path)
                if shown.status_code == 200 and 'value="approve"' in shown.text:
                    canaries = set(CANARY.findall(shown.text))
                    if canaries & self.to_ask:
                        self.filled(who, f"{path}/questions", question="Where was that?")
                        self.asked |= canaries & self.to_ask
                        self.to_ask -= canaries
                    if canaries & self.asked:
                        continue
                    rest = {"verdict": "approve", "summary": "Short.", "do": "decide"}
                    fields = {**_defaults(shown, path), **hidden_fields(shown, path), **rest}
                    done += self.browser(who).open(path, method="POST", data=fields).status_code == 302
        return done

    def work(self) -> None:
        """All that the worker has to do now: releases, reactions, the index, mail, and the night's work."""
        self.worker.all_that_is_due()

    def back_up(self, folder: Path) -> None:
        """A backup as an operator makes it."""
        portal.main(["backup", str(folder)], standalone_mode=False)

    def released(self) -> set[str]:
        """Canaries of the posts that have left the desk."""
        engine = create_engine(self.settings.database)
        with closing(engine.connect()) as connection:
            titles = connection.scalars(text("select title from submissions where desk_key is not null"))
            found = {title.removeprefix("Idea ") for title in titles}
        engine.dispose()
        return found

    def admin_pages(self) -> dict[str, str]:
        """Every administrator's page and export, as each of those who have one sees it."""
        pages = {}
        for who in self.administrators:
            self.sign_in(who)
            for path in ADMIN_PAGES:
                shown = self.browser(who).open(path, follow_redirects=True)
                if shown.status_code == 200:
                    pages[f"{who}{path}"] = shown.text
        return pages


def _hire(member: Member, unit: Unit) -> None:
    made = Person(
        name=member.name,
        email=member.email,
        email_key=member.email,
        unit=unit,
        password_hash=factories._password_hash(),
    )
    session.add(made)


def _defaults(shown: TestResponse, address: str) -> dict[str, Any]:
    """What the form of a page holds already, so that a field that is new here is sent as it stands."""
    for form in html.document_fromstring(shown.text).xpath("//form[@method='post']"):
        if (form.get("action") or shown.request.path).split("?")[0] == address:
            return {name: value for name, value in form.form_values() if not isinstance(value, BytesIO)}
    return {}


def _words(answer: TestResponse) -> str:
    return " ".join(html.document_fromstring(answer.text or "<p>").text_content().split())


def separate(url: str) -> str:
    """An empty database for the desk on the same PostgreSQL server."""
    address = make_url(url)
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("create database desk"))
    engine.dispose()
    return address.set(database="desk").render_as_string(hide_password=False)


def server_version(url: str) -> int:
    """Of which version a PostgreSQL server is."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = int(connection.scalar(text("show server_version_num")) or 0) // 10_000
    engine.dispose()
    return found
