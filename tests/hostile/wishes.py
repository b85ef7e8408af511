"""What somebody in the hostile world follows and asks for."""

from portal.following import actions as following
from portal.following.models import LookedFor
from portal.following.rules.wants import Shown
from portal.foundation import clock
from portal.foundation.database import session
from portal.library.queries import Asked
from portal.people.models import Person


def wishes(by: Person) -> dict[str, str]:
    """What somebody follows and asks for, and what many looked for in vain, by the reference of each."""
    followed = following.follow(Asked(filters={"topic": ("handover",)}), by=by)
    want = following.ask_for(Asked("winter boots"), "Boots that stay dry.", Shown.ORGANISATION, by=by)
    words = LookedFor(words="warm boots", last_on=clock.today())
    session.add(words)
    session.flush()
    return {"follow": followed.reference, "want": want.reference, "words": words.reference}
