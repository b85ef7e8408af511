import io
import re
import resource
import zipfile
import zlib

import pikepdf
import pytest
from PIL import Image

from portal.foundation.files import EXTENSIONS, Limits, UnsafeFile, cleaned
from tests.foundation.hostile import INPUTS, corpora, spent

CANARY = b"7F3A"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REFUSED = [
    "docx_billion_laughs.docx", "docx_xxe.docx", "html_as_jpg.jpg", "png_pixel_bomb_60000x60000.png",
    "polyglot_gif_html.gif", "polyglot_pdf_html.pdf", "svg_script.svg", "zip_10k_entries.zip", "zip_nested_5.zip",
    "zip_ratio_200MB.zip", "zip_slip.zip", "JupyterNotebookXSS.ipynb", "SVG_XSS1.svg", "SVG_XSS2.svg",
    "SVG_XSS_nested_svg.svg", "xss.xhtml", "xss.xml",
]  # fmt: skip


def clean(content: bytes, name: str = "file", **limits: int):
    return cleaned(name, io.BytesIO(content), Limits(**limits))


def refusal(content: bytes, name: str = "file", **limits: int) -> str:
    with pytest.raises(UnsafeFile) as refused:
        clean(content, name, **limits)
    sentence = str(refused.value)
    assert re.fullmatch(r"[A-Z].{20,200}\.", sentence)
    return sentence


