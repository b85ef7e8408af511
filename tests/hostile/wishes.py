"""What somebody in the hostile world follows, asks for and said."""

from portal.conversation import actions as conversation
from portal.conversation import queries as talks
from portal.conversation.rules.moderating import Reason
from portal.feedback.models import Question
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


def remarks(asked: Question, people: dict[str, Person]) -> dict[str, str]:
    """What was said about a post: what was reported, what is hidden, and what somebody else is to look at again.

    And an answer to what was asked about it.
    """
    made, writer, hider = {}, people["neighbour"], people["importer"]
    conversation.answer(talks.asked_of(asked), "Ours was nine square metres.", by=people["other_force"])
    for state in ("shown", "hidden", "appealed"):
        said = conversation.comment(asked.submission, f"This is {state}.", by=writer)
        if state == "shown":
            conversation.report(said, Reason.OTHER, "It says too little.", by=people["same_force"])
        else:
            conversation.hide(said, Reason.OTHER, "It says too much.", by=hider)
        if state == "appealed":
            conversation.appeal(said, "It says just enough.", by=writer)
        made[state] = said.reference
    return made
