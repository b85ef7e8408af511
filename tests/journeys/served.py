"""A portal made and served as its operators do it, with the work in the background beside it."""

import os
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

from sqlalchemy import select

from portal.anonymous import models as anonymous
from portal.anonymous import release
from portal.authorisation import queries as ways
from portal.foundation import database, mail
from portal.people.models import Person
from portal.people.rules.mail import MailChoice
from portal.submissions.models import Submission
from tests import factories
from tests.ports import free_port

Found = TypeVar("Found")

PATIENCE_SECONDS = 60.0
STARTING_SECONDS = 240.0
ROOT = Path(__file__).parents[2]


def wait_until(look: Callable[[], Found], words: str = "", seconds: float = PATIENCE_SECONDS) -> Found:
    """What ``look`` finds, as soon as it finds something."""
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds:g} seconds for nothing: {words or look}")
        time.sleep(0.05)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person of a story, as a browser needs to know them."""

    name: str
    email: str
    reference: str


class Served:
    """A portal that is being served."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.instance = folder / "instance"
        self.database_url = database_url
        self.url = f"http://127.0.0.1:{free_port()}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")},
            "PORTAL_INSTANCE": str(self.instance),
            "PORTAL_DATABASE": database_url,
            "PORTAL_URL": self.url,
            "PORTAL_RELEASE": "always",
            "PORTAL_DEMONSTRATION": "true",  # which alone may pass on at once what the desk holds
        }
        self.log = folder / "log"
        self.engine = database.engine_for(database_url)

    def command(self, *words: str, typed: str = "") -> str:
        """What ``portal …`` prints."""
        done = subprocess.run(
            [sys.executable, "-m", "portal", *words],
            cwd=ROOT,
            env=self.environment,
            input=typed,
            text=True,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, f"portal {' '.join(words)}: {done.stdout}{done.stderr}"
        return done.stdout

    @contextmanager
    def running(self) -> Iterator["Served"]:
        """The portal made and served as the command line does it, with one process for pages."""
        self.command(
            "init",
            "--admin-email",
            "first@portal.example",
            "--admin-password-stdin",
            typed=factories.PASSWORD + "\n",
        )
        with self.log.open("w") as log:
            bind = self.url.removeprefix("http://")
            server = subprocess.Popen(
                [sys.executable, "-m", "portal", "serve", "--bind", bind, "--workers", "1"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
            try:
                wait_until(lambda: self._answers(server), f"the portal at {self.url}", STARTING_SECONDS)
                yield self
            finally:
                server.terminate()
                server.wait(STARTING_SECONDS)  # a crowded machine is slow to stop, too
                self.engine.dispose()
        said = self.log.read_text("utf-8")
        assert "Traceback" not in said, f"the served portal met a fault:\n{said[-8000:]}"

    def _answers(self, server: subprocess.Popen[bytes]) -> bool:
        assert server.poll() is None, f"the portal did not start:\n{self.log.read_text('utf-8')[-4000:]}"
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=2) as answer:  # noqa: S310 - our own
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    @contextmanager
    def at_hand(self) -> Iterator[None]:
        """Its database, for the factories of this process, which may be at work on another one otherwise."""
        before = database.session.session_factory.kw.get("bind")
        database.bind(self.engine)
        try:
            yield
        finally:
            database.bind(before)  # type: ignore[arg-type] # nothing was bound before the first test

    def force(self, name: str = "") -> Any:
        """A small force of its own for a story: each of its people by what they are."""
        name = name or f"{secrets.choice(RIVERS)} {secrets.token_hex(3)} Police"
        with self.at_hand():
            made = factories.Force(name)
            roles = {
                role: _somebody(person) for role, person in vars(made).items() if isinstance(person, Person)
            }
            return SimpleNamespace(
                name=name,
                code=made.organisation.code,
                units={role: getattr(made, role).name for role in ("division", "team", "office")},
                made=made,
                **roles,
            )

    def post(self, author: Somebody, make: Callable[..., Any], kind: str = "idea", **changes: Any) -> Any:
        """A post made by one of the factories: its title, its reference, and the address of its open step."""
        with self.at_hand():
            by = database.session.scalars(select(Person).where(Person.email_key == author.email)).one()
            post = make(by, kind, **changes)
            step = ways.open_step(post)
            return SimpleNamespace(
                title=post.title, reference=post.reference, step=f"/steps/{step.reference}" if step else ""
            )

    def holder_of(self, title: str) -> Somebody | None:
        """Who has a post of this title now."""
        with self.at_hand():
            post = database.session.scalars(select(Submission).where(Submission.title == title)).one_or_none()
            step = ways.open_step(post) if post is not None else None
            return _somebody(step.holder) if step is not None and step.holder is not None else None

    def unit_of(self, person: Somebody) -> int:
        """The unit that somebody works in."""
        with self.at_hand():
            unit = database.session.scalar(select(Person.unit_id).where(Person.email_key == person.email))
            assert unit is not None
            return unit

    def opens_its_desk(self, force: Any) -> None:
        """The desk learns that this force takes anonymous posts, as the worker tells it once a day."""
        with self.at_hand():
            bound = anonymous.desk.session_factory.kw.get("bind")
            engine = anonymous.engine_for(f"sqlite:///{self.instance / 'anonymous.sqlite'}")
            anonymous.bind(engine)
            try:
                release.put_up_notices()
            finally:
                anonymous.desk.remove()
                if bound is not None:
                    anonymous.bind(bound)
                engine.dispose()

    def wants_each_mail_at_once(self, *people: Somebody) -> None:
        """These people chose, as on their account page, not to wait for the mail of the day."""
        with self.at_hand():
            for person in people:
                stored = database.session.scalars(
                    select(Person).where(Person.email_key == person.email)
                ).one()
                stored.mail = MailChoice.AT_ONCE
            database.session.commit()

    def mail_to(self, person: Somebody) -> list[Any]:
        """What was sent to somebody, newest first."""
        sent = mail.read_folder(self.instance / "mail", at_most=1000)
        return [one for one in sent if person.email in one.recipient]


RIVERS = ("Alder", "Brede", "Calder", "Dove", "Esk", "Fal", "Glaven", "Hodder", "Isle", "Kennet", "Leadon")


def _somebody(person: Person) -> Somebody:
    return Somebody(person.name, person.email, person.reference)