def all_within(content: bytes) -> bytes:
    """The bytes of a file and of everything packed inside it."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return content + b"".join(package.read(name) + name.encode() for name in package.namelist())
    if content.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(content)) as pdf:
            streams = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream)]
            read = [thing.read_raw_bytes() for thing in streams]
            read += [stream.read_bytes() for stream in streams if stream.get("/Filter") == "/FlateDecode"]
            read += [repr(thing).encode() for thing in pdf.objects]
            return content + b"".join(read)
    return content


@corpora
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_dangerous_is_refused_soon_and_with_little_memory(name):
    content = next(INPUTS.glob(f"*/{name}")).read_bytes()
    began = spent()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refusal(content, name)
    assert spent() - began < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 128 * 1024


@corpora
@pytest.mark.parametrize("name", ["exif_canary.jpg", "png_text_canary.png", "docx_author_canary.docx"])
def test_canaries_are_gone(name):
    content = (INPUTS / "generated" / name).read_bytes()
    assert CANARY in all_within(content)
    made = clean(content, name)
    assert made.name == name
    assert CANARY not in all_within(made.content)
    assert made.removed
    assert all(sentence.endswith(".") for sentence in made.removed)


@corpora
def test_canaries_in_broken_pdfs_do_not_come_in():
    for name in ("pdf_author_canary.pdf", "pdf_js.pdf"):
        assert "print it to a new PDF" in refusal((INPUTS / "generated" / name).read_bytes(), name)


def picture(form: str, mode: str = "RGB", size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    written = io.BytesIO()
    image = Image.new(mode, size, 0)
    if mode == "P":
        image.putpalette([0, 0, 0, 200, 200, 200, 90, 90, 90])
    image.paste(1 if mode == "P" else "white", (0, 0, size[0] // 2, size[1]))
    image.save(written, form, **options)
    return written.getvalue()


@pytest.mark.parametrize(
    ("form", "mode", "media_type"),
    [
        ("PNG", "RGB", "image/png"),
        ("PNG", "RGBA", "image/png"),
        ("PNG", "P", "image/png"),
        ("PNG", "1", "image/png"),
        ("JPEG", "RGB", "image/jpeg"),
        ("JPEG", "L", "image/jpeg"),
        ("JPEG", "CMYK", "image/jpeg"),
        ("WEBP", "RGBA", "image/webp"),
        ("GIF", "P", "image/png"),
    ],
)
def test_a_picture_keeps_its_pixels_and_nothing_else(form, mode, media_type):
    exif = Image.Exif()
    exif[0x013B] = "7F3A artist"
    options = {"exif": exif} if form != "GIF" else {"comment": b"7F3A"}
    content = picture(form, mode, **options) + b"7F3A<script>"
    made = clean(content, "holiday.exe")
    assert (made.name, made.media_type) == (f"holiday{EXTENSIONS[media_type]}", media_type)
    assert CANARY not in made.content
    with Image.open(io.BytesIO(made.content)) as image:
        assert image.size == (40, 20)
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "loop", "background",
                                   "timestamp", "duration", "gamma", "srgb"}  # fmt: skip
        left, right = (image.convert("L").getpixel(place) for place in ((5, 10), (35, 10)))
        assert left != right


def test_a_picture_is_turned_as_the_camera_meant_it():
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(io.BytesIO(clean(picture("JPEG", exif=exif)).content)) as image:
        assert image.size == (20, 40)


def test_of_an_animation_the_first_picture_stays():
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "green", "blue")]
    written = io.BytesIO()
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    assert "Only the first picture of the animation was kept." in clean(written.getvalue()).removed


def test_too_many_pixels_are_refused_before_they_are_unpacked():
    assert "million pixels" in refusal(picture("PNG", "1", (6000, 4200)))
    clean(picture("JPEG", "L", (5000, 4999)))


def pdf() -> bytes:
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(200, 200))
    page.obj.Contents = made.make_stream(b"BT /F1 12 Tf (kept words) Tj ET")
    exif = Image.Exif()
    exif[0x013B] = "7F3A"
    image = made.make_stream(picture("JPEG", exif=exif))
    image.update({"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": 40, "/Height": 20,
                  "/ColorSpace": pikepdf.Name.DeviceRGB, "/BitsPerComponent": 8,
                  "/Filter": pikepdf.Name.DCTDecode})  # fmt: skip
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=image))
    page.obj.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('7F3A')"))
    page.obj.PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(Private="7F3A"))
    links = [
        pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://kept.example/"),
        pikepdf.Dictionary(S=pikepdf.Name.URI, URI="javascript:7F3A"),
        pikepdf.Dictionary(S=pikepdf.Name.Launch, F="7F3A.exe"),
        pikepdf.Dictionary(
            S=pikepdf.Name.GoTo,
            D="there",
            Next=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=made.make_stream(b"7F3A")),
        ),
    ]
    rect = pikepdf.Array([0, 0, 9, 9])
    notes = [pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=rect, A=action) for action in links]
    notes.append(pikepdf.Dictionary(Subtype=pikepdf.Name.Text, Rect=rect, T="PC 7F3A", Contents="7F3A"))
    field = pikepdf.Dictionary(
        Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, Rect=rect, T="name", V="filled in"
    )
    notes.append(field)
    page.obj.Annots = made.make_indirect(pikepdf.Array([made.make_indirect(note) for note in notes]))
    made.Root.AcroForm = pikepdf.Dictionary(
        Fields=pikepdf.Array([page.obj.Annots[-1]]),
        XFA=made.make_stream(b"<a>7F3A</a>"),
        NeedAppearances=True,
    )
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('7F3A')")
    made.attachments["7F3A.txt"] = b"7F3A inside"
    made.docinfo["/Author"] = "7F3A"
    with made.open_metadata() as metadata:
        metadata["dc:creator"] = ["7F3A"]
    made.trailer.ID = pikepdf.Array([b"7F3A", b"7F3A"])
    written = io.BytesIO()
    made.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue()


def test_a_pdf_keeps_its_pages_and_loses_what_acts_hides_or_names():
    content = pdf()
    assert CANARY in all_within(content)
    made = clean(content, "report.pdf.exe")
    assert (made.name, made.media_type) == ("report.pdf", "application/pdf")
    assert CANARY not in all_within(made.content)
    everything = all_within(made.content)
    for word in (
        b"/JavaScript",
        b"/OpenAction",
        b"/AA",
        b"/EmbeddedFile",
        b"/Launch",
        b"/Metadata",
        b"/AcroForm",
    ):
        assert word not in everything
    assert b"kept words" in everything
    assert b"https://kept.example/" in everything
    assert set(made.removed) == {
        "Taken out: author, program and history of editing.",
        "Files inside the PDF were taken out.",
        "Form fields became part of the page.",
        "Notes and comments were taken out.",
        "Scripts and actions were taken out.",
    }


def test_locked_and_broken_pdfs_are_refused():
    locked = io.BytesIO()
    made = pikepdf.new()
    made.add_blank_page()
    made.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert "password" in refusal(locked.getvalue())
    refusal(b"%PDF-1.7\n" + b"1 0 obj <</Kids [1 0 R]>> endobj\n" * 1000)
    refusal(pdf()[:900])


def test_a_pdf_that_unpacks_without_end_is_given_up_in_time():
    bomb = zlib.compress(b"1 0 " * 100_000_000, 1)
    content = (
        b"%PDF-1.5\n1 0 obj\n<</Type/ObjStm/N 100000000/First 8/Filter/FlateDecode/Length "
        + str(len(bomb)).encode()
        + b">>\nstream\n"
        + bomb
        + b"\nendstream\nendobj\ntrailer<</Root 2 0 R>>\n%%EOF"
    )
    began = spent()
    refusal(content)
    assert spent() - began < 10


RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="' + RELATION + '"'


def relations(**targets: str) -> str:
    """One relationship for each name, as kind=target; a target with ! before it is outside the file."""
    entries = ""
    for name, kind_and_target in targets.items():
        kind, _, target = kind_and_target.partition("=")
        outside = ' TargetMode="External"' if target.startswith("!") else ""
        entries += (
            f'<Relationship Id="{name}" Type="{RELATION}/{kind}" Target="{target.lstrip("!")}"{outside}/>'
        )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{entries}</Relationships>'


def office(
    body: str, main_type: str = WORD + ".main+xml", extra: dict[str, bytes | str] | None = None
) -> bytes:
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
        f'ContentType="{main_type}"/></Types>',
        "_rels/.rels": relations(
            a="officeDocument=word/document.xml", b="extended-properties=docProps/app.xml"
        ),
        "docProps/app.xml": "<Properties><Company>7F3A</Company></Properties>",
        "word/document.xml": f"<w:document {MAIN}><w:body>{body}</w:body></w:document>",
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in (parts | (extra or {})).items():
            package.writestr(name, content)
    return written.getvalue()


def word_body(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        text = package.read("word/document.xml").decode()
    return text[text.index("<w:body>") + 8 : text.index("</w:body>")]


def test_changes_are_accepted_and_names_comments_and_references_go():
    body = (
        '<w:p w:rsidR="007F3A"><w:pPr><w:rPr><w:ins w:author="7F3A"/></w:rPr><w:pPrChange w:author="7F3A"/></w:pPr>'
        '<w:ins w:author="7F3A"><w:r><w:t>added</w:t></w:r></w:ins><w:del w:author="7F3A"><w:r><w:delText>7F3A gone'
        '</w:delText></w:r></w:del><w:moveFromRangeStart w:author="7F3A"/><w:commentRangeStart w:id="0"/>'
        '<w:hyperlink r:id="web"><w:r><w:t>web</w:t></w:r></w:hyperlink>'
        '<w:hyperlink r:id="disk"><w:r><w:t>disk</w:t></w:r></w:hyperlink>'
        '<w:object><w:OLEObject r:id="ole"/></w:object><w:drawing r:embed="pic"/><w:drawing r:embed="emf"/></w:p>'
        '<w:tr><w:trPr><w:del w:author="7F3A"/></w:trPr><w:tc>7F3A</w:tc></w:tr>'
    )
    exif = Image.Exif()
    exif[0x013B] = "7F3A"
    made = clean(
        office(
            body,
            extra={
                "word/_rels/document.xml.rels": relations(
                    web="hyperlink=!https://kept.example",
                    disk="hyperlink=!file:///c:/users/7F3A",
                    ole="oleObject=embeddings/ole.bin",
                    pic="image=media/7F3A.jpg",
                    emf="image=media/drawing.emf",
                    com="comments=comments.xml",
                    tpl="attachedTemplate=!file:///c:/7F3A.dotm",
                ),
                "word/comments.xml": "<comments>7F3A</comments>",
                "word/media/7F3A.jpg": picture("JPEG", exif=exif),
                "word/media/drawing.emf": b"7F3A",
                "word/embeddings/ole.bin": b"7F3A",
                "customXml/item1.xml": "<a>7F3A</a>",
            },
        ),
        "notes.docx",
    )
    assert made.media_type == WORD
    assert CANARY not in all_within(made.content)
    assert word_body(made.content) == (
        "<w:p><w:pPr><w:rPr/></w:pPr><w:r><w:t>added</w:t></w:r>"
        '<w:hyperlink r:id="web"><w:r><w:t>web</w:t></w:r></w:hyperlink><w:r><w:t>disk</w:t></w:r>'
        '<w:object/><w:drawing r:embed="pic"/></w:p>'
    )
    with zipfile.ZipFile(io.BytesIO(made.content)) as package:
        assert set(package.namelist()) == {
            "[Content_Types].xml",
            "_rels/.rels",
            "word/document.xml",
            "word/_rels/document.xml.rels",
            "word/media/picture1.jpeg",
        }
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert clean(made.content).content == clean(clean(made.content).content).content


FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            office("", WORD.replace("openxmlformats-officedocument", "ms-word") + ".macroEnabled.main+xml"),
            "macros",
        ),
        (office("", extra={"word/vbaProject.bin": b"x"}), "macros"),
        (office("", "application/x-other"), "not a Word, Excel or PowerPoint"),
        (office('<w:fldSimple w:instr=" DDEAUTO c:\\\\x"/>'), "fetch"),
        (
            office(FIELD.format("<w:instrText>INCLUDE</w:instrText><w:instrText>PICTURE x</w:instrText>")),
            "fetch",
        ),
        (office("<w:p>"), "cannot be read"),
        (office("", extra={"word/document.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), "declarations"),
        (office("", extra={"word/document.xml": "<!DOCTYPE a><a/>".encode("utf-16")}), "declarations"),
        (office("", extra={"../../evil": "x"}), "cannot be read"),
        (office("x" * 8_000_000), "larger inside"),
        (office("", extra={f"x{number}": "" for number in range(1000)}), "1000 parts"),
        (office("")[:-30], "cannot be read"),
        (b"PK\x03\x04 nothing", "cannot be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "older or locked"),
    ],
)
def test_office_files_that_are_refused(content, says):
    assert says in refusal(content, "a.docx")


def test_harmless_fields_stay():
    body = FIELD.format("<w:instrText> PAGE </w:instrText>")
    assert word_body(clean(office(body)).content) == body


def test_text_becomes_utf8():
    assert clean("Café".encode(), "a.txt").content == "Café".encode()
    assert clean("Café".encode("cp1252"), "a.txt").content == "Café".encode()
    assert clean("Café".encode("utf-16"), "a.txt").content == "Café".encode()
    assert clean(b"\xef\xbb\xbfa,b\n1,2\n", "a.CSV").content == b"a,b\n1,2\n"
    assert clean(b"a,b", "a.CSV").media_type == "text/csv"
    assert clean(b"# notes", "a.md").name == "a.txt"
    assert clean(picture("PNG"), "a.txt").media_type == "image/png"


@pytest.mark.parametrize(
    ("content", "name", "to_do"),
    [
        (b"", "a.txt", "Choose another one"),
        (b"a\x00b", "a.txt", "Save it as plain text"),
        (b"\x81\x8d", "a.csv", "Save it as plain text"),
        (b"MZ\x90\x00", "a.exe", "Attach a picture"),
        (b"plain words", "a.docx", "Attach a picture"),
        (b"  <html>", "a.txt", "Save it as a PDF or a picture"),
        (b"\x00\x00\x00\x18ftypheic", "a.jpg", "Save it as JPEG"),
        (b"{}", "a", "Attach a picture"),
    ],
)
def test_everything_else_is_refused_with_what_to_do(content, name, to_do):
    assert to_do in refusal(content, name)


def test_what_is_too_large_is_not_read_to_its_end():
    class Endless(io.RawIOBase):
        def read(self, size=-1):
            assert 0 < size <= 1001
            return b"x" * size

    with pytest.raises(UnsafeFile, match="larger than"):
        cleaned("a.txt", Endless(), Limits(size=1000))


def test_a_file_that_takes_too_long_is_given_up():
    assert "takes too long" in refusal(picture("PNG", size=(4000, 4000)), memory=150 * 1024 * 1024)


def test_a_strange_file_is_read_without_our_settings(monkeypatch):
    monkeypatch.setenv("PYTHONHOME", "/nowhere")  # handed on, it would keep the process from starting
    assert clean(picture("PNG")).media_type == "image/png"
