"""Signing in and out, choosing a password, and one's own account."""

import json
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_user, logout_user

from portal.foundation.access import SAFE, public, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import labels_of, page
from portal.foundation.forwarded import client_of
from portal.people import actions, queries
from portal.people.forms import ChangePasswordForm, ChoosePasswordForm, ForgottenForm, SignInForm
from portal.people.rules import ROLE_DUTIES, ROLE_NAMES, Role
from portal.people.rules.mail import choice_in_words
from portal.people.rules.names import email_key

pages = Blueprint("people", __name__)
login_manager = LoginManager()
login_manager.session_protection = None  # it would keep a trace of the device in the cookie

# Fields that belong to one showing of a form, and are made anew when it is shown again.
NOT_KEPT = frozenset({"csrf_token", "idempotency_key"})
SHORT = 40
LINKS_FREE = 3
TOO_MANY_REQUESTS = 429
GONE = 410
NOT_ASKED = object()

attempts = actions.Attempts()


class SignedIn:
    """Whoever is signed in, as flask-login knows them: by the secret of their session, asked anew at every request."""

    is_active = is_authenticated = True
    is_anonymous = False

    def __init__(self, token: str) -> None:
        self.token = token

    def get_id(self) -> str:
        """What the cookie holds: the secret of the session, never the person."""
        return self.token

    @cached_property
    def colleague(self) -> Any:
        """The person as the rules see them; nobody once the session has ended or the person has left."""
        return actions.signed_in(self.token)

    @cached_property
    def account(self) -> Any:
        """The person as they are stored; nobody once the session has ended or the person has left."""
        return actions.account(self.token)


login_manager.user_loader(SignedIn)


def me() -> Any:
    """The account of the person who is signed in, or nobody. For pages that write or show what it holds."""
    return g.bearer if "bearer" in g else getattr(current_user, "account", None)


def reader() -> Any:
    """Who is signed in, for asking what they may; or nobody.

    Where something may be written it is the account itself, read under the lock of the transaction.
    """
    found = g.get("reader", NOT_ASKED)
    if found is NOT_ASKED:
        if request.method not in SAFE or "bearer" in g:
            return me()
        found = g.reader = getattr(current_user, "colleague", None)
    return found


def sign_in_first() -> ResponseReturnValue:
    """Ask who it is, and lose nothing: what a form carried waits on the page and is sent again."""
    if request.method in SAFE:
        return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
    typed = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in NOT_KEPT and "password" not in name.lower()
    ]
    files = any(file.filename for file in request.files.values())
    return render_template(
        "people/sign_in_again.html",
        form=SignInForm(None),
        typed=json.dumps(typed),
        to=request.full_path.rstrip("?"),
        files=files,
    ), 401


@pages.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Sign in with an address and a password. What a form carried when the session ended is shown again after it."""
    form = SignInForm()
    after = local_address(request.values.get("next", ""))
    typed, to = request.form.get("typed", ""), request.form.get("to", "")
    suggestions = current_app.config.get("SIGN_IN_SUGGESTIONS", [])
    if request.method == "GET" and request.args.get("as") in {known["email"] for known in suggestions}:
        form.email.data = request.args["as"]
    status = None
    if form.validate_on_submit():
        email = form.email.data or ""
        tried = (email_key(email), _place())
        wait = attempts.wait(*tried)
        if wait:
            seconds = int(wait.total_seconds()) + 1
            form.password.errors = [f"That was wrong several times. Wait {seconds} seconds and try again."]
            status = TOO_MANY_REQUESTS
        else:
            person = queries.person_by_email(email)
            if actions.password_is_right(person, form.password.data or ""):
                attempts.forget(*tried)
                begin_session(person)
                return _type_again(typed, to) if typed else redirect(after)
            attempts.count(*tried)
            form.password.errors = ["That address and password do not go together. Check both and try again."]
    template = "people/sign_in_again.html" if typed else "people/sign_in.html"
    body, usual = page(
        template,
        form=form,
        next=after,
        typed=typed,
        to=to,
        suggestions=suggestions,
        suggested_password=current_app.config.get("SIGN_IN_PASSWORD", ""),
    )
    return body, status or usual


def _place() -> str:
    """From where a password is tried. It is held against no account but the one that is tried: a force is one place."""
    proxies = current_app.config["SETTINGS"].trusted_proxy
    return client_of(request.remote_addr or "", request.headers.get("X-Forwarded-For", ""), proxies)


def begin_session(person: Any) -> None:
    """Begin a session in this browser, with a new secret and an empty cookie (ASVS 7.2.4)."""
    token = actions.begin_session(person, instead_of=current_user.get_id() or "")
    session.clear()
    g.pop("csrf_token", None)  # a form on the page that follows belongs to the new session
    login_user(SignedIn(token))


def _type_again(typed: str, to: str) -> ResponseReturnValue:
    """The page that sends what was typed once more, to where it was going."""
    fields = _fields(typed)
    if local_address(to) != to or not fields:
        return redirect(local_address(to))
    words = [(name, value) for name, value in fields if len(value) > SHORT or " " in value or "\n" in value]
    codes = [(name, value) for name, value in fields if (name, value) not in words]
    labels = labels_of([name for name, _value in fields])
    return render_template("people/signed_in_again.html", to=to, words=words, codes=codes, labels=labels)


def _fields(typed: str) -> list[tuple[str, str]]:
    try:
        pairs = json.loads(typed)
    except (ValueError, RecursionError):
        return []
    if not isinstance(pairs, list):
        return []
    return [
        (pair[0], pair[1])
        for pair in pairs
        if isinstance(pair, list)
        and len(pair) == 2
        and all(isinstance(part, str) for part in pair)
        and pair[0] not in NOT_KEPT
        and "password" not in pair[0].lower()
    ]


@pages.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End this session, here and on the server."""
    if current_user.is_authenticated:
        actions.end_session(current_user.get_id())
    logout_user()
    session.clear()
    return redirect(url_for("people.sign_in"))


