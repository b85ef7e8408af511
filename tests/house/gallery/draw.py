"""Draws every component with invented content into static pages, for the eye. Not part of the app.

    python tests/house/gallery/draw.py DIR             writes the pages into DIR
    python tests/house/gallery/draw.py DIR --pictures  and takes pictures of them with Chromium
"""

import http.server
import json
import shutil
import subprocess
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
    consent = SelectField("Consent for quotation", choices=choices(("role_only", "By role only"), ("named", "By name")))


class Everything(Form):
    """One field of each sort."""

    title = StringField("Give it a title", description="What it is, in a few words. A colleague should know whether to read on.")
    body = TextAreaField(
        "What is the problem, or the idea?",
        description="A few sentences are enough. Leave out names and anything that identifies a member of the public.",
        validators=[InputRequired("Say what the problem or the idea is, in a few sentences")],
    )
    summary = TextAreaField("Summary for the library")
    sharing = RadioField(
        "How far may it be shared?",
        choices=choices(("force", "In my force"), ("region", "In my region"), ("policing", "All of policing")),
    )
    topics = SelectMultipleField(
        "Topics", choices=choices(("custody", "Custody"), ("vawg", "Violence against women and girls"), ("roads", "Roads"))
    )
    evidence = SelectField(
        "Kind of evidence",
        choices=choices(("", "Choose"), ("evaluated_locally", "Evaluated locally"), ("untested", "Untested")),
    )
    starts_on = DateField("First day", description="For example 2026-11-27")
    photo = FileField("Add a file", description="A picture, a PDF or a Word document, up to 10 MB. What it says about you and your phone is taken out.")
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


def mark(text):
    """Words found, marked as the library marks them."""
    return Markup(text)  # noqa: S704 - the gallery's own words


