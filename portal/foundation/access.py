"""The doors: every page names the permission it needs, and asks for it the same way.

A page is found (else 404), may be seen (else the same 404), may be used (else 403), and runs in one
transaction where it can change anything. Where it is refused what it wanted to change, the audit trail
keeps that it was tried. The boards that say who may do what are handed in by the
application; an endpoint that names no permission stops the start. A page for ``visitors`` is read without an account
too, as far as the same rules let nobody in particular.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, current_app, g, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.wrappers import Response

from portal.foundation import idempotency, refusals
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.refusals import Attempt, Keeps

PUBLIC = "public"
SIGNED_IN = "signed-in"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
KEY_LENGTH = 100
BAD_REQUEST = 400

Rule = Callable[..., bool]
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


class Undeclared(Exception):
    """An endpoint names no permission, or one that the policy does not have."""


class Board:
    """What the application hands in: who is there, who may do what, what a person may know of.

    ``keeps`` says which refusals of a change stand in the audit trail; ``visitors`` whether anybody reads without an
    account.
    """

    def __init__(
        self,
        policy: Mapping[str, Rule],
        sees: Mapping[type, Rule],
        me: Callable[[], Any],
        reader: Callable[[], Any],
        sign_in_first: Callable[[], ResponseReturnValue],
        keeps: Keeps,
        *,
        visitors: bool = False,
    ) -> None:
        self.policy = policy
        self.sees = sees
        self.me = me
        self.reader = reader
        self.sign_in_first = sign_in_first
        self.keeps = keeps
        self.visitors = visitors


def bind(app: Flask, board: Board) -> None:
    """Hang the boards up in the application."""
    app.extensions["access"] = board


def _board() -> Board:
    return cast("Board", current_app.extensions["access"])


def me() -> Any:
    """The account of the person who is signed in, or nobody."""
    return _board().me()


def reader() -> Any:
    """The person who is signed in as the rules see them, or nobody: all that a page needs which only reads."""
    return _board().reader()


def sign_in_first() -> ResponseReturnValue:
    """Ask who it is, and keep what was typed."""
    return _board().sign_in_first()


def may(permission: str, thing: object | None = None) -> bool:
    """Whether the person who is signed in may do this. Templates ask with the same name as the door."""
    person = reader()
    if person is None:
        return False
    return allowed(_board(), person, permission, thing)


def allowed(board: Board, person: Any, permission: str, thing: object | None) -> bool:
    """Whether this person may do this to this thing. Raises ``KeyError`` for a permission nobody declared."""
    if permission == SIGNED_IN:
        return True
    rule = board.policy[permission]
    return rule(person) if thing is None else rule(person, thing)


def may_know_of(person: Any, thing: object) -> bool:
    """Whether this person may learn that the thing exists. What no rule speaks of is hidden."""
    rule = _board().sees.get(type(thing))
    return rule is not None and rule(person, thing)


def open_to_visitors() -> bool:
    """Whether anything is read here by visitors, who are not signed in."""
    return _board().visitors


def takes_visitors() -> bool:
    """Whether the page that is asked for is read by visitors too, who are not signed in."""
    view = current_app.view_functions.get(request.endpoint or "")
    return _board().visitors and request.method in SAFE and getattr(view, "visitors", False)


def public(view: View) -> View:
    """A page for everybody, signed in or not."""
    return _declare(view, PUBLIC)


def requires(
    permission: str = SIGNED_IN,
    *,
    on: Callable[..., object | None] | None = None,
    before: Callable[[], object] | None = None,
    one_by_one: bool = False,
    visitors: bool = False,
) -> Callable[[View], View]:
    """A page for those who may. ``on`` loads the one thing it is about from the parts of the address.

    ``before`` does what takes long, such as reading a file, before an unsafe request begins its
    transaction, so that nobody waits for it; the page finds what it returned as ``g.prepared``. A page that works
    through many things ``one_by_one`` begins a transaction for each, and itself answers a request that comes twice.
    One for ``visitors`` is read by whoever is not signed in too: the rule is asked with nobody in the person's place.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**parts: Any) -> ResponseReturnValue:
            if request.method in SAFE:
                return _guarded(Attempt(permission, _board().keeps), view, on, parts)
            if before is not None and me() is not None:
                g.prepared = before()
            with refusals.kept(permission, _board().keeps) as attempt:
                if one_by_one:
                    return _guarded(attempt, view, on, parts, once=False)
                with transaction(), _met(attempt):
                    return _guarded(attempt, view, on, parts)

        declared = _declare(cast("View", guarded), permission, view)
        declared.visitors = visitors  # type: ignore[attr-defined]
        return declared

    return decorate


