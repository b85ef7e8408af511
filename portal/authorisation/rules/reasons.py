"""Why somebody does what others have to be able to follow: said in a sentence or two, everywhere alike. Pure."""

from portal.foundation.errors import Refused

WHY_AT_LEAST = 10
WHY_AT_MOST = 1000


def check_why(why: str, asked: str, *, field: str = "why") -> None:
    """Raise ``Refused`` where no reason is given that one can follow, or too long a one. ``asked``: what to say."""
    if len(why.strip()) < WHY_AT_LEAST:
        raise Refused(asked, field=field, code="missing")
    if len(why.strip()) > WHY_AT_MOST:
        raise Refused(f"Use at most {WHY_AT_MOST} characters.", field=field, code="not-valid")
