"""Writes the next step of the staff's tables, from what the models say and the steps before it do not.

``python -m tests.house.migration "Posts have a colour"`` writes a new step. ``--first`` writes the first one
anew, which is right only while nothing has been released. docs/how-to/change-the-tables.md says more.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command

from portal.foundation import database
from portal.migrations import FOLDER, METADATA, bring_up_to_date, configuration

STEPS = FOLDER / "staff"
FIRST = "First tables"
NOTHING = "The steps make the tables that the models want: there is nothing to write."


def write(title: str) -> Path | None:
    """Write the step that is missing, laid out and numbered. Nothing where none is."""
    number = f"{len(list(STEPS.glob('[0-9]*.py'))) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        engine = database.engine_for(f"sqlite:///{folder}/portal.sqlite")
        if number != "0001":
            bring_up_to_date(engine)
        configured = configuration(engine, METADATA, "staff")
        configured.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        step = command.revision(configured, title.rstrip("."), autogenerate=True, rev_id=number)
        engine.dispose()
    written = Path(str(getattr(step, "path", "")))
    if _empty(written.read_text("utf-8")):
        written.unlink()
        return None
    _lay_out(written)
    return written


def _empty(step: str) -> bool:
    taken = step.partition("def upgrade()")[2].partition("def downgrade()")[0]
    return "op." not in taken


def _lay_out(step: Path) -> None:
    tidied = re.sub(r"\n *# (### commands|### end).*", "", step.read_text("utf-8"))
    step.write_text(tidied, "utf-8")
    for order in (["format", "--quiet"], ["check", "--fix", "--quiet"]):
        subprocess.run([sys.executable, "-m", "ruff", *order, str(step)], check=True)


if __name__ == "__main__":
    asked = " ".join(sys.argv[1:])
    if asked == "--first":
        for old in STEPS.glob("[0-9]*.py"):
            old.unlink()
        asked = FIRST
    if not asked:
        sys.exit(__doc__)
    sys.stdout.write(f"{write(asked) or NOTHING}\n")
