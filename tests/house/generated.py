"""Documents made from the running product. ``python -m tests.house.generated`` writes them anew."""

import inspect
import os
import tempfile
from pathlib import Path

from flask import Flask

from portal.app import create_app, create_desk
from portal.authorisation.rules import lifecycle_page
from portal.foundation import access, config
from portal.policy import POLICY

DOCS = Path(__file__).parents[2] / "docs"
BY_THE_PORTAL = frozenset({"OPTIONS", "HEAD"})


def doors(app: Flask, desk: Flask) -> str:
    """Every page with its permission, and the rule that grants it in the rule's own words."""
    lines = [
        "# Doors",
        "",
        "Every address of the portal and the permission it needs. Made from the running application: do not edit;",
        "`make docs` writes it anew, and the tests fail when it is out of date.",
        "",
        "A page that is about one thing first loads it. What a person may not know of answers 404, as does what is not",
        "there; what they may know of and not do answers 403. Signed out, a page asks to sign in, and the JSON",
        "interface answers 401; a page for visitors is read all the same, as far as it is approved for the public",
        "(`PORTAL_PUBLIC`).",
        "",
        "| address | methods | permission |",
        "|---|---|---|",
    ]
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ()))):
        permission = getattr(app.view_functions[rule.endpoint], "permission", "")
        if getattr(app.view_functions[rule.endpoint], "visitors", False):
            permission += ", visitors"
        methods = ", ".join(sorted((rule.methods or set()) - BY_THE_PORTAL))
        lines.append(f"| `{rule.rule}` | {methods} | {permission} |")
    lines += [
        "",
        "## The anonymous desk",
        "",
        "An application of its own (docs/house.md). Its pages are open to all and know nobody: what an author may do",
        "is asked of the code they hold, which they send with each request.",
        "",
        "| address | methods |",
        "|---|---|",
    ]
    for rule in sorted(desk.url_map.iter_rules(), key=str):
        lines.append(f"| `{rule.rule}` | {', '.join(sorted((rule.methods or set()) - BY_THE_PORTAL))} |")
    lines += [
        "",
        "## What each permission asks",
        "",
        "| permission | granted by | in words |",
        "|---|---|---|",
    ]
    lines += [
        f"| {access.PUBLIC} | nobody has to be signed in | For everybody. |",
        f"| {access.SIGNED_IN} | anybody who is signed in | For all staff. |",
    ]
    for permission, rule in sorted(POLICY.items()):
        words = " ".join((inspect.getdoc(rule) or "").split("\n\n")[0].split())
        lines.append(
            f"| {permission} | `{rule.__module__.removeprefix('portal.')}.{rule.__name__}` | {words} |"
        )
    return "\n".join(lines) + "\n"


def all_doors() -> str:
    """The doors of both applications, made on databases that are never asked."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"PORTAL_INSTANCE": folder, "PORTAL_SECRET_KEY": os.urandom(32).hex()}
        settings = config.load(environment)
        return doors(create_app(settings), create_desk(settings))


DOCUMENTS = {"doors.md": all_doors, "lifecycle.md": lifecycle_page}


if __name__ == "__main__":
    for name, made in DOCUMENTS.items():
        (DOCS / name).write_text(made(), "utf-8")
