"""Draws every component with invented content into static pages, for the eye. Not part of the app.

python tests/house/gallery/draw.py DIR             writes the pages into DIR
python tests/house/gallery/draw.py DIR --pictures  and takes pictures of them with Chromium
"""

import http.server
import json
import shutil
import sys
import threading
from functools import partial
from pathlib import Path
from types import SimpleNamespace

from jinja2 import Environment, FileSystemLoader, StrictUndefined, make_logging_undefined
from markupsafe import Markup
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FileField,
    Form,
    FormField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
STATIC = ROOT / "portal" / "static"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def choices(*pairs):
    """Options of a field."""
    return [SelectChoice(value, label) for value, label in pairs]


class Quotation(Form):
    """One quotation and how the person agreed to appear."""

    text = TextAreaField("Quotation")
    consent = SelectField(
        "Consent for quotation", choices=choices(("role_only", "By role only"), ("named", "By name"))
    )


class Everything(Form):
    """One field of each sort."""

    title = StringField(
        "Give it a title",
        description="What it is, in a few words. A colleague should know whether to read on.",
    )
    body = TextAreaField(
        "What is the problem, or the idea?",
        description="A few sentences are enough. Leave out names and anything that identifies a member of the public.",
        validators=[InputRequired("Say what the problem or the idea is, in a few sentences")],
    )
    summary = TextAreaField("Summary for the library")
    sharing = RadioField(
        "How far may it be shared?",
        choices=choices(
            ("force", "In my force"), ("region", "In my region"), ("policing", "All of policing")
        ),
    )
    topics = SelectMultipleField(
        "Topics",
        choices=choices(
            ("custody", "Custody"), ("vawg", "Violence against women and girls"), ("roads", "Roads")
        ),
    )
    evidence = SelectField(
        "Kind of evidence",
        choices=choices(("", "Choose"), ("evaluated_locally", "Evaluated locally"), ("untested", "Untested")),
    )
    starts_on = DateField("First day", description="For example 2026-11-27")
    photo = FileField(
        "Add a file",
        description="A picture, a PDF or a Word document, up to 10 MB. What it says about you and your phone is taken out.",
    )
    agreed = BooleanField("I have read what this portal is not for")
    quotations = FieldList(FormField(Quotation), label="Words you would like to quote", min_entries=1)
    email = StringField("Work e-mail")
    password = PasswordField("Password")


def environment(manifest):
    """The templates, with what the app hands them."""
    undefined = make_logging_undefined(base=StrictUndefined) if "--strict" in sys.argv else None
    made = Environment(
        loader=FileSystemLoader([ROOT / "portal" / "templates", HERE / "pages"]),
        autoescape=True,
        **({"undefined": undefined} if undefined else {}),
    )
    made.globals.update(
        static=lambda name: f"/static/{manifest.get(name, name)}",
        csrf_token=lambda: "IjVmNzY0",
        idempotency_key=lambda: "0b8f6b2e9a7d4c11",
        get_flashed_messages=lambda **_: [],
        may=lambda *_: True,
        turn=lambda number: f"?page={number}",
    )
    return made


MENU = [
    SimpleNamespace(label="Start", href="start.html", current=False, count=None),
    SimpleNamespace(label="Library", href="library.html", current=False, count=None),
    SimpleNamespace(label="Share", href="share.html", current=False, count=None),
    SimpleNamespace(label="My posts", href="post.html", current=False, count=None),
    SimpleNamespace(label="Waiting for me", href="queue.html", current=False, count=4),
]


def content():
    """The invented content of content.json; what is found in ``rows`` is marked, in ``new`` it is not."""
    read = json.loads((HERE / "content.json").read_text(encoding="utf-8"))
    found = [
        {
            **row,
            "title": Markup(row["title"]),  # noqa: S704 - our own words
            "summary": Markup(row["summary"]),  # noqa: S704
        }
        for row in read["rows"]
    ]
    plain = [
        {**row, "title": row["title"].striptags(), "summary": row["summary"].striptags()} for row in found
    ]
    return {**read, "rows": found, "new": plain}


PAGES = ("start", "library", "post", "share", "queue", "item", "components", "desk", "sign-in")


def draw(target):
    """Writes every page into ``target``; returns nothing."""
    manifest = json.loads((STATIC / "built" / "manifest.json").read_text(encoding="utf-8"))
    templates = environment(manifest)
    target.mkdir(parents=True, exist_ok=True)
    shutil.copytree(STATIC, target / "static", dirs_exist_ok=True)
    wrong = Everything(data={"title": "", "email": "a.rahman@northmoor.example"})
    wrong.validate()
    right = Everything(
        data={
            "title": "One handover card for each drone flight",
            "body": "The next pilot never knows which battery was swapped, so we ring round for twenty minutes.",
            "sharing": "policing",
            "topics": ["custody"],
            "quotations": [{"text": "It is the first form I have ever asked for more of."}],
        }
    )
    invented = content()
    for name in PAGES:
        menu = [SimpleNamespace(**{**vars(item), "current": item.href == f"{name}.html"}) for item in MENU]
        page = templates.get_template(f"{name}.html").render(menu=menu, form=right, wrong=wrong, **invented)
        (target / f"{name}.html").write_text(page, encoding="utf-8")


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves the drawn pages and says nothing."""

    def log_message(self, *_):
        """No line for each file."""


def pictures(target):
    """Takes a picture of each page at two widths, light and dark, and one as printed, with Chromium."""
    from playwright.sync_api import sync_playwright

    handler = partial(Quiet, directory=str(target))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    wanted = [name for name in sys.argv[2:] if not name.startswith("--")] or PAGES
    chromium = next(path for path in map(shutil.which, CHROMIUM) if path)
    switches = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-dev-shm-usage",
    ]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=switches)
        for width, scheme in ((390, "light"), (1280, "light"), (390, "dark"), (1280, "dark")):
            tab = browser.new_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
            for name in wanted:
                tab.goto(f"http://127.0.0.1:{server.server_port}/{name}.html")
                tab.screenshot(path=target / f"{name}-{width}-{scheme}.png", full_page=True)
                too_wide = tab.evaluate("document.documentElement.scrollWidth > innerWidth")
                if too_wide:
                    print(f"{name} at {width} is wider than the screen")
        for name in wanted:
            tab = browser.new_page(viewport={"width": 640, "height": 844})
            tab.goto(f"http://127.0.0.1:{server.server_port}/{name}.html")
            tab.add_style_tag(content="html{font-size:200%}")
            tab.screenshot(path=target / f"{name}-large-text.png", full_page=True)
            tab.set_viewport_size({"width": 680, "height": 960})
            tab.emulate_media(media="print")
            tab.goto(f"http://127.0.0.1:{server.server_port}/{name}.html")
            tab.screenshot(path=target / f"{name}-print.png", full_page=True)
            tab.close()
        browser.close()


if __name__ == "__main__":
    place = Path(sys.argv[1])
    draw(place)
    if "--pictures" in sys.argv:
        pictures(place)
