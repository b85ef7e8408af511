"""What people of an organisation tried and may not, from the audit trail, in plain words."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from portal.foundation import refusals
from portal.foundation.access import requires
from portal.foundation.forms import page
from portal.people import queries
from portal.people.admin.start import chosen_organisation, kept_organisations
from portal.people.views import pages

# What was tried: by its permission, else by the room of the permission.
TRIED: dict[str, str] = {
    "step.answer": "Decide on a post",
    "step.ask": "Ask an author before deciding",
    "step.propose-edit": "Approve a post with a change to its text",
    "step.answer-edit": "Answer a change to a text",
    "step.ask-outside": "Ask somebody outside to decide",
    "asking": "Act on a link to somebody outside",
    "outside": "Name people outside",
    "step.ask-opinion": "Ask a colleague for an opinion",
    "step.change-way": "Pass over a step, or add a decider",
    "opinion.see": "Read a post as a colleague who is asked about it",
    "step.hand-on": "Take a decision over, or hand it on",
    "route.configure": "Change a route",
    "people.lead": "Take or hand on posts as innovation lead",
    "people.note-absence": "Note when somebody is away",
    "library.take-out": "Take a post out of the library",
    "people": "Change people, units or settings",
    "route": "Change a route",
    "step": "Act on a decision",
    "submission": "Change, send or withdraw a post",
    "attachment": "Take a file off a post",
    "feedback": "Say or answer something about a post",
    "library": "Change something in the library",
}
WHY: dict[str, str] = {
    refusals.FORBIDDEN: "It was not theirs to do",
    refusals.HIDDEN: "It is something that they may not know of",
    "not-yours": "It was not theirs to do",
    "already-decided": "Somebody else had decided before",
    "old-version": "It had changed since they read it",
}


@pages.get("/admin/audit")
@requires("people.administer")
def refused_attempts() -> ResponseReturnValue:
    """Who tried what is not theirs to do, newest first."""
    organisation = chosen_organisation()
    number = min(max(1, request.args.get("page", 1, type=int)), queries.PAGES_AT_MOST)
    found, total = queries.refused_attempts(organisation.id, number)
    return page(
        "people/refused_attempts.html",
        organisation=organisation,
        organisations=kept_organisations(),
        rows=[
            (entry.at, person, tried_in_words(entry.facts["permission"]), why_in_words(entry.facts["code"]))
            for entry, person in found
        ],
        number=number,
        pages=-(-total // queries.PEOPLE_A_PAGE),
        address=lambda to: url_for("people.refused_attempts", organisation=organisation.code, page=to),
    )


def tried_in_words(permission: str) -> str:
    """What was tried."""
    return TRIED.get(permission) or TRIED.get(
        permission.partition(".")[0], "Something that is not open to them"
    )


def why_in_words(code: str) -> str:
    """Why it was refused."""
    return WHY.get(code, "A rule stood against it")
