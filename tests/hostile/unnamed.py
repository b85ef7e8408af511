"""A hundred posts whose authors must not be known: half anonymous, half in confidence, in every state there is.

Their authors are real people, signed in to the portal in the very browser in which they post at the desk, with a
device and a name of their own, and with files that bear both. Each post then goes one of the ways of
``tests/hostile/ways.py``; all go side by side, so that they come out of the desk in the same batches.
"""

import io
import zlib
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from lxml import html
from sqlalchemy import select
from werkzeug.test import Client as Browser
from werkzeug.test import TestResponse

from portal import reactions
from portal.anonymous import actions as at_desk
from portal.anonymous import queries, release, rules
from portal.anonymous.application import Dispatcher
from portal.anonymous.models import at_the_desk, desk
from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.guardians import actions as guardians
from portal.people.models import Grade, Person, SignIn, Unit
from portal.people.rules import Role
from portal.submissions.kinds import KINDS
from portal.submissions.models import Submission
from tests.factories import PASSWORD, decided, person, unit
from tests.hostile.world import Known, World

FIRST = ("Zebulon", "Quenelda", "Ysolde", "Barnabus", "Thessaly", "Oswin", "Perpetua", "Hroswith")
LAST = (
    "Quillfeather", "Thistlewaite", "Umbergrove", "Vellacourt", "Wrexforth", "Yaxborough", "Zennorling", "Kittlegarth",
)  # fmt: skip
GRADE, COLLARS = "Fenwarden", 44170
UNITS = ("Quarrymarsh", "Osierholt")
WITH_FILE = 8  # one in so many comes with a file, which a process of its own makes anew
NO = "no"


@dataclass
class Author:
    """Somebody who posts without their name, their browser, and all that would tell who they are."""

    person: Known
    browser: Browser
    data: dict[str, str]
    number: int


