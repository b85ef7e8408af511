"""Where administration begins: what needs attention, and the way to everything else."""

from typing import Any

from flask import current_app, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from portal.foundation.access import may, requires
from portal.foundation.forms import page
from portal.people import queries
from portal.people.rules import ROLE_NAMES
from portal.people.views import me, pages

# label, endpoint, permission, what is done there. An entry appears once its page exists.
SECTIONS: tuple[tuple[str, str, str, str], ...] = (
    ("People", "people.find", "people.administer", "Add somebody, move them, give roles, end an account."),
    ("Import people", "people.import_file", "people.administer", "Bring accounts up to date from a file."),
    ("Units", "people.units", "people.administer", "The tree of units, and who heads each."),
    (
        "Routes",
        "authorisation.routes",
        "people.administer",
        "Who decides on a post, in which order, and by when.",
    ),
    (
        "People outside",
        "authorisation.outside",
        "people.administer",
        "Who outside may be asked to decide on a post, by a link. Off until you switch it on.",
    ),
    (
        "Working days",
        "people.working_days",
        "people.administer",
        "Whose bank holidays you keep, and when what is late goes to the next in line.",
    ),
    (
        "What your organisation is like",
        "people.profile",
        "people.administer",
        "Where you work and what you have, so that readers see whether what others tried could work there.",
    ),
    (
        "Crowd and quiet weeks",
        "people.crowd",
        "people.administer",
        "How many work where, so that what anonymous authors say about themselves never points to a few.",
    ),
    (
        "How long posts hold",
        "library.months",
        "keeping.set-months",
        "After how many months whoever keeps a post is asked whether it is still right.",
    ),
    (
        "Audit trail",
        "authorisation.trail",
        "people.administer",
        "Who decided, who changed routes, roles and people, and who tried what is not theirs to do.",
    ),
    ("Organisations", "people.organisations", "people.administer-all", "Police forces and partner bodies."),
    (
        "Mail",
        "people.outbox",
        "people.administer-all",
        "What waits to be sent, and what was given up: try it again, or drop it.",
    ),
    ("Topics", "submissions.topics", "topics.keep", "What posts are filed under: add, rename or retire one."),
    (
        "Words that mean the same",
        "library.synonyms",
        "synonyms.keep",
        "Abbreviations and other ways of saying it: whoever searches for one finds them all.",
    ),
    (
        "Ranks and grades",
        "people.grades",
        "people.administer-all",
        "What they are called, and which are equals.",
    ),
)


def sections() -> list[dict[str, str]]:
    """The parts of the administration that this person may use."""
    return [
        {"label": label, "href": url_for(endpoint), "words": words}
        for label, endpoint, permission, words in SECTIONS
        if endpoint in current_app.view_functions and may(permission)
    ]


def kept_organisations() -> list[Any]:
    """The organisations whose people this person keeps."""
    return list(queries.organisations()) if may("people.administer-all") else [me().organisation]


def chosen_organisation() -> Any:
    """The organisation that the address names, else one's own. Raises ``NotFound`` for one that is not theirs."""
    code = request.args.get("organisation", "")
    organisation = queries.organisation(code) if code else me().organisation
    if organisation is None or not may("people.edit", organisation):
        raise NotFound
    return organisation


@pages.route("/admin")
@requires("people.administer")
def administration() -> ResponseReturnValue:
    """What needs attention, and the way to everything else."""
    waiting = queries.attention(kept_organisations())
    return page("people/administration.html", waiting=waiting, sections=sections(), role_names=ROLE_NAMES)
