"""The pages of collections: which there are, what is in one, and how one is kept."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from portal.collections import actions, queries
from portal.collections.forms import ArrangeForm, CollectionChangeForm, CollectionForm, GatherForm
from portal.foundation.access import may, me, reader, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import Form, page
from portal.library import queries as library
from portal.library.views import row
from portal.submissions import queries as writings

pages = Blueprint("collections", __name__)

OWN = "the national curator"


@pages.app_template_global()
def collections_with(item: Any) -> list[tuple[str, str]]:
    """The collections that hold an item and that its reader may open: title and address."""
    return [
        (one.title, url_for("collections.show", reference=one.reference))
        for one in queries.holding(reader(), item.submission)
    ]


@pages.get("/collections")
@requires("collections.see")
def start() -> ResponseReturnValue:
    """Which collections there are."""
    shelves = [
        {
            "title": shelf.collection.title,
            "href": url_for("collections.show", reference=shelf.collection.reference),
            "by": _keeper(shelf.collection),
            "posts": shelf.items,
            "shown": shelf.collection.shown,
        }
        for shelf in queries.collections(reader())
    ]
    return page("collections/start.html", shelves=shelves)


@pages.route("/collections/new", methods=["GET", "POST"])
@requires("collections.gather")
def new() -> ResponseReturnValue:
    """Begin a collection."""
    form = CollectionForm()
    if form.validate_on_submit():
        made = actions.begin(form.title.data or "", form.introduction.data or "", by=me())
        flash("It is begun. Nobody else sees it until you show it.", "success")
        return redirect(url_for("collections.change", reference=made.reference))
    return page("collections/new.html", form=form)


@pages.get("/collections/<reference>")
@requires("collections.read", on=queries.collection)
def show(collection: Any) -> ResponseReturnValue:
    """What is in a collection."""
    found = queries.contents(reader(), collection)
    return page(
        "collections/show.html",
        collection=collection,
        introduction=writings.rendered(collection.introduction),
        by=_keeper(collection),
        entries=[(row(card), note) for card, note in found],
        hidden=len(collection.entries) - len(found) if may("collections.change", collection) else 0,
    )


@pages.route("/collections/<reference>/change", methods=["GET", "POST"])
@requires("collections.change", on=queries.collection)
def change(collection: Any) -> ResponseReturnValue:
    """Change what a collection is called and what is said of it."""
    form = CollectionChangeForm(obj=collection)
    if form.validate_on_submit():
        try:
            actions.change(
                collection,
                form.title.data or "",
                form.introduction.data or "",
                for_all=bool(form.for_all.data),
                seen=form.version.data or 0,
                by=me(),
            )
        except Refused as refused:
            form.refuse(refused)
            form.version.raw_data, form.version.data = None, collection.version
        else:
            flash("Saved.", "success")
            return _back(collection)
    return _change_page(collection, form)


@pages.post("/collections/<reference>/items")
@requires("collections.change", on=queries.collection)
def gather(collection: Any) -> ResponseReturnValue:
    """Put a post into a collection."""
    form = GatherForm()
    if form.validate_on_submit():
        found = library.item_typed(form.item.data or "")
        try:
            if found is None:
                raise Refused("There is no post of this reference that you may read.", field="item")
            actions.gather(collection, found, form.note.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(f"{found.title} is in the collection.", "success")
            return _back(collection)
    return _change_page(collection, form)


@pages.post("/collections/<reference>/order")
@requires("collections.change", on=queries.collection)
def arrange(collection: Any) -> ResponseReturnValue:
    """Move a post of a collection up or down, or take it out."""
    form = ArrangeForm()
    found = library.item(form.item.data or "") if form.validate_on_submit() else None
    if found is None or collection.entry(found.submission_id) is None or not may("library.read", found):
        raise BadRequest  # one answer, whether it is hidden, elsewhere or nowhere
    if form.way.data == "out":
        actions.take_out(collection, found, by=me())
        flash(f"{found.title} is no longer in the collection.", "success")
    else:
        actions.move(collection, found, up=form.way.data == "up", by=me())
    return _back(collection)


@pages.post("/collections/<reference>/shown")
@requires("collections.change", on=queries.collection)
def settle(collection: Any) -> ResponseReturnValue:
    """Show a collection to its readers, or hide it from them."""
    if not Form().validate_on_submit():
        raise BadRequest
    if collection.shown:
        actions.hide(collection, by=me())
        flash("Only those who keep it see it now.", "success")
        return _back(collection)
    try:
        actions.show(collection, by=me())
    except Refused as refused:
        form = GatherForm(None)
        form.refuse(refused)
        return _change_page(collection, form)
    flash("Readers see it from now on.", "success")
    return redirect(url_for("collections.show", reference=collection.reference))


@pages.post("/collections/<reference>/end")
@requires("collections.change", on=queries.collection)
def end(collection: Any) -> ResponseReturnValue:
    """End a collection."""
    title = collection.title
    actions.end(collection, by=me())
    flash(f"{title} is ended. The posts stay in the library.", "success")
    return redirect(url_for("collections.start"))


def _change_page(collection: Any, form: Form) -> ResponseReturnValue:
    return page(
        "collections/change.html",
        form=form,
        collection=collection,
        by=_keeper(collection),
        words=form if isinstance(form, CollectionForm) else CollectionChangeForm(None, obj=collection),
        adding=form if isinstance(form, GatherForm) else GatherForm(None),
        entries=[
            {
                "title": library.words_of(card.title),
                "reference": card.reference,
                "note": note,
            }
            for card, note in queries.contents(reader(), collection)
        ],
    )


def _back(collection: Any) -> ResponseReturnValue:
    return redirect(url_for("collections.change", reference=collection.reference))


def _keeper(collection: Any) -> str:
    return OWN if collection.organisation is None else collection.organisation.name