CONTENT = {
    "product": {"name": "Common Ground", "tagline": "What policing learns, where policing can find it", "organisation_name": "Northmoor Police"},
    "me": {"name": "PC Aisha Rahman", "organisation": {"short_name": "Northmoor"}},
    "search_url": "library.html",
    "page_url": "",
    "ways": [
        {"kind": "idea", "href": "share.html", "invitation": "An idea", "minutes": 3, "words": "Something that would save time, or serve people better."},
        {"kind": "learning", "href": "share.html", "invitation": "What I learnt elsewhere", "minutes": 15, "words": "From a secondment, an attachment or an exchange."},
        {"kind": "impact-case", "href": "share.html", "invitation": "What went wrong, and how we mended it", "minutes": 10, "words": "You can share it part-way."},
    ],
    "waiting": [
        {"count": 2, "words": "posts for you to decide", "href": "queue.html", "late": "one is 2 days late"},
        {"count": 1, "words": "question about your idea", "href": "post.html"},
        {"count": 1, "words": "draft you have not sent", "href": "share.html"},
    ],
    "rows": [
        {
            "href": "#", "kind": "idea", "kind_name": "Idea", "title": mark("One <mark>handover</mark> card for each drone flight"),
            "summary": mark("A printed card travels with the aircraft, so that the next pilot knows the battery, the airspace and what was seen. Saves a 20-minute <mark>handover</mark> call."),
            "outcome": "worked", "organisation": "Eastmarch Police", "date": "14 October 2026", "iso": "2026-10-14", "evidence": "Evaluated locally",
        },
        {
            "href": "#", "kind": "learning", "kind_name": "Learning", "marker": "Secondment", "title": mark("What an ambulance control room does at shift change"),
            "summary": mark("Twelve weeks with the regional ambulance service. Their <mark>handover</mark> is read aloud, standing, in four minutes, and nobody sits down until it is signed."),
            "outcome": "mixed", "organisation": "Northmoor Police", "date": "2 September 2026", "iso": "2026-09-02", "evidence": "Professional judgement",
        },
        {
            "href": "#", "kind": "impact-case", "kind_name": "Impact case", "marker": "3 of 4: tried and evaluated", "title": mark("Missing-person risk was lost between two systems at <mark>handover</mark>"),
            "summary": mark("A medium-risk report went unread for nine hours. The late sergeant now opens every open report at the desk, with the early sergeant still there."),
            "outcome": "too_early", "organisation": "Three Rivers Constabulary", "date": "21 August 2026", "iso": "2026-08-21", "evidence": "Evaluated locally",
        },
        {
            "href": "#", "kind": "idea", "kind_name": "Idea", "title": mark("Voice notes instead of a written <mark>handover</mark>"),
            "summary": mark("Tried for six weeks on two response teams. Nobody listened to the end, and nothing could be searched. Stopped; the reasons are inside."),
            "outcome": "did_not", "organisation": "Eastmarch Police", "date": "30 June 2026", "iso": "2026-06-30", "evidence": "Evaluated locally",
            "note": "Not taken forward, and kept so that others find it.",
        },
        {
            "href": "#", "kind": "idea", "kind_name": "Idea", "title": mark("A <mark>handover</mark> half-hour paid as such"),
            "summary": mark("Overlap shifts by thirty minutes on Fridays and Saturdays, when most is passed on."),
            "outcome": "planned", "organisation": "Saltcoast Police", "date": "11 May 2026", "iso": "2026-05-11", "evidence": "Untested",
        },
    ],
    "facets": [
        ("Kind", "kind", [("idea", "Idea", 24, True), ("learning", "Learning from a placement", 9, False), ("impact-case", "Impact case", 5, False)]),
        ("What came of it", "outcome", [("worked", "Worked", 14, False), ("mixed", "Mixed results", 8, False), ("did_not", "Did not work", 6, False), ("too_early", "Too early to say", 10, False)]),
        ("Evidence", "evidence", [("r", "Research evidence", 3, False), ("e", "Evaluated locally", 17, True), ("p", "Professional judgement", 12, False), ("u", "Untested", 6, False)]),
        ("Topic", "topic", [(str(n), name, 11 - n, False) for n, name in enumerate(("Response", "Custody", "Drones", "Missing people", "Control room", "Wellbeing", "Roads", "Stop and search", "Rural crime", "Firearms licensing"))]),
    ],
    "steps": [
        {"label": "Sent", "holder": "You", "when": "Mon 16 November", "state": "done"},
        {"label": "Your sergeant", "holder": "PS Daniel Okafor", "when": "Approved Tue 17 November", "state": "done"},
        {"label": "Innovation lead", "holder": "Ruth Calloway", "when": "Has it since Tue 17, answers by Tue 24", "state": "now"},
        {"label": "In the library", "holder": "", "when": "All of policing", "state": "next"},
    ],
    "entries": [
        {"event": "step.approved", "when": "Tuesday 17 November", "iso": "2026-11-17", "text": "PS Daniel Okafor approved it: “Works on our team already. The card wants a place for the battery number.”"},
        {"event": "version.saved", "when": "Tuesday 17 November", "iso": "2026-11-17", "text": "You added a photograph of the card."},
        {"event": "submission.sent", "when": "Monday 16 November", "iso": "2026-11-16", "text": "You sent it to your sergeant."},
    ],
    "turns": [
        {"who": "Ruth Calloway, innovation lead", "when": "Wednesday 18 November", "text": "Who prints the cards, and what does a hundred cost? The other two districts will ask."},
        {"who": "You", "when": "Wednesday 18 November", "mine": True, "text": "The front office does, on the card printer for visitor passes. £9 for a hundred."},
    ],
    "findings": [
        {"name": "finding-1", "before": "… as the owner, ", "words": "Mrs Joan Pettifer", "after": ", told the officer that the gate …", "what": "A person’s name", "why": "Readers do not need it to learn from this.", "instead": "a resident", "choice": "accept"},
        {"name": "finding-2", "before": "… the call came at ", "words": "02:14 on 3 March", "after": " and the drone was …", "what": "An exact time", "why": "With the place, it can point at one incident.", "instead": "one night in March"},
    ],
    "queue": [
        {"href": "#", "title": "One handover card for each drone flight", "kind": "idea", "kind_name": "Idea", "reference": "k7m2-9qxt", "author": "PC Aisha Rahman", "unit": "Harbour response, team B", "holder": "You", "age": "4 days", "limit": "of 5", "share": 80, "value": "a"},
        {"href": "#", "title": "Seized phones left in the van overnight", "kind": "impact-case", "kind_name": "Impact case", "reference": "3f8c-v0pn", "author": "Anonymous", "unit": "Northmoor", "holder": "You", "age": "7 days", "limit": "of 5", "share": 140, "flag": "2 days late", "value": "b"},
        {"href": "#", "title": "What a hospital discharge team taught me about bail addresses", "kind": "learning", "kind_name": "Learning", "reference": "9t5e-h2wd", "author": "DC Tom Ellery", "unit": "Safeguarding", "holder": "Priya Nair", "age": "1 day", "limit": "of 10", "share": 10, "value": "c"},
        {"href": "#", "title": "Text the victim before the officer knocks", "kind": "idea", "kind_name": "Idea", "reference": "q1zb-6m4k", "author": "PCSO Lena Marsh", "unit": "Old Town neighbourhood", "holder": "Insp Grace Hollis", "age": "2 days", "limit": "of 3", "share": 67, "flag": "Holder away until Monday", "value": "d"},
    ],
    "used": [
        {"who": "Saltcoast Police", "when": "since September", "words": "Two districts. We added the tide table."},
        {"who": "Three Rivers Constabulary", "when": "trial of eight weeks"},
    ],
    "bars": [("Ideas", 41), ("Learning from placements", 18), ("Impact cases", 23)],
    "months": [("Jun", 4), ("Jul", 7), ("Aug", 3), ("Sep", 11), ("Oct", 15), ("Nov", 9)],
    "receipt": ["K7M2", "9QXT", "3F8C", "V0PN", "H2WD", "6M4K", "T5EZ"],
}
CONTENT["facets"] = [
    (legend, name, [{"value": value, "label": label, "count": count, "chosen": on} for value, label, count, on in options])
    for legend, name, options in CONTENT["facets"]
]
PAGES = ("start", "library", "post", "share", "queue", "item", "components", "desk", "sign-in")


