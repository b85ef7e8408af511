"""The one file that writes PDF: a document as data, set by Typst on the pages that ``document.typ`` describes."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import cache
from hashlib import shake_256
from importlib.resources import files
from io import BytesIO
from itertools import chain
from typing import Any
from urllib.parse import quote

import pikepdf
import typst

from portal.foundation.paper.blocks import (
    Block,
    Document,
    Facts,
    Heading,
    Items,
    Paragraph,
    Run,
    Table,
    plain,
)

ACCESSIBLE = "ua-1"  # PDF/UA-1, ISO 14289-1
COLUMNS_AT_MOST = 7  # of a table on a page of A4; what is wider is told row by row
WORD_AT_MOST = 40  # letters; a longer word may be broken anywhere, so that it does not run off the page
ADDRESS_AT_MOST = 2_000
BREAK = "\u200b"
_LONG_WORD = re.compile(rf"[^\s{BREAK}]{{{WORD_AT_MOST + 1},}}")
_NOT_A_SIGN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]"
)  # and no letter is there for them


def written(document: Document, filling: int = 0) -> bytes:
    """The document as one file, longer by some bytes that say nothing."""
    told = json.dumps(
        {
            "title": _words(document.title),
            "language": document.language.partition("-")[0],
            "region": document.language.partition("-")[2],
            "foot": _words(document.foot),
            "blocks": list(_in_order(document.blocks)),
        }
    )
    try:
        made = _set(told, [ACCESSIBLE])
    except typst.TypstError:  # a sign that no letter is there for: tagged all the same, but no PDF/UA
        made = _set(told, [])
    return _filled(made, filling) if filling else made


def _set(told: str, standards: list[Any]) -> bytes:
    made = typst.compile(_pages(), font_paths=_fonts(), sys_inputs={"told": told}, pdf_standards=standards)
    if not isinstance(made, bytes):
        raise TypeError("one file was asked for")
    return made


@cache
def _pages() -> bytes:
    return files(__package__).joinpath("document.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    """Source Sans for words, and for code what comes with Typst: nothing of the machine."""
    folder = files("font_source_sans_pro").joinpath("files")
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])


def _in_order(blocks: Iterable[Block]) -> Iterator[Mapping[str, Any]]:
    """The blocks as data. No heading lies more than one level below the one before it, as PDF/UA wants it."""
    level = 0
    for block in blocks:
        if isinstance(block, Heading):
            level = min(block.level, level + 1)
            yield {"kind": "heading", "level": level, "runs": _runs(block.runs)}
        else:
            yield from _block(block)


def _block(block: Block) -> Iterator[Mapping[str, Any]]:
    match block:
        case Heading():  # in a list it heads nothing that an outline could name
            bold = tuple(Run(run.text, True, run.italic, run.struck, run.href) for run in block.runs)
            yield from _block(Paragraph(bold))
        case Paragraph():
            runs = _runs(block.runs)
            yield {"kind": "paragraph", "runs": runs, "tone": block.tone.value, "indent": block.indent}
        case Items():
            yield from _list(block)
        case Facts():
            pairs = [{"name": _words(name), "runs": _runs(runs)} for name, runs in block.pairs]
            yield {"kind": "facts", "pairs": pairs}
        case Table():
            yield from _table(block)


def _list(block: Items) -> Iterator[Mapping[str, Any]]:
    items = [list(chain.from_iterable(map(_block, blocks))) for _mark, blocks in block.items]
    number = block.items[0][0].rstrip(".") if block.items else ""
    if number.isdecimal():
        yield {"kind": "numbers", "start": int(number), "items": items, "indent": block.indent}
    else:
        yield {"kind": "bullets", "items": items, "indent": block.indent}


def _table(block: Table) -> Iterator[Mapping[str, Any]]:
    columns = max((len(row) for row in (block.head, *block.rows)), default=0)
    if columns > COLUMNS_AT_MOST:
        for row in block.rows:
            yield from _block(Paragraph(_told(block.head, row)))
    elif columns:
        cells = [_runs(cell) for row in block.rows for cell in _of_length(row, columns)]
        head = [_runs(cell) for cell in _of_length(block.head, columns)] if block.head else []
        yield {"kind": "table", "columns": columns, "head": head, "cells": cells}


def _of_length(row: tuple[tuple[Run, ...], ...], columns: int) -> tuple[tuple[Run, ...], ...]:
    return row + ((),) * (columns - len(row))


def _told(head: tuple[tuple[Run, ...], ...], row: tuple[tuple[Run, ...], ...]) -> tuple[Run, ...]:
    """A row in words: the name of each column that says something, and what it says."""
    told: list[Run] = []
    for name, cell in zip(_of_length(head, len(row)), row, strict=False):
        if cell:
            told += [*plain("; " if told else ""), *name, *plain(": " if name else ""), *cell]
    return tuple(told)


def _runs(runs: Iterable[Run]) -> list[Mapping[str, Any]]:
    return [asdict(run) | {"text": _words(run.text), "href": _address(run.href)} for run in runs]


def _address(href: str) -> str:
    """An address as a PDF holds it: in ASCII, and none that is longer than readers take."""
    whole = quote(href, safe="%/:=&?~#+!$,;'@()*[]")
    return whole if len(whole) <= ADDRESS_AT_MOST else ""


def _words(text: str) -> str:
    """A text without what is no sign, in which long words may be broken."""
    return _LONG_WORD.sub(lambda word: BREAK.join(word[0]), _NOT_A_SIGN.sub("", text))


def _filled(made: bytes, filling: int) -> bytes:
    """The file with some bytes more that say nothing, and that whoever packs it again makes no shorter."""
    with pikepdf.open(BytesIO(made)) as pdf:
        pdf.Root.Filling = pdf.make_stream(shake_256(b"portal filling").digest(filling))
        whole = BytesIO()
        pdf.save(whole, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return whole.getvalue()
