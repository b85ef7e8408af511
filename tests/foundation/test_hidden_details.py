"""What files say besides what they show: said exactly, and taken out wherever it lies."""

import io
import zlib

import pikepdf
from PIL import Image, ImageCms, PngImagePlugin

from tests.foundation.test_files import CANARY, all_within, clean, picture


def photograph(size: tuple[int, int] = (40, 20)) -> bytes:
    exif = Image.Exif()
    exif.update(
        {0x010F: "7F3A Cameras", 0x0132: "2026:11:20 21:14:00", 0x013B: "7F3A artist", 0x0131: "Editor"}
    )
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 26.0)})
    exif.get_ifd(0x8769).update({0x9286: b"ASCII\0\0\0found by 7F3A"})
    image = Image.linear_gradient("L").resize(size)
    written = io.BytesIO()
    image.save(written, "JPEG", exif=exif, comment=b"7F3A", icc_profile=ImageCms.ImageCmsProfile(
        ImageCms.createProfile("sRGB")).tobytes())  # fmt: skip
    return written.getvalue()


def test_what_was_taken_out_of_a_picture_is_said_exactly():
    assert clean(photograph()).removed == (
        "Taken out: place, camera, date, author, notes, program and colour profile.",
    )
    assert clean(picture("PNG")).removed == (
        "No hidden details were found in it, and it was made anew all the same.",
    )
    noted = PngImagePlugin.PngInfo()
    noted.add_text("Author", "7F3A")
    assert clean(picture("PNG", pnginfo=noted)).removed == ("Taken out: notes.",)


def test_a_large_picture_is_scaled_down_where_the_limits_say_so():
    cases = (((3000, 1500), 2000, (2000, 1000)), ((900, 1800), 900, (450, 900)), ((80, 40), 2000, (80, 40)))
    for size, longest, becomes in cases:
        made = clean(photograph(size), longest=longest)
        with Image.open(io.BytesIO(made.content)) as image:
            assert image.size == becomes


def test_the_same_file_twice_comes_out_as_two_where_that_is_asked():
    document = io.BytesIO()
    pages = pikepdf.new()
    pages.add_blank_page()
    pages.save(document)
    scene = Image.effect_noise((300, 200), 60)
    scene.save(taken := io.BytesIO(), "JPEG")
    scene.save(drawn := io.BytesIO(), "PNG")
    for content in (taken.getvalue(), drawn.getvalue(), document.getvalue()):
        assert len({clean(content).content for _ in range(2)}) == 1
        assert len({clean(content, apart=True).content for _ in range(3)}) == 3


def test_pictures_within_a_pdf_lose_their_details_however_they_are_packed():
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(200, 200))
    exif = Image.Exif()
    exif[0x013B] = "7F3A"
    taken = picture("JPEG", exif=exif)
    boxes = io.BytesIO()
    Image.new("RGB", (40, 20)).save(boxes, "JPEG2000")
    with_notes = boxes.getvalue() + (12).to_bytes(4, "big") + b"xml 7F3A"
    dct, jpx, flate = (pikepdf.Name(f"/{name}Decode") for name in ("DCT", "JPX", "Flate"))
    packed = {
        "one": (taken, pikepdf.Array([dct])),
        "two": (zlib.compress(taken), pikepdf.Array([flate, dct])),
        "three": (with_notes, jpx),
    }
    pictures = pikepdf.Dictionary()
    for name, (content, filters) in packed.items():
        stream = made.make_stream(b"")
        stream.write(content, filter=filters)
        stream.update(
            {
                "/Type": pikepdf.Name.XObject,
                "/Subtype": pikepdf.Name.Image,
                "/Width": 40,
                "/Height": 20,
                "/ColorSpace": pikepdf.Name.DeviceRGB,
                "/BitsPerComponent": 8,
            }
        )
        pictures[f"/{name}"] = stream
    page.obj.Resources = pikepdf.Dictionary(XObject=pictures)
    written = io.BytesIO()
    made.save(written, compress_streams=False)
    assert CANARY in all_within(written.getvalue())
    kept = clean(written.getvalue()).content
    with pikepdf.open(io.BytesIO(kept)) as pdf:
        there = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream) and thing.get("/Width")]
        assert len(there) == 3
        for stream in there:
            assert CANARY not in stream.read_raw_bytes()
            assert pikepdf.PdfImage(stream).as_pil_image().size == (40, 20)
