"""The newsletters one may read, their feed, and the pages on which one is written and sent."""

from datetime import date
from typing import Any
from xml.etree import ElementTree as Xml

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from portal.foundation.access import may, me, reader, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import Form, page
from portal.library import queries as library
from portal.library.views import row
from portal.library.views.visiting import whole
from portal.library.views.xml import ATOM, answer, put
from portal.newsletter import actions, queries, rules
from portal.newsletter.forms import AddForm, ArrangeForm, BeginForm, NewsletterForm, SendForm
from portal.newsletter.rules import SECTION_NAMES, Section, State
from portal.submissions import queries as writings

pages = Blueprint("newsletter", __name__)

NOT_THERE = "There is no post of this reference that you may read."


@pages.get("/newsletters")
@requires("newsletter.see")
def start() -> ResponseReturnValue:
    """The newsletters that I may read, the newest first; and for those who write them, what is begun."""
    return _start_page(BeginForm(None))


def _start_page(form: BeginForm) -> ResponseReturnValue:
    found = queries.newsletters(reader())
    writes = may("newsletter.write")
    months = queries.months_to_write(reader()) if writes else []
    form.offer(months)
    return page(
        "newsletter/start.html",
        form=form,
        months=months,
        writes=writes,
        drafts=[one for one in found if one.state == State.DRAFT],
        sent=[one for one in found if one.state != State.DRAFT],
        in_words=rules.month_in_words,
    )


