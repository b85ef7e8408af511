"""Signing in and out, and one's own account."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_user, logout_user

from portal.foundation.access import SAFE, public
from portal.foundation.database import transaction
from portal.foundation.forms import page
from portal.people import actions, queries
from portal.people.forms import SignInForm

pages = Blueprint("people", __name__)
login_manager = LoginManager()
login_manager.session_protection = None  # it would keep a trace of the device in the cookie

# Fields that belong to one showing of a form, and are made anew when it is shown again.
NOT_KEPT = frozenset({"csrf_token", "password", "idempotency_key"})


class SignedIn:
    """Whoever is signed in, as flask-login knows them: by the secret of their session."""

    is_active = is_authenticated = True
    is_anonymous = False

    def __init__(self, person: Any, token: str) -> None:
        self.person = person
        self.token = token

    def get_id(self) -> str:
        """What the cookie holds: the secret of the session, never the person."""
        return self.token


@login_manager.user_loader  # type: ignore[untyped-decorator] # flask-login has no types
def load(token: str) -> SignedIn | None:
    """Whose session this is, asked anew at every request, so that a leaver's ends at once."""
    person = actions.signed_in(token)
    return None if person is None else SignedIn(person, token)


def me() -> Any:
    """The person who is signed in, or nobody."""
    return g.bearer if "bearer" in g else getattr(current_user, "person", None)


def sign_in_first() -> ResponseReturnValue:
    """Ask who it is, and lose nothing: what a form carried waits on the page and is sent again."""
    if request.method in SAFE:
        return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_KEPT]
    return render_template("people/sign_in_again.html", form=SignInForm(None), typed=typed, to=request.path), 401


@pages.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Sign in with an address and a password."""
    form = SignInForm()
    after = local_address(request.args.get("next") or request.form.get("next", ""))
    if form.validate_on_submit():
        person = queries.person_by_email(form.email.data or "")
        right = actions.password_is_right(person, form.password.data or "")
        if person is not None and right:
            with transaction():
                token = actions.sign_in(person)
            session.clear()
            login_user(SignedIn(person, token))
            return redirect(after)
        form.password.errors = ["That address and password do not go together. Check both and try again."]
    return page("people/sign_in.html", form=form, next=after)


@pages.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End this session, here and on the server."""
    if current_user.is_authenticated:
        with transaction():
            actions.sign_out(current_user.get_id())
    logout_user()
    session.clear()
    return redirect(url_for("people.sign_in"))


def local_address(address: str) -> str:
    """An address within the portal; the start page for anything that leads elsewhere."""
    parts = urlsplit(address)
    outside = parts.scheme or parts.netloc or not address.startswith("/") or address.startswith("//")
    strange = "\\" in address or any(ord(character) < 32 for character in address)
    return "/" if outside or strange else address
