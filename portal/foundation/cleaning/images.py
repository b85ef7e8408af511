"""Pictures, made again from their pixels alone."""

import warnings
from io import BytesIO

from PIL import Image, ImageCms, ImageOps

from portal.foundation.cleaning.limits import Limits, UnsafeFile

FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/gif": "GIF"}
JPEG_QUALITY = 88
LARGE = 3_000_000  # pixels, from which packing tightly takes seconds


def rebuilt(content: bytes, media_type: str, limits: Limits) -> tuple[bytes, str, tuple[str, ...]]:
    """The picture without anything but pixels, its media type, and what was taken out.

    No EXIF, place, comments, thumbnails or colour profile; turned as the camera meant it; a GIF
    becomes a PNG, of an animation the first picture stays. Raises UnsafeFile.
    """
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = limits.pixels
    try:
        with Image.open(BytesIO(content), formats=[FORMATS[media_type]]) as opened:
            if opened.width * opened.height > limits.pixels:
                raise UnsafeFile(_too_large(limits))
            animated = getattr(opened, "n_frames", 1) > 1
            picture = _pixels(opened)
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
    removed: tuple[str, ...] = (
        "Details stored in the picture, such as place, time, camera and author, were taken out.",
    )
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


def _in_common_colours(picture: Image.Image, profile: bytes) -> Image.Image:
    """The profile is taken out with the rest, so its colours are worked in first."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return turned or picture