@dataclass
class Case:
    """One post on its way, known to this test by its receipt."""

    way: str
    author: Author
    kind: str
    in_confidence: bool
    by_hand: bool = True  # typed into the pages of the desk; the others are filed by the action behind them
    receipt: str = ""
    key: str = ""
    reference: str = ""
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The post in words, for a finding."""
        return f"{'confidential' if self.in_confidence else 'anonymous'} {self.way}"

    @property
    def post(self) -> Submission:
        """The post, as the database has it now."""
        return session.scalars(select(Submission).where(Submission.desk_key == self.key)).one()

    def decide(self, verdict: Verdict) -> None:
        """Whoever has it decides."""
        decided(self.post, verdict)

    def approve_all(self) -> None:
        """Everybody who is asked says yes."""
        while ways.open_step(self.post) is not None:
            self.decide(Verdict.APPROVE)


class Unnamed:
    """The world with the authors in it, their own line, and those who only have to do with posts without a name."""

    def __init__(self, world: World) -> None:
        self.world = world
        home = session.get_one(Unit, world.person("head_above").unit_id)
        with transaction():
            grade = Grade(name=GRADE, abbreviation="Fwd", level=3)
            session.add(grade)
        office = session.get_one(Unit, world.person("lead").unit_id)
        theirs = [unit(name, home.organisation, home) for name in UNITS]
        made = {
            "own_head": person(theirs[0], heads=theirs[0]),
            "own_mate": person(theirs[0]),
            "other_inspector": person(world.person("other_head").unit),
            "first_reader": person(office, Role.DEIDENTIFIER),
            "reviewer": person(home, Role.INDEPENDENT_REVIEWER),
            "division_lead": person(home, Role.INNOVATION_LEAD),
            "cover": person(home, Role.COVER_POOL),
        }
        authors = [
            person(theirs[place % len(theirs)], name=f"{FIRST[place]} {LAST[place]}", grade=grade)
            for place in range(len(LAST))
        ]
        for place, one in enumerate(authors):
            one.email = one.email_key = f"{LAST[place]}{place}.z@shire.example".lower()
        session.commit()
        release.files.bind(world.app.config["SETTINGS"].files_folder)
        release.put_up_notices()
        desk.remove()
        for role, one in made.items():
            world.people[role] = Known(one.id, one.reference, one.email)
        known = [Known(one.id, one.reference, one.email) for one in authors]
        self.added = tuple(made)
        for role in made:
            world.bearers[role] = world._bearer(role)
            world._sign_in(role)
        self.authors = [self._author(place, one) for place, one in enumerate(known)]
        self.roles = sorted({"nobody", *world.people} - {"leaver"})
        self.data = {datum: one.data["name"] for one in self.authors for datum in one.data.values()}

    def leave(self) -> None:
        """Take out of the world whom this brought in."""
        for role in self.added:
            for kept in (self.world.people, self.world.bearers, self.world.cookies, self.world.tokens):
                kept.pop(role, None)  # type: ignore[attr-defined]

    def _author(self, place: int, known: Known) -> Author:
        browser = Browser(Dispatcher(self.world.app, self.world.desk))
        stored = session.get_one(Person, known.id)
        data = {
            "name": stored.name,
            "first name": FIRST[place],
            "surname": LAST[place],
            "address": known.email,
            "key": str(known.id),
            "reference": known.reference,
            "unit": UNITS[place % len(UNITS)],
            "key of the unit": str(stored.unit_id),
            "reference of the unit": stored.unit.reference,
            "grade": GRADE,
            "key of the grade": str(stored.grade_id),
            "collar number": str(COLLARS + place),
            "device": f"10.77.3.{place + 11}",
        }
        author = Author(known, browser, data, place)
        page = self.visit(author, "GET", "/sign-in")
        given = {"email": known.email, "password": PASSWORD, "csrf_token": _token(page)}
        assert self.visit(author, "POST", "/sign-in", data=given).status_code == 302
        session.rollback()
        theirs = select(SignIn.token).where(SignIn.person_id == known.id)
        data["session"] = session.scalars(theirs).one()
        cookie = browser.get_cookie(self.world.app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        data["cookie"] = cookie.value
        return author

    def visit(self, author: Author, method: str, address: str, **more: Any) -> TestResponse:
        """One request of an author's own browser, from their own device."""
        session.remove()
        named = {
            "User-Agent": f"Browser of {author.data['name']}",
            "Accept-Language": author.data["surname"],
            "Referer": "http://localhost/submissions",
        }
        environ = {"REMOTE_ADDR": author.data["device"]}
        return author.browser.open(
            address, method=method, headers=named, environ_overrides=environ, buffered=True, **more
        )

    def file(self, case: Case) -> None:
        """Post it at the desk."""
        if case.by_hand:
            self._post(case)
        else:
            self._file(case)
        desk.remove()
        own = queries.own(case.receipt)
        assert own is not None
        case.key = own.item.key
        desk.remove()

    def _file(self, case: Case) -> None:
        case.receipt = at_desk.new_receipt()
        envelope = (
            guardians.seal_for(session.get_one(Person, case.author.person.id)) if case.in_confidence else None
        )
        text: dict[str, Any] = {
            "title": f"A quiet room, {case.name}",
            "body": "Handover takes long.",
            "summary": "A room.",
            "sharing": "policing",
        }
        details = {"better": "A door.", "step_reached": "identify"}
        text |= {
            "details": {one.name: details[one.name] for one in KINDS[case.kind].fields if one.name in details}
        }
        with at_the_desk():
            at_desk.file(case.receipt, self.world.codes["here"], case.kind, text, envelope=envelope)

    def _post(self, case: Case) -> None:
        """Post it through the pages, in the browser in which its author is signed in."""
        author, start = case.author, f"/anonymous/{case.kind}"
        whose = f"My collar number is {author.data['collar number']}."
        typed = {
            "title": f"A quiet room, {case.name}",
            "body": f"Handover takes twenty minutes. {whose}",
            "better": "A door.",
            "step_reached": "identify",
        }
        if case.in_confidence:
            page = self.visit(author, "GET", "/account/confidential")
            typed["envelope"] = unescape(page.text.partition('name="envelope" value="')[2].partition('"')[0])
        else:
            key = rules.key_for(self.world.app.config["SETTINGS"].secret_key, "door")
            typed["door"] = rules.door_code(key, self.world.codes["here"], clock.today())
        shown = self.visit(author, "POST", start, data=typed | {"then": "check"})
        given = _fields(shown, f"{start}/file") | {
            "look-personal_data": NO, "look-operational": NO, "look-third_party": NO, "look-sharing": "policing",
            "look-evidence": "untested", "look-summary": "A room makes it shorter.", "then": "keep",
        }  # fmt: skip
        given |= {name: "accept" for name in _names(shown) if name.startswith("finding-")}
        if author.number % WITH_FILE == 1:
            given["look-files"] = (
                io.BytesIO(picture(author.data["name"])),
                f"{author.data['surname']} notes.png",
                "image/png",
            )
        kept = self.visit(author, "POST", f"{start}/file", data=given)
        assert "Keep your code" in kept.text, kept.text
        case.receipt = _fields(kept, "/anonymous/receipt")["code"]

    def batch(self) -> None:
        """What waits at the desk is passed on, and news comes back."""
        session.commit()
        session.remove()
        release.release()
        desk.remove()
        journal.catch_up(reactions.REACTIONS)
        desk.remove()
        session.remove()

    def person(self, role: str) -> Person:
        """Somebody, as the database has them now."""
        return self.world.person(role)


def _token(page: TestResponse) -> str:
    return str(html.document_fromstring(page.text).xpath("//input[@name='csrf_token']/@value")[0])


def _fields(page: TestResponse, action: str) -> dict[str, Any]:
    found = html.document_fromstring(page.text).xpath(f"//form[@action='{action}']//input[@type='hidden']")
    assert found, page.text
    return {one.get("name"): one.get("value", "") for one in found}


def _names(page: TestResponse) -> list[str]:
    return [str(name) for name in html.document_fromstring(page.text).xpath("//input/@name")]


def picture(name: str) -> bytes:
    """A small picture that says who made it."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content).to_bytes(4, "big")
        return len(content).to_bytes(4, "big") + kind + content + check

    side = (8).to_bytes(4, "big")
    dots = zlib.compress((b"\x00" + b"\x40\x80\xc0" * 8) * 8)
    head = chunk(b"IHDR", side + side + b"\x08\x02\x00\x00\x00")
    said = chunk(b"tEXt", b"Author\x00" + name.encode())
    return b"\x89PNG\r\n\x1a\n" + head + said + chunk(b"IDAT", dots) + chunk(b"IEND", b"")
