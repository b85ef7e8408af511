"""What an organisation is like, as its administrators say it."""

from collections.abc import Iterable

from portal.foundation import journal
from portal.foundation.errors import Refused
from portal.people import rules
from portal.people.actions.settling import hold_settled, settle
from portal.people.models import Organisation, Person
from portal.people.rules.profile import profile_from


def keep_profile(
    organisation: Organisation, *, areas: Iterable[str], size: str, means: Iterable[str], by: Person
) -> None:
    """Say where an organisation works, how large it is, and what it has. Values that are not known are left out.

    Raises ``Refused`` for whoever does not administer it.
    """
    if not rules.administers(by, organisation.id):
        raise Refused("Only an administrator of the organisation can change this.", code="not-yours")
    profile = profile_from({"areas": list(areas), "size": size, "means": list(means)})
    hold_settled(organisation)
    if profile != organisation.profile:
        settle(organisation, profile=profile.stored())
        journal.write(
            "organisation.profile_changed", organisation, by_id=by.id,
            areas=", ".join(profile.areas), size=profile.size, means=", ".join(profile.means),
        )  # fmt: skip
