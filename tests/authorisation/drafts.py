"""Where the pages of a draft are, and the draft as it is stored now."""

from typing import Any

from portal.authorisation import queries
from portal.foundation.database import session


def place_of(draft: Any, number: int | None = None) -> str:
    """The address of a draft, or of one of its routes."""
    return f"/admin/routes/{draft.reference}" + ("" if number is None else f"/{number}")


def now(draft: Any) -> Any:
    """The draft as it is stored now: a request has let go of the one that a test holds."""
    found = queries.configuration(draft.reference)
    session.refresh(found)
    return found
