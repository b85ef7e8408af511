import io
import json
import re
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.foundation.files import EXTENSIONS, Store, UnsafeFile, display_name
from tests.foundation.hostile import INPUTS, corpora


@corpora
def test_names_to_show_are_harmless_whatever_was_sent():
    for name in json.loads((INPUTS / "generated/filenames.json").read_text()):
        shown = display_name(name, "application/pdf")
        assert re.fullmatch(r'[^\x00-\x1f/\\<>:"|?*;%`$\u202a-\u202e]{1,116}\.pdf', shown), name
        assert not shown.startswith((".", "-"))


@given(st.text(max_size=300), st.sampled_from(sorted(EXTENSIONS)))
def test_names_to_show_have_a_length_and_a_true_ending(name, media_type):
    shown = display_name(name, media_type)
    assert len(shown) <= 120
    assert shown.endswith(EXTENSIONS[media_type])
    assert display_name(shown, media_type) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("résumé.pdf", "résumé.pdf"),
        ("C:\\Users\\PC4471\\plan.PDF", "plan.pdf"),
        ("a.pdf.exe", "a.pdf"),
        ("notes v2.1 final", "notes v2.1 final.pdf"),
        ("", "file.pdf"),
        ("..", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 115 + "….pdf"),
    ],
)
def test_a_name_to_show(name, shown):
    assert display_name(name, "application/pdf") == shown


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "files")


def test_a_store_keeps_files_under_names_that_say_nothing(store):
    keys = [store.put(io.BytesIO(f"number {number}".encode()), 100) for number in range(20)]
    assert sorted(store.keys()) == sorted(keys)
    for number, key in enumerate(keys):
        with store.open(key) as file:
            assert file.read() == f"number {number}".encode()
        place = store.folder / key[:2] / key
        assert stat.S_IMODE(place.stat().st_mode) == 0o600
        assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
        assert place.stat().st_mtime == place.parent.stat().st_mtime == 0
        assert re.fullmatch("[0-9a-f]{32}", key)
    assert store.size(keys[0]) == 8
    store.remove(keys[0])
    store.remove(keys[0])
    with pytest.raises(FileNotFoundError):
        store.open(keys[0])


def test_a_file_that_is_too_long_or_breaks_off_leaves_nothing(store):
    class Broken(io.RawIOBase):
        def read(self, size=-1):
            raise OSError

    with pytest.raises(UnsafeFile, match="larger than"):
        store.put(io.BytesIO(b"x" * 101), 100)
    with pytest.raises(OSError):  # noqa: PT011 - any
        store.put(Broken(), 100)
    store.put(io.BytesIO(b"x" * 100), 100)
    assert len([file for file in store.folder.rglob("*") if file.is_file()]) == 1


@pytest.mark.parametrize(
    "key", ["", "..", "../../etc/passwd", "0" * 31, "0" * 32 + "/..", "A" * 32, "0" * 32]
)
def test_no_key_leads_out_of_the_store(store, key):
    with pytest.raises(FileNotFoundError):
        store.open(key)


def test_orphans_are_swept_and_the_rest_stays(store):
    known, orphan = (store.put(io.BytesIO(b"x"), 10) for _ in range(2))
    unfinished = store.folder / known[:2] / ("." + "0" * 32)
    unfinished.touch()
    assert store.sweep({known}) == 0
    assert store.sweep({known}, older_than=0) == 2
    assert list(store.keys()) == [known]
    assert orphan != known
    assert not unfinished.exists()