@pages.post("/newsletters")
@requires("newsletter.write")
def begin() -> ResponseReturnValue:
    """Begin the newsletter of a month, with a draft of what happened in it."""
    form = BeginForm()
    form.offer(queries.months_to_write(me()))
    if form.validate_on_submit():
        try:
            made = actions.begin(date.fromisoformat(form.month.data), by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("The draft is made. Nobody else sees it before you send it.", "success")
            return _back(made)
    return _start_page(form)


@pages.get("/newsletters.atom")
@requires("newsletter.see")
def feed() -> ResponseReturnValue:
    """The newsletters that went out and that I may read, as a feed."""
    sent = [one for one in queries.newsletters(reader()) if one.state != State.DRAFT]
    made = Xml.Element("feed", xmlns=ATOM)
    put(made, "title", "Newsletters")
    put(made, "id", whole(url_for("newsletter.feed")))
    Xml.SubElement(made, "link", rel="self", href=whole(url_for("newsletter.feed")))
    put(made, "updated", _moment(max((one.sent_on for one in sent if one.sent_on), default=date(1970, 1, 1))))
    for one in sent:
        entry = Xml.SubElement(made, "entry")
        place = whole(url_for("newsletter.show", reference=one.reference))
        put(entry, "title", one.title)
        put(entry, "id", place)
        Xml.SubElement(entry, "link", rel="alternate", href=place)
        put(entry, "updated", _moment(one.sent_on))
        put(Xml.SubElement(entry, "author"), "name", one.organisation.name)
        put(entry, "summary", one.introduction)
    return answer(made, "application/atom+xml")


def _moment(day: Any) -> str:
    return f"{day.isoformat()}T00:00:00Z"


@pages.get("/newsletters/<reference>")
@requires("newsletter.read", on=queries.newsletter)
def show(one: Any) -> ResponseReturnValue:
    """A newsletter, as far as I may read what is in it; it prints as it stands."""
    parts = [
        (SECTION_NAMES[section], [_line(line) for line in lines])
        for section, lines in queries.parts(reader(), one)
    ]
    return render_template(
        "newsletter/show.html",
        one=one,
        month=rules.month_in_words(one.month),
        introduction=writings.rendered(one.introduction),
        parts=parts,
        audience=queries.audience_in_words(one) if may("newsletter.keep", one) else "",
    )


def _line(line: queries.Line) -> dict[str, Any]:
    return {"row": row(line.card) if line.card is not None else None, "note": line.note}


@pages.get("/newsletters/<reference>/mail")
@requires("newsletter.keep", on=queries.newsletter)
def mail(one: Any) -> ResponseReturnValue:
    """The newsletter as the mail that I would get of it."""
    return render_template("newsletter/mail.html", one=one, letter=actions.preview(me(), one))


@pages.route("/newsletters/<reference>/change", methods=["GET", "POST"])
@requires("newsletter.change", on=queries.newsletter)
def change(one: Any) -> ResponseReturnValue:
    """Change what a newsletter is called, how it begins and for whom it is."""
    form = NewsletterForm(obj=one)
    if form.validate_on_submit():
        try:
            actions.change(
                one,
                form.title.data or "",
                form.introduction.data or "",
                form.audience.data or (),
                seen=form.version.data or 0,
                by=me(),
            )
        except Refused as refused:
            form.refuse(refused)
            form.version.raw_data, form.version.data = None, one.version
        else:
            flash("Saved.", "success")
            return _back(one)
    return _change_page(one, form)


@pages.post("/newsletters/<reference>/lines")
@requires("newsletter.change", on=queries.newsletter)
def add(one: Any) -> ResponseReturnValue:
    """Add a post, or a line of one's own."""
    form = AddForm()
    if form.validate_on_submit():
        typed = form.item.data or ""
        item = library.item_typed(typed) if typed else None
        try:
            if typed and item is None:
                raise Refused(NOT_THERE, field="item")
            actions.add(one, Section(form.section.data), item, form.note.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Added.", "success")
            return _back(one)
    return _change_page(one, form)


@pages.post("/newsletters/<reference>/order")
@requires("newsletter.change", on=queries.newsletter)
def arrange(one: Any) -> ResponseReturnValue:
    """Move a line up or down, take it out, or say something else of it."""
    form = ArrangeForm()
    entry = queries.entry_of(one, form.entry.data or "") if form.validate_on_submit() else None
    if entry is None:
        raise BadRequest
    try:
        if form.way.data == "out":
            actions.take_out(one, entry, by=me())
        elif form.way.data == "say":
            actions.say(one, entry, form.note.data or "", by=me())
        else:
            actions.move(one, entry, up=form.way.data == "up", by=me())
    except Refused as refused:
        form.refuse(refused)
        return _change_page(one, form)
    return _back(one)


@pages.route("/newsletters/<reference>/going-out", methods=["GET", "POST"])
@requires("newsletter.change", on=queries.newsletter)
def send(one: Any) -> ResponseReturnValue:
    """Look once more at what goes to whom, and let it go."""
    form = SendForm(data={"version": one.version})
    if form.validate_on_submit():
        try:
            actions.send(one, seen=form.version.data or 0, by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("It goes out now: to each as far as they may read it.", "success")
            return redirect(url_for("newsletter.show", reference=one.reference))
    return page(
        "newsletter/send.html",
        form=form,
        one=one,
        audience=queries.audience_in_words(one),
        followers=rules.FOLLOWERS in one.audience,
        count=queries.how_many(one),
        lines=len(one.entries),
    )


@pages.post("/newsletters/<reference>/drop")
@requires("newsletter.change", on=queries.newsletter)
def drop(one: Any) -> ResponseReturnValue:
    """Drop a draft."""
    actions.drop(one, by=me())
    flash("The draft is dropped.", "success")
    return redirect(url_for("newsletter.start"))


def _change_page(one: Any, form: Form) -> ResponseReturnValue:
    words = form if isinstance(form, NewsletterForm) else NewsletterForm(None, obj=one)
    words.audience.choices = queries.audiences(one)
    wanted = request.args.get("section", "")
    return page(
        "newsletter/change.html",
        form=form,
        one=one,
        words=words,
        adding=form if isinstance(form, AddForm) else AddForm(None, data={"section": wanted or Section.NEW}),
        parts=[
            (SECTION_NAMES[section], [_line(line) | {"reference": line.reference} for line in lines])
            for section, lines in queries.parts(reader(), one)
        ],
        month=rules.month_in_words(one.month),
        sees_wanted=may("wants.see"),
    )


def _back(one: Any) -> ResponseReturnValue:
    return redirect(url_for("newsletter.change", reference=one.reference))