def draw(target):
    """Writes every page into ``target``; returns nothing."""
    manifest = json.loads((STATIC / "built" / "manifest.json").read_text(encoding="utf-8"))
    templates = environment(manifest)
    target.mkdir(parents=True, exist_ok=True)
    shutil.copytree(STATIC, target / "static", dirs_exist_ok=True)
    wrong = Everything(data={"title": "", "email": "a.rahman@northmoor.example"})
    wrong.validate()
    right = Everything(data={
        "title": "One handover card for each drone flight",
        "body": "The next pilot never knows which battery was swapped, so we ring round for twenty minutes.",
        "sharing": "policing", "topics": ["custody"],
        "quotations": [{"text": "It is the first form I have ever asked for more of."}],
    })
    for name in PAGES:
        menu = [SimpleNamespace(**{**vars(item), "current": item.href == f"{name}.html"}) for item in MENU]
        page = templates.get_template(f"{name}.html").render(menu=menu, form=right, wrong=wrong, **CONTENT)
        (target / f"{name}.html").write_text(page, encoding="utf-8")


def pictures(target):
    """Takes a picture of each page at two widths, light and dark, and one as printed, with Chromium."""
    from playwright.sync_api import sync_playwright

    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(target))
    handler.log_message = lambda *_: None
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    wanted = [name for name in sys.argv[2:] if not name.startswith("--")] or PAGES
    chromium = next(path for path in map(shutil.which, CHROMIUM) if path)
    switches = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage"]
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
            tab.emulate_media(media="print")
            tab.goto(f"http://127.0.0.1:{server.server_port}/{name}.html")
            tab.pdf(path=target / f"{name}.pdf", format="A4")
            tab.close()
        browser.close()
    if shutil.which("pdftoppm"):
        for name in wanted:
            subprocess.run(["pdftoppm", "-r", "60", "-png", target / f"{name}.pdf", target / f"{name}-print"], check=True)


if __name__ == "__main__":
    place = Path(sys.argv[1])
    draw(place)
    if "--pictures" in sys.argv:
        pictures(place)
