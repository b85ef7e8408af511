"""The list of people."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from portal.foundation.access import may, requires
from portal.foundation.forms import page, page_asked
from portal.foundation.text import BadText, plain_line
from portal.people import queries
from portal.people.admin.start import chosen_organisation, kept_organisations
from portal.people.rules import ROLE_NAMES
from portal.people.views import pages, topics

LONGEST_SEARCH = 100
STATES = {"": "Working here", queries.NO_PASSWORD: "No password yet", queries.LEFT: "Have left"}


@pages.route("/admin/people")
@requires("people.administer")
def find() -> ResponseReturnValue:
    """People by name or address, role and state."""
    everywhere = may("people.administer-all") and not request.args.get("organisation")
    organisation = None if everywhere else chosen_organisation()
    try:
        words = plain_line(request.args.get("q", ""))[:LONGEST_SEARCH]
    except BadText:
        words = ""
    role, state = request.args.get("role", ""), request.args.get("state", "")
    role = role if role in ROLE_NAMES or role == "head" else ""
    state = state if state in STATES else ""
    found = queries.find_people(
        organisation_id=organisation.id if organisation else None,
        words=words,
        role=role,
        state=state,
        page=page_asked(),
    )
    kept = {
        "q": words,
        "role": role,
        "state": state,
        "organisation": organisation.code if organisation else "",
    }

    def page_address(number: int) -> str:
        given = {name: value or None for name, value in kept.items()}
        return url_for(
            "people.find",
            page=number,
            q=given["q"],
            role=given["role"],
            state=given["state"],
            organisation=given["organisation"],
        )

    return page(
        "people/find.html",
        found=found,
        organisation=organisation,
        kept=kept,
        states=STATES,
        role_names=ROLE_NAMES,
        topic_names=dict(topics()),
        organisations=kept_organisations(),
        page_address=page_address,
    )