@contextmanager
def _met(attempt: Attempt) -> Iterator[None]:
    """Note what is raised inside the transaction that it ends: afterwards nothing loaded in it can be read."""
    try:
        yield
    except Refused as refused:
        attempt.meet(refused.code)
        raise
    except Forbidden:
        attempt.meet(refusals.FORBIDDEN)
        raise


def _guarded(
    attempt: Attempt,
    view: Callable[..., ResponseReturnValue],
    on: Callable[..., object | None] | None,
    parts: dict[str, Any],
    *,
    once: bool = True,
) -> ResponseReturnValue:
    """Ask the boards, in their order, and answer."""
    person = reader()
    if person is None and not takes_visitors():
        return _board().sign_in_first()
    if person is not None:
        attempt.person_id = person.id
    if on is None:
        arguments: tuple[object, ...] = ()
        if not allowed(_board(), person, attempt.permission, None):
            raise Forbidden
    else:
        thing = attempt.thing = on(**parts)
        if thing is None:
            raise NotFound
        if not may_know_of(person, thing):
            attempt.meet(refusals.HIDDEN)
            raise NotFound
        if not allowed(_board(), person, attempt.permission, thing):
            raise Forbidden
        arguments, parts = (thing,), {}
    if not once or person is None:
        return view(*arguments, **parts)
    return _once(lambda: view(*arguments, **parts), str(person.id))


def _declare(view: View, permission: str, inner: Callable[..., object] | None = None) -> View:
    view.permission = permission  # type: ignore[attr-defined]
    view.inner = inner or view  # type: ignore[attr-defined]
    return view


def _once(answer: Callable[[], ResponseReturnValue], person: str) -> ResponseReturnValue:
    """Answer an unsafe request, or repeat the answer that its key was given before."""
    key = request.headers.get("Idempotency-Key") or request.form.get("idempotency_key", "")
    if request.method in SAFE or not key:
        return answer()
    claimed = idempotency.claim(key[:KEY_LENGTH], person, request.method, request.path)
    if claimed.status:
        return _repeat(claimed)
    response = current_app.make_response(answer())
    if response.status_code >= BAD_REQUEST:
        session.rollback()  # nothing was done, so the key is still free
    elif response.is_json or response.location:
        claimed.status = response.status_code
        claimed.location = response.location or ""
        claimed.body = response.get_data(as_text=True) if response.is_json else ""
    else:
        session.delete(claimed)  # a page to look at: asking again shows it again
    return response


def _repeat(earlier: idempotency.GivenAnswer) -> ResponseReturnValue:
    if earlier.location and not earlier.body:
        return redirect(earlier.location, code=earlier.status)
    return Response(earlier.body, status=earlier.status, mimetype="application/json")


def check_declared(app: Flask, elsewhere: frozenset[str] = frozenset({"static"})) -> None:
    """Stop the start where a page has no door. Raises ``Undeclared`` naming all of them."""
    policy = _board_of(app).policy
    missing = []
    for rule in app.url_map.iter_rules():
        permission = getattr(app.view_functions[rule.endpoint], "permission", None)
        known = permission in policy or permission in {PUBLIC, SIGNED_IN}
        if rule.endpoint not in elsewhere and not known:
            missing.append(f"{rule.endpoint} ({permission or 'no permission'})")
    if missing:
        raise Undeclared("These pages declare no permission of the policy: " + ", ".join(sorted(missing)))


def _board_of(app: Flask) -> Board:
    return cast("Board", app.extensions["access"])
