"""The library's search on Whoosh 2.7.4: with `whoosh_format` all that knows it.

Whoosh keeps the files: pieces ("segments") of sorted words with their posting lists, written once, merged now
and then. Its query language, searcher and refresh are not used (docs/decisions/0006 tells why): the posting lists
are read as they lie, and matching, permissions and ranking are done over them in `ranking`.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import partial, wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from whoosh.codec.whoosh3 import W3Codec, W3PostingsWriter, W3Segment
from whoosh.columns import NumericColumn
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Format
from whoosh.index import TOC, FileIndex, clean_files
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.writing import SegmentWriter

from portal.library.search import FACETS, Document, IndexUnusable, bitmaps
from portal.library.search.embedded import EmbeddedEngine, Publish
from portal.library.search.entries import MARK, TOKEN, Pool, marks_of, terms_of
from portal.library.search.leaf import Leaf, Posting
from portal.library.search.reading import PATIENCE
from portal.library.search.spelling import Spelling
from portal.library.search.whoosh_format import BlockReader, BlockWriter

INDEX = "library"
#: The words of a piece, in a file beside it.
_WORDS = ".words"
_COLUMNS = {"key": "q", "day": "i", "length": "I", "used": "I"}

_P = ParamSpec("_P")
_R = TypeVar("_R")


# Whoosh stores _Postings, _Terms and _Codec in every index by the name of this module: moved, none would open.
class _Postings(Format):
    """A posting list whose values, if any, are bytes of any length."""


class _Terms(FieldType):
    """A field that is handed its terms ready made: (term, weight, value)."""

    def __init__(self) -> None:
        self.format = _Postings()

    def index(self, value: Iterable[tuple[bytes, float, bytes]], **_: object) -> Iterator[tuple]:
        """The terms in the shape Whoosh wants them."""
        return ((term, 1, weight, written) for term, weight, written in value)

    def clean(self) -> None:
        """Nothing to clean: the field has no analyser."""


class _Codec(W3Codec):
    """Whoosh's own way of writing, but for the blocks of the posting lists."""

    length_stats = False  # lengths are a column of ours

    def __init__(self) -> None:
        super().__init__(blocklimit=2048)

    def postings_writer(self, dbfile: object, byteids: bool = False) -> W3PostingsWriter:
        """A writer of blocks."""
        return BlockWriter(dbfile, blocklimit=self._blocklimit, byteids=byteids)

    def postings_reader(
        self, dbfile: object, terminfo: object, format_: Format, **rest: object
    ) -> BlockReader:
        """A reader of blocks."""
        offset, length = terminfo.extent()  # type: ignore[attr-defined]
        return BlockReader(dbfile, offset, length, format_, **rest)


class _Writer(SegmentWriter):
    """Writes one more piece, and publishes it before it removes what it replaces."""

    def __init__(self, folder: Path, publish: Publish | None = None) -> None:
        super().__init__(FileIndex(FileStorage(str(folder)), indexname=INDEX), codec=_Codec(), _lk=False)
        self.pool = Pool()
        self._publish = publish

    def _commit_toc(self, segments: list) -> None:
        if self._added:
            source = _Source(Path(self.storage.folder), self.newsegment)
            spelling = Spelling([term.decode() for term in source.all("words")])
            with self.storage.create_file(self.newsegment.make_filename(_WORDS)) as file:
                file.write(spelling.to_bytes())
        TOC(self.schema, segments, self.generation).write(self.storage, self.indexname)
        if self._publish:
            self._publish(_names(self.generation, segments))
        clean_files(self.storage, self.indexname, self.generation, segments)

    def add(self, document: Document) -> None:
        """Write one item."""
        terms = list(terms_of(document))
        self.add_document(
            words=terms,
            marks=[(mark.encode("utf-8", "replace"), 1.0, b"") for mark in marks_of(document)],
            key=document.id,
            day=document.published_on.toordinal(),
            length=round(sum(weight for _, weight, _ in terms)),
            used=document.used,
        )


def _damage_noticed(reading: Callable[_P, _R]) -> Callable[_P, _R]:
    """A damaged file raises anything, so anything is IndexUnusable."""

    @wraps(reading)
    def read(*given: _P.args, **named: _P.kwargs) -> _R:
        try:
            return reading(*given, **named)
        except IndexUnusable:
            raise
        except Exception as error:
            raise IndexUnusable("A piece of the index cannot be read.") from error

    return read


