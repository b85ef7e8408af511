"""The files of a post, for whoever holds its receipt: look at them, add, remove.

A file is shown within the page, or handed out as the answer to a form that was sent: it has no address.
"""

import secrets
from collections.abc import Collection
from io import BytesIO

from flask import request, send_file
from flask.typing import ResponseReturnValue

from portal.anonymous import actions, forms, queries, rules
from portal.anonymous.forms import FilesForm
from portal.anonymous.queries import Own
from portal.anonymous.rules.files import FILES_AT_MOST
from portal.anonymous.views import uploads
from portal.anonymous.views.door import pages, the_desk
from portal.anonymous.views.receipt import receipt as own_page
from portal.foundation.errors import Refused
from portal.foundation.files import UnsafeFile
from portal.foundation.forms import page

SEALED = "default-src 'none'; sandbox"
SHOWN_AT_ONCE = 2  # pictures: a page of five would be slow to come on a telephone
CHOOSE = "Choose a picture or a PDF on this device first."


@pages.post("/receipt/files")
def files() -> ResponseReturnValue:
    """The files of a post, one of them to look at where that is asked."""
    code, post = _owned()
    if post is None:
        return own_page()
    return _page(code, post, look={request.form.get("file", "")})


@pages.post("/receipt/files/add")
def add_files() -> ResponseReturnValue:
    """Add files to the post. They are shown as readers will see them, with what was taken out of each."""
    code, post = _owned()
    if post is None:
        return own_page()
    form = FilesForm()
    if not uploads.came_with_files(form.files.name):
        form.files.errors = [CHOOSE]
        return _page(code, post, form=form)
    try:
        made = uploads.read_files(form.files.name) if queries.may_change(post) else []
        with actions.at_the_desk():
            added = actions.add_files(code, request.form.get("turn", "")[:64], made)
    except UnsafeFile as unsafe:
        form.files.errors = [str(unsafe)]
        return _page(code, post, form=form)
    except Refused as refused:
        forms.refuse(form, refused)
        return _page(code, post, form=form)
    post = queries.own(code)
    said = dict(zip(added, (one.removed for one in made), strict=True))
    return own_page() if post is None else _page(code, post, look=added[:SHOWN_AT_ONCE], said=said)


@pages.post("/receipt/files/remove")
def remove_file() -> ResponseReturnValue:
    """Take a file off the post."""
    code, post = _owned()
    if post is None:
        return own_page()
    try:
        with actions.at_the_desk():
            actions.remove_file(code, request.form.get("file", ""))
    except Refused as refused:
        return _page(code, post, refused=refused.message)
    return _page(code, post, done="It is gone.")


@pages.post("/receipt/files/open")
def open_file() -> ResponseReturnValue:
    """One file, as a download that no browser opens as a page of ours."""
    code, post = _owned()
    if post is None:
        return own_page()
    file = queries.file_of(post.item, request.form.get("file", ""))
    if file is None or file.content is None:
        return _page(code, post, refused="That file is here no longer.")
    answer = send_file(
        BytesIO(file.content),
        mimetype=file.media_type,
        as_attachment=True,
        download_name=file.name,
        etag=False,
        conditional=False,
    )
    answer.headers["Content-Security-Policy"] = SEALED
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _owned() -> tuple[str, Own | None]:
    code = rules.read_receipt(request.form.get("code", ""))
    return code or "", queries.own(code)


def _page(
    code: str,
    post: Own,
    *,
    form: FilesForm | None = None,
    look: Collection[str] = (),
    said: dict[str, tuple[str, ...]] | None = None,
    done: str = "",
    refused: str = "",
) -> ResponseReturnValue:
    form = form or FilesForm(formdata=None)
    form.turn.data = secrets.token_hex(16)
    there = queries.files_of(post.item)
    return page(
        "anonymous/files.html",
        form=form,
        code=code,
        files=[
            (file, queries.picture_of(file) if file.key in look else "", (said or {}).get(file.key))
            for file in there
        ],
        may_change=queries.may_change(post),
        came_back=post.item.state == rules.State.RELEASED,
        most=FILES_AT_MOST,
        done=done,
        refused=refused,
        desk=the_desk(),
    )
