"""The process in which one strange file is read: started for it, and gone with it.

It gets one line of JSON (media type and limits) and the file on standard input, and answers one
line of JSON and the clean file on standard output. It can write no file and start nothing.
"""

import json
import resource
import sys
from collections.abc import Iterable

from portal.foundation.cleaning.limits import Limits, UnsafeFile


def clean(content: bytes, media_type: str, limits: Limits) -> tuple[bytes, str, tuple[str, ...]]:
    """The clean file, its media type, and what was taken out. Raises UnsafeFile."""
    if media_type.startswith("image/"):
        from portal.foundation.cleaning import images

        return images.rebuilt(content, media_type, limits)
    if media_type == "application/pdf":
        from portal.foundation.cleaning import pdf

        made, removed = pdf.rebuilt(content, limits)
        return made, media_type, removed
    from portal.foundation.cleaning import office

    return office.rebuilt(content, limits)


def _hold_to(limits: Limits) -> None:
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _answer(content: bytes, facts: dict[str, str | Iterable[str]]) -> None:
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + content)
    sys.stdout.buffer.flush()


def main() -> None:
    """Read the order and the file, answer, end."""
    order = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**order["limits"])
    _hold_to(limits)
    try:
        content, media_type, removed = clean(sys.stdin.buffer.read(), order["media_type"], limits)
    except UnsafeFile as unsafe:
        _answer(b"", {"refused": str(unsafe)})
    else:
        _answer(content, {"media_type": media_type, "removed": removed})


if __name__ == "__main__":
    main()
