"""The pages on which staff write: share, change, attach, compare, and all that is mine."""

from collections.abc import Callable
from io import BytesIO
from typing import Any, BinaryIO, cast

from flask import Blueprint, current_app, flash, g, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from portal.foundation import clock
from portal.foundation.access import may, me, reader, requires
from portal.foundation.errors import Refused
from portal.foundation.files import CleanFile, Store, UnsafeFile, cleaned
from portal.foundation.forms import page
from portal.foundation.keys import REFERENCE_LENGTH, new_reference, read_reference
from portal.submissions import actions, queries
from portal.submissions.forms import AttachForm, PostForm, begun, filled_in
from portal.submissions.kinds import KINDS
from portal.submissions.rules import NOTHING_TYPED, Status, author_shown_to, file_name_shown_to

pages = Blueprint("submissions", __name__)

A_KIND = f"<any({', '.join(repr(slug) for slug in KINDS)}):kind>"
FINISHED = frozenset({Status.PUBLISHED, Status.MERGED, Status.DECLINED, Status.WITHDRAWN})
SEALED = "default-src 'none'; sandbox"


@pages.get("/share")
@requires("submission.share")
def share() -> ResponseReturnValue:
    """What this is for, what it is not for, and the ways to share."""
    return page("submissions/share.html", kinds=tuple(KINDS.values()))


@pages.route(f"/share/{A_KIND}", methods=["GET", "POST"])
@requires("submission.share")
def new(kind: str) -> ResponseReturnValue:
    """An empty page of a kind, saved as a draft when it is sent or left."""
    form = begun(kind)
    form.draft.data = form.draft.data or new_reference()
    there = _draft_of(form, kind)
    if form.validate_on_submit() and not _says_nothing(form, there):
        try:
            return _onwards(_save(form, kind, there), kind)
        except Refused as refused:
            _keep_typed(form, refused, there)
    return page("submissions/edit.html", form=form, kind=KINDS[kind], post=None, other=_other(form, there))


@pages.post(f"/share/{A_KIND}/keep")
@requires("submission.share")
def keep(kind: str) -> ResponseReturnValue:
    """Save a page that has no draft yet, while it is typed."""
    form = begun(kind)
    there = _draft_of(form, kind)
    if _says_nothing(form, there):
        return _not_kept("nothing-typed", NOTHING_TYPED, None), 422
    return _kept(form, lambda: _save(form, kind, there, automatic=True))


@pages.get("/submissions")
@requires("submission.share")
def mine() -> ResponseReturnValue:
    """All that I wrote, and what comes next for each."""
    written = queries.written_by(me())
    authors = {post.id: author_shown_to(me(), post) for post in written if post.author_id != me().id}
    over = [post for post in written if post.status in FINISHED]
    ended = queries.ended(over)
    # What ended last stands first; what came from elsewhere has only the day on which it was begun.
    days = {post.id: (ended[post.id].at.date() if post.id in ended else post.begun_on) for post in over}
    finished = sorted(over, key=lambda post: days[post.id], reverse=True)
    return page("submissions/mine.html", posts=written, finished=finished, ended=ended, authors=authors)


@pages.route("/submissions/<reference>/edit", methods=["GET", "POST"])
@requires("submission.edit", on=queries.submission)
def edit(post: Any) -> ResponseReturnValue:
    """Change a draft, or a post that came back."""
    form = filled_in(post)
    if form.validate_on_submit():
        try:
            actions.save(post, form.content(), seen=form.version.data or 0, by=me(), sheet=form.saved_from)
        except Refused as refused:
            _keep_typed(form, refused, post)
        else:
            return _onwards(post, post.kind)
    return page(
        "submissions/edit.html",
        form=form,
        kind=post.described,
        post=post,
        answer=queries.last_answer(post),
        advice=queries.advice_on(post),
        other=_other(form, post),
    )


