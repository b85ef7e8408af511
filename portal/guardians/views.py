"""The pages of guardians, and the one on which anybody gets an envelope."""

from functools import partial
from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.authorisation import queries as ways
from portal.foundation.access import may, me, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import Form, page
from portal.guardians import actions, queries, rules
from portal.guardians.forms import AnswerForm, AskForm, KeyForm, ReadForm
from portal.guardians.rules import GROUND_NAMES, Ground
from portal.people.actions import Attempts
from portal.submissions.kinds import KINDS
from portal.submissions.rules import STATUS_NAMES

pages = Blueprint("guardians", __name__)
attempts = Attempts()

WAIT = "That was wrong several times. Wait a minute and try again."


@pages.get("/account/confidential")
@requires("submission.share")
def confidential() -> ResponseReturnValue:
    """An envelope for whoever asks, carried to the desk by their browser. Nothing of it is kept."""
    person = me()
    kinds = [kind for kind in KINDS.values() if ways.takes_anonymous(person.organisation_id, kind.slug)]
    try:
        envelope = actions.seal_for(person) if kinds else None
    except Refused:
        envelope = None
    seed = rules.signing_seed(current_app.config["SETTINGS"].secret_key)
    return page(
        "guardians/confidential.html",
        organisation=person.organisation,
        kinds=kinds,
        envelope=actions.signed(envelope, seed) if envelope is not None else "",
        guardians=rules.listed(envelope.names) if envelope is not None else "",
    )


@pages.get("/guardian")
@requires("guardian.serve")
def start() -> ResponseReturnValue:
    """A guardian's own key, what waits for them, and the posts whose authors' names are kept."""
    person = me()
    return page(
        "guardians/start.html",
        key=queries.key_in_use(person.id),
        others=[one for one in queries.guardians_of(person.organisation_id) if one.id != person.id],
        with_key={key.person_id for key in queries.keys_of(person.organisation_id)},
        takes=queries.takes_confidential(person.organisation_id),
        waiting=[
            one for one in queries.waiting_in(person.organisation_id) if may("identity.see-opening", one)
        ],
        kept=[one for one in queries.sealed_in(person.organisation_id) if may("identity.ask", one)],
        grounds=GROUND_NAMES,
        states=STATUS_NAMES,
    )


@pages.route("/guardian/key", methods=["GET", "POST"])
@requires("guardian.serve")
def key() -> ResponseReturnValue:
    """Make a key, or a new one."""
    form = KeyForm()
    if form.validate_on_submit():
        try:
            actions.make_key(me(), form.password.data or "")
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Your key is made. Keep the passphrase where only you find it.", "success")
            return redirect(url_for("guardians.start"))
    return page("guardians/key.html", form=form, key=queries.key_in_use(me().id))


@pages.route("/guardian/posts/<reference>", methods=["GET", "POST"])
@requires("identity.ask", on=queries.confidence)
def post(it: Any) -> ResponseReturnValue:
    """One confidential post as guardians have it: what was asked about it, and a place to ask."""
    form = AskForm()
    if form.validate_on_submit():
        asks = actions.ask_author if request.form.get("then") == "author" else actions.ask
        try:
            made = asks(it, Ground(form.ground.data), form.reason.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect(url_for("guardians.opening", reference=made.reference))
    return page(
        "guardians/post.html",
        form=form,
        it=it,
        seconds=rules.listed([one.title for one in it.seconds(me().id)]),
        sealed_to_me=it.key_of(me().id) is not None,
        grounds=GROUND_NAMES,
        states=STATUS_NAMES,
    )


def _unlocked() -> bytes | None:
    """What the passphrase opens that was typed, found out before anybody is held up: it takes half a second."""
    case = queries.opening(str((request.view_args or {}).get("reference", "")))
    typed, person = request.form.get("password", ""), me()
    key = case.confidence.key_of(person.id) if case is not None else None
    if not typed or key is None or attempts.wait("guardian", str(person.id)):
        return None
    seed = actions.unlocked(key, typed)
    if seed is None:
        attempts.count("guardian", str(person.id))
    else:
        attempts.forget("guardian", str(person.id))
    return seed


@pages.get("/guardian/openings/<reference>")
@requires("identity.see-opening", on=queries.opening)
def opening(case: Any) -> ResponseReturnValue:
    """One request: how it stands, and what comes next for whoever looks."""
    return _opening_page(case)


@pages.post("/guardian/openings/<reference>/answer")
@requires("identity.answer", on=queries.opening, before=_unlocked)
def answer(case: Any) -> ResponseReturnValue:
    """A second guardian agrees, with their passphrase, or says no."""
    form = AnswerForm()
    if not form.validate_on_submit():
        return _opening_page(case, answering=form)
    said = form.answer.data or ""
    agrees = request.form.get("then") == "agree"
    act = partial(actions.approve, case, g.prepared, said) if agrees else partial(actions.refuse, case, said)
    try:
        _not_too_often(agrees)
        act(by=me())
    except Refused as refused:
        form.refuse(refused)
        return _opening_page(case, answering=form)
    flash("Kept. Whoever asked is told, and so is the author.", "success")
    return redirect(url_for("guardians.opening", reference=case.opening.reference))


@pages.post("/guardian/openings/<reference>/read")
@requires("identity.read", on=queries.opening, before=_unlocked)
def read(case: Any) -> ResponseReturnValue:
    """Who wrote the post, in this one answer and in no other."""
    form = ReadForm()
    try:
        _not_too_often(True)
        identity = actions.read(case, g.prepared, by=me())
    except Refused as refused:
        form.refuse(refused)
        return _opening_page(case, reading=form)
    return page("guardians/identity.html", case=case, identity=identity)


def _not_too_often(needs_passphrase: bool) -> None:
    if needs_passphrase and g.prepared is None and attempts.wait("guardian", str(me().id)):
        raise Refused(WAIT, field="password")


def _opening_page(
    case: Any, *, answering: Form | None = None, reading: Form | None = None
) -> ResponseReturnValue:
    return page(
        "guardians/opening.html",
        form=answering or reading,
        case=case,
        answering=answering or AnswerForm(None),
        reading=reading or ReadForm(None),
        ground=GROUND_NAMES[Ground(case.opening.ground)],
        seconds=rules.listed([one.title for one in case.confidence.seconds(case.asked_by_id)]),
    )
