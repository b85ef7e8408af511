"""Writing a post: the text, the last look, and the receipt in the body of the answer."""

from collections.abc import Iterator

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from portal.anonymous import actions, forms, queries, rules
from portal.anonymous.forms import LOOK, LastLook
from portal.anonymous.rules.crowd import Circle
from portal.anonymous.views import uploads
from portal.anonymous.views.arriving import ENVELOPE, arrived
from portal.anonymous.views.door import pages, the_desk
from portal.foundation.errors import Refused
from portal.foundation.files import UnsafeFile
from portal.foundation.forms import page
from portal.guardians.rules import Destroy, listed
from portal.submissions import queries as posts
from portal.submissions.forms import PostForm
from portal.submissions.kinds import KINDS
from portal.submissions.rules import FINDING, finding_shown, texts_of

NOT_CARRIED = ("then", "receipt", "mark", "code", uploads.FIELD, LOOK + uploads.FIELD)
CHOOSE_AGAIN = "Choose your files again: your browser does not keep them when this page is shown again."


@pages.route("/<kind>", methods=["GET", "POST"])
def write(kind: str) -> ResponseReturnValue:
    """The text of a new post; then the check page. Nothing is stored."""
    if kind not in queries.kinds_taken():
        abort(404)
    form = forms.begun(kind, door=arrived().envelope is None)
    if request.form.get("then") == "check" and forms.complete(form, the_desk().door_key):
        return check_page(form, forms.looked({}, queries.topics(), _circle(form)))
    return write_page(form)


@pages.post("/<kind>/file")
def file(kind: str) -> ResponseReturnValue:
    """Keep the post, and show its receipt: in the body of this answer, and nowhere else."""
    if kind not in KINDS:
        abort(404)
    envelope = arrived().envelope
    form = forms.begun(kind, door=envelope is None)
    look = forms.looked({}, queries.topics(), _circle(form))
    receipt = _sealed_receipt()
    if not forms.complete(form, the_desk().door_key):
        return write_page(form)
    text = forms.settled_at_desk(form, look)
    if receipt is None:
        look.form_errors.append(
            "This page was open for a long time. Look at it again, and post it once more."
        )
    if text is None or receipt is None:
        return check_page(form, look)
    try:
        made = uploads.read_files(look.files.name)
        with actions.at_the_desk():
            item = actions.file(
                receipt,
                _organisation(form) or "",
                kind,
                text,
                made,
                envelope=envelope,
                destroy=Destroy.AT_CLOSURE if look.destroy.data else Destroy.AFTER_A_YEAR,
            )
    except UnsafeFile as unsafe:
        look.files.errors = [str(unsafe)]
        return check_page(form, look)
    except Refused as refused:
        forms.refuse(look, refused)
        return check_page(form, look)
    return page(
        "anonymous/filed.html",
        groups=rules.spoken_receipt(receipt),
        code=receipt,
        news=item.news,
        organisation=queries.organisations()[item.organisation]["name"],
        kind=KINDS[kind],
        files=[(there.name, one.removed) for there, one in zip(queries.files_of(item), made, strict=False)],
        by=look.by,
        guardians=listed(envelope.names) if envelope is not None else "",
        desk=the_desk(),
    )


def _organisation(form: PostForm) -> str | None:
    """Where whoever writes works: their envelope says so, or the door code; nothing where that opens nothing."""
    envelope = arrived().envelope
    if envelope is not None:
        return envelope.organisation
    return queries.organisation_behind(form["door"].data or "", the_desk().door_key)


def _circle(form: PostForm) -> Circle | None:
    """The circle of whoever writes; none where nobody knows where they work."""
    organisation = _organisation(form)
    return queries.circle(organisation) if organisation is not None else None


def _sealed_receipt() -> str | None:
    """The receipt that this desk made for the check page, if it is one."""
    code = rules.read_receipt(request.form.get("receipt", ""))
    mark = request.form.get("mark", "")
    return code if code and rules.sealed(the_desk().receipt_key, code, mark) else None


def write_page(form: PostForm, code: str = "") -> ResponseReturnValue:
    """The page of the text. ``code``: of the post that is changed; none for a new one."""
    kind = form.kind
    return page(
        "anonymous/write.html",
        form=form,
        kind=kind,
        code=code,
        action=url_for("anonymous.change") if code else url_for("anonymous.write", kind=kind.slug),
        carried=[pair for pair in _carried() if pair[0].startswith(LOOK) or pair[0] == ENVELOPE],
        arrived=arrived(),
        desk=the_desk(),
    )


def check_page(form: PostForm, look: LastLook, code: str = "") -> ResponseReturnValue:
    """The page of the last look: what may give somebody away, whether it can be shared, and how far."""
    kind = form.kind
    if uploads.came_with_files(look.files.name) and not look.files.errors:
        look.files.errors = [CHOOSE_AGAIN]
    receipt = "" if code else _sealed_receipt() or actions.new_receipt()
    text = forms.text_at_desk(form, look)
    texts = dict(texts_of(actions.as_post(kind.slug, text)))
    marked = forms.marked_at_desk(kind.slug, text)
    gone = [one for place, one in enumerate(marked) if request.form.get(f"{FINDING}{place}") == "accept"]
    read = forms.without_at_desk(kind.slug, text, gone)
    post = queries.own(code) if code else None
    organisation = (post.item.organisation if post is not None else _organisation(form)) or ""
    return page(
        "anonymous/check.html",
        form=look,
        kind=kind,
        code=code,
        receipt=receipt,
        mark=rules.seal(the_desk().receipt_key, receipt) if receipt else "",
        action=url_for("anonymous.change") if code else url_for("anonymous.file", kind=kind.slug),
        back=url_for("anonymous.change") if code else url_for("anonymous.write", kind=kind.slug),
        carried=[pair for pair in _carried() if not pair[0].startswith(LOOK)],
        findings=[
            finding_shown(place, one, texts, request.form.get(f"{FINDING}{place}", ""))
            for place, one in enumerate(marked)
        ],
        replaced=gone,
        title=read["title"],
        parts=posts.parts(kind.slug, read),
        arrived=arrived(),
        in_confidence=_in_confidence(post),
        unread=queries.why_unread(organisation, kind.slug),
        settled=queries.why_no_further(organisation, kind.slug),
        desk=the_desk(),
    )


def _in_confidence(post: queries.Own | None) -> bool:
    """Whether the post of this page is confidential: it came with an envelope, now or when it was first filed."""
    return queries.is_confidential(post.item) if post is not None else arrived().envelope is not None


def _carried() -> Iterator[tuple[str, str]]:
    """What was typed so far, to be carried to the next page in hidden fields: the desk itself keeps nothing."""
    for name, value in request.form.items(multi=True):
        if name == ENVELOPE and arrived().envelope is None:
            continue
        if name not in NOT_CARRIED and not name.startswith(FINDING) and value:
            yield name, value
