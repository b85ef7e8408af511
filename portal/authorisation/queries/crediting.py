"""The post that a claim code belongs to."""

from sqlalchemy import select

from portal.foundation.codes import read_code
from portal.foundation.database import session
from portal.submissions.models import Submission
from portal.submissions.rules import claim_code, claim_mark


def claim_code_in(typed: str) -> str:
    """The claim code that was typed; where it may be a receipt, the claim code that grows from it. Else nothing.

    Which of the two it is only the posts can say, by what is kept of their claim codes.
    """
    code = read_code(typed)
    if code is None:
        return ""
    grown = claim_code(code)
    return grown if _with_mark(grown) is not None else code


def post_to_claim(code: str) -> Submission | None:
    """The post that this claim code belongs to. Nothing else is asked: the desk is not in reach."""
    return _with_mark(code) if code else None


def _with_mark(code: str) -> Submission | None:
    return session.scalar(select(Submission).where(Submission.claim_mark == claim_mark(code)))
