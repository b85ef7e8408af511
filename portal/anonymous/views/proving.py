"""A proof of filing: a file that says who filed a post without saying who, and how one reads it."""

from flask import Response, make_response, request, url_for
from flask.typing import ResponseReturnValue

from portal.anonymous import actions, queries, rules
from portal.anonymous.forms import ProofForm
from portal.anonymous.queries import Own
from portal.anonymous.rules import proofs
from portal.anonymous.views.certificate import certificate
from portal.anonymous.views.door import pages, the_desk
from portal.anonymous.views.files import SEALED
from portal.anonymous.views.receipt import own_page, owned
from portal.foundation.forms import page
from portal.foundation.paper.stamps import stamped_in_steps
from portal.foundation.sealing import signature, signing_key
from portal.submissions.rules import text_of

FILE_NAME = "proof-of-filing.json"
CERTIFICATE_NAME = "certificate.pdf"


@pages.post("/receipt/proof")
def proof() -> ResponseReturnValue:
    """A stamped proof for one reader, made from the receipt as it is asked for. Nothing of it is kept."""
    code, post = owned()
    form = ProofForm()
    day = queries.passed_on_as_it_is(post) if post is not None else ""
    if post is None or not day or not form.validate():
        return own_page(code, post, proving=form)
    if request.form.get("then") == "certificate":
        since = queries.in_library_since(post)
        return _certificate(post, since, form.to.data or "") if since else own_page(code, post, proving=form)
    desk, item = the_desk(), post.item
    seed = bytes.fromhex(rules.derived(code, "proof"))
    stamped = proofs.proof(
        portal=desk.name,
        organisation=queries.organisations()[item.organisation]["name"],
        day=day,
        title=str(item.text["title"]),
        text=text_of(actions.as_post(item.kind, item.text)),
        key=signing_key(seed),
    )
    stamp = signature(bytes.fromhex(desk.proof_key), proofs.written(stamped))
    shown = {"says": proofs.SHOWS, "to": form.to.data or ""}
    by_holder = signature(seed, proofs.written_showing(shown, stamp))
    return _file(
        proofs.file_of(
            {
                "title": item.text["title"],
                "text": text_of(actions.as_post(item.kind, item.text)),
                "proof": stamped,
                "stamp": stamp,
                "shown": {**shown, "signature": by_holder},
            }
        )
    )


def _certificate(post: Own, since: str, to: str) -> Response:
    """What became of a post, for somebody whom its author shows it to: a stamped PDF that names the post and nobody."""
    desk, item = the_desk(), post.item
    document = certificate(
        title=str(item.text["title"]),
        portal=desk.name,
        organisation=queries.organisations()[item.organisation]["name"],
        called=post.designation,
        since=since,
        to=to,
        told=queries.recognised(post),
        key_page=url_for("anonymous.about_proofs"),
    )
    answer = make_response(stamped_in_steps(document, bytes.fromhex(desk.proof_key), rules.STEP))
    answer.mimetype = "application/pdf"
    answer.headers["Content-Security-Policy"] = SEALED
    answer.headers["Content-Disposition"] = f'attachment; filename="{CERTIFICATE_NAME}"'
    return answer


def _file(content: str) -> Response:
    answer = make_response(content)
    answer.mimetype = "application/json"
    answer.headers["Content-Security-Policy"] = SEALED
    answer.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return answer


@pages.get("/proof")
def about_proofs() -> ResponseReturnValue:
    """What a proof of filing shows and what it does not, how one is checked, and the key of this portal."""
    return page("anonymous/proof.html", key=signing_key(bytes.fromhex(the_desk().proof_key)))