class _Source:
    """The posting lists of one piece."""

    def __init__(self, folder: Path, segment: W3Segment) -> None:
        inside = segment.open_compound_file(FileStorage(str(folder)))
        self._format = _Postings()
        self._terms = segment.codec().terms_reader(inside, segment)
        self._words = folder / segment.make_filename(_WORDS)

    @_damage_noticed
    def spelling(self) -> Spelling:
        """All words, as _Writer wrote them beside the piece."""
        return Spelling.from_bytes(self._words.read_bytes())

    def all(self, field: str) -> Iterator[bytes]:
        """All terms of a field, in order."""
        for name, term in self._terms.terms_from(field, b""):
            if name != field:
                return
            yield term

    @_damage_noticed
    def postings(self, words: Sequence[str]) -> list[Posting]:
        """For each of these words the items that hold it, and how much of it."""
        return [self._posting("words", word) for word in words]

    @_damage_noticed
    def places(self, word: str, inside: bytes) -> list[bytes]:
        """Where a word stands in the items that have a 1 in `inside`."""
        reader = self._reader("words", word)
        return reader.values(inside) if reader else []

    def marked(self, size: int) -> dict[str, dict[str, int]]:
        """The items of every visibility token and every value of a facet."""
        marks: dict[str, dict[str, int]] = {name: {} for name in (TOKEN, *FACETS)}
        for term in map(bytes.decode, self.all("marks")):
            name, _, value = term.partition(MARK)
            marks[name][value] = bitmaps.from_numbers(self._posting("marks", term)[0], size)
        return marks

    def _posting(self, field: str, term: str) -> Posting:
        reader = self._reader(field, term)
        return reader.postings() if reader else (array("I"), array("f"))

    def _reader(self, field: str, term: str) -> BlockReader | None:
        try:
            return self._terms.matcher(field, term.encode(), self._format)
        except TermNotFound:
            return None


class WhooshPieces:
    """Writes and opens the pieces of an index in a folder."""

    def create(self, folder: Path) -> None:
        """Begin an index without items."""
        schema = Schema(words=_Terms(), marks=_Terms())
        for name, code in _COLUMNS.items():
            schema.add(name, COLUMN(NumericColumn(code)))
        FileIndex.create(FileStorage(str(folder)), schema, INDEX)

    def write(
        self,
        folder: Path,
        leaves: Sequence[Leaf],
        gone: Set[int],
        documents: Iterable[Document],
        publish: Publish | None = None,
    ) -> None:
        """Take items out of the leaves, and add a piece with these documents, if there are any."""
        writer = _Writer(folder, publish)
        try:
            base = 0
            for leaf in leaves:
                for number in leaf.numbers_of(gone):
                    writer.delete_document(base + number)
                base += leaf.size
            for document in documents:
                writer.add(document)
            writer.commit(merge=False)
        except BaseException:
            if not writer.is_closed:
                writer.cancel()
            raise

    def merge(self, folder: Path, names: Set[str], publish: Publish) -> None:
        """Make one piece of the named ones."""
        _Writer(folder, publish).commit(mergetype=partial(_merged, names))

    @_damage_noticed
    def open(self, folder: Path, files: Iterable[str], known: Mapping[str, Leaf]) -> dict[str, Leaf]:
        """The pieces of a folder by name, in their order. What is known is not read again."""
        leaves: dict[str, Leaf] = {}
        generation = max(int(name.split("_")[-1][:-4]) for name in files if name.endswith(".toc"))
        for segment in TOC.read(FileStorage(str(folder)), INDEX, gen=generation).segments:
            name = segment.segment_id()
            alive = (1 << segment.doc_count_all()) - 1
            gone = bitmaps.from_numbers(sorted(segment.deleted_docs()), segment.doc_count_all())
            leaf = known.get(name) or _leaf(folder, segment)
            leaves[name] = leaf.with_alive(alive & ~gone)
        return leaves


class WhooshEngine(EmbeddedEngine):
    """The search engine of one host: a Whoosh index in a folder, shared by all processes of that host."""

    def __init__(self, folder: Path, patience: float = PATIENCE) -> None:
        super().__init__(folder, WhooshPieces(), patience)


def _names(generation: int, segments: Iterable[W3Segment]) -> list[str]:
    """The files of these segments and of the list of them."""
    endings = (W3Segment.COMPOUND_EXT, _WORDS)
    return [f"_{INDEX}_{generation}.toc", *(one.make_filename(end) for one in segments for end in endings)]


def _merged(names: Set[str], writer: _Writer, segments: list[W3Segment]) -> list[W3Segment]:
    """Whoosh's hook for merging: write the named segments into the new one, return the others."""
    for segment in segments:
        if segment.segment_id() in names:
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
    return [segment for segment in segments if segment.segment_id() not in names]


def _leaf(folder: Path, segment: W3Segment) -> Leaf:
    size = segment.doc_count_all()
    source = _Source(folder, segment)
    inside = segment.open_compound_file(FileStorage(str(folder)))
    marks = source.marked(size)
    columns = {name: _column(inside, segment, name, code, size) for name, code in _COLUMNS.items()}
    return Leaf(
        source=source,
        ids=columns["key"],
        days=columns["day"],
        lengths=columns["length"],
        used=columns["used"],
        tokens=marks.pop(TOKEN),
        facets=marks,
        alive=0,
    )


def _column(storage: FileStorage, segment: W3Segment, name: str, code: str, size: int) -> array[int]:
    """A column as a whole; Whoosh writes it big-endian and leaves zeros away at the end."""
    file = W3Codec.column_filename(segment, name)
    column = array(code)
    if storage.file_exists(file):
        column.frombytes(storage.open_file(file).get(0, storage.file_length(file)))
    if sys.byteorder == "little":
        column.byteswap()
    column.extend([0] * (size - len(column)))
    return column
