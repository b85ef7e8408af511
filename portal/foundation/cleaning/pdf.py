"""PDF: what is on the pages stays; what acts, hides or names its author goes."""

import secrets
import zlib
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from portal.foundation.cleaning import hidden
from portal.foundation.cleaning.images import without_hidden_boxes, without_hidden_segments
from portal.foundation.cleaning.limits import Limits, UnsafeFile

_ROOT_KEEPS = frozenset(
    "/Type /Pages /PageLabels /PageLayout /Outlines /Dests /Names /StructTreeRoot /MarkInfo /Lang /Version "
    "/ViewerPreferences /OCProperties".split()
)
_NEVER = frozenset(
    "/AA /OpenAction /JS /JavaScript /Metadata /PieceInfo /LastModified /EF /AF /EmbeddedFiles /RichMedia "
    "/Thumb /CreatorInfo /Next /Perms /DSS /Collection /XFA /URIActions".split()
)
_SAFE_ACTIONS = ("/GoTo", "/Named", "/URI")
_SAFE_ADDRESSES = ("http://", "https://", "mailto:")
_DEEPEST = 200
_BROKEN = (
    pikepdf.PdfError, zlib.error, ValueError, TypeError, KeyError, AttributeError, RuntimeError, RecursionError,
)  # fmt: skip
_PICTURES = {Name.DCTDecode: without_hidden_segments, Name.JPXDecode: without_hidden_boxes}
_PRINT_IT = "This PDF cannot be read. Open it on your computer, print it to a new PDF and attach that."


def rebuilt(content: bytes, limits: Limits) -> tuple[bytes, tuple[str, ...]]:
    """The PDF without scripts, actions, attachments, notes, form fields and details of its author.

    What people filled into a form becomes part of the page. Raises UnsafeFile.
    """
    removed: set[str] = set()
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            found = _details(pdf)
            _scrub(pdf, removed, limits)
            written = BytesIO()
            if limits.apart:  # made up from the clock it is the same for all that is written within a second
                pdf.trailer["/ID"] = pikepdf.Array(
                    [pikepdf.String(secrets.token_bytes(16)) for _half in range(2)]
                )
            packed = pikepdf.ObjectStreamMode.generate
            pdf.save(written, deterministic_id=not limits.apart, object_stream_mode=packed)
    except pikepdf.PasswordError:
        raise UnsafeFile(
            "This PDF is locked with a password. Save it without one and attach it again."
        ) from None
    except _BROKEN:
        raise UnsafeFile(_PRINT_IT) from None
    return written.getvalue(), (hidden.taken_out(found), *sorted(removed))


def _details(pdf: pikepdf.Pdf) -> list[str]:
    info = pdf.trailer.get("/Info")
    keys = [str(key) for key in info.keys()] if isinstance(info, Dictionary) else []  # noqa: SIM118 - not a dict
    return hidden.in_pdf(keys, history="/Metadata" in pdf.Root)


def _scrub(pdf: pikepdf.Pdf, removed: set[str], limits: Limits) -> None:
    for key in ("/Info", "/ID"):
        if key in pdf.trailer:
            del pdf.trailer[key]
    for page in pdf.pages:
        _keep_links_and_fields(page.obj, removed)
    if "/AcroForm" in pdf.Root:
        pdf.generate_appearance_streams()
        pdf.flatten_annotations("all")
        removed.add("Form fields became part of the page.")
    for page in pdf.pages:
        _keep_links(page.obj)
    if pdf.Root.get("/Names") is not None:
        names = pdf.Root.Names
        if "/EmbeddedFiles" in names:
            removed.add("Files inside the PDF were taken out.")
        pdf.Root.Names = Dictionary({"/Dests": names.Dests} if "/Dests" in names else {})
    for key in list(pdf.Root.keys()):
        if key not in _ROOT_KEEPS:
            del pdf.Root[key]
            if key in ("/OpenAction", "/AA"):
                removed.add("Scripts and actions were taken out.")
    for thing in list(pdf.objects):
        _scrub_object(thing, removed, 0)
        _scrub_picture(thing, limits)


def _keep_links_and_fields(page: Object, removed: set[str]) -> None:
    notes = page.get("/Annots")
    if not isinstance(notes, Array):
        return
    kept = [note for note in notes if note.get("/Subtype") in ("/Link", "/Widget")]
    if len(kept) < len(notes):
        removed.add("Notes and comments were taken out.")
    page.Annots = Array(kept)


def _keep_links(page: Object) -> None:
    notes = page.get("/Annots")
    if isinstance(notes, Array):
        page.Annots = Array([note for note in notes if note.get("/Subtype") == "/Link"])
    elif notes is not None:
        del page["/Annots"]


def _scrub_object(thing: Object, removed: set[str], depth: int) -> None:
    """Take what never stays out of one object and of all that is written inside it."""
    if depth > _DEEPEST:
        raise ValueError
    if isinstance(thing, Array):
        for part in thing:
            if isinstance(part, (Array, Dictionary)) and not part.is_indirect:
                _scrub_object(part, removed, depth + 1)
    if not isinstance(thing, (Dictionary, Stream)):
        return
    for key in list(thing.keys()):
        if key in _NEVER or (key == "/A" and not _is_safe(thing[key])):
            del thing[key]
            if key in ("/AA", "/A", "/JS", "/OpenAction"):
                removed.add("Scripts and actions were taken out.")
        elif isinstance(thing[key], (Array, Dictionary)) and not thing[key].is_indirect:
            _scrub_object(thing[key], removed, depth + 1)


def _scrub_picture(thing: Object, limits: Limits) -> None:
    """A picture that lies in the PDF as its camera wrote it loses what the camera wrote beside its pixels."""
    if not isinstance(thing, Stream):
        return
    named = thing.get("/Filter")
    filters = list(named) if isinstance(named, Array) else [named]
    bare = _PICTURES.get(filters[-1]) if filters and isinstance(filters[-1], Name) else None
    if bare is None:
        return
    options = thing.get("/DecodeParms")
    options = (
        options[len(filters) - 1] if isinstance(options, Array) and len(options) == len(filters) else options
    )
    content = thing.read_raw_bytes()
    for packed in filters[:-1]:
        if packed != Name.FlateDecode:
            raise UnsafeFile(_PRINT_IT)
        unpacked = zlib.decompressobj()
        content = unpacked.decompress(content, limits.unpacked)
        if unpacked.unconsumed_tail:
            raise UnsafeFile(_PRINT_IT)
        options = None
    kept = options if isinstance(options, Dictionary) else None
    thing.write(bare(content), filter=Name(str(filters[-1])), decode_parms=kept)


def _is_safe(action: Object) -> bool:
    """May clicking do this? Attributes that are no action at all (layout) may stay too."""
    if not isinstance(action, Dictionary) or "/S" not in action:
        return True
    if action.S not in _SAFE_ACTIONS:
        return False
    return action.S != "/URI" or str(action.get("/URI", "")).lower().startswith(_SAFE_ADDRESSES)
