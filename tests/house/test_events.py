"""Every event that the portal writes has its words in the audit trail, or is said to be told elsewhere."""

import ast
import re
from pathlib import Path

from portal import policy
from portal.authorisation.rules import trail
from portal.authorisation.rules.story import STORY, TO_WHOM, WHO, WHY

ROOT = Path(__file__).parents[2] / "portal"
EVENT = re.compile(r"[a-z_]+\.[a-z_]+")
NO_EVENTS = {"journal.sequence", "portal.invalid"}  # a column, and the host in a Message-ID


def journals(tree: ast.AST) -> bool:
    """Whether a module writes in the journal."""
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return any(
        isinstance(called, ast.Attribute)
        and called.attr == "write"
        and isinstance(called.value, ast.Name)
        and called.value.id == "journal"
        for called in calls
    )


def written() -> dict[str, str]:
    """The events named in the modules that write in the journal, with one such module each."""
    found: dict[str, str] = {}
    for path in sorted(ROOT.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        if not journals(tree):
            continue
        words = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
        for word in words:
            if isinstance(word, str) and EVENT.fullmatch(word) and word not in {*policy.POLICY, *NO_EVENTS}:
                found.setdefault(word, str(path.relative_to(ROOT)))
    return found


def test_every_event_has_words_in_the_trail_or_is_told_elsewhere() -> None:
    found = written()
    assert len(found) > 60, "the modules that write are found"
    told = trail.SAID.keys() | trail.NOT_TOLD
    assert {event: where for event, where in found.items() if event not in told} == {}


def test_what_is_told_elsewhere_is_written_and_not_told_twice() -> None:
    found = written()
    assert {event for event in trail.NOT_TOLD if event not in found} == set()
    assert trail.NOT_TOLD.isdisjoint(trail.SAID)


def test_the_story_of_a_post_tells_programs_what_its_page_tells() -> None:
    shown = {}
    for template in (ROOT / "templates" / "timeline").glob("*.html"):
        words = template.read_text("utf-8")
        parts = {"entry.who": WHO, "entry.holder": TO_WHOM, "entry.facts.reason": WHY}
        shown[template.stem] = {part for said, part in parts.items() if said in words}
    assert shown == STORY
