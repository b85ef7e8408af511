"""Pictures, made again from their pixels alone."""

import secrets
import warnings
from io import BytesIO

from PIL import Image, ImageCms, ImageOps

from portal.foundation.cleaning import hidden
from portal.foundation.cleaning.limits import Limits, UnsafeFile

FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/gif": "GIF"}
JPEG_QUALITY = 88
LARGE = 3_000_000  # pixels, from which packing tightly takes seconds
SHAVED = 0.005  # of each side at most, where the same picture is not to come out the same twice


def rebuilt(content: bytes, media_type: str, limits: Limits) -> tuple[bytes, str, tuple[str, ...]]:
    """The picture without anything but pixels, its media type, and what was taken out.

    No EXIF, place, comments, thumbnails or colour profile; turned as the camera meant it, and scaled
    down where the limits say so; a GIF becomes a PNG, of an animation the first picture stays.
    Raises UnsafeFile.
    """
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = limits.pixels
    try:
        with Image.open(BytesIO(content), formats=[FORMATS[media_type]]) as opened:
            if opened.width * opened.height > limits.pixels:
                raise UnsafeFile(_too_large(limits))
            animated = getattr(opened, "n_frames", 1) > 1
            if limits.longest:
                opened.draft(None, (limits.longest, limits.longest))  # a JPEG is read at a half, or less
            picture = _scaled(_pixels(opened), limits)
            found = hidden.in_picture(opened)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise UnsafeFile(_too_large(limits)) from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, AttributeError):
        raise UnsafeFile("This picture cannot be read. Open it on your computer and save it again.") from None
    written = BytesIO()
    large = picture.width * picture.height > LARGE
    if media_type == "image/jpeg":
        picture.convert("L" if picture.mode == "L" else "RGB").save(written, "JPEG", quality=JPEG_QUALITY)
    elif media_type == "image/webp":
        picture.save(written, "WEBP", quality=JPEG_QUALITY, method=0 if large else 3)
    else:
        media_type = "image/png"
        picture.save(written, "PNG", compress_level=1 if large else 6)
    removed: tuple[str, ...] = (hidden.taken_out(found),)
    if animated:
        removed += ("Only the first picture of the animation was kept.",)
    return written.getvalue(), media_type, removed


def without_hidden_segments(jpeg: bytes) -> bytes:
    """A JPEG stream without comments and application segments, its pixels untouched.

    For pictures inside a PDF. Profile and colour segments stay, because the colours need them.
    """
    kept = [jpeg[:2]]
    place = 2
    while place + 4 <= len(jpeg) and jpeg[place] == 0xFF and jpeg[place + 1] != 0xDA:
        marker, length = jpeg[place + 1], int.from_bytes(jpeg[place + 2 : place + 4], "big")
        if not (marker == 0xFE or (0xE1 <= marker <= 0xEF and marker not in (0xE2, 0xEE))):
            kept.append(jpeg[place : place + 2 + length])
        place += 2 + max(length, 2)
    return b"".join([*kept, jpeg[place:]])


def without_hidden_boxes(jpeg2000: bytes) -> bytes:
    """A JPEG 2000 file without the boxes in which programs keep XMP, EXIF and the like. Raises ValueError."""
    kept, place = [], 0
    if not jpeg2000.startswith(b"\x00\x00\x00\x0cjP"):
        return jpeg2000  # a bare stream, which has no boxes
    while place + 8 <= len(jpeg2000):
        length, name = int.from_bytes(jpeg2000[place : place + 4], "big"), jpeg2000[place + 4 : place + 8]
        length = int.from_bytes(jpeg2000[place + 8 : place + 16], "big") if length == 1 else length
        length = length or len(jpeg2000) - place
        if length < 8:
            raise ValueError
        if name not in {b"xml ", b"uuid", b"uinf", b"jp2i"}:
            kept.append(jpeg2000[place : place + length])
        place += length
    return b"".join(kept)


def _too_large(limits: Limits) -> str:
    return (
        f"This picture has more than {limits.pixels // 1_000_000} million pixels. "
        "Make it smaller and attach it again."
    )


def _pixels(opened: Image.Image) -> Image.Image:
    profile = opened.info.get("icc_profile")
    picture: Image.Image = ImageOps.exif_transpose(opened)
    if picture.mode in ("P", "PA", "LA", "La", "RGBa") or "transparency" in picture.info:
        picture = picture.convert("RGBA" if "A" in picture.mode or "transparency" in picture.info else "RGB")
    elif picture.mode not in ("1", "L", "RGB", "RGBA"):
        picture = picture.convert("RGB")
    if profile and picture.mode in ("RGB", "RGBA"):
        picture = _in_common_colours(picture, profile)
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    return clean


def _scaled(picture: Image.Image, limits: Limits) -> Image.Image:
    width, height = picture.size
    share = min(1.0, limits.longest / max(width, height)) if limits.longest else 1.0
    edges = [secrets.randbelow(1 << 24) / (1 << 24) * SHAVED if limits.apart else 0.0 for _ in range(4)]
    if share == 1.0 and not any(edges):
        return picture
    left, top, right, bottom = edges
    return (picture.convert("L") if picture.mode == "1" else picture).resize(
        (max(1, round(width * share)), max(1, round(height * share))),
        Image.Resampling.LANCZOS,
        box=(width * left, height * top, width * (1 - right), height * (1 - bottom)),
    )


def _in_common_colours(picture: Image.Image, profile: bytes) -> Image.Image:
    """The profile is taken out with the rest, so its colours are worked in first."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return turned or picture
