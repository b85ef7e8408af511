"""You said, we did: what an organisation, or a unit, did about what was said, and what it did not do and why."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from portal.foundation.access import reader, requires
from portal.foundation.forms import page, page_asked
from portal.library.queries import you_said as asked
from portal.library.rules.you_said import ANSWER_NAMES, Answer
from portal.library.views.room import pages, row
from portal.people import queries as people


@pages.get("/you-said")
@requires("submission.share")
def you_said() -> ResponseReturnValue:
    """What was said, what was done about it, and what was not and why: of one organisation, or of one unit."""
    wanted = request.args
    home = asked.home_of(reader(), wanted.get("organisation", "")[:40], wanted.get("unit", "")[:8])
    show = wanted.get("show", "")
    answer = Answer(show) if show in set(Answer) else Answer.DONE
    found = asked.answers(reader(), home, answer, page_asked())
    return page(
        "library/you_said.html",
        home=home,
        show=answer,
        names=ANSWER_NAMES,
        found=found,
        tabs=[
            {
                "label": name,
                "href": _here(home, one),
                "current": one == answer,
                "count": found.counts[one],
            }
            for one, name in ANSWER_NAMES.items()
        ],
        rows=[row(line.card) | {"note": line.words} for line in found.lines],
        at=lambda turned: _here(home, answer, turned),
        organisations=people.organisations(),
    )


def _here(home: asked.Home, answer: Answer, number: int = 1) -> Any:
    return url_for(
        "library.you_said",
        organisation=home.organisation.code,
        unit=home.unit.reference if home.unit is not None else None,
        show=answer.value,
        page=number if number > 1 else None,
    )
