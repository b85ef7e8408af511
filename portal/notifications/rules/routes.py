"""What administrators are told of routes that one of them proposed, where two must publish. Pure."""

PROPOSED = "routes.proposed"
# What ends a proposal, in the words for whoever made it and for those who were asked to agree to it.
ENDS = {
    "routes.published": "{by} put the routes in force that {whose} proposed",
    "routes.discarded": "{by} discarded the routes that {whose} proposed",
    "routes.changed": "{by} changed the routes that {whose} proposed, so they are proposed no longer",
    "routes.imported": "A file took the place of the routes that {whose} proposed",
}


def words_of_proposal(by: str, organisation: str) -> str:
    """What the other administrators of an organisation are asked."""
    return f"{by} proposes other routes for {organisation}. They wait for a second administrator"


def words_of_end(event: str, *, by: str, whose: str) -> str:
    """How a proposal ended. ``whose`` is the name of whoever made it, "you" to themselves."""
    return ENDS[event].format(by=by or "Somebody", whose=whose or "a colleague")
