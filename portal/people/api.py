"""Who another program acts for: the bearer token that every request of an interface carries."""

from flask import g, request
from flask.typing import ResponseReturnValue

from portal.foundation.access import SAFE, takes_visitors
from portal.people.actions import tokens
from portal.people.rules.scopes import Scope

SCHEME = "bearer"


def by_token() -> ResponseReturnValue | None:
    """Before every request of an interface: find out whose token it carries. Without a good one, 401.

    A session's cookie counts for nothing here, so no page of another site can make a browser ask. What visitors read
    needs no token; one that is sent must be good all the same.
    """
    if not request.headers.get("Authorization") and takes_visitors():
        g.bearer = None
        return None
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    found = tokens.token(secret.strip()) if scheme.casefold() == SCHEME else None
    if found is None:
        answer = _no("no-token", "Send a token that is valid, as “Authorization: Bearer …”.")
        return answer, 401, {"WWW-Authenticate": "Bearer"}
    person, scopes = found
    needed = Scope.READ if request.method in SAFE else Scope.WRITE
    if needed not in scopes:
        return _no("scope", f"This token was not given the scope “{needed}”."), 403
    g.bearer = person
    return None


def _no(code: str, message: str) -> dict[str, object]:
    return {"error": {"code": code, "message": message, "field": None}}
