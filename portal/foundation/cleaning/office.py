"""Word, Excel and PowerPoint files: the package written anew from the parts that carry the content.

What is kept is listed, by the kind of relationship that leads to it; everything else (properties,
comments, people, custom data, embedded files, printer settings, templates, links to other files)
stays behind, and so does whatever in the text pointed to it.
"""

import posixpath
import re
import zipfile
import zlib
from io import BytesIO

from lxml import etree  # type: ignore[import-untyped]

from portal.foundation.cleaning import images
from portal.foundation.cleaning.limits import Limits, UnsafeFile
from portal.foundation.cleaning.office_text import PACKAGE_RELATIONS, XML, parsed, scrubbed

_PREFIX = "application/vnd.openxmlformats-officedocument."
_FORMATS = {
    f"{_PREFIX}{kind}.main+xml": f"{_PREFIX}{kind}"
    for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
}
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KEPT_RELATIONS = frozenset(
    "styles numbering settings fontTable theme themeOverride header footer footnotes endnotes image hyperlink chart "
    "chartUserShapes chartStyle chartColorStyle diagramData diagramLayout diagramQuickStyle diagramColors "
    "diagramDrawing worksheet chartsheet sharedStrings drawing table sheetMetadata slide slideLayout slideMaster "
    "notesSlide notesMaster presProps tableStyles".split()
)
_PICTURE_SIGNS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
}
_BROKEN = "This file cannot be read. Open it in Office, save it as a new file and attach that."
_BOMB = "This file is far larger inside than it looks. Attach a smaller one."
_MACROS = "This file has macros, which are programs. Save it without them, as .docx, .xlsx or .pptx."
_ZIP = "A zip file cannot be attached. Unpack it and attach the files one by one."