@pages.post("/submissions/<reference>/autosave")
@requires("submission.edit", on=queries.submission)
def autosave(post: Any) -> ResponseReturnValue:
    """Save what is being typed. Answers the version to save on, or why it was not saved."""
    form = filled_in(post)
    seen = form.version.data or 0
    return _kept(
        form,
        lambda: actions.save(post, form.content(), seen=seen, by=me(), automatic=True, sheet=form.saved_from),
    )


@pages.post("/submissions/<reference>/copy")
@requires("submission.copy", on=queries.submission)
def copy(post: Any) -> ResponseReturnValue:
    """Begin anew with the text of a post that I took back."""
    draft = actions.copy(post, by=me())
    flash(
        f"This is a new draft with the text of “{post.title or 'a post without a title'}”, which you took back. "
        "Only you can tell that it comes from there. Its files and co-authors did not come along.",
        "said",
    )
    return redirect(url_for("submissions.edit", reference=draft.reference))


@pages.post("/submissions/<reference>/leave")
@requires("submission.leave", on=queries.submission)
def leave(post: Any) -> ResponseReturnValue:
    """Take my own name off the co-authors of a post."""
    actions.leave(post, by=me())
    flash("Your name is off. Those who wrote it with you are told.", "success")
    return redirect(url_for("submissions.mine"))


@pages.post("/submissions/<reference>/update")
@requires("submission.update", on=queries.submission)
def update(post: Any) -> ResponseReturnValue:
    """Bring a published post up to date: the update that is open, or a new one."""
    there = actions.begin_update(post, by=me())
    endpoint = "submissions.edit" if may("submission.edit", there) else "posts.show"
    return redirect(url_for(endpoint, reference=there.reference))


@pages.get("/submissions/<reference>/versions")
@requires("submission.read", on=queries.submission)
def versions(post: Any) -> ResponseReturnValue:
    """The versions of a post, and what changed from one to the next, word by word."""
    shown = queries.versions_shown_to(me(), post)
    number = request.args.get("version", type=int)
    chosen = next((version for version in shown if version.number == number), next(iter(shown), None))
    before = next((version for version in shown if chosen and version.number < chosen.number), None)
    return page(
        "submissions/versions.html",
        post=post,
        versions=shown,
        title=queries.text_shown_to(me(), post)["title"],
        chosen=chosen,
        before=before,
        changes=queries.compared(post.kind, before.text, chosen.text) if chosen and before else [],
        parts=queries.parts(post.kind, chosen.text) if chosen and not before else [],
    )


def _read_upload() -> CleanFile | str | None:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return None
    try:
        return cleaned(upload.filename, cast("BinaryIO", upload.stream), actions.ATTACHMENT_LIMITS)
    except UnsafeFile as unsafe:
        return str(unsafe)
    finally:
        upload.close()


@pages.route("/submissions/<reference>/attachments", methods=["GET", "POST"])
@requires("submission.edit", on=queries.submission, before=_read_upload)
def attachments(post: Any) -> ResponseReturnValue:
    """The files of a post, and a place to add one."""
    form = AttachForm()
    if form.validate_on_submit():
        if not isinstance(g.prepared, CleanFile):
            form.file.errors = [g.prepared or "Choose a file on this device first."]
        else:
            try:
                stored_as = _store().put(BytesIO(g.prepared.content), len(g.prepared.content))
                actions.attach(post, g.prepared, stored_as, by=me())
            except OSError:
                form.file.errors = ["The file could not be kept just now. Try again in a minute."]
            except Refused as refused:
                form.refuse(refused)
            else:
                flash(" ".join([f"{g.prepared.name} is attached.", *g.prepared.removed]), "success")
                return redirect(url_for("submissions.attachments", reference=post.reference))
    return page(
        "submissions/attachments.html",
        form=form,
        post=post,
        limits=actions.ATTACHMENT_LIMITS,
        most=actions.ATTACHMENTS_AT_MOST,
    )


