"""What those who administer are told when somebody is to administer, does, or does no longer. Pure."""

from portal.people.rules import ROLE_NAMES, Role

ASKED = "role.asked"
WORDS = {
    ASKED: "{by} asked that {whom} becomes {role} at {where}. It waits for a second administrator",
    "role.granted": "{by} made {whom} {role} at {where}",
    "role.not_granted": "{whom} does not become {role} at {where}: {by} did not confirm it",
    "role.taken": "{by} took from {whom} what made them {role} at {where}",
}


def words_about(event: str, role: str, *, by: str, whom: str, where: str) -> str:
    """What is told of an event. ``where`` is the organisation of ``whom``."""
    told = ROLE_NAMES[Role(role)].lower()
    return WORDS[event].format(by=by or "Somebody", whom=whom, role=told, where=where)