def rebuilt(content: bytes, limits: Limits) -> tuple[bytes, str, tuple[str, ...]]:
    """The file without names, comments, changes and hidden parts; its media type; what was taken out.

    Raises UnsafeFile for bombs, macros, declarations that make entities, broken and other zip files.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            parts = _unpacked(package, len(content), limits)
        return _Package(parts, limits).written()
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, KeyError):
        raise UnsafeFile(_BROKEN) from None


def _unpacked(package: zipfile.ZipFile, size: int, limits: Limits) -> dict[str, bytes]:
    entries = package.infolist()
    if len(entries) > limits.entries:
        raise UnsafeFile(f"This file has more than {limits.entries} parts. Attach a simpler one.")
    total = sum(entry.file_size for entry in entries)
    if total > limits.unpacked or total > max(size, 1) * limits.ratio:
        raise UnsafeFile(_BOMB)
    names = {entry.filename.lower() for entry in entries}
    if "[content_types].xml" not in names:
        raise UnsafeFile(_ZIP)
    if len(names) < len(entries) or any(_strays(name) for name in names):
        raise UnsafeFile(_BROKEN)
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnsafeFile("This file is locked with a password. Save it without one and attach it again.")
    # Reading stops at the declared length, so that a lying entry cannot unpack to more than was counted.
    return {entry.filename: package.read(entry) for entry in entries if not entry.is_dir()}


def _strays(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


class _Package:
    """One office file on its way from the old parts to the new ones."""

    def __init__(self, parts: dict[str, bytes], limits: Limits) -> None:
        self.old = {name.lower(): content for name, content in parts.items()}
        self.spelling = {name.lower(): name for name in parts}
        self.limits = limits
        self.new: dict[str, bytes] = {}
        self.types: dict[str, str] = {}
        self.pictures: dict[str, str] = {}  # old name: new name
        self.removed: set[str] = {
            "Names of authors and companies, and other details of the file, were taken out."
        }
        self.declared, self.defaults = self._content_types()

    def written(self) -> tuple[bytes, str, tuple[str, ...]]:
        main = self._main_part()
        main_type = self._type_of(main)
        media_type = _FORMATS.get(main_type)
        if media_type is None:
            macros = "macroEnabled" in main_type
            raise UnsafeFile(
                _MACROS if macros else "This is not a Word, Excel or PowerPoint file. Save it as one."
            )
        if any(name.endswith("vbaproject.bin") for name in self.old):
            raise UnsafeFile(_MACROS)
        self._take(main)
        relations = etree.Element(f"{{{PACKAGE_RELATIONS}}}Relationships", nsmap={None: PACKAGE_RELATIONS})
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
        etree.SubElement(relations, f"{{{PACKAGE_RELATIONS}}}Relationship", Id="rId1", Type=kind, Target=main)
        self.new["_rels/.rels"] = _as_bytes(relations)
        return self._zipped(), media_type, tuple(sorted(self.removed))

    def _content_types(self) -> tuple[dict[str, str], dict[str, str]]:
        root = parsed(self.old["[content_types].xml"])
        declared = {
            str(entry.get("PartName", "")).lstrip("/").lower(): str(entry.get("ContentType"))
            for entry in root.iter(f"{{{_TYPES}}}Override")
        }
        defaults = {
            str(entry.get("Extension", "")).lower(): str(entry.get("ContentType"))
            for entry in root.iter(f"{{{_TYPES}}}Default")
        }
        return declared, defaults

    def _type_of(self, name: str) -> str:
        return self.declared.get(name.lower()) or self.defaults.get(name.rpartition(".")[2].lower(), "")

    def _main_part(self) -> str:
        for relation in self._relations(""):
            if str(relation.get("Type")).endswith("/officeDocument"):
                return posixpath.normpath(str(relation.get("Target")).lstrip("/"))
        raise UnsafeFile(_ZIP)

    def _relations(self, name: str) -> list[etree._Element]:
        folder, _, file = name.rpartition("/")
        content = self.old.get(posixpath.join(folder, "_rels", f"{file}.rels").lower())
        return [] if content is None else list(parsed(content).iter(f"{{{PACKAGE_RELATIONS}}}Relationship"))

    def _take(self, main: str) -> None:
        """Write the part and all that is kept of what it leads to."""
        waiting = [main]
        seen = {main.lower()}
        while waiting:
            name = waiting.pop()
            dropped: set[str] = set()
            kept = etree.Element(f"{{{PACKAGE_RELATIONS}}}Relationships", nsmap={None: PACKAGE_RELATIONS})
            for relation in self._relations(name):
                target = self._kept_target(name, relation)
                if target is None:
                    dropped.add(str(relation.get("Id")))
                    continue
                entry = etree.SubElement(
                    kept, f"{{{PACKAGE_RELATIONS}}}Relationship", Id=str(relation.get("Id"))
                )
                entry.set("Type", str(relation.get("Type")))
                entry.set("Target", target if relation.get("TargetMode") == "External" else f"/{target}")
                if relation.get("TargetMode") == "External":
                    entry.set("TargetMode", "External")
                elif target.lower() not in seen:
                    seen.add(target.lower())
                    waiting += [] if target in self.new else [target]
            folder, _, file = name.rpartition("/")
            self.new[name] = scrubbed(self.old[name.lower()], dropped, self.removed)
            self.types[name] = self._type_of(name)
            if len(kept):
                self.new[posixpath.join(folder, "_rels", f"{file}.rels")] = _as_bytes(kept)

    def _kept_target(self, source: str, relation: etree._Element) -> str | None:
        kind = str(relation.get("Type")).rpartition("/")[2]
        target = str(relation.get("Target"))
        if relation.get("TargetMode") == "External":
            web = re.match(r"(?:https?://|mailto:)", target, re.IGNORECASE)
            return target if kind == "hyperlink" and web else None
        if kind not in _KEPT_RELATIONS or kind == "hyperlink":
            if kind in ("comments", "commentAuthors", "threadedComment", "person"):
                self.removed.add("Comments were taken out.")
            elif kind in ("package", "oleObject", "control", "audio", "video", "media", "externalLink"):
                self.removed.add("Files inside it, sound, film and links to other files were taken out.")
            elif kind.startswith("pivot"):
                self.removed.add("Pivot tables became plain cells.")
            return None
        path = (
            target.lstrip("/")
            if target.startswith("/")
            else posixpath.join(posixpath.dirname(source), target)
        )
        path = self.spelling.get(posixpath.normpath(path).lower(), "")
        if not path:
            return None
        return self._picture(path) if kind == "image" else path

    def _picture(self, path: str) -> str | None:
        content = self.old[path.lower()]
        media_type = next((kind for sign, kind in _PICTURE_SIGNS.items() if content.startswith(sign)), None)
        if media_type is None:
            self.removed.add("Pictures in formats other than PNG, JPEG and GIF were taken out.")
            return None
        if path not in self.pictures:
            made, made_type, _ = images.rebuilt(content, media_type, self.limits)
            ending = "jpeg" if made_type == "image/jpeg" else "png"
            name = f"{posixpath.dirname(path)}/picture{len(self.pictures) + 1}.{ending}"
            self.pictures[path], self.new[name], self.types[name] = name, made, made_type
        return self.pictures[path]

    def _zipped(self) -> bytes:
        types = etree.Element(f"{{{_TYPES}}}Types", nsmap={None: _TYPES})
        for ending, media_type in (("rels", PACKAGE_RELATIONS_TYPE), ("xml", "application/xml")):
            etree.SubElement(types, f"{{{_TYPES}}}Default", Extension=ending, ContentType=media_type)
        for name, media_type in self.types.items():
            etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=f"/{name}", ContentType=media_type)
        written = BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in {"[Content_Types].xml": _as_bytes(types), **self.new}.items():
                package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        return written.getvalue()


PACKAGE_RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"


def _as_bytes(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, **XML))
