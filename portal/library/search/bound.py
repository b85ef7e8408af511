"""The one engine that a process searches with, made from the instance's folder when it is first asked."""

from __future__ import annotations

from pathlib import Path

from portal.library.search import Engine, IndexUnusable

_folder: Path | None = None
_engine: Engine | None = None


def bind(folder: Path) -> None:
    """Search in the index of this folder from now on. Called once, by whoever starts the portal."""
    global _folder, _engine
    _folder, _engine = folder, None


def engine() -> Engine:
    """The engine of this process. Raises IndexUnusable where no folder was named."""
    global _engine  # noqa: PLW0603 - made late, because its package is slow to load
    if _engine is None:
        if _folder is None:
            raise IndexUnusable("No folder was named for the index.")
        from portal.library.search.whoosh_engine import WhooshEngine

        _folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _engine = WhooshEngine(_folder)
    return _engine
