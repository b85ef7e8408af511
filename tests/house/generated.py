"""Documents made from the running product. ``python -m tests.house.generated`` writes them anew."""

import inspect
import os
import tempfile
from pathlib import Path

from flask import Flask

from portal.app import create_app
from portal.authorisation.rules import lifecycle_page
from portal.foundation import access, config
from portal.policy import POLICY

DOCS = Path(__file__).parents[2] / "docs"
BY_THE_PORTAL = frozenset({"OPTIONS", "HEAD"})


def doors(app: Flask) -> str:
    """Every page with its permission, and the rule that grants it in the rule's own words."""
    lines = [
        "# Doors",
        "",
        "Every address of the portal and the permission it needs. Made from the running application: do not edit;",
        "`make docs` writes it anew, and the tests fail when it is out of date. The anonymous desk is an application",
        "of its own (docs/house.md): its pages are open to all and know nobody.",
        "",
        "A page that is about one thing first loads it. What a person may not know of answers 404, as does what is not",
        "there; what they may know of and not do answers 403. Signed out, a page asks to sign in, and the JSON",
        "interface answers 401.",
        "",
        "| address | methods | permission |",
        "|---|---|---|",
    ]
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ()))):
        permission = getattr(app.view_functions[rule.endpoint], "permission", "")
        methods = ", ".join(sorted((rule.methods or set()) - BY_THE_PORTAL))
        lines.append(f"| `{rule.rule}` | {methods} | {permission} |")
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


def application() -> Flask:
    """The application, on a database that is never asked."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"PORTAL_INSTANCE": folder, "PORTAL_SECRET_KEY": os.urandom(32).hex()}
        return create_app(config.load(environment))


DOCUMENTS = {"doors.md": lambda: doors(application()), "lifecycle.md": lifecycle_page}


if __name__ == "__main__":
    for name, made in DOCUMENTS.items():
        (DOCS / name).write_text(made(), "utf-8")
