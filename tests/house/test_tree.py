"""The tree keeps its manners: names that say something, files of a readable size, nothing half done."""

import ast
import configparser
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
NO_ROOMS = {
    "foundation", "demonstration", "migrations",
    "interface",  # says what the doors of other rooms take
    "operation",  # the commands: above the app, without pages, forms or models of its own
}  # fmt: skip
LINES_AT_MOST = 320
LINES_OF_A_TEST_AT_MOST = 420  # what is tested together reads best together
DATA = "portal/submissions/kinds.py"  # one entry a kind, read as a form is read; a kind is never cut in two
STEPS = "portal/migrations/staff/"  # written by a tool, as long as the tables are many
SAYS_NOTHING = {
    "common", "core", "helper", "helpers", "manager", "managers", "misc", "service", "services", "util", "utils",
}  # fmt: skip
# Raised, it says that something is missing. Caught, it is zipfile's word for a packing it cannot undo.
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|raise NotImplemented" r"Error)\b")

# Written in parts, so that this file does not hold what it looks for.
REGISTRIES = re.compile(
    "|".join(
        re.escape(".".join(parts))
        for parts in (
            ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"),
            ("yarnpkg", "com"), ("debian", "org"), ("proxy", "golang", "org"), ("crates", "io"),
        )
    ),
    re.IGNORECASE,
)  # fmt: skip
INDEX_LINES = re.compile(r"^(?:--(?:extra-)?index-url|--find-links|-[if])\b", re.MULTILINE)
MACHINE_PATHS = re.compile(r"(?<![\w.}])/(?:work|farm|root|Users/\w+|tmp)/[\w.-]+")


def tracked() -> list[Path]:
    """Every file that git keeps, or would: new ones that it does not ignore too."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [path for name in names.split("\0") if name and (path := ROOT / name).is_file()]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The tracked files that are text, by name."""
    found = {}
    for path in tracked():
        try:
            found[named(path)] = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
    return found


def in_portal(texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    return ((name, text) for name, text in texts.items() if name.startswith("portal/"))


def test_there_is_a_tree_to_look_at(texts: dict[str, str]) -> None:
    assert "pyproject.toml" in texts
    assert any(name.startswith("portal/") for name in texts)


def test_every_name_says_what_lives_there(texts: dict[str, str]) -> None:
    vague = [
        name for name in texts if SAYS_NOTHING & {part.split(".")[0].lower() for part in Path(name).parts}
    ]
    assert vague == []


def _lines_at_most(name: str) -> int:
    return LINES_OF_A_TEST_AT_MOST if name.startswith("tests/") else LINES_AT_MOST


def _only_lists(text: str) -> bool:
    """Whether a file says only what a folder offers: a docstring, imports, and the list of names."""
    listing = ast.Expr | ast.Import | ast.ImportFrom | ast.Assign
    return all(isinstance(one, listing) for one in ast.parse(text).body)


def test_no_python_file_answers_two_questions(texts: dict[str, str]) -> None:
    long = {
        name: lines
        for name, text in texts.items()
        if name.endswith(".py") and name != DATA and not name.startswith(STEPS) and not _only_lists(text)
        if (lines := len(text.splitlines())) > _lines_at_most(name)
    }
    assert long == {}


def test_nothing_in_the_portal_is_half_done(texts: dict[str, str]) -> None:
    unfinished = {
        name: match.group() for name, text in in_portal(texts) if (match := UNFINISHED.search(text))
    }
    assert unfinished == {}


def test_no_file_names_a_package_registry(texts: dict[str, str]) -> None:
    named = {name: match.group() for name, text in texts.items() if (match := REGISTRIES.search(text))}
    assert named == {}


def test_no_pin_says_where_it_was_downloaded(texts: dict[str, str]) -> None:
    pins = [name for name in texts if re.fullmatch(r"requirements[\w-]*\.txt", name)]
    assert len(pins) == 2
    for name in pins:
        assert INDEX_LINES.search(texts[name]) is None
        assert "://" not in texts[name]


def test_no_file_holds_a_path_of_the_machine_it_was_written_on(texts: dict[str, str]) -> None:
    found = {name: match.group() for name, text in texts.items() if (match := MACHINE_PATHS.search(text))}
    assert found == {}


def test_every_room_has_its_floors_checked(texts: dict[str, str]) -> None:
    contracts = configparser.ConfigParser()
    contracts.read_string(texts[".importlinter"])
    checked = contracts["importlinter:contract:floors"]["containers"].split()
    rooms = {name.split("/")[1] for name in texts if re.fullmatch(r"portal/\w+/__init__\.py", name)}
    assert {f"portal.{room}" for room in rooms - NO_ROOMS} == set(checked)


def pins(text: str) -> dict[str, str]:
    """Name and version of each pinned package."""
    lines = (line.rstrip(" \\") for line in text.splitlines() if re.match(r"\w", line))
    return {requirement.name: str(requirement.specifier) for requirement in map(Requirement, lines)}


def test_the_portal_runs_on_what_it_was_tested_on(texts: dict[str, str]) -> None:
    run, tested = pins(texts["requirements.txt"]), pins(texts["requirements-dev.txt"])
    assert run
    assert run.items() <= tested.items()


def asserts_something(function: ast.AST) -> bool:
    """Whether a test can fail by more than an accident: an assert, ``raises``, ``expect``, or a ``check_…``."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).split(".")[-1]
            if called in {"raises", "warns", "expect"} or called.startswith(("check_", "assert_", "expect_")):
                return True
    return False


def idle_tests(source: str) -> list[str]:
    """The tests in a module that assert nothing."""
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not asserts_something(node)
    ]


def test_every_test_asserts_something(texts: dict[str, str]) -> None:
    idle = [
        f"{name}: {test}"
        for name, text in texts.items()
        if name.startswith("tests/") and name.endswith(".py")
        for test in idle_tests(text)
    ]
    assert idle == []


def test_a_test_that_asserts_nothing_is_found() -> None:
    source = "def test_a():\n    pass\n\ndef test_b():\n    assert 1\n\ndef test_c():\n    check_it(2)\n"
    assert idle_tests(source) == ["test_a"]