@pages.route("/sign-in/forgotten", methods=["GET", "POST"])
@public
def forgotten() -> ResponseReturnValue:
    """Ask for a link by mail. The answer is the same for an address that nobody has."""
    form = ForgottenForm()
    if not form.validate_on_submit():
        return page("people/forgotten.html", form=form)
    email = form.email.data or ""
    many = attempts.count("link", email_key(email)) >= LINKS_FREE
    actions.ask_for_link(email, mail_link if not many else None)
    return page("people/forgotten_sent.html", email=email)


def topics() -> list[tuple[str, str]]:
    """The topics that somebody can lead: handed in, because what posts are about is not known down here."""
    found: list[tuple[str, str]] = current_app.config["TOPICS"]()
    return found


def mail_link(person: Any, *, by: Any = None) -> None:
    """Mail somebody the link with which they choose a password."""
    settings = current_app.config["SETTINGS"]
    token = actions.token_for_link(person, settings.secret_key)
    link = settings.url + url_for("people.choose_password", token=token)
    actions.send_password_link(person, link=link, product=settings.name, by=by)


@pages.route("/sign-in/choose-password/<token>", methods=["GET", "POST"])
@public
def choose_password(token: str) -> ResponseReturnValue:
    """Choose a password by a mailed link, which works once."""
    form = ChoosePasswordForm()
    secret = current_app.config["SETTINGS"].secret_key
    person = actions.person_of_link(token, secret)
    if person is None:
        return render_template("people/link_is_old.html"), GONE
    email, name = person.email, person.name
    if form.validate_on_submit():
        try:
            actions.choose_by_link(token, secret, form.password.data or "")
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Your password is set. Sign in with it.", "success")
            return redirect(url_for("people.sign_in"))
    return page("people/choose_password.html", form=form, email=email, name=name)


@pages.route("/account")
@requires()
def account() -> ResponseReturnValue:
    """One's own account: what the portal knows, and what one's roles let one do."""
    person = me()
    names = dict(topics()) if any(one.topic for one in person.roles_held) else {}
    held = [
        (ROLE_NAMES[Role(one.role)], names.get(one.topic, one.topic), ROLE_DUTIES[Role(one.role)])
        for one in sorted(person.roles_held, key=lambda one: one.role)
    ]
    return page(
        "people/account.html",
        form=ChangePasswordForm(None),
        person=person,
        held=held,
        headed=queries.headed_by(person),
        tokens=actions.tokens_of(person),
        mail=choice_in_words(person.mail, person.organisation.mail_at),
    )


@pages.route("/account/password", methods=["GET", "POST"])
@requires()
def change_password() -> ResponseReturnValue:
    """Change one's own password. Every other session ends."""
    form = ChangePasswordForm()
    person = me()
    tried = (person.email_key, _place())
    if form.validate_on_submit():
        try:
            if attempts.wait(*tried):
                raise Refused(
                    "That was wrong several times. Wait a minute and try again.", field="old_password"
                )
            actions.choose_password(person, form.password.data or "", old=form.old_password.data or "")
        except Refused as refused:
            if refused.code == "wrong-password":
                attempts.count(*tried)
            form.refuse(refused)
        else:
            begin_session(person)
            flash("Your password is changed. You are signed out everywhere else.", "success")
            return redirect(url_for("people.account"))
    return page("people/change_password.html", form=form)


@pages.post("/account/sign-out-everywhere")
@requires()
def sign_out_everywhere() -> ResponseReturnValue:
    """End all of one's sessions, this one too, and take back the tokens with which programs act for one."""
    actions.sign_out_everywhere(me())
    actions.take_back_tokens(me())
    logout_user()
    session.clear()
    flash("You are signed out on every device, and no program acts for you.", "success")
    return redirect(url_for("people.sign_in"))


def local_address(address: str) -> str:
    """An address within the portal; the start page for anything that leads elsewhere."""
    strange = "\\" in address or any(ord(character) <= 32 or ord(character) == 127 for character in address)
    if strange or not address.startswith("/") or address.startswith("//"):
        return "/"
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc else address