@pages.get("/submissions/<reference>/attachments/<file>")
@requires("attachment.read", on=queries.attachment)
def attachment(file: Any) -> ResponseReturnValue:
    """One file, as a download that no browser opens as a page of ours."""
    try:
        content = _store().open(file.stored_as)
    except FileNotFoundError:
        raise NotFound from None
    response = send_file(
        content, mimetype=file.media_type, as_attachment=True, download_name=file_shown(file)
    )
    response.headers["Content-Security-Policy"] = SEALED
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@pages.app_template_global()
def file_shown(file: Any) -> str:
    """What a file is called for whoever reads this."""
    return file_name_shown_to(reader(), file)


@pages.post("/submissions/<reference>/attachments/<file>/remove")
@requires("attachment.remove", on=queries.attachment)
def remove(file: Any) -> ResponseReturnValue:
    """Take a file off a post."""
    reference = file.submission.reference
    actions.remove(file, by=me())
    flash("The file is removed.", "success")
    return redirect(url_for("submissions.attachments", reference=reference))


def _store() -> Store:
    return Store(current_app.config["SETTINGS"].files_folder)


def _draft_of(form: PostForm, kind: str) -> Any:
    """The draft that this empty page became when it was first saved; nothing where it was not."""
    reference = read_reference(form.draft.data or "")
    there = queries.submission(reference) if request.method == "POST" else None
    return there if there is not None and there.kind == kind and may("submission.edit", there) else None


def _save(form: PostForm, kind: str, there: Any, *, automatic: bool = False) -> Any:
    sheet = form.saved_from
    if there is not None:
        seen = form.version.data or 0
        return actions.save(there, form.content(), seen=seen, by=me(), automatic=automatic, sheet=sheet)
    reference = read_reference(form.draft.data or "")
    free = len(reference) == REFERENCE_LENGTH and queries.submission(reference) is None
    return actions.begin(
        kind, form.content(), by=me(), reference=reference if free else "", automatic=automatic, sheet=sheet
    )


def _says_nothing(form: PostForm, there: Any) -> bool:
    """Whether an empty page was sent that has no draft yet: it makes none, and says what is needed."""
    empty = there is None and request.method == "POST" and not form.errors and form.content().is_empty
    if empty:
        form.title.errors = [NOTHING_TYPED]
    return empty


def _kept(form: PostForm, save: Callable[[], Any]) -> ResponseReturnValue:
    """Answer a save that a script asked for."""
    if not form.validate_on_submit():
        message = (
            "Not saved yet: something is too long, or cannot be read as a day. What you typed is still here."
        )
        return _not_kept("not-valid", message, next(iter(form.errors))), 422
    try:
        post = save()
    except Refused as refused:
        return _not_kept(refused.code, refused.message, refused.field), 409
    return {"version": post.version, "reference": post.reference}


def _not_kept(code: str, message: str, field: str | None) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "field": field}}


def _keep_typed(form: PostForm, refused: Refused, there: Any) -> None:
    """Show the refusal with all that was typed. Saving again from that page is a decision to replace."""
    form.refuse(refused)
    if there is not None:
        form.version.data = there.version


def _other(form: PostForm, there: Any) -> str:
    """Where the text stands that was saved elsewhere meanwhile."""
    if there is None or form.refused is None or form.refused.code != "old-version":
        return ""
    return url_for("submissions.versions", reference=there.reference)


def _onwards(post: Any, kind: str) -> ResponseReturnValue:
    """Where a saved page leads: to the last look, to the part that was saved, or to all that is mine."""
    then = request.form.get("then", "")
    saved = f"Saved at {clock.local(clock.now()):%H:%M}"
    if then == "later":
        flash(f"{saved}. You can carry on whenever you like.", "success")
        return redirect(url_for("submissions.mine"))
    places = [f"part-{place}" for place in range(len(KINDS[kind].sections))]
    if then in places:
        flash(saved, f"saved {then}")
        return redirect(url_for("submissions.edit", reference=post.reference, _anchor=then))
    flash(f"{saved}. Nobody else reads it until you send it.", "said")
    return redirect(url_for("posts.check", reference=post.reference))
