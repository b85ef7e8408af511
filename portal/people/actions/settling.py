"""What an organisation has settled for itself, written in one place."""

from typing import Any

from portal.foundation.database import held_already, session
from portal.people.models import Organisation


def hold_settled(organisation: Organisation) -> None:
    """Hold what an organisation has settled, as it stands now, until the transaction ends.

    All of it is one column: whoever wrote it from what they had read before would undo what somebody else settled
    meanwhile. What refers to the organisation is written beside it all the same.
    """
    if not held_already(organisation, "settings"):
        session.refresh(organisation, ["settings"], with_for_update={"key_share": True})


def settle(organisation: Organisation, **settled: Any) -> None:
    """Settle these things, by their names, and leave all others as whoever settled them last wanted them."""
    hold_settled(organisation)
    organisation.settings = {**organisation.settings, **settled}
