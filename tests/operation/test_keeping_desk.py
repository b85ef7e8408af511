"""The anonymous desk in a backup."""

from pathlib import Path

from tests.operation.conftest import Instance


def test_the_desk_is_copied_before_the_portal(filled: Instance, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert filled.portal("backup", str(copy)).code == 0
    assert (copy / "anonymous").stat().st_mtime_ns < (copy / "portal").stat().st_mtime_ns
