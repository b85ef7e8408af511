"""Reads the demonstration's content: plain values, in the order they are written."""

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from portal.submissions.kinds import KINDS, FieldType

FOLDER = Path(__file__).parent / "content"
FILES = {"idea": "ideas", "learning": "learning", "impact-case": "impact_cases"}
CHANGE_WAITS = "The fleet number where a passenger can read it"
TRIED_BEFORE = "101 callers type their postcode"
KEEPS_ROUTES = "dev.patwardhan@kelderby.example"
PASSPHRASE = "seven quiet lanterns burn low"  # noqa: S105 - of its guardians, stated in the same places
PASSWORD = "seven quiet lanterns"  # noqa: S105 - stated on the sign-in page of the demonstration, and only there


def read(name: str) -> dict[str, Any]:
    """One file of the content."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def posts() -> list[dict[str, Any]]:
    """All posts, each with its kind."""
    told = [{**post, "kind": kind} for kind, name in FILES.items() for post in read(name)["post"]]
    return [*told, *read("hierarchy")["post"]]


def details_of(post: dict[str, Any], today: date) -> dict[str, Any]:
    """The fields of a post's kind. Days are written as days before today, so that they never grow old."""
    details = dict(post.get("details", {}))
    for field in KINDS[post["kind"]].fields:
        if field.type is FieldType.DATE and field.name in details:
            details[field.name] = (today - timedelta(days=details[field.name])).isoformat()
    return details


def to_sign_in_as() -> list[dict[str, str]]:
    """The people that the sign-in page suggests: address, name and who they are."""
    shown = [person for person in read("people")["person"] if person.get("show")]
    return [{"email": person["email"], "name": person["name"], "story": person["story"]} for person in shown]


def welcome(bind: str) -> str:
    """What the terminal says when the demonstration starts: where it is, who one can be, what to try first."""
    people = to_sign_in_as()
    width = max(len(person["email"]) for person in people)
    lines = [
        "",
        f"  The portal is at  http://{bind}",
        "",
        f"  Sign in as any of these; the password of all is:  {PASSWORD}",
        "",
        *(f"    {person['email']:<{width}}  {person['story']}" for person in people),
        "",
        f"  The passphrase of its two guardians, who keep the names of confidential posts, is:  {PASSPHRASE}",
        "",
        "  Try first: as the constable, share an idea; then as the sergeant and the innovation lead, follow it.",
        f'  Call it "{TRIED_BEFORE}", and read before you send it what came of that elsewhere.',
        f'  Then, as the constable, answer the change that is proposed to "{CHANGE_WAITS}";',
        "  and as the innovation lead open Triage, then Who holds what, and see who is away and what went further.",
        f"  The mail that people would get is at  http://{bind}/mail-sent",
        "",
    ]
    return "\n".join(lines)
